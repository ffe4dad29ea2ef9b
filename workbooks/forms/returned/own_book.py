"""A workbook of our own as it was read: its standard, what is filled in, and where each thing stands now."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property

from udfs.expression import Figure
from udfs.records import dataclass
from workbooks.files.cells import Names, WorkbookCells
from workbooks.files.coordinates import coordinate_to_tuple
from workbooks.filing.data_file import Filing, Reported
from workbooks.filing.figures import cell_figure, in_full_width, row_in_full_width, typed_figure
from workbooks.filing.lines import OwnRow
from workbooks.forms.layout.form_layout import FormLayout, Place, printed_name
from workbooks.forms.returned.drift import Drift, drift_of
from workbooks.forms.returned.group_sizes import sizes_now
from workbooks.forms.returned.head_texts import HeadTexts, head_texts
from workbooks.forms.returned.homes import money_homes
from workbooks.forms.returned.labelled import LabelledTable
from workbooks.forms.returned.whereabouts import Whereabouts
from workbooks.forms.sheets.own_rows import rows_named
from workbooks.standards.form import TYPED_TEXTS
from workbooks.standards.items import DataItem
from workbooks.standards.model import Indicator, OwnRows, Standard


@dataclass(frozen=True)
class OwnWorkbook:
    """A workbook of our own: its standard, what is filled in, and its forms in the order of the filing.

    `cells` are those of the file under the titles that its sheets were built with, `renamed` says what each
    renamed sheet is called now; `spots` are the cells of the figures that all forms share.
    """

    standard: Standard
    filing: Filing
    forms: tuple[OwnForm, ...]
    cells: WorkbookCells
    renamed: Mapping[str, str]
    spots: Whereabouts

    @property
    def is_as_built(self) -> bool:
        """Whether sheets, rows, columns and names are those that were built."""
        named = self.spots.as_built and not self.renamed
        return named and all(form.is_as_built for form in self.forms)

    def title(self, sheet: str) -> str:
        """What a sheet is called in the file."""
        return self.renamed.get(sheet, sheet)


@dataclass(frozen=True)
class OwnForm:
    """One form of a workbook: what the unit wrote in it and what was reported.

    `spots` are the cells of its figures. Of a form whose sheet is gone everything is blank.
    """

    cells: WorkbookCells
    sheet: str
    names: Names
    standard: Standard
    spots: Whereabouts

    @property
    def is_there(self) -> bool:
        return self.cells.has_sheet(self.sheet)

    @cached_property
    def layout(self) -> FormLayout:
        """The layout with the rows that each group of the unit's own has in this workbook."""
        if self.standard.placed is not None:
            return FormLayout.for_rows(self.standard, {})
        built = FormLayout(self.standard, {key: self._size(key) for key in self.standard.own_rows})
        if not self.is_there or not built.sizes:
            return built
        return FormLayout(self.standard, sizes_now(self.cells, self.sheet, built))

    def _size(self, key: str) -> int:
        """How many rows a group of the unit's own has by its name; as built where the name is gone."""
        first, last = rows_named(self.names, key)
        return last - first + 1 if first else self.standard.own_rows[key].spare

    @property
    def is_as_built(self) -> bool:
        """Whether everything stands where it was built, so that formulas can be put in its cells."""
        return self.is_there and self.drift.in_order and self.spots.as_built

    @cached_property
    def drift(self) -> Drift:
        """What was inserted, deleted or moved since the form was built."""
        return drift_of(self.cells, self.sheet, self.names, self.layout) if self.is_there else Drift()

    def has(self, cell: str) -> bool:
        """Whether a cell of the layout is still there."""
        return all(self.drift.at(*coordinate_to_tuple(cell)))

    def cell(self, row: int, column: int) -> object:
        """The value of a cell of the layout, wherever it stands now; None for one that is gone."""
        row, column = self.drift.at(row, column)
        return self.cells.value(self.sheet, row, column) if row and column and self.is_there else None

    def figure(self, cell: str) -> Figure:
        """What a cell of the layout shows."""
        return cell_figure(self.cell(*coordinate_to_tuple(cell)))

    def place(self, cell: str) -> str:
        """Where a cell of the layout stands now."""
        return self.drift.address(cell)

    def filing(self) -> Filing:
        """What is filled in, with the figures of the data items that are this form's own."""
        head = self.head()
        name = head.pop(self.standard.project_name, "")
        data, full_width = figures_in(self.cells, self.spots, self.standard.money_items)
        return Filing(
            data=data,
            full_width=full_width,
            texts=self.texts(),
            rows=self.own_rows(),
            reported=self.reported(),
            name=name,
            head=head,
            gone=frozenset(self.spots.lost),
            rows_gone=self.rows_gone,
            columns_gone=self.columns_gone,
        )

    def head(self) -> dict[str, str]:
        """The texts above the table of a project form."""
        return dict(self.above.texts)

    @property
    def project_name(self) -> str:
        return self.above.texts.get(self.standard.project_name, "")

    @cached_property
    def above(self) -> HeadTexts:
        """The texts above the table of a project form, and the labels of those that are gone."""
        if not self.is_there:
            return HeadTexts()
        goals_row = self.drift.at(self.layout.header_rows[0] - 1, 1)[0]
        return head_texts(self.cells, self.sheet, self.names, self.standard, goals_row)

    @cached_property
    def lost_money_heading(self) -> bool:
        """Whether the headings of the money block are gone."""
        homes, sheet = money_homes(self.standard, self.sheet), self.cells.sheet(self.sheet)
        if not homes or sheet is None:
            return False
        table = LabelledTable(sheet, {home.heading for home in homes.values()})
        return all(not table.column(home.heading) for home in homes.values())

    @property
    def is_whole(self) -> bool:
        """Whether nothing of it is gone: what is left of it can be held against its sums."""
        drift = self.drift
        gone = drift.lost or drift.lost_columns or drift.lost_heading or drift.short or self.above.lost
        return self.is_there and not (gone or self.spots.lost or self.lost_money_heading)

    @property
    def rows_gone(self) -> bool:
        """Whether rows of the unit's own, or figures of theirs, are gone: what adds them up has no match."""
        lost = any(anchor.kind == "group" for anchor in self.drift.lost)
        return bool(self.drift.short) or lost or self.columns_gone

    @cached_property
    def columns_gone(self) -> bool:
        """Whether a column is gone in which the unit types figures or names of its own rows."""
        gone = {column.field for number, column in self.layout.numbered() if not self.drift.at(1, number)[1]}
        rules = [self.standard.rule_of(rows) for rows in self.standard.own_rows.values()]
        typed = {item.place for rule in rules for item in rule.items.values()}
        return bool(gone & (typed | {"name"})) and bool(rules)

    def texts(self) -> dict[str, dict[str, str]]:
        """What the unit wrote about each indicator of the document, by column."""
        texts: dict[str, dict[str, str]] = {}
        for place in self.layout.places:
            if isinstance(place.child, Indicator) and not self.layout.is_above(place):
                taken = {item.place for item in place.child.items.values()}
                taken |= {"actual"} if place.child.actual else set()
                found = self._texts(place, [field for field in TYPED_TEXTS if field not in taken])
                if found:
                    texts[place.child.name] = found
        return texts

    def own_rows(self) -> dict[str, list[OwnRow]]:
        """The rows that the unit filled, by group; empty ones are left out."""
        found: dict[str, list[OwnRow]] = {}
        for place in self.layout.places:
            if isinstance(place.child, OwnRows) and (row := self._own_row(place, place.child)):
                found.setdefault(place.child.rows, []).append(row)
        return found

    def _own_row(self, place: Place, group: OwnRows) -> OwnRow | None:
        layout, rule = self.layout, self.layout.standard.rule_of(group)
        items = {key: (item, layout.item_cell(place, key)) for key, item in rule.items.items()}
        typed = {key: self.cell(*coordinate_to_tuple(cell)) for key, (_, cell) in items.items()}
        wide = {
            key: str(typed[key]) for key, (item, _) in items.items() if row_in_full_width(typed[key], item)
        }
        figures: dict[str, Figure] = {
            key: typed_figure(wide[key], item) if key in wide else cell_figure(typed[key])
            for key, (item, _) in items.items()
        }
        name = str(self.cell(place.row, layout.column("name")) or "")
        name = "" if name.strip() == printed_name(layout, place) else name
        code = str(self.cell(place.row, layout.column("code")) or "") if layout.has("code") else ""
        asked = [rule.key_at(column) for column in ("target", "actual")]
        if not name and all(figures[key] is None for key in asked if key):
            return None
        taken = {item.place for item in rule.items.values()}
        texts = self._texts(place, [field for field in TYPED_TEXTS if field not in taken])
        points = self._points(place)
        cells = {part: self.place(cell) for part, cell in layout.cells_of_row(place.row).items()}
        cells |= {key: self.place(cell) for key, (_, cell) in items.items()}
        return OwnRow(name, code, figures, texts, points, self.drift.at(place.row, 1)[0], cells, wide)

    def _texts(self, place: Place, fields: list[str]) -> dict[str, str]:
        found = {
            field: self.cell(place.row, self.layout.column(field))
            for field in fields
            if self.layout.has(field)
        }
        return {field: str(value) for field, value in found.items() if value is not None and value != ""}

    def _points(self, place: Place | None) -> Decimal | None:
        figure = cell_figure(self._reported(place))
        return figure if isinstance(figure, Decimal) else None

    def _reported(self, place: Place | None, *, grade: bool = False) -> object:
        """What was reported for a place, in total or as the grade."""
        sheet, cell = self.layout.reported_at(place, grade=grade)
        if not sheet:
            return self.cell(*coordinate_to_tuple(cell))
        return self.cells.value(sheet, *coordinate_to_tuple(cell)) if self.cells.has_sheet(sheet) else None

    def reported_place(self, place: Place | None, *, grade: bool = False) -> tuple[str, str]:
        """Sheet and cell where a reported score stands now, as `FormLayout.reported_at`."""
        sheet, cell = self.layout.reported_at(place, grade=grade)
        return (sheet, cell) if sheet else (self.sheet, self.place(cell))

    def reported(self) -> Reported:
        """The scores typed beside the form, for comparison."""
        items: dict[str, Decimal] = {}
        for place in self.layout.scored_places:
            printed = self._points(place)
            if isinstance(place.child, Indicator) and printed is not None:
                items[place.child.name] = printed
        grade = self._reported(None, grade=True)
        return Reported(items, self._points(None), str(grade) if grade else None)


def figures_in(
    cells: WorkbookCells, spots: Whereabouts, items: Mapping[str, DataItem]
) -> tuple[dict[str, Figure], dict[str, str]]:
    """What the cells of data items hold, and those of them that hold digits in full width, as typed."""
    typed = {key: cells.at(place) for key, place in spots.places.items() if key in items}
    wide = {key: str(value) for key, value in typed.items() if in_full_width(value, items[key])}
    figures = {
        key: typed_figure(wide[key], items[key]) if key in wide else cell_figure(typed.get(key))
        for key in items
    }
    return figures, wide
