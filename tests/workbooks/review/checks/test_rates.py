"""Rates in columns, in the calculations of remarks and in sentences, from tables as a clerk types them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.support.cases import load
from tests.support.official import assert_found, findings
from tests.support.plain_tables import read_plain
from workbooks.official.official_table import Cell
from workbooks.review.checks.rates import calculations, rate_figures, rates_in_sentences
from workbooks.review.reading.arithmetic import chains
from workbooks.review.reading.claims import claims
from workbooks.review.subject import Subject

CASES = load("review/rates.yaml")["cases"]


CHECKS = (rate_figures, calculations, rates_in_sentences)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: dict[str, Any], tmp_path: Path) -> None:
    found = findings(Subject(read_plain(tmp_path, {"表": case["rows"]})), CHECKS)
    assert_found(found, case["finds"])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("200.82/300", "0.6694"),
        ("(3+5)*2-1", "15"),
        ("-3+5", "2"),
        ("100%-40%", "0.6"),
        ("1,000.5万元÷2", "500.25"),
        ("2x3", "6"),
        ("[1+2]*3", "9"),
    ],
)
def test_arithmetic_is_read_as_written(text: str, value: str) -> None:
    (chain,) = chains(text)
    assert chain.parts[0].value == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        "2021/12/31",
        "2018-2022",
        "预算/决算",
        "1++2=3个工作日内完成",
        "__import__('os')",
        "1**9**9",
        "(" * 50 + "1" + ")" * 50,
        "1+" * 100 + "1",
        "9" * 30 + "/3",
        "100万元/5元",
    ],
)
def test_what_is_no_calculation_is_let_pass(text: str) -> None:
    assert [part for chain in chains(text) for part in chain.parts if part.number is None] == []


def test_a_very_long_remark_is_read_in_one_pass() -> None:
    assert list(chains("1" * 100_000 + "=")) == []


@pytest.mark.parametrize(
    ("sentence", "word", "part", "base"),
    [
        (
            "采购预算 691.13 万元，实际采购 238.65 万元，采购执行率 34.53%。",
            "执行率",
            "238.65万元",
            "691.13万元",
        ),
        ("实际支出 90 万元，预算 100 万元，预算执行率为 90%", "执行率", "90万元", "100万元"),
        ("安排项目共 14 个，按时完成 13 个，项目完成及时率为 92.86%", "及时率", "13个", "14个"),
        ("14 个项目按时完成 13 个，及时率 92.86%", "及时率", "13个", "14个"),
        ("有效访谈 95 人，满意的访谈人数 93 人，满意率 97.89%", "满意率", "93人", "95人"),
        ("25418 户用户中，已完成整改 25228 户，整改完成率 99.25%", "完成率", "25228户", "25418户"),
        (
            "调整 295,405.45 万元，占预算总额 505,139.04 万元的 58.48%",
            "占比",
            "295,405.45万元",
            "505,139.04万元",
        ),
        ("全年预算 100 万元，其中：项目支出 40 万元，占比 40%", "占比", "40万元", "100万元"),
        ("预算 0.5 亿元，实际支出 4500 万元，预算执行率达到 90%", "执行率", "4500万元", "0.5亿元"),
        ("结转结余 5.97 万元，支出预算 156.82 万元，结转结余率为 3%", "结转结余率", "5.97万元", "156.82万元"),
        (
            "2023年全年预算数100万元，其中，项目预算数4万元。资金总体支出90万元，其中，项目支出3万元。预算执行率为95%。",
            "执行率",
            "90万元",
            "100万元",
        ),
        (
            "三公经费预算8.43万元，其中接待费4.93万元。年底三公经费实际支出6.16万元。其中，车辆费3.50万元，三公经费控制率为73%。",
            "控制率",
            "6.16万元",
            "8.43万元",
        ),
    ],
)
def test_what_a_sentence_claims(sentence: str, word: str, part: str, base: str) -> None:
    """So that a sentence without a finding was judged, not overlooked."""
    found = [(one.word, one.part.shown, one.bases[0][0].shown) for one in claims(Cell("表", 1, 1, sentence))]
    assert found == [(word, part, base)]


@pytest.mark.parametrize(
    "text",
    [
        "2023年全年预算数100万元。2022年资金总体支出90万元。预算执行率为95%。",
        "全年预算数100万元，调整预算数120万元。资金总体支出90万元。预算执行率为95%。",
        "全年预算数100万元。资金总体支出90万元。三公经费预算执行率为95%。",
        "全年预算数100万元。资金总体支出90万元。主要原因是进度慢。满意率为95%。",
    ],
)
def test_amounts_of_two_sentences_that_make_no_rate(text: str) -> None:
    assert list(claims(Cell("表", 1, 1, text))) == []


@pytest.mark.parametrize(
    "value", ["=1=2=", "÷÷÷", "3÷0=0÷0=∞", "%%%=%", "(((=)))", "≈≈", "1e999/1=2", "9" * 400]
)
def test_odd_figures_raise_nothing(value: str, tmp_path: Path) -> None:
    rows = [
        ["一级指标", "二级指标", "三级指标", "权重", "目标值", "完成值", "完成率", "自评分", "备注"],
        ["管理", "预算", "执行率", 3, f"'{value}", 1, f"'{value}", 3, f"执行率 {value}"],
        ["", "", "控制率", 3, 1e300, 1e-300, 1e300, 3, "控制率=1/3"],
        ["", "", "利用率", 3, 0, 0, 0, 3, "0/0=0"],
        ["总分", "", "", 9, "", "", "", 9, f" {value}"],
        [f"预算{value}万元，实际支出 0 万元，执行率 {value}%"],
        ["预算 0 万元，实际支出 0 万元，预算执行率 0%"],
    ]
    found = findings(Subject(read_plain(tmp_path, {"表": rows})), CHECKS)
    assert any(one.code == "R02" and "分母是 0" in one.message for one in found)
