"""Workbooks as other programs write them are read whole, or refused by their true reason."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support.odd_packages import rewritten, written
from tests.support.reviewed import scored
from workbooks.files.editable import load
from workbooks.ledger import gather, parse_ledger
from workbooks.problems import InputError
from workbooks.review.reviewing import review_file

LEDGER = [
    ["支付日期", "摘要", "支付金额"],
    ["2021-02-03", "甲", 100.5],
    ["2021-05-06", "乙", 200],
    ["2021-08-07", "丙", 300],
    ["2021-11-08", "丁", 400],
]
READ = ["普通", "strict", "prefixed", "chart"]


@pytest.mark.parametrize("kind", READ)
def test_the_quarters_of_a_ledger(tmp_path, kind):
    gathered = gather([written(tmp_path / "明细.xlsx", LEDGER, kind)])
    spends = parse_ledger(gathered.rows, 2021, "明细").cumulative("元")
    assert spends == (Decimal("100.5"), Decimal("300.5"), Decimal("600.5"), Decimal("1000.5"))
    assert gathered.issues == ()


@pytest.mark.parametrize("kind", READ)
def test_the_findings_of_a_plain_table(tmp_path, kind):
    review = review_file(written(tmp_path / "表.xlsx", scored(99), kind, "附表"))
    assert [(found.cell, found.expected, found.found) for found in review.findings] == [("E6", "98", "99")]
    assert review.status == "read"


@pytest.mark.parametrize("kind", READ)
def test_an_error_in_a_cell_is_an_error(tmp_path, kind):
    review = review_file(written(tmp_path / "表.xlsx", scored("#DIV/0!"), kind, "附表"))
    assert [found.code for found in review.findings if found.cell == "E6"] == ["U01"]


def test_a_macro_sheet_is_the_reason(tmp_path):
    ledger = written(tmp_path / "明细.xlsm", LEDGER, "macro")
    table = written(tmp_path / "表.xlsm", scored(99), "macro", "附表")
    with pytest.raises(InputError, match=r"明细\.xlsm：里面有宏表（Excel 4\.0 宏），不能读"):
        gather([ledger])
    with pytest.raises(InputError, match=r"表\.xlsm：里面有宏表"):
        review_file(table)


@pytest.mark.parametrize("digits", [308, 309, 400])
def test_a_whole_number_that_no_cell_holds_is_named_before_it_is_saved_again(tmp_path, digits):
    # The largest number of a cell is 1.8 times 10 to the 308th.
    path = written(tmp_path / "表.xlsx", [[None, 123454321]], "普通")
    rewritten(path, lambda _, text: text.replace("123454321", "9" * digits), {})
    if digits == 308:
        assert load(path)["支付明细"]["B1"].value == int("9" * digits)
        return
    with pytest.raises(InputError, match=r"表\.xlsx：“支付明细”的 B1 里的数太大，Excel 存不下"):
        load(path)
