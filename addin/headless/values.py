"""What Excel hands back for a cell, and what a cell accepts."""

from __future__ import annotations

import datetime as dt
import math
import numbers
from collections.abc import Callable, Sequence

from openpyxl.cell.cell import ERROR_CODES

# The errors newer than openpyxl's list; a running Excel reports them like the old ones.
ERRORS = frozenset(ERROR_CODES) | {
    "#SPILL!",
    "#CALC!",
    "#GETTING_DATA",
    "#FIELD!",
    "#BLOCKED!",
    "#CONNECT!",
    "#UNKNOWN!",
    "#BUSY!",
}
EPOCH = dt.datetime(1899, 12, 30)
MAX_TEXT = 32_767


def cleaned(
    rows: Sequence[Sequence[object]],
    dates: Callable[..., object],
    empty: object,
    number: Callable[[float], object] | None,
    err_to_str: bool,
) -> list[list[object]]:
    """Apply xlwings' reading rules: blank to `empty`, errors to None, numbers float, dates datetime."""
    plain_dates = dates is dt.datetime

    def clean(value: object) -> object:
        if value is None or value == "":
            return empty
        kind = type(value)
        if kind is bool:
            return value
        if isinstance(value, str):
            return None if value in ERRORS and not err_to_str else value
        # isinstance with an abstract class is slow and a block has tens of thousands of plain numbers.
        if kind is float or kind is int or isinstance(value, numbers.Number):
            amount = float(value)  # type: ignore[arg-type]
            return amount if number is None else number(amount)
        moment = _moment(value)
        if moment is None:
            return str(value)
        return moment if plain_dates else dates(tzinfo=None, **_parts(moment))

    return [[clean(value) for value in row] for row in rows]


def _moment(value: object) -> dt.datetime | None:
    """The datetime Excel reports for any kind of date or time cell; times count from 1899-12-30."""
    if isinstance(value, dt.datetime):
        return value
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day)
    if isinstance(value, dt.time):
        return dt.datetime.combine(EPOCH.date(), value)
    if isinstance(value, dt.timedelta):
        return EPOCH + value
    return None


def _parts(moment: dt.datetime) -> dict[str, int]:
    names = ("year", "month", "day", "hour", "minute", "second", "microsecond")
    return {name: getattr(moment, name) for name in names}


def storable(value: object) -> object:
    """One value as a cell takes it: pandas and numpy scalars become plain ones, missing ones None.

    Raises ValueError for infinity and for text longer than a cell holds. Neither library is imported.
    """
    # pandas' NA cannot even be compared.
    if (
        value is None
        or type(value).__name__ in {"NAType", "NaTType"}
        or (isinstance(value, str) and not value)
    ):
        return None
    if type(value).__module__ == "numpy":
        value = _from_numpy(value)
    elif hasattr(value, "to_pydatetime"):
        value = value.to_pydatetime()
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, numbers.Real) and not isinstance(value, bool):
        if math.isnan(value):
            return None
        if math.isinf(value):
            raise ValueError("单元格不能写入无穷大，请检查公式里的除数是否为 0")
    if isinstance(value, str) and len(value) > MAX_TEXT:
        raise ValueError(f"单元格最多容纳 {MAX_TEXT} 个字符，这段文字有 {len(value)} 个：{value[:20]}…")
    return value


def _from_numpy(value: object) -> object:
    # A nanosecond datetime64 would give an integer, so bring it to microseconds first.
    if type(value).__name__ == "datetime64":
        value = value.astype("datetime64[us]")  # type: ignore[attr-defined]
    return value.item() if hasattr(value, "item") else value
