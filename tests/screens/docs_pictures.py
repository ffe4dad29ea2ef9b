"""`python -m tests.screens.docs_pictures [FOLDER] [PICTURE …]`: the pictures of the screen in the docs."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PIL import Image

from tests.screens.office_window import SMALL, Window, press, screen, window, write
from tests.screens.workbooks_shown import adopted, adopted_filled, blank, filled, what_if
from tests.support.places import ROOT

PICTURES = ROOT / "docs" / "images"
# Below LibreOffice's own menus and beside its panel: cells, headings, the names of the sheets.
SHEET = (0, 104, 1304, 748)
COLOURS = 64
STANDARD, MISSING = "shenzhen-2021", "三公经费_支出"


@dataclass(frozen=True)
class Picture:
    """A picture of a sheet: the workbook, what is pressed there first, the rows of pixels that matter."""

    make: Callable[[Path], Path]
    sheet: str | None = None
    act: Callable[[], None] = lambda: None
    height: int = SHEET[3]


def _down() -> None:
    press("Next")


def _type_what_cannot_be() -> None:
    press("Right", "Right", "Right")
    write("-5")
    press("Return")


DOCS: dict[str, Picture] = {
    "clerk-new": Picture(partial(blank, STANDARD)),
    "clerk-data": Picture(partial(filled, STANDARD, without=(MISSING,))),
    "clerk-form": Picture(partial(filled, STANDARD), "附表"),
    "clerk-missing": Picture(partial(filled, STANDARD, without=(MISSING,)), "附表", _down),
    "clerk-quarterly": Picture(partial(filled, STANDARD), "季度执行", height=572),
    "clerk-summary": Picture(partial(filled, STANDARD), "汇总"),
    "clerk-scenario": Picture(partial(what_if, STANDARD, 三公经费_支出="6.0", 人员_编外="3"), "情景"),
    "clerk-refused": Picture(
        partial(what_if, STANDARD, 三公经费_支出="6.0"), "情景", _type_what_cannot_be, height=480
    ),
    "clerk-charts": Picture(partial(filled, STANDARD), "图表"),
    "clerk-project": Picture(partial(filled, "project-2020")),
    "clerk-adopted": Picture(adopted_filled, "附件2"),
    "bureau-rules": Picture(adopted, "评分规则"),
}
"""By the name of the file."""


def main(folder: str = str(PICTURES), *names: str) -> None:
    target = Path(folder).resolve()
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        with screen(SMALL, work / "screen") as shown:
            for each in names or DOCS:
                picture = DOCS[each]
                path = picture.make(work / f"{each}.xlsx")
                with window(path, shown, work / "profile") as opened:
                    _show(picture, opened)
                    image = shown.shown().crop((*SHEET[:3], picture.height))
                    _reduced(image).save(target / f"{each}.png", optimize=True)


def _show(picture: Picture, opened: Window) -> None:
    if picture.sheet:
        opened.go_to(picture.sheet)
    picture.act()


def _reduced(image: Image.Image) -> Image.Image:
    return image.quantize(COLOURS)


if __name__ == "__main__":
    main(*sys.argv[1:])
