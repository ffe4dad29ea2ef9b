"""The figures that a row prints for the rule beside it: in 完成值, or named in its own texts.

Only what is plainly the figure asked for counts: 上年执行率, 目标执行率, 约93% and two different figures
of one name do not. `inferred` figures rest on a guess at the unit (0.93 for 93 %).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from udfs.errors import ScoreError
from udfs.expression import Arithmetic, Constant, Expression, Item, Node
from udfs.records import dataclass
from udfs.regex import regex
from udfs.targets import parse_target
from workbooks.official.labels import plain
from workbooks.official.official_table import Row
from workbooks.official.words import is_blank
from workbooks.review.reading.quantities import Quantity, quantities
from workbooks.review.reading.readings import LESS_IS_BETTER
from workbooks.sentences import Need
from workbooks.sentences.trials import solved

_TEXTS = ("actual", "reason", "remark", "analysis")
_RATE_END = regex(r"(?:率|比例|比重|占比|满意度)$")
_OWN = regex(r"(?:本年度?|当年|全年|年度|实际|本单位|部门|我局|我单位|经核实|截至年底|\d{4}年度?)*")
_SIGNS = regex(r"[“”\"'‘’()（）《》、·\s]")
_REACHED = regex(r"完成(?:率|比例)$")
_WANTED = regex(r"目标|计划|指标值|应")
_STEPWISE = ("deduct_per_point", "per_step")
_LEAST_RATE, _MOST_RATE = Decimal("0.5"), Decimal("1.2")


@dataclass(frozen=True)
class RowFigures:
    """Figures by data item, where they stand in words, and whether one of them was inferred."""

    data: Mapping[str, Decimal]
    told: str
    inferred: bool = False


def figures_of(row: Row, rule: Expression, needs: Sequence[Need]) -> RowFigures | None:
    """The figures of all data items that a rule needs, or None."""
    measured = [need for need in needs if need.key in rule.keys]
    if any(need.kind in ("choice", "points", "yesno") for need in measured):
        return None
    named = list(_named(row))
    name = _SIGNS.sub("", row.name)
    by_label = {need.key: _only(_values(named, need, name)) for need in measured}
    if all(value is not None for value in by_label.values()) and measured:
        told = "、".join(f"{need.label} {_shown(by_label[need.key], need)}" for need in measured)
        return RowFigures({key: value for key, value in by_label.items() if value is not None}, told)
    return _of_one_measure(row, rule, measured, named)


def _of_one_measure(
    row: Row, rule: Expression, needs: Sequence[Need], named: Sequence[Quantity]
) -> RowFigures | None:
    """The figures where the rule measures one thing only: a rate, or a ratio of the items."""
    node = _only_measure(rule.root, {need.key for need in needs})
    if node is None or _is_turned_round(rule.root):
        return None
    percent = isinstance(node, Arithmetic) or needs[0].kind == "rate"
    if percent and _is_of_target(row, node, needs):
        found = _of_target(row, rule)
    else:
        found = _of_actual(row, needs[0], percent) or (_of_texts(row, named, needs) if percent else None)
    if found is None:
        return None
    value, told, inferred = found
    data = {needs[0].key: value} if isinstance(node, Item) else solved(node, value)
    return None if data is None else RowFigures(data, told, inferred)


def _is_turned_round(root: Node) -> bool:
    """Whether a rule takes 1 less a share: who says whether 93 % is what went well or what went wrong."""
    return any(
        isinstance(node, Arithmetic) and node.operator == "-" and isinstance(node.left, Constant)
        for node in root.walk()
    )


def _only_measure(root: Node, keys: set[str]) -> Node | None:
    """The one part of a rule, however often it stands there, that names all its data items."""
    if len(keys) == 1:
        return Item(next(iter(keys)))
    ratios = [
        node for node in _outermost(root) if {i.key for i in node.walk() if isinstance(i, Item)} == keys
    ]
    items = [item for item in root.walk() if isinstance(item, Item)]
    inside = sum(isinstance(item, Item) for ratio in ratios for item in ratio.walk())
    if not ratios or len(set(map(repr, ratios))) > 1 or inside < len(items):
        return None
    return ratios[0]


def _outermost(node: Node) -> Iterator[Arithmetic]:
    """Ratios over data items alone, as far out as they go."""
    inner = [one for one in node.walk() if not isinstance(one, Arithmetic) and one.parts()]
    if isinstance(node, Arithmetic) and node.operator == "/" and not inner:
        yield node
        return
    for part in node.parts():
        yield from _outermost(part)


def _is_of_target(row: Row, node: Node, needs: Sequence[Need]) -> bool:
    """Whether a rule measures how much of its target a row reached, which is not the rate that the row is.

    满意度 93 % where 90 % were asked for is more than all; only of an indicator called 完成率 is it the same.
    """
    if _REACHED.search(_SIGNS.sub("", row.name)):
        return False
    if isinstance(node, Item):
        return bool(_REACHED.search(needs[0].label)) and not is_blank(row.text("target"))
    below = node.right if isinstance(node, Arithmetic) else node
    labels = {need.key: need.label for need in needs}
    return any(_WANTED.search(labels.get(each.key, "")) for each in below.walk() if isinstance(each, Item))


def _of_target(row: Row, rule: Expression) -> tuple[Decimal, str, bool] | None:
    """How much of its target a row reached.

    Of a target in per cents that was missed nobody knows whether steps are counted from it or from the share.
    """
    share = _share_of_target(row)
    figure = row.figure("target")
    stepwise = figure is not None and figure.percent and any(map(rule.calls, _STEPWISE))
    if share is None or (share < 1 and stepwise):
        return None
    return share, f"完成值 {_typed(row, 'actual')}，目标值 {_typed(row, 'target')}", False


def _of_actual(row: Row, need: Need, percent: bool) -> tuple[Decimal, str, bool] | None:
    """The figure in 完成值, read for a rate or for a thing with a unit; or the share of the target."""
    figure, text = row.figure("actual"), row.text("actual")
    if percent:
        if figure is not None and figure.percent:
            return figure.value, f"完成值 {text}", False
        if figure is not None and _LEAST_RATE < figure.value <= _MOST_RATE and "完成率" not in need.label:
            return figure.value, f"完成值 {text}（按 {figure.value * 100:f}% 算）", True
        return None
    cell = row.cells.get("actual")
    if cell is None:
        return None
    found = [one for one in quantities(cell) if one.exact and not one.partial]
    if len(found) == 1 and found[0].shown == plain(text) and found[0].unit == need.unit:
        # How many were found or done, it does not say; what is counted rests on the rule's own words.
        return found[0].figure.value, f"完成值 {text}", need.kind == "count"
    return None


def _typed(row: Row, field: str) -> str:
    """What is written in a column, with the signs that were typed (≥)."""
    value = row.cells[field].value
    return value.strip() if isinstance(value, str) else row.text(field)


def _share_of_target(row: Row) -> Decimal | None:
    """How much of its target a row reached, where both hold a number of one unit and more is better."""
    if LESS_IS_BETTER.search(row.name):
        return None
    try:
        target, actual = parse_target(row.text("target")), parse_target(row.text("actual"))
    except ScoreError:
        return None
    numbers = target.kind == actual.kind == "quantity" and target.number and actual.number is not None
    if not numbers or target.operator in ("<=", "<") or actual.operator != "=" or target.upper is not None:
        return None
    if target.unit != actual.unit or actual.upper is not None or target.number is None:
        return None
    return None if actual.number is None else actual.number / target.number


def _of_texts(row: Row, named: Sequence[Quantity], needs: Sequence[Need]) -> tuple[Decimal, str, bool] | None:
    """A percentage that a text of the row gives under the name of the indicator."""
    name = _SIGNS.sub("", row.name)
    rates = [one for one in named if one.unit == "%" and _means(one.label, name)]
    value = _only([one.figure.value for one in rates])
    if value is None or not _RATE_END.search(name) or len([one for one in needs if one.kind == "rate"]) > 1:
        return None
    return value, f"{rates[0].cell.address} 写的“{rates[0].label}{rates[0].shown}”", False


def _named(row: Row) -> Iterator[Quantity]:
    for field in _TEXTS:
        cell = row.cells.get(field)
        if cell is not None and cell.number is None:
            yield from (one for one in quantities(cell) if one.exact and not one.partial)


def _values(named: Sequence[Quantity], need: Need, name: str) -> list[Decimal]:
    """The figures that texts give under the label of a data item, in its unit."""
    label = _SIGNS.sub("", need.label)
    units = {"rate": ("%",), "money": ("万元", "元", "亿元")}.get(
        need.kind, (need.unit,) if need.unit else ()
    )
    found = [one for one in named if one.unit in units and _says(one.label, label, name)]
    if need.kind == "money":
        return [one.value / 10_000 for one in found]
    return [one.figure.value for one in found]


def _says(said: str, label: str, name: str) -> bool:
    """Whether words before a number are a label, with 本年 or 实际 in front, or without its indicator."""
    said = re.sub(r"(?:为|是|共计?|合计|:|=)+$", "", _SIGNS.sub("", said))
    if len(said) >= 3 and label.endswith(said):
        return name.startswith(label.removesuffix(said))
    return said.endswith(label) and _OWN.fullmatch(said.removesuffix(label)) is not None


def _means(said: str, name: str) -> bool:
    """Whether words name the rate of an indicator: all of its name or its end (执行率 of 预算执行率)."""
    said = re.sub(r"(?:为|是|:|=)+$", "", _SIGNS.sub("", said))
    said = said[_OWN.match(said).end() :] if _OWN.match(said) else said  # type: ignore[union-attr]
    return len(said) >= 3 and name.endswith(said) and _RATE_END.search(said) is not None


def _only(values: Sequence[Decimal]) -> Decimal | None:
    return values[0] if values and len(set(values)) == 1 else None


def _shown(value: Decimal | None, need: Need) -> str:
    if value is None:
        return ""
    return f"{(value * 100).normalize():f}%" if need.kind == "rate" else f"{value.normalize():f}{need.unit}"
