"""Drive a headless LibreOffice over UNO: one JSON request per line on stdin, one answer on stdout.

Runs under a Python that has `uno` (the system's, not the tests' own), so it uses nothing but that and
the standard library. Arguments: the soffice program, a folder for the profile, a folder of extensions.
An answer is {"result": …} or {"error": "…"}; the end of stdin ends LibreOffice.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.document.MacroExecMode import ALWAYS_EXECUTE_NO_WARN
from com.sun.star.sheet.FillDirection import TO_BOTTOM, TO_RIGHT
from com.sun.star.sheet.FormulaResult import ERROR, STRING, VALUE
from com.sun.star.table.CellContentType import EMPTY

# What soffice ends with when it wants to be started again, as it does on a new profile.
START_AGAIN = 81
STARTUP_SECONDS = 540
FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".pdf": "calc_pdf_Export",
    ".ods": "calc8",
    ".xls": "MS Excel 97",
}
# Calc's error codes as Excel shows them; any other stays Calc's own, such as Err:502.
ERRORS = {
    503: "#NUM!",
    519: "#VALUE!",
    521: "#NULL!",
    524: "#REF!",
    525: "#NAME?",
    532: "#DIV/0!",
    0x7FFF: "#N/A",
}
RECALCULATION = "/org.openoffice.Office.Calc/Formula/Load"
ALWAYS, NEVER = 0, 1


def property_value(name: str, value: object) -> PropertyValue:
    return PropertyValue(Name=name, Value=value)


class Office:
    """A running soffice with a profile of its own, and the documents open in it."""

    def __init__(self, program: str, profile: Path, extensions: Path) -> None:
        self.pipe = f"jixiao{os.getpid()}"
        self.command = [
            program,
            f"-env:UserInstallation={profile.resolve().as_uri()}",
            f"-env:BUNDLED_EXTENSIONS={extensions.resolve().as_uri()}",
            "--headless",
            "--norestore",
            "--nologo",
            "--nodefault",
            f"--accept=pipe,name={self.pipe};urp;",
        ]
        self.context = self._connect()
        self.desktop = self._service("com.sun.star.frame.Desktop")
        self.documents: dict[int, Any] = {}
        self.sheets_of: dict[int, dict[str, Any]] = {}
        self.opened = 0

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=sys.stderr)

    def _connect(self) -> Any:
        self.process = self._start()
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        deadline = time.monotonic() + STARTUP_SECONDS
        while time.monotonic() < deadline:
            try:
                return resolver.resolve(f"uno:pipe,name={self.pipe};urp;StarOffice.ComponentContext")
            except NoConnectException:
                ended = self.process.poll()
                if ended == START_AGAIN:
                    self.process = self._start()
                elif ended is not None:
                    raise RuntimeError(f"soffice ended with {ended} while starting") from None
                time.sleep(0.05)
        self.process.kill()
        raise RuntimeError(f"soffice did not answer within {STARTUP_SECONDS} s of starting")

    def _service(self, name: str) -> Any:
        return self.context.ServiceManager.createInstanceWithContext(name, self.context)

    def end(self) -> None:
        """Ask LibreOffice to end, and make it end when it does not."""
        try:
            self.desktop.terminate()
            self.process.wait(20)
        except Exception:  # A crashed or hung soffice refuses in many ways.
            self.process.kill()

    def answers(self) -> bool:
        """Tell whether LibreOffice is still there."""
        try:
            self.desktop.supportsService("com.sun.star.frame.Desktop")
        except Exception:  # A lost connection shows in many ways.
            return False
        return True

    def open(self, path: str, recalculate: bool) -> int:
        """Open a file as a clerk would, who asked for recalculation on load always or never."""
        self._recalculate_on_load(ALWAYS if recalculate else NEVER)
        options = (property_value("Hidden", True),)
        document = self.desktop.loadComponentFromURL(Path(path).as_uri(), "_blank", 0, options)
        if document is None:
            raise RuntimeError(f"LibreOffice cannot open {path}")
        self.opened += 1
        self.documents[self.opened] = document
        return self.opened

    def _recalculate_on_load(self, mode: int) -> None:
        provider = self._service("com.sun.star.configuration.ConfigurationProvider")
        node = property_value("nodepath", RECALCULATION)
        access = provider.createInstanceWithArguments(
            "com.sun.star.configuration.ConfigurationUpdateAccess", (node,)
        )
        for name in ("OOXMLRecalcMode", "ODFRecalcMode"):
            access.setPropertyValue(name, mode)
        access.commitChanges()

    def calculate(self, formula: str) -> float | None:
        """Return what a formula gives in a cell of a new document, None for an error."""
        options = (property_value("Hidden", True),)
        document = self.desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, options)
        cell = document.Sheets.getByIndex(0).getCellByPosition(0, 0)
        cell.setFormula(formula)
        value = None if cell.getError() else cell.getValue()
        document.close(True)
        return value

    def vba(self, source: str, function: str) -> str:
        """Run a function of a VBA module in a new document and return what it gives as text."""
        options = (
            property_value("Hidden", True),
            property_value("MacroExecutionMode", ALWAYS_EXECUTE_NO_WARN),
        )
        document = self.desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, options)
        try:
            document.BasicLibraries.VBACompatibilityMode = True
            document.BasicLibraries.createLibrary("Tested")
            library = document.BasicLibraries.getByName("Tested")
            library.insertByName("Module", f"Option VBASupport 1\n{source}")
            address = f"vnd.sun.star.script:Tested.Module.{function}?language=Basic&location=document"
            return str(document.getScriptProvider().getScript(address).invoke((), (), ())[0])
        finally:
            document.close(True)

    def close(self, document: int) -> None:
        self.sheets_of.pop(document, None)
        self.documents.pop(document).close(True)

    def recalculate(self, document: int) -> None:
        """Recalculate every formula, changed or not."""
        self.documents[document].calculateAll()

    def save(self, document: int, path: str) -> None:
        file = Path(path)
        options = (property_value("FilterName", FILTERS[file.suffix]), property_value("Overwrite", True))
        self.documents[document].storeToURL(file.as_uri(), options)

    def sheets(self, document: int) -> list[str]:
        return list(self.documents[document].Sheets.ElementNames)

    def names(self, document: int) -> dict[str, str]:
        """Return the workbook's defined names with what they stand for."""
        named = self.documents[document].NamedRanges
        return {name: named.getByName(name).Content for name in named.ElementNames}

    def read(self, document: int, sheet: str, address: str) -> list[list[float | str | None]]:
        """Return the values of a range: numbers, texts, None for an empty cell, errors as Excel's text."""
        cells = self._range(document, sheet, address)
        if ":" not in address:
            return [[self._value(cells.getCellByPosition(0, 0))]]
        rows = [list(row) for row in cells.DataArray]
        # The values alone do not tell empty, empty text and error apart; asking each cell takes minutes.
        for row, column in self._places(cells, cells.queryEmptyCells()):
            rows[row][column] = None
        for row, column in self._places(cells, cells.queryFormulaCells(ERROR)):
            code = cells.getCellByPosition(column, row).getError()
            rows[row][column] = ERRORS.get(code, f"Err:{code}")
        return rows

    def _value(self, cell: Any) -> float | str | None:
        if code := cell.getError():
            return ERRORS.get(code, f"Err:{code}")
        found: float | str = cell.DataArray[0][0]
        return None if found == "" and cell.Type == EMPTY else found

    def results(self, document: int, sheet: str) -> list[tuple[int, int, float | str]]:
        """Return row and column, from 0, and what it shows of every formula of a sheet."""
        cells = self._sheet(document, sheet)
        found = []
        for area in cells.queryFormulaCells(VALUE | STRING).RangeAddresses:
            corners = area.StartColumn, area.StartRow, area.EndColumn, area.EndRow
            for row, line in enumerate(cells.getCellRangeByPosition(*corners).DataArray, area.StartRow):
                found += [(row, column, shown) for column, shown in enumerate(line, area.StartColumn)]
        for row, column in self._places(cells, cells.queryFormulaCells(ERROR)):
            found.append((row, column, self._value(cells.getCellByPosition(column, row))))
        return found

    def _places(self, cells: Any, found: Any) -> Iterator[tuple[int, int]]:
        """Row and column, within a range, of each of the cells found in it."""
        first = cells.RangeAddress
        for area in found.RangeAddresses:
            for row in range(area.StartRow, area.EndRow + 1):
                for column in range(area.StartColumn, area.EndColumn + 1):
                    yield row - first.StartRow, column - first.StartColumn

    def formulas(self, document: int, sheet: str, address: str) -> list[list[str]]:
        return [list(row) for row in self._range(document, sheet, address).FormulaArray]

    def formula(self, document: int, sheet: str, address: str) -> str:
        return str(self._range(document, sheet, address).getCellByPosition(0, 0).Formula)

    def follow(self, document: int, target: str) -> list[str]:
        """Jump to a place in the document as a click on a link to "#target" does; return sheet and cell."""
        controller = self.documents[document].CurrentController
        dispatcher = self._service("com.sun.star.frame.DispatchHelper")
        options = (property_value("Bookmark", target),)
        dispatcher.executeDispatch(controller.Frame, ".uno:JumpToMark", "", 0, options)
        cell = controller.getSelection()
        return [cell.Spreadsheet.Name, cell.AbsoluteName.rpartition(".")[2].replace("$", "")]

    def write(self, document: int, sheet: str, address: str, value: float | str | None) -> None:
        self._put(self._range(document, sheet, address).getCellByPosition(0, 0), value)

    def write_down(self, document: int, sheet: str, address: str, values: list[float | str]) -> None:
        """Write numbers and texts into the cells of a column at once."""
        self._range(document, sheet, address).setDataArray(tuple((value,) for value in values))

    def write_name(self, document: int, name: str, value: float | str | None) -> None:
        """Write to the cell a defined name stands for."""
        cells = self.documents[document].NamedRanges.getByName(name).ReferredCells
        self._put(cells.getCellByPosition(0, 0), value)

    def _put(self, cell: Any, value: float | str | None) -> None:
        if value is None:
            cell.clearContents(0b10111)  # Number, date, text and formula.
        elif isinstance(value, str):
            cell.String = value
        else:
            cell.Value = value

    def insert_rows(self, document: int, sheet: str, row: int, count: int) -> None:
        """Insert rows above a row, counted from 1."""
        self.documents[document].Sheets.getByName(sheet).Rows.insertByIndex(row - 1, count)

    def row_heights(self, document: int, sheet: str, address: str) -> list[list[float]]:
        """Of each row: its height, and the height that its texts need, in points."""
        rows = self._range(document, sheet, address).Rows
        before = [rows.getByIndex(number).Height for number in range(rows.Count)]
        rows.OptimalHeight = True
        needed = [rows.getByIndex(number).Height for number in range(rows.Count)]
        return [[height * 72 / 2540 for height in pair] for pair in zip(before, needed, strict=True)]

    def unprotect(self, document: int, sheet: str) -> None:
        """Take a sheet's protection off, which has no password."""
        self.documents[document].Sheets.getByName(sheet).unprotect("")

    def fill_down(self, document: int, sheet: str, address: str) -> None:
        """Fill a range downward from its first row, as a clerk drags the corner of a cell."""
        self._range(document, sheet, address).fillAuto(TO_BOTTOM, 1)

    def fill_right(self, document: int, sheet: str, address: str) -> None:
        """Fill a range to the right from its first column."""
        self._range(document, sheet, address).fillAuto(TO_RIGHT, 1)

    def _range(self, document: int, sheet: str, address: str) -> Any:
        return self._sheet(document, sheet).getCellRangeByName(address)

    def _sheet(self, document: int, sheet: str) -> Any:
        """A sheet, asked for once: each object of UNO is looked into anew, which takes a millisecond."""
        known = self.sheets_of.setdefault(document, {})
        if sheet not in known:
            known[sheet] = self.documents[document].Sheets.getByName(sheet)
        return known[sheet]

    def wizard(self) -> dict[str, dict[str, Any]]:
        """Return what the function wizard knows of the JX_ functions, by their names."""
        descriptions = self._service("com.sun.star.sheet.FunctionDescriptions")
        found = {}
        for index in range(descriptions.Count):
            known = {item.Name: item.Value for item in descriptions.getByIndex(index)}
            if known["Name"].startswith("JX_"):
                arguments = [[a.Name, a.Description, a.IsOptional] for a in known["Arguments"]]
                found[known["Name"]] = {"description": known["Description"], "arguments": arguments}
        return found


def serve(office: Office) -> None:
    """Answer requests until stdin ends; a crash of LibreOffice goes up and ends the worker."""
    for line in sys.stdin:
        request = json.loads(line)
        work: Callable[..., Any] = getattr(office, request["call"])
        try:
            answer = {"result": work(*request["arguments"])}
        except Exception as problem:  # Whatever UNO raises belongs to the caller, while there is a UNO.
            if not office.answers():
                raise
            answer = {"error": f"{type(problem).__name__}: {problem}"}
        print(json.dumps(answer), flush=True)


def main() -> None:
    program, profile, extensions = sys.argv[1:]
    try:
        office = Office(program, Path(profile), Path(extensions))
    except Exception as problem:
        print(json.dumps({"error": f"{type(problem).__name__}: {problem}"}), flush=True)
        raise SystemExit(1) from problem
    try:
        print(json.dumps({"result": "ready"}), flush=True)
        serve(office)
    finally:
        office.end()


if __name__ == "__main__":
    main()
