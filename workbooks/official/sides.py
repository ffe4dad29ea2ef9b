"""Account tables with two or three halves beside each other (收入 | 支出), each with labels of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from udfs.regex import regex
from workbooks.official.headings import bare
from workbooks.official.labels import plain
from workbooks.official.official_table import Cell
from workbooks.official.sheet_rows import SheetRow
from workbooks.official.words import is_blank

_LABELS = regex(r"(?:收入|支出|预算)?项目(?:名称)?|.{0,6}科目(?:名称|编码|代码)?|(?:项目)?编码")
_NUMBERS = regex(r"行次|序号|栏次|.{0,6}(?:编码|代码)")
_RIGHT = 1 << 20
_NUMBERING = regex(r"栏次|列次")


Side = tuple[list[SheetRow], list[SheetRow]]
"""The headings of a half and the lines below them."""


def is_running_number(heading: str) -> bool:
    """Whether a column only numbers its rows: 行次, 科目编码."""
    return bool(_NUMBERS.fullmatch(bare(heading)))


def is_account_header(line: SheetRow) -> bool:
    """Whether a row heads an account table by its labels: 项目 | 行次 | 金额 twice, 科目编码 | 科目名称."""
    labels = [bare(cell.text) for cell in line.cells.values() if is_account_label(cell.text)]
    numbered = any(is_running_number(cell.text) for cell in line.cells.values())
    return len(labels) >= 2 and numbered


def is_numbering(line: SheetRow) -> bool:
    """Whether a row only numbers the columns: 栏次 | 1 | 2, or 1, 2, 3 … from end to end."""
    cells = [cell for cell in line.cells.values() if not is_blank(cell.text)]
    if any(_NUMBERING.fullmatch(plain(cell.text)) for cell in cells):
        return True
    numbers = [cell.number.value for cell in cells if cell.number is not None]
    return len(numbers) == len(cells) >= 3 and all(after - before == 1 for before, after in pairwise(numbers))


def sides_of(
    header: Sequence[SheetRow], body: Sequence[SheetRow]
) -> list[tuple[list[SheetRow], list[SheetRow]]]:
    """The halves of a table by their headings, from the left; none where labels stand only on the left.

    Halves with the same headings and account codes go on with one list and are put below each other.
    """
    starts = _starts(header)
    if len(starts) < 2:
        return []
    body = list(_with_labels(body, starts))
    ends = [*starts[1:], _RIGHT]
    spans = list(zip(starts, ends, strict=True))
    heads = [_within(header, *span) for span in spans]
    bodies = [list(filter(_has_label, _within(body, *span))) for span in spans]
    if len({tuple(_names(head)) for head in heads}) == 1 and "编码" in "".join(_names(heads[0])):
        moved = [_moved(lines, start - starts[0]) for lines, start in zip(bodies, starts, strict=True)]
        return [(heads[0], [line for lines in moved for line in lines])]
    return list(zip(heads, bodies, strict=True))


def _starts(header: Sequence[SheetRow]) -> list[int]:
    """The columns at which labels begin again behind figures."""
    starts: list[int] = []
    behind_figures = True
    lowest = {column: cell for line in header for column, cell in line.cells.items()}
    for column, cell in sorted(lowest.items()):
        label = is_account_label(cell.text)
        if label and behind_figures:
            starts.append(column)
        behind_figures = not label
    return starts


@lru_cache(maxsize=1 << 10)
def is_account_label(heading: str) -> bool:
    """Whether a heading is one of labels: 项目, 科目名称, 功能分类科目编码."""
    return bool(_LABELS.fullmatch(bare(heading)))


def _within(lines: Sequence[SheetRow], first: int, end: int) -> list[SheetRow]:
    found = [
        SheetRow(line.number, {column: cell for column, cell in line.cells.items() if first <= column < end})
        for line in lines
    ]
    return [line for line in found if line.cells]


def _has_label(line: SheetRow) -> bool:
    return any(cell.number is None for cell in line.cells.values())


def _names(head: Sequence[SheetRow]) -> list[str]:
    return [bare(cell.text) for cell in head[-1].cells.values()]


def _moved(lines: Sequence[SheetRow], by: int) -> list[SheetRow]:
    """The lines with their cells under the columns of the first half; the cells keep their addresses."""
    return [
        SheetRow(line.number, {column - by: cell for column, cell in line.cells.items()}) for line in lines
    ]


def _with_labels(body: Sequence[SheetRow], starts: Sequence[int]) -> Iterator[SheetRow]:
    """The lines, a label that runs on over the next half (公用经费合计) put before the figure there."""
    for line in body:
        cells = dict(line.cells)
        for before, start, end in zip(starts[:-1], starts[1:], [*starts[2:], _RIGHT], strict=True):
            own = [cell for column, cell in cells.items() if start <= column < end]
            left = [cell for column, cell in cells.items() if before <= column < start]
            runs_on = len(left) == 1 and plain(left[0].text).endswith("合计")
            if own and runs_on and _only_figures(own):
                cells[start] = left[0]
                cells = {column: cell for column, cell in cells.items() if not before <= column < start}
        yield SheetRow(line.number, dict(sorted(cells.items())))


def _only_figures(cells: Sequence[Cell]) -> bool:
    return all(cell.number is not None or is_blank(cell.text) for cell in cells)
