"""A sheet whose rows are known by their labels and whose columns by their headings, wherever they stand."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property

from workbooks.files.coordinates import get_column_letter
from workbooks.files.sheets import SheetCells, plain
from workbooks.standards.form import YEAR_PLACE, as_headed

_DEEPEST = 60
"""How many rows are looked through for the headings."""


class LabelledTable:
    """The rows and columns of a sheet, found by what they say; 0 is a row or column that is not there."""

    def __init__(self, sheet: SheetCells, headings: Collection[str]) -> None:
        self._sheet = sheet
        self._headings = frozenset(map(plain, headings))
        self._dated = any(heading.startswith(YEAR_PLACE) for heading in self._headings)

    def _headed(self, row: Sequence[str]) -> Sequence[str]:
        """The headings that the cells of a row show."""
        return [as_headed(text, self._headings) for text in row] if self._dated else row

    @cached_property
    def header_row(self) -> int:
        """The row with the most of the headings; 0 where none is there."""
        best, most = 0, 0
        for number, row in enumerate(self._sheet.labels[:_DEEPEST], self._sheet.first_row):
            hits = len(self._headings.intersection(self._headed(row)))
            if hits > most:
                best, most = number, hits
        return best

    def has_all(self) -> bool:
        """Whether one row has all the headings."""
        return self._headings <= set(self._headed(self._said(self.header_row)))

    @cached_property
    def _columns(self) -> dict[str, int]:
        found: dict[str, int] = {}
        said = self._headed(self._said(self.header_row))
        for column, text in enumerate(said, self._sheet.first_column):
            if text in self._headings:
                found.setdefault(text, column)
        return found

    def column(self, heading: str) -> int:
        text = plain(heading)
        return self._columns.get(as_headed(text, self._headings) if self._dated else text, 0)

    def columns_of(self, headings: Sequence[str]) -> list[int]:
        """The columns of headings from left to right, which may be alike; 0 for one that is gone."""
        found, last = [], 0
        texts = enumerate(self._headed(self._said(self.header_row)), self._sheet.first_column)
        said = {column: text for column, text in texts if text}
        for heading in headings:
            wanted = plain(heading)
            column = next((each for each, text in said.items() if each > last and text == wanted), 0)
            found.append(column)
            last = column or last
        return found

    def added_columns(self, headings: Sequence[str]) -> int:
        """How many columns stand between those of the headings."""
        columns = [column for column in self.columns_of(headings) if column]
        return columns[-1] - columns[0] + 1 - len(columns) if columns else 0

    def rows(self, label: str, heading: str, before: int) -> list[int]:
        """The rows that say so in the column of a heading, or left of column `before`: those below the
        headings; where a sort took the headings along, those above them."""
        column, text = self.column(heading), plain(label)
        return self._labels(column, before).get(text) or self._labels(column, before, above=True).get(
            text, []
        )

    def cell(self, label: str, label_heading: str, heading: str, ordinal: int = 0) -> str:
        """The address in the row of a label (of several alike by their order) and a column; "" for none."""
        column = self.column(heading)
        rows = self.rows(label, label_heading, column) if column else []
        return address(rows[ordinal], column) if ordinal < len(rows) else ""

    def rows_of(self, labels: Sequence[tuple[int, str]]) -> list[int]:
        """The rows of lines from top to bottom, each known by its column and the text there; 0 for one that
        is gone."""
        found, last = [], self.header_row
        for column, label in labels:
            wanted = column, plain(label)
            row = next((row for row, *said in self._texts() if row > last and tuple(said) == wanted), 0)
            found.append(row)
            last = row or last
        return found

    def label(self, row: int, heading: str, before: int) -> str:
        """What a row says in its column of labels: the nearest text left of the figures where it has none."""
        column = self.column(heading)
        texts = [self.text(row, place) for place in ([column] if column else range(before - 1, 0, -1))]
        return next(filter(None, texts), "")

    def _labels(self, column: int, before: int, above: bool = False) -> dict[str, list[int]]:
        place = column, 0 if column else before, above
        known = self._known.get(place)
        if known is None:
            known = {}
            for row, at, text in self._texts(above):
                if at == column or (not column and at < before):
                    known.setdefault(text, []).append(row)
            self._known[place] = known
        return known

    @cached_property
    def _known(self) -> dict[tuple[int, int, bool], dict[str, list[int]]]:
        return {}

    def _texts(self, above: bool = False) -> Iterator[tuple[int, int, str]]:
        """Every text below the headings, or above them, with its row and column."""
        for number, row in enumerate(self._sheet.labels, self._sheet.first_row):
            if number < self.header_row if above else number > self.header_row:
                for column, text in enumerate(row, self._sheet.first_column):
                    if text:
                        yield number, column, text

    def _row(self, number: int) -> Sequence[object]:
        line = number - self._sheet.first_row
        return self._sheet.rows[line] if 0 <= line < len(self._sheet.rows) else ()

    def _said(self, number: int) -> Sequence[str]:
        """What a row says; nothing for one that is not there."""
        line = number - self._sheet.first_row
        return self._sheet.labels[line] if number and 0 <= line < len(self._sheet.labels) else ()

    @property
    def last_row(self) -> int:
        return self._sheet.first_row + len(self._sheet.rows) - 1

    def value(self, row: int, column: int) -> object:
        values, place = self._row(row), column - self._sheet.first_column
        return values[place] if 0 <= place < len(values) else None

    def text(self, row: int, column: int) -> str:
        texts, place = self._said(row), column - self._sheet.first_column
        return texts[place] if 0 <= place < len(texts) else ""


def cell_saying(sheet: SheetCells, label: str) -> tuple[int, int]:
    """Row and column of the first cell that says so; 0 and 0 where none does."""
    wanted = plain(label)
    for number, row in enumerate(sheet.labels, sheet.first_row):
        if wanted in row:
            return number, sheet.first_column + row.index(wanted)
    return 0, 0


def address(row: int, column: int) -> str:
    return f"{get_column_letter(column)}{row}"
