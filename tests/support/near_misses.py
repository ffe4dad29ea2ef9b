"""The cases of near misses: a small form that sets a check off, and the same with words that do not."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from tests.support.cases import load
from tests.support.plain_tables import coded_table
from tests.support.reports import write_report
from workbooks.review.of_documents import review_any
from workbooks.review.review_result import Review
from workbooks.standards.loading import load as load_standard

FAMILIES = ("rows", "tables", "texts", "figures", "reading", "declared")


def near_miss_forms() -> list[dict[str, Any]]:
    """The forms of all families, each with the `code` of its check."""
    return [form for family in FAMILIES for form in load(f"review/near_misses/{family}.yaml")["forms"]]


def review_typed(folder: Path, form: Mapping[str, Any], changed: Mapping[str, object] = {}) -> Review:
    """Type a form, change cells of its first sheet and review it.

    `rows` are those of the only sheet, `coded` is a table of Wuxi, else `sheets` name several; `hide` are
    rows of the first to hide; `report` is a table printed in a report beside the workbook, which is what is
    reviewed then, with cells changed in the report.
    """
    sheets = form.get("sheets") or {"附表": form.get("rows") or coded_rows(form["coded"])}
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    first, report = book.worksheets[0], form.get("report")
    if report is None:
        _change(first, changed)
    for number in form.get("hide", ()):
        first.row_dimensions[number].hidden = True
    book.save(folder / "表.xlsx")
    if report is None:
        return review_any(folder / "表.xlsx")
    scratch = Workbook().worksheets[0]
    for row in report:
        scratch.append(row)
    _change(scratch, changed)
    table = [["" if value is None else value for value in row] for row in scratch.iter_rows(values_only=True)]
    return review_any(write_report(folder / "报告.docx", [table]), beside=[folder / "表.xlsx"])


def coded_rows(coded: Mapping[str, Any]) -> list[list[object]]:
    return coded_table(load_standard("wuxi-2021"), coded["set"], coded.get("own"), coded.get("total"))


def _change(sheet: Any, changed: Mapping[str, object]) -> None:
    for cell, value in changed.items():
        sheet[cell] = value
