"""Reading our own workbooks back: the figures in the data cells and the scores as reported."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from openpyxl.utils.cell import coordinate_to_tuple

from udfs.expression import Figure
from workbooks.files.cells import NAMING_SUFFIXES, Names, WorkbookCells, read_cells
from workbooks.filing.data_file import Filing, Reported, read_filing
from workbooks.filing.figures import cell_figure
from workbooks.filing.lines import OwnRow
from workbooks.forms.drift import Drift, drift_of
from workbooks.forms.form_layout import FormLayout, Place
from workbooks.forms.own_rows import area_name
from workbooks.forms.paper import UNIT_NAME, YEAR_NAME
from workbooks.forms.project_head import text_name
from workbooks.problems import InputError
from workbooks.standards.carried import CARRIED_SHEET, from_lines
from workbooks.standards.form import TYPED_TEXTS
from workbooks.standards.loading import load
from workbooks.standards.model import Indicator, OwnRows, Standard

_NOT_OURS = "不是本工具生成的附表（找不到“评分标准编号”）；请用 jixiao new 新建一份，把数据填进去"


def read_data(path: Path, standard: Standard) -> Filing:
    """Read a data file: YAML, or a workbook whose data cells were filled."""
    if path.suffix.lower() in (".yaml", ".yml"):
        return read_filing(path, standard)
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        raise InputError(f"{path.name} 不是数据文件：请给 .yaml 数据文件，或填好“数据”表的 .xlsx 附表")
    found, filing = read_workbook(path)
    if found.id != standard.id:
        raise InputError(f"{path.name} 是“{found.id}”的附表，不是“{standard.id}”的，请换一份或改标准编号")
    return filing


def read_workbook(path: Path) -> tuple[Standard, Filing]:
    """Read a workbook built by us: which standard it follows, and what is filled in.

    Raises `InputError` when it is not ours, a sheet is missing or the file cannot be read.
    """
    own = own_workbook(read_cells(path))
    return own.standard, own.filing


def own_workbook(cells: WorkbookCells) -> OwnWorkbook:
    """The cells of a file as a workbook built by us, as `read_workbook`."""
    if not cells.name.lower().endswith(NAMING_SUFFIXES):
        raise InputError(f"{cells.name} 不是 .xlsx 附表，请在 Excel 中另存为 .xlsx")
    return read_own(cells)


@dataclass(frozen=True)
class OwnWorkbook:
    """A workbook of our own: its standard, what is filled in, and its forms in the order of the filing."""

    standard: Standard
    filing: Filing
    forms: tuple[OwnForm, ...]


def standard_in(cells: WorkbookCells) -> Standard:
    """The standard that a workbook of ours carries, else the one that it names. Raises `InputError`."""
    if cells.standard_id is None:
        raise InputError(f"{cells.name} {_NOT_OURS}")
    carried = next((sheet for sheet in cells.sheets if sheet.name == CARRIED_SHEET), None)
    if carried is None:
        return load(cells.standard_id)
    lines = [str(row[0]) if row and row[0] is not None else "" for row in carried.rows]
    return from_lines(lines, cells.name)


def read_own(cells: WorkbookCells) -> OwnWorkbook:
    """Read the cells of a workbook built by us. Raises `InputError` when it is not ours or incomplete."""
    if cells.standard_id is None:
        raise InputError(f"{cells.name} {_NOT_OURS}")
    standard = standard_in(cells)
    unit = str(cells.named(cells.shared, UNIT_NAME) or "")
    year = _year(cells.named(cells.shared, YEAR_NAME))
    if not standard.projects:
        form = OwnForm(cells, standard.form_sheet, cells.shared, standard)
        filing = replace(form.filing(standard.items), unit=unit, year=year)
        return OwnWorkbook(standard, filing, (form,))
    data = {key: cell_figure(cells.named(cells.shared, key)) for key in standard.table_items}
    forms = tuple(
        OwnForm(cells, sheet, names, standard)
        for sheet, names in cells.by_sheet.items()
        if all(key in names for key in standard.money_items)
    )
    projects = tuple(form.filing(standard.money_items) for form in forms)
    return OwnWorkbook(standard, Filing(unit=unit, year=year, data=data, projects=projects), forms)


@dataclass(frozen=True)
class OwnForm:
    """One form of a workbook: what the unit wrote in it and what was reported."""

    cells: WorkbookCells
    sheet: str
    names: Names
    standard: Standard

    @cached_property
    def layout(self) -> FormLayout:
        sizes = {key: self._size(key) for key in self.standard.own_rows}
        return FormLayout(self.standard, sizes)

    def _size(self, key: str) -> int:
        """How many rows a group of the unit's own has in this workbook."""
        reference = self.names.get(area_name(key), "").rpartition("!")[2].replace("$", "")
        rows = [coordinate_to_tuple(cell)[0] for cell in reference.split(":") if cell]
        if not rows:
            raise InputError(
                f"{self.cells.name} 里名称“{area_name(key)}”不见了；请用 jixiao new 新建后重新填写"
            )
        return rows[-1] - rows[0] + 1

    @cached_property
    def drift(self) -> Drift:
        """What was inserted, deleted or moved since the form was built."""
        return drift_of(self.cells, self.sheet, self.names, self.layout)

    def cell(self, row: int, column: int) -> object:
        """The value of a cell of the layout, wherever it stands now; None for one that is gone."""
        row, column = self.drift.at(row, column)
        return self.cells.value(self.sheet, row, column) if row and column else None

    def figure(self, cell: str) -> Figure:
        """What a cell of the layout shows."""
        return cell_figure(self.cell(*coordinate_to_tuple(cell)))

    def place(self, cell: str) -> str:
        """Where a cell of the layout stands now."""
        return self.drift.address(cell)

    def filing(self, items: Iterable[str]) -> Filing:
        """What is filled in, with the figures of the data items that are this form's own."""
        head = self.head()
        name = head.pop(self.standard.project_name, "")
        return Filing(
            data={key: cell_figure(self.cells.named(self.names, key)) for key in items},
            texts=self.texts(),
            rows=self.own_rows(),
            reported=self.reported(),
            name=name,
            head=head,
        )

    def head(self) -> dict[str, str]:
        """The texts above the table of a project form."""
        head = self.standard.form.head
        found = {
            label: self.cells.named(self.names, text_name(label)) for label in (head.texts if head else ())
        }
        return {label: str(value) for label, value in found.items() if value not in (None, "")}

    def texts(self) -> dict[str, dict[str, str]]:
        """What the unit wrote about each indicator of the document, by column."""
        texts: dict[str, dict[str, str]] = {}
        for place in self.layout.places:
            if isinstance(place.child, Indicator):
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
        figures: dict[str, Figure] = {}
        for key, item in rule.items.items():
            column = layout.column(item.place) if item.place else layout.beside[key]
            figures[key] = cell_figure(self.cell(place.row, column))
        name = str(self.cell(place.row, layout.column("name")) or "")
        code = str(self.cell(place.row, layout.column("code")) or "") if layout.has("code") else ""
        asked = [rule.key_at(column) for column in ("target", "actual")]
        if not name and all(figures[key] is None for key in asked if key):
            return None
        taken = {item.place for item in rule.items.values()}
        texts = self._texts(place, [field for field in TYPED_TEXTS if field not in taken])
        points = self._points(place)
        cells = {part: self.place(cell) for part, cell in layout.cells_of_row(place.row).items()}
        return OwnRow(name, code, figures, texts, points, self.drift.at(place.row, 1)[0], cells)

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


def _year(value: object) -> int | None:
    return int(value) if isinstance(value, int | float) else None
