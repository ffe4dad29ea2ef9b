"""The unit of a ledger's amounts: in the heading of the column, or in a line above or below."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from udfs.regex import regex
from workbooks.official.words import YUAN_EXPONENT
from workbooks.problems import InputError

from .cell_values import tidy

DEFAULT_UNIT = "元"

_UNIT = r"(?:元|千元|万元|亿元|千|万|亿)"
_ABOUT = r"(?:(?:人民币|币种|金额|数额|货币|计量|计价|本表|统一|均|全部|单位|为|以|注|RMB|CNY)[:：]?)*"
# A whole text that says a unit and nothing else: 万元, 单位:万元, 人民币:万元, 金额单位为万元.
_SAYS_UNIT = regex(rf"{_ABOUT}(?P<unit>{_UNIT})(?:人民币|为单位|计)?[。.]?", re.IGNORECASE)
_UNIT_LINE = regex(rf"单位(?::\|*|为|是|\|+)?(?:人民币)?(?P<unit>{_UNIT})(?![\u4e00-\u9fff])")
_FOREIGN = regex(r"(?:金额|货币)?(?:单位[:为]?)?[^单位:]*(?:元|币|USD|HKD|EUR|\$)", re.IGNORECASE)
_FOREIGN_LINE = regex(r"单位[:为]\|*(?P<unit>(?:百|十|百万|千万|十万|美|港|日|欧)元)")
_NEUTRAL = frozenset(("人民币", "RMB", "CNY", "¥", "人民币币种"))
_BRACKETED = regex(r"[(\[【]([^()\[\]【】]*)[)\]】]")
_TRAILING = regex(rf"(.*(?:金额|数|额))[:/,_-]?(?:人民币)?(?P<unit>{_UNIT})(?:人民币)?")
_SEPARATORS = regex(r"[,;、/]")
_BRACKETS = "()[]【】"


def without_unit(name: str) -> str:
    """A heading without its bracketed remarks and its unit: 支付金额(万元) → 支付金额."""
    bare = _BRACKETED.sub("", name).strip("*:")
    trailing = _TRAILING.fullmatch(bare)
    return trailing[1] if trailing else bare


def says_unit(value: object) -> str | None:
    """The unit of a text that says nothing else: 万元, (万元), 单位:万元."""
    if not isinstance(value, str):
        return None
    match = _SAYS_UNIT.fullmatch(tidy(value).replace(" ", "").strip(_BRACKETS))
    return _whole(match["unit"]) if match else None


def stated_unit(name: str) -> str | None:
    """The unit in a heading: 支付金额(万元), 支付金额/元, 金额(含税,单位:元)."""
    for remark in _remarks(name):
        if match := _SAYS_UNIT.fullmatch(remark):
            return _whole(match["unit"])
    trailing = _TRAILING.fullmatch(_BRACKETED.sub("", name))
    return _whole(trailing["unit"]) if trailing else None


def amount_unit(name: str, source: str) -> str | None:
    """The unit in the heading of the amounts. Raises `InputError` for one that is not a 元 unit."""
    unit = stated_unit(name)
    if unit is None:
        for remark in _remarks(name):
            if remark.upper() not in _NEUTRAL and _FOREIGN.fullmatch(remark):
                raise InputError(f"{source}：表头“{name}”的单位不认得，请换算后改为元或万元")
    return unit


def unit_line(rows: Sequence[Sequence[object]], source: str) -> str | None:
    """The unit said in rows above the headings, the nearest first. Raises `InputError` for two in a row."""
    for row in reversed(rows):
        texts = [tidy(value).replace(" ", "") for value in row if isinstance(value, str) and value.strip()]
        line = "|".join(texts)
        if foreign := _FOREIGN_LINE.search(line):
            raise InputError(f"{source}：表头上方的单位“{foreign['unit']}”不认得，请换算后改为元或万元")
        found = set(_units_in(texts, line))
        if len(found) > 1:
            listed = "、".join(sorted(found, key=YUAN_EXPONENT.__getitem__))
            raise InputError(f"{source}：表头上方写了两个单位（{listed}），请在“支付金额”的表头里写明单位")
        if found:
            return found.pop()
    return None


def _units_in(texts: Sequence[str], line: str) -> Iterator[str]:
    for match in _UNIT_LINE.finditer(line):
        yield _whole(match["unit"])
        yield from _listed_behind(line[match.end() :])
    for text in texts:
        for part in (text, *_remarks(text)):
            if whole := _SAYS_UNIT.fullmatch(part.strip(_BRACKETS)):
                yield _whole(whole["unit"])


def _listed_behind(rest: str) -> Iterator[str]:
    """Units listed behind the first: 单位:元、万元."""
    for part in _SEPARATORS.split(rest.partition("|")[0])[1:]:
        if match := _SAYS_UNIT.fullmatch(part):
            yield _whole(match["unit"])


def _remarks(name: str) -> Iterator[str]:
    for remark in _BRACKETED.findall(name):
        yield from filter(None, _SEPARATORS.split(remark))


def _whole(unit: str) -> str:
    return unit if unit in YUAN_EXPONENT else unit + "元"
