"""What is written above a table: its title, the unit it is about, the year and the unit of its amounts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from workbooks.official.labels import joined, plain
from workbooks.official.sheet_rows import SheetRow
from workbooks.official.words import MONEY_UNITS

# The unit that reports comes before the one that carries out; 主管部门 is what a project form has.
_UNIT_LABELS = tuple(
    re.compile(rf"{label}(?:\(盖章\)|\(公章\))?(?::(?P<value>.*))?")
    for label in (
        r"(?:预算|填报|被评价|评价|项目)?(?:部门|单位)(?:\(单位\)|\(部门\))?(?:名称)",
        r"(?:填报|预算|被评价|申报|编制)(?:部门|单位)(?:\(单位\)|\(部门\))?",
        r"主管部门(?:及代码)?",
        r"(?:项目)?实施单位",
    )
)
_STAMP = re.compile(r"\((?:盖章|公章|章)\)")
_YEARS = (
    re.compile(r"((?:19|20)\d\d)年度"),
    re.compile(r"(?:评价|预算)?年度:?((?:19|20)\d\d)"),
    re.compile(r"((?:19|20)\d\d)年(?!\d+月)"),
)
_MONEY_UNIT = re.compile(rf"单位:(?:人民币)?({MONEY_UNITS})")
_BRACKET_UNIT = re.compile(rf"\((?:单位:)?({MONEY_UNITS})\)")
_NUMBERING = re.compile(r"附[表件]?\d*[:：]?|表\d[\d.\-]*|\(?(?:19|20)\d\d年度?\)?")
_OTHER = re.compile(
    r"[^:]{0,15}(?:名称|单位|部门|年度|负责人|日期|电话)(?:\(.*\))?(?::.*)?$|.*(?:名称|单位|部门|日期):"
)
_TITLE = re.compile(r".*(?:表|体系|指标|情况|评价|自评)(?:\(.*\))?")


@dataclass(frozen=True)
class Caption:
    title: str = ""
    unit: str = ""
    year: int | None = None
    money_unit: str = ""


def caption_of(lines: Sequence[SheetRow], header: Sequence[SheetRow] = ()) -> Caption:
    """Read the lines above a table; a year or 万元 that stands only in its headings counts as well."""
    above = [cell.text for line in lines for cell in line.cells.values()]
    headings = [cell.text for line in header for cell in line.cells.values()]
    rows = ["".join(cell.text for cell in line.cells.values()) for line in lines]
    return Caption(
        _title(above),
        _unit(lines),
        _year(rows) or _year(headings),
        _money_unit(above) or _money_unit(headings),
    )


def is_title(line: SheetRow) -> bool:
    """Whether a line reads like the title of another table."""
    return len(line.cells) == 1 and _reads_like_title(line.first.text)


@lru_cache(maxsize=1 << 13)
def _reads_like_title(text: str) -> bool:
    text = plain(text)
    return len(text) <= 60 and bool(_TITLE.fullmatch(text) or _NUMBERING.fullmatch(text))


def _title(texts: Sequence[str]) -> str:
    """The first text that ends like a title, else the first that is no label of something else."""
    candidates = [text for text in texts if len(plain(text)) >= 4 and not _NUMBERING.fullmatch(plain(text))]
    titles = [text for text in candidates if _TITLE.fullmatch(plain(text))]
    others = [text for text in candidates if not _OTHER.match(plain(text))]
    return joined((titles or others or [""])[0])


def _unit(lines: Sequence[SheetRow]) -> str:
    for label in _UNIT_LABELS:
        for place, line in enumerate(lines):
            cells = list(line.cells.values())
            for number, cell in enumerate(cells):
                if found := label.fullmatch(plain(cell.text)):
                    right = [other.text for other in cells[number + 1 :]]
                    below = [lines[place + 1].first.text] if place + 1 < len(lines) else []
                    candidates = [found["value"] or "", *right, *below]
                    return next(filter(None, map(_unstamped, candidates)), "")
    return ""


def _unstamped(text: str) -> str:
    return _STAMP.sub("", plain(text))


def _year(texts: Sequence[str]) -> int | None:
    for pattern in _YEARS:
        for text in texts:
            if found := pattern.search(plain(text)):
                return int(found[1])
    return None


def _money_unit(texts: Sequence[str]) -> str:
    for pattern in (_MONEY_UNIT, _BRACKET_UNIT):
        for text in texts:
            if found := pattern.search(plain(text)):
                return found[1]
    return ""
