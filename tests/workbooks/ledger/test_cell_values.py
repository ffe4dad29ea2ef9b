"""How dates and amounts of a ledger are read, one case per way of writing them."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from workbooks.ledger.cell_values import (
    UnreadableCell,
    cell_text,
    is_blank,
    is_exact_code,
    read_amount,
    read_date,
)

MARCH_5 = date(2021, 3, 5)


@pytest.mark.parametrize(
    "value",
    [
        MARCH_5,
        datetime(2021, 3, 5, 23, 59),
        "2021-03-05",
        "2021/3/5",
        "2021.3.5",
        "20210305",
        "2021年3月5日",
        "2021年03月05日",
        "2021 年 3 月 5 日",
        "２０２１－０３－０５",
        " 2021-03-05\n",
        "\ufeff2021-03-05",
        "'2021-03-05",
        "2021-03-05 10:20:33",
        "2021-03-05T10:20:33.000Z",
        "2021-03-05 10:20:33.0 +08:00",
        "2021/3/5 0:00",
        "2021年3月5日10时20分33秒",
        "2021年3月5日 上午10:20",
        "2021-03-05 星期五",
        "20210305102033",
        "20210305 10:20:33",
        "44260",
        "44260.43",
        44260,
        44260.0,
        44260.43,
        20210305,
        20210305.0,
    ],
)
def test_dates_that_are_read(value: object) -> None:
    assert read_date(value) == MARCH_5


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, "没有支付日期"),
        ("  ", "没有支付日期"),
        (float("nan"), "没有支付日期"),
        ("2021-02-30", "在日历上不存在"),
        ("2021-13-01", "在日历上不存在"),
        (20211301, "在日历上不存在"),
        ("2021-3", "不是日期"),
        ("21-3-5", "不是日期"),
        ("3/5/2021", "不是日期"),
        ("2021-03/05", "不是日期"),
        ("2021-03-05 至 2021-03-09", "不是日期"),
        ("2021-03-05 - 2021-03-09", "不是日期"),
        ("2021-03-051", "不是日期"),
        ("三月五日", "不是日期"),
        (202103, "不是日期"),
        (2021.35, "不是日期"),
        (float("inf"), "不是日期"),
        (True, "不是日期"),
        (time(10, 0), "不是日期"),
    ],
)
def test_dates_that_are_not_guessed(value: object, reason: str) -> None:
    with pytest.raises(UnreadableCell, match=reason):
        read_date(value)


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        ("1234.50", "1234.50"),
        ("1,234,567.89", "1234567.89"),
        ("１，２３４．５０", "1234.50"),
        ("1，234.50", "1234.50"),
        ("￥1,234.50", "1234.50"),
        ("¥ 1,234.50", "1234.50"),
        ("人民币1,234.50元", "1234.50"),
        ("1 234.50", "1234.50"),
        ("1234.", "1234"),
        (".50", "0.50"),
        ("-.5", "-0.5"),
        ("0", "0"),
        ("0.00", "0.00"),
        ("(1,234.00)", "-1234.00"),
        ("（1,234.00）", "-1234.00"),
        ("(￥1,234.00)", "-1234.00"),
        ("-1,234.00", "-1234.00"),
        ("1,234.00-", "-1234.00"),
        ("－1,234.00", "-1234.00"),
        ("−1,234.00", "-1234.00"),
        ("￥-1,234.00", "-1234.00"),
        ("-￥1,234.00", "-1234.00"),
        (1234, "1234"),
        (1234.0, "1234"),
        (0.1, "0.1"),
        (-7.587, "-7.587"),
        (Decimal("12.340"), "12.340"),
    ],
)
def test_amounts_are_exactly_as_typed(value: object, amount: str) -> None:
    assert str(read_amount(value)) == amount


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, "没有支付金额"),
        ("", "没有支付金额"),
        ("\u3000", "没有支付金额"),
        (float("nan"), "没有支付金额"),
        ("-", "不是数字"),
        ("—", "不是数字"),
        ("待定", "不是数字"),
        ("$1,234.00", "不是数字"),
        ("1,23.00", "不是数字"),
        ("12,34,567", "不是数字"),
        ("1.234,50", "不是数字"),
        ("1.2.3", "不是数字"),
        ("1.23457E+11", "科学计数法"),
        ("(1,234.00", "不成对"),
        ("1,234.00)", "不成对"),
        ("(-1,234.00)", "不成对"),
        ("-1,234.00-", "不成对"),
        ("12万元", "单位"),
        ("1.2亿", "单位"),
        (True, "不是数字"),
        (float("inf"), "不是数字"),
        (1e16, "过大"),
        (date(2021, 3, 5), "不是数字"),
    ],
)
def test_amounts_that_are_not_guessed(value: object, reason: str) -> None:
    with pytest.raises(UnreadableCell, match=reason):
        read_amount(value)


def test_a_unit_in_the_cell_must_be_the_unit_of_the_column() -> None:
    assert read_amount("12.5万元", "万元") == Decimal("12.5")
    assert read_amount("12.5万", "万元") == Decimal("12.5")
    with pytest.raises(UnreadableCell, match="这一列的单位（万元）"):
        read_amount("125000元", "万元")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (float("nan"), ""),
        (2130504.0, "2130504"),
        (2130504, "2130504"),
        (1.5, "1.5"),
        ("  驻镇帮镇\n扶村 ", "驻镇帮镇 扶村"),
        (datetime(2021, 3, 5), "2021-03-05"),
        (date(2021, 3, 5), "2021-03-05"),
    ],
)
def test_cells_as_text(value: object, text: str) -> None:
    assert cell_text(value) == text


@pytest.mark.parametrize("value", [None, "", " \n", "\u3000", "\u00a0", "\ufeff", float("nan")])
def test_blanks(value: object) -> None:
    assert is_blank(value)


@pytest.mark.parametrize("value", [0, 0.0, False, "0", "-"])
def test_zero_is_not_blank(value: object) -> None:
    assert not is_blank(value)


def test_a_voucher_number_over_15_digits_is_only_exact_as_text() -> None:
    assert is_exact_code("2021030100000001")
    assert is_exact_code(202103010001.0)
    assert not is_exact_code(2021030100000001.0)
    assert not is_exact_code("2.02103E+15")
