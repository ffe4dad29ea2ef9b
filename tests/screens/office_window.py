"""LibreOffice on a screen in memory, worked by its keyboard; needs LibreOffice, Xvfb and xdotool."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook
from PIL import Image

DISPLAY = ":97"
PATIENCE = 180
STEADY = 2
SMALL, LARGE = (1366, 768), (1920, 1080)
_XWD_WIDTH, _XWD_HEIGHT, _XWD_LINE, _XWD_COLOURS = 4, 5, 12, 19
_COLOUR_BYTES = 12


@dataclass(frozen=True)
class Screen:
    """A screen in memory: its size, and the file that mirrors what it shows."""

    size: tuple[int, int]
    mirror: Path

    def shown(self) -> Image.Image:
        """What it shows, once that has been the same for some time."""
        content, before, left = self.mirror.read_bytes(), b"", PATIENCE
        while content != before and left:
            time.sleep(STEADY)
            before, content, left = content, self.mirror.read_bytes(), left - 1
        head = [int.from_bytes(content[at : at + 4], "big") for at in range(0, 100, 4)]
        start = head[0] + head[_XWD_COLOURS] * _COLOUR_BYTES
        size = head[_XWD_WIDTH], head[_XWD_HEIGHT]
        return Image.frombytes("RGB", size, content[start:], "raw", "BGRX", head[_XWD_LINE], 1)


@contextmanager
def screen(size: tuple[int, int], folder: Path) -> Iterator[Screen]:
    """A screen in memory, kept in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    picture = "{}x{}x24".format(*size)
    server = subprocess.Popen(
        ["Xvfb", DISPLAY, "-screen", "0", picture, "-fbdir", folder], stderr=subprocess.DEVNULL
    )
    try:
        yield Screen(size, folder / "Xvfb_screen0")
    finally:
        server.terminate()
        server.wait()


def press(*keys: str) -> None:
    """Press keys one after the other, such as ctrl+Next."""
    for each in keys:
        _ask("key", each)
        time.sleep(0.3)


def write(text: str) -> None:
    """Type a text as a person does."""
    _ask("type", "--delay", "40", "--", text)


def _ask(*words: str) -> str:
    environment = {**os.environ, "DISPLAY": DISPLAY}
    done = subprocess.run(["xdotool", *words], env=environment, capture_output=True, text=True, check=False)
    return done.stdout.strip()


@dataclass
class Window:
    """A workbook open on the whole screen."""

    titles: list[str]
    at: int

    def go_to(self, title: str) -> None:
        """Show a sheet."""
        to = self.titles.index(title)
        step = "ctrl+Next" if to > self.at else "ctrl+Prior"
        press(*[step] * abs(to - self.at))
        self.at = to


@contextmanager
def window(path: Path, where: Screen, profile: Path) -> Iterator[Window]:
    """Open a workbook, on the sheet and at the cell where it opens."""
    workbook = load_workbook(path)
    shown = [sheet.title for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    office = subprocess.Popen(
        ["soffice", "--norestore", "--nologo", "--calc", f"-env:UserInstallation=file://{profile}", path],
        env={**os.environ, "DISPLAY": DISPLAY, "SAL_USE_VCLPLUGIN": "gen"},
        stderr=subprocess.DEVNULL,
    )
    try:
        found = _found(path.name)
        _ask("windowmove", found, "0", "0", "windowsize", found, *map(str, where.size))
        time.sleep(4)
        # No window manager gives the window the keyboard.
        _ask("windowfocus", "--sync", found)
        active = workbook.active
        yield Window(shown, shown.index(active.title) if active else 0)
    finally:
        office.terminate()
        office.wait()


def _found(name: str) -> str:
    for _ in range(PATIENCE):
        time.sleep(1)
        if found := _ask("search", "--onlyvisible", "--name", name):
            return found.split()[-1]
    raise SystemExit(f"{PATIENCE} 秒内没有打开 {name}")
