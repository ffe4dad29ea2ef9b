"""What installing needs to know of a Windows machine: the user's folders, the registry, this Python.

Read only where the registry is concerned: installing writes files of the user and nothing else.
"""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from addin.excel.folders import APPLICATION
from addin.excel.trial import Trial, try_excel
from addin.excel.workbook_modules import ADDIN_FILE
from udfs.records import dataclass
from workbooks.problems import InputError

NOT_WINDOWS = "Excel 加载项只能装在 Windows 的 Excel 里；用 LibreOffice 的，双击 jixiao.oxt 安装扩展即可"
# In the order in which a path is written shorter: the folder that is deeper first.
_VARIABLES = ("LOCALAPPDATA", "APPDATA", "USERPROFILE")


class Registry(Protocol):
    """The Windows registry, read only."""

    def values(self, key: str) -> Mapping[str, object]:
        """The values of a key such as `HKCU\\Software` by name, "" for the default; none of a missing key."""


@dataclass(frozen=True)
class Machine:
    """A Windows machine and the Python environment this runs in.

    `code_page` is the codec of the ANSI code page, the only one VBA's file functions know.
    """

    environment: Mapping[str, str]
    registry: Registry
    interpreter: Path
    prefix: Path
    base_prefix: Path
    bits: int
    code_page: str

    def folder(self, variable: str) -> Path:
        """A folder of the user. Raises `InputError` when Windows does not name it."""
        place = self.environment.get(variable)
        if not place:
            raise InputError(f"环境变量 {variable} 没有设置，找不到用户文件夹；请注销后重新登录 Windows 再试")
        return Path(place)

    @property
    def addin(self) -> Path:
        """Where Excel finds the add-in: it opens what is in XLSTART, a trusted location from the start.

        The other way, an OPEN value in the registry, belongs to Excel, which rewrites those values when it
        closes, and the AddIns folder is no trusted location. xlwings' own installer takes XLSTART too.
        """
        return self.folder("APPDATA") / "Microsoft" / "Excel" / "XLSTART" / ADDIN_FILE

    @property
    def settings(self) -> Path:
        """Where our VBA looks for the interpreter (`Interpreter` in JxPython)."""
        return self.folder("USERPROFILE") / f".{APPLICATION}" / f"{APPLICATION}.conf"

    @property
    def state(self) -> Path:
        """The folder of what we keep for the user: the list of what was installed, log, copies."""
        return self.folder("LOCALAPPDATA") / APPLICATION

    def short(self, path: Path) -> str:
        """A path written from a folder of the user, so that his name, in any script, is not part of it."""
        for variable in _VARIABLES:
            place = self.environment.get(variable)
            if place and path.is_relative_to(place):
                return f"%{variable}%{os.sep}{path.relative_to(place)}"
        return str(path)

    def readable(self, text: str) -> bool:
        """Whether VBA can read a text: the ANSI code page has all its characters."""
        try:
            text.encode(self.code_page)
        except UnicodeEncodeError:
            return False
        return True

    def replace(self, source: Path, target: Path) -> None:
        """Put a file in the place of another; PermissionError while a program has that open."""
        source.replace(target)

    def try_excel(self) -> Trial:
        """Let Excel call a function of the installed add-in, in some seconds."""
        return try_excel(self.addin, self.interpreter)

    def remove(self, path: Path) -> None:
        """Delete a file; PermissionError while a program has it open."""
        path.unlink()


def this_machine() -> Machine:
    """The machine this runs on. Raises `InputError` when it is not Windows."""
    if sys.platform != "win32":
        raise InputError(NOT_WINDOWS)
    return Machine(
        environment=os.environ,
        registry=WindowsRegistry(),
        interpreter=Path(sys.executable),
        prefix=Path(sys.prefix),
        base_prefix=Path(sys.base_prefix),
        bits=struct.calcsize("P") * 8,
        code_page="mbcs",
    )


class WindowsRegistry:
    """The registry of this machine. Not run on the machines that build this: see the Windows list."""

    def values(self, key: str) -> Mapping[str, object]:
        """See `Registry`. Both views are read, of 64 and of 32 bits; the first counts."""
        if sys.platform != "win32":
            raise InputError(NOT_WINDOWS)
        import winreg

        hives = {
            "HKCU": winreg.HKEY_CURRENT_USER,
            "HKLM": winreg.HKEY_LOCAL_MACHINE,
            "HKCR": winreg.HKEY_CLASSES_ROOT,
        }
        hive, _, path = key.partition("\\")
        found: dict[str, object] = {}
        for view in (winreg.KEY_WOW64_32KEY, winreg.KEY_WOW64_64KEY):
            try:
                with winreg.OpenKey(hives[hive], path, access=winreg.KEY_READ | view) as opened:
                    for number in range(winreg.QueryInfoKey(opened)[1]):
                        name, value, _kind = winreg.EnumValue(opened, number)
                        found[name] = value
            except OSError:
                continue
        return found
