"""xlwings' own code for Windows over a pretended Excel: run as a program, prints JSON.

pywin32 and the loaders of DLLs only exist on Windows; stand-ins let `xlwings._xlwindows` be imported.
The pretended Excel notes what is asked of it. In a process of its own, because the stand-ins stay.
Arguments: the name of the active workbook, and the action; or "call", with the calls of functions coming in.
"""

from __future__ import annotations

import ctypes
import json
import sys
import types
from typing import Any
from unittest.mock import MagicMock

_MODULES = (
    "pythoncom",
    "pywintypes",
    "win32api",
    "win32con",
    "win32gui",
    "win32process",
    "win32timezone",
    "win32com",
    "win32com.client",
    "win32com.server",
    "win32com.server.util",
    "win32com.server.dispatcher",
    "win32com.server.policy",
    "win32event",
)
_CLASSES = {
    "pywintypes": {"com_error": Exception, "error": OSError},
    "pythoncom": {"ole_error": OSError},
}


def windows() -> types.ModuleType:
    """`xlwings._xlwindows`, imported over the stand-ins."""
    for name in _MODULES:
        sys.modules[name] = MagicMock(name=name)
        parent, _, child = name.rpartition(".")
        if parent:
            setattr(sys.modules[parent], child, sys.modules[name])
        for attribute, value in _CLASSES.get(name, {}).items():
            setattr(sys.modules[name], attribute, value)
    sys.modules["pywintypes"].TimeType = type("TimeType", (), {})
    client = sys.modules["win32com.client"]
    for name in ("CDispatch", "CoClassBaseClass", "DispatchBaseClass"):
        setattr(client, name, type(name, (), {}))
    sys.modules["pythoncom"].__file__ = "pythoncom.dll"
    sys.modules["win32process"].GetWindowThreadProcessId = lambda _window: (1, 4711)
    sys.modules["win32con"].MB_OK = 0
    ctypes.windll = ctypes.oledll = MagicMock()  # type: ignore[attr-defined]
    ctypes.PyDLL = MagicMock()  # type: ignore[assignment,misc]
    import xlwings
    from xlwings import _xlwindows

    # What xlwings does by itself on Windows.
    xlwings._xlwindows = _xlwindows
    xlwings.engines.add(xlwings.Engine(impl=_xlwindows.engine))
    return _xlwindows


class Excel:
    """The Excel that is asked. Its methods take arguments by place: pywin32 may know no names for them."""

    Hwnd, ScreenUpdating, Calculation = 12, True, -4105

    def __init__(self, asked: list[object]) -> None:
        self.asked = asked
        self.Workbooks = self
        self.ActiveWindow = Window(asked)

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, value)
        if name in ("ScreenUpdating", "Calculation"):
            self.asked.append([name, value])

    def GetOpenFilename(self, *place: object) -> object:  # noqa: N802
        self.asked.append(["GetOpenFilename", *place])
        return False

    def GetSaveAsFilename(self, *place: object) -> object:  # noqa: N802
        self.asked.append(["GetSaveAsFilename", *place])
        return "C:\\附表 [1].xlsm"

    def Open(self, *place: object) -> object:  # noqa: N802
        self.asked.append(["Open", place[0]])
        return Workbook("新.xlsm", self)


class Window:
    """The window of the active sheet; what Excel keeps of a window in the order it is asked."""

    def __init__(self, asked: list[object]) -> None:
        self.__dict__["asked"] = asked

    def __setattr__(self, name: str, value: object) -> None:
        self.asked.append([name, value])


class Worksheet:
    """A sheet that can be shown."""

    def __init__(self, asked: list[object]) -> None:
        self.asked = asked

    def Activate(self) -> None:  # noqa: N802
        self.asked.append(["Activate"])


class Workbook:
    """The active workbook."""

    def __init__(self, name: str, excel: Excel) -> None:
        self.Name, self.Application = name, excel

    def SaveCopyAs(self, *place: object) -> None:  # noqa: N802
        self.Application.asked.append(["SaveCopyAs", *place])


def server() -> Any:
    """The object of xlwings that the add-in talks to."""
    util = sys.modules["win32com.server.util"]
    # Objects of Python travel wrapped; what is not wrapped has no `obj`.
    util.wrap = lambda value, *_kind: value
    util.unwrap = lambda value: types.SimpleNamespace(obj=value.obj)

    import concurrent.futures  # noqa: F401  xlwings.udfs uses it without importing it.

    import xlwings
    from xlwings import com_server, udfs

    xlwings.func, xlwings.arg = udfs.xlfunc, udfs.xlarg
    return com_server.XLPython()


def call(calls: list[tuple[str, list[object]]]) -> list[object]:
    """What the server of xlwings answers to the calls of the add-in; a list is an array of cells."""
    windows()
    from addin.excel.modules import FUNCTIONS

    python = server()
    return [python.CallUDF(FUNCTIONS, name, tuple(map(_as_com, values))) for name, values in calls]


def _as_com(value: object) -> object:
    return tuple(map(_as_com, value)) if isinstance(value, list) else value


def main(name: str, action: str = "") -> None:
    """Run an action as the add-in does, and print what Excel was asked."""
    if name == "call":
        print(json.dumps(call(json.load(sys.stdin))))
        return
    engine = windows()
    asked: list[object] = []
    # What JxRun sets before it calls `run`.
    engine.BOOK_CALLER = Workbook(name, Excel(asked))
    if action == "desk":
        from pathlib import Path, PureWindowsPath

        import xlwings as xw

        from addin.excel.desk import ExcelDesk, quiet

        book = xw.Book.caller()
        desk = ExcelDesk(book.app)
        with quiet(book.app):
            asked.append(["inside", book.name])
        asked.append(["ledger", desk.ask_ledger()])
        asked.append(["target", str(desk.ask_target("附表.xlsm"))])
        desk.save_copy(book, PureWindowsPath("C:\\留底.xlsm"))
        # xlwings looks whether the file is there.
        desk.open(Path(__file__))
        desk.keep_in_sight(xw.Sheet(impl=engine.Sheet(xl=Worksheet(asked))), 4)
    else:
        from addin.excel.modules import HOST

        # As JxRun does.
        python = server()
        arguments = python.Tuple(action, "")
        asked.append(python.Str(python.Call(python.Module(HOST), "run", arguments)))
    print(json.dumps(asked))


if __name__ == "__main__":
    main(*sys.argv[1:])
