"""Forms of many places: filled in right there is nothing to find, with one cell wrong there is that one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.form_figures import SETS
from tests.support.cases import load
from tests.workbooks.official.typed import type_workbook
from workbooks.review.review_result import Review
from workbooks.review.reviewing import review_file

FILES = (*SETS, "declared", "transfers")
FORMS = [form for name in FILES for form in load(f"review/{name}.yaml")["forms"]]


def found(review: Review) -> list[tuple[str, str, str]]:
    return sorted((each.code, each.level, each.cell) for each in review.findings)


def due(listed: list[list[str]]) -> list[tuple[str, str, str]]:
    return sorted((code, level, cell) for code, level, cell in listed)


def with_faults(form: dict[str, Any], first: str, path: Path) -> Iterator[tuple[dict[str, Any], Review]]:
    """Each fault of a form with the review of a copy that has it."""
    for fault in form.get("faults", ()):
        book = load_workbook(path)
        for cell, value in fault["set"].items():
            book[first][cell] = value
        book.save(path.with_name("改.xlsx"))
        yield fault, review_file(path.with_name("改.xlsx"))


@pytest.mark.parametrize("form", FORMS, ids=[form["name"] for form in FORMS])
def test_form(tmp_path, form: dict[str, Any]):
    sheets = form.get("sheets") or {"附表": form["rows"]}
    first = next(iter(sheets))
    path = type_workbook(tmp_path / "表.xlsx", sheets, {first: form.get("merge", ())})
    review = review_file(path)
    assert found(review) == due(form.get("finds", [])), review.findings
    assert review.all_read or form.get("partly")
    for fault, review in with_faults(form, first, path):
        assert found(review) == due(fault["finds"]), (fault["name"], review.findings)
        told = "".join(each.message for each in review.findings)
        assert [text for text in fault.get("says", ()) if text not in told] == [], (fault["name"], told)
