"""Tables that were cut where a page ends put together again: headings repeated, a row broken in two.

Programs that turn printed pages into .docx leave them so; what a person made in Word passes unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from udfs.regex import regex
from workbooks.documents.blocks import Block, Passage, TextTable
from workbooks.official.labels import is_total

Row = tuple[str, ...]

_FEWEST_HEADINGS = 3
_MOST_BETWEEN = 2
_FEWEST_NUMBERS = 3
# A code and a name, which stand in two columns elsewhere.
_CODE = regex(r"(\d{2,6})[ .、]\s*(\D.*)", re.DOTALL)
_NUMBER = regex(r"-?[\d,]+(?:\.\d+)?%?")


def whole_tables(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, with each table that goes on over pages in one piece.

    It goes on where nothing, or only its own title printed again, stands before the next piece.
    """
    titles: list[str] = []
    table: TextTable | None = None
    above: list[str] = []
    held: list[Passage] = []
    notes: list[Passage] = []
    for block in blocks:
        if isinstance(block, Passage):
            held.append(block)
            continue
        # Notes stand at the foot of the page that the table goes on from.
        between = [passage.text for passage in held if passage.kind != "脚注"]
        whole = _joined(table, block, between, titles) if table is not None else None
        if whole is not None:
            notes += [passage for passage in held if passage.kind == "脚注"]
            table, held = whole, []
            continue
        if table is not None:
            yield _settled(table)
        yield from (*notes, *held)
        notes = []
        above = [*above, *between]
        titles, table, held = above[-_MOST_BETWEEN:], block, []
    if table is not None:
        yield _settled(table)
    yield from (*notes, *held)


def _joined(
    table: TextTable, more: TextTable, between: Sequence[str], titles: Sequence[str]
) -> TextTable | None:
    """A table with its next piece; None where that is a table of its own."""
    if not set(between) <= set(titles):
        return None
    count = _same_headings(table.rows, more.rows)
    if count:
        first, second = _on_one_grid(table.rows, more.rows)
        more_rows = second[count:]
        clear = _begins_clear(more_rows[1:] if more_rows and _is_rest(first[-1], more_rows[0]) else more_rows)
        return TextTable(_continued(first, more_rows), table.certain and clear)
    if not between and len(table.rows[0]) == len(more.rows[0]):
        return TextTable(_continued(table.rows, more.rows), table.certain)
    return None


def _begins_clear(rows: Sequence[Row]) -> bool:
    """Whether the first level of the rows at the top of a page is plain.

    Where a label stands only further down, it may have been printed in the middle of its merged cell.
    """
    labels = [place for place, row in enumerate(rows) if row[0].strip() and not is_total(row[0])]
    return not labels or labels[0] == 0


def _same_headings(first: Sequence[Row], second: Sequence[Row]) -> int:
    """How many rows at the top two pieces have in common, if these are headings."""
    count = texts = 0
    for one, other in zip(first, second, strict=False):
        if _texts(one) != _texts(other) or any(map(_NUMBER.fullmatch, one)):
            break
        count, texts = count + 1, texts + len(_texts(one))
    return count if texts >= _FEWEST_HEADINGS else 0


def _texts(row: Row) -> list[str]:
    return ["".join(text.split()) for text in row if text.strip()]


def _on_one_grid(first: Sequence[Row], second: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Two pieces with the same headings, each heading in the same column."""
    pieces, places = [first, second], []
    for piece in pieces:
        places.append([column for column, text in enumerate(piece[0]) if text.strip()])
    widths = [len(piece[0]) for piece in pieces]
    wide = [
        max(_until(starts, number, width) for starts, width in zip(places, widths, strict=True))
        for number in range(len(places[0]))
    ]
    placed = [
        [_placed(row, starts, wide) for row in piece] for piece, starts in zip(pieces, places, strict=True)
    ]
    return placed[0], placed[1]


def _until(starts: Sequence[int], number: int, width: int) -> int:
    """How many columns a heading stands over."""
    return (starts[number + 1] if number + 1 < len(starts) else width) - starts[number]


def _placed(row: Row, starts: Sequence[int], wide: Sequence[int]) -> Row:
    cells = list(row[: starts[0]])
    for number, room in enumerate(wide):
        part = row[starts[number] : starts[number] + _until(starts, number, len(row))]
        code = _CODE.fullmatch(part[0].strip()) if part and room == len(part) + 1 else None
        cells += [code[1], code[2], *part[1:]] if code else [*part, *[""] * (room - len(part))]
    return tuple(cells)


def _continued(rows: Sequence[Row], more: Sequence[Row]) -> tuple[Row, ...]:
    """Rows and those of the next page, whose first may be the rest of the last row."""
    if not more or not _is_rest(rows[-1], more[0]):
        return (*rows, *more)
    whole = tuple(_put_together(one, other) for one, other in zip(rows[-1], more[0], strict=True))
    return (*rows[:-1], whole, *more[1:])


def _is_rest(row: Row, following: Row) -> bool:
    """Whether a row holds only the rest of the texts of the row before: no number, nothing below a blank."""
    if not any(map(_NUMBER.fullmatch, row)) or any(map(_NUMBER.fullmatch, following)):
        return False
    pairs = list(zip(row, following, strict=True))
    return any(other for _, other in pairs) and all(one or not other for one, other in pairs)


def _put_together(text: str, rest: str) -> str:
    """A text and its rest; a number stays, and a word printed on both pages stands once."""
    if _NUMBER.fullmatch(text):
        return text
    rest = "".join(rest.split()) if len(rest.split()) > 2 and len(rest) < 2 * len(rest.split()) else rest
    shared = next((size for size in range(min(len(text), len(rest)), 0, -1) if text.endswith(rest[:size])), 0)
    return text + rest[shared:]


def _settled(table: TextTable) -> TextTable:
    """A table without gaps: a cell was left out where a score stands one column left of all the others."""
    rows = table.rows
    last = max((place for row in rows for place, text in enumerate(row) if text), default=0)
    if last < 2:
        return table
    numbers = [sum(bool(_NUMBER.fullmatch(row[column])) for row in rows) for column in (last - 1, last)]
    if numbers[1] < _FEWEST_NUMBERS or 2 * numbers[0] > numbers[1]:
        return table
    return replace(table, rows=tuple(_moved(row, last) for row in rows))


def _moved(row: Row, last: int) -> Row:
    if row[last] or not _NUMBER.fullmatch(row[last - 1]):
        return row
    return (*row[: last - 1], "", row[last - 1], *row[last + 1 :])
