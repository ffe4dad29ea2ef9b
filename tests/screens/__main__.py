"""`python -m tests.screens FOLDER [STANDARD …]`: a picture of every sheet of new forms, at two screen sizes.

Needs LibreOffice, Xvfb and xdotool. Somebody looks at the pictures; no test compares them.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from openpyxl import load_workbook
from PIL import Image

from addin.blank_forms import new
from addin.filling import fill
from tests.support.examples import example
from workbooks.forms.writer import NATIVE
from workbooks.standards.library import available
from workbooks.standards.loading import load

SIZES = ((1366, 768), (1920, 1080))
DISPLAY = ":97"
PATIENCE = 90
STEADY = 2
_XWD_WIDTH, _XWD_HEIGHT, _XWD_LINE, _XWD_COLOURS = 4, 5, 12, 19
_COLOUR_BYTES = 12


@contextmanager
def screen(size: tuple[int, int], folder: Path) -> Iterator[Path]:
    """A screen in memory; gives the file that mirrors it."""
    picture = "{}x{}x24".format(*size)
    server = subprocess.Popen(
        ["Xvfb", DISPLAY, "-screen", "0", picture, "-fbdir", folder], stderr=subprocess.DEVNULL
    )
    try:
        yield folder / "Xvfb_screen0"
    finally:
        server.terminate()
        server.wait()


def shoot(mirror: Path, target: Path) -> None:
    """Write what the screen shows as a PNG, once it has been the same for some time."""
    content, before, left = mirror.read_bytes(), b"", PATIENCE
    while content != before and left:
        time.sleep(STEADY)
        before, content, left = content, mirror.read_bytes(), left - 1
    head = [int.from_bytes(content[at : at + 4], "big") for at in range(0, 100, 4)]
    start = head[0] + head[_XWD_COLOURS] * _COLOUR_BYTES
    size = head[_XWD_WIDTH], head[_XWD_HEIGHT]
    Image.frombytes("RGB", size, content[start:], "raw", "BGRX", head[_XWD_LINE], 1).save(target)


def key(*words: str) -> str:
    """Ask the window's program."""
    environment = {**os.environ, "DISPLAY": DISPLAY}
    done = subprocess.run(["xdotool", *words], env=environment, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def shoot_sheets(path: Path, size: tuple[int, int], mirror: Path, profile: Path, folder: Path) -> None:
    """Open a workbook on the whole screen; a picture of each sheet, beginning with the one it opens on."""
    workbook = load_workbook(path)
    titles = workbook.sheetnames
    first = titles.index(workbook.active.title)
    office = subprocess.Popen(
        [
            "soffice",
            "--norestore",
            "--nologo",
            "--calc",
            f"-env:UserInstallation=file://{profile}",
            str(path),
        ],
        env={**os.environ, "DISPLAY": DISPLAY, "SAL_USE_VCLPLUGIN": "gen"},
        stderr=subprocess.DEVNULL,
    )
    try:
        window = _window(path.name)
        key("windowmove", window, "0", "0", "windowsize", window, *map(str, size))
        time.sleep(4)
        # No window manager gives the window the keyboard.
        key("windowfocus", "--sync", window)
        walk(titles[first:], path, size, mirror, folder)
        for _ in titles * 2:
            key("key", "ctrl+Prior")
            time.sleep(0.2)
        walk(titles[:first], path, size, mirror, folder)
    finally:
        office.terminate()
        office.wait()


def walk(titles: list[str], path: Path, size: tuple[int, int], mirror: Path, folder: Path) -> None:
    """A picture of these sheets, the first of which is shown."""
    for title in titles:
        shoot(mirror, folder / f"{path.stem}-{size[0]}-{title}.png")
        key("key", "ctrl+Next")


def _window(name: str) -> str:
    for _ in range(PATIENCE):
        time.sleep(1)
        if found := key("search", "--onlyvisible", "--name", name):
            return found.split()[-1]
    raise SystemExit(f"{PATIENCE} 秒内没有打开 {name}")


def main(target: str, *standards: str) -> None:
    folder = Path(target).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        files = []
        for each in standards or available():
            standard = load(each)
            new(standard, work / f"{each}-空白.xlsx", edition=NATIVE)
            fill(standard, example(each), work / f"{each}-填好.xlsx", edition=NATIVE)
            files += [work / f"{each}-空白.xlsx", work / f"{each}-填好.xlsx"]
        for size in SIZES:
            mirrored = work / str(size[0])
            mirrored.mkdir()
            with screen(size, mirrored) as mirror:
                for path in files:
                    shoot_sheets(path, size, mirror, work / "profile", folder)


if __name__ == "__main__":
    main(*sys.argv[1:])
