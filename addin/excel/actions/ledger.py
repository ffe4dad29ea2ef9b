"""预算执行: the payment ledger and the quarters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin import macros
from addin.excel.copies import overwriting
from addin.excel.desk import Desk
from workbooks.ledger import Ledger

if TYPE_CHECKING:
    import xlwings as xw


def import_ledger(desk: Desk, book: xw.Book, _argument: str) -> str | None:
    """导入执行明细: ask for a file, put it into 执行明细, fill the quarters."""
    macros.check_quarters(book)
    path = desk.ask_ledger()
    if path is None:
        return None
    with overwriting(desk, book):
        ledger = macros.import_ledger(book, path)
    return f"已导入：{path.name}。\n{_counted(book, ledger)}"


def fill_quarterly(desk: Desk, book: xw.Book, _argument: str) -> str:
    """填季度执行."""
    with overwriting(desk, book):
        ledger = macros.fill_quarterly(book)
    return _counted(book, ledger)


def _counted(book: xw.Book, ledger: Ledger) -> str:
    where = "监控表的执行数" if macros.is_monitoring(book) else "季度执行"
    text = f"已汇总到{where}：计入 {len(ledger.payments)} 笔，合计 {ledger.total:,.2f} 元。"
    rows = sum(issue.row is not None for issue in ledger.issues)
    if rows:
        text += f"\n有 {rows} 处需要核对，原因写在“执行明细”表的“核对”列。"
    text += "".join(f"\n{issue.message}。" for issue in ledger.issues if issue.row is None)
    return text
