"""The columns of the forms of a year, in order, beside the list of what each of them should have."""

from __future__ import annotations

from itertools import pairwise

import pytest
from openpyxl import load_workbook

from tests.support.cases import load
from tests.support.project_year import form_rows
from tests.workbooks.official.typed import type_workbook

CASES = load("form_columns.yaml")
BUILT = [name for name in CASES if "levels" in CASES[name]]
MADE = {"results": "自评情况汇总表.xlsx", "rectification": "整改台账.xlsx"}


def texts_of(path, columns=None):
    """The texts of the first sheet, row by row, without breaks in them."""
    sheet = load_workbook(path).worksheets[0]
    return [["".join(str(cell.value or "").split()) for cell in row[:columns]] for row in sheet.iter_rows()]


def headings_of(rows):
    """Each row as headings, and each two of them as one: what stands over another before a stroke."""
    for upper, lower in pairwise(rows):
        yield [text for text in upper if text]
        both = zip(upper, lower, strict=True)
        yield ["/".join(filter(None, column)) for column in both if any(column)]


def lacking(rows, case):
    """What of a case there is not."""
    found = list(headings_of(rows))
    words = {text for row in rows for text in row}
    asked = [*case.get("labels", ()), *case.get("levels", ())]
    return [
        *(one for one in case["headings"] if one not in found),
        *(one for one in asked if one not in words),
    ]


@pytest.mark.parametrize("name", BUILT)
def test_of_an_empty_form(jixiao, tmp_path, name):
    out = tmp_path / "空.xlsx"
    assert jixiao("new", name, "-o", out)[0] == 0
    rows = texts_of(out, width_of(out))
    assert lacking(rows, CASES[name]) == []
    levels = [text for row in rows for text in row if text in CASES[name]["levels"]]
    assert list(dict.fromkeys(levels)) == CASES[name]["levels"]


def width_of(path):
    """How many columns of the first sheet are printed: the others are no part of the form."""
    sheet = load_workbook(path).worksheets[0]
    return sheet[sheet.print_area.split("!")[-1].replace("$", "")][0][-1].column


@pytest.mark.parametrize("name", list(MADE))
def test_of_what_follows_the_self_evaluation(jixiao, tmp_path, name):
    folder, out = tmp_path / "交来的", tmp_path / MADE[name]
    folder.mkdir()
    form = {
        "form": "自评表",
        "unit": "示例市养老服务中心",
        "year": 2024,
        "project": "某项目",
        "budget": 100,
        "indicators": [["服务社区数", "≥8个", 50]],
    }
    type_workbook(folder / "自评.xlsx", {"自评": form_rows(form)})
    command = {"results": "results", "rectification": "rectify"}[name]
    assert jixiao(command, folder, "-o", out)[0] in (0, 1)
    due = CASES[name]["headings"][0]
    assert due in [[text for text in row if text][: len(due)] for row in texts_of(out)]


def test_a_column_that_is_not_there_is_told(jixiao, tmp_path):
    out = tmp_path / "空.xlsx"
    jixiao("new", "monitor-project", "-o", out)
    rows = [["" if text == "人员保障" else text for text in row] for row in texts_of(out)]
    assert lacking(rows, CASES["monitor-project"]) == [CASES["monitor-project"]["headings"][1]]
