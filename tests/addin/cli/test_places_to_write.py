"""Where a file cannot be put: open elsewhere, read-only, no room, no right, a run that was killed.

What was there stays to the byte, nothing half is left, and one line says what is the matter.
"""

from __future__ import annotations

import errno
import gc
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest

from addin.adopting import adopt
from addin.cli.options import UNUSABLE
from addin.exchanging import send_out
from addin.staging import Monitored, monitoring_file
from tests.support.blank_forms import blank_form
from tests.support.declared import declared_workbook
from tests.support.examples import EXAMPLES, example
from tests.support.filled import published_workbook
from tests.support.hindered import (
    in_a_fork,
    on_a_full_disk,
    on_a_read_only_disk,
    unable_to_mount,
    without_rights,
)
from tests.support.places import ROOT
from workbooks.collect.files import candidates
from workbooks.collect.register import Register
from workbooks.files.cells import read_cells
from workbooks.files.saving import UNFINISHED, write_whole
from workbooks.followup.rectifying import begin_register
from workbooks.forms.page.writer import NATIVE
from workbooks.problems import InputError
from workbooks.reporting.reports import make_report
from workbooks.stages.stage_data import read_data
from workbooks.stages.stage_forms import stage_forms
from workbooks.standards.loading import load

STANDARD = "heping-2024"
DATA = EXAMPLES / f"{STANDARD}.yaml"
MAP = ROOT / "tests" / "data" / "exchange" / "made-up.yaml"
OFFICIAL = ROOT / "tests" / "data" / "own-form" / "blank.xlsx"
COMMANDS = {
    "fill": ["fill", STANDARD, "--data", DATA, "-o", "目标.xlsx"],
    "fill-udf": ["fill", STANDARD, "--data", DATA, "-o", "目标.xlsm"],
    "fill-template": ["fill", STANDARD, "--data", DATA, "--template", "空表.xlsx", "-o", "目标.xlsx"],
    "new": ["new", STANDARD, "-o", "目标.xlsx"],
    "new-declaration": ["new", "declare-project", "-o", "目标.xlsx"],
    "data": ["data", STANDARD, "-o", "目标.yaml"],
    "data-sheet": ["data", STANDARD, "-o", "目标.xlsx"],
    "adopt": ["adopt", OFFICIAL, "-o", "目标.xlsx"],
    "adopt-udf": ["adopt", OFFICIAL, "-o", "目标.xlsm"],
    "rules-apply": ["rules", "apply", "认表.xlsx", "-o", "目标.xlsx"],
    "carry": ["carry", "申报.xlsx", "--to", "监控", "-o", "目标.xlsx"],
    "monitor": ["monitor", "监控.xlsx", "-o", "目标.xlsx"],
    "convert": ["convert", "附表.xlsx", "-o", "目标.xlsm"],
    "convert-theirs": ["convert", "认表.xlsx", "-o", "目标.xlsm"],
    "finalize": ["finalize", "附表.xlsx", "-o", "目标.xlsx", "--force-final"],
    "check": ["check", "附表.xlsx", "-o", "目标.xlsx"],
    "check-html": ["check", "附表.xlsx", "--html", "目标.html"],
    "report": ["report", "附表.xlsx", "-o", "目标.docx"],
    "report-again": ["report", "附表.xlsx", "--update", "报告.docx", "-o", "目标.docx"],
    "standard": ["standards", "export", STANDARD, "-o", "目标.yaml"],
    "chart": ["chart", "附表.xlsx", "-o", "目标.png"],
    "export": ["export", "自评.xlsx", "--map", MAP, "-o", "目标.xlsx"],
    "import": ["import", "系统.xlsx", "--map", MAP, "-o", "目标.xlsx"],
    "results": ["results", "附表.xlsx", "-o", "目标.xlsx"],
    "rectify": ["rectify", "附表.xlsx", "-o", "目标.xlsx"],
    "rectify-again": ["rectify", "附表.xlsx", "--update", "台账.xlsx", "-o", "目标.xlsx"],
    "collect": ["collect", "附表.xlsx", "-o", "目标.xlsx"],
}
WAYS = ("fill", "adopt", "data", "chart", "collect")
"""A command for each way of writing bytes: what holds of the way need not be tried with every command."""
BEFORE = b"what was there"


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    """The files that commands start from, by name."""
    folder = tmp_path_factory.mktemp("填好")
    published_workbook(STANDARD, folder / "附表.xlsx", NATIVE)
    published_workbook("project-2020", folder / "自评.xlsx", NATIVE)
    adopt(OFFICIAL, folder / "认表.xlsx")
    declared_workbook(folder / "申报.xlsx")
    targets = read_data(folder / "申报.yaml", stage_forms()["declare-project"])
    monitoring_file(targets, folder / "监控.xlsx", False, Monitored())
    make_report(read_cells(folder / "附表.xlsx"), folder / "报告.docx")
    begin_register([str(folder / "附表.xlsx")], folder / "台账.xlsx")
    send_out(folder / "自评.xlsx", MAP, folder / "系统.xlsx")
    blank_form(load(STANDARD), example(STANDARD), folder / "空表.xlsx")
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def desk(tmp_path, monkeypatch, sources, jixiao):
    """A folder with filled forms and a target that is there; runs a command there and tells what it said."""
    monkeypatch.chdir(tmp_path)
    for file, content in sources.items():
        Path(file).write_bytes(content)

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
    return [path.name for path in Path().iterdir() if path.name.startswith(UNFINISHED)] == []


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


@pytest.fixture(scope="module")
def disks():
    """Skip where no disk can be put in place."""
    if reason := unable_to_mount():
        pytest.skip(reason)


def hindered(run, hinder):
    """What a run says, and what changed in the folder, which is kept from being written to."""
    before = contents()
    said, after = in_a_fork(hinder, lambda: (run(), contents()))
    return said, sorted(name for name in {*before, *after} if before.get(name) != after.get(name))


def contents():
    return {str(path): path.read_bytes() for path in Path().rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_folder_that_may_not_be_written_to_is_named(desk, name):
    target_of(name).write_bytes(BEFORE)
    said, changed = hindered(lambda: desk(name), lambda: without_rights(Path()))
    refused(said, "不能", target_of(name).stem, "没有", "权限")
    assert changed == []


@pytest.mark.parametrize("name", COMMANDS)
def test_a_disk_that_is_only_read_is_named(desk, disks, name):
    target_of(name).write_bytes(BEFORE)
    said, changed = hindered(lambda: desk(name), lambda: on_a_read_only_disk(Path()))
    refused(said, "不能", target_of(name).stem, "只读" if name != "collect" else "权限")
    assert changed == []


@pytest.mark.parametrize("name", COMMANDS)
def test_a_disk_without_any_room_leaves_what_was_there(desk, disks, name):
    target_of(name).write_bytes(BEFORE)
    said, changed = hindered(lambda: desk(name), lambda: on_a_full_disk(Path(), 0))
    refused(said, "不能写入", target_of(name).stem, "磁盘已满", "腾出空间")
    assert changed == []


IN_PLACE = {
    "rules": ["rules", "apply", "认表.xlsx"],
    "rectify": ["rectify", "附表.xlsx", "--update", "台账.xlsx"],
    "finalize": ["finalize", "附表.xlsx", "--force-final"],
}
"""Commands that put a file beside another one or in the place of what they read."""
FOLDERS = {
    "demo": ["demo", "-o", "出"],
    "addin": ["addin", "build", "-o", "出"],
    "chart": ["chart", "附表.xlsx", "-o", "出"],
    "collect": ["collect", "附表.xlsx", "-o", "目标.xlsx", "--parquet", "出"],
}


@pytest.mark.parametrize("arguments", [*IN_PLACE.values(), *FOLDERS.values()], ids=[*IN_PLACE, *FOLDERS])
def test_what_is_made_in_a_folder_without_rights(desk, jixiao, arguments):
    said, changed = hindered(lambda: jixiao(*arguments), lambda: without_rights(Path()))
    refused(said, "不能", "没有权限")
    assert changed == []


@pytest.mark.parametrize("arguments", IN_PLACE.values(), ids=IN_PLACE)
def test_what_is_read_stays_when_its_disk_is_full(desk, disks, jixiao, arguments):
    said, changed = hindered(lambda: jixiao(*arguments), lambda: on_a_full_disk(Path(), 0))
    refused(said, "不能写入", "磁盘已满", "腾出空间")
    assert changed == []


def test_tables_of_the_register_are_whole_or_not_there(jixiao, desk, disks):
    Path("出").mkdir()
    Path("出", "items.parquet").write_bytes(BEFORE)
    run = lambda: jixiao(*FOLDERS["collect"])  # noqa: E731
    said, changed = hindered(run, lambda: on_a_full_disk(Path("出"), 0))
    refused((said[0], "", said[2].splitlines(keepends=True)[-1]), "不能写入", "磁盘已满", "腾出空间")
    assert [name for name in changed if "出" in name] == []


@pytest.mark.parametrize("name", sorted({*COMMANDS} - {"collect"}))
def test_of_two_runs_that_make_the_same_file_the_second_is_refused(desk, name, monkeypatch):
    """The other run ends while this one writes."""
    target, original = target_of(name), tempfile.mkstemp

    def while_another_ends(suffix=None, prefix=None, dir=None, text=False):
        if prefix == UNFINISHED and Path(dir).resolve() == Path().resolve():
            target.write_bytes(BEFORE)
        return original(suffix, prefix, dir, text)

    monkeypatch.setattr(tempfile, "mkstemp", while_another_ends)
    refused(desk(name, force=False), target.name, "已经存在", "--force")
    assert kept(target)


def test_collect_too(desk, monkeypatch, jixiao):
    """It had read everything by then, which its register keeps and a second run need not read again."""
    target, original = target_of("collect"), tempfile.mkstemp

    def while_another_ends(suffix=None, prefix=None, dir=None, text=False):
        if prefix == UNFINISHED and Path(dir).resolve() == Path().resolve():
            target.write_bytes(BEFORE)
        return original(suffix, prefix, dir, text)

    monkeypatch.setattr(tempfile, "mkstemp", while_another_ends)
    code, _, error = desk("collect", force=False)
    assert (code, target.read_bytes()) == (UNUSABLE, BEFORE)
    assert "已经存在" in error
    monkeypatch.undo()


@pytest.mark.parametrize("force", [False, True])
def test_a_disc_that_knows_no_second_name_for_a_file(tmp_path, monkeypatch, force):
    target = tmp_path / "目标.xlsx"

    def no_links(*_):
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    write_whole(target, lambda stream: stream.write(b"new"), force=False)
    assert target.read_bytes() == b"new"
    target.unlink()

    def while_another_ends(stream):
        target.write_bytes(BEFORE)
        stream.write(b"new")

    if force:
        write_whole(target, while_another_ends, force)
    else:
        with pytest.raises(InputError, match="已经存在"):
            write_whole(target, while_another_ends, force)
    assert target.read_bytes() == (b"new" if force else BEFORE)
    assert [*tmp_path.iterdir()] == [target]


@pytest.mark.parametrize("name", WAYS)
def test_a_disk_that_gets_full_leaves_what_was_there(desk, name, monkeypatch):
    """A limit on the size of files is met in the same way, at whatever write comes first."""
    target = target_of(name)
    target.write_bytes(BEFORE)
    if name in ("adopt", "collect"):
        # What they make first, in temporary files and the register, would meet the limit before the target.
        monkeypatch.setattr("workbooks.files.saving._Stream.write", no_room)
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


def no_room(*_):
    """What a disk that has no room left says."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("name", WAYS)
def test_a_run_that_is_killed_leaves_the_old_file_and_nothing_that_is_collected(desk, name):
    """The system ends the process at the last moment before the new file takes the old one's place."""
    target = target_of(name)
    target.write_bytes(BEFORE)
    before = {path.name for path in Path().iterdir()}
    process = os.fork()
    if process == 0:
        sys.addaudithook(kill_before_the_file_is_put)
        try:
            desk(name)
        finally:
            os._exit(0)
    _, status = os.waitpid(process, 0)
    assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL
    assert target.read_bytes() == BEFORE
    left = {path.name for path in Path().iterdir()} - before
    assert [each for each in left if each.startswith(UNFINISHED)]
    assert {candidate.name for candidate in candidates(["."])} & left == set()


def kill_before_the_file_is_put(event, arguments):
    if event == "os.rename" and Path(os.fspath(arguments[0])).name.startswith(UNFINISHED):
        folder = Path(os.fspath(arguments[0])).parent
        if folder.resolve() == Path().resolve():
            os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize(("name", "file"), [("demo", "wuxi-2021.xlsx"), ("addin", "jixiao.xlam")])
def test_a_folder_of_files_one_of_which_is_open(jixiao, tmp_path, monkeypatch, name, file):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("addin.demo.names", lambda: ["heping-2024", "wuxi-2021"])
    Path("出").mkdir()
    (Path("出") / file).write_bytes(BEFORE)
    (Path("出") / f"~${file}").write_bytes(b"")
    code, _, error = jixiao(*(["demo"] if name == "demo" else ["addin", "build"]), "--out", "出")
    assert code == UNUSABLE
    assert error.startswith("错误：") and error.count("\n") == 1 and file in error
    assert (Path("出") / file).read_bytes() == BEFORE


WRITERS = {
    "workbooks/files/saving.py": "the one place",
    "workbooks/files/older_formats.py": "into a temporary folder, for another program",
    "workbooks/files/apart.py": "a pipe",
    "workbooks/problems.py": "adds to the log",
    "workbooks/kept.py": "what the product keeps between runs, put in place whole",
    "workbooks/review/checks_page.py": "a page of our own documentation",
    "addin/libreoffice/build.py": "our own extension, unpacked",
    "addin/excel/log.py": "adds to the log",
    "addin/excel/install.py": "its own list, put in place whole",
}


def test_nothing_else_writes_files():
    """Whatever writes a file of the user's does so by `write_whole`, which holds what is tried above."""
    writes = re.compile(
        r"\.write_bytes\(|\.write_text\(|\bopen\([^()]*[\"'][wxa]b?\+?[\"']|os\.fdopen|FileIO"
    )
    found = set()
    for package in ("udfs", "workbooks", "addin"):
        for path in (ROOT / package).rglob("*.py"):
            if writes.search(path.read_text(encoding="utf-8")):
                found.add(path.relative_to(ROOT).as_posix())
    assert found == set(WRITERS)


def test_of_two_runs_at_once_each_writes_a_whole_file(tmp_path):
    command = [sys.executable, "-m", "addin", *map(str, COMMANDS["data"]), "--force"]
    runs = [subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL) for _ in range(2)]
    assert [run.wait() for run in runs] == [0, 0]
    assert [path.name for path in tmp_path.iterdir()] == ["目标.yaml"]
    assert load(STANDARD).id in (tmp_path / "目标.yaml").read_text(encoding="utf-8")


def test_an_archive_that_a_full_disk_broke_off_complains_no_more(tmp_path, monkeypatch):
    complaints = []
    monkeypatch.setattr(sys, "unraisablehook", complaints.append)

    def write(stream):
        archive = zipfile.ZipFile(stream, "w")
        archive.writestr("part", "text")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(InputError, match="磁盘已满；请腾出空间"):
        write_whole(tmp_path / "报告.docx", write, False)
    gc.collect()
    assert not complaints
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
def test_a_ledger_on_a_full_disk_is_not_called_damaged():
    with pytest.raises(InputError, match="不能写入台账 /dev/full：磁盘已满；请腾出空间，或用 --db"):
        Register(Path("/dev/full"))
