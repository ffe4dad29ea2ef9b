"""The table of “三公”经费 with its kinds beside each other, once for 预算数 and once for 决算数."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from udfs.regex import regex
from workbooks.official.caption import Caption
from workbooks.official.headings import MAX_COLUMNS, bare
from workbooks.official.labels import is_note
from workbooks.official.official_table import Cell, FigureRow, FigureTable
from workbooks.official.sheet_rows import SheetRow
from workbooks.official.sides import is_numbering

_KINDS = regex(r"因公出国|公务用车|公务接待")
_PARTS = regex(r"小计|公务用车.*")
_SUM = regex(r"合计|小计|总计")
_CARS = regex(r"公务用车购置(?:及|和)运行")
_FEWEST = 3
_SHORTEST = 2


def three_public_header(lines: Sequence[SheetRow], place: int) -> int:
    """How many rows of headings begin at a line: one, two or none."""
    line = lines[place]
    if len(line.cells) > MAX_COLUMNS or sum(map(_is_kind, line.cells.values())) < _FEWEST:
        return 0
    end = place + 1
    if end < len(lines) and all(_PARTS.fullmatch(bare(cell.text)) for cell in lines[end].cells.values()):
        end += 1
    return end - place


def read_three_public(
    header: Sequence[SheetRow], below: Sequence[SheetRow], caption: Caption
) -> Iterator[FigureTable]:
    """Each group of columns that begins with a 合计 as a table of its own."""
    names = _names(header)
    starts = [column for column, name in names.items() if _SUM.fullmatch(name) and name != "小计"]
    above_notes = takewhile(lambda line: not is_note(line.first.text), below)
    body = [line for line in above_notes if line.has_number and not is_numbering(line)]
    for start, end in zip(starts, [*starts[1:], MAX_COLUMNS], strict=True):
        headings = {column: name for column, name in names.items() if start <= column < end}
        rows = tuple(
            FigureRow(line.number, _label(line, start), cells, line.first)
            for line in body
            if (cells := _figures(line, headings))
        )
        if rows and len(headings) > _SHORTEST:
            first = header[0]
            yield FigureTable(
                first.first.sheet,
                "budget",
                caption.title,
                caption.money_unit,
                caption.year,
                first.number,
                headings,
                rows,
            )


def _is_kind(cell: Cell) -> bool:
    return bool(_KINDS.match(bare(cell.text)))


def _names(header: Sequence[SheetRow]) -> dict[int, str]:
    """The heading of each column; 小计 of the cars is named after them."""
    names: dict[int, str] = {}
    for line in header:
        for column, cell in line.cells.items():
            name = bare(cell.text)
            over = names.get(column, "")
            names[column] = over if name == "小计" and _CARS.match(over) else name
    return dict(sorted(names.items()))


def _figures(line: SheetRow, headings: dict[int, str]) -> dict[int, Cell]:
    cells = {column: line.cells[column] for column in headings if column in line.cells}
    return cells if any(cell.number is not None for cell in cells.values()) else {}


def _label(line: SheetRow, start: int) -> str:
    texts = [cell.text for column, cell in line.cells.items() if column < start and cell.number is None]
    return texts[-1] if texts else "“三公”经费"
