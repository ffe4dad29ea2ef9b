"""What is kept between runs: made once, made anew where the program changed, never in the way."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.support.hindered import in_a_fork
from tests.support.places import ROOT
from workbooks import kept as keeping
from workbooks.kept import FOLDER_VARIABLE, kept


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "缓存 夹"))
    return tmp_path / "缓存 夹"


def files_of(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def never():
    raise AssertionError("made again")


def test_made_once(folder):
    assert kept("甲", lambda: {"B2": "JX_TOTAL(C2)"}) == {"B2": "JX_TOTAL(C2)"}
    assert kept("甲", never) == {"B2": "JX_TOTAL(C2)"}
    assert kept("乙", lambda: [1]) == [1]
    assert len(files_of(folder)) == 2


def test_made_anew_where_a_file_of_the_program_changed(folder, monkeypatch):
    kept("甲", lambda: 1)
    monkeypatch.setattr(keeping, "_state", lambda packages: "另一版")
    assert kept("甲", lambda: 2) == 2


def test_only_the_last_states_stay(folder, monkeypatch):
    for number in range(10):
        state = f"{number:020x}"
        monkeypatch.setattr(keeping, "_state", lambda packages, state=state: state)
        kept("甲", lambda: 1)
        os.utime(folder / state, (number, number))
    assert sorted(path.name for path in folder.iterdir()) == [f"{n:020x}" for n in range(2, 10)]


def test_what_is_not_ours_stays_wherever_the_folder_is(folder, monkeypatch):
    """Somebody may name the folder of their documents."""
    theirs = [folder / "2019" / "决算.xlsx", folder / "笔记.txt"]
    for path in theirs:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("别人的", encoding="utf-8")
        os.utime(path, (1, 1))
    os.utime(folder / "2019", (1, 1))
    monkeypatch.setattr(keeping, "MOST", 2)
    for number in range(12):
        monkeypatch.setattr(keeping, "_state", lambda packages, number=number: f"{number // 3:020x}")
        kept(f"甲{number}", lambda: 1)
    monkeypatch.setattr(keeping, "_STATES_KEPT", 1)
    monkeypatch.setattr(keeping, "_state", lambda packages: "f" * 20)
    kept("乙", lambda: 1)
    assert all(path.exists() for path in theirs)
    assert sorted(path.name for path in folder.iterdir() if path.is_dir()) == ["2019", "f" * 20]


@pytest.mark.parametrize("broken", [b"", b"{", b"\xff\xfe", b'{"a":'])
def test_a_broken_file_is_made_anew(folder, broken):
    kept("甲", lambda: {"a": 1})
    (path,) = files_of(folder)
    path.write_bytes(broken)
    assert kept("甲", lambda: {"a": 2}) == {"a": 2}
    assert kept("甲", never) == {"a": 2}


def test_a_file_too_long_is_not_read_and_not_kept(folder, monkeypatch):
    kept("甲", lambda: 1)
    monkeypatch.setattr(keeping, "LONGEST", 0)
    assert kept("甲", lambda: 2) == 2
    kept("乙", lambda: 3)
    assert len(files_of(folder)) == 1


def test_only_the_last_values_stay(folder, monkeypatch):
    """A city's project forms are all laid out differently."""
    monkeypatch.setattr(keeping, "MOST", 3)
    for number in range(5):
        kept(f"甲{number}", lambda number=number: number)
        for path in files_of(folder):
            if path.stat().st_mtime > 100:
                os.utime(path, (number, number))
    assert len(files_of(folder)) == 3
    assert kept("甲4", never) == 4
    assert kept("甲0", lambda: "again") == "again"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="要 root 才能换成别的用户")
def test_a_user_without_a_home_pays_time_only():
    """As services and containers run: the number of a user whom the system does not know."""

    def stranger():
        for name in ("HOME", "XDG_CACHE_HOME", FOLDER_VARIABLE):
            os.environ.pop(name, None)
        os.setuid(4_242_424)

    assert in_a_fork(stranger, lambda: (kept("甲", lambda: 1), kept("甲", lambda: 2))) == (1, 2)


def test_a_folder_that_cannot_be_made_costs_time_only(tmp_path, monkeypatch):
    (tmp_path / "文件").write_text("")
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "文件" / "夹"))
    assert kept("甲", lambda: 1) == 1
    assert kept("甲", lambda: 2) == 2


def test_the_state_is_the_same_in_every_process():
    program = "from workbooks.kept import PACKAGES, _state; print(_state(PACKAGES))"
    states = {
        subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True).stdout
        for _ in range(2)
    }
    assert len(states) == 1
    assert len(states.pop().strip()) == 20


def test_two_processes_at_once_keep_one_whole_value(folder):
    program = (
        "import sys; from workbooks.kept import kept\n"
        "sys.stdin.readline(); print(kept('甲', lambda: ['x' * 1000] * 1000) == ['x' * 1000] * 1000)"
    )
    command = [sys.executable, "-c", program]
    both = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(2)
    ]
    for process in both:
        process.stdin.write(b"\n")
        process.stdin.flush()
    assert [process.communicate()[0].strip() for process in both] == [b"True", b"True"]
    assert len(files_of(folder)) == 1
    assert kept("甲", never) == ["x" * 1000] * 1000


def test_a_value_written_half_is_made_anew(folder):
    kept("甲", lambda: {"a": 1})
    (path,) = files_of(folder)
    path.write_bytes(path.read_bytes()[:-1])
    assert kept("甲", lambda: {"a": 2}) == {"a": 2}


def test_a_disk_that_is_full_costs_time_only(folder, monkeypatch):
    def full(*_):
        raise OSError(28, "full")

    monkeypatch.setattr(keeping.Path, "replace", full)
    assert kept("甲", lambda: 1) == 1
    assert files_of(folder) == []


def test_the_state_counts_every_file_of_ours():
    """VBA and standards too; what Python compiled does not count."""
    files = {name: keeping._files_of(name) for name in ("udfs", "workbooks", "addin")}
    assert "JxBridge.bas" in files["addin"]
    assert "shenzhen-2021.yaml" in files["workbooks"]
    assert not any("__pycache__" in text for text in files.values())
    assert keeping._files_of("不存在的包") == ""
