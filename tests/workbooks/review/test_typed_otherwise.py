"""The same form typed otherwise, as people and programs do: the same is found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from tests.support.cases import load
from udfs.regex import regex
from workbooks.review.reviewing import review_file

FILES = ("more_regions", "cities", "fresh", "wild", "tricky")
FORMS = [form for name in FILES for form in load(f"review/{name}.yaml")["forms"]]
_PERCENT = regex(r"-?\d+(?:\.(\d+))?%")
_WORD = regex(r"[\u4e00-\u9fff]{2,4}")
_HEADING = regex(r"[\u4e00-\u9fff（）/]{4,12}")


def as_percentages(cell: Cell) -> None:
    """95% as a number whose sign only the format shows."""
    if isinstance(cell.value, str) and (found := _PERCENT.fullmatch(cell.value)):
        cell.value = Decimal(cell.value[:-1]) / 100
        cell.number_format = f"0.{'0' * len(found[1])}%" if found[1] else "0%"


def as_text(cell: Cell) -> None:
    if isinstance(cell.value, int | float):
        cell.value = str(cell.value)


def spaced(cell: Cell) -> None:
    if isinstance(cell.value, str) and _WORD.fullmatch(cell.value):
        cell.value = "  ".join(cell.value)


def broken(cell: Cell) -> None:
    if isinstance(cell.value, str) and _HEADING.fullmatch(cell.value):
        cell.value = f"{cell.value[:2]}\n{cell.value[2:]}"


def half_width(cell: Cell) -> None:
    if isinstance(cell.value, str):
        cell.value = cell.value.replace("（", "(").replace("）", ")").replace("：", ":")


def nothing(cell: Cell) -> None:
    """As it is."""


WAYS: Mapping[str, Callable[[Cell], None]] = {
    "百分数是数": as_percentages,
    "数是文本": as_text,
    "词中间有空格": spaced,
    "表头断行": broken,
    "括号是半角": half_width,
}


def merge_titles(sheet: Worksheet) -> None:
    """Merge each text that stands alone in its row over the whole width."""
    for row in sheet.iter_rows():
        filled = [cell for cell in row if cell.value is not None]
        if len(filled) == 1 and filled[0].column == 1 and sheet.max_column > 1:
            sheet.merge_cells(start_row=row[0].row, end_row=row[0].row, start_column=1, end_column=len(row))


def found(path: Path, form: Mapping[str, Any], way: Callable[[Cell], None], merged: bool = False) -> object:
    """What is found in a form with its first fault, typed in a way."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in (form.get("sheets") or {"附表": form["rows"]}).items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    first = book.worksheets[0]
    for cell, value in (form.get("faults") or [{"set": {}}])[0]["set"].items():
        first[cell] = value
    for span in form.get("merge", ()):
        first.merge_cells(span)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell, Cell):
                    way(cell)
    if merged and not form.get("merge"):
        merge_titles(first)
    book.save(path)
    review = review_file(path)
    return review.status, sorted((each.code, each.cell) for each in review.findings)


@pytest.mark.parametrize("form", FORMS, ids=[form["name"] for form in FORMS])
def test_the_same_is_found(form, tmp_path):
    usual = found(tmp_path / "表.xlsx", form, nothing)
    for name, way in WAYS.items():
        assert found(tmp_path / "另.xlsx", form, way) == usual, name
    assert found(tmp_path / "合.xlsx", form, nothing, merged=True) == usual
