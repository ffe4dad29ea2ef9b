"""Reading our own workbooks back, and refusing the rest with one clear line."""

from __future__ import annotations

import shutil
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from tests.support.examples import example
from workbooks.files.xlsx import save
from workbooks.filing.scoring import score, score_forms
from workbooks.forms.build import build
from workbooks.forms.returned.read_back import read_workbook
from workbooks.problems import InputError
from workbooks.standards.library import available
from workbooks.standards.loading import load


def write(path, standard_id, changes=None):
    filing = example(standard_id, changes)
    built = build(load(standard_id), filing)
    save(built.workbook, built.values(built.scored()), path, force=False)
    return filing


@pytest.mark.parametrize("standard_id", available())
def test_what_was_filled_is_read_back(tmp_path, standard_id):
    filing = write(tmp_path / "中文 名.xlsx", standard_id)
    standard, found = read_workbook(tmp_path / "中文 名.xlsx")
    assert standard.id == standard_id
    assert {key: value for key, value in found.data.items() if value is not None} == {
        key: value for key, value in filing.data.items() if value is not None
    }
    assert (found.unit, found.year) == (filing.unit, filing.year)
    assert found.reported == filing.reported


def test_text_and_blanks_come_back_as_they_are(tmp_path):
    write(tmp_path / "a.xlsx", "shenzhen-2021", {"三公经费_支出": None, "人员_编外": "八名"})
    standard, found = read_workbook(tmp_path / "a.xlsx")
    assert found.data["三公经费_支出"] is None
    assert found.data["人员_编外"] == "八名"
    assert score(standard, found).total_shown == "#VALUE!"


def test_inserted_rows_move_the_names_along(tmp_path):
    """Rows inserted by a program that keeps names: the figure is found where its name and its label are."""
    write(tmp_path / "a.xlsx", "shenzhen-2021")
    workbook = load_workbook(tmp_path / "a.xlsx")
    row = int(workbook.defined_names["三公经费_支出"].attr_text.rpartition("$")[2])
    workbook["数据"].move_range(f"A{row}:G{row}", rows=60)
    workbook["数据"][f"E{row + 60}"] = 12.5
    workbook.defined_names["三公经费_支出"].attr_text = f"数据!$E${row + 60}"
    workbook.save(tmp_path / "a.xlsx")
    filing = read_workbook(tmp_path / "a.xlsx")[1]
    assert filing.told == ()
    assert float(filing.data["三公经费_支出"]) == 12.5


def test_a_goal_that_cannot_be_read_is_named_with_its_cell(tmp_path):
    filing = example("wuxi-2021", {}, {"部门目标": {"222": {"认定得分": None}}})
    built = build(load("wuxi-2021"), filing)
    tables = built.scored()
    save(built.workbook, built.values(tables), tmp_path / "a.xlsx", force=False)
    place = next(
        p for p in built.layout.places if p.kind == "own" and p.child.rows == "部门目标" and p.number == 1
    )
    for table in (tables[0], *score_forms(*read_workbook(tmp_path / "a.xlsx"))):
        found = next(finding for finding in table.findings() if finding.code == "S01")
        assert (found.sheet, found.cell) == ("附表", f"E{place.row}")
        assert "邀请参加活动团组数量20个" in found.message


def damage(path, how):
    content = path.read_bytes()
    if how == "truncated":
        path.write_bytes(content[: len(content) // 2])
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "text":
        path.write_text("不是表格", encoding="utf-8")
    elif how == "no workbook part":
        shutil.copy(path, path.with_suffix(".old"))
        with zipfile.ZipFile(path.with_suffix(".old")) as old, zipfile.ZipFile(path, "w") as new:
            for name in old.namelist():
                if name != "xl/workbook.xml":
                    new.writestr(name, old.read(name))
    elif how == "bomb":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", b"0" * 80_000_000)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("truncated", "不完整或已损坏"),
        ("empty", "文件是空的"),
        ("text", "扩展名是 .xlsx，内容却是文本"),
        ("no workbook part", "已损坏"),
        ("bomb", "解压后有"),
    ],
)
def test_damaged_files(tmp_path, how, said):
    path = tmp_path / "坏 文件.xlsx"
    write(path, "shenzhen-2021")
    damage(path, how)
    with pytest.raises(InputError, match=said) as caught:
        read_workbook(path)
    assert str(caught.value).startswith("坏 文件.xlsx")


def test_external_entities_are_not_read(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("秘密", encoding="utf-8")
    path = tmp_path / "a.xlsx"
    write(path, "shenzhen-2021")
    shutil.copy(path, tmp_path / "old.xlsx")
    with zipfile.ZipFile(tmp_path / "old.xlsx") as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/workbook.xml":
                entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'.encode()
                head, separator, rest = content.partition(b"<workbook")
                content = head + entity + separator + rest.replace(b'"shenzhen-2021"', b"&e;")
            new.writestr(name, content)
    with pytest.raises(InputError) as caught:
        read_workbook(path)
    assert "秘密" not in str(caught.value)


def test_a_stranger_s_workbook(tmp_path):
    Workbook().save(tmp_path / "a.xlsx")
    with pytest.raises(InputError, match="不是本工具生成的附表"):
        read_workbook(tmp_path / "a.xlsx")


def test_an_unknown_standard(tmp_path):
    write(tmp_path / "a.xlsx", "shenzhen-2021")
    workbook = load_workbook(tmp_path / "a.xlsx")
    workbook.defined_names["评分标准编号"].attr_text = '"nowhere-1999"'
    workbook.save(tmp_path / "a.xlsx")
    with pytest.raises(InputError, match="没有编号为“nowhere-1999”的评分标准"):
        read_workbook(tmp_path / "a.xlsx")


@pytest.mark.parametrize("name", ["没有.xlsx", "."])
def test_files_that_are_not_there(tmp_path, name):
    with pytest.raises(InputError):
        read_workbook(tmp_path / name)
