"""The entry point of the ribbon: VBA calls `run`, which shows messages and never lets an exception out.

Before a workbook is written into, a copy is kept; screen updating and calculation come back whatever happens.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import metadata
from typing import TYPE_CHECKING

from addin import converting, macros
from addin.excel import build, log
from addin.excel.copies import KEPT, keep_copy
from addin.excel.desk import Desk, ExcelDesk, quiet
from addin.excel.folders import copies_folder, log_file
from workbooks.ledger import Ledger
from workbooks.problems import InputError
from workbooks.standards.loading import load

if TYPE_CHECKING:
    import xlwings as xw

Action = Callable[[Desk, "xw.Book", str], "str | None"]


def run(action: str, argument: str = "") -> None:
    """Run an action of the ribbon on the active workbook; called by the add-in."""
    import xlwings as xw

    book = xw.Book.caller()
    serve(ExcelDesk(book.app), book, action, argument)


def serve(desk: Desk, book: xw.Book, action: str, argument: str = "") -> None:
    """Run an action and say how it ended: done, an input to correct, or a failure to report."""
    try:
        said = ACTIONS[action](desk, book, argument)
        log.note(action, book.name, "done" if said else "nothing chosen")
    except InputError as problem:
        said = str(problem)
        log.note(action, book.name, "input to correct")
    except Exception as error:
        said = f"没有完成，请把日志文件发给技术支持：\n{log_file()}\n改动前的留底在：\n{copies_folder()}"
        log.note(action, book.name, log.where(error))
    if said:
        desk.say(said)


def new_table(desk: Desk, book: xw.Book, argument: str) -> str | None:
    """新建附表: ask where, write the workbook of the standard `argument`, open it."""
    standard = load(argument)
    path = desk.ask_target(f"{standard.title}.xlsm")
    if path is None:
        return None
    if path.suffix.lower() != ".xlsm":
        path = path.with_name(f"{path.name}.xlsm")
    build.new_table(standard, path)
    desk.open(path)
    return f"已新建：{path.name}。如出现安全警告，请点“启用内容”，再填写单位、年度和各项数据。"


def import_ledger(desk: Desk, book: xw.Book, _argument: str) -> str | None:
    """导入执行明细: ask for a file, put it into 执行明细, fill the quarters."""
    macros.standard_of(book)
    path = desk.ask_ledger()
    if path is None:
        return None
    with _overwriting(desk, book):
        ledger = macros.import_ledger(book, path)
    return f"已导入：{path.name}。\n{_counted(ledger)}"


def fill_quarterly(desk: Desk, book: xw.Book, _argument: str) -> str:
    """填季度执行."""
    with _overwriting(desk, book):
        ledger = macros.fill_quarterly(book)
    return _counted(ledger)


def fill_summary(desk: Desk, book: xw.Book, _argument: str) -> str:
    """填汇总."""
    with _overwriting(desk, book):
        filled = macros.fill_summary(book)
    return f"已填写“{'”“'.join(filled)}”表。"


def add_scenario(_desk: Desk, book: xw.Book, _argument: str) -> str:
    """情景测算 → 新增情景."""
    return f"已在“情景”表新增“{macros.add_scenario(book)}”，浅黄色单元格里只填要改的数。"


def duplicate_scenario(_desk: Desk, book: xw.Book, _argument: str) -> str:
    """情景测算 → 复制情景."""
    return f"已在“情景”表新增“{macros.duplicate_scenario(book)}”。"


def apply_scenario(desk: Desk, book: xw.Book, _argument: str) -> str:
    """情景测算 → 套用情景."""
    with _overwriting(desk, book):
        count = macros.apply_scenario(book)
    return f"已套用 {count} 个数。要恢复原来的数，点“撤销套用”。"


def undo_scenario(desk: Desk, book: xw.Book, _argument: str) -> str:
    """情景测算 → 撤销套用."""
    with _overwriting(desk, book):
        count = macros.undo_scenario(book)
    return f"已恢复 {count} 个数。"


def clear_scenario(desk: Desk, book: xw.Book, _argument: str) -> str:
    """情景测算 → 清空情景."""
    with _overwriting(desk, book):
        name = macros.clear_scenario(book)
    return f"已清空情景“{name}”。"


def review(desk: Desk, book: xw.Book, _argument: str) -> str:
    """复核, of any workbook with official tables."""
    keep_copy(desk, book)
    with quiet(book.app):
        reviewed = macros.review(book)
    return f"{reviewed.told}\n详见“复核”表。"


def finalize(_desk: Desk, book: xw.Book, _argument: str) -> str:
    """定稿: a copy beside the workbook, which itself is left alone."""
    with quiet(book.app):
        final = macros.finalize(book)
    return f"已定稿：{final.path.name}，在附表旁边。"


def to_native(_desk: Desk, book: xw.Book, _argument: str) -> str:
    """普通公式版, beside the workbook."""
    return f"已另存：{converting.to_native(book).name}，在附表旁边。"


def to_udf(_desk: Desk, book: xw.Book, _argument: str) -> str:
    """函数版, beside the workbook."""
    return f"已另存：{converting.to_udf(book).name}，在附表旁边。"


def show_help(_desk: Desk, _book: xw.Book, _argument: str) -> str:
    """帮助."""
    return (
        "顺序：新建附表 → 填写各项数据 → 导入执行明细 → 填季度执行 → 填汇总 → 复核 → 定稿。\n\n"
        "单元格显示 #N/A：还有数据没有填。\n"
        "显示 #VALUE!：该填数字的地方填了文字，或超出规定的范围。\n"
        "显示 #DIV/0!：作除数的数是 0。\n"
        "显示 #NAME?：没有启用宏，或没有装好加载项。\n\n"
        f"改动前的留底（最近 {KEPT} 份）：\n{copies_folder()}\n"
        f"日志：\n{log_file()}"
    )


def about(_desk: Desk, _book: xw.Book, _argument: str) -> str:
    """版本."""
    return (
        f"绩效附表 jixiao {metadata.version('jixiao')}\n"
        f"xlwings {metadata.version('xlwings')}\nPython {platform.python_version()}"
    )


@contextmanager
def _overwriting(desk: Desk, book: xw.Book) -> Iterator[None]:
    """Keep a copy of a workbook of ours, then neither draw nor calculate while it is written into."""
    macros.standard_of(book)
    keep_copy(desk, book)
    with quiet(book.app):
        yield


def _counted(ledger: Ledger) -> str:
    text = f"已汇总到季度执行：计入 {len(ledger.payments)} 笔，合计 {ledger.total:,.2f} 元。"
    if ledger.issues:
        text += f"\n有 {len(ledger.issues)} 处需要核对，原因写在“执行明细”表的“核对”列。"
    return text


ACTIONS: Mapping[str, Action] = {
    "new_table": new_table,
    "import_ledger": import_ledger,
    "fill_quarterly": fill_quarterly,
    "fill_summary": fill_summary,
    "add_scenario": add_scenario,
    "duplicate_scenario": duplicate_scenario,
    "apply_scenario": apply_scenario,
    "undo_scenario": undo_scenario,
    "clear_scenario": clear_scenario,
    "review": review,
    "finalize": finalize,
    "to_native": to_native,
    "to_udf": to_udf,
    "show_help": show_help,
    "about": about,
}
"""What the buttons of `addin.excel.buttons` run, by the name VBA hands over."""
