"""Lists of projects or units, one a row: not one table about one thing, and often with scores and grades."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from udfs.regex import regex
from workbooks.official.headings import MAX_COLUMNS, bare
from workbooks.official.labels import is_goal, is_note, is_total, plain, subtotal_of
from workbooks.official.official_table import ListedRow, Listing
from workbooks.official.sheet_rows import SheetRow

_FIELDS = {
    "name": r"(?:二级|一级|子|评价|预算|支出)?(?:项目|政策|专项|资金)(?:支出)?名称|项目",
    "unit": r"(?:预算|主管|实施|申请|申报|填报|项目|被评价|评价|责任|所属|资金使用)*(?:部门|单位)(?:名称)?"
    r"|(?:县|区|市县|县区|区县|县市区|地区|乡镇|街道)(?:名称)?",
    "score": (
        r"(?:项目|自评|评价|绩效|综合|最终|考核|部门|单位|财政|复核|核定|复评|抽查|总)*(?:得分|总分|评分|分数)(?:值)?"
    ),
    "amount": r"(?:本年|年初|全年|当年|年度|项目|申请|批复|预算|财政)*(?:金额|预算数|资金额?)",
    "weight": r"(?:指标|项目|评价|考核|所占)*(?:权重|分值|权数)(?:值|系数)?",
    "weighted": r"(?:加权|折算|权重)后?(?:得分|分值|分数|评分)",
    "grade": r"(?:自评|评价|绩效|综合|评定|结果|考核|财政|复核|核定|复评|抽查|最终)*(?:等级|等次|评级|档次)",
}
_WHOSE = regex(r"^(.*?)(?:得分|总分|评分|分数|等级|等次|评级|档次)")
_HEADING = regex(
    r".{0,12}(?:名称|编[码号]|部门|单位|金额|依据|目标|预算数?|资金|序号|内容|类[型别]|得分|评分|总分|分数|等级|等次|备注"
    r"|加分|减分|扣分|排名|名次|县|区县|地区|乡镇|项目|[数率额]|科目|性质|年度|说明|情况|结论|建议|负责人)"
)
# A heading over some of the rows: 一 | 局本级.
_SECTION = regex(r"(?:[一二三四五六七八九十]{1,3}|\([一二三四五六七八九十]{1,3}\))(?:、.*)?")
_FEWEST_HEADINGS, _FEWEST_ROWS, _LONGEST = 3, 2, 20


def listings_of(lines: Sequence[SheetRow]) -> Iterator[Listing]:
    """The lists of a sheet; an indicator table, whose levels span rows, is none."""
    place = 0
    while place < len(lines):
        listing = _listing_at(lines, place)
        if listing is not None:
            yield listing
            place = next(at for at, line in enumerate(lines) if line.number == listing.rows[-1].number)
        place += 1


def _listing_at(lines: Sequence[SheetRow], place: int) -> Listing | None:
    header = lines[place]
    if header.has_number or not _FEWEST_HEADINGS <= len(header.cells) <= MAX_COLUMNS:
        return None
    columns: dict[str, int] = {}
    scores: list[int] = []
    for column, cell in header.cells.items():
        if field := _field(cell.text):
            columns.setdefault(field, column)
            scores += [column] if field == "score" else []
    if "grade" in columns and scores:
        columns["graded"] = _graded(header, columns["grade"], scores)
    key = columns.get("name", columns.get("unit"))
    headings = sum(_is_heading(cell.text) for cell in header.cells.values())
    if key is None or headings < _FEWEST_HEADINGS or 2 * headings < len(header.cells):
        return None
    below = lines[place + 1 :]
    rows = list(_rows(below, key))
    if len(rows) < _FEWEST_ROWS:
        return None
    behind = (line for line in below if line.number > rows[-1].number)
    after = next((line for line in behind if not _is_subtotal(line)), None)
    total = ListedRow(after.number, after.cells) if after is not None and _sums(after) else None
    return Listing(header.first.sheet, header.number, columns, tuple(rows), total)


def _graded(header: SheetRow, grade: int, scores: Sequence[int]) -> int:
    """The column of the scores that the grades are of: those called alike, else the nearest left of them."""
    same = [at for at in scores if _whose(header.cells[at].text) == _whose(header.cells[grade].text)]
    left = [at for at in scores if at < grade]
    return (same or left[::-1] or list(scores))[0]


def _whose(heading: str) -> str:
    found = _WHOSE.match(bare(heading))
    return found[1] if found else ""


def _sums(line: SheetRow) -> bool:
    return any(is_total(cell.text) for cell in list(line.cells.values())[:_FEWEST_HEADINGS])


def _rows(lines: Sequence[SheetRow], key: int) -> Iterator[ListedRow]:
    for line in lines:
        first, cell = line.first.text, line.cells.get(key)
        if cell is None and (_SECTION.fullmatch(plain(first)) or _is_subtotal(line)):
            continue
        if is_note(first) or _sums(line) or is_goal(first) or cell is None or cell.number is not None:
            return
        if len(line.cells) < 2 or _is_heading_line(line):
            return
        yield ListedRow(line.number, line.cells)


def _is_subtotal(line: SheetRow) -> bool:
    return any(subtotal_of(cell.text) is not None for cell in list(line.cells.values())[:_FEWEST_HEADINGS])


@lru_cache(maxsize=1 << 12)
def _field(text: str) -> str:
    heading = bare(text) if len(text) <= _LONGEST else ""
    return next((field for field, pattern in _FIELDS.items() if re.fullmatch(pattern, heading)), "")


def _is_heading(text: str) -> bool:
    return len(text) <= _LONGEST and bool(_HEADING.fullmatch(bare(text)))


def _is_heading_line(line: SheetRow) -> bool:
    """Labels with their values (项目名称 | 甲 | 主管部门 | 乙) or further headings."""
    return bool(_field(line.first.text)) or sum(_is_heading(c.text) for c in line.cells.values()) > 2
