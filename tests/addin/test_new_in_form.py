"""The rules of a known standard in its official file; a data file into a form that was made live."""

from __future__ import annotations

from dataclasses import replace

import pytest
from openpyxl import load_workbook

from addin.adopting import adopt, new_in_form
from addin.renewing import fill_form
from tests.support.adopted import DATA
from tests.support.blank_forms import blank_form
from tests.support.examples import example
from workbooks.files.cells import read_cells
from workbooks.filing.data_file import Filing
from workbooks.filing.scoring import score
from workbooks.forms.read_back import read_workbook
from workbooks.forms.writer import NATIVE
from workbooks.problems import InputError
from workbooks.review.reviewing import review_cells
from workbooks.standards.loading import load


@pytest.mark.parametrize("name", ["shenzhen-2021", "heping-2024"])
def test_the_official_file_scores_as_our_own(tmp_path, name):
    standard, filing = load(name), replace(example(name), ledger=None)
    blank_form(standard, Filing(), tmp_path / "空表.xlsx")
    workbook = load_workbook(tmp_path / "空表.xlsx")
    for title in ("情景", "图表"):
        del workbook[title]
    workbook.save(tmp_path / "空表.xlsx")
    live = new_in_form(standard, tmp_path / "空表.xlsx", tmp_path / "附表.xlsx")
    filled = fill_form(live.path, filing, tmp_path / "填好.xlsx", NATIVE)
    ours = score(standard, filing)
    assert [item.shown for item in filled.tables[0].items] == [item.shown for item in ours.items]
    assert filled.tables[0].total == ours.total
    found, _ = read_workbook(filled.path)
    assert found.id == name
    assert [one.name for _, _, one in found.rows] == [one.name for _, _, one in standard.rows]
    codes = {finding.code for finding in review_cells(read_cells(filled.path)).findings}
    assert not codes & {"S06", "S07", "S08", "S10", "U02"}


def test_another_form_is_told(tmp_path):
    with pytest.raises(InputError, match="里没有 19 个指标"):
        new_in_form(load("shenzhen-2021"), DATA / "blank.xlsx", tmp_path / "附表.xlsx")


def test_rows_of_the_units_own_are_told(tmp_path):
    with pytest.raises(InputError, match="--template"):
        new_in_form(load("wuxi-2021"), DATA / "blank.xlsx", tmp_path / "附表.xlsx")


def test_a_data_file_fills_an_adopted_form(tmp_path):
    from decimal import Decimal

    live = adopt(DATA / "blank.xlsx", tmp_path / "附表.xlsx")
    keys = live.standard.rows[0][2].expression.keys
    data = dict(zip(keys, (Decimal(93), Decimal(100)), strict=True))
    filled = fill_form(live.path, Filing(unit="某局", data=data), tmp_path / "填好.xlsx", NATIVE)
    assert filled.tables[0].by_indicator["预算执行率"].score == 9
    assert filled.tables[0].unit == "某局"
