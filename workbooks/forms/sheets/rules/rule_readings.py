"""A rule of a form as a reading again, so that it can be said in one sentence and tried at its bounds."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from udfs.expression import Expression, Figure
from workbooks.sentences import Need, Reading, TrialPoint, points_of, spoken
from workbooks.standards.items import DataItem
from workbooks.standards.model import Indicator, Standard
from workbooks.standards.optional import typed_share_in

_WHOLE = Decimal(100)
_KINDS = {"grade": "choice", "level": "number", "target": "number", "choice": "choice"}


def reading_of(score: str, items: Mapping[str, DataItem]) -> Reading:
    """An expression and the items it may name, as if they had just been read."""
    return Reading("read", {(): score}, tuple(_need(key, item) for key, item in items.items()))


def _need(key: str, item: DataItem) -> Need:
    kind = _KINDS.get(item.kind, item.kind)
    low = None if item.kind in ("rate", "number", "grade") else Decimal(0)
    high = Decimal(1) if item.kind == "yesno" else item.max
    return Need(key, item.label, kind, item.unit, low, high, item.choices)  # type: ignore[arg-type]


def items_of(standard: Standard, indicator: Indicator) -> dict[str, DataItem]:
    """The data items that the rule of an indicator names."""
    return {key: standard.items[key] for key in indicator.expression.keys if key in standard.items}


def items_text(items: Mapping[str, DataItem]) -> str:
    """The data items of a rule, one a line, each with its unit or its choices."""
    lines = []
    for key, item in items.items():
        told = "、".join(item.choices) or item.unit_label
        lines.append(f"{key}（{told}）" if told else key)
    return "\n".join(lines)


def said(score: str, items: Mapping[str, DataItem]) -> str:
    """A rule in one Chinese sentence."""
    return spoken(reading_of(score, items))


def trials_of(standard: Standard, indicator: Indicator) -> list[TrialPoint]:
    """At most five figures to try a rule with: its bounds and both sides of them."""
    points = points_of(reading_of(indicator.score, items_of(standard, indicator)), indicator.weight)
    return [_by_the_columns(point, indicator.expression) for point in points]


def _by_the_columns(point: TrialPoint, rule: Expression) -> TrialPoint:
    """A trial of a share that may be typed, with what stands in the form for it: 80 of 100 for 80 %."""
    typed = typed_share_in(rule)
    share = point.figures.get(typed.share) if typed else None
    if typed is None or not isinstance(share, Decimal):
        return point
    columns = {typed.share: None, typed.target: _WHOLE, typed.actual: _WHOLE * share}
    return TrialPoint({**point.figures, **columns}, point.score, point.error)


def figures_text(point: TrialPoint, items: Mapping[str, DataItem]) -> str:
    """The figures of a trial as a person reads them."""
    shown = {key: _shown(figure, items[key]) for key, figure in point.figures.items()}
    if len(shown) == 1:
        return "".join(shown.values())
    return "，".join(f"{items[key].label} {figure}" for key, figure in shown.items())


def _shown(figure: Figure, item: DataItem) -> str:
    if figure is None:
        return "没有填"
    if isinstance(figure, str):
        return figure
    if item.kind == "yesno":
        return "是" if figure else "否"
    if item.kind == "rate":
        return f"{(figure * 100).normalize():f}%"
    return f"{figure.normalize():f}"
