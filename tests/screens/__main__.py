"""`python -m tests.screens FOLDER [NAME …]`: a picture of every sheet as it opens, at two screen sizes.

Names are those of standards and of forms without scores, and 认表 for a bureau's own form; all where none is
named. Somebody looks at the pictures; no test compares them.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.screens.office_window import LARGE, SMALL, screen, window
from tests.screens.workbooks_shown import ADOPTED, adopted, blank, filled, stage
from workbooks.stages.stage_forms import stage_forms
from workbooks.standards.library import available


def main(target: str, *names: str) -> None:
    folder = Path(target).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        work, files = Path(name), list[Path]()
        for each in names or (*available(), *stage_forms(), ADOPTED):
            if each == ADOPTED:
                files.append(adopted(work / f"{each}.xlsx"))
            elif each in stage_forms():
                files.append(stage(each, work / f"{each}.xlsx"))
            else:
                files.append(blank(each, work / f"{each}-空白.xlsx"))
                files.append(filled(each, work / f"{each}-填好.xlsx"))
        for size in (SMALL, LARGE):
            with screen(size, work / str(size[0])) as shown:
                for path in files:
                    with window(path, shown, work / "profile") as opened:
                        titles = opened.titles[opened.at :] + opened.titles[: opened.at]
                        for title in titles:
                            opened.go_to(title)
                            shown.shown().save(folder / f"{path.stem}-{size[0]}-{title}.png")


if __name__ == "__main__":
    main(*sys.argv[1:])
