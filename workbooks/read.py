"""Reading our own workbooks back: the figures in the data cells and the scores as reported."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from lxml import etree
from openpyxl.utils.cell import coordinate_to_tuple
from python_calamine import CalamineError, CalamineWorkbook

from workbooks import container
from workbooks.build import STANDARD_NAME
from workbooks.expression import Figure
from workbooks.figures import cell_figure
from workbooks.filing import Filing, Reported, read_filing
from workbooks.form import TYPED_TEXTS
from workbooks.forms.form_layout import FormLayout, Place
from workbooks.forms.own_rows import area_name
from workbooks.forms.paper import UNIT_NAME, YEAR_NAME
from workbooks.forms.project_head import text_name
from workbooks.lines import OwnRow
from workbooks.problems import InputError
from workbooks.scoring import FORM_SHEET
from workbooks.standard import Indicator, OwnRows, Standard
from workbooks.standards import load
from workbooks.xlsx import MAIN

_NOT_OURS = "不是本工具生成的附表（找不到“评分标准编号”）；请用 jixiao new 新建一份，把数据填进去"


class _Grid:
    """The cells of a workbook by sheet and address, each sheet read once."""

    def __init__(self, workbook: CalamineWorkbook) -> None:
        self._workbook = workbook
        self._sheets: dict[str, list[list[object]]] = {}

    def value(self, sheet: str, row: int, column: int) -> object:
        """The value of a cell (from 1); None beyond what is filled."""
        if sheet not in self._sheets:
            found = self._workbook.get_sheet_by_name(sheet)
            self._sheets[sheet] = found.to_python(skip_empty_area=False)
        rows = self._sheets[sheet]
        if row > len(rows) or column > len(rows[row - 1]):
            return None
        return rows[row - 1][column - 1]


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
    content = container.read_bytes(path)
    container.check_content(content, path.name)
    names = _defined_names(content, path)
    identity = names.shared.get(STANDARD_NAME)
    if identity is None:
        raise InputError(f"{path.name} {_NOT_OURS}")
    standard = load(identity.strip('"'))
    try:
        grid = _Grid(CalamineWorkbook.from_filelike(io.BytesIO(content)))
    except (CalamineError, OSError) as error:
        raise InputError(f"{path.name} 读不出来（{error}），请用 Excel 打开后另存一份") from None
    unit = str(_named(grid, names.shared, UNIT_NAME, path) or "")
    year = _year(_named(grid, names.shared, YEAR_NAME, path))
    if not standard.projects:
        filing = _Form(grid, FORM_SHEET, names.shared, standard, path).filing(standard.items)
        return standard, replace(filing, unit=unit, year=year)
    data = {key: cell_figure(_named(grid, names.shared, key, path)) for key in standard.table_items}
    projects = tuple(
        _Form(grid, sheet, local, standard, path).filing(standard.money_items)
        for sheet, local in names.by_sheet.items()
        if all(key in local for key in standard.money_items)
    )
    return standard, Filing(unit=unit, year=year, data=data, projects=projects)


@dataclass(frozen=True)
class _Form:
    """One form of a workbook: what the unit wrote in it and what was reported."""

    grid: _Grid
    sheet: str
    names: dict[str, str]
    standard: Standard
    path: Path

    @cached_property
    def layout(self) -> FormLayout:
        sizes = {key: _size(self.names, key, self.path) for key in self.standard.own_rows}
        return FormLayout(self.standard, sizes)

    def cell(self, row: int, column: int) -> object:
        return _value(self.grid, self.sheet, row, column, self.path)

    def filing(self, items: Iterable[str]) -> Filing:
        """What is filled in, with the figures of the data items that are this form's own."""
        head = self.head()
        name = head.pop(self.standard.project_name, "")
        return Filing(
            data={key: cell_figure(_named(self.grid, self.names, key, self.path)) for key in items},
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
            label: _named(self.grid, self.names, text_name(label), self.path)
            for label in (head.texts if head else ())
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
        return OwnRow(name, code, figures, texts, self._points(place.row), place.row)

    def _texts(self, place: Place, fields: list[str]) -> dict[str, str]:
        found = {
            field: self.cell(place.row, self.layout.column(field))
            for field in fields
            if self.layout.has(field)
        }
        return {field: str(value) for field, value in found.items() if value is not None and value != ""}

    def _points(self, row: int) -> Decimal | None:
        figure = cell_figure(self.cell(row, self.layout.reported_column))
        return figure if isinstance(figure, Decimal) else None

    def reported(self) -> Reported:
        """The scores typed beside the form, for comparison."""
        items: dict[str, Decimal] = {}
        for place in self.layout.scored_places:
            printed = self._points(place.row)
            if isinstance(place.child, Indicator) and printed is not None:
                items[place.child.name] = printed
        grade = self.cell(self.layout.grade_row, self.layout.reported_column)
        return Reported(items, self._points(self.layout.total_row), str(grade) if grade else None)


def _size(names: dict[str, str], key: str, path: Path) -> int:
    """How many rows a group of the unit's own has in this workbook."""
    reference = names.get(area_name(key), "").rpartition("!")[2].replace("$", "")
    rows = [coordinate_to_tuple(cell)[0] for cell in reference.split(":") if cell]
    if not rows:
        raise InputError(f"{path.name} 里名称“{area_name(key)}”不见了；请用 jixiao new 新建后重新填写")
    return rows[-1] - rows[0] + 1


@dataclass(frozen=True)
class _Names:
    """The defined names of a workbook: those of the whole workbook, and those of each sheet."""

    shared: dict[str, str]
    by_sheet: dict[str, dict[str, str]]


def _defined_names(content: bytes, path: Path) -> _Names:
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        raise InputError(f"{path.name} 不是 .xlsx 附表，请在 Excel 中另存为 .xlsx")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            root = etree.fromstring(archive.read("xl/workbook.xml"), _parser())
    except (KeyError, etree.XMLSyntaxError):
        raise InputError(f"{path.name} 已损坏，请重新取得这份文件") from None
    sheets = [str(sheet.get("name")) for sheet in root.iterfind(f"{{{MAIN}}}sheets/{{{MAIN}}}sheet")]
    names = _Names({}, {sheet: {} for sheet in sheets})
    for entry in root.iterfind(f"{{{MAIN}}}definedNames/{{{MAIN}}}definedName"):
        scope = entry.get("localSheetId")
        known = names.shared if scope is None else names.by_sheet[sheets[int(scope)]]
        known[str(entry.get("name"))] = entry.text or ""
    return names


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


def _named(grid: _Grid, names: dict[str, str], key: str, path: Path) -> object:
    reference = names.get(key)
    if reference is None or "#REF!" in reference:
        raise InputError(f"{path.name} 里名称“{key}”不见了，可能删过行或表；请用 jixiao new 新建后重新填写")
    sheet, _, cell = reference.rpartition("!")
    title = sheet.removeprefix("'").removesuffix("'").replace("''", "'")
    return _value(grid, title, *coordinate_to_tuple(cell.replace("$", "")), path)


def _value(grid: _Grid, sheet: str, row: int, column: int, path: Path) -> object:
    try:
        return grid.value(sheet, row, column)
    except CalamineError:
        raise InputError(f"{path.name} 里没有“{sheet}”表，可能删过或改过表名；请改回“{sheet}”") from None


def _year(value: object) -> int | None:
    return int(value) if isinstance(value, int | float) else None
