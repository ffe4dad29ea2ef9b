"""How a report speaks: of figures by the labels of a form, of rules, and of what would give more points.

A label of a form also tells the clerk what to type; a report leaves that out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from udfs.expression import Figure
from udfs.regex import regex
from workbooks.official.rounding import rounded
from workbooks.standards.items import DataItem
from workbooks.whatif.changes import Change, Judgement, unit_of

BLANK = "（未填）"
"""What stands where a figure has not been filled in, or a score cannot be worked out."""

NONE = "—"
"""What stands in a cell of a table that is not filled in."""

_HUNDRED = Decimal(100)
_CENT = Decimal("0.01")
_NUMBERED = regex(r"第(\d{1,2})[条项点][：:]")
# What a bracket of a label tells the clerk, not the reader: 没有填0, 须写明依据, 数和单位，如 10场.
_HINT = regex(r"（[^（）]*(?:填|须写|同上|同一单位|数和单位|如 |认定)[^（）]*）")
_ONE_OR_NONE = regex(r"（(?P<one>[^（），]{1,4})填1，(?P<none>[^（），]{1,4})填0）")
_DOUBLE = regex(r"([；。：，、！？])；")
_LONGEST_RULE = 200
_SCORED_KINDS = ("points", "level")
_IN_POINTS = regex(r"[得扣评]分(?:合计)?$")


def number(value: Decimal | None) -> str:
    """A number as it is read: without zeros that say nothing, thousands apart."""
    if value is None:
        return BLANK
    return f"{value.normalize() + 0:,f}"


def money(value: Decimal) -> str:
    """An amount of a table: two decimals where it has no more."""
    exact = value == value.quantize(_CENT)
    return f"{value:,.2f}" if exact else number(value)


def points(value: Decimal) -> str:
    """Points of a part of an indicator, with two decimals, half-up."""
    return number(rounded(value, 2))


def per_cent(value: Decimal) -> str:
    """A fraction in per cent with two decimals, half-up."""
    return f"{number(rounded(value * _HUNDRED, 2))}%"


def share(part: Decimal | None, whole: Decimal | None) -> str:
    """A part of a whole in per cent."""
    return BLANK if part is None or not whole else per_cent(part / whole)


def figure(value: Figure, item: DataItem) -> tuple[str, str]:
    """A typed figure as it is shown, and the unit that stands behind it."""
    unit = item.unit_label or ("分" if _IN_POINTS.search(label(item)) else "")
    words = _ONE_OR_NONE.search(item.label)
    if item.kind in ("rate", "yesno") or words is not None:
        unit = ""
    if value is None:
        return BLANK, unit
    if not isinstance(value, Decimal):
        return str(value), ""
    if words is not None and value in (0, 1):
        return words["one"] if value else words["none"], ""
    if item.kind == "rate":
        return per_cent(value), ""
    if item.kind == "yesno":
        return "是" if value else "否", ""
    return number(value), unit


def label(item: DataItem, numbered: bool = False) -> str:
    """What an item is called in a sentence, with its number where that alone tells it from another."""
    short = _HINT.sub("", item.label if numbered else _NUMBERED.sub("", item.label))
    return short.replace("：", "").strip()


def link(item: DataItem) -> str:
    """What stands between the name of an item and its figure."""
    if item.kind == "yesno" or _ONE_OR_NONE.search(item.label):
        return "："
    return "得" if item.kind in _SCORED_KINDS and not _IN_POINTS.search(label(item)) else "为"


def is_told(value: Figure, item: DataItem, scored: bool) -> bool:
    """Whether a report speaks of a figure: not of a blank a score does without, nor of a usual choice."""
    if item.place == "weight":
        return False
    return not scored if value is None else item.kind != "choice" or value != item.choices[0]


def in_order(keys: Sequence[str], items: Mapping[str, DataItem]) -> list[str]:
    """The items of a rule as one reads them: target before actual, the numbered ones by their numbers."""
    places = ("target", "actual")
    first = sorted(
        (key for key in keys if items[key].place in places), key=lambda k: items[k].place == "actual"
    )
    others = [key for key in keys if key not in first]
    numbered = iter(sorted((key for key in others if _place(items[key])), key=lambda k: _place(items[k])))
    return [*first, *(next(numbered) if _place(items[key]) else key for key in others)]


def _place(item: DataItem) -> int:
    found = _NUMBERED.match(item.label)
    return int(found[1]) if found else 0


def rule(criterion: str) -> str:
    """A criterion in one line, cut at the end of a sentence where it is long."""
    lines = [" ".join(line.split()) for line in criterion.splitlines()]
    whole = "；".join(filter(None, lines))
    whole = _DOUBLE.sub(r"\1", whole)
    if len(whole) <= _LONGEST_RULE:
        return whole
    cut = max(whole.rfind(sign, 0, _LONGEST_RULE) for sign in "；。")
    return f"{whole[: cut if cut > 0 else _LONGEST_RULE]}……"


def step(change: Change) -> str:
    """One figure changed, and the points that gives."""
    present, unit = change.figure.values.present, unit_of(change.figure)
    difference = change.value - present
    way = "增加" if difference > 0 else "减少"
    amounts = [_amount(value, unit) for value in (present, change.value, abs(difference))]
    if unit == "%":
        amounts[2] = f"{number(abs(difference) * _HUNDRED)}个百分点"
    moved = f"由{amounts[0]}{way}到{amounts[1]}（{way}{amounts[2]}）"
    return f"{label(change.figure.item)}{moved}，{_more(change.before, change.after)}"


def _amount(value: Decimal, unit: str) -> str:
    return f"{number(value * _HUNDRED)}%" if unit == "%" else f"{number(value)}{unit}"


def judged(judgement: Judgement, item: DataItem | None) -> str:
    """A judgement that costs points."""
    name = label(item) if item else judgement.label
    now, best = (
        "".join(figure(value, item)) if item else number(value)
        for value in (judgement.present, judgement.best)
    )
    return f"{name}现为{now}，评为{best}时{_more(judgement.before, judgement.after)}"


def _more(before: Decimal, after: Decimal) -> str:
    return f"得分由{number(before)}分提高到{number(after)}分"
