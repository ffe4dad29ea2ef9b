"""Office files part by part."""

from __future__ import annotations

import zipfile
from pathlib import Path

from openpyxl import Workbook

from workbooks.files.container import Unpacked


def parts(path: Path) -> dict[str, bytes]:
    """The content of every part of an Office file; a damaged one is an error."""
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert len(set(archive.namelist())) == len(archive.namelist())
        return {name: archive.read(name) for name in archive.namelist()}


def write_parts(found: dict[str, bytes], path: Path) -> Path:
    """An Office file of these parts."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in found.items():
            archive.writestr(name, content)
    return path


def unpacked_sheet(cells: str, path: Path) -> Unpacked:
    """A workbook with one sheet, Sheet, whose rows are this XML."""
    Workbook().save(path)
    content, sheet = parts(path), "xl/worksheets/sheet1.xml"
    content[sheet] = content[sheet].replace(
        b"<sheetData></sheetData>", f"<sheetData>{cells}</sheetData>".encode()
    )
    assert cells.encode() in content[sheet]
    return Unpacked(b"", dict.fromkeys(content, 0), content)
