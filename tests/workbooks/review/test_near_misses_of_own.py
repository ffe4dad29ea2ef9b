"""What no check of a plain table says has its near misses as well: data, ledgers, our forms, linked forms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from addin.adopting import adopt
from addin.checking import held_together, review_files
from addin.exporting import export_standard
from addin.renewing import apply_rules
from tests.support.adopted import DATA, edited, place_of
from tests.support.cases import load as load_cases
from tests.support.examples import example
from tests.support.filled import published_workbook
from tests.support.reviewed import our_workbook
from tests.support.tampered import results_lost, row_hidden, tampered, typed
from tests.workbooks.official.typed import type_workbook
from workbooks.files.cells import read_cells
from workbooks.filing.data_file import Reported
from workbooks.filing.scoring import score_forms
from workbooks.findings import NOTICE, Finding
from workbooks.forms.layout.rule_places import CONFIRMED, QUESTIONS, RULE_SHEET, SCORE_TEXT
from workbooks.forms.standard_files import load_standard
from workbooks.ledger import gather, parse_gathered
from workbooks.ledger.findings import ledger_findings
from workbooks.review.checks_page import OWN_CODES
from workbooks.review.linked_forms import LINKED_CODES
from workbooks.review.reviewing import review_cells, review_file
from workbooks.stages.progress_warnings import rules_called
from workbooks.stages.warned import with_warnings
from workbooks.standards.loading import load

CASES: Mapping[str, list[dict[str, Any]]] = load_cases("review/near_misses/own.yaml")
ALONE = {"L06", "S10", "S11", "S12", "S13"}
"""Those with tests of their own, below."""

HEPING = "heping-2024"
DECLARED = [
    ["项目支出绩效目标申报表"],
    ["（2024年度）"],
    ["项目名称", "社区养老服务补助"],
    ["主管部门", "示例市民政局", "", "实施单位", "示例市养老服务中心"],
    ["项目资金（万元）", "年度资金总额", 120],
    ["", "其中：财政拨款", 120],
    ["绩效指标", "一级指标", "二级指标", "三级指标", "指标值", "权重"],
    ["", "产出指标", "数量指标", "服务社区数", "≥8个", 50],
    ["", "", "", "服务老人", "≥600人次", 50],
]
MONITORED = [
    ["项目支出绩效运行监控表"],
    *DECLARED[1:4],
    ["项目资金（万元）", "", "年初预算数", "1-7月执行数", "1-7月执行率", "全年预计执行数"],
    ["", "年度资金总额", 120, 72, "60%", 120],
    ["绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "权重", "1-7月执行情况"],
    ["", "产出指标", "数量指标", "服务社区数", "≥8个", 50, "5个"],
    ["", "", "", "服务老人", "≥600人次", 50, "380人次"],
]


def parametrized(family: str) -> pytest.MarkDecorator:
    pairs = [(case, each) for case in CASES[family] for each in ({}, *case["near"])]
    ids = [f"{case['code']} {'near' if near else 'fires'} {near or ''}" for case, near in pairs]
    return pytest.mark.parametrize(("case", "near"), pairs, ids=ids)


def assert_told(findings: list[Finding], case: Mapping[str, Any], near: Mapping[str, Any]) -> None:
    found = [(each.level, each.cell) for each in findings if each.code == case["code"]]
    wanted = (case.get("level", NOTICE), case.get("cell", ""))
    if near:
        assert not found, [each.message for each in findings]
    elif "cell" in case:
        assert wanted in found, [each.message for each in findings]
    else:
        assert wanted[0] in {level for level, _ in found}, [each.message for each in findings]


@parametrized("data")
def test_data(case, near):
    changed = {**case, **near}
    standard = load(changed.get("standard", HEPING))
    filing = example(standard.id, changed.get("set", {}))
    if (reported := changed.get("reported")) is not None:
        items = {name: Decimal(str(score)) for name, score in reported.get("items", {}).items()}
        total = Decimal(str(reported["total"])) if "total" in reported else None
        filing = replace(filing, reported=Reported(items, total, reported.get("grade")))
    assert_told(list(score_forms(standard, filing)[0].findings()), case, near)


@parametrized("ledger")
def test_ledger(case, near, tmp_path):
    changed = {**case, **near}
    path = tmp_path / "明细.xlsx"
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in (changed.get("sheets") or {"支付明细": changed["rows"]}).items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    found = list(ledger_findings(parse_gathered(gather([path]), 2021, path.name), "明细"))
    assert_told(found, case, near)


@pytest.fixture(scope="module")
def heping(tmp_path_factory):
    return our_workbook(tmp_path_factory.mktemp("和平") / "附表.xlsx", HEPING)


@parametrized("workbook")
def test_our_workbook(case, near, heping, tmp_path):
    changed = near or case
    changes: dict[str, list[Any]] = {}
    for sheet, cells in changed.get("cells", {}).items():
        changes.setdefault(sheet, []).extend(typed(cell, value) for cell, value in cells.items())
    for sheet, row in changed.get("hidden", {}).items():
        changes.setdefault(sheet, []).append(row_hidden(row))
    for sheet in changed.get("results_lost", ()):
        changes.setdefault(sheet, []).append(results_lost)
    path = tampered(heping, tmp_path / "附表.xlsx", changes)
    if lost := changed.get("lost"):
        book = openpyxl.load_workbook(path)
        for sheet in set(lost) & set(book.sheetnames):
            del book[sheet]
        book.save(path)
    assert_told(list(review_file(path).findings), case, near)


def stages(folder: Path, changed: Mapping[str, Any]) -> tuple[Path, Path]:
    """A 申报表 and the 监控表 of the same project, cells of which are changed."""
    declared = type_workbook(folder / "申报.xlsx", {"申报表": DECLARED})
    monitored = type_workbook(folder / "监控.xlsx", {"监控表": MONITORED})
    book = openpyxl.load_workbook(monitored)
    for cell, value in changed["set"].items():
        book["监控表"][cell] = value
    book.save(monitored)
    return declared, monitored


@parametrized("linked")
def test_linked_forms(case, near, tmp_path):
    # One by one, so in this process.
    files = stages(tmp_path, near or case)
    results = held_together([review for file in files for review in review_files([file], None)])
    assert_told([finding for each in results for finding in each.findings], case, near)


@parametrized("warned")
def test_warnings(case, near, tmp_path):
    review = review_file(stages(tmp_path, near or case)[1])
    assert_told(list(with_warnings(review, rules_called("common")).findings), case, near)


def test_spending_beside_a_ledger(tmp_path):
    """L06: what was typed for a quarter against what the ledger adds up to; the same figure is none."""
    path = tmp_path / "a.xlsx"
    published_workbook("shenzhen-2021", path, ledger=True)
    typed_in = read_cells(path).value("季度执行", 5, 2)
    for figure, count in ((typed_in, 0), (typed_in + 1, 1)):
        changed = tampered(path, tmp_path / "b.xlsx", {"季度执行": [typed("B5", figure)]})
        assert codes(changed)["L06"] == count


@pytest.mark.parametrize(("below", "lost"), [("年度部门预算调整数", 0), ("年度部门预算支出数", 1)])
def test_figures_no_rule_asks_for(adopted, tmp_path, below, lost):
    """S12: what was typed for an item that the rules in force have no longer."""
    figures = {
        place_of(adopted, f"年度部门预算{what}数"): value for what, value in (("支出", 95), ("调整", 100))
    }
    text = f'tiers(年度部门预算支出数/{below}, ">=95%: 10; <95%: 1")'
    changed = edited(adopted, tmp_path / "b.xlsx", {**figures, rule(SCORE_TEXT, 5): text})
    found = [each.code for each in apply_rules(changed, tmp_path / "c.xlsx").findings]
    assert found.count("S12") == lost


def codes(path: Path) -> Counter[str]:
    return Counter(finding.code for finding in review_file(path).findings)


@pytest.fixture(scope="module")
def adopted(tmp_path_factory):
    return adopt(DATA / "blank.xlsx", tmp_path_factory.mktemp("认表") / "live.xlsx").path


def rule(column: int, row: int) -> tuple[str, str]:
    return RULE_SHEET, f"{openpyxl.utils.get_column_letter(column)}{row}"


def test_rules_nobody_confirmed(adopted, tmp_path):
    """S10: rules of an adopted form until each is confirmed."""
    assert codes(adopted)["S10"] == 1
    last = openpyxl.load_workbook(adopted)[RULE_SHEET].max_row
    confirmed = edited(adopted, tmp_path / "b.xlsx", {rule(CONFIRMED, row): "是" for row in range(5, last)})
    assert codes(apply_rules(confirmed, tmp_path / "c.xlsx").path)["S10"] == 0


def test_rules_changed_and_not_in_force(adopted, tmp_path):
    """S11: a choice that was changed on the sheet; the same choice typed again is none."""
    changed = edited(adopted, tmp_path / "b.xlsx", {rule(QUESTIONS + 1, 5): "按比例"})
    assert codes(changed)["S11"] == 1
    done = apply_rules(changed, tmp_path / "c.xlsx").path
    assert codes(done)["S11"] == 0


def test_rules_of_another_standard(adopted, tmp_path):
    """S13: other rules than those of the bureau; its own are none."""
    ours = load_standard(export_standard(str(adopted), tmp_path / "标准.xlsx"))
    changed = edited(adopted, tmp_path / "b.xlsx", {rule(QUESTIONS + 1, 5): "按比例"})
    theirs = apply_rules(changed, tmp_path / "c.xlsx").path
    for path, count in ((theirs, 1), (adopted, 0)):
        found = [each.code for each in review_cells(read_cells(path), ours).findings]
        assert found.count("S13") == count


def every_code() -> Iterator[str]:
    yield from (case["code"] for cases in CASES.values() for case in cases)
    yield from ALONE


def test_every_code_has_its_near_miss():
    assert sorted(every_code()) == sorted({*OWN_CODES, *LINKED_CODES})
    assert all(case["near"] for cases in CASES.values() for case in cases)
