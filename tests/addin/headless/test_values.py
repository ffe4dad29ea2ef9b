"""Reading and writing values as Excel does through xlwings."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xlwings as xw
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText
from openpyxl.worksheet.formula import ArrayFormula

from addin.headless import cached_of, open_book, workbook_of, wrap
from addin.headless.saved_results import formula_results

from .samples import form, save_with_results, since_0_37_8


@pytest.fixture
def sheet() -> xw.Sheet:
    return wrap(Workbook()).sheets[0]


def test_numbers_come_back_as_float_and_flags_as_bool(sheet: xw.Sheet) -> None:
    sheet["A1:E1"].value = [1, Decimal("8.43"), 2.5, True, "优"]

    values = sheet["A1:E1"].value

    assert values == [1.0, 8.43, 2.5, True, "优"]
    assert [type(value) for value in values] == [float, float, float, bool, str]


def test_money_is_stored_exactly_as_given(sheet: xw.Sheet) -> None:
    sheet["A1"].value = Decimal("1234567890123.45")

    assert workbook_of(sheet.book)[sheet.name]["A1"].value == Decimal("1234567890123.45")


def test_shapes_are_those_of_xlwings(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[1, 2], [3, 4]]

    assert sheet["A1"].value == 1.0
    assert sheet["A1:B1"].value == [1.0, 2.0]
    assert sheet["A1:A2"].value == [1.0, 3.0]
    assert sheet["A1:B2"].value == [[1.0, 2.0], [3.0, 4.0]]
    assert sheet["A1"].options(ndim=2).value == [[1.0]]
    assert sheet["A1:A2"].options(ndim=2).value == [[1.0], [3.0]]
    assert sheet["A1:B2"].options(transpose=True).value == [[1.0, 3.0], [2.0, 4.0]]
    assert sheet["A1:B1"].options(numbers=int).value == [1, 2]


def test_a_scalar_fills_the_range_and_a_list_makes_a_row(sheet: xw.Sheet) -> None:
    sheet["A1:C2"].value = "万元"
    sheet["A4"].value = [1, 2, 3]
    sheet["A6"].options(transpose=True).value = [1, 2, 3]

    assert sheet["A1:C2"].value == [["万元"] * 3] * 2
    assert sheet["A4:C4"].value == sheet["A6:A8"].value == [1.0, 2.0, 3.0]


def test_blank_is_none_and_writing_blank_clears(sheet: xw.Sheet) -> None:
    sheet["A1:E1"].value = 1
    sheet["A1"].value = [None, "", float("nan"), pd.NA, pd.NaT]

    assert sheet["A1:E1"].value == [None] * 5
    assert sheet["A1:B1"].options(empty="-").value == ["-", "-"]
    assert all(cell.value is None for cell in workbook_of(sheet.book).active[1])


def test_reading_creates_no_cells(sheet: xw.Sheet) -> None:
    assert sheet["A1:Z100"].value[99][25] is None
    assert sheet["D5"].number_format == "General"
    assert sheet["D5"].color is None
    assert not workbook_of(sheet.book)[sheet.name]._cells


def test_errors_are_none_unless_asked_for(sheet: xw.Sheet) -> None:
    sheet["A1:C1"].value = ["#N/A", "#DIV/0!", "#SPILL!"]

    assert sheet["A1:C1"].value == [None, None, None]
    assert sheet["A1:C1"].options(err_to_str=True).value == ["#N/A", "#DIV/0!", "#SPILL!"]


def test_dates_and_times_are_datetime(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [
        dt.date(2024, 3, 1),
        dt.datetime(2024, 3, 1, 8, 30),
        dt.time(12, 0),
        dt.timedelta(hours=36),
        pd.Timestamp("2024-03-01 08:30"),
        np.datetime64("2024-03-01T08:30:00.000000000"),
    ]
    midnight, morning = dt.datetime(2024, 3, 1), dt.datetime(2024, 3, 1, 8, 30)

    assert sheet["A1:F1"].value == [
        midnight,
        morning,
        dt.datetime(1899, 12, 30, 12),
        dt.datetime(1899, 12, 31, 12),
        morning,
        morning,
    ]
    assert sheet["A1"].options(dates=dt.date).value == dt.date(2024, 3, 1)


def test_whether_a_number_is_a_date_is_a_matter_of_its_format(sheet: xw.Sheet) -> None:
    """44197 is 2021-01-01; Excel keeps one number and shows it by its format, whichever came first."""
    day = dt.datetime(2021, 1, 1)
    sheet["A1"].value = 44197
    sheet["A1"].number_format = "yyyy-mm-dd"
    assert sheet["A1"].value == day
    sheet["A2"].value = day
    assert sheet["A2"].value == day
    sheet["A2"].number_format = "0"
    assert sheet["A2"].value == 44197.0
    sheet["A3"].number_format = "#,##0.00"
    sheet["A3"].value = day
    assert (sheet["A3"].value, sheet["A3"].number_format) == (44197.0, "#,##0.00")
    sheet["A4"].number_format = "yyyy-mm"
    sheet["A4"].value = day
    assert (sheet["A4"].value, sheet["A4"].number_format) == (day, "yyyy-mm")
    sheet["A5"].value = -1
    sheet["A5"].number_format = "yyyy-mm-dd"
    assert sheet["A5"].value == -1.0


def test_a_date_with_a_time_zone_keeps_its_wall_clock(sheet: xw.Sheet) -> None:
    beijing = dt.timezone(dt.timedelta(hours=8))
    sheet["A1"].value = dt.datetime(2024, 3, 1, 8, 30, tzinfo=beijing)

    assert sheet["A1"].value == dt.datetime(2024, 3, 1, 8, 30)


def test_numpy_values_are_plain_in_the_workbook(sheet: xw.Sheet) -> None:
    sheet["A1"].value = np.array([[1, 2], [3, 4]])
    sheet["C1"].value = [np.float64(0.5), np.bool_(True), np.int64(7), np.str_("优")]

    stored = [cell.value for cell in workbook_of(sheet.book).active[1]]
    assert stored == [1, 2, 0.5, True, 7, "优"]
    assert not any(type(value).__module__ == "numpy" for value in stored)


@pytest.mark.parametrize(
    ("value", "message"), [(float("inf"), "无穷大"), ("长" * 32_768, "32767 个字符"), (object(), "convert")]
)
def test_what_a_cell_cannot_hold_is_refused(sheet: xw.Sheet, value: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        sheet["A1"].value = value


def test_data_frames_round_trip(sheet: xw.Sheet) -> None:
    frame = pd.DataFrame({"项目": ["培训费", "会议费"], "金额": [1.5, None]}, index=["甲", "乙"])
    sheet["B2"].value = frame

    assert sheet["B2:D2"].value == [None, "项目", "金额"]
    pd.testing.assert_frame_equal(
        sheet["B2"].expand().options(pd.DataFrame).value, frame, check_names=False, check_dtype=False
    )
    plain = sheet["C2:D4"].options(pd.DataFrame, index=False).value
    assert list(plain.columns) == ["项目", "金额"]
    assert np.isnan(plain["金额"].iloc[1])


def test_dict_and_expanding_options(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["一季度", 1], ["二季度", 2]]

    assert sheet["A1"].options(dict, expand="table").value == {"一季度": 1.0, "二季度": 2.0}
    assert sheet["A1"].options(expand="down").value == ["一季度", "二季度"]


def test_rich_text_reads_as_its_text(sheet: xw.Sheet) -> None:
    workbook_of(sheet.book)[sheet.name]["A1"] = CellRichText("得", "分")

    assert sheet["A1"].value == "得分"


def test_a_formula_shows_its_saved_result(tmp_path: Path) -> None:
    workbook = form()
    sheet = workbook.worksheets[0]
    for column, formula in enumerate(('="优"', "=1>0", "=NA()", '=""', "=TODAY()", "=1+1"), 2):
        sheet.cell(10, column, formula)
    sheet["F10"].number_format = "yyyy-mm-dd"
    results = {
        "E5": ("n", "5.4"),
        "E8": ("n", "15.4"),
        "B10": ("str", "优"),
        "C10": ("b", "1"),
        "D10": ("e", "#N/A"),
        "E10": ("str", ""),
        "F10": ("n", "45352"),
    }
    book = open_book(save_with_results(workbook, tmp_path / "附表.xlsx", {"附 表": results}))

    page = book.sheets["附 表"]
    assert page["E5:E8"].value == [5.4, None, None, 15.4]
    assert page["B10:G10"].value == ["优", True, None, None, dt.datetime(2024, 3, 1), None]
    assert page["D10"].options(err_to_str=True).value == "#N/A"
    assert cached_of(book) == {
        "附 表": {
            "E5": 5.4,
            "E8": 15.4,
            "B10": "优",
            "C10": True,
            "D10": "#N/A",
            "E10": "",
            "F10": 45352.0,
        },
        "数据": {},
    }


def test_a_result_lasts_as_long_as_its_formula() -> None:
    book = wrap(form(), {"附 表": {"E5": Decimal("5.4"), "E6": 10, "E7": "#N/A", "E8": 1, "C5": 99}})
    page = book.sheets["附 表"]
    assert page["E5:E7"].value == [5.4, 10.0, None]
    assert page["C5"].value == 6.0

    page["E5"].value = 3
    page["E6"].formula = page["E6"].formula
    page["E7"].clear_contents()
    workbook_of(book)["附 表"]["E8"] = "=E5"

    assert page["E5:E8"].value == [3.0, None, None, None]
    assert cached_of(book)["附 表"] == {}


def test_results_of_an_unknown_sheet_are_refused() -> None:
    with pytest.raises(ValueError, match="没有工作表：季度"):
        wrap(form(), {"季度": {"A1": 1}})


def test_a_formula_is_adjusted_over_a_range(sheet: xw.Sheet) -> None:
    sheet["C2:D3"].value = "=A2*$B$1"
    sheet["E2:E3"].formula = "=SUM(A2:B2)"
    sheet["F2:F3"].formula = [["=A2"], ["=A2"]]

    assert sheet["C2:D3"].formula == (("=A2*$B$1", "=B2*$B$1"), ("=A3*$B$1", "=B3*$B$1"))
    assert sheet["E2:F3"].formula == (("=SUM(A2:B2)", "=A2"), ("=SUM(A3:B3)", "=A2"))
    assert sheet["C2"].value is None


def test_the_formula_of_a_constant_is_its_text(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [5, 2.5, "优", True, None, dt.date(2024, 3, 1), "#N/A"]

    assert sheet["A1:G1"].formula == (("5", "2.5", "优", "TRUE", "", "45352", "#N/A"),)
    assert sheet["B1"].formula == "2.5"


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "#N/A", "+1", "优"])
def test_an_apostrophe_keeps_text_as_text(sheet: xw.Sheet, text: str, tmp_path: Path) -> None:
    sheet["A1"].value = f"'{text}"
    assert sheet["A1"].options(err_to_str=True).value == text

    sheet.book.save(tmp_path / "a.xlsx")
    stored: Any = workbook_of(open_book(tmp_path / "a.xlsx")).active["A1"]
    assert (stored.value, stored.data_type, stored.quotePrefix) == (text, "s", True)

    sheet["A1"].value = "=1+1"
    assert workbook_of(sheet.book).active["A1"].data_type == "f"
    assert not workbook_of(sheet.book).active["A1"].quotePrefix


def test_a_text_cell_takes_no_formula(sheet: xw.Sheet) -> None:
    sheet["A1:A2"].number_format = "@"
    sheet["A1:A2"].value = [["=1+1"], ["2130101"]]

    assert sheet["A1:A2"].value == ["=1+1", "2130101"]
    assert [cell.data_type for (cell,) in workbook_of(sheet.book).active["A1:A2"]] == ["s", "s"]


def test_covered_cells_of_a_merged_area_stay_blank() -> None:
    page = wrap(form()).sheets["附 表"]
    page["B3:E3"].value = ["甲", "乙", "丙", "丁"]
    assert page["B3:E3"].value == ["甲", None, None, None]

    page["B3:E3"].value = "戊"
    assert page["B3:E3"].value == ["戊", None, None, None]


@since_0_37_8
def test_an_empty_slice_reads_nothing_and_writes_nothing(sheet: xw.Sheet) -> None:
    empty = sheet["A1:C3"][0:0, :]
    empty.value = 5

    assert empty.shape == (0, 3)
    assert empty.value is None
    assert sheet.used_range.address == "$A$1"


def test_whole_columns_read_in_full_but_are_not_filled(sheet: xw.Sheet) -> None:
    sheet["A3"].value = 7

    column = sheet["A:A"].value
    assert len(column) == 1_048_576
    assert column[2] == 7.0
    with pytest.raises(NotImplementedError, match="整行整列写入"):
        sheet["A:A"].value = 1
    with pytest.raises(ValueError, match="太大"):
        _ = sheet.cells.value
    sheet["A:A"].value = None
    assert sheet["A3"].value is None


def test_results_in_every_form_a_file_may_hold_them() -> None:
    """Shared and array formulas, cells and rows without addresses, shared strings, a strict namespace."""
    sheet = """<worksheet xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"><sheetData>
      <row><c><v>1</v></c><c><f>A1</f><v>1</v></c></row>
      <row r="4"><c r="C4"><f t="shared" ref="C4:C5" si="0">A4</f><v>2.5</v></c><c><f>1</f><v>3</v></c></row>
      <row><c r="C5" t="s"><f t="shared" si="0"/><v>1</v></c>
           <c t="d"><f>X1</f><v>2024-03-01T00:00:00</v></c></row>
      <row r="9"><c r="A9"><f t="array" ref="A9:A10">B9:B10</f><v>1e-3</v></c><c r="B9"><f>1</f></c></row>
      <row r="10"><c r="A10" t="b"><f>TRUE</f><v>0</v></c><c r="B10"><f>C1</f><v/></c></row>
    </sheetData></worksheet>"""

    assert formula_results(BytesIO(sheet.encode()), ["甲", "乙"]) == {
        (1, 2): 1.0,
        (4, 3): 2.5,
        (4, 4): 3.0,
        (5, 3): "乙",
        (5, 4): dt.datetime(2024, 3, 1),
        (9, 1): 0.001,
        (10, 1): False,
    }


def test_array_formulas_show_their_result_and_text() -> None:
    workbook = Workbook()
    workbook.active["A1"] = ArrayFormula("A1:A2", "=B1:B2*2")
    sheet = wrap(workbook, {"Sheet": {"A1": 4}}).sheets[0]

    assert sheet["A1"].value == 4.0
    assert sheet["A1"].formula == sheet["A1"].formula_array == "=B1:B2*2"
    assert sheet["B1"].formula_array is None


def test_an_array_formula_down_a_column_is_copied_with_its_results() -> None:
    workbook = Workbook()
    cells = workbook.active
    cells["B1"] = ArrayFormula("B1:B3", "=A$1:A$3*2")
    for row in (2, 3):
        cells.cell(row, 2).number_format = "0.00"
    sheet = wrap(workbook, {"Sheet": {"B1": 4, "B2": "优", "B3": "#N/A"}}).sheets[0]
    assert sheet["B1:B3"].value == [4.0, "优", None]

    sheet["B1:B3"].copy(sheet["D2"])
    copied = cells["D2"].value
    assert (copied.ref, copied.text) == ("D2:D4", "=C$1:C$3*2")
    assert cells["D3"].value == "优"
