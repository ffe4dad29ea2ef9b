"""What is written above a table: its title, the unit it is about, the year and the unit of its amounts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise, takewhile

from udfs.records import dataclass
from udfs.regex import regex
from workbooks.official.labels import GRADES, is_grade, is_total, joined, plain
from workbooks.official.official_table import Cell
from workbooks.official.sheet_rows import SheetRow
from workbooks.official.words import MONEY_UNITS

# The unit that reports comes before the one that carries out, and that before the one it stands under.
_UNIT_LABELS = tuple(
    regex(rf"{label}(?:\(盖章\)|\(公章\)|\(章\))?(?::(?P<value>.*))?")
    for label in (
        r"(?:预算|填报|被评价|评价|项目|实施|执行|承担)*(?:部门|单位)(?:\(单位\)|\(部门\))?(?:名称)",
        r"(?:填报|预算|被评价|申报|编制|自评|评价)(?:部门|单位)(?:\(单位\)|\(部门\))?",
        r"(?:项目)?(?:具体)?(?:实施|执行|承担|(?:资金)?使用|用款)(?:部门|单位)|项目单位",
        r"(?:部门|单位)(?:\(单位\)|\(部门\))?",
        r"(?:项目)?(?:[省市区县州]级?|地方|预算|业务)?主管(?:预算)?(?:部门|单位)(?:\(单位\)|\(部门\))?(?:及代码)?",
    )
)
_PROJECT = regex(
    r"(?:专项)?(?:项目|资金|专项资金|政策|专项|转移支付(?:\(?项目\)?)?)名称(?:\([^()]*\))?(?::(?P<value>.*))?"
)
_LABEL = regex(
    r"(?:(?:项目|专项|资金|中央|地方|主管|实施|执行|承担|预算|填报|申报|评价|自评|具体|使用|所属|起止|完成|联系|级)*"
    r"(?:部门|单位|名称|负责人|年度|日期|时间|期限|电话|联系人|编码|代码|类型|属性|类别|级次|性质)"
    r"|(?:项目)?负责人及(?:联系)?电话|联系方式|主管部门及代码|年度主要任务|项目期|项目资金|总体目标|年度目标)(?:\([^()]*\))?:?"
)
_CODE = regex(r"[\[(【]?[A-Za-z\d\-_.]+[\])】]?")
_STAMP = regex(r"\((?:盖章|公章|章)\)")
_YEARS = (
    regex(r"((?:19|20)\d\d)年度"),
    regex(r"(?:评价|预算)?年度:?((?:19|20)\d\d)"),
    regex(r"((?:19|20)\d\d)年(?!\d+月)"),
)
_MONEY_UNIT = regex(rf"单位:(?:人民币)?({MONEY_UNITS})")
_MEASURES = rf"(?:人民币)?(?:{MONEY_UNITS}|分|%|个|人)"
_ONLY_MONEY_UNIT = regex(rf"{_MEASURES}(?:[、,/和]{_MEASURES})*")
_BESIDE_MONEY_UNIT = regex(r"(?:金额)?单位:.*")
_BRACKET_UNIT = regex(rf"\((?:单位:)?({MONEY_UNITS})\)")
_NUMBERING = regex(r"附[表件]?\d*[:：]?|表\d[\d.\-]*|\(?(?:19|20)\d\d年度?\)?")
_OTHER = regex(
    r"[^:]{0,15}(?:名称|单位|部门|年度|负责人|日期|电话)(?:\(.*\))?(?::.*)?$|.*(?:名称|单位|部门|日期):"
)
_TITLE = regex(r".*(?:表|体系|指标|情况|评价|自评)(?:\(.*\))?")


@dataclass(frozen=True)
class Caption:
    title: str = ""
    unit: str = ""
    year: int | None = None
    money_unit: str = ""
    project: str = ""
    text: str = ""


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
        _value_of(lines, _PROJECT),
        "\n".join(rows),
    )


def total_above(lines: Sequence[SheetRow]) -> Cell | None:
    """The total that a form prints at its head: 自评总分（分） | 98.5."""
    for line in lines:
        cells = list(line.cells.values())
        for cell, following in pairwise(cells):
            if is_total(cell.text) and "分" in cell.text and following.number is not None:
                return following
    return None


def grade_above(lines: Sequence[SheetRow]) -> Cell | None:
    """The grade that a form prints at its head, beside its label: 自评等级 | 优."""
    for line in lines:
        for cell, following in pairwise(line.cells.values()):
            if is_grade(cell.text) and plain(following.text).strip("“”") in GRADES:
                return following
    return None


def is_title(line: SheetRow) -> bool:
    """Whether a line reads like the title of another table."""
    return len(line.cells) == 1 and _reads_like_title(line.first.text)


@lru_cache(maxsize=1 << 13)
def _reads_like_title(text: str) -> bool:
    text = plain(text)
    return len(text) <= 60 and bool(_TITLE.fullmatch(text) or _NUMBERING.fullmatch(text))


def is_caption(line: SheetRow) -> bool:
    """Whether a line above a table says what it is about: 项目名称, 主管部门 …"""
    text = plain(line.first.text)
    return bool(_PROJECT.fullmatch(text) or any(label.fullmatch(text) for label in _UNIT_LABELS))


def _title(texts: Sequence[str]) -> str:
    """The first text that ends like a title, else the first that is no label of something else."""
    candidates = [text for text in texts if len(plain(text)) >= 4 and not _NUMBERING.fullmatch(plain(text))]
    titles = [text for text in candidates if _TITLE.fullmatch(plain(text))]
    others = [text for text in candidates if not _OTHER.match(plain(text))]
    return joined((titles or others or [""])[0])


def _unit(lines: Sequence[SheetRow]) -> str:
    return next(filter(None, (_value_of(lines, label) for label in _UNIT_LABELS)), "")


def _value_of(lines: Sequence[SheetRow], label: re.Pattern[str]) -> str:
    """What stands behind a label, to its right or below it; another label or a money unit is no value."""
    for place, line in enumerate(lines):
        cells = list(line.cells.values())
        for number, cell in enumerate(cells):
            if found := label.fullmatch(plain(cell.text)):
                right = [other.text for other in cells[number + 1 :]]
                below = [other.first.text for other in lines[place + 1 : place + 2] if not right]
                candidates = [found["value"] or "", *takewhile(_is_value, right), *filter(_is_value, below)]
                if value := next(filter(_is_name, map(_unstamped, candidates)), ""):
                    return value
    return ""


def _is_value(text: str) -> bool:
    return not _LABEL.fullmatch(plain(text)) and ":" not in plain(text)


def _is_name(text: str) -> bool:
    return bool(text) and not _CODE.fullmatch(text) and not _ONLY_MONEY_UNIT.fullmatch(text)


def _unstamped(text: str) -> str:
    return _BESIDE_MONEY_UNIT.sub("", _STAMP.sub("", plain(text)))


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
