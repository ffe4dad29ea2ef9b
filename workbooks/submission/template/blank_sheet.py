"""One sheet of a bureau's blank form: what is printed in it, and the cells that are filled one by one."""

from __future__ import annotations

from dataclasses import asdict, field
from decimal import Decimal
from functools import cached_property

from udfs.expression import Figure
from udfs.records import dataclass
from workbooks.files.sheet_xml import Area, Place, SheetXml, address
from workbooks.files.sheets import SheetCells
from workbooks.official.labels import joined, plain, without_placeholder
from workbooks.official.printed import printed, text_of
from workbooks.official.sheet_rows import SheetRow, sheet_rows
from workbooks.official.words import is_blank

_BLANK_LINE = "_＿ 　"
_LONGEST = 60


@dataclass(frozen=True)
class Placed:
    """A figure or text that found its cell, as it stands there."""

    sheet: str
    cell: str
    what: str
    value: str

    def as_json(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True)
class Unplaced:
    """A figure or text that found no cell, and why; `cell` is the one it would have stood in."""

    what: str
    value: str
    why: str
    sheet: str = ""
    cell: str = ""

    def as_json(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True)
class Shown:
    """A value as a form shows it; a rate is 1 for 100 %."""

    value: Figure
    is_rate: bool = False

    @property
    def is_blank(self) -> bool:
        return self.value is None or self.value == ""

    @property
    def text(self) -> str:
        if not isinstance(self.value, Decimal):
            return self.value or ""
        if self.is_rate:
            return f"{self.value:.2%}"
        return f"{self.value:f}"


@dataclass
class Report:
    """What was placed where, and what was not."""

    placed: list[Placed] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def has_placed(self, what: str) -> bool:
        """Whether something of this name stands in the form now."""
        return any(one.what == what for one in self.placed)


class BlankSheet:
    """A sheet of the form. Only blank cells are written; what is printed in it stays."""

    def __init__(
        self, cells: SheetCells, content: bytes, percent_styles: frozenset[int], report: Report
    ) -> None:
        self.name, self.report = cells.name, report
        self.lines = sheet_rows(cells)
        self.xml = SheetXml(content)
        self._percent_styles = percent_styles
        self.written: dict[Place, Figure] = {}

    @cached_property
    def by_row(self) -> dict[int, SheetRow]:
        return {line.number: line for line in self.lines}

    @cached_property
    def last_column(self) -> int:
        return max((column for line in self.lines for column in line.cells), default=0)

    def text(self, place: Place) -> str:
        """The text of a cell; a cell within merged ones has that of their first."""
        row, column = self.xml.area_at(place)[:2]
        cell = self.by_row[row].cells.get(column) if row in self.by_row else None
        return cell.text if cell else ""

    def value(self, place: Place) -> object:
        """What a cell holds now: what was written, else what is printed."""
        if place in self.written:
            return self.written[place]
        cell = self.by_row[place[0]].cells.get(place[1]) if place[0] in self.by_row else None
        return cell.value if cell else None

    def area(self, place: Place) -> Area:
        return self.xml.area_at(place)

    def right_of(self, label: Place) -> Place:
        """The cell behind a label."""
        top, _, _, right = self.area(label)
        return top, right + 1

    def below(self, label: Place) -> Place:
        _, left, bottom, _ = self.area(label)
        return bottom + 1, left

    def put(self, place: Place, what: str, shown: Shown) -> None:
        """Write a value into a blank cell, and report that it stands there or why it does not."""
        if shown.is_blank:
            return
        place = self.area(place)[:2]
        if why := self._taken(place, shown):
            self._leave(place, what, shown, why)
        elif not self._same(place, shown):
            self._write(place, self._fitting(place, shown))
            self.report.placed.append(Placed(self.name, address(place), what, shown.text))

    def put_within(self, place: Place, what: str, text: str) -> None:
        """Write a text whose place is in the cell of its label (单位名称：), behind the label."""
        place = self.area(place)[:2]
        if place in self.xml.formulas:
            self._leave(place, what, Shown(text), "这一格是公式，没有改写")
            return
        self._write(place, text)
        self.report.placed.append(Placed(self.name, address(place), what, text))

    def shows(self, place: Place, shown: Shown) -> bool:
        """Whether a cell shows a value now, or works one out itself; nothing to show is no lack."""
        place = self.area(place)[:2]
        return shown.is_blank or place in self.xml.formulas or self._same(place, shown)

    def leave(self, what: str, shown: Shown, why: str) -> None:
        """Report a value that has no cell on this sheet."""
        if not shown.is_blank:
            self.report.unplaced.append(Unplaced(what, shown.text, why, self.name))

    def _leave(self, place: Place, what: str, shown: Shown, why: str) -> None:
        self.report.unplaced.append(Unplaced(what, shown.text, why, self.name, address(place)))

    def _taken(self, place: Place, shown: Shown) -> str:
        """Why a cell is not to be written; "" for one that is blank or shows the value already."""
        if place in self.xml.formulas:
            return f"这一格是公式（={self.xml.formulas[place][:_LONGEST]}），没有改写"
        if place in self.written:
            return f"这一格已填了 {Shown(self.written[place]).text}"
        held = self.text(place)
        if is_unfilled(held) or self._same(place, shown):
            return ""
        return f"这一格已印有“{joined(held)[:_LONGEST]}”，没有改写"

    def _same(self, place: Place, shown: Shown) -> bool:
        """Whether a cell shows a value already."""
        held = self.value(place)
        number = printed(held)
        if isinstance(shown.value, Decimal):
            return number is not None and number.value == shown.value
        return plain(text_of(held)) == plain(shown.text)

    def _fitting(self, place: Place, shown: Shown) -> Figure:
        """A rate as a number where the cell shows per cents, else as text with its sign."""
        per_cents = self.xml.style(place) in self._percent_styles
        return shown.text if shown.is_rate and not per_cents else shown.value

    def _write(self, place: Place, value: Figure) -> None:
        self.xml.set(place, value)
        self.written[place] = value


def is_unfilled(text: str) -> bool:
    """Whether a cell waits to be filled: nothing, a line to write on, 指标1： or a dash."""
    return without_placeholder(text.strip(_BLANK_LINE)) == "" or is_blank(text)
