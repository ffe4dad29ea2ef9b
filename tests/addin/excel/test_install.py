"""Installing for one user: what is written where, what an upgrade does, and that nothing is left behind."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from addin.excel import install as installing
from addin.excel.build import addin_bytes
from addin.excel.install import install, read_installed, uninstall
from tests.support.windows import everything, windows
from workbooks.problems import InputError

FOREIGN = b"somebody's own add-in"


def test_install_writes_the_addin_and_which_python_runs(tmp_path: Path) -> None:
    machine = windows(tmp_path)
    said = list(install(machine))

    profile = tmp_path / "用户" / "财务 张三"
    addin = profile / "AppData" / "Roaming" / "Microsoft" / "Excel" / "XLSTART" / "jixiao.xlam"
    settings = profile / ".jixiao" / "jixiao.conf"
    assert addin.read_bytes() == addin_bytes()
    assert settings.read_bytes() == b'"INTERPRETER_WIN","%LOCALAPPDATA%/jixiao/python/Scripts/python.exe"\r\n'
    assert said == [f"已写入：{addin}", f"已写入：{settings}"]


def test_python_elsewhere_is_written_in_the_ansi_code_page(tmp_path: Path) -> None:
    machine = replace(windows(tmp_path), interpreter=tmp_path / "绩效 工具" / "python.exe")
    list(install(machine))
    line = f'"INTERPRETER_WIN","{tmp_path}/绩效 工具/python.exe"\r\n'
    assert machine.settings.read_bytes() == line.encode("gbk")


def test_python_where_vba_cannot_read_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    machine = replace(windows(tmp_path, code_page="cp1252"), interpreter=tmp_path / "绩效" / "python.exe")
    before = everything(tmp_path)
    with pytest.raises(InputError, match="Excel 读不出的字"):
        list(install(machine))
    assert everything(tmp_path) == before


def test_uninstall_leaves_nothing(tmp_path: Path) -> None:
    machine = windows(tmp_path)
    before = everything(tmp_path)
    list(install(machine))
    (machine.state / "jixiao.log").write_text("log")
    (machine.state / "jixiao.old.log").write_text("log")
    (machine.state / "undo").mkdir()
    assert [line[:3] for line in uninstall(machine)] == ["已删除", "已删除"]
    assert everything(tmp_path) == before
    assert list(uninstall(machine)) == ["没有安装过，不需要卸载"]


def test_folders_that_were_there_stay(tmp_path: Path) -> None:
    machine = windows(tmp_path)
    machine.addin.parent.mkdir(parents=True)
    (machine.addin.parent / "PERSONAL.XLSB").write_bytes(b"macros")
    before = everything(tmp_path)
    list(install(machine))
    list(uninstall(machine))
    assert everything(tmp_path) == before


def test_copies_of_the_clerks_workbooks_go_only_when_asked(tmp_path: Path) -> None:
    machine = windows(tmp_path)
    list(install(machine))
    copy = machine.state / "undo" / "附表.xlsm"
    copy.parent.mkdir()
    copy.write_bytes(b"figures")
    assert list(uninstall(machine))[-1] == f"改动前的留底还在，不要了可以自行删除：{copy.parent}"
    assert copy.exists()
    list(uninstall(machine, copies=True))
    assert not copy.parent.exists()


def test_second_install_changes_nothing(tmp_path: Path) -> None:
    machine = windows(tmp_path)
    list(install(machine))
    first = everything(tmp_path)
    list(install(machine))
    assert everything(tmp_path) == first


def test_upgrade_replaces_ours_and_uninstall_still_leaves_nothing(tmp_path, monkeypatch) -> None:
    machine = windows(tmp_path)
    before = everything(tmp_path)
    with monkeypatch.context() as older:
        older.setattr(installing, "addin_bytes", lambda: b"the add-in of last year")
        older.setattr(installing.metadata, "version", lambda _name: "0.0.9")
        list(install(machine))
    moved = replace(machine, interpreter=machine.prefix / "python.exe")
    said = list(install(moved))
    assert said[-1].startswith("已从 0.0.9 更新到 ")
    assert machine.addin.read_bytes() == addin_bytes()
    assert b"python/python.exe" in machine.settings.read_bytes()
    assert not (machine.state / "kept").exists(), "our own older file is not somebody's"
    list(uninstall(moved))
    assert everything(tmp_path) == before


def test_file_of_somebody_else_comes_back(tmp_path: Path) -> None:
    machine = windows(tmp_path)
    for path in (machine.addin, machine.settings):
        path.parent.mkdir(parents=True)
        path.write_bytes(FOREIGN)
    before = everything(tmp_path)
    assert all("原来的同名文件已留存" in line for line in install(machine))
    list(install(machine))
    assert machine.addin.read_bytes() == addin_bytes()
    assert all(line.startswith("已放回原来的文件") for line in uninstall(machine))
    assert everything(tmp_path) == before


def test_file_changed_after_install_is_nobodys_to_delete(tmp_path: Path) -> None:
    machine = windows(tmp_path)
    list(install(machine))
    machine.settings.write_bytes(b'"SHOW CONSOLE","True"\r\n')
    said = list(uninstall(machine))
    assert said[-1] == f"安装后被改动过，没有删除：{machine.settings}"
    assert machine.settings.read_bytes() == b'"SHOW CONSOLE","True"\r\n'
    assert not machine.addin.exists()


def test_second_foreign_file_is_not_lost(tmp_path: Path) -> None:
    machine = windows(tmp_path)
    machine.settings.parent.mkdir()
    machine.settings.write_bytes(FOREIGN)
    list(install(machine))
    machine.settings.write_bytes(b"changed again")
    with pytest.raises(InputError, match="又被改动过"):
        list(install(machine))
    assert machine.settings.read_bytes() == b"changed again"
    assert (machine.state / "kept" / "jixiao.conf").read_bytes() == FOREIGN


def test_addin_in_use_is_one_line_and_nothing_is_half_done(tmp_path: Path) -> None:
    machine = windows(tmp_path)
    machine.addin.parent.mkdir(parents=True)
    machine.addin.write_bytes(FOREIGN)
    before = everything(tmp_path)
    machine.locked.add(machine.addin)
    with pytest.raises(InputError, match="请关闭所有 Excel 窗口") as refused:
        list(install(machine))
    assert "\n" not in str(refused.value)
    assert machine.addin.read_bytes() == FOREIGN
    assert not machine.settings.exists()
    assert not list(machine.addin.parent.glob("*.new"))

    machine.locked.clear()
    list(install(machine))
    machine.locked.add(machine.addin)
    with pytest.raises(InputError, match="请关闭所有 Excel 窗口"):
        list(uninstall(machine))
    assert machine.addin.read_bytes() == addin_bytes()
    assert read_installed(machine) is not None, "without the list nobody could uninstall later"

    machine.locked.clear()
    list(uninstall(machine))
    assert everything(tmp_path) == before


def test_interrupted_install_is_taken_away_whole(tmp_path: Path) -> None:
    machine = windows(tmp_path)
    before = everything(tmp_path)
    machine.locked.add(machine.settings)
    with pytest.raises(InputError, match=r"jixiao\.conf"):
        list(install(machine))
    assert machine.addin.exists()
    list(uninstall(machine))
    assert everything(tmp_path) == before


def test_python_of_the_store_is_refused(tmp_path: Path) -> None:
    machine = replace(windows(tmp_path), base_prefix=tmp_path / "WindowsApps" / "Python.3.12")
    before = everything(tmp_path)
    with pytest.raises(InputError, match="微软应用商店"):
        list(install(machine))
    assert everything(tmp_path) == before


def test_unreadable_list_and_missing_folder_are_one_line(tmp_path: Path) -> None:
    machine = windows(tmp_path)
    machine.state.mkdir(exist_ok=True)
    (machine.state / "installed.json").write_text("{", encoding="utf-8")
    for work in (install, uninstall):
        with pytest.raises(InputError, match="读不出来"):
            list(work(machine))
    without = replace(machine, environment={})
    with pytest.raises(InputError, match="环境变量"):
        list(install(without))


def test_interrupted_upgrade_knows_the_older_file(tmp_path, monkeypatch) -> None:
    machine = windows(tmp_path)
    before = everything(tmp_path)
    with monkeypatch.context() as older:
        older.setattr(installing, "addin_bytes", lambda: b"the add-in of last year")
        list(install(machine))
    machine.locked.add(machine.addin)
    with pytest.raises(InputError, match="请关闭所有 Excel 窗口"):
        list(install(machine))
    machine.locked.clear()
    list(uninstall(machine))
    assert everything(tmp_path) == before
