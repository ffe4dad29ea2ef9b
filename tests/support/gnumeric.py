"""Gnumeric, a second spreadsheet program: it computes a workbook from nothing, without our extension."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterable
from pathlib import Path

from openpyxl import load_workbook

from workbooks.files.xlsx import cells_of

_FORMULA_WITH_VALUE = re.compile(rb"(<f>[^<]*</f>|<f [^>]*>[^<]*</f>)<v>[^<]*</v>")
_STORED_TEXT = re.compile(rb'(<c r="[A-Z0-9]+"(?: s="\d+")?) t="(?:str|e|b)"(?=>\s*<f)')


def unavailable_reason() -> str | None:
    """Why Gnumeric cannot be used here, None where it can."""
    if shutil.which("ssconvert"):
        return None
    return "没有 Gnumeric（ssconvert）；Debian：apt-get install gnumeric"


def values(path: Path) -> dict[tuple[str, str], object]:
    """The values stored beside the formulas of a workbook, by sheet and cell."""
    formulas, stored = load_workbook(path), load_workbook(path, data_only=True)
    return {
        (sheet.title, cell.coordinate): stored[sheet.title][cell.coordinate].value
        for sheet in formulas
        for cell in cells_of(sheet)
        if cell.data_type == "f"
    }


def recalculated(path: Path, cells: Iterable[tuple[str, str]], folder: Path) -> dict[tuple[str, str], object]:
    """What Gnumeric computes for some cells of a workbook whose stored values are taken away first."""
    bare, computed = folder / f"bare-{path.name}", folder / f"gnumeric-{path.name}"
    _without_values(path, bare)
    command = ["ssconvert", "--recalc", str(bare), str(computed)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    stored = load_workbook(computed, data_only=True)
    return {(sheet, cell): stored[sheet][cell].value for sheet, cell in cells}


def _without_values(path: Path, bare: Path) -> None:
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(bare, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                content = _STORED_TEXT.sub(rb"\1", _FORMULA_WITH_VALUE.sub(rb"\1", content))
                assert b"</f><v>" not in content
            target.writestr(name, content)
