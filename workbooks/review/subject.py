"""What is under review: the official tables of a file and, where its standard is known, their scores."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import field
from functools import cached_property

from udfs.records import dataclass
from udfs.regex import regex
from workbooks.filing.scoring import ScoredTable
from workbooks.official.official_table import Cell, FigureTable, IndicatorTable, OfficialWorkbook
from workbooks.standards.model import Indicator, OwnRows, Standard

# Rules, and what a report only proposes.
_RULE = regex(r"(?:评分|打分|计分|评价)标准[:：]|指标(?:解释|说明)[:：]|【草稿】")


@dataclass(frozen=True)
class Recognised:
    """An indicator table whose standard is known.

    `children` tells which indicator (or group of the unit's own rows) each sheet row is; `scored` is the
    table scored by the standard from what it prints, items without figures having no score.
    """

    table: IndicatorTable
    standard: Standard
    children: Mapping[int, Indicator | OwnRows]
    scored: ScoredTable


@dataclass(frozen=True)
class Subject:
    """One file under review.

    `scored` are the forms of a workbook of our own, scored from its data; they are empty for a plain
    official table, which has its `recognised` tables instead.
    """

    workbook: OfficialWorkbook
    recognised: tuple[Recognised, ...] = ()
    scored: tuple[ScoredTable, ...] = ()
    standards: Mapping[str, Standard] = field(default_factory=dict)
    """The standard of each form sheet of a workbook of our own."""
    hidden_sheets: frozenset[str] = frozenset()
    hidden_rows: Mapping[str, frozenset[int]] = field(default_factory=dict)
    report: frozenset[str] = frozenset()
    """The sheets of a report, where it is held against the others."""
    titled: str = ""
    """The year in the title of a report."""

    @property
    def source(self) -> str:
        return self.workbook.source

    @cached_property
    def tables(self) -> tuple[IndicatorTable, ...]:
        """The tables of third-level indicators."""
        return tuple(table for table in self.workbook.tables if table.depth == 3)

    @cached_property
    def summaries(self) -> tuple[IndicatorTable, ...]:
        """The summaries by second or first level."""
        return tuple(table for table in self.workbook.tables if table.depth < 3)

    @cached_property
    def budgets(self) -> tuple[FigureTable, ...]:
        return tuple(table for table in self.workbook.figures if table.kind == "budget")

    @cached_property
    def quarters(self) -> tuple[FigureTable, ...]:
        return tuple(table for table in self.workbook.figures if table.kind == "quarters")

    @cached_property
    def narrative(self) -> tuple[Cell, ...]:
        """The texts that report figures: no headings, criteria and explanations, nor notes below a table."""
        rules = {
            (table.sheet, cell.row, cell.column)
            for table in self.workbook.tables
            for row in table.rows
            for field in ("criterion", "explanation", "name", "target")
            if (cell := row.cells.get(field)) is not None
        }
        rules |= {
            (note.sheet, note.row, note.column) for table in self.workbook.tables for note in table.notes
        }
        return tuple(
            cell
            for cell in self.workbook.texts
            if (cell.sheet, cell.row, cell.column) not in rules and not _RULE.match(cell.text)
        )

    @cached_property
    def running_texts(self) -> tuple[tuple[Cell, ...], ...]:
        """Texts that go on in one another, with their headings: the columns of sheets without tables."""
        columns: dict[tuple[str, int], list[Cell]] = {}
        for cell in (*self.narrative, *self.workbook.headings):
            if cell.sheet not in self.workbook.sheets_read:
                columns.setdefault((cell.sheet, cell.column), []).append(cell)
        return tuple(tuple(sorted(column, key=lambda cell: cell.row)) for column in columns.values())

    def is_planned(self, cell: Cell) -> bool:
        """Whether a text says what was planned, not what was done."""
        return (cell.sheet, cell.row, cell.column) in self.workbook.planned

    def scope_of(self, cell: Cell) -> tuple[object, ...] | None:
        """What a cell speaks of, where its sheet has several things: a row of a list, a form of several."""
        for listing in self.workbook.listings:
            if listing.sheet == cell.sheet and cell.row in self._listed[listing.sheet, listing.header_row]:
                return cell.sheet, "row", cell.row
        ends = self._ends.get(cell.sheet)
        return (cell.sheet, "form", bisect_left(ends, cell.row)) if ends else None

    @cached_property
    def _listed(self) -> dict[tuple[str, int], set[int]]:
        return {
            (listing.sheet, listing.header_row): {row.number for row in listing.rows}
            for listing in self.workbook.listings
        }

    @cached_property
    def _ends(self) -> dict[str, list[int]]:
        """The last row of each form but the last, by sheet: what stands below it is of the next."""
        ends: dict[str, list[int]] = {}
        for table in self.tables:
            total = next(iter((table.total or {}).values()), None)
            rows = [row.number for row in table.rows]
            ends.setdefault(table.sheet, []).append(max([*rows, total.row if total else 0]))
        return {sheet: sorted(each) for sheet, each in ends.items()}

    @cached_property
    def years(self) -> set[str]:
        """The year in the title of a report, else those that the tables of the file are of."""
        if self.titled:
            return {self.titled}
        years = [table.year for table in self.workbook.tables]
        years += [table.year for table in self.workbook.figures]
        return {str(year) for year in years if year}

    def standard_of(self, table: IndicatorTable) -> Standard | None:
        """The standard a table follows, if it is known."""
        known = next((found.standard for found in self.recognised if found.table is table), None)
        return known or self.standards.get(table.sheet)
