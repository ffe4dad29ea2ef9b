"""The bridge of xlwings, the real DLL, under Wine; what plays Excel and Python is compiled from C here."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from zipfile import ZipFile

SOURCES = Path(__file__).parent
COMPILER = "x86_64-w64-mingw32-gcc"
NEEDED = ("wine", COMPILER, "localedef")
# An environment as a clerk may have it.
PLACE = "绩效 工具 (甲) [乙]"
# Far from what a call takes, and less than the two minutes that a shell in between would cost.
SECONDS = 90


@dataclass(frozen=True)
class Wine:
    """A Windows machine of its own in a folder, Chinese by its settings."""

    folder: Path

    def prepare(self) -> Wine:
        """Compile, get the DLL that goes with the installed xlwings, and set the machine up."""
        for source in SOURCES.glob("*.c"):
            program = self.folder / f"{source.stem}.exe"
            _run(COMPILER, "-w", "-municode", "-o", program, source, "-lole32", "-loleaut32", "-luuid")
        wheel = f"xlwings=={metadata.version('xlwings')}"
        pip = (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:")
        _run(*pip, "--platform=win_amd64", "--python-version=3.12", f"--dest={self.folder}", wheel)
        _run("localedef", "-i", "zh_CN", "-f", "UTF-8", self.folder / "zh_CN.UTF-8")
        self.wine("wineboot", "--init")
        self.place.mkdir()
        with ZipFile(next(self.folder.glob("*.whl"))) as archive:
            name = next(name for name in archive.namelist() if name.endswith(self.bridge))
            (self.place / self.bridge).write_bytes(archive.read(name))
        return self

    @property
    def bridge(self) -> str:
        return f"xlwings64-{metadata.version('xlwings')}.dll"

    @property
    def place(self) -> Path:
        """The folder of the environment, seen from here."""
        return self.folder / "prefix" / "drive_c" / PLACE

    def wine(self, *words: str | Path, folder: Path | None = None) -> str:
        """What a Windows program prints; it must be done in time."""
        settings = {
            **os.environ,
            "WINEPREFIX": str(self.folder / "prefix"),
            "WINEDEBUG": "-all",
            "LOCPATH": str(self.folder),
            "LC_ALL": "zh_CN.UTF-8",
        }
        settings.pop("DISPLAY", None)
        done = subprocess.run(
            ["wine", *map(str, words)],
            cwd=folder,
            env=settings,
            input=b"\r\n",
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
        return done.stdout.decode("utf-8", "replace")

    def activations(self, program: str, arguments: str) -> list[list[str]]:
        """Have Excel's part get the server of a program in the environment, twice."""
        bridge = f"C:\\{PLACE}\\{self.bridge}"
        told = self.wine(self.folder / "host.exe", bridge, f'"C:\\{PLACE}\\{program}" {arguments}')
        return [line.split(maxsplit=1) for line in told.splitlines()]


def _run(*words: str | Path) -> None:
    subprocess.run([str(word) for word in words], check=True, timeout=600)
