"""From one edition to the other (udf ↔ native): a filled workbook with its score formulas rewritten.

Nothing else is touched: what was typed, formats, comments and further sheets stay. Only cells that hold a
formula in both editions are rewritten; a score typed over by hand stays typed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl.utils.datetime import to_excel
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from udfs.records import dataclass
from workbooks.files.cells import WorkbookCells, sheet_title
from workbooks.files.coordinates import column_index_from_string, coordinate_to_tuple
from workbooks.files.editable import load
from workbooks.files.made_cells import cells_of, value_at
from workbooks.filing.figures import cell_figure
from workbooks.filing.scoring import ScoredTable, score
from workbooks.findings import NOTICE, Finding
from workbooks.forms.build import Built, Cells, build
from workbooks.forms.layout.form_layout import FormLayout
from workbooks.forms.layout.kinds import WORKINGS_SHEET
from workbooks.forms.page.paper import CellValue, Paper, add_styles
from workbooks.forms.page.writer import NATIVE, UDF, Edition, narrow_steps
from workbooks.forms.returned.carried_data import carried_over, why_anew
from workbooks.forms.returned.computed import at_its_rows
from workbooks.forms.returned.damage import CODE
from workbooks.forms.returned.own_book import OwnWorkbook
from workbooks.forms.returned.read_back import own_workbook
from workbooks.forms.sheets.own_rows import area_name
from workbooks.forms.sheets.scenario_sheet import (
    CHOICE_ROW,
    FIRST,
    FORM_NAME,
    HEADER_ROW,
    ITEM,
    PICKS_NAME,
    SPARE,
    USED_NAME,
    Scenario,
    used_names,
)
from workbooks.forms.sheets.work import BuiltForm, FormSheets
from workbooks.forms.unfilled import UnfilledCell, UnfilledSheet, build_unfilled, cells_written, unfilled
from workbooks.problems import InputError
from workbooks.standards.model import Standard


@dataclass(frozen=True)
class Converted:
    """A workbook in its new edition, the value of every formula cell, and where everything stands."""

    standard: Standard
    workbook: Workbook
    tables: list[ScoredTable]
    values: Cells
    built: Built
    told: tuple[Finding, ...] = ()
    rebuilt: bool = False
    """Whether it was built anew because rows, columns or sheets were not where they had been."""


def convert(path: Path, shown: WorkbookCells, edition: Edition) -> Converted:
    """Rewrite the score formulas of a workbook of ours, whose cells are `shown`; the file is only read.

    Raises `InputError` when it is not ours, or where what the new edition needs a place for is taken.
    """
    own = own_workbook(shown)
    if not own.is_as_built:
        return _rebuilt(own, edition)
    standard, filing = own.standard, own.filing
    workbook = load(path)
    forms = tuple(_forms(workbook, standard))
    scenarios = kept_scenarios(workbook, standard)
    # The same edition in another kind of file (.xlsx, .xlsm) keeps its formulas.
    before = unfilled(standard, forms, _edition_of(own, edition), scenarios)
    after = build_unfilled(standard, forms, edition, scenarios)
    rewritten = _Rewritten(workbook, before, after)
    rewritten.check_room()
    rewritten.clear()
    rewritten.write()
    tables = [
        at_its_rows(score(standard, replace(filed, data={**filing.data, **filed.data})), form.layout)
        for filed, form in zip(filing.forms(standard), forms, strict=True)
    ]
    values = _stored(workbook, shown)
    for form in after.forms:
        if form.scenario_sheet:
            # Each edition works out the scores in its own way below the figures in use.
            last = _rows(workbook[form.scenario_sheet].defined_names[USED_NAME])[1]
            shown_cells = values[form.scenario_sheet].items()
            values[form.scenario_sheet] = {
                cell: value for cell, value in shown_cells if coordinate_to_tuple(cell)[0] <= last
            }
    for title, cells in rewritten.values(tables).items():
        values.setdefault(title, {}).update(cells)
    rewritten.draw()
    return Converted(standard, workbook, tables, values, after)


def _edition_of(own: OwnWorkbook, asked: Edition) -> Edition:
    """The edition of a workbook by its formulas; the other one than is asked for where it has none."""
    texts = [text for sheet in own.cells.formulas.values() for text in sheet.values()]
    if not texts:
        return UDF if asked == NATIVE else NATIVE
    return UDF if any("JX_" in text for text in texts) else NATIVE


def _rebuilt(own: OwnWorkbook, edition: Edition) -> Converted:
    """A new workbook with all that could be read of one that was taken apart."""
    filing = carried_over(own)
    built = build(own.standard, filing, filing.ledger_rows, edition)
    tables = built.scored()
    message = (
        f"{own.cells.name} {why_anew(own)}，已按读出的数据重新生成一份；"
        "另加的行、列和工作表没有带过来，请核对"
    )
    told = (*filing.told, Finding(CODE, NOTICE, "", "", message))
    return Converted(own.standard, built.workbook, tables, built.values(tables), built, told, rebuilt=True)


def _forms(workbook: Workbook, standard: Standard) -> Iterator[FormSheets]:
    """The sheets of the forms, with rows that the unit inserted."""
    for sheet in workbook.worksheets:
        local = sheet.defined_names
        if standard.projects and not all(key in local for key in standard.money_items):
            continue
        if not standard.projects and sheet.title != standard.form_sheet:
            continue
        names = local if standard.projects else workbook.defined_names
        sizes = {}
        for key in standard.own_rows:
            first, last = _rows(names[area_name(key)])
            sizes[key] = last - first + 1
        layout = FormLayout(standard, sizes)
        yield FormSheets(sheet.title, *_scenario_sheets(workbook, sheet.title, layout), layout)


def _scenario_sheets(workbook: Workbook, form: str, layout: FormLayout) -> tuple[str, str]:
    """The sheets 情景 and 图表 of a form; none where they did not keep up with its rows."""
    scenarios = charts = ""
    for sheet in workbook.worksheets:
        name = sheet.defined_names.get(FORM_NAME)
        if name is None or sheet_title(str(name.attr_text).rpartition("!")[0]) != form:
            continue
        if USED_NAME not in sheet.defined_names:
            charts = charts or sheet.title
        elif (
            PICKS_NAME in sheet.defined_names
            and not scenarios
            and used_names_on(sheet) == list(used_names(layout))
        ):
            scenarios = sheet.title
    return (scenarios, charts) if scenarios else ("", "")


def _keeps_up(sheet: Worksheet, layout: FormLayout) -> bool:
    """Whether a sheet 情景 is laid out as we do now and has the rows of its form."""
    return PICKS_NAME in sheet.defined_names and used_names_on(sheet) == used_names(layout)


def used_names_on(sheet: Worksheet) -> list[str]:
    """The names of the figures in use on a sheet 情景."""
    first, last = _rows(sheet.defined_names[USED_NAME])
    return [str(sheet.cell(row, ITEM).value or "") for row in range(first, last + 1)]


def _rows(name: DefinedName) -> tuple[int, int]:
    """The first and the last row of what a name stands for."""
    area = str(name.attr_text).rpartition("!")[2].replace("$", "")
    rows = [coordinate_to_tuple(cell)[0] for cell in area.split(":")]
    return rows[0], rows[-1]


def _scenarios(workbook: Workbook, forms: Sequence[FormSheets]) -> Iterator[Scenario]:
    """The scenario columns where there are more than to begin with; what is typed in them stays."""
    for number, form in enumerate(forms):
        if form.scenarios:
            row = workbook[form.scenarios][HEADER_ROW]
            names = [str(cell.value) for cell in row[FIRST - 1 :] if cell.value not in (None, "")]
            if len(names) > SPARE:
                yield from (Scenario(name, form=number) for name in names)


def kept_scenarios(workbook: Workbook, standard: Standard) -> list[Scenario]:
    """The scenario columns of a workbook of ours, where there are more than to begin with."""
    return list(_scenarios(workbook, tuple(_forms(workbook, standard))))


def _stored(workbook: Workbook, shown: WorkbookCells) -> dict[str, dict[str, CellValue]]:
    """The values stored beside the formulas, ours and those that somebody typed."""
    return {
        sheet.title: {
            cell.coordinate: _value(shown.value(sheet.title, *coordinate_to_tuple(cell.coordinate)))
            for cell in cells_of(sheet)
            if cell.data_type == "f" and shown.has_sheet(sheet.title)
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
    before: Mapping[str, UnfilledSheet]
    after: Built

    @property
    def _has_workings(self) -> bool:
        """Whether a sheet 算式 of the workbook is ours, by its edition."""
        return WORKINGS_SHEET in self.before

    def check_room(self) -> None:
        """Refuse where something stands in the way of the steps."""
        workings = (each.sheetnames for each in (self.workbook, self.after.workbook))
        if all(WORKINGS_SHEET in names for names in workings) and not self._has_workings:
            raise InputError(f"已有一张名为“{WORKINGS_SHEET}”的工作表，请先改名")
        for sheet, before, after in self._sheets():
            for cell in cells_written(after).keys() - before.cells.keys():
                if sheet[cell].value is not None:
                    raise InputError(f"“{sheet.title}”表 {cell} 已有内容，那里要放计算步骤，请先移走")

    def clear(self) -> None:
        """Take away what only the old edition has: the sheet 算式, the steps and their headings."""
        if WORKINGS_SHEET in self.workbook.sheetnames and self._has_workings:
            self.workbook.remove(self.workbook[WORKINGS_SHEET])
        for sheet, before, after in self._sheets():
            for cell in before.cells.keys() - cells_written(after).keys():
                sheet[cell].value, sheet[cell].style = None, "Normal"
            for letter in before.columns - after.column_dimensions.keys():
                sheet.column_dimensions.pop(letter, None)
            for number in before.rows - after.row_dimensions.keys():
                sheet.row_dimensions.pop(number, None)

    def write(self) -> None:
        """Write the formulas of the new edition."""
        add_styles(self.workbook)
        if WORKINGS_SHEET in self.after.workbook.sheetnames:
            workings = self.workbook.create_sheet(WORKINGS_SHEET, self._before_scenarios())
            _copy_sheet(self.after.workbook[WORKINGS_SHEET], workings)
        for sheet, before, after in self._sheets():
            for place, cell in cells_written(after).items():
                target, old = sheet[place], before.cells.get(place)
                if old is None or None in (old.value, cell.value):
                    target.value, target.style = cell.value, cell.style
                elif cell.value != old.value and _is_ours(target, old):
                    target.value = cell.value
            for letter in after.column_dimensions.keys() - before.columns:
                narrow_steps(Paper(sheet), column_index_from_string(letter))
            for number in after.row_dimensions.keys() - before.rows:
                row, built_row = sheet.row_dimensions[number], after.row_dimensions[number]
                row.height, row.hidden, row.outlineLevel = (
                    built_row.height,
                    built_row.hidden,
                    built_row.outlineLevel,
                )

    def values(self, tables: list[ScoredTable]) -> Cells:
        """The value of every formula; what a used scenario shows is stored already."""
        left = {
            title
            for form in self.after.forms
            if form.scenario_sheet and self._has_scenarios(form)
            for title in (form.scenario_sheet, form.chart_sheet)
        }
        cells = self.after.values(tables)
        return {title: cells[title] for title in cells.keys() & set(self.workbook.sheetnames) - left}

    def draw(self) -> None:
        """Put the charts back, which reading a workbook loses."""
        for form in self.after.forms:
            if not form.chart_sheet:
                continue
            # openpyxl keeps the charts of a sheet in a list of its own; it offers no other way to them.
            drawn: list[Any] = self.after.workbook[form.chart_sheet]._charts  # type: ignore[attr-defined]
            self.workbook[form.chart_sheet]._charts = drawn  # type: ignore[attr-defined]

    def _sheets(self) -> Iterator[tuple[Worksheet, UnfilledSheet, Worksheet]]:
        """Each sheet that both editions have, and the same of the old and of the new edition."""
        for after in self.after.workbook.worksheets:
            title = after.title
            if title in self.workbook.sheetnames and title in self.before:
                yield self.workbook[title], self.before[title], after

    def _before_scenarios(self) -> int | None:
        """Where the sheet 算式 stands: before the sheets 情景, or last."""
        places = [place for place, sheet in enumerate(self.workbook) if FORM_NAME in sheet.defined_names]
        return min(places, default=None)

    def _has_scenarios(self, form: BuiltForm) -> bool:
        """Whether a scenario was chosen, added or typed in, or a figure picked."""
        sheet, built = (book[form.scenario_sheet] for book in (self.workbook, self.after.workbook))
        last = _rows(sheet.defined_names[USED_NAME])[1]
        typed = {(cell.row, cell.column) for cell in cells_of(sheet) if cell.data_type != "f"}
        ours = {(cell.row, cell.column) for cell in cells_of(built)}
        gone = {place for place in ours if value_at(sheet, *place) is None}
        return any(
            value_at(sheet, row, column) != value_at(built, row, column)
            for row, column in typed | gone
            if CHOICE_ROW <= row <= last
        )


def _is_ours(cell: Any, old: UnfilledCell) -> bool:
    """Whether a cell holds what was written: a formula, whatever it is by now, or the same text."""
    return cell.data_type == "f" if old.is_formula else bool(cell.value == old.value)


def _copy_sheet(source: Worksheet, target: Worksheet) -> None:
    """Copy a sheet of ours: what is written, how it looks and how it is printed."""
    for cell in cells_of(source):
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
