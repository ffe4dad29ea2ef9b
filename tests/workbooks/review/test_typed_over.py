"""Scores typed over, forms changed: told alike by check, score, collect, the macro and finalize."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from addin.cli import cli
from addin.headless import open_book
from addin.macros import review as review_macro
from tests.support.reviewed import our_workbook
from tests.support.tampered import (
    WORKBOOK_PART,
    column_deleted,
    column_inserted,
    other_formula,
    results_lost,
    row_deleted,
    row_hidden,
    row_inserted,
    row_named_lost,
    rows_swapped,
    sheet_lost,
    sheet_renamed,
    tampered,
    typed,
)
from workbooks.collect.jobs import Candidate
from workbooks.collect.one_file import collect_file
from workbooks.findings import ERROR, MISSING, NOTICE
from workbooks.problems import InputError
from workbooks.review.reviewing import review_file
from workbooks.submission.final_copy import save_final_copy

CODES = ("D07", "S06", "S07", "S08", "S09")


@pytest.fixture(scope="module")
def heping(tmp_path_factory):
    return our_workbook(tmp_path_factory.mktemp("和平") / "附表.xlsx", "heping-2024")


@pytest.fixture(scope="module")
def shenzhen(tmp_path_factory):
    return our_workbook(tmp_path_factory.mktemp("深圳") / "附表.xlsx", "shenzhen-2021")


def said(findings):
    return [(each.code, each.level, each.sheet, each.cell) for each in findings if each.code in CODES]


def of_check(path):
    return said(review_file(path).findings)


def of_score(path):
    result = CliRunner().invoke(cli, ["score", str(path), "--json"])
    found = json.loads(result.stdout)["findings"]
    return [
        (each["code"], each["level"], each["sheet"], each["cell"]) for each in found if each["code"] in CODES
    ]


def of_collect(path: Path):
    candidate = Candidate(str(path), size=path.stat().st_size)
    return said(collect_file(candidate).findings)


def of_macro(path):
    return said(review_macro(open_book(path)).findings)


PLACES = (of_check, of_score, of_collect, of_macro)

CASES = {
    "a score typed over": (
        {"附表": [typed("H7", 1.5)]},
        [("S06", ERROR, "附表", "H7")],
        "预算编制程序规范性：格里是 1.50（手工改写），按数据应为 3.00",
    ),
    "a number typed as a formula": (
        {"附表": [lambda sheet: typed("H7", 1.5)(sheet).replace("<v>1.5</v>", "<f>1.5</f><v>1.5</v>")]},
        [("S06", ERROR, "附表", "H7")],
        "（手工改写）",
    ),
    "the right number in place of the formula": (
        {"附表": [typed("H7", 3)]},
        [("S06", NOTICE, "附表", "H7")],
        "公式没有了",
    ),
    "a score typed over, and the total follows": (
        {"附表": [typed("H7", 1.5), typed("H26", 97.7, keep_formula=True)]},
        [("S06", ERROR, "附表", "H7"), ("S06", ERROR, "附表", "H26")],
        "总分：格里是 97.70（随改写的得分变的），按数据应为 99.20",
    ),
    "a score typed over beside the score as reported": (
        {"附表": [typed("H7", 1.5), typed("J7", 3)]},
        [("S06", ERROR, "附表", "H7")],
        "格里是 1.50",
    ),
    "another formula with the same result": (
        {"附表": [other_formula("H7", "D7*1")]},
        [("S06", NOTICE, "附表", "H7")],
        "预算编制程序规范性：格里的公式改成了别的公式（或是旧版本写的）；现在的数 3.00 对",
    ),
    "another formula with another result": (
        {"附表": [other_formula("H7", "D7/2"), typed("H7", 1.5, keep_formula=True)]},
        [("S06", ERROR, "附表", "H7")],
        "预算编制程序规范性：格里是 1.50（改成了别的公式），按数据应为 3.00",
    ),
    "another formula of the total": (
        {"附表": [other_formula("H26", "SUM(H6:H25)+0")]},
        [("S06", NOTICE, "附表", "H26")],
        "总分：格里的公式改成了别的公式",
    ),
    "a total typed over": (
        {"附表": [typed("H26", 99.9)]},
        [("S06", ERROR, "附表", "H26")],
        "总分：格里是 99.90（手工改写），按数据应为 99.20",
    ),
    "a grade typed over": (
        {"附表": [typed("H27", "良")]},
        [("S06", ERROR, "附表", "H27")],
        "格里是 良（手工改写），按数据应为 优",
    ),
    "a score that was not calculated anew": (
        {"附表": [typed("H7", 1.5, keep_formula=True)]},
        [("S06", ERROR, "附表", "H7")],
        "没有重新计算",
    ),
    "a sum of the summary typed over": (
        {"汇总": [typed("D6", 5)]},
        [("S06", ERROR, "汇总", "D6")],
        "汇总",
    ),
    "an indicator renamed": (
        {"附表": [typed("C7", "预算编制程序的规范性")]},
        [("S07", ERROR, "附表", "C7")],
        "指标名称“预算编制程序规范性”改成了“预算编制程序的规范性”",
    ),
    "a weight changed": (
        {"附表": [typed("D7", 4)]},
        [("S07", ERROR, "附表", "D7")],
        "“预算编制程序规范性”的分值是 4，评分标准是 3",
    ),
    "a row hidden": (
        {"附表": [row_hidden(7)]},
        [("S09", NOTICE, "附表", "A7")],
        "第 7 行隐藏着",
    ),
    "a row inserted": (
        {"附表": [row_inserted(9)]},
        [("S07", NOTICE, "附表", "")],
        "多了评分标准没有的第 9 行",
    ),
    "two rows sorted": (
        {"附表": [rows_swapped(7, 8)]},
        [("S07", ERROR, "附表", "")],
        "次序变了",
    ),
    "a row of 数据 deleted": (
        {"数据": [row_deleted(8)], WORKBOOK_PART: [row_named_lost("数据", 8)]},
        [("S07", ERROR, "数据", "")],
        "“制度_预算_轻”一行（列）不见了",
    ),
    "数据 sorted": (
        {"数据": [rows_swapped(8, 20)]},
        [("S07", ERROR, "数据", "")],
        "像是排过序",
    ),
    "数据 renamed": (
        {WORKBOOK_PART: [sheet_renamed("数据", "填数", names_follow=True)]},
        [("S07", NOTICE, "填数", "")],
        "改名为“填数”",
    ),
    "数据 lost": (
        {WORKBOOK_PART: [sheet_lost("数据")]},
        [("S07", ERROR, "", "")],
        "“数据”表不见了",
    ),
    "情景 lost": (
        {WORKBOOK_PART: [sheet_lost("情景")]},
        [("S07", NOTICE, "", "")],
        "没有“情景”表（删掉了，或是旧版本建的），其余照常核对",
    ),
    "图表 lost": ({WORKBOOK_PART: [sheet_lost("图表")]}, [("S07", NOTICE, "", "")], "没有“图表”表"),
    "评分规则 lost": (
        {WORKBOOK_PART: [sheet_lost("评分规则")]},
        [("S07", NOTICE, "", "")],
        "没有“评分规则”表",
    ),
    "汇总 lost": ({WORKBOOK_PART: [sheet_lost("汇总")]}, [("S07", NOTICE, "", "")], "没有“汇总”表"),
    "情景 renamed": ({WORKBOOK_PART: [sheet_renamed("情景", "试算", names_follow=True)]}, [], ""),
    "a column inserted in 汇总": (
        {"汇总": [column_inserted("C")]},
        [("S07", NOTICE, "汇总", "")],
        "“汇总”表里多了 1 列，请核对是否应删去",
    ),
    "a column of 汇总 deleted": (
        {"汇总": [column_deleted("D")]},
        [("S07", ERROR, "汇总", "")],
        "“汇总”表的“得分”一列不见了，那里的结果没有核对",
    ),
    "results lost": (
        {"附表": [results_lost]},
        [("S08", NOTICE, "附表", "H5")],
        "没有算过",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_each_cause_is_told_once_and_alike(name, heping, tmp_path):
    changes, expected, words = CASES[name]
    path = tampered(heping, tmp_path / "附表.xlsx", changes)
    assert of_check(path) == expected
    told = [each.message for each in review_file(path).findings if each.code in CODES]
    assert not words or any(words in message for message in told), told
    for place in PLACES[1:]:
        assert place(path) == expected, place


@pytest.mark.parametrize("place", PLACES)
def test_an_untouched_workbook_says_nothing(place, heping, shenzhen):
    assert place(heping) == []
    assert place(shenzhen) == []


def test_a_quarter_typed_over(shenzhen, tmp_path):
    path = tampered(shenzhen, tmp_path / "a.xlsx", {"季度执行": [typed("E5", 0.99)]})
    assert of_check(path) == [("S06", ERROR, "季度执行", "E5")]


@pytest.mark.parametrize("name", ["a score typed over", "a total typed over", "results lost"])
def test_it_cannot_be_final(name, heping, tmp_path):
    path = tampered(heping, tmp_path / "附表.xlsx", CASES[name][0])
    with pytest.raises(InputError, match="还不能定稿"):
        save_final_copy(path, tmp_path / "定稿.xlsx")


def test_another_year_is_asked_about(tmp_path):
    source = our_workbook(tmp_path / "a.xlsx", "heping-2024")
    path = tampered(source, tmp_path / "b.xlsx", {"数据": [typed("C3", 2023)]})
    assert of_check(path) == [("S09", NOTICE, "附表", "")]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("blank", ["", " "])
def test_a_unit_that_nobody_typed_is_missing(place, blank, heping, tmp_path):
    path = tampered(heping, tmp_path / "附表.xlsx", {"数据": [typed("C2", blank)]})
    assert place(path) == [("D07", MISSING, "数据", "C2")]


def test_a_year_that_nobody_typed_is_missing(heping, tmp_path):
    path = tampered(heping, tmp_path / "附表.xlsx", {"数据": [typed("C3", "")]})
    assert of_check(path) == [("D07", MISSING, "数据", "C3")]


def test_a_form_without_a_place_for_the_unit_is_not_asked_for_it(heping, tmp_path):
    path = tampered(heping, tmp_path / "附表.xlsx", {WORKBOOK_PART: [row_named_lost("数据", 2)]})
    assert "D07" not in [code for code, *_ in of_check(path)]
