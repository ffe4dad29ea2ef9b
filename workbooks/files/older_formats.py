"""Workbooks in formats that cannot be changed part by part (.xls, .ods, .et), made .xlsx by LibreOffice.

The program is one that the machine has; it runs with a profile of its own, without macros, in limited time.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from workbooks.files.compound import MAGIC
from workbooks.files.container import check_content, read_bytes
from workbooks.problems import InputError

OLDER = (".xls", ".ods", ".et")
_SECONDS = 120
_STARTS = 2
"""LibreOffice ends once on a new profile and wants to be started again."""
_PLACES = (
    "/usr/lib/libreoffice/program/soffice",
    "/usr/lib64/libreoffice/program/soffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)
_RESAVE = "请用 Excel 或 WPS 打开后另存为 .xlsx 再用"


def libreoffice() -> str | None:
    """The program of LibreOffice; None where the machine has none."""
    named = (shutil.which(name) for name in ("soffice", "libreoffice"))
    return next(filter(None, (*named, *(place for place in _PLACES if Path(place).is_file()))), None)


def as_xlsx(path: Path, folder: Path) -> Path:
    """A copy of a workbook as .xlsx in a folder. Raises `InputError` where it cannot be made."""
    content = read_bytes(path)
    suffix = path.suffix.lower()
    if suffix == ".et":
        # WPS writes either kind under this name.
        suffix = ".xls" if content.startswith(MAGIC) else ".xlsx"
    target = folder / f"{path.stem}.xlsx"
    check_content(content, f"{path.stem}{suffix}")
    if suffix == ".xlsx":
        target.write_bytes(content)
        return target
    program = libreoffice()
    if program is None:
        raise InputError(
            f"{path.name} 是 {path.suffix} 文件，公式只能放进 .xlsx、.xlsm；{_RESAVE}"
            "（装有 LibreOffice 的电脑会自动转换）"
        )
    source = folder / f"source{suffix}"
    source.write_bytes(content)
    made = _converted(program, source, folder)
    if made is None:
        raise InputError(f"{path.name} 用 LibreOffice 没有转成 .xlsx；{_RESAVE}")
    made.replace(target)
    return target


def _converted(program: str, source: Path, folder: Path) -> Path | None:
    """What LibreOffice makes of a file; None where it makes nothing in time."""
    profile, out = folder / "profile", folder / "converted"
    command = [program, f"-env:UserInstallation={profile.resolve().as_uri()}", "--headless", "--norestore"]
    command += ["--nologo", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), str(source)]
    # LibreOffice has a Python of its own, which must not find the library of ours.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    made = out / f"{source.stem}.xlsx"
    for _ in range(_STARTS):
        try:
            subprocess.run(  # noqa: S603 (the program of this machine, the file checked before)
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_SECONDS,
                check=False,
            )
        except (OSError, subprocess.SubprocessError):
            return None
        if made.is_file():
            return made
    return None
