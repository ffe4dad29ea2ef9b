"""Reading our own workbooks back: the figures in the data cells and the scores as reported."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from pathlib import Path

from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook

from workbooks import container
from workbooks.build import STANDARD_NAME
from workbooks.figures import cell_figure
from workbooks.filing import Filing
from workbooks.forms.indicator_table import FormLayout
from workbooks.forms.paper import UNIT_NAME, YEAR_NAME
from workbooks.problems import InputError
from workbooks.scoring import FORM_SHEET, Reported
from workbooks.standard import TYPED_TEXTS, Standard
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


def read_workbook(path: Path) -> tuple[Standard, Filing]:
    """Read a workbook built by us: which standard it follows, and what is filled in.

    Raises `InputError` when it is not ours, a sheet is missing or the file cannot be read.
    """
    content = container.read_bytes(path)
    container.check_content(content, path.name)
    names = _defined_names(content, path)
    identity = names.get(STANDARD_NAME)
    if identity is None:
        raise InputError(f"{path.name} {_NOT_OURS}")
    standard = load(identity.strip('"'))
    try:
        grid = _Grid(CalamineWorkbook.from_filelike(io.BytesIO(content)))
    except (CalamineError, OSError) as error:
        raise InputError(f"{path.name} 读不出来（{error}），请用 Excel 打开后另存一份") from None
    filing = Filing(
        unit=str(_named(grid, names, UNIT_NAME, path) or ""),
        year=_year(_named(grid, names, YEAR_NAME, path)),
        data={key: cell_figure(_named(grid, names, key, path)) for key in standard.items},
        texts=_texts(grid, standard, path),
        reported=_reported(grid, standard, path),
    )
    return standard, filing


def _defined_names(content: bytes, path: Path) -> dict[str, str]:
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        raise InputError(f"{path.name} 不是 .xlsx 附表，请在 Excel 中另存为 .xlsx")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            root = etree.fromstring(archive.read("xl/workbook.xml"), _parser())
    except (KeyError, etree.XMLSyntaxError):
        raise InputError(f"{path.name} 已损坏，请重新取得这份文件") from None
    found = root.iterfind(f"{{{MAIN}}}definedNames/{{{MAIN}}}definedName")
    return {str(entry.get("name")): entry.text or "" for entry in found}


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


def _named(grid: _Grid, names: dict[str, str], key: str, path: Path) -> object:
    reference = names.get(key)
    if reference is None or "#REF!" in reference:
        raise InputError(f"{path.name} 里名称“{key}”不见了，可能删过行或表；请用 jixiao new 新建后重新填写")
    sheet, _, cell = reference.rpartition("!")
    letters = cell.replace("$", "")
    column = 0
    for char in letters.rstrip("0123456789"):
        column = column * 26 + ord(char) - ord("A") + 1
    return _value(grid, sheet.strip("'"), int(letters.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")), column, path)


def _value(grid: _Grid, sheet: str, row: int, column: int, path: Path) -> object:
    try:
        return grid.value(sheet, row, column)
    except CalamineError:
        raise InputError(f"{path.name} 里没有“{sheet}”表，可能删过或改过表名；请改回“{sheet}”") from None


def _year(value: object) -> int | None:
    return int(value) if isinstance(value, int | float) else None


def _texts(grid: _Grid, standard: Standard, path: Path) -> dict[str, dict[str, str]]:
    """What the unit wrote about each indicator in the form."""
    layout = FormLayout(standard)
    columns = [column.field for column in standard.form.columns if column.field in TYPED_TEXTS]
    texts: dict[str, dict[str, str]] = {}
    for row, (_, _, indicator) in enumerate(standard.rows, layout.first_row):
        for field in columns:
            value = _value(grid, FORM_SHEET, row, layout.column(field), path)
            if value is not None and value != "":
                texts.setdefault(indicator.name, {})[field] = str(value)
    return texts


def _reported(grid: _Grid, standard: Standard, path: Path) -> Reported:
    """The scores typed beside the form, for comparison."""
    layout = FormLayout(standard)
    items: dict[str, Decimal] = {}
    for number, (_, _, indicator) in enumerate(standard.rows):
        figure = cell_figure(
            _value(grid, FORM_SHEET, layout.first_row + number, layout.reported_column, path)
        )
        if isinstance(figure, Decimal):
            items[indicator.name] = figure
    total = cell_figure(_value(grid, FORM_SHEET, layout.total_row, layout.reported_column, path))
    grade = _value(grid, FORM_SHEET, layout.grade_row, layout.reported_column, path)
    return Reported(items, total if isinstance(total, Decimal) else None, str(grade) if grade else None)
