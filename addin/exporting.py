"""A standard written to a file of its own: YAML, or a workbook that people edit."""

from __future__ import annotations

from pathlib import Path

from workbooks.files.cells import NAMING_SUFFIXES, read_cells
from workbooks.files.saving import check_target, write_whole
from workbooks.files.xlsx import save
from workbooks.forms.returned.read_back import standard_in
from workbooks.forms.standard_book import FACTS_SHEET, standard_workbook
from workbooks.forms.standard_files import load_standard
from workbooks.standards.carried import text_of
from workbooks.standards.model import Standard


def export_standard(source: str, target: Path, force: bool = False) -> Path:
    """Write the standard of a form, of a file or of an id. Raises `InputError` before anything is written."""
    check_target(target, force, ".yaml", ".yml", ".xlsx")
    standard = _standard(source)
    if target.suffix.lower() == ".xlsx":
        workbook, values = standard_workbook(standard)
        save(workbook, values, target, force)
    else:
        # A file is found by its id; a bureau's own form has one of its own.
        named = standard if standard.placed else standard.changed(id=target.stem)
        content = text_of(named).encode()
        write_whole(target, lambda stream: stream.write(content), force)
    return target


def _standard(source: str) -> Standard:
    """The standard that a form follows, carried or known; else the one of a file or an id."""
    path = Path(source)
    if path.suffix.lower() in NAMING_SUFFIXES:
        cells = read_cells(path)
        if not cells.has_sheet(FACTS_SHEET):
            return standard_in(cells)
    return load_standard(source)
