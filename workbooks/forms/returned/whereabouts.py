"""Where the figures of a workbook stand now: where their names point, or else where their labels are.

Rows are deleted, sorted and inserted, sheets renamed and lost, by programs that keep defined names and by
those that do not. The label beside a figure says what it is; a name that points at the row of another figure
is not believed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import field
from functools import cached_property

from udfs.records import dataclass
from workbooks.files.cells import Names, WorkbookCells
from workbooks.files.coordinates import coordinate_to_tuple
from workbooks.files.sheets import plain
from workbooks.forms.returned.homes import Home, Homes, headings_of
from workbooks.forms.returned.labelled import LabelledTable, address

Place = tuple[str, str]
"""Sheet and address of a cell."""


@dataclass(frozen=True)
class Whereabouts:
    """The cell of each figure; those found otherwise than by a name that its label bears out are told apart.

    `unnamed` were found by their labels because their names are gone, `misled` have a name that points at
    another row (kept in `named`), `relabelled` say something else now, `repeated` are read where 数据 shows
    them once more, `lost` are nowhere; `absent` are optional ones that the workbook was built without.
    """

    places: Mapping[str, Place] = field(default_factory=dict)
    named: Mapping[str, Place] = field(default_factory=dict)
    unnamed: Sequence[str] = ()
    misled: Sequence[str] = ()
    relabelled: Mapping[str, str] = field(default_factory=dict)
    repeated: Sequence[str] = ()
    lost: Sequence[str] = ()
    absent: Sequence[str] = ()

    @property
    def as_built(self) -> bool:
        """Whether every figure stands where its name and its label say."""
        return not (self.unnamed or self.misled or self.repeated or self.lost or self.absent)


def whereabouts(
    cells: WorkbookCells,
    names: Names,
    homes: Homes,
    repeats: Homes,
    optional: Collection[str] = (),
    others: Mapping[str, Collection[str]] | None = None,
) -> Whereabouts:
    """Find the cell of every figure of `homes`; `repeats` are where some are shown once more.

    A row that says one of the `others` of its sheet is none of the figures'. Workbooks of before a figure
    became an `optional` one have neither its name nor its row.
    """
    return _Search(cells, names, homes, repeats, optional, others or {}).found()


@dataclass
class _Search:
    cells: WorkbookCells
    names: Names
    homes: Homes
    repeats: Homes
    optional: Collection[str]
    others: Mapping[str, Collection[str]]
    unnamed: list[str] = field(default_factory=list)
    misled: list[str] = field(default_factory=list)
    relabelled: dict[str, str] = field(default_factory=dict)
    repeated: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)

    def found(self) -> Whereabouts:
        named = {key: self.cells.find(self.names, key) for key in self.homes}
        valid = {key: place for key, place in named.items() if place}
        places = {key: place for key in self.homes if (place := self._settled(key, valid.get(key)))}
        return Whereabouts(
            places,
            valid,
            self.unnamed,
            self.misled,
            self.relabelled,
            self.repeated,
            self.lost,
            self.absent,
        )

    @cached_property
    def _tables(self) -> dict[str, LabelledTable]:
        wanted = headings_of(self.homes)
        for sheet, headings in headings_of(self.repeats).items():
            wanted.setdefault(sheet, set()).update(headings)
        return {
            sheet.name: LabelledTable(sheet, wanted[sheet.name])
            for sheet in self.cells.sheets
            if sheet.name in wanted
        }

    @cached_property
    def _labels(self) -> dict[str, set[str]]:
        """All labels by sheet: what a row of another figure says."""
        found: dict[str, set[str]] = {}
        for home in (*self.homes.values(), *self.repeats.values()):
            found.setdefault(home.sheet, set()).update(plain(text) for _, text in home.labels)
        return found

    def _settled(self, key: str, named: Place | None) -> Place | None:
        home = self.homes[key]
        table = self._tables.get(home.sheet)
        if named is None or table is None or named[0] != home.sheet:
            return named or self._looked_for(key, home, table)
        row, column = coordinate_to_tuple(named[1])
        heading, rows = table.column(home.heading), _rows(table, home, column)
        if not heading and self._is_anothers(table, home.sheet, column):
            return self._repeated(key)
        right = _row_among(rows, row, home)
        if right and len(home.labels) > 1:
            self._compare(key, home, table, right, column)
        if right and heading in (0, column):
            if right != row:
                self.misled.append(key)
            return home.sheet, address(right, column)
        if right:
            self.misled.append(key)
            return home.sheet, address(right, heading)
        return self._unlabelled(key, home, table, (row, column))

    def _is_anothers(self, table: LabelledTable, sheet: str, column: int) -> bool:
        """Whether the heading of a column is that of other figures: the column of these is gone."""
        says = table.text(table.header_row, column) if table.header_row else ""
        return bool(says) and (bool(table.column(says)) or says in self.others.get(sheet, ()))

    def _compare(self, key: str, home: Home, table: LabelledTable, row: int, before: int) -> None:
        """Keep what a row says now that was found by another of its labels."""
        heading, label = home.labels[0]
        says = table.label(row, heading, before)
        if says != plain(label):
            self.relabelled[key] = says

    def _unlabelled(self, key: str, home: Home, table: LabelledTable, named: tuple[int, int]) -> Place | None:
        """A figure whose label is gone: its name is believed unless the row is another's, or an empty one."""
        row, column = named
        says = table.label(row, home.labels[0][0], column)
        labels = self._labels[home.sheet].union(self.others.get(home.sheet, ()))
        texts = {says} if home.labels[0][0] else {table.text(row, left) for left in range(1, column)}
        anothers = bool(texts & labels) or row <= table.header_row
        if anothers or (not says and table.value(row, column) is None):
            return self._repeated(key)
        self.relabelled[key] = says
        return home.sheet, address(row, column)

    def _looked_for(self, key: str, home: Home, table: LabelledTable | None) -> Place | None:
        """The cell of a figure whose name is gone."""
        place = _cell_of(table, home)
        if place is None:
            return self._repeated(key)
        self.unnamed.append(key)
        return place

    def _repeated(self, key: str) -> Place | None:
        """The cell in which a figure is shown once more, where that is a number."""
        home = self.repeats.get(key)
        place = None
        if home is not None and home != self.homes[key]:
            place = _cell_of(self._tables.get(home.sheet), home)
        if place and isinstance(self.cells.value(place[0], *coordinate_to_tuple(place[1])), int | float):
            self.repeated.append(key)
            return place
        (self.absent if key in self.optional and key not in self.names else self.lost).append(key)
        return None


def _rows(table: LabelledTable, home: Home, before: int) -> list[int]:
    """The rows that say what the row of a figure may say, by the first of its labels that is there."""
    found = (table.rows(text, heading, before) for heading, text in home.labels)
    return next(filter(None, found), [])


def _row_among(rows: Sequence[int], named: int, home: Home) -> int:
    """The row of a figure among those with its label; 0 where there is none."""
    if len(rows) == home.alike:
        return rows[home.ordinal]
    return named if named in rows else rows[0] if rows else 0


def _cell_of(table: LabelledTable | None, home: Home) -> Place | None:
    """The cell in the row of its label and the column of its heading."""
    column = table.column(home.heading) if table else 0
    row = _row_among(_rows(table, home, column), 0, home) if table and column else 0
    return (home.sheet, address(row, column)) if row else None
