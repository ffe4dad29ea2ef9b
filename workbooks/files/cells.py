"""A workbook as its cells and defined names, whichever host read them: a file, or a book open in Excel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from functools import cached_property, lru_cache
from pathlib import Path

from lxml import etree

from udfs.records import dataclass
from udfs.regex import regex
from workbooks.files.container import Unpacked, check_content, read_bytes, unreadable
from workbooks.files.coordinates import coordinate_to_tuple
from workbooks.files.formulas import SheetFormulas, formulas_in
from workbooks.files.hidden import HiddenRows, hidden_rows
from workbooks.files.package import WORKBOOK, parsed_workbook
from workbooks.files.sheets import SheetCells, sheets_in, with_uncalculated
from workbooks.files.uncalculated import uncalculated
from workbooks.problems import InputError
from workbooks.standards.library import STANDARD_NAME

NAMING_SUFFIXES = (".xlsx", ".xlsm")
"""The files whose defined names are read."""

_ADDRESS = regex(r"[A-Z]{1,3}[1-9][0-9]{0,6}")

Names = Mapping[str, str]
"""Defined names with what they refer to, such as '数据'!$C$4."""


@dataclass(frozen=True)
class WorkbookCells:
    """The sheets of a workbook in order, its names, and the names that belong to single sheets."""

    name: str
    sheets: tuple[SheetCells, ...]
    shared: Names = field(default_factory=dict)
    by_sheet: Mapping[str, Names] = field(default_factory=dict)
    formulas: SheetFormulas = field(default_factory=dict)
    """The formulas of each sheet that was read, of a workbook of our own."""
    hidden: HiddenRows = field(default_factory=dict)

    @property
    def standard_id(self) -> str | None:
        """The standard that a workbook of our own names; None for any other."""
        identity = self.shared.get(STANDARD_NAME)
        return None if identity is None else identity.strip('"')

    @cached_property
    def _by_title(self) -> dict[str, SheetCells]:
        return {sheet.name: sheet for sheet in self.sheets}

    def value(self, sheet: str, row: int, column: int) -> object:
        """The value of a cell (from 1); None beyond what is filled. Raises `InputError` without the sheet."""
        found = self.wanted(sheet)
        line, place = row - found.first_row, column - found.first_column
        if not (0 <= line < len(found.rows) and 0 <= place < len(found.rows[line])):
            return None
        return found.rows[line][place]

    def sheet(self, name: str) -> SheetCells | None:
        return self._by_title.get(name)

    def wanted(self, name: str) -> SheetCells:
        """The sheet of this title. Raises `InputError` without it."""
        found = self._by_title.get(name)
        if found is None:
            raise InputError(f"{self.name} 里没有“{name}”表，可能删过或改过表名；请改回“{name}”")
        return found

    def has_sheet(self, name: str) -> bool:
        return name in self._by_title

    def sheet_in(self, reference: str) -> str:
        """The sheet that '数据'!$C$4 refers to; "" where there is none of that title."""
        title = sheet_title(reference.rpartition("!")[0])
        return title if title in self._by_title else ""

    def find(self, names: Names, key: str) -> tuple[str, str] | None:
        """Sheet and address of the cell with a defined name; None where name or sheet is gone."""
        title, address = _place_in(names.get(key, ""))
        return (title, address) if address and title in self._by_title else None

    def place(self, names: Names, key: str) -> tuple[str, str]:
        """Sheet and address of the cell with a defined name. Raises `InputError` when the name is lost."""
        title, address = _place_in(names.get(key, ""))
        if not address:
            raise InputError(
                f"{self.name} 里名称“{key}”不见了，可能删过行或表；请用 jixiao new 新建后重新填写"
            )
        return title, address

    def at(self, place: tuple[str, str]) -> object:
        """The value of a cell by its sheet and address."""
        return self.value(place[0], *coordinate_to_tuple(place[1]))

    def named(self, names: Names, key: str) -> object:
        """The value of the cell with a defined name."""
        sheet, address = self.place(names, key)
        return self.value(sheet, *coordinate_to_tuple(address))


def sheets_with(by_sheet: Mapping[str, Names], key: str) -> list[str]:
    """The sheets that have a defined name of their own."""
    return [sheet for sheet, names in by_sheet.items() if key in names]


def sheet_title(quoted: str) -> str:
    """The title of a sheet that is written as formulas write it."""
    return quoted.removeprefix("'").removesuffix("'").replace("''", "'")


def scope_of(number: str | None, titles: Sequence[str]) -> str | None:
    """The sheet that a name belongs to, "" for the whole workbook, None for one that is not there."""
    if number is None:
        return ""
    known = number.isdecimal() and len(number) < 6 and int(number) < len(titles)
    return titles[int(number)] if known else None


@lru_cache(maxsize=1 << 12)
def _place_in(reference: str) -> tuple[str, str]:
    """Sheet and address that '数据'!$C$4 refers to; no address in what is no single cell."""
    sheet, _, cell = reference.rpartition("!")
    title, address = sheet_title(sheet), cell.replace("$", "")
    return title, address if _ADDRESS.fullmatch(address) else ""


def read_cells(path: Path, leave_out: str = "") -> WorkbookCells:
    """Read a file. Raises `InputError` (one line with the file's name) when it cannot be used.

    In a workbook of our own the sheets that have a name `leave_out` of their own are not read.
    """
    return cells_in(read_bytes(path), path.name, leave_out)


def cells_in(content: bytes, name: str, leave_out: str = "") -> WorkbookCells:
    """The cells and names in the content of a file with this name, as `read_cells`."""
    package = check_content(content, name)
    if Path(name).suffix.lower() not in NAMING_SUFFIXES:
        return WorkbookCells(name, sheets_in(package, name), hidden=hidden_rows(package, name))
    shared, by_sheet = _defined_names(package, name)
    left_out = sheets_with(by_sheet, leave_out) if STANDARD_NAME in shared else []
    if STANDARD_NAME in shared:
        sheets, formulas = sheets_in(package, name, left_out), formulas_in(package, left_out)
    else:
        sheets, formulas = with_uncalculated(sheets_in(package, name), uncalculated(package)), {}
    return WorkbookCells(name, sheets, shared, by_sheet, formulas, hidden_rows(package, name, left_out))


def _defined_names(package: Unpacked, name: str) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """The names of the whole workbook and of each sheet; the file has been found safe before."""
    try:
        root = parsed_workbook(package.read(WORKBOOK))
    except (KeyError, etree.XMLSyntaxError):
        raise unreadable(name) from None
    titles = [str(sheet.get("name")) for sheet in root.iterfind("{*}sheets/{*}sheet")]
    shared: dict[str, str] = {}
    by_sheet: dict[str, dict[str, str]] = {title: {} for title in titles}
    for entry in root.iterfind("{*}definedNames/{*}definedName"):
        title = scope_of(entry.get("localSheetId"), titles)
        if title is not None:
            known = by_sheet[title] if title else shared
            known[str(entry.get("name"))] = entry.text or ""
    return shared, by_sheet
