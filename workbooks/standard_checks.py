"""What a single field of a standard cannot show: names, sums of weights, expressions, tier texts."""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from udfs.errors import RuleTextError
from udfs.tiers import check_tiers, parse_tiers
from workbooks import yamlfile
from workbooks.expression import Constant, parse
from workbooks.problems import StandardError
from workbooks.standard import Indicator, Standard

_KEY = re.compile(r"[^\W\d]\w*")
_CELL_LIKE = re.compile(r"[A-Za-z]{1,3}\d+|[RrCc]\d*|[RrCc]\d+[RrCc]\d+")


def check(standard: Standard, document: yamlfile.Document) -> None:
    """Check a standard and parse its expressions. Raises `StandardError` with the place."""
    if standard.id != document.path.stem:
        raise document.error(("id",), f"id 是“{standard.id}”，应与文件名“{document.path.stem}”相同")
    _check_rule_text(parse_tiers, standard.grades.bands, ("grades", "bands"), document)
    names: set[str] = set()
    keys: set[str] = {key for table in standard.tables for key, _ in table.items()}
    for place, indicator in _places(standard):
        if indicator.name in names:
            raise document.error((*place, "name"), f"指标“{indicator.name}”出现了两次")
        names.add(indicator.name)
        for key in indicator.items:
            _check_key(key, keys, (*place, "items", key), document)
            keys.add(key)
    _check_weights(standard, document)
    known = dict.fromkeys(keys)
    for place, indicator in _places(standard):
        _check_score(indicator, known, place, document)
    _check_items(standard, document)
    if standard.quarters is not None and standard.quarterly_call is None:
        text = f"没有名为“{standard.quarters.indicator}”且用 quarterly(…) 计分的指标"
        raise document.error(("quarters", "indicator"), text)


def _places(standard: Standard) -> Iterator[tuple[tuple[str | int, ...], Indicator]]:
    for i, first in enumerate(standard.indicators):
        for j, second in enumerate(first.children):
            for k, indicator in enumerate(second.children):
                yield ("indicators", i, "children", j, "children", k), indicator


def _check_key(key: str, taken: set[str], place: yamlfile.Place, document: yamlfile.Document) -> None:
    if not _KEY.fullmatch(key) or keyword.iskeyword(key) or _CELL_LIKE.fullmatch(key):
        raise document.error(
            place, f"数据项“{key}”不能作名称：只用汉字、字母、数字和下划线，且不像单元格地址"
        )
    if key in taken:
        raise document.error(place, f"数据项“{key}”写了两次；共用的数据项只在第一次用到的指标里写明")


def _check_weights(standard: Standard, document: yamlfile.Document) -> None:
    _check_sum(standard.full_mark, [first.weight for first in standard.indicators], ("full_mark",), document)
    for i, first in enumerate(standard.indicators):
        _check_sum(first.weight, [s.weight for s in first.children], ("indicators", i, "weight"), document)
        for j, second in enumerate(first.children):
            place = ("indicators", i, "children", j, "weight")
            _check_sum(second.weight, [x.weight for x in second.children], place, document)


def _check_sum(
    stated: Decimal, parts: list[Decimal], place: yamlfile.Place, document: yamlfile.Document
) -> None:
    if stated != sum(parts):
        raise document.error(place, f"写的是 {stated}，下级分值之和是 {sum(parts)}，请改成一致")


def _check_score(
    indicator: Indicator, known: dict[str, None], place: yamlfile.Place, document: yamlfile.Document
) -> None:
    where = (*place, "score")
    try:
        indicator.use(parse(indicator.score, known))
    except StandardError as error:
        raise document.error(where, str(error)) from None
    for call in indicator.expression.calls("tiers"):
        if len(call.arguments) == 2 and isinstance(call.arguments[1], Constant):
            _check_rule_text(check_tiers, str(call.arguments[1].content), where, document)


def _check_rule_text(
    read: Callable[[str], object], text: str, place: yamlfile.Place, document: yamlfile.Document
) -> None:
    try:
        read(text)
    except RuleTextError as error:
        raise document.error(place, str(error)) from None


def _check_items(standard: Standard, document: yamlfile.Document) -> None:
    used = {key for _, _, indicator in standard.rows for key in indicator.expression.keys}
    for place, indicator in _places(standard):
        for key, item in indicator.items.items():
            if key not in used:
                raise document.error((*place, "items", key), f"数据项“{key}”没有任何指标用到，请删去或用上")
            if item.at_most is not None and item.at_most not in standard.items:
                raise document.error((*place, "items", key, "at_most"), f"没有叫“{item.at_most}”的数据项")
