"""认表 and 按规则更新 on the open workbook: a file beside it, opened; the workbook itself is left alone."""

from __future__ import annotations

import shutil

import pytest
from openpyxl.workbook import Workbook

from addin import headless
from addin.excel.actions import adoption
from tests.support.adopted import DATA, edited
from tests.support.desk import HeadlessDesk
from workbooks.forms.layout.rule_places import RULE_SHEET
from workbooks.forms.returned.read_back import read_workbook
from workbooks.problems import InputError


def test_adopting_and_updating(tmp_path):
    source = tmp_path / "附件2.xlsx"
    shutil.copy(DATA / "blank.xlsx", source)
    before, desk = source.read_bytes(), HeadlessDesk()
    told = adoption.adopt(desk, headless.open_book(source), "")
    live = tmp_path / "附件2（认表）.xlsm"
    assert desk.opened == [live]
    assert told.startswith("已认表：附件2（认表）.xlsm")
    assert "读懂 7" in told
    assert source.read_bytes() == before

    chosen = edited(live, tmp_path / "选.xlsm", {(RULE_SHEET, "N5"): "按比例"})
    book, desk = headless.open_book(chosen), HeadlessDesk()
    desk.save_copy = lambda book, path: shutil.copy(chosen, path)
    told = adoption.apply_rules(desk, book, "")
    assert desk.opened == [tmp_path / "选（更新）.xlsm"]
    assert "按比例" in read_workbook(desk.opened[0])[0].rows[0][2].score
    assert "填的数都在" in told


def test_a_workbook_never_saved_is_told():
    with pytest.raises(InputError, match="还没有保存"):
        adoption.adopt(HeadlessDesk(), headless.wrap(Workbook()), "")
