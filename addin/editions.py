"""Which edition a form is written in: the extension decides, unless somebody asks for another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from workbooks.files.saving import check_target
from workbooks.files.written_with import Workbook
from workbooks.files.xlsx import CellValue
from workbooks.forms.page.writer import NATIVE, UDF, Edition

WITH_FUNCTIONS, PLAIN = ".xlsm", ".xlsx"
SUFFIX: Mapping[Edition, str] = {UDF: WITH_FUNCTIONS, NATIVE: PLAIN}
"""The extension of a file that can do what its edition asks for."""
Save = Callable[[Workbook, Mapping[str, Mapping[str, CellValue]], Path, bool], None]
"""Saves a form with the values of its formulas; the doors know how a file gets the functions."""
_CONSEQUENCES: Mapping[Edition, str] = {
    UDF: "{name} 的得分调用 JX_… 函数，而 .xlsx 里没有函数：没有装加载项的电脑只显示存好的得分，"
    "Excel 装了加载项能不能重算还没有验证；要在 Excel 里填，请存成 .xlsm",
    NATIVE: "{name} 的得分是普通公式，用不到 .xlsm 里的函数，打开时仍会问要不要启用宏；发给别人请存成 .xlsx",
}


def edition_for(path: Path, asked: Edition | None = None) -> Edition:
    """The edition of a file: .xlsm carries the functions, .xlsx has ordinary formulas; `asked` overrules."""
    return asked or (UDF if path.suffix.lower() == WITH_FUNCTIONS else NATIVE)


def consequence(path: Path, edition: Edition) -> str:
    """What it means that a file has an edition its extension does not suit; "" where it does."""
    return "" if edition_for(path) == edition else _CONSEQUENCES[edition].format(name=path.name)


def check_form_target(path: Path, force: bool) -> None:
    """Refuse a file that cannot be a form: see `check_target`."""
    check_target(path, force, PLAIN, WITH_FUNCTIONS)
