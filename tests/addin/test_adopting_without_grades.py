"""A form under which no grades are printed, as most are: it is adopted, and no grade is given."""

from __future__ import annotations

import pytest
from openpyxl import Workbook, load_workbook

from addin.adopting import adopt
from addin.excel.bureau_file import save_live
from workbooks.filing.scoring import NO_GRADE

ROWS = (
    ("自评表",),
    ("一级指标", "二级指标", "三级指标", "分值", "评分标准", "得分"),
    ("投入", "执行", "预算执行率", 10, "执行率≥95%得10分；低于95%不得分", None),
    ("合计", None, None, 10, None, None),
)


@pytest.mark.parametrize("suffix", ["xlsx", "xlsm"])
def test_no_grade_is_given(tmp_path, suffix):
    book = Workbook()
    book.active.title = "附表"
    for row in ROWS:
        book.active.append(row)
    book.save(tmp_path / "空表.xlsx")
    adopted = adopt(tmp_path / "空表.xlsx", tmp_path / f"附表.{suffix}", save=save_live)
    assert any("不评等级" in note for note in adopted.notes)
    values = load_workbook(tmp_path / f"附表.{suffix}", data_only=True)
    shown = {cell.value for row in values["情景"].iter_rows() for cell in row}
    assert NO_GRADE in shown
    assert "#VALUE!" not in shown
