"""From rows to a ledger: headings, units, issues, duplicates, foot rows and quarters."""

from __future__ import annotations

import csv
import subprocess
import sys
from dataclasses import FrozenInstanceError
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.places import EXAMPLES, ROOT
from workbooks.ledger import ISSUE_KINDS, Ledger, LedgerIssue, parse_ledger, read_ledger
from workbooks.ledger.payments import Payment
from workbooks.problems import InputError

EXAMPLE = EXAMPLES / "shenzhen-2021-ledger.csv"
HEADING = ["支付日期", "支付凭证号", "项目名称", "支出功能分类", "部门预算经济分类", "支付金额（元）"]
CODES = ["2130501 行政运行", "30201 办公费"]


def payment(day: object, voucher: object, amount: object, project: str = "日常公用经费") -> list[object]:
    return [day, voucher, project, *CODES, amount]


def ledger(*rows: list[object], heading: list[str] | None = None, year: int = 2021) -> Ledger:
    return parse_ledger([heading or HEADING, *rows], year, "明细.xlsx")


def kinds(result: Ledger) -> list[tuple[int | None, str]]:
    return [(issue.row, issue.kind) for issue in result.issues]


def refusal(rows: list[list[object]], year: int = 2021) -> str:
    with pytest.raises(InputError) as caught:
        parse_ledger(rows, year, "明细.xlsx")
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith("明细.xlsx：")
    return message


class TestExample:
    def test_quarters_are_the_published_ones(self) -> None:
        result = read_ledger(EXAMPLE, 2021)
        expected = ("2077.35", "223529.67", "256078.40", "495698.32")
        assert result.cumulative() == tuple(map(Decimal, expected))
        assert result.issues == ()
        assert result.total == Decimal("4956983200.00")

    def test_says_that_it_is_constructed(self) -> None:
        assert EXAMPLE.read_bytes().startswith("\ufeff示例数据：为演示而构造，不是真实支付明细".encode())

    def test_has_refunds_and_a_total(self) -> None:
        with EXAMPLE.open(encoding="utf-8-sig", newline="") as handle:
            rows = list(csv.reader(handle))
        assert 40 <= len(rows) - 3 <= 60
        assert sum(row[-1].startswith("-") for row in rows) >= 2
        assert rows[-1][0] == "合计"


class TestHeadings:
    def test_found_below_titles_in_any_order_with_extra_columns(self) -> None:
        rows = [
            ["2021年国库集中支付明细表"],
            [],
            ["单位名称：某局", None, "金额单位：人民币万元"],
            ["序号", "*支付\n金额", "摘 要", "付款日期", "支付令号", "预算项目"],
            [1, "1.5", "办公用品", date(2021, 3, 5), 88.0, "日常公用经费"],
        ]
        result = parse_ledger(rows, 2021, "明细")
        only = Payment(5, date(2021, 3, 5), "日常公用经费", "", "", Decimal("15000"), "88")
        assert result.payments == (only,)
        assert result.last_date == date(2021, 3, 5)

    @pytest.mark.parametrize("name", ["支付日期", "付款日期", "清算日期", "交易日期", "记账日期", "日期"])
    @pytest.mark.parametrize("amount", ["支付金额", "付款金额", "支出金额", "金额", "实际支付金额"])
    def test_date_and_amount_alone_are_enough(self, name: str, amount: str) -> None:
        assert parse_ledger([[name, amount], ["2021-3-5", 7]], 2021, "明细").total == 7

    @pytest.mark.parametrize(
        ("heading", "yuan"),
        [
            ("支付金额", "1.5"),
            ("支付金额(元)", "1.5"),
            ("支付金额（万元）", "15000"),
            ("支付金额【千元】", "1500"),
            ("支付金额（单位：万元）", "15000"),
            ("支付金额：万元", "15000"),
            ("支付金额/亿元", "150000000"),
        ],
    )
    def test_unit_in_the_heading(self, heading: str, yuan: str) -> None:
        assert parse_ledger([["日期", heading], ["2021-3-5", "1.5"]], 2021, "明细").total == Decimal(yuan)

    def test_unit_in_the_heading_wins_over_the_line_above(self) -> None:
        rows = [["单位：万元"], ["日期", "支付金额（元）"], ["2021-3-5", 7]]
        assert parse_ledger(rows, 2021, "明细").total == 7

    def test_a_line_naming_the_organisation_is_not_a_unit(self) -> None:
        rows = [["单位：元山镇政府"], ["日期", "支付金额"], ["2021-3-5", 7]]
        assert parse_ledger(rows, 2021, "明细").total == 7

    def test_the_telling_name_wins(self) -> None:
        rows = [["记账日期", "支付日期", "金额", "支付金额"], ["2020-12-31", "2021-01-04", 1, 2]]
        result = parse_ledger(rows, 2021, "明细")
        assert (result.total, result.last_date) == (2, date(2021, 1, 4))

    def test_of_two_units_the_finer_column_is_read(self) -> None:
        rows = [["日期", "支付金额（万元）", "支付金额（元）"], ["2021-3-5", "1.23", "12345.00"]]
        assert parse_ledger(rows, 2021, "明细").total == Decimal("12345.00")

    @pytest.mark.parametrize(
        "heading",
        [
            [["项目名称", "支付信息", ""], ["", "支付日期", "支付金额（万元）"]],
            [["预算", "支付日期", "支付金额"], ["项目名称", "", "（万元）"]],
            [["项目名称", "支付日期", "支付金额"], ["", "", "（万元）"]],
        ],
    )
    def test_heading_of_two_rows(self, heading: list[list[object]]) -> None:
        rows = [*heading, ["公用经费", "2021-3-5", "2"], *heading, ["公用经费", "2021-3-6", "3"]]
        result = parse_ledger(rows, 2021, "明细")
        assert result.total == 50000
        assert [payment.project for payment in result.payments] == ["公用经费", "公用经费"]
        assert result.issues == ()

    def test_a_payment_without_date_below_the_heading_is_not_a_heading(self) -> None:
        result = ledger(payment("", "1", "(5.00)"), payment("2021-3-5", "2", 7))
        assert kinds(result) == [(2, "unreadable")]

    def test_missing_column_names_what_was_looked_for_and_found(self) -> None:
        message = refusal([["标题"], ["支付日期", "项目名称", "预算金额"], ["2021-3-5", "甲", 1]])
        assert "“支付金额”" in message
        assert "“支付日期”" not in message
        assert "支付日期、项目名称、预算金额" in message

    def test_heading_below_row_30_is_not_looked_for(self) -> None:
        assert "前 30 行" in refusal([[]] * 30 + [["日期", "金额"], ["2021-3-5", 1]])
        assert parse_ledger([[]] * 29 + [["日期", "金额"], ["2021-3-5", 1]], 2021, "明细").total == 1

    def test_no_rows_at_all(self) -> None:
        assert "都是空的" in refusal([])

    def test_the_same_heading_twice_is_refused(self) -> None:
        message = refusal([["日期", "支付金额", "支付金额"], ["2021-3-5", 1, 2]])
        assert "第 2 列、第 3 列" in message

    def test_foreign_currency_is_refused(self) -> None:
        assert "美元" in refusal([["日期", "支付金额（美元）"], ["2021-3-5", 1]])


class TestIssues:
    def test_each_row_is_counted_or_listed(self) -> None:
        result = ledger(
            payment("2021-01-05", "1", "100.00"),
            payment("2020-12-31", "2", "200.00"),
            [],
            payment("2021-02-30", "3", "300.00"),
            payment("2021-02-03", "4", "待定"),
            payment("2021-02-04", "5", None),
            payment(None, None, None, project="制表：财务科"),
        )
        assert kinds(result) == [
            (3, "outside_year"),
            (5, "unreadable"),
            (6, "unreadable"),
            (7, "unreadable"),
            (8, "not_payment"),
        ]
        assert result.total == Decimal("100.00")
        assert "2020-12-31" in result.issues[0].message
        assert result.issues[1].text.startswith("2021-02-30 | 3 | 日常公用经费")
        assert "没有支付金额" in result.issues[3].message

    def test_text_is_one_short_line(self) -> None:
        result = ledger(payment("2021-1-5", "1", 1), payment("", "2", 1, project="很长\n" * 100))
        assert len(result.issues[0].text) == 80
        assert "\n" not in result.issues[0].text

    def test_refunds_are_counted(self) -> None:
        result = ledger(payment("2021-1-5", "1", "100.00"), payment("2021-1-6", "2", "(30.00)"))
        assert result.total == Decimal("70.00")

    def test_an_unquoted_thousands_separator_is_noticed(self) -> None:
        result = ledger(payment("2021-1-5", "1", 1), [*payment("2021-1-6", "2", "1"), "234.00"])
        assert kinds(result) == [(3, "unreadable")]
        assert "千分位" in result.issues[0].message

    def test_a_short_row_is_unreadable(self) -> None:
        assert kinds(ledger(payment("2021-1-5", "1", 1), ["2021-1-6", "2"])) == [(3, "unreadable")]

    def test_other_year_is_named_when_nothing_is_left(self) -> None:
        message = refusal([HEADING, payment("2020-1-5", "1", 1), payment("2020-2-5", "2", 1)])
        assert "没有 2021 年的支付记录" in message
        assert "2020 年 2 行" in message

    def test_nothing_readable(self) -> None:
        assert "都读不出，例如第 2 行" in refusal([HEADING, payment("不详", "1", 1)])
        assert "没有支付记录" in refusal([HEADING, ["合计", "", "", "", "", 0]])


class TestDuplicates:
    def test_same_voucher_and_row_counts_once(self) -> None:
        row = payment("2021-1-5", "P1", "100.00")
        again = payment(datetime(2021, 1, 5), "P1", 100.0)
        result = ledger(row, payment("2021-1-6", "P2", 1), again)
        assert kinds(result) == [(4, "duplicate")]
        assert "第 2 行" in result.issues[0].message
        assert result.total == 101

    def test_line_numbers_do_not_make_a_difference(self) -> None:
        heading = ["序号", "日期", "凭证号", "金额"]
        result = ledger([1, "2021-1-5", "P1", 5], [2, "2021-1-5", "P1", 5], heading=heading)
        assert kinds(result) == [(3, "duplicate")]

    def test_other_amounts_of_a_voucher_are_lines(self) -> None:
        result = ledger(payment("2021-1-5", "P1", 100), payment("2021-1-5", "P1", 200))
        assert (result.issues, result.total) == ((), 300)

    def test_another_payee_of_a_voucher_is_counted_but_listed(self) -> None:
        heading = ["日期", "凭证号", "金额", "摘要"]
        rows = [
            ["2021-1-5", "P1", 5, "补助甲"],
            ["2021-1-5", "P1", 5, "补助乙"],
            ["2021-1-5", "P1", 5, "补助甲"],
        ]
        result = ledger(*rows, heading=heading)
        assert kinds(result) == [(3, "suspected_duplicate"), (4, "duplicate")]
        assert result.total == 10

    @pytest.mark.parametrize("heading", [["日期", "金额"], ["日期", "金额", "凭证号"]])
    def test_without_a_voucher_number_it_is_only_suspected(self, heading: list[str]) -> None:
        result = ledger(["2021-1-5", 5, ""], ["2021/1/5", "5.00", None], heading=heading)
        assert kinds(result) == [(3, "suspected_duplicate")]
        assert result.total == 10

    def test_a_voucher_number_that_lost_digits_proves_nothing(self) -> None:
        row = payment("2021-1-5", 2021030100000001.0, 5)
        result = ledger(row, list(row))
        assert kinds(result) == [(3, "suspected_duplicate")]
        assert result.total == 10


class TestFootRows:
    ROWS = (payment("2021-1-5", "1", "0.10"), payment("2021-1-6", "2", "0.20"))

    @pytest.mark.parametrize("label", ["合计", "总计", "合　计", "合 计：", "总计（元）", "合计金额"])
    def test_a_total_that_follows_is_no_issue(self, label: str) -> None:
        # 0.1 + 0.2 as a spreadsheet adds it.
        assert ledger(*self.ROWS, [label, "", "", "", "", 0.30000000000000004]).issues == ()

    def test_a_total_that_does_not_follow_shows_both_figures(self) -> None:
        result = ledger(*self.ROWS, ["", "", "合计", "", "", "1,234.30"])
        assert kinds(result) == [(4, "total_mismatch")]
        assert "1,234.30" in result.issues[0].message
        assert "0.30 元" in result.issues[0].message
        assert result.total == Decimal("0.30")

    def test_a_total_in_one_cell(self) -> None:
        assert ledger(*self.ROWS, ["合计：0.30元"]).issues == ()
        assert kinds(ledger(*self.ROWS, ["合计：0.31元"])) == [(4, "total_mismatch")]

    def test_a_total_above_its_rows_and_two_parts(self) -> None:
        total = ["合计", "", "", "", "", "0.30"]
        assert ledger(total, *self.ROWS).issues == ()
        more = (payment("2021-2-5", "3", "1.00"), ["合计", "", "", "", "", "1.00"])
        assert ledger(*self.ROWS, total, *more, ["总计", "", "", "", "", "1.30"]).issues == ()

    def test_a_total_is_of_all_readable_rows(self) -> None:
        rows = (*self.ROWS, payment("2020-12-31", "3", "5.00"), ["合计", "", "", "", "", "5.30"])
        assert kinds(ledger(*rows)) == [(4, "outside_year")]

    def test_a_mismatch_points_to_unreadable_rows(self) -> None:
        rows = (*self.ROWS, payment("2021-1-7", "3", "5.00元整"), ["合计", "", "", "", "", "5.30"])
        result = ledger(*rows)
        assert kinds(result) == [(4, "unreadable"), (5, "total_mismatch")]
        assert "另有 1 行读不出" in result.issues[1].message

    def test_an_unreadable_total_is_listed_a_blank_one_is_not(self) -> None:
        assert kinds(ledger(*self.ROWS, ["合计", "", "", "", "", "#REF!"])) == [(4, "unreadable")]
        assert ledger(*self.ROWS, ["合计", "", "", "", "", ""]).issues == ()

    @pytest.mark.parametrize("label", ["小计", "本页小计", "本页合计", "本年累计", "人员经费小计", "3月合计"])
    def test_subtotals_are_recognised_and_not_checked(self, label: str) -> None:
        assert ledger(*self.ROWS, [label, "", "", "", "", "99.00"]).issues == ()

    def test_a_dated_subtotal_is_not_a_payment(self) -> None:
        assert ledger(*self.ROWS, ["2021-1-6", "小计", "", "", "", "0.20"]).total == Decimal("0.30")

    def test_a_payment_whose_project_ends_like_a_total_is_counted(self) -> None:
        result = ledger(*self.ROWS, payment("2021-1-7", "3", "5.00", project="竣工决算合计"))
        assert result.total == Decimal("5.30")

    def test_headings_of_further_pages_are_recognised(self) -> None:
        assert ledger(*self.ROWS, list(HEADING), payment("2021-1-7", "3", 5)).issues == ()


class TestQuarters:
    def test_quarters_after_the_last_payment_are_none(self) -> None:
        result = ledger(payment("2021-03-31", "1", "100.01"), payment("2021-04-01", "2", "0.02"))
        assert result.cumulative("元") == (Decimal("100.01"), Decimal("100.03"), None, None)
        assert result.cumulative() == (Decimal("0.010001"), Decimal("0.010003"), None, None)

    def test_a_quarter_without_payments_keeps_the_sum(self) -> None:
        result = ledger(payment("2021-10-01", "1", 5))
        assert result.cumulative("元") == (0, 0, 0, 5)

    def test_unknown_unit(self) -> None:
        with pytest.raises(InputError, match="不认得的金额单位“美元”"):
            ledger(payment("2021-10-01", "1", 5)).cumulative("美元")

    def test_an_emptied_ledger_cannot_be_added_up(self) -> None:
        full = ledger(payment("2021-10-01", "1", 5))
        empty = Ledger(full.source, 2021, 1, (), ())
        assert empty.total == 0
        with pytest.raises(InputError, match="没有 2021 年的支付记录"):
            empty.cumulative()

    def test_long_tails_are_added_exactly(self) -> None:
        result = ledger(payment("2021-1-1", "1", 9e15), payment("2021-1-2", "2", 5.551115123125783e-17))
        assert result.total == Decimal("9000000000000000.00000000000000005551115123125783")

    @settings(max_examples=60, deadline=None)
    @given(
        st.lists(
            st.tuples(st.dates(date(2021, 1, 1), date(2021, 12, 31)), st.integers(-(10**12), 10**12)),
            min_size=1,
            max_size=30,
        )
    )
    def test_cumulative_is_the_plain_sum(self, entries: list[tuple[date, int]]) -> None:
        rows = [
            payment(day, f"P{n}", f"{Decimal(cents) / 100:,.2f}") for n, (day, cents) in enumerate(entries)
        ]
        result = ledger(*rows)
        assert result.issues == ()
        ends = (date(2021, 3, 31), date(2021, 6, 30), date(2021, 9, 30), date(2021, 12, 31))
        last = max(day for day, _ in entries)
        for end, value in zip(ends, result.cumulative("元"), strict=True):
            began = (end.month - 2, 1) <= (last.month, last.day)
            expected = Decimal(sum(cents for day, cents in entries if day <= end)) / 100 if began else None
            assert value == expected


def test_results_are_frozen() -> None:
    result = ledger(payment("2021-1-1", "1", 5), payment("2020-1-1", "1", 5))
    assert isinstance(result.issues[0], LedgerIssue)
    assert result.issues[0].kind in ISSUE_KINDS
    with pytest.raises(FrozenInstanceError):
        result.year = 2022  # type: ignore[misc]


def test_import_is_cheap() -> None:
    code = "import sys, workbooks.ledger; print(sorted({'pandas', 'python_calamine'} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
