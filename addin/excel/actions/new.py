"""新建: empty tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin import staging
from addin.excel import build
from addin.excel.desk import Desk
from workbooks.stages.stage_forms import StageForm, stage_form
from workbooks.standards.loading import load

if TYPE_CHECKING:
    import xlwings as xw


def new_table(desk: Desk, book: xw.Book, argument: str) -> str | None:
    """新建附表: ask where, write the workbook of the standard `argument`, open it."""
    if form := stage_form(argument):
        return _new_form(desk, form)
    standard = load(argument)
    path = desk.ask_target(f"{standard.title}.xlsm")
    if path is None:
        return None
    if path.suffix.lower() != ".xlsm":
        path = path.with_name(f"{path.name}.xlsm")
    build.new_table(standard, path)
    desk.open(path)
    return f"已新建：{path.name}。如出现安全警告，请点“启用内容”，再填写单位、年度和各项数据。"


def _new_form(desk: Desk, form: StageForm) -> str | None:
    """A form without scores has no functions: an .xlsx."""
    path = desk.ask_target(f"{form.title}.xlsx")
    if path is None:
        return None
    if path.suffix.lower() != ".xlsx":
        path = path.with_name(f"{path.name}.xlsx")
    staging.new_stage_form(form, path)
    desk.open(path)
    return f"已新建：{path.name}。填好后点“复核”。"
