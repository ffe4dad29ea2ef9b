"""Saving: whole or not at all, nothing overwritten, values beside the formulas."""

from __future__ import annotations

import os
import zipfile
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.formula import ArrayFormula

from workbooks.files.xlsx import save
from workbooks.problems import InputError


@pytest.fixture
def workbook():
    made = Workbook()
    made.active.title = "附 表"
    made.active["A1"] = 1
    for cell, formula in {
        "B1": "=A1*2",
        "B2": '="甲"&"乙"',
        "B3": "=NA()",
        "B4": "=1/3",
        "B5": '=""',
    }.items():
        made.active[cell] = formula
    return made


VALUES = {"附 表": {"B1": Decimal(2), "B2": "甲乙", "B3": "#N/A", "B4": Decimal(1) / 3, "B5": ""}}


def test_values_stand_beside_the_formulas(workbook, tmp_path):
    path = tmp_path / "a.xlsx"
    save(workbook, VALUES, path, force=False)
    values, formulas = load_workbook(path, data_only=True).active, load_workbook(path).active
    assert [values[f"B{row}"].value for row in range(1, 5)] == [2, "甲乙", "#N/A", 1 / 3]
    assert formulas["B1"].value == "=A1*2"
    assert values["B3"].data_type == "e"
    assert not values["B5"].value


def test_an_existing_file_is_kept_unless_forced(workbook, tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"precious")
    with pytest.raises(InputError, match="已经存在；要覆盖请加 --force"):
        save(workbook, VALUES, path, force=False)
    assert path.read_bytes() == b"precious"
    save(workbook, VALUES, path, force=True)
    assert load_workbook(path).active["A1"].value == 1


def test_a_failing_save_leaves_the_old_file_and_no_rubbish(workbook, tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"precious")
    with pytest.raises(TypeError):
        save(workbook, {"附 表": {"B1": object()}}, path, force=True)
    assert path.read_bytes() == b"precious"
    assert [file.name for file in tmp_path.iterdir()] == ["a.xlsx"]


@pytest.mark.parametrize(
    ("name", "said"),
    [("没有/a.xlsx", "文件夹 .*没有 不存在"), ("a.xls", "应以 .xlsx 结尾"), ("", "是文件夹，请写明文件名")],
)
def test_targets_that_cannot_be(workbook, tmp_path, name, said):
    with pytest.raises(InputError, match=said):
        save(workbook, VALUES, tmp_path / name, force=False)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="以 root 运行时没有只读文件夹")
def test_a_folder_without_permission(workbook, tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(InputError, match="没有权限"):
        save(workbook, VALUES, tmp_path / "a.xlsx", force=False)


def test_the_archive_is_sound(workbook, tmp_path):
    path = tmp_path / "a.xlsx"
    save(workbook, VALUES, path, force=False)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == len(set(archive.namelist()))


def test_each_cell_of_an_array_formula_has_its_value(tmp_path):
    made, path = Workbook(), tmp_path / "a.xlsx"
    made.active.title = "列"
    for row in range(1, 5):
        made.active.cell(row, 2).number_format = "0.00"
    made.active["B1"] = ArrayFormula("B1:B4", "=A1:A4")
    values = {"列": {"B1": Decimal("1.5"), "B2": "优", "B3": "#N/A", "B4": Decimal(2)}}
    save(made, values, path, force=False)
    shown = load_workbook(path, data_only=True).active
    assert [shown[cell].value for cell in values["列"]] == [1.5, "优", "#N/A", 2]
    formula = load_workbook(path).active["B1"].value
    assert (formula.ref, formula.text) == ("B1:B4", "=A1:A4")
