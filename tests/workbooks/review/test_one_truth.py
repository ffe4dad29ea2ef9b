"""Scores, sums, totals, grades and rates typed over, in every edition: every door says the same of each."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from addin.cli import cli
from addin.headless import open_book
from addin.macros import review as review_macro
from tests.support.adopted import filled_form
from tests.support.filled import published_workbook
from tests.support.tampered import tampered, typed
from workbooks.collect.jobs import Candidate
from workbooks.collect.one_file import collect_file
from workbooks.files.cells import read_cells
from workbooks.filing.scoring import score_forms
from workbooks.findings import ERROR
from workbooks.forms.layout.kinds import PROJECT_SUMMARY_SHEET
from workbooks.forms.page.writer import NATIVE, UDF
from workbooks.forms.returned.computed import Computed, computed_of
from workbooks.forms.returned.read_back import read_own
from workbooks.problems import InputError
from workbooks.review.reviewing import review_file
from workbooks.submission.final_copy import save_final_copy

CODES = ("S06", "D02", "D03", "D04", "D05")
"""Cells typed over, and figures that cannot be or are in doubt."""
FILES = [
    *("shenzhen-2021.xlsm", "shenzhen-2021.xlsx", "heping-2024.xlsx", "wuxi-2021.xlsm"),
    *("fengtai-2023.xlsm", "project-2020.xlsx", "adopted.xlsm"),
]


@pytest.fixture(scope="module", params=FILES)
def sound(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("附表") / request.param
    if path.stem == "adopted":
        return filled_form(path)
    edition = UDF if path.suffix == ".xlsm" else NATIVE
    published_workbook(path.stem, path, edition)
    return path


def computed_cells(path: Path) -> list[Computed]:
    """One cell of each sheet and kind that shows something: a score, a sum, the total, the grade, a rate."""
    own = read_own(read_cells(path))
    kinds = {}
    for one in computed_of(own, score_forms(own.standard, own.filing)):
        if one.cell and one.shown not in (None, "") and not str(one.shown).startswith("#"):
            kinds.setdefault((one.sheet, one.kind, bool(one.adds_up), one.label in ("总分", "合计")), one)
    return list(kinds.values())


def wrong(one: Computed, number: int) -> object:
    """Another figure, no two of them alike, or another grade."""
    if isinstance(one.shown, Decimal | float):
        return float(Decimal(str(one.shown)) / 2 + Decimal("0.25") + Decimal(number) / 100)
    # A summary that repeats a grade typed elsewhere only follows.
    grades = ("差", "中") if one.sheet == PROJECT_SUMMARY_SHEET else ("良", "一般")
    return next(grade for grade in grades if grade != one.shown)


def told(findings):
    return sorted((each.sheet, each.cell, each.message) for each in findings if each.code in CODES)


def of_check(path):
    return told(review_file(path).findings)


def of_score(path):
    found = json.loads(CliRunner().invoke(cli, ["score", str(path), "--json"]).stdout)["findings"]
    return sorted((one["sheet"], one["cell"], one["message"]) for one in found if one["code"] in CODES)


def of_collect(path):
    return told(collect_file(Candidate(str(path), size=path.stat().st_size)).findings)


def of_macro(path):
    return told(review_macro(open_book(path)).findings)


def of_finalize(path):
    with pytest.raises(InputError, match="还不能定稿"):
        save_final_copy(path, path.with_name("定稿.xlsx"))
    return told(save_final_copy(path, path.with_name("定稿.xlsx"), unfinished=True).findings)


def test_every_door_says_the_same_of_a_cell_typed_over(sound, tmp_path):
    cells = computed_cells(sound)
    assert {one.kind for one in cells} >= {"points"}
    changes = {}
    for number, one in enumerate(cells):
        changes.setdefault(one.sheet, []).append(typed(one.cell, wrong(one, number)))
    path = tampered(sound, tmp_path / sound.name, changes)
    assert of_check(sound) == []
    found = of_check(path)
    assert [(sheet, cell) for sheet, cell, _ in found] == sorted((one.sheet, one.cell) for one in cells)
    for one in cells:
        (message,) = [text for sheet, cell, text in found if (sheet, cell) == (one.sheet, one.cell)]
        assert message.startswith(f"{one.label}：格里是 ")
        assert "（手工改写），按数据应为 " in message
    levels = {each.level for each in review_file(path).findings if each.code in CODES}
    assert levels == {ERROR}
    for door in (of_score, of_collect, of_macro, of_finalize):
        assert door(path) == found, door


FIGURES = {
    "三公经费_支出": ("6.16", "D02", "文本格式"),
    "三公经费_预算": ("７．５", "D05", "填的是全角数字“７．５”，按 7.5 读"),
    "人员_在编": (27.5, "D03", "应为整数"),
    "制度健全_有效执行": (3, "D03", "最大只能是 1.5"),
    "日常公用经费_支出": (-1, "D03", "不能小于 0"),
    "固定资产_利用率": (0.00979, "D04", "是 0.979%；请核对是 0.979% 还是 97.9%"),
}
"""Figures typed into 数据, what is said of each and with what code."""


def test_every_door_says_the_same_of_a_figure_that_cannot_be(tmp_path):
    source = tmp_path / "shenzhen-2021.xlsx"
    published_workbook(source.stem, source, NATIVE)
    cells = {key: read_cells(source).place(read_cells(source).shared, key)[1] for key in FIGURES}
    changes = [typed(cells[key], value) for key, (value, _, _) in FIGURES.items()]
    path = tampered(source, tmp_path / "附表.xlsx", {"数据": changes})
    found = [each for each in review_file(path).findings if each.code in CODES[1:]]
    assert {each.cell: each.code for each in found} == {cells[key]: FIGURES[key][1] for key in FIGURES}
    for key, (_, _, words) in FIGURES.items():
        (message,) = [each.message for each in found if each.cell == cells[key]]
        assert key in message and words in message
    everywhere = of_check(path)
    for door in (of_score, of_collect, of_macro):
        assert door(path) == everywhere, door
    assert set(of_finalize(path)) <= set(everywhere)
