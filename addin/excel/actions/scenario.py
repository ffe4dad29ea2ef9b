"""情景: columns of the sheet 情景."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin import macros
from addin.excel.copies import overwriting
from addin.excel.desk import Desk

if TYPE_CHECKING:
    import xlwings as xw


def add_scenario(_desk: Desk, book: xw.Book, _argument: str) -> str:
    """情景测算 → 新增情景."""
    return f"已在“情景”表新增“{macros.add_scenario(book)}”，浅黄色单元格里只填要改的数。"


def duplicate_scenario(_desk: Desk, book: xw.Book, _argument: str) -> str:
    """情景测算 → 复制情景."""
    return f"已在“情景”表新增“{macros.duplicate_scenario(book)}”。"


def apply_scenario(desk: Desk, book: xw.Book, _argument: str) -> str:
    """情景测算 → 套用情景."""
    with overwriting(desk, book):
        count = macros.apply_scenario(book)
    return f"已套用 {count} 个数。要恢复原来的数，点“撤销套用”。"


def undo_scenario(desk: Desk, book: xw.Book, _argument: str) -> str:
    """情景测算 → 撤销套用."""
    with overwriting(desk, book):
        count = macros.undo_scenario(book)
    return f"已恢复 {count} 个数。"


def clear_scenario(desk: Desk, book: xw.Book, _argument: str) -> str:
    """情景测算 → 清空情景."""
    with overwriting(desk, book):
        name = macros.clear_scenario(book)
    return f"已清空情景“{name}”。"
