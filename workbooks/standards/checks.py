"""What a single field of a standard cannot show: names, sums of weights, expressions, tier texts."""

from __future__ import annotations

import keyword
from collections.abc import Callable, Collection, Iterator
from decimal import Decimal

from udfs.errors import RuleTextError
from udfs.expression import SUM_NAME, Constant
from udfs.regex import regex
from udfs.tiers import check_tiers, parse_tiers
from workbooks.problems import StandardError
from workbooks.standards import yamlfile
from workbooks.standards.expression import parse
from workbooks.standards.model import Indicator, Standard

_KEY = regex(r"[^\W\d]\w*")
_CELL_LIKE = regex(r"[A-Za-z]{1,3}\d+|[RrCc]\d*|[RrCc]\d+[RrCc]\d+")

Faults = Iterator[StandardError]


def faults(standard: Standard, document: yamlfile.Document) -> Faults:
    """All that is wrong with a standard whose fields are of the right kind, each fault with its place."""
    if standard.grades.bands:
        yield from _check_rule_text(parse_tiers, standard.grades.bands, ("grades", "bands"), document)
    yield from _check_placed(standard, document)
    keys: set[str] = {key for table in standard.tables for key, _ in table.items()}
    yield from _check_names(standard, keys, document)
    yield from _check_weights(standard, document)
    yield from _check_notes(standard, keys, document)
    broken = list(_check_expressions(standard, keys, document))
    yield from broken
    yield from _check_head(standard, document)
    # What an expression uses is only known where all can be read.
    if not broken:
        yield from _check_items(standard, document)
        if standard.quarters is not None and standard.quarterly_call is None:
            text = f"没有名为“{standard.quarters.indicator}”且用 quarterly(…) 计分的指标"
            yield document.error(("quarters", "indicator"), text)


def misnamed(standard: Standard, document: yamlfile.Document) -> Faults:
    """A standard is found by its id, which is the name of its file; a bureau's own form carries its own."""
    if standard.placed is None and standard.id != document.path.stem:
        yield document.error(("id",), f"id 是“{standard.id}”，应与文件名“{document.path.stem}”相同")


def _check_placed(standard: Standard, document: yamlfile.Document) -> Faults:
    """Each indicator has its row in the bureau's own file."""
    if standard.placed is None:
        return
    for _, indicator in _places(standard):
        if indicator.name not in standard.placed.rows:
            yield document.error(("form", "placed", "rows"), f"没有写指标“{indicator.name}”在哪一行")
    for key in standard.own_rows:
        if not standard.placed.own.get(key):
            yield document.error(("form", "placed", "own"), f"没有写“{key}”的各行在哪里")
    for key in standard.placed.items.keys() - standard.items.keys():
        yield document.error(("form", "placed", "items", key), f"没有名为“{key}”的数据项")
    if standard.projects:
        yield document.error(("form", "placed"), "官方文件里的附表不分项目")


def _check_notes(standard: Standard, keys: set[str], document: yamlfile.Document) -> Faults:
    """A note on the total names rows there are, and a data item that is there once it is live."""
    names = {indicator.name for _, indicator in _places(standard)}
    for number, note in enumerate(standard.total_notes):
        place = ("total_notes", number)
        for name in note.rows:
            if name not in names:
                yield document.error((*place, "rows"), f"没有名为“{name}”的指标")
        if note.chosen not in note.question.choices:
            listed = "、".join(note.question.choices)
            yield document.error((*place, "answer"), f"写的是“{note.chosen}”，只能写 {listed}")
        elif not note.is_live:
            yield from _check_key(note.key, keys, (*place, "key"), document)
        elif note.key not in standard.items_for_total:
            yield document.error((*place, "key"), f"items_for_total 里没有数据项“{note.key}”")


def _check_names(standard: Standard, keys: set[str], document: yamlfile.Document) -> Faults:
    """Names of indicators and data items, each once; the data items found are added to `keys`."""
    for key in standard.money_items:
        yield from _check_key(key, keys, ("form", "head", "money"), document)
    for key in standard.items_for_total:
        yield from _check_key(key, keys, ("items_for_total", key), document)
    names: set[str] = set()
    for place, indicator in _places(standard):
        if indicator.name in names:
            yield document.error((*place, "name"), f"指标“{indicator.name}”出现了两次")
        names.add(indicator.name)
        for key in indicator.items:
            yield from _check_key(key, keys, (*place, "items", key), document)


def _check_expressions(standard: Standard, keys: set[str], document: yamlfile.Document) -> Faults:
    for place, indicator in _places(standard):
        if indicator.actual:
            yield from _check_expression(indicator.actual, keys, (*place, "actual"), document)
        yield from _check_expression(indicator.score, keys, (*place, "score"), document)
    yield from _check_row_rules(standard, document)
    yield from _check_expression(standard.total, {*standard.items_for_total, SUM_NAME}, ("total",), document)


def _places(standard: Standard) -> Iterator[tuple[tuple[str | int, ...], Indicator]]:
    for i, first in enumerate(standard.indicators):
        for j, second in enumerate(first.children):
            for k, indicator in enumerate(second.children):
                if isinstance(indicator, Indicator):
                    yield ("indicators", i, "children", j, "children", k), indicator


def _check_key(key: str, taken: set[str], place: yamlfile.Place, document: yamlfile.Document) -> Faults:
    if not _KEY.fullmatch(key) or keyword.iskeyword(key) or _CELL_LIKE.fullmatch(key):
        yield document.error(
            place, f"数据项“{key}”不能作名称：只用汉字、字母、数字和下划线，且不像单元格地址"
        )
    if key in taken:
        yield document.error(place, f"数据项“{key}”写了两次；共用的数据项只在第一次用到的指标里写明")
    taken.add(key)


def _check_weights(standard: Standard, document: yamlfile.Document) -> Faults:
    """Weights add up level by level; not where the unit's own rows bring weights of their own."""
    firsts = [first.weight for first in standard.indicators]
    yield from _check_sum(standard.full_mark + standard.bonus_mark, firsts, ("full_mark",), document)
    for i, first in enumerate(standard.indicators):
        for j, second in enumerate(first.children):
            place = ("indicators", i, "children", j, "weight")
            if second.has_own_rows:
                continue
            weights = [child.weight for child in second.children if isinstance(child, Indicator)]
            if second.weight is None:
                yield document.error(place[:-1], "缺少 weight（二级指标的分值）")
                continue
            yield from _check_sum(second.weight, weights, place, document)
        seconds = [second.weight for second in first.children if second.weight is not None]
        if len(seconds) == len(first.children):
            yield from _check_sum(first.weight, seconds, ("indicators", i, "weight"), document)


def _check_sum(
    stated: Decimal, parts: list[Decimal], place: yamlfile.Place, document: yamlfile.Document
) -> Faults:
    if stated != sum(parts):
        yield document.error(place, f"写的是 {stated}，下级分值之和是 {sum(parts)}，请改成一致")


def _check_row_rules(standard: Standard, document: yamlfile.Document) -> Faults:
    for name, rule in standard.row_rules.items():
        place = ("row_rules", name)
        taken: set[str] = set()
        for key in rule.items:
            yield from _check_key(key, taken, (*place, "items", key), document)
        yield from _check_expression(rule.score, rule.items, (*place, "score"), document)
    for rows in standard.own_rows.values():
        if rows.rule not in standard.row_rules:
            text = f"“{rows.rows}”的 rule 写的是“{rows.rule}”，row_rules 里没有这一条"
            yield document.error(("row_rules",), text)


def _check_head(standard: Standard, document: yamlfile.Document) -> Faults:
    """A project form has a head, and just one indicator stands in its money block."""
    head = standard.form.head
    if standard.projects != (head is not None):
        yield document.error(("projects",), "projects: true 与 form 的 head 要么都写，要么都不写")
    if head is None:
        return
    in_head = [first for first in standard.indicators if first.in_head]
    if len(in_head) != 1 or len(in_head[0].children) != 1 or len(in_head[0].children[0].children) != 1:
        yield document.error(("indicators",), "应正好有一个一级指标写 in_head: true，下面只有一个三级指标")
    yield from _check_expression(
        head.money.rate, standard.money_items, ("form", "head", "money", "rate"), document
    )


def _check_expression(
    text: str, known: Collection[str], place: yamlfile.Place, document: yamlfile.Document
) -> Faults:
    try:
        expression = parse(text, known)
    except StandardError as error:
        yield document.error(place, str(error))
        return
    for call in expression.calls("tiers"):
        if len(call.arguments) == 2 and isinstance(call.arguments[1], Constant):
            yield from _check_rule_text(check_tiers, str(call.arguments[1].content), place, document)


def _check_rule_text(
    read: Callable[[str], object], text: str, place: yamlfile.Place, document: yamlfile.Document
) -> Faults:
    try:
        read(text)
    except RuleTextError as error:
        yield document.error(place, str(error))


def _check_items(standard: Standard, document: yamlfile.Document) -> Faults:
    used = {key for _, _, indicator in standard.rows for key in indicator.expression.keys}
    used |= {
        key for _, _, row in standard.rows if row.actual_expression for key in row.actual_expression.keys
    }
    # A bureau's own form asks for amounts that no score needs.
    used |= standard.placed.items.keys() if standard.placed else set()
    for place, indicator in _places(standard):
        for key, item in indicator.items.items():
            if key not in used:
                yield document.error((*place, "items", key), f"数据项“{key}”没有任何指标用到，请删去或用上")
            if item.at_most is not None and item.at_most not in standard.items:
                yield document.error((*place, "items", key, "at_most"), f"没有叫“{item.at_most}”的数据项")
