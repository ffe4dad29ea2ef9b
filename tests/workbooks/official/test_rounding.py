"""How a printed number came from the exact one."""

from __future__ import annotations

from decimal import Decimal

import pytest

from workbooks.official.printed import Printed, printed
from workbooks.official.rounding import Fit, fit, rounded


def shown(value: object) -> Printed:
    found = printed(value)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("exact", "value"),
    [
        ("91.26", "91.26"),
        ("91.255", "91.26"),
        ("0.345304", "34.53%"),
        ("0.345304", "35%"),
        ("-0.345", "-0.35"),
        ("0.63967780369275", 0.639677803693),
        ("0.58", 0.57 + 0.01),
        ("97.94", "97.940"),
    ],
)
def test_the_exact_number_rounded_half_up_follows(exact: str, value: object) -> None:
    assert fit(Decimal(exact), shown(value)) == Fit(True)


@pytest.mark.parametrize(
    ("exact", "value", "habit"),
    [
        ("91.26", "91.30", "四舍五入到一位小数"),
        ("91.26", "91.20", "截去尾数，只留一位小数"),
        ("91.26", "91.00", "四舍五入到整数"),
        ("0.0381", "3%", "截去尾数，只留整数"),
        ("1.285", "1.28", "截去尾数，只留两位小数"),
        ("-1.285", "-1.28", "截去尾数，只留两位小数"),
        ("1.241", "1.25", "进一法到两位小数"),
        ("0.999", 1, None),
        ("1.28", "1.29", None),
        ("3.84", "3.00", None),
        ("0.02", "1.00", None),
        ("0.95", "100%", None),
        ("505139041234.56", "505139041234.55", None),
        ("505139041234.56", 505139041234.55, None),
    ],
)
def test_a_habit_is_named_and_an_error_is_not(exact: str, value: object, habit: str | None) -> None:
    expected = Fit(True) if value == 1 else Fit(False, habit or "")
    assert fit(Decimal(exact), shown(value)) == expected


def test_coarser_than_asked_for_is_a_habit() -> None:
    assert fit(Decimal("1.44"), shown("1.4")) == Fit(True)
    assert fit(Decimal("1.44"), shown("1.4"), places=2) == Fit(False, "四舍五入到一位小数")


def test_decimals_of_a_percentage_are_those_of_its_per_cents() -> None:
    assert shown("64.25%").places == 2
    assert Printed(Decimal("0.6425"), None, True).places == 2
    assert shown(0.57 + 0.01).places == 2
    assert shown(120).places == 0


def test_numbers_too_large_to_round_raise_nothing() -> None:
    huge = Decimal("1e300")
    assert rounded(huge, 2) == huge
    assert fit(huge, shown("1.00")) == Fit(False)
    assert fit(Decimal("1.5"), Printed(Decimal("9" * 400), 0)) == Fit(False)
