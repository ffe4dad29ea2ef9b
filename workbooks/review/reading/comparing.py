"""One printed figure beside the exact one: the finding that says whether it is a habit or an error."""

from __future__ import annotations

from decimal import Decimal

from workbooks.findings import ERROR, NOTICE, Finding
from workbooks.official.official_table import Cell
from workbooks.official.printed import Printed
from workbooks.official.rounding import fit, rounded

_LEAST_DECIMALS = 2
_MOST_SHOWN = 4
_HUNDRED = Decimal(100)


def as_rate(figure: Printed, exact: Decimal) -> Printed:
    """A number of a rate column as a percentage.

    Without a percent sign it may be a formatted cell (0.9983) or per cents (99.83): the nearer to `exact`.
    """
    if figure.percent:
        return figure
    decimals = figure.decimals
    share = Printed(figure.value, None if decimals is None else max(0, decimals - 2), True)
    per_cents = Printed(figure.value / _HUNDRED, decimals, True)
    return min(share, per_cents, key=lambda reading: abs(reading.value - exact))


def written(value: Decimal, like: Printed) -> str:
    """An exact figure as it should be printed: at the decimals of the printed one, at least two."""
    scale = _HUNDRED if like.percent else Decimal(1)
    places = max(_LEAST_DECIMALS, _places(like))
    return f"{rounded(value * scale, places):f}{'%' if like.percent else ''}"


def as_printed(shown: Printed) -> str:
    """A printed figure as a reader of the table sees it."""
    value = shown.exact * _HUNDRED if shown.percent else shown.exact
    return f"{rounded(value, _places(shown)):f}{'%' if shown.percent else ''}"


def _places(shown: Printed) -> int:
    """The decimals printed; of a computed cell no more than anybody reads."""
    decimals = shown.places
    return _LEAST_DECIMALS if shown.decimals is None and decimals > _MOST_SHOWN else decimals


def compared(
    code: str, cell: Cell, what: str, shown: Printed, exact: Decimal, rule: str, remark: str = ""
) -> Finding | None:
    """None where the printed figure follows from the exact one.

    `what` names the figure, `rule` how it is worked out; `remark` ends the message.
    """
    result = fit(exact, shown)
    if result.follows:
        return None
    expected, found = written(exact, shown), as_printed(shown)
    habit = f"（像是{result.habit}）" if result.habit else ""
    message = f"{what}印的是 {found}，按{rule}应为 {expected}{habit}{remark}"
    level = NOTICE if result.habit else ERROR
    return Finding(code, level, cell.sheet, cell.address, message, expected, found, rule)
