"""How the levels of an indicator table stand in its columns, seen from its headings and its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from udfs.records import dataclass
from workbooks.official.headings import Header, is_heading_line
from workbooks.official.labels import is_code, is_grade, is_total, title_of
from workbooks.official.official_table import Cell
from workbooks.official.sheet_rows import SheetRow

# Columns of a table of single indicators; a summary by level has none of them.
_DETAILS = frozenset({"code", "target", "actual", "explanation", "criterion", "analysis", "remark", "reason"})
# Indicators that stand alone on the first level and must not be taken for a section.
_LONE = frozenset({"预算执行率", "预算执行", "预算执行情况", "资金执行率", "资金使用率", "预算资金执行率"})
_CODE_SHARE = 0.6


@dataclass(frozen=True)
class Shape:
    """The columns of a table by field, its depth, and whether first levels have rows of their own.

    With `sections` the first and the second level share a column, as in 1. 部门管理 over 11. 预算编制情况.
    """

    columns: Mapping[str, int]
    depth: int
    sections: bool = False

    def cell(self, line: SheetRow, field: str) -> Cell | None:
        return line.cells.get(self.columns[field]) if field in self.columns else None

    def opens_section(self, line: SheetRow, following: SheetRow | None) -> bool:
        """Whether a row only names a first level with its sums, and its indicators follow below."""
        title = self.cell(line, "level1")
        if title is None or following is None or self._names_indicator(line):
            return False
        if not self.sections and self.cell(line, "level2"):
            return False
        if not has_figure(self, line) or title_of(title.text).name in _LONE:
            return False
        if self.sections:
            return self._names_indicator(following)
        below = self.cell(following, "level2") or self.cell(following, "name")
        return self.cell(following, "level1") is None and below is not None

    def opens_group(self, line: SheetRow, following: SheetRow | None) -> bool:
        """Whether a row only names a second level with its sums."""
        if following is None or self.sections or self._names_indicator(line) or not has_figure(self, line):
            return False
        levels = self.cell(following, "level1") or self.cell(following, "level2")
        return levels is None and self.cell(following, "name") is not None

    def _names_indicator(self, line: SheetRow) -> bool:
        return self.cell(line, "name") is not None or self.cell(line, "code") is not None


def has_figure(shape: Shape, line: SheetRow) -> bool:
    """Whether a row has a weight or a score."""
    cells = (shape.cell(line, "weight"), shape.cell(line, "score"))
    return any(cell is not None and cell.number is not None for cell in cells)


def shape_of(header: Header, body: Sequence[SheetRow]) -> Shape:
    """The shape of the table below a header."""
    columns = dict(header.columns)
    detailed = bool(_DETAILS & columns.keys())
    if "name" in columns:
        return Shape(_with_codes(columns, header, body), 3)
    finest = "level2" if "level2" in columns else "level1"
    columns["name"] = columns.pop(finest)
    columns = _with_codes(columns, header, body)
    if not detailed:
        return Shape(columns, 2 if finest == "level2" else 1)
    shape = Shape(columns, 3, sections=True)
    if finest == "level2" and "level1" in columns and _has_sections(shape, body):
        return Shape({**columns, "level2": columns["level1"]}, 3, sections=True)
    return Shape(columns, 3)


def _has_sections(shape: Shape, body: Sequence[SheetRow]) -> bool:
    lines = [line for line in body if not is_heading_line(line)]
    return any(
        shape.opens_section(line, following)
        for line, following in pairwise(lines)
        if not (is_total(line.first.text) or is_grade(line.first.text))
    )


def _with_codes(columns: dict[str, int], header: Header, body: Sequence[SheetRow]) -> dict[str, int]:
    """Find a column of codes without a heading of its own, before the names or under their heading."""
    for field in ("level1", "level2", "name"):
        column = columns.get(field)
        if column is None:
            continue
        if (
            column + 1 not in header.headings
            and _holds_codes(column, body)
            and _holds_texts(column + 1, body)
        ):
            columns[field] = column + 1
            if field == "name":
                columns.setdefault("code", column)
    before = columns["name"] - 1
    if "code" not in columns and before not in header.headings and _holds_codes(before, body):
        columns["code"] = before
    return columns


def _texts(column: int, body: Sequence[SheetRow]) -> list[str]:
    return [line.cells[column].text for line in body if column in line.cells]


def _holds_codes(column: int, body: Sequence[SheetRow]) -> bool:
    texts = _texts(column, body)
    return sum(map(is_code, texts)) > _CODE_SHARE * len(texts)


def _holds_texts(column: int, body: Sequence[SheetRow]) -> bool:
    return any(not is_code(text) for text in _texts(column, body))
