"""Which files are read, which are named with a reason, and which are passed over."""

from __future__ import annotations

import io
import os
import tempfile
import zipfile
from pathlib import Path

import pytest

from tests.support.collected import unit_workbook
from workbooks.collect import files
from workbooks.collect.files import candidates, read
from workbooks.problems import InputError


def found(folder, *leave_out):
    return list(candidates([str(folder)], leave_out))


def names(folder):
    return [one.member or one.name for one in found(folder) if not one.problem]


def problems(folder):
    return {one.member or one.name: one.problem for one in found(folder) if one.problem}


def archive(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return path


@pytest.fixture
def workbook(tmp_path_factory):
    return unit_workbook(tmp_path_factory.mktemp("one") / "a.xlsx", "甲局").read_bytes()


def test_every_workbook_below_a_folder_in_the_order_of_names(tmp_path):
    (tmp_path / "二" / "三").mkdir(parents=True)
    for name in ("b.xlsx", "a.XLS", "c.ods", "d.xlsm", "二/三/e.xlsx"):
        (tmp_path / name).write_bytes(b"1")
    assert names(tmp_path) == ["a.XLS", "b.xlsx", "c.ods", "d.xlsm", "e.xlsx"]


def test_lock_files_system_files_and_documents_are_passed_over(tmp_path):
    (tmp_path / "__MACOSX").mkdir()
    for name in ("~$a.xlsx", ".DS_Store", "._a.xlsx", "说明.docx", "图.png", "__MACOSX/a.xlsx"):
        (tmp_path / name).write_bytes(b"1")
    assert found(tmp_path) == []


def test_names_that_are_no_text_are_told(tmp_path):
    """As an archive of a Chinese Windows leaves them where a program that knows UTF-8 only unpacks it."""
    for name in (b"\xb1\xed.xlsx", b"\xb2\xed.xlsx"):
        (tmp_path / os.fsdecode(name)).write_bytes(b"1")
    (tmp_path / "好.xlsx").write_bytes(b"1")
    assert names(tmp_path) == ["好.xlsx"]
    assert all("请改名再交" in why for why in problems(tmp_path).values())
    assert len(problems(tmp_path)) == 2


def test_a_file_at_two_places_is_one(tmp_path, workbook):
    (tmp_path / "甲").mkdir()
    (tmp_path / "甲乙").mkdir()
    for name in ("甲/a.xlsx", "甲乙/b.xlsx", "c.xlsx"):
        (tmp_path / name).write_bytes(b"1")
    archive(tmp_path / "d.zip", {"e.xlsx": workbook})
    places = [
        tmp_path / "甲",
        tmp_path / "甲" / "a.xlsx",
        tmp_path / "d.zip",
        tmp_path,
        tmp_path / "甲乙" / "b.xlsx",
    ]
    told = [one.member or one.name for one in candidates([str(place) for place in places])]
    assert told == ["a.xlsx", "e.xlsx", "c.xlsx", "b.xlsx"]


@pytest.mark.parametrize("name", ["表.et", "表.xlsb", "表.rar", "表.7z"])
def test_tables_and_archives_of_other_kinds_are_named(tmp_path, name):
    (tmp_path / name).write_bytes(b"1")
    assert list(problems(tmp_path)) == [name]
    assert "请" in problems(tmp_path)[name]


def test_our_own_output_is_left_out(tmp_path):
    (tmp_path / "汇总.xlsx").write_bytes(b"1")
    assert found(tmp_path, tmp_path / "汇总.xlsx") == []


def test_a_place_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match="找不到"):
        found(tmp_path / "没有")


def test_a_single_file_is_a_place(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"1")
    assert [one.path for one in found(path)] == [str(path)]


def test_a_folder_named_like_a_workbook_is_named_and_read(tmp_path):
    (tmp_path / "x.xlsx").mkdir()
    (tmp_path / "x.xlsx" / "里.xlsx").write_bytes(b"1")
    assert names(tmp_path) == ["里.xlsx"]
    assert "文件夹" in problems(tmp_path)["x.xlsx"]


def test_a_link_back_to_a_folder_above_ends(tmp_path):
    (tmp_path / "单位").mkdir()
    (tmp_path / "单位" / "a.xlsx").write_bytes(b"1")
    (tmp_path / "单位" / "回").symlink_to(tmp_path)
    assert names(tmp_path) == ["a.xlsx"]
    assert "指回上级文件夹" in problems(tmp_path)["回"]


def test_a_link_to_nothing(tmp_path):
    (tmp_path / "a.xlsx").symlink_to(tmp_path / "没有.xlsx")
    assert "链接指向的文件不存在" in problems(tmp_path)["a.xlsx"]


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.xlsx")
    assert "不是普通文件" in problems(tmp_path)["a.xlsx"]


def test_without_permission():
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        folder.chmod(0o755)
        (folder / "锁.xlsx").write_bytes(b"1")
        (folder / "锁.xlsx").chmod(0)
        (folder / "夹").mkdir()
        (folder / "夹").chmod(0)
        root = os.geteuid() == 0
        if root:
            os.seteuid(65534)
        try:
            readable, unread = names(folder), problems(folder)
            with pytest.raises(InputError, match="确认有读取权限"):
                read(next(one for one in found(folder) if one.name == "锁.xlsx"))
        finally:
            if root:
                os.seteuid(0)
            (folder / "夹").chmod(0o700)
    assert readable == ["锁.xlsx"]
    assert "没有权限" in unread["夹"]


class TestArchives:
    def test_the_workbooks_in_it(self, tmp_path, workbook):
        archive(tmp_path / "甲.zip", {"甲/一.xlsx": workbook, "二.docx": b"1", "__MACOSX/三.xlsx": b"1"})
        assert names(tmp_path) == ["甲/一.xlsx"]
        (one,) = found(tmp_path)
        assert (one.size, one.name) == (len(workbook), "一.xlsx")
        assert read(one) == workbook

    def test_names_written_on_chinese_windows(self, tmp_path, workbook):
        path = archive(tmp_path / "a.zip", {"XXXX.xlsx": workbook})
        path.write_bytes(path.read_bytes().replace(b"XXXX", "附表".encode("gbk")))
        assert names(tmp_path) == ["附表.xlsx"]
        assert read(found(tmp_path)[0]) == workbook

    def test_two_of_the_same_name(self, tmp_path, workbook):
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as package, pytest.warns(UserWarning):
            package.writestr("一.xlsx", workbook)
            package.writestr("一.xlsx", b"other")
        assert sorted(read(one) for one in found(tmp_path)) == sorted([workbook, b"other"])

    @pytest.mark.parametrize("name", ["../a.xlsx", "/a.xlsx", "甲/../../a.xlsx", "C:\\a.xlsx"])
    def test_paths_that_lead_out(self, tmp_path, workbook, name):
        archive(tmp_path / "a.zip", {name: workbook})
        assert names(tmp_path) == []
        assert list(problems(tmp_path).values()) == ["压缩包里的路径不正常，没有读取，请重新压缩后再交"]

    def test_an_archive_in_an_archive(self, tmp_path, workbook):
        inner = archive(tmp_path / "里.zip", {"a.xlsx": workbook}).read_bytes()
        (tmp_path / "里.zip").unlink()
        archive(tmp_path / "外.zip", {"里.zip": inner})
        assert problems(tmp_path) == {"里.zip": "压缩包里还有压缩包，请解压后再汇总"}

    def test_a_password(self, tmp_path, workbook):
        path = archive(tmp_path / "a.zip", {"a.xlsx": workbook})
        content = bytearray(path.read_bytes())
        content[content.index(b"PK\x01\x02") + 8] |= 1
        path.write_bytes(content)
        assert problems(tmp_path) == {"a.xlsx": "压缩包有密码，请解压后再汇总"}

    def test_a_bomb(self, tmp_path):
        archive(tmp_path / "a.zip", {"a.xlsx": bytes(60 * 2**20)})
        assert "不像正常的工作簿" in problems(tmp_path)["a.xlsx"]

    def test_too_many_files(self, tmp_path, monkeypatch):
        monkeypatch.setattr(files, "MAX_MEMBERS", 2)
        archive(tmp_path / "a.zip", {f"{number}.xlsx": b"1" for number in range(3)})
        assert "超过上限 2 个" in problems(tmp_path)["a.zip"]

    def test_a_workbook_renamed(self, tmp_path, workbook):
        (tmp_path / "a.zip").write_bytes(workbook)
        assert "请把扩展名改回 .xlsx" in problems(tmp_path)["a.zip"]

    def test_cut_off(self, tmp_path, workbook):
        path = archive(tmp_path / "a.zip", {"a.xlsx": workbook})
        path.write_bytes(path.read_bytes()[:-40])
        assert "不完整或已损坏" in problems(tmp_path)["a.zip"]

    def test_damaged_within(self, tmp_path, workbook):
        path = tmp_path / "a.zip"
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as package:
            package.writestr("a.xlsx", workbook)
        content = bytearray(stream.getvalue())
        content[200] ^= 255
        path.write_bytes(content)
        with pytest.raises(InputError, match=r"a\.xlsx：压缩包不完整或已损坏"):
            read(found(tmp_path)[0])
