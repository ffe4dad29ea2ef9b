"""Each button in the Python that is up anyway, beside a Python started for it: processor time.

Excel is played by the headless engine, so what Excel itself does is not in it; the copy kept before is, which
openpyxl saves here and Excel there. openpyxl has been imported by the engine when the first click comes.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xlwings as xw

STANDARD, LEDGER, FILLED = "shenzhen-2021", "shenzhen-2021-ledger.csv", "附表.xlsx"
ACTIONS = (
    "new_table",
    "import_ledger",
    "fill_quarterly",
    "fill_summary",
    "add_scenario",
    "review",
    "finalize",
    "to_native",
    "show_help",
)
CLICKS = 4
LIMIT_MILLISECONDS = 300


@dataclass
class Desk:
    """Chooses what there is to choose, and keeps what is said."""

    folder: Path
    said: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        self.said.append(text)

    def ask_ledger(self) -> Path:
        from addin.demo import EXAMPLES

        return EXAMPLES / LEDGER

    def ask_target(self, suggestion: str) -> Path:
        return self.folder / f"{len(self.said)}-{suggestion}"

    def save_copy(self, book: xw.Book, path: Path) -> None:
        from addin.headless import workbook_of

        workbook_of(book).save(path)

    def open(self, path: Path) -> None:
        pass

    def keep_in_sight(self, sheet: xw.Sheet, rows: int) -> None:
        pass


def main() -> None:
    """Print, for each button, the first click of a session, the later ones, and a Python of its own."""
    from addin.demo import EXAMPLES
    from addin.filling import fill
    from workbooks.filing.data_file import read_filing
    from workbooks.standards.loading import load

    standard = load(STANDARD)
    with tempfile.TemporaryDirectory() as name:
        filing = read_filing(EXAMPLES / f"{STANDARD}.yaml", standard)
        fill(standard, filing, Path(name, FILLED), [EXAMPLES / LEDGER])
        started = _processor_seconds("from addin import macros; from addin.excel import host", name)
        print(f"\n按钮（处理器时间，毫秒；每次另起一个 Python 的，先要 {started * 1000:.0f}）")
        for action in ACTIONS:
            first, *later = json.loads(_run(["-m", "benchmarks.buttons", action, name], name))
            usual = min(later) * 1000
            note = "" if usual < LIMIT_MILLISECONDS else f"  超过 {LIMIT_MILLISECONDS}"
            print(f"  {action:<16}第一次 {first * 1000:7.1f}  以后 {usual:7.1f}{note}")


def clicks(action: str, folder: Path) -> list[float]:
    """The processor seconds of some clicks in a server that just came up, each on a workbook of its own."""
    from addin import alone

    alone.arrange()
    from addin import headless

    desk = Desk(Path(tempfile.mkdtemp(dir=folder)))
    books = []
    for number in range(CLICKS):
        path = shutil.copy(folder / FILLED, desk.folder / f"附表{number}.xlsx")
        books.append(headless.open_book(path))
    taken = []
    for book in books:
        start = time.process_time()
        from addin.excel import host

        host.serve(desk, book, action, STANDARD)
        taken.append(time.process_time() - start)
    if any("没有完成" in said for said in desk.said):
        raise RuntimeError(desk.said)
    return taken


def _processor_seconds(code: str, folder: str) -> float:
    timed = f"import time; {code}; print(time.process_time())"
    return min(float(_run(["-c", timed], folder)) for _ in range(3))


def _run(arguments: list[str], folder: str) -> str:
    environment = {**os.environ, "LOCALAPPDATA": folder}
    done = subprocess.run(
        [sys.executable, *arguments], env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


if __name__ == "__main__":
    print(json.dumps(clicks(sys.argv[1], Path(sys.argv[2]))))
