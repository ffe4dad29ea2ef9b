"""One Shenzhen workbook filled, scored and saved, beside the other ways to get a calculated workbook."""

from __future__ import annotations

import contextlib
import copy
import io
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from addin.demo import EXAMPLES
from addin.filling import fill
from addin.libreoffice.build import unpack_extension
from benchmarks.timing import print_ratios, side_by_side
from udfs.catalogue import FUNCTIONS, evaluate
from udfs.errors import ScoreError
from workbooks.filing.data_file import read_filing
from workbooks.forms.build import build
from workbooks.forms.page.paper import add_styles
from workbooks.standards.loading import load

TOTAL = 91.26
OURS = "本工具：填、算、跑宏、保存（公式旁有缓存值）"


def main() -> None:
    standard = load("shenzhen-2021")
    filing = read_filing(EXAMPLES / "shenzhen-2021.yaml", standard)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours, same = folder / "ours.xlsx", folder / "same.xlsx"
        fill(standard, filing, ours, force=True)
        sheets = _recorded(build(standard, filing).workbook)
        ways: dict[str, Callable[[], object]] = {
            OURS: lambda: fill(standard, filing, ours, force=True),
            "openpyxl 写同样的单元格和样式，不算分": lambda: _write_same(sheets, same),
            "openpyxl 打开再保存同一文件": lambda: load_workbook(ours).save(same),
        }
        rounds = dict.fromkeys(ways, 25)
        if office := shutil.which("soffice"):
            convert = _libreoffice(office, folder, ours)
            ways["LibreOffice 无界面转换（重新计算）"] = convert
            rounds["LibreOffice 无界面转换（重新计算）"] = 3
        if recalculate := _formulas(ours):
            ways["PyPI formulas 重新计算同一文件"] = recalculate
            rounds["PyPI formulas 重新计算同一文件"] = 3
        print_ratios("一份深圳附表（6 张表）", side_by_side(ways, rounds), OURS)


def _recorded(workbook: Workbook) -> list[tuple[Any, ...]]:
    """Everything visible of a workbook, as plain data: what a script of one's own would write."""
    return [
        (
            sheet.title,
            [(c.row, c.column, c.value, c.style) for row in sheet.iter_rows() for c in row if c.has_style],
            [str(area) for area in sheet.merged_cells.ranges],
            {letter: column.width for letter, column in sheet.column_dimensions.items()},
            {number: row.height for number, row in sheet.row_dimensions.items()},
            [copy.copy(rule) for rule in sheet.data_validations.dataValidation],
        )
        for sheet in workbook
    ]


def _write_same(sheets: list[tuple[Any, ...]], path: Path) -> None:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    add_styles(workbook)
    for title, cells, merged, widths, heights, validations in sheets:
        sheet = workbook.create_sheet(title)
        for row, column, value, style in cells:
            cell = sheet.cell(row, column)
            cell.style = style
            if value is not None:
                cell.value = value
        for area in merged:
            sheet.merge_cells(area)
        for letter, width in widths.items():
            sheet.column_dimensions[letter].width = width
        for number, height in heights.items():
            sheet.row_dimensions[number].height = height
        for validation in validations:
            sheet.add_data_validation(validation)
    workbook.save(path)


_ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def _libreoffice(office: str, folder: Path, path: Path) -> Callable[[], object]:
    """Conversion with our functions installed and recalculation forced, in a profile that is kept."""
    unpack_extension(folder / "extensions")
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS_RECALCULATE, encoding="utf-8")
    command = [
        office,
        f"-env:UserInstallation={profile.as_uri()}",
        f"-env:BUNDLED_EXTENSIONS={(folder / 'extensions').as_uri()}",
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(folder / "converted"),
        str(path),
    ]

    def convert() -> None:
        # Its Python finds its library beside the first python3 in PATH: the system's, not this environment's.
        programs = os.pathsep.join(["/usr/bin", os.environ.get("PATH", "")])
        subprocess.run(command, capture_output=True, check=True, env={**os.environ, "PATH": programs})
        converted = load_workbook(folder / "converted" / path.name, data_only=True)
        if converted["附表"]["I28"].value != TOTAL:
            raise RuntimeError("LibreOffice 算出的总分不对")

    return convert


def _formulas(path: Path) -> Callable[[], object] | None:
    """Recalculation by the formulas package, with our functions made known to it."""
    try:
        import formulas
    except ImportError:
        return None
    known = formulas.get_functions()
    for function in FUNCTIONS:
        known[function.name] = partial(_for_formulas, function.name)

    def recalculate() -> None:
        # It reports every blank cell with a traceback on stderr, and goes on.
        with contextlib.redirect_stderr(io.StringIO()):
            cells = formulas.ExcelModel().loads(str(path)).finish().calculate()
        total = cells[f"'[{path.name}]附表'!I28"].value[0, 0]
        if round(float(total), 2) != TOTAL:
            raise RuntimeError("formulas 算出的总分不对")

    return recalculate


def _for_formulas(name: str, *values: object) -> object:
    from formulas.functions import Error

    try:
        return evaluate(name, [_plain(value) for value in values])
    except ScoreError as error:
        return Error.errors[error.code]


def _plain(value: Any) -> object:
    """A value as the formulas package hands it over: one cell is an array, a blank has a type of its own."""
    content = getattr(value, "value", value)
    content = content[0][0] if getattr(content, "shape", None) else content
    if type(content).__name__ == "XlError" or str(content) == "empty":
        return None
    return content.item() if hasattr(content, "item") else content
