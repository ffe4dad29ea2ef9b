"""Read a workbook once: openpyxl's cells, and the results its formulas had when it was last saved."""

from __future__ import annotations

from pathlib import Path
from typing import IO
from zipfile import BadZipFile

from lxml import etree
from openpyxl import Workbook
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.datetime import from_ISO8601

from addin.headless.grid import Place

MACRO_SUFFIXES = {".xlsm", ".xltm"}
SUFFIXES = {".xlsx", ".xltx"} | MACRO_SUFFIXES


def load(path: Path) -> tuple[Workbook, dict[str, dict[Place, object]]]:
    """The workbook with its formulas, and by sheet name the cached result of every formula cell.

    Macros of an .xlsm are kept. Raises FileNotFoundError, or ValueError when it is not such a workbook.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise ValueError(f"“{path.name}”不是 .xlsx 或 .xlsm 工作簿，请在 Excel 中另存为 .xlsx")
    if not path.is_file():
        raise FileNotFoundError(f"找不到工作簿：{path}")
    try:
        reader = _Reader(str(path), keep_vba=path.suffix.lower() in MACRO_SUFFIXES)
    except (BadZipFile, OSError) as error:
        raise ValueError(f"“{path.name}”打不开：文件已损坏或加了打开密码") from error
    try:
        reader.read()
    # openpyxl fails in all these ways on files that other programs wrote loosely.
    except (BadZipFile, AttributeError, LookupError, SyntaxError, TypeError, ValueError) as error:
        raise ValueError(f"“{path.name}”的内容不规范，请在 Excel 或 WPS 中打开后另存一次") from error
    finally:
        reader.archive.close()
    return reader.wb, reader.results


class _Reader(ExcelReader):
    """openpyxl's reader, which also looks at the results it would otherwise drop."""

    results: dict[str, dict[Place, object]]

    def read_worksheets(self) -> None:
        super().read_worksheets()
        self.results = {}
        for sheet, relation in self.parser.find_sheets():
            if relation.target in self.valid_files and "chartsheet" not in str(relation.Type):
                with self.archive.open(str(relation.target)) as part:
                    self.results[str(sheet.name)] = formula_results(part, self.shared_strings)


def formula_results(part: IO[bytes], shared_strings: list[str]) -> dict[Place, object]:
    """One worksheet part's results: float, text, bool or an error's text; none if never calculated."""
    found: dict[Place, object] = {}
    row = 0
    for _, element in etree.iterparse(part, tag="{*}row", resolve_entities=False, no_network=True):
        row = int(element.get("r", row + 1))
        column = 0
        for cell in element.iterfind("{*}c"):
            address = cell.get("r")
            column = coordinate_to_tuple(address)[1] if address else column + 1
            if cell.find("{*}f") is not None:
                value = cell.find("{*}v")
                kind = cell.get("t", "n")
                if value is not None and (value.text or kind == "str"):
                    found[row, column] = _result(kind, value.text or "", shared_strings)
        element.clear()
    return found


def _result(kind: str, text: str, shared_strings: list[str]) -> object:
    if kind in {"str", "e"}:
        return text
    if kind == "d":
        return from_ISO8601(text)  # type: ignore[no-untyped-call]
    if kind == "b":
        return text.strip() in {"1", "true"}
    return str(shared_strings[int(text)]) if kind == "s" else float(text)
