"""The other edition of a workbook, saved beside it or where it is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from openpyxl.workbook import Workbook

from addin import headless, macros
from addin.editions import SUFFIX, Save, check_form_target
from addin.filling import Filled
from workbooks.files.cells import read_cells
from workbooks.files.xlsx import save
from workbooks.forms.convert import convert as rewrite
from workbooks.forms.findings import findings_in
from workbooks.forms.layout.kinds import PROJECT_SUMMARY_SHEET, SUMMARY_SHEET
from workbooks.forms.page.writer import NATIVE, UDF, Edition
from workbooks.forms.returned.read_back import standard_in
from workbooks.forms.sheets import project_summary, summary_sheet
from workbooks.problems import InputError
from workbooks.standards.model import Standard

if TYPE_CHECKING:
    import xlwings as xw

    from addin.adopting import SaveLive


def convert(
    path: Path,
    edition: Edition,
    target: Path,
    force: bool = False,
    save: Save = save,
    save_bureau: SaveLive | None = None,
) -> Filled:
    """Save a workbook of ours in another edition, with all that was typed; the file itself stays as it is.

    An .xlsm is saved by `save` of a door, a bureau's own file by `save_bureau`.
    """
    check_form_target(target, force)
    if target.exists() and target.samefile(path):
        raise InputError(f"{target.name} 就是原来的文件，请换一个文件名")
    shown = read_cells(path)
    if standard_in(shown).placed is not None:
        from addin.renewing import renew

        return renew(path, target, edition, force, save_bureau)
    converted = rewrite(path, shown, edition)
    if converted.rebuilt or _has_summary(converted.workbook, converted.standard):
        summary = macros.fill_summary(headless.wrap(converted.workbook, converted.values))
        for sheet, cells in summary.items():
            converted.values.setdefault(sheet, {}).update(cells)
    save(converted.workbook, converted.values, target, force)
    of_each = findings_in(converted.built, converted.tables)
    return Filled(target, converted.tables, of_each, list(converted.told))


def to_native(book: xw.Book) -> Path:
    """Save the book as it was last saved beside itself in the native edition; return the new file.

    A new file instead of the open book: its sheets are protected, and unprotecting them is not the macro's
    to do. Raises `InputError` when the book was never saved, is not ours, or the new file exists.
    """
    return _saved_as(book, NATIVE, "普通公式", save)


def to_udf(book: xw.Book, save: Save, save_bureau: SaveLive | None = None) -> Path:
    """The way back from the native edition; like `to_native`. `save` writes an .xlsm."""
    return _saved_as(book, UDF, "函数公式", save, save_bureau)


def _saved_as(
    book: xw.Book, edition: Edition, label: str, save: Save, save_bureau: SaveLive | None = None
) -> Path:
    path = Path(book.fullname)
    if not path.is_file():
        raise InputError(f"“{book.name}”还没有保存，请先保存")
    target = path.with_name(f"{path.stem}（{label}）{SUFFIX[edition]}")
    return convert(path, edition, target, save=save, save_bureau=save_bureau).path


def _has_summary(workbook: Workbook, standard: Standard) -> bool:
    """Whether the macro filled the summary of a workbook."""
    of_projects = (PROJECT_SUMMARY_SHEET, project_summary.FIRST_ROW)
    title, first = of_projects if standard.projects else (SUMMARY_SHEET, summary_sheet.FIRST_ROW)
    return title in workbook.sheetnames and any(
        cell.value is not None for row in workbook[title].iter_rows(first, first) for cell in row
    )
