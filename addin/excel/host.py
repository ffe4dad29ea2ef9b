"""The entry point of the ribbon: VBA calls `run`, which never lets an exception out.

Before a workbook is written into, a copy is kept; screen updating and calculation come back whatever happens.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from addin.excel import actions, log
from addin.excel.buttons import room_of
from addin.excel.desk import Desk, ExcelDesk
from addin.excel.folders import copies_folder, log_file
from workbooks.problems import InputError

if TYPE_CHECKING:
    import xlwings as xw

Action = Callable[[Desk, "xw.Book", str], "str | None"]


def run(action: str, argument: str = "") -> str:
    """Run an action of the ribbon on the active workbook for the add-in; return what to tell the clerk."""
    import xlwings as xw

    book = xw.Book.caller()
    desk = ExcelDesk(book.app)
    serve(desk, book, action, argument)
    return "\n".join(desk.said)


def serve(desk: Desk, book: xw.Book, action: str, argument: str = "") -> None:
    """Run an action and say how it ended: done, an input to correct, or a failure to report."""
    try:
        said = action_of(action)(desk, book, argument)
        log.note(action, book.name, "done" if said else "nothing chosen")
    except InputError as problem:
        said = str(problem)
        log.note(action, book.name, "input to correct")
    except Exception as error:
        said = f"没有完成，请把日志文件发给技术支持：\n{log_file()}\n改动前的留底在：\n{copies_folder()}"
        log.note(action, book.name, log.where(error))
    if said:
        desk.say(said)


def action_of(name: str) -> Action:
    """What the button of an action runs; nothing else of a module can be asked for."""
    found: Action = getattr(import_module(f"{actions.__name__}.{room_of(name)}"), name)
    return found
