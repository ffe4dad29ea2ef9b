"""From one edition to the other (udf ↔ native): a filled workbook with its score formulas rewritten.

Nothing else is touched: what was typed, formats, comments and further sheets stay. Only cells that hold a
formula in both editions are rewritten; a score typed over by hand stays typed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple, rows_from_range
from openpyxl.utils.datetime import to_excel
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from workbooks.build import Built, Cells, build
from workbooks.figures import cell_figure
from workbooks.filing import Filing
from workbooks.forms.chart_sheet import CHART_SHEET
from workbooks.forms.form_layout import FormLayout
from workbooks.forms.own_rows import area_name
from workbooks.forms.paper import CellValue, Paper, add_styles
from workbooks.forms.scenario_sheet import (
    CHOICE_ROW,
    FIRST,
    HEADER_ROW,
    SCENARIO_SHEET,
    SPARE,
    USED_NAME,
    Scenario,
)
from workbooks.forms.writer import NATIVE, UDF, WORKINGS_SHEET, Edition, narrow_steps
from workbooks.problems import InputError
from workbooks.read import read_workbook
from workbooks.scoring import FORM_SHEET, ItemScore, ScoredTable, score
from workbooks.standard import Standard
from workbooks.whatif.waterfall import axis

_SCENARIO_SHEETS = (SCENARIO_SHEET, CHART_SHEET)


@dataclass(frozen=True)
class Converted:
    """A workbook in its new edition, and the value of every formula cell."""

    standard: Standard
    workbook: Workbook
    tables: list[ScoredTable]
    values: Cells


def convert(path: Path, edition: Edition) -> Converted:
    """Rewrite the score formulas of a workbook of ours; the file itself is only read.

    Raises `InputError` when it is not ours, or where what the new edition needs a place for is taken.
    """
    standard, filing = read_workbook(path)
    workbook, shown = load_workbook(path), load_workbook(path, data_only=True)
    forms = dict(_forms(workbook, standard))
    other: Edition = UDF if edition == NATIVE else NATIVE
    scenarios = _scenarios(workbook)
    before, after = (_built(standard, list(forms.values()), kind, scenarios) for kind in (other, edition))
    rewritten = _Rewritten(workbook, before, after, list(forms))
    rewritten.check_room()
    rewritten.clear()
    rewritten.write()
    tables = [
        _at_its_rows(score(standard, replace(form, data={**filing.data, **form.data})), layout)
        for form, layout in zip(filing.forms(standard), forms.values(), strict=True)
    ]
    values = _stored(workbook, shown)
    for cell in rewritten.workings_of_scenarios & values.get(SCENARIO_SHEET, {}).keys():
        del values[SCENARIO_SHEET][cell]
    for title, cells in after.values(tables).items():
        # What a scenario shows is stored already; only an unused one is the built one again.
        if title not in _SCENARIO_SHEETS or not rewritten.has_scenarios:
            values.setdefault(rewritten.title(title), {}).update(cells)
    rewritten.draw(axis(tables))
    return Converted(standard, workbook, tables, values)


def _forms(workbook: Workbook, standard: Standard) -> Iterator[tuple[str, FormLayout]]:
    """The sheets of the forms, with rows that the unit inserted."""
    for sheet in workbook.worksheets:
        local = sheet.defined_names
        if standard.projects and not all(key in local for key in standard.money_items):
            continue
        if not standard.projects and sheet.title != FORM_SHEET:
            continue
        names = local if standard.projects else workbook.defined_names
        sizes = {}
        for key in standard.own_rows:
            area = str(names[area_name(key)].attr_text).rpartition("!")[2].replace("$", "")
            rows = [coordinate_to_tuple(cell)[0] for cell in area.split(":")]
            sizes[key] = rows[-1] - rows[0] + 1
        yield sheet.title, FormLayout(standard, sizes)


def _scenarios(workbook: Workbook) -> list[Scenario]:
    """The scenario columns where there are more than to begin with; what is typed in them stays."""
    if SCENARIO_SHEET not in workbook.sheetnames:
        return []
    row = workbook[SCENARIO_SHEET][HEADER_ROW]
    names = [str(cell.value) for cell in row[FIRST - 1 :] if cell.value not in (None, "")]
    return [Scenario(name) for name in names] if len(names) > SPARE else []


def _built(
    standard: Standard, layouts: list[FormLayout], edition: Edition, scenarios: list[Scenario]
) -> Built:
    """An empty workbook with the same rows, for its formulas."""
    empty = Filing(projects=tuple(Filing() for _ in layouts)) if standard.projects else Filing()
    return build(standard, empty, edition=edition, layouts=layouts, scenarios=scenarios)


def _at_its_rows(table: ScoredTable, layout: FormLayout) -> ScoredTable:
    """The table with each row of the unit's own at its place on the sheet, empty rows between counted."""

    def placed(item: ItemScore) -> ItemScore:
        own = item.line.own
        if own is None or own.row is None:
            return item
        first = layout.row_of(table.standard.own_rows[item.line.group], 0)
        return replace(item, line=replace(item.line, number=own.row - first))

    return replace(table, items=tuple(map(placed, table.items)))


def _stored(workbook: Workbook, shown: Workbook) -> dict[str, dict[str, CellValue]]:
    """The values stored beside the formulas, ours and those that somebody typed."""
    return {
        sheet.title: {
            cell.coordinate: _value(shown[sheet.title][cell.coordinate].value)
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "f" and sheet.title in shown.sheetnames
        }
        for sheet in workbook.worksheets
    }


def _value(value: object) -> CellValue:
    if isinstance(value, datetime | date):
        return Decimal(repr(to_excel(value)))  # type: ignore[no-untyped-call]
    return cell_figure(value)


@dataclass(frozen=True)
class _Rewritten:
    """A workbook whose formulas go from those of one edition to those of another."""

    workbook: Workbook
    before: Built
    after: Built
    forms: list[str]

    def title(self, built_title: str) -> str:
        """The sheet of the workbook that a sheet of a built one stands for."""
        titles = {form.sheet: title for form, title in zip(self.after.forms, self.forms, strict=True)}
        return titles.get(built_title, built_title)

    def check_room(self) -> None:
        """Refuse where something stands in the way of the steps."""
        for title, sheet, cells in self._sheets(self.after, self.before):
            if sheet is None:
                continue
            if title == WORKINGS_SHEET:
                raise InputError(f"已有一张名为“{WORKINGS_SHEET}”的工作表，请先改名")
            for cell in cells:
                if sheet[cell].value is not None:
                    column = sheet[cell].column_letter
                    raise InputError(
                        f"“{sheet.title}”表 {cell} 已有内容，{column} 列起要放计算步骤，请先移走"
                    )

    def clear(self) -> None:
        """Take away what only the old edition has: the sheet 算式, the steps and their headings."""
        for title, sheet, cells in self._sheets(self.before, self.after):
            if sheet is None:
                continue
            if title == WORKINGS_SHEET:
                self.workbook.remove(sheet)
                continue
            first = self.before.layout.steps_column
            for cell in (*cells, *self._headings(self.before, title, first)):
                sheet[cell].value, sheet[cell].style = None, "Normal"
            if cells:
                sheet.column_dimensions.pop(get_column_letter(first), None)

    def write(self) -> None:
        """Write the formulas of the new edition."""
        add_styles(self.workbook)
        if SCENARIO_SHEET in self.workbook.sheetnames and SCENARIO_SHEET in self.after.workbook.sheetnames:
            self._write_scenarios()
        for built_sheet in self.after.workbook.worksheets:
            title = built_sheet.title
            if title in _SCENARIO_SHEETS:
                continue
            if title == WORKINGS_SHEET:
                _copy_sheet(built_sheet, self.workbook.create_sheet(title, self._before_scenarios()))
                continue
            sheet, steps = self.workbook[self.title(title)], self.after.layout.steps_column
            new = self._formulas(self.after, title)
            old = self._formulas(self.before, title)
            for cell, formula in new.items():
                if cell not in old:
                    sheet[cell].style = built_sheet[cell].style
                    sheet[cell].value = formula
                elif formula != old[cell] and sheet[cell].data_type == "f":
                    sheet[cell].value = formula
            for heading in self._headings(self.after, title, steps) if new.keys() - old.keys() else ():
                sheet[heading].value = built_sheet[heading].value
                sheet[heading].style = built_sheet[heading].style
            if new.keys() - old.keys():
                narrow_steps(Paper(sheet), steps)

    def _before_scenarios(self) -> int | None:
        """Where the sheet 算式 stands: before 情景, or last."""
        names = self.workbook.sheetnames
        return names.index(SCENARIO_SHEET) if SCENARIO_SHEET in names else None

    def _write_scenarios(self) -> None:
        """Give 情景 the formulas of the new edition and its folded rows; what is typed stays."""
        sheet, old, new = (
            book[SCENARIO_SHEET] for book in (self.workbook, self.before.workbook, self.after.workbook)
        )
        for row in old.iter_rows():
            for cell in row:
                if cell.value is not None and new[cell.coordinate].value is None:
                    sheet[cell.coordinate].value, sheet[cell.coordinate].style = None, "Normal"
                for below in _below(cell.value):
                    sheet[below].value, sheet[below].style = None, "Normal"
        for row in new.iter_rows():
            for cell in row:
                target, before = sheet[cell.coordinate], old[cell.coordinate]
                if cell.value is None or (before.data_type == "f" and target.data_type != "f"):
                    continue
                if cell.data_type == "f" or before.value != cell.value:
                    target.value, target.style = cell.value, cell.style
                for below in _below(cell.value):
                    sheet[below].style = cell.style
        for number in range(new.max_row + 1, old.max_row + 1):
            sheet.row_dimensions.pop(number, None)
        for number in range(old.max_row + 1, new.max_row + 1):
            sheet.row_dimensions[number].height = new.row_dimensions[number].height
            sheet.row_dimensions[number].hidden = new.row_dimensions[number].hidden
            sheet.row_dimensions[number].outlineLevel = new.row_dimensions[number].outlineLevel
        for name, defined in self.after.workbook.defined_names.items():
            if SCENARIO_SHEET in str(defined.attr_text):
                self.workbook.defined_names[name] = DefinedName(name, attr_text=defined.attr_text)

    @property
    def workings_of_scenarios(self) -> set[str]:
        """The folded cells that work out the scores of scenarios, other ones in each edition."""
        if not all(SCENARIO_SHEET in book.sheetnames for book in (self.workbook, self.after.workbook)):
            return set()
        rows = self.after.workbook[SCENARIO_SHEET].iter_rows(min_row=self._last_used_row + 1)
        return {cell.coordinate for row in rows for cell in row}

    @property
    def _last_used_row(self) -> int:
        """The last folded row of the figures in use."""
        defined = self.after.workbook.defined_names[USED_NAME]
        return int(str(defined.attr_text).rpartition("$")[2])

    @property
    def has_scenarios(self) -> bool:
        """Whether a scenario was chosen, added or typed in."""
        if SCENARIO_SHEET not in self.workbook.sheetnames:
            return True
        sheet, built = self.workbook[SCENARIO_SHEET], self.after.workbook[SCENARIO_SHEET]
        rows = sheet.iter_rows(min_row=CHOICE_ROW, max_row=self._last_used_row, min_col=FIRST)
        return any(
            cell.data_type != "f" and cell.value != built[cell.coordinate].value
            for row in rows
            for cell in row
        )

    def draw(self, ends: tuple[int, int]) -> None:
        """Put the charts back, which reading a workbook loses."""
        if CHART_SHEET not in self.workbook.sheetnames or CHART_SHEET not in self.after.workbook.sheetnames:
            return
        # openpyxl keeps the charts of a sheet in a list of its own; it offers no other way to them.
        drawn: list[Any] = self.after.workbook[CHART_SHEET]._charts  # type: ignore[attr-defined]
        for chart in drawn:
            if chart.y_axis.scaling.max is not None:
                chart.y_axis.scaling.min, chart.y_axis.scaling.max = ends
        self.workbook[CHART_SHEET]._charts = drawn  # type: ignore[attr-defined]

    def _sheets(self, one: Built, other: Built) -> Iterator[tuple[str, Worksheet | None, list[str]]]:
        """Each sheet of a built workbook, that of the workbook, and the formula cells the other has not."""
        for built_sheet in one.workbook.worksheets:
            if built_sheet.title in _SCENARIO_SHEETS:
                continue
            title = self.title(built_sheet.title)
            sheet = self.workbook[title] if title in self.workbook.sheetnames else None
            more = self._formulas(one, built_sheet.title).keys() - self._formulas(other, built_sheet.title)
            yield built_sheet.title, sheet, sorted(more)

    @staticmethod
    def _formulas(built: Built, title: str) -> Mapping[str, str]:
        if title not in built.workbook.sheetnames:
            return {}
        rows = built.workbook[title].iter_rows()
        return {cell.coordinate: str(cell.value) for row in rows for cell in row if cell.data_type == "f"}

    @staticmethod
    def _headings(built: Built, title: str, first: int) -> list[str]:
        """The heading cells of the steps of a form."""
        layouts = {form.sheet: form.layout for form in built.forms}
        if title not in layouts:
            return []
        row, last = layouts[title].header_rows[1], built.workbook[title].max_column
        return [f"{get_column_letter(column)}{row}" for column in range(first, last + 1)]


def _below(value: object) -> list[str]:
    """The cells of an array formula below its first; reading a workbook takes them for typed ones."""
    if not isinstance(value, ArrayFormula):
        return []
    return [cell for row in rows_from_range(value.ref) for cell in row][1:]


def _copy_sheet(source: Worksheet, target: Worksheet) -> None:
    """Copy a sheet of ours: what is written, how it looks and how it is printed."""
    for row in source.iter_rows():
        for cell in row:
            copy = target[cell.coordinate]
            copy.value, copy.style = cell.value, cell.style
    for area in source.merged_cells.ranges:
        target.merged_cells.add(area.coord)
    for letter, dimension in source.column_dimensions.items():
        target.column_dimensions[letter].width = dimension.width
    for number, row_dimension in source.row_dimensions.items():
        target.row_dimensions[number].height = row_dimension.height
    Paper(target).print_setup((4, 4), source.max_column, landscape=False)
    Paper(target).protect()
