"""Read a workbook once: openpyxl's cells, and the results its formulas had when it was last saved."""

from __future__ import annotations

import io
import warnings
import zipfile
from pathlib import Path
from typing import IO

from lxml import etree
from openpyxl import Workbook
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.datetime import from_ISO8601

from addin.headless.grid import Place
from workbooks.files.coordinates import coordinate_to_tuple
from workbooks.files.editable import check_cells, editable, merged_as_they_are, told_by_name
from workbooks.files.mending import mended, plainest, unsettled
from workbooks.files.refusals import DamagedFileError, RefusedFileError

MACRO_SUFFIXES = {".xlsm"}
SUFFIXES = {".xlsx"} | MACRO_SUFFIXES
_PICTURES = {"png", "jpeg", "gif"}


def load(path: Path) -> tuple[Workbook, dict[str, dict[Place, object]]]:
    """The workbook with its formulas, and by sheet name the cached result of every formula cell.

    Macros of an .xlsm are kept. Raises FileNotFoundError, or `InputError` (a ValueError) when it is not such
    a workbook or not safe to open.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise ValueError(f"“{path.name}”不是 .xlsx 或 .xlsm 工作簿，请在 Excel 中另存为 .xlsx")
    if not path.is_file():
        raise FileNotFoundError(f"找不到工作簿：{path}")
    content = editable(path)
    with told_by_name(path.name), warnings.catch_warnings(), merged_as_they_are():
        warnings.simplefilter("ignore")
        reader = _read(content, path.suffix.lower() in MACRO_SUFFIXES)
        check_cells(reader.wb)
        _leave_out_pictures(reader.wb)
    return reader.wb, reader.results


def _leave_out_pictures(workbook: Workbook) -> None:
    """Pictures of other kinds can be opened and not saved."""
    for sheet in workbook.worksheets:
        kept = [image for image in getattr(sheet, "_images", ()) if image.format in _PICTURES]
        setattr(sheet, "_images", kept)  # noqa: B010 (openpyxl has no public list of them)


def _read(content: bytes, keep_vba: bool) -> _Reader:
    """The workbook as it is; as much of it as openpyxl can open where it stumbles over the rest."""
    last: Exception | None = None
    for mend in (bytes, mended, unsettled, plainest):
        reader = _Reader(io.BytesIO(mend(content)), keep_vba=keep_vba)
        try:
            reader.read()
        except RefusedFileError:
            raise
        # It fails in every way there is; what fails every time is told by the name of the file.
        except Exception as error:
            last = last or error
        else:
            if reader.wb.worksheets:
                return reader
        finally:
            reader.archive.close()
            _close_macros(reader)
    raise last or DamagedFileError("没有工作表")


def _close_macros(reader: ExcelReader) -> None:
    """openpyxl leaves the copy of the macros open for writing, which Python complains of when it ends."""
    archive = getattr(getattr(reader, "wb", None), "vba_archive", None)
    if archive is not None:
        stream = archive.fp
        archive.close()
        reader.wb.vba_archive = zipfile.ZipFile(stream)


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
