"""Build the Excel add-in and the live workbooks: jixiao.xlam and an .xlsm for each standard."""

from __future__ import annotations

import io
from datetime import datetime, timezone
from functools import partial
from pathlib import Path
from typing import IO

from openpyxl import Workbook

from addin.excel.functions import LONGEST_HELP, description
from addin.excel.live import live_bytes, name_code
from addin.excel.macro_package import ADDIN, with_macros
from addin.excel.modules import FUNCTIONS_SHEET, TEXTS_SHEET, addin_project
from addin.excel.ribbon import ribbon_xml
from addin.excel.troubles import TROUBLES
from addin.excel.workbook_modules import ADDIN_FILE
from addin.filling import calculated
from udfs.array_columns import OFFERED
from workbooks.files.saving import make_folder, write_whole
from workbooks.files.xlsx import keep_results
from workbooks.filing.data_file import Filing
from workbooks.forms import build as workbooks_build
from workbooks.problems import InputError
from workbooks.standards.loading import every
from workbooks.standards.model import Standard

# Every build says the same, so that equal files are equal bytes.
MADE = datetime(2020, 1, 1)


def build_addin(folder: Path) -> list[Path]:
    """Write jixiao.xlam and the .xlsm of every standard into a folder, replacing those of before.

    Raises `InputError` when the folder or a file in it cannot be written.
    """
    make_folder(folder)
    contents = {ADDIN_FILE: addin_bytes()}
    contents |= {f"{one.id}.xlsm": workbook_bytes(one) for one in every()}
    for name, content in contents.items():
        write_whole(folder / name, partial(_write, content), force=True)
    return [folder / name for name in contents]


def new_table(standard: Standard, path: Path) -> None:
    """Write the empty live workbook of a standard for a clerk to fill.

    Raises `InputError` when there is such a file already, or it cannot be written.
    """
    content = workbook_bytes(standard, datetime.now(timezone.utc))
    if path.exists():
        raise InputError(f"{path.name} 已经存在，没有覆盖。请换一个文件名")
    write_whole(path, partial(_write, content), force=False)


def _write(content: bytes, stream: IO[bytes]) -> None:
    stream.write(content)


def addin_bytes() -> bytes:
    """jixiao.xlam: the ribbon, its VBA and the functions; its sheets hold texts that VBA cannot."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    texts = workbook.create_sheet(TEXTS_SHEET)
    for trouble in TROUBLES:
        texts.append([trouble.text])
    sheet = workbook.create_sheet(FUNCTIONS_SHEET)
    for function in OFFERED:
        helps = [f"{one.label}：{one.help}"[:LONGEST_HELP] for one in function.arguments]
        sheet.append([function.name, description(function)[:LONGEST_HELP], function.category, *helps])
    workbook.views[0].visibility = "hidden"
    # An add-in that asks for it has Excel calculate every open workbook anew.
    keep_results(workbook)
    vba = addin_project(name_code(workbook))
    stream = io.BytesIO()
    workbook.save(stream)
    return with_macros(stream.getvalue(), ADDIN, vba, MADE, ribbon_xml())


def workbook_bytes(standard: Standard, made: datetime = MADE) -> bytes:
    """The empty live workbook of a standard: what `workbooks.forms.build` makes, with the functions in it."""
    built = workbooks_build.build(standard, Filing())
    _, values = calculated(built)
    return live_bytes(built.workbook, values, made, packed=False)
