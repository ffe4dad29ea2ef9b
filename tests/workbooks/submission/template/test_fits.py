"""A form that is not the standard's is refused; a total is written only where all its rows are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.support.blank_forms import blank_form
from tests.support.examples import example
from tests.support.places import DATA
from workbooks.filing.data_file import Filing
from workbooks.problems import InputError
from workbooks.review.reviewing import review_file
from workbooks.standards.loading import load
from workbooks.submission.template import FilledTemplate, fill_template

FORMS = DATA / "real-forms"


def one_project() -> Filing:
    """The first project of the published example: 9.70 for its execution, 87.60 for its rows."""
    filing = example("project-2020")
    return replace(filing, projects=filing.projects[:1])


def fill_real(name: str, folder: Path) -> tuple[FilledTemplate, Any]:
    filled = fill_template(load("project-2020"), one_project(), FORMS / name, folder / "填好.xlsx")
    return filled, load_workbook(filled.path).worksheets[0]


def test_the_weight_of_the_execution_rate_is_filled_and_the_form_passes_its_review(tmp_path: Path) -> None:
    filled, sheet = fill_real("27-blank-all-rows.xlsx", tmp_path)
    assert (sheet["H6"].value, sheet["J6"].value) == (10, 9.7)
    assert (sheet["H23"].value, sheet["I23"].value) == (100, 97.3)
    assert [one.what for one in filled.unplaced] == ["评价等级"]
    assert review_file(filled.path).is_clean


def test_no_total_without_all_its_rows(tmp_path: Path) -> None:
    filled, sheet = fill_real("27-blank-few-rows.xlsx", tmp_path)
    assert (sheet["H17"].value, sheet["I17"].value) == (None, None)
    why = next(one.why for one in filled.unplaced if one.what == "总分")
    assert "新增藏书" in why
    assert "不能合计" in why


def test_a_cell_merged_over_several_rows_takes_no_score_of_one(tmp_path: Path) -> None:
    filled, sheet = fill_real("27-blank-merged-score.xlsx", tmp_path)
    assert (sheet["G4"].value, sheet["G6"].value, sheet["G9"].value) == (None, 8, None)
    lost = [one.what for one in filled.unplaced if "几行合并" in one.why]
    assert lost == ["“举办阅读推广活动”得分", "“新增藏书”得分"]


def edited(folder: Path, **changes: object) -> Path:
    """The blank form of Shenzhen with some cells of its table changed, found by what they hold."""
    path = folder / "空表.xlsx"
    blank_form(load("shenzhen-2021"), example("shenzhen-2021"), path)
    book = load_workbook(path)
    for row in book["附表"].iter_rows():
        for cell in row:
            for old, new in changes.items():
                if str(cell.value).split("（")[0].strip() == old:
                    cell.value = new
    book.save(path)
    return path


def test_its_own_form_fits(tmp_path: Path) -> None:
    filled = fill_template(
        load("shenzhen-2021"), example("shenzhen-2021"), edited(tmp_path), tmp_path / "填好.xlsx"
    )
    assert not [one for one in filled.unplaced if "得分" in one.what]


def test_a_form_with_other_names_is_refused_with_the_first_differences(tmp_path: Path) -> None:
    names = ["财务合规性", "项目监管", "项目实施程序", "资产管理安全性"]
    path = edited(tmp_path, **{name: f"甲{number}" for number, name in enumerate(names)})
    target = tmp_path / "填好.xlsx"
    with pytest.raises(InputError) as caught:
        fill_template(load("shenzhen-2021"), example("shenzhen-2021"), path, target)
    told = str(caught.value)
    assert told.count("没有指标") == 3
    assert "等 8 处" in told
    assert "--force" in told
    assert not target.exists()
    filled = fill_template(load("shenzhen-2021"), example("shenzhen-2021"), path, target, force=True)
    assert "不能合计" in next(one.why for one in filled.unplaced if one.what == "综合评分")


def test_a_form_with_another_weight_is_refused(tmp_path: Path) -> None:
    path = edited(tmp_path)
    book = load_workbook(path)
    assert (book["附表"]["E10"].value, book["附表"]["F10"].value) == ("绩效指标明确性", 7)
    book["附表"]["F10"].value = 8
    book.save(path)
    with pytest.raises(InputError, match="“绩效指标明确性”的分值印的是 8，标准是 7"):
        fill_template(load("shenzhen-2021"), example("shenzhen-2021"), path, tmp_path / "填好.xlsx")
