"""报送: copies beside the workbook, which itself is left alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from addin import converting, macros
from addin.excel.bureau_file import save_live
from addin.excel.desk import Desk, quiet
from addin.excel.live import save_form
from workbooks.problems import InputError

if TYPE_CHECKING:
    import xlwings as xw

_MOST_TOLD = 10
_CAME_IN = "附表里新有、报告里没有的，请自己写进去："


def finalize(_desk: Desk, book: xw.Book, _argument: str) -> str:
    """定稿: a copy beside the workbook, which itself is left alone."""
    with quiet(book.app):
        final = macros.finalize(book)
    return f"已定稿：{final.path.name}，在附表旁边。"


def write_report(_desk: Desk, book: xw.Book, _argument: str) -> str:
    """写报告, beside the workbook; one that is there already only gets the numbers that changed."""
    from workbooks.reporting.reports import make_report, renew_report

    path = Path(book.fullname)
    if not path.is_file():
        raise InputError(f"“{book.name}”没有保存在本机的文件夹里，请先保存再写报告")
    target = path.with_name(f"{path.stem}-报告.docx")
    cells = macros.cells_of(book)
    if not target.exists():
        make_report(cells, target)
        return f"报告已写出：{target.name}，在附表旁边。灰色的字是要补充、要核改的。"
    renewed = renew_report(cells, target)
    said = f"{target.name}：改了 {len(renewed.changed)} 个数，其余不动。"
    if renewed.is_whole:
        return said
    left = [f"{each.key}：报告里是 {each.shown}，附表是 {each.now or '没有'}" for each in renewed.left]
    new = [f"{each.key}：{each.now}" for each in renewed.missing]
    lines = [said]
    for heading, found in (("手工改写过或附表里已没有的，没有动：", left), (_CAME_IN, new)):
        more = [f"……共 {len(found)} 处"] if len(found) > _MOST_TOLD else []
        lines += [heading, *found[:_MOST_TOLD], *more] if found else []
    return "\n".join(lines)


def to_native(_desk: Desk, book: xw.Book, _argument: str) -> str:
    """普通公式版, beside the workbook."""
    return f"已另存：{converting.to_native(book).name}，在附表旁边。"


def to_udf(_desk: Desk, book: xw.Book, _argument: str) -> str:
    """函数版, beside the workbook."""
    return f"已另存：{converting.to_udf(book, save_form, save_live).name}，在附表旁边。"
