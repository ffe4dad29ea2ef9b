"""Where a file cannot be put: open elsewhere, read-only, no room, no right, a run that was killed.

What was there stays to the byte, nothing half is left, and one line says what is the matter.
"""

from __future__ import annotations

import errno
import os
import resource
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from addin.cli.options import UNUSABLE
from addin.filling import fill
from tests.support.examples import EXAMPLES, example
from workbooks.collect.files import candidates
from workbooks.forms.writer import NATIVE
from workbooks.standards.loading import load

STANDARD = "wuxi-2021"
DATA = EXAMPLES / f"{STANDARD}.yaml"
COMMANDS = {
    "fill": ["fill", STANDARD, "--data", DATA, "-o", "目标.xlsx"],
    "fill-udf": ["fill", STANDARD, "--data", DATA, "-o", "目标.xlsm"],
    "new": ["new", STANDARD, "-o", "目标.xlsx"],
    "data": ["data", STANDARD, "-o", "目标.yaml"],
    "convert": ["convert", "附表.xlsx", "-o", "目标.xlsm"],
    "finalize": ["finalize", "附表.xlsx", "-o", "目标.xlsx", "--force-final"],
    "check": ["check", "附表.xlsx", "-o", "目标.xlsx"],
    "check-html": ["check", "附表.xlsx", "--html", "目标.html"],
    "report": ["report", "附表.xlsx", "-o", "目标.docx"],
    "export": ["standards", "export", STANDARD, "-o", "目标.yaml"],
    "chart": ["chart", "附表.xlsx", "-o", "目标.png"],
    "results": ["results", "附表.xlsx", "-o", "目标.xlsx"],
    "rectify": ["rectify", "附表.xlsx", "-o", "目标.xlsx"],
    "collect": ["collect", "附表.xlsx", "-o", "目标.xlsx"],
}
BEFORE = b"what was there"


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    path = tmp_path_factory.mktemp("填好") / "附表.xlsx"
    fill(load(STANDARD), example(STANDARD), path, edition=NATIVE)
    return path.read_bytes()


@pytest.fixture
def desk(tmp_path, monkeypatch, filled, jixiao):
    """A folder with a filled form and a target that is there; runs a command there and tells what it said."""
    monkeypatch.chdir(tmp_path)
    Path("附表.xlsx").write_bytes(filled)

    def run(name, force=True):
        arguments = COMMANDS[name]
        return jixiao(*arguments, *(["--force"] if force else []))

    return run


def target_of(name):
    return Path(next(str(word) for word in COMMANDS[name] if str(word).startswith("目标")))


def refused(said, *words):
    code, out, error = said
    assert (code, out) == (UNUSABLE, "")
    assert error.startswith("错误：")
    assert error.count("\n") == 1
    assert all(word in error for word in words), error


def kept(target):
    """Whether nothing but what was there is there."""
    assert target.read_bytes() == BEFORE
    return [path.name for path in Path().iterdir() if path.name.startswith(".~jixiao-")] == []


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize(
    ("lock", "program"),
    [(".~lock.{}#", "LibreOffice"), ("~${}", "Excel 或 WPS")],
    ids=["libreoffice", "excel"],
)
def test_an_open_file_is_named_and_not_overwritten(desk, name, lock, program):
    target = target_of(name)
    target.write_bytes(BEFORE)
    Path(lock.format(target.name)).write_bytes(b"")
    refused(desk(name), target.name, f"正在 {program} 中打开", "请先关闭", lock.format(target.name))
    assert kept(target)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_read_only_file_is_named_and_not_overwritten(desk, name):
    target = target_of(name)
    target.write_bytes(BEFORE)
    target.chmod(0o444)
    refused(desk(name), target.name, "是只读文件", "换一个文件名")
    assert kept(target)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_folder_that_may_not_be_written_to_is_named(desk, name, monkeypatch):
    target = target_of(name)
    target.write_bytes(BEFORE)
    original = tempfile.mkstemp

    def none_here(suffix=None, prefix=None, dir=None, text=False):
        if prefix == ".~jixiao-":
            raise PermissionError(errno.EACCES, "Permission denied")
        return original(suffix, prefix, dir, text)

    monkeypatch.setattr(tempfile, "mkstemp", none_here)
    refused(desk(name), "不能写入", target.name, "没有权限", "换一个文件夹")
    assert kept(target)


@pytest.mark.parametrize("name", sorted({*COMMANDS} - {"collect"}))
@pytest.mark.parametrize("links", [True, False], ids=["links", "no-links"])
def test_of_two_runs_that_make_the_same_file_the_second_is_refused(desk, name, links, monkeypatch):
    """The other run ends while this one writes; a disc may know no second name for a file."""
    target, original = target_of(name), tempfile.mkstemp

    def while_another_ends(suffix=None, prefix=None, dir=None, text=False):
        if prefix == ".~jixiao-" and Path(dir).resolve() == Path().resolve():
            target.write_bytes(BEFORE)
        return original(suffix, prefix, dir, text)

    def no_links(*_):
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(tempfile, "mkstemp", while_another_ends)
    if not links:
        monkeypatch.setattr(os, "link", no_links)
    refused(desk(name, force=False), target.name, "已经存在", "--force")
    assert kept(target)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_full_disk_leaves_what_was_there(desk, name, monkeypatch):
    """A limit on the size of files is met in the same way, at whatever write comes first."""
    target = target_of(name)
    target.write_bytes(BEFORE)
    if name == "collect":
        # Its register would meet the limit before the summary does.
        monkeypatch.setattr("workbooks.files.saving.os.fdopen", full)
        refused(desk(name), "不能写入", "磁盘已满", "腾出空间")
    else:
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (400, limits[1]))
        try:
            said = desk(name)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        refused(said, "不能写入", target.name, "腾出空间")
    assert kept(target)


class Full:
    """A file on a disk that has no room left."""

    def __init__(self, stream):
        self._stream = stream

    def __getattr__(self, name):
        return getattr(self._stream, name)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._stream.close()

    def write(self, _):
        raise OSError(errno.ENOSPC, "No space left on device")


_fdopen = os.fdopen


def full(handle, mode):
    return Full(_fdopen(handle, mode))


def test_a_run_that_is_killed_leaves_the_old_file_and_nothing_that_is_collected(tmp_path):
    target = tmp_path / "附表.xlsx"
    target.write_bytes(BEFORE)
    code = (
        "import os, signal, sys\nfrom pathlib import Path\nfrom workbooks.files.saving import write_whole\n"
        "def half(stream):\n"
        "    stream.write(b'half'); stream.flush(); os.kill(os.getpid(), signal.SIGKILL)\n"
        "write_whole(Path(sys.argv[1]), half)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(target)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert target.read_bytes() == BEFORE
    left = [path for path in tmp_path.iterdir() if path != target]
    assert [path.read_bytes() for path in left] == [b"half"]
    assert [candidate.name for candidate in candidates([str(tmp_path)])] == [target.name]


def test_of_two_runs_at_once_each_writes_a_whole_file(tmp_path):
    command = [sys.executable, "-m", "addin", *map(str, COMMANDS["data"]), "--force"]
    runs = [subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL) for _ in range(2)]
    assert [run.wait() for run in runs] == [0, 0]
    assert [path.name for path in tmp_path.iterdir()] == ["目标.yaml"]
    assert load(STANDARD).id in (tmp_path / "目标.yaml").read_text(encoding="utf-8")
