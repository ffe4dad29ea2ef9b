"""Gnumeric, a second spreadsheet program: it computes a workbook from nothing, without our extension."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterable
from pathlib import Path

from lxml import etree
from openpyxl import load_workbook

from workbooks.files.xlsx import MAIN

_FORMULA_WITH_VALUE = re.compile(rb"(<f>[^<]*</f>|<f [^>]*>[^<]*</f>)<v>[^<]*</v>")
_STORED_TEXT = re.compile(rb'(<c r="[A-Z0-9]+"(?: s="\d+")?) t="(?:str|e|b)"(?=>\s*<f)')


def unavailable_reason() -> str | None:
    """Why Gnumeric cannot be used here, None where it can."""
    if shutil.which("ssconvert"):
        return None
    return "没有 Gnumeric（ssconvert）；Debian：apt-get install gnumeric"


def values(path: Path) -> dict[tuple[str, str], object]:
    """The values stored beside the formulas of a workbook of ours, by sheet and cell; a day is its number."""
    found = dict[tuple[str, str], object]()
    with zipfile.ZipFile(path) as archive:
        sheets = etree.fromstring(archive.read("xl/workbook.xml")).iter(f"{{{MAIN}}}sheet")
        for number, sheet in enumerate(sheets, 1):
            cells = etree.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))
            for formula in cells.iter(f"{{{MAIN}}}f"):
                cell = formula.getparent()
                assert cell is not None
                found[str(sheet.get("name")), str(cell.get("r"))] = _stored(cell)
    return found


def _stored(cell: etree._Element) -> object:
    text, kind = cell.findtext(f"{{{MAIN}}}v"), cell.get("t", "n")
    if not text:
        return None
    assert kind in ("n", "str", "e", "b"), kind
    return float(text) if kind == "n" else text == "1" if kind == "b" else text


def recalculated(path: Path, cells: Iterable[tuple[str, str]], folder: Path) -> dict[tuple[str, str], object]:
    """What Gnumeric computes for some cells of a workbook whose stored values are taken away first."""
    bare, computed = folder / f"bare-{path.name}", folder / f"gnumeric-{path.name}"
    _without_values(path, bare)
    command = ["ssconvert", "--recalc", str(bare), str(computed)]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
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
