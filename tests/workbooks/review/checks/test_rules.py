"""The checks by a standard, on a plain table of Wuxi as a clerk would type it, and on project forms."""

from __future__ import annotations

import pytest

from tests.support.cases import load as load_cases
from tests.support.official import assert_found
from tests.support.plain_tables import coded_table, named_table, place_of, read_plain
from workbooks.review.checks import impossible_figures, rules
from workbooks.review.recognition import recognise
from workbooks.standards.loading import load

CASES = load_cases("review/rules.yaml")
CHECKS = (
    rules.scores_by_rule,
    rules.scores_by_another_reading,
    rules.total_by_rule,
    rules.weights_by_rule,
    rules.indicators_by_rule,
    impossible_figures.impossible_figures,
)


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["name"])
def test_case(case, tmp_path):
    rows = coded_table(load(CASES["standard"]), case["set"], case.get("own"), case.get("total"))
    subject = recognise(read_plain(tmp_path, {"附表2": rows}))
    found = [finding for check in CHECKS for finding in check(subject)]
    assert_found(found, case["finds"], lambda finding: place_of(finding, rows))


def test_an_indicator_more_than_the_standard_has_is_named(tmp_path):
    rows = named_table("shenzhen-2021")
    row = ["部门绩效", "公平性", "自己加的指标", 3, "略", 3]
    found = rules.indicators_by_rule(recognise(read_plain(tmp_path, {"评分表": [*rows, row]})))
    assert [(each.code, each.level, each.cell) for each in found] == [("B05", "提示", f"C{len(rows) + 1}")]


def test_a_code_that_is_not_the_standard_s_is_named(tmp_path):
    rows = coded_table(load("wuxi-2021"), {})
    place = next(place for place, row in enumerate(rows) if "固定资产利用率" in str(row[2:3]))
    right, rows[place][1] = rows[place][1], "199"
    (found,) = rules.indicators_by_rule(recognise(read_plain(tmp_path, {"附表2": rows})))
    assert (found.code, found.cell, found.expected, found.found) == ("B05", f"B{place + 1}", right, "199")


def test_a_weight_in_per_cents_is_the_same_weight(tmp_path):
    rows = named_table("shenzhen-2021")
    rows[2][3] = "5%"
    assert not list(rules.weights_by_rule(recognise(read_plain(tmp_path, {"评分表": rows}))))


ODD = [
    -5,
    1e300,
    1e-12,
    True,
    "100%",
    "∞",
    "34/0",
    "0/0",
    "1/2/3",
    "100%/0%",
    "9" * 40,
    "#DIV/0!",
    "２０",
    "5-6人",
]


@pytest.mark.parametrize("column", ["weight", "target", "actual", "score", "remark"])
@pytest.mark.parametrize("value", ODD, ids=str)
def test_odd_values_stop_no_check(column, value, tmp_path):
    standard = load(CASES["standard"])
    changes = {indicator.name: {column: value} for _, _, indicator in standard.rows}
    own = [[221 + number, "目标", 2, value, value, "", value, "", ""] for number in range(4)]
    rows = coded_table(standard, changes, {"市政府下达的工作目标": own}, value)
    subject = recognise(read_plain(tmp_path, {"附表2": rows}), standard)
    assert subject.recognised
    for check in CHECKS:
        list(check(subject))
