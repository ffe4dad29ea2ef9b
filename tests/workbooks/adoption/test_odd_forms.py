"""Odd forms: every indicator is read, or one clear line says why the form is not."""

from __future__ import annotations

import pytest
from openpyxl import Workbook

from tests.support.cases import load
from workbooks.adoption.blank_form import form_in
from workbooks.adoption.proposal import propose
from workbooks.files.package import Package
from workbooks.files.sheets import read_sheets
from workbooks.problems import InputError

FILE = load("odd_forms.yaml")


def saved(path, case):
    book = Workbook()
    for row in case["rows"]:
        book.active.append([FILE["sentences"].get(value, value) for value in row])
    for area in case.get("merge", []):
        book.active.merge_cells(area)
    book.save(path)
    return path


def proposed(path):
    package = Package.read(path.read_bytes(), path.name)
    return propose(form_in(package, read_sheets(path)), [])


@pytest.mark.parametrize("case", FILE["cases"], ids=lambda case: case["name"])
def test_read_or_a_clear_line(case, tmp_path):
    path = saved(tmp_path / "怪表.xlsx", case)
    if "refused" in case:
        with pytest.raises(InputError) as refused:
            proposed(path)
        assert case["refused"] in str(refused.value)
        assert "\n" not in str(refused.value)
        return
    rows = [indicator for _, _, indicator in proposed(path).standard.rows]
    assert [one.interpretation.outcome for one in rows] == case["outcomes"]
    for one in rows:
        assert one.interpretation.outcome != "refused" or one.interpretation.reason


def test_there_are_twenty():
    assert len(FILE["cases"]) >= 20
