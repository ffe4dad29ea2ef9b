"""A Windows machine made of folders and a dict, for what installs and looks."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path

import xlwings

from addin.excel.trial import Trial
from addin.excel.windows import Machine
from udfs.records import dataclass

EXCEL_2016 = {
    r"HKCR\Excel.Application\CurVer": {"": "Excel.Application.16"},
    r"HKLM\Software\Microsoft\Office\ClickToRun\Configuration": {"Platform": "x64"},
}
SECURITY = r"Software\Microsoft\Office\16.0\Excel\Security"
POLICY = r"HKCU\Software\Policies\Microsoft\Office\16.0\Excel\Security"


@dataclass
class FakeRegistry:
    """Keys and values by name; as in Windows, capitals do not count and a missing key has no values."""

    keys: dict[str, dict[str, object]] = field(default_factory=dict)

    def values(self, key: str) -> Mapping[str, object]:
        return {
            name: value
            for known, values in self.keys.items()
            if known.lower() == key.lower()
            for name, value in values.items()
        }


@dataclass(frozen=True)
class FakeMachine(Machine):
    """A machine where programs hold files open (`locked`), which Windows neither replaces nor deletes.

    `trial` is what its Excel makes of a function call.
    """

    locked: set[Path] = field(default_factory=set)
    trial: Trial = field(default_factory=lambda: Trial(seconds=(1.84, 0.0042)))

    def try_excel(self) -> Trial:
        return self.trial

    def replace(self, source: Path, target: Path) -> None:
        self._refuse(target)
        super().replace(source, target)

    def remove(self, path: Path) -> None:
        self._refuse(path)
        super().remove(path)

    def _refuse(self, path: Path) -> None:
        if path in self.locked:
            raise PermissionError(13, "另一个程序正在使用此文件", str(path))


def windows(root: Path, user: str = "财务 张三", code_page: str = "cp936") -> FakeMachine:
    """A user's folders below `root`, Excel 2016 of 64 bits, and our Python with the DLLs of xlwings."""
    profile = root / "用户" / user
    environment = {
        "USERPROFILE": str(profile),
        "APPDATA": str(profile / "AppData" / "Roaming"),
        "LOCALAPPDATA": str(profile / "AppData" / "Local"),
    }
    for place in environment.values():
        Path(place).mkdir(parents=True, exist_ok=True)
    prefix = profile / "AppData" / "Local" / "jixiao" / "python"
    (prefix / "Scripts").mkdir(parents=True, exist_ok=True)
    for bits in (32, 64):
        (prefix / f"xlwings{bits}-{xlwings.__version__}.dll").touch()
    return FakeMachine(
        environment=environment,
        registry=FakeRegistry(dict(EXCEL_2016)),
        interpreter=prefix / "Scripts" / "python.exe",
        prefix=prefix,
        base_prefix=root / "Python312",
        bits=64,
        code_page=code_page,
    )


def everything(folder: Path) -> dict[str, bytes | None]:
    """Every folder (None) and file (its bytes) below a folder."""
    found: dict[str, bytes | None] = {}
    for place, folders, files in os.walk(folder):
        for name in folders:
            found[str(Path(place, name).relative_to(folder))] = None
        for name in files:
            path = Path(place, name)
            found[str(path.relative_to(folder))] = path.read_bytes()
    return found
