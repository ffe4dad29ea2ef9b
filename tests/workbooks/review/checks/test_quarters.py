"""The quarterly table, plain as a clerk types it and as our own workbook writes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils.cell import coordinate_to_tuple

from addin.demo import run
from addin.excel.live import save_form
from tests.support.cases import load
from tests.support.official import assert_found, findings
from tests.support.plain_tables import read_plain
from workbooks.findings import Finding
from workbooks.official import read_official
from workbooks.review.checks.quarterly_texts import rates_in_texts
from workbooks.review.checks.quarters import (
    cumulative_spend,
    mean_rate,
    quarterly_points,
    quarterly_rates,
    scheduled_progress,
)
from workbooks.review.subject import Subject
from workbooks.standards.loading import load as load_standard

FILE = load("review/quarters.yaml")
SHENZHEN = load_standard("shenzhen-2021")


CHECKS = (cumulative_spend, scheduled_progress, quarterly_rates, mean_rate, quarterly_points)


def places(found: list[Finding]) -> list[str]:
    return [f"{one.code} {one.level} {one.cell}" for one in found]


def table(changes: dict[str, Any]) -> list[list[Any]]:
    rows = [list(row) for row in FILE["rows"]]
    for address, value in changes.items():
        row, column = coordinate_to_tuple(address)
        rows[row - 1][column - 1] = value
    return rows


@pytest.mark.parametrize("case", FILE["cases"], ids=[case["name"] for case in FILE["cases"]])
def test_case(case: dict[str, Any], tmp_path: Path) -> None:
    found = findings(Subject(read_plain(tmp_path, {"表2": table(case.get("set", {}))})), CHECKS)
    assert_found(found, case["finds"])


def test_points_are_capped_where_the_standard_caps_them(tmp_path: Path) -> None:
    """515138.04÷505139.04 is 101.979…%: at most 1 point for the quarter; the mean 64.93% gives 1.30."""
    above = {"B7": "515,138.04", "D7": "101.98%", "D9": "64.93%", "E9": 1.30}
    capped = {**above, "E7": 1.00, "E8": 2.59, "E10": 3.89}
    uncapped = {**above, "E7": 1.02, "E8": 2.61, "E10": 3.91}
    for changes, expected in ((capped, ["Q03 提示 D7"]), (uncapped, ["Q03 提示 D7", "Q05 错误 E7"])):
        workbook = read_plain(tmp_path, {"表2": table(changes)})
        assert places(findings(Subject(workbook, standards={"附表": SHENZHEN}), CHECKS)) == expected


def test_points_of_the_mean_are_those_of_the_standard(tmp_path: Path) -> None:
    """63.97% of 2 points is 1.28, not 1.82."""
    workbook = read_plain(tmp_path, {"表2": table({"E9": 1.82, "E10": 4.39})})
    (found,) = findings(Subject(workbook, standards={"附表": SHENZHEN}), CHECKS)
    assert (found.code, found.level, found.cell, found.expected) == ("Q05", "错误", "E9", "1.28")


def test_number_cells_are_read_as_the_texts_they_show(tmp_path: Path) -> None:
    numbers = {
        f"{column}{row}": float(str(value).replace(",", "").rstrip("%")) / (100 if "%" in str(value) else 1)
        for row, values in enumerate(FILE["rows"], 1)
        for column, value in zip("ABCDE", values, strict=False)
        if row > 3 and column != "A" and value != ""
    }
    assert places(findings(Subject(read_plain(tmp_path, {"表2": table(numbers)})), CHECKS)) == []


def test_the_quarterly_sheet_of_our_own_workbook_follows(tmp_path: Path) -> None:
    """Its rates and points are computed and not rounded; its cells hold binary numbers."""
    run("shenzhen-2021", tmp_path, save_form)
    workbook = read_official(tmp_path / "shenzhen-2021.xlsx")
    assert [figures.kind for figures in workbook.figures if figures.sheet == "季度执行"] == ["quarters"]
    for standards in ({}, {"附表": SHENZHEN}):
        assert findings(Subject(workbook, standards=standards), CHECKS) == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("全年平均支出进度率64.25%，得分3.84分。", ("错误", "63.97%", "64.25%")),
        ("第一季度预算支出2,077.35万元，预算执行率2.64%。", ("提示", "1.64%", "2.64%")),
        ("2021年第四季度累计支出率为89.13%。", ("提示", "98.13%", "89.13%")),
        ("全年平均支出进度率63.97%，四个季度平均执行率64.0%。", None),
        ("第一季度预算执行率1.64%，第二季度执行率88.5%，第三季度执行率67.59%。", None),
        # 223529.67÷505139.04＝44.25…%: of the year's budget.
        ("第二季度执行率44.25%。", None),
        ("2020年全年平均支出进度率64.25%。", None),
        ("上年平均支出进度率64.25%，全市平均执行率70%。", None),
        ("某专项资金第一季度执行率10%，第二季度序时进度50%。", None),
    ],
)
def test_rates_said_in_a_text(sentence: str, expected: tuple[str, ...] | None, tmp_path: Path) -> None:
    subject = Subject(read_plain(tmp_path, {"表2": table({}), "正文": [[sentence]]}))
    found = [(one.level, one.expected, one.found) for one in rates_in_texts(subject)]
    assert found == ([expected] if expected else [])


def test_no_rate_in_a_text_is_compared_beside_two_quarterly_tables(tmp_path: Path) -> None:
    sheets = {"表2": table({}), "表3": table({}), "正文": [["全年平均支出进度率64.25%，得分3.84分。"]]}
    assert list(rates_in_texts(Subject(read_plain(tmp_path, sheets)))) == []
