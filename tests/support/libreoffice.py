"""LibreOffice as a test host: open, change, recalculate, read and print real workbooks.

A worker process under a Python that has `uno` does the work; every request has a time limit, so a
hung or crashed LibreOffice is an error with its reason and never a hang of the tests.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn, cast

from addin.libreoffice.build import unpack_extension
from workbooks.files.cells import read_cells
from workbooks.files.coordinates import coordinate_to_tuple, get_column_letter

Value = float | str | None

MINIMUM = (25, 2)
STARTUP_SECONDS = 600
REQUEST_SECONDS = 600
PROBE, PROBED = "=JX_SCORE_RATE(1;2)", 0.5
_WORKER = Path(__file__).with_name("libreoffice_worker.py")
_INSTALLED = (
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice*/program/soffice",
)
_HOW = "请安装 LibreOffice 25.2 以上版本和 python3-uno（Debian：sudo make libreoffice）"


class LibreOfficeError(Exception):
    """LibreOffice refused a request, or is not there any more."""


def find_soffice() -> str | None:
    """Return the soffice program: the one in PATH, else the one in the usual folders."""
    if found := shutil.which("soffice"):
        return found
    installed = (file for pattern in _INSTALLED for file in Path("/").glob(pattern[1:]))
    return next((str(file) for file in installed), None)


def soffice_version(program: str) -> tuple[int, int] | None:
    """Return the release of a soffice program, None when it does not tell."""
    found = re.search(r"LibreOffice (\d+)\.(\d+)", _output([program, "--version"]) or "")
    return (int(found[1]), int(found[2])) if found else None


def find_uno_python(soffice: str) -> str | None:
    """Return a Python that can import uno: JIXIAO_UNO_PYTHON, the system's or LibreOffice's own."""
    folder = Path(soffice).resolve().parent
    chosen = os.environ.get("JIXIAO_UNO_PYTHON")
    usual = ("/usr/bin/python3", str(folder / "python"))
    for python in (chosen,) if chosen else usual:
        if _output([python, "-c", "import uno"]) is not None:
            return python
    return None


def _output(command: list[str]) -> str | None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=REQUEST_SECONDS, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout


def _environment(python: str) -> dict[str, str]:
    """The environment of soffice. Its Python looks for its library beside the first python3 in PATH, so that
    must be the one that has uno; a virtual environment's or pyenv's leaves it without our extension."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return kept | {"PATH": os.pathsep.join([str(Path(python).parent), kept.get("PATH", "")])}


def unavailable_reason() -> str | None:
    """Return why LibreOffice cannot be used here and what to install, None when it can."""
    if sys.platform != "linux":
        return "LibreOffice 测试只在 Linux 上运行"
    soffice = find_soffice()
    if soffice is None:
        return f"没有找到 LibreOffice；{_HOW}"
    version = soffice_version(soffice)
    if version is None or version < MINIMUM:
        shown = ".".join(map(str, version)) if version else "未知"
        return f"LibreOffice 版本是 {shown}，太旧；{_HOW}"
    if find_uno_python(soffice) is None:
        return f"没有能 import uno 的 Python；{_HOW}"
    return None


def writer_unavailable_reason() -> str | None:
    """Return why LibreOffice cannot open and save reports here and what to install, None when it can."""
    soffice = find_soffice()
    if unavailable_reason() or soffice is None:
        return unavailable_reason()
    if (Path(soffice).resolve().parents[1] / "share" / "registry" / "writer.xcd").exists():
        return None
    how = "请安装 libreoffice-writer（Debian：sudo make libreoffice）"
    return f"这个 LibreOffice 没有 Writer，不能另存报告；{how}"


class LibreOffice:
    """One headless LibreOffice with a profile of its own, with our extension or none; a context manager."""

    def __init__(self, extension: bool = True) -> None:
        if reason := unavailable_reason():
            raise LibreOfficeError(reason)
        self._temporary = tempfile.TemporaryDirectory(
            prefix="jixiao-libreoffice-", ignore_cleanup_errors=True
        )
        self.folder = Path(self._temporary.name)
        self._extension = extension
        self._answers: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._dead: str | None = None
        self._starts = 0

    def __enter__(self) -> LibreOffice:
        extensions = self.folder / "extensions"
        extensions.mkdir()
        if self._extension:
            unpack_extension(extensions)
        self._start()
        if (self.request("calculate", PROBE) == PROBED) == self._extension:
            return self
        self.__exit__()
        raise LibreOfficeError(f"LibreOffice started with{'out' if self._extension else ''} the extension")

    def _start(self) -> None:
        self._dead = None
        self._starts += 1
        profile = self.folder / f"profile-{self._starts}"
        soffice = find_soffice() or ""
        python = find_uno_python(soffice) or ""
        self._log = (self.folder / "log.txt").open("w+b")
        # A session of its own, so that soffice goes down together with the worker; a folder and an
        # environment of its own, so that the extension finds nothing but what is packed in it.
        self._worker = subprocess.Popen(
            [python, str(_WORKER), soffice, str(profile), str(self.folder / "extensions")],
            cwd=self.folder,
            env=_environment(python),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        # Each start has answers of its own: the end of one worker must not be read as that of the next.
        self._answers = queue.SimpleQueue()
        listening = (self._worker, self._answers)
        threading.Thread(target=self._listen, args=listening, daemon=True).start()
        try:
            self._answer("start", STARTUP_SECONDS)
        except LibreOfficeError as error:
            self._stop()
            self._dead = str(error)
            raise

    def _stop(self) -> None:
        assert self._worker.stdin is not None
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            self._worker.stdin.close()
            self._worker.wait(30)
        self._kill()
        self._log.close()

    def __exit__(self, *_: object) -> None:
        self._stop()
        self._temporary.cleanup()

    @property
    def starts(self) -> int:
        """How often it was started."""
        return self._starts

    @property
    def process_group(self) -> int:
        """The group of processes that the worker leads and LibreOffice belongs to."""
        return self._worker.pid

    def open(self, path: Path, recalc: bool = False) -> Document:
        """Open a workbook; `recalc` says whether loading recalculates it or keeps its cached values.

        One that has ended is started again: what ended it is the failure of one test, not of all after it.
        """
        if self._dead:
            self._start()
        return Document(self, self.request("open", str(path.resolve()), recalc))

    def to_pdf(self, path: Path, outdir: Path) -> Path:
        """Print a workbook to `outdir` as a PDF of the same name, and return that."""
        outdir.mkdir(parents=True, exist_ok=True)
        with self.open(path) as document:
            return document.save(outdir / f"{path.stem}.pdf")

    def vba(self, source: str, function: str) -> str:
        """Run a function of a VBA module and return what it gives as text; not every quirk is Excel's."""
        return str(self.request("vba", source, function))

    def wizard(self) -> dict[str, dict[str, Any]]:
        """Return description and arguments [label, help, optional] of each JX_ function in the wizard."""
        return dict(self.request("wizard"))

    def request(self, call: str, *arguments: object, seconds: float = REQUEST_SECONDS) -> Any:
        """Let the worker do one thing; raises LibreOfficeError when it cannot, or not in time."""
        if self._dead:
            raise LibreOfficeError(self._dead)
        what = f"{call}({', '.join(map(repr, arguments))})"
        assert self._worker.stdin is not None
        try:
            self._worker.stdin.write(json.dumps({"call": call, "arguments": arguments}) + "\n")
            self._worker.stdin.flush()
        except OSError:
            self._give_up(f"{what}: LibreOffice has ended")
        return self._answer(what, seconds)

    @staticmethod
    def _listen(worker: subprocess.Popen[str], answers: queue.SimpleQueue[str | None]) -> None:
        assert worker.stdout is not None
        for line in worker.stdout:
            answers.put(line)
        answers.put(None)

    def _answer(self, what: str, seconds: float) -> Any:
        try:
            line = self._answers.get(timeout=seconds)
        except queue.Empty:
            self._give_up(f"{what}: LibreOffice did not answer within {seconds:g} s and was ended")
        if line is None:
            self._give_up(f"{what}: LibreOffice has ended")
        answer = json.loads(line)
        if "error" in answer:
            raise LibreOfficeError(f"{what}: {answer['error']}")
        return answer["result"]

    def _give_up(self, reason: str) -> NoReturn:
        self._kill()
        self._log.seek(0)
        said = self._log.read().decode(errors="replace").strip()
        self._dead = f"{reason}\n{said}".strip()
        raise LibreOfficeError(self._dead)

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._worker.pid, signal.SIGKILL)
        self._worker.wait()


class Document:
    """A workbook open in LibreOffice; sheets by name, cells as in Excel ("B3", "A1:K30")."""

    def __init__(self, office: LibreOffice, number: int) -> None:
        self._office, self._number = office, number
        self._start = office.starts

    def __enter__(self) -> Document:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _request(self, call: str, *arguments: object) -> Any:
        if self._start != self._office.starts:
            raise LibreOfficeError(f"{call}: the LibreOffice in which this was open has ended")
        return self._office.request(call, self._number, *arguments)

    def recalculate(self) -> None:
        """Recalculate every formula, changed or not."""
        self._request("recalculate")

    def sheets(self) -> list[str]:
        """Return the names of the sheets in order."""
        return list(self._request("sheets"))

    def names(self) -> dict[str, str]:
        """Return the workbook's defined names and what they stand for, such as "$数据.$C$4"."""
        return dict(self._request("names"))

    def read(self, sheet: str, address: str) -> list[list[Value]]:
        """Return the rows of a range: numbers, texts, None for empty cells, errors as "#N/A"."""
        return list(self._request("read", sheet, address))

    def value(self, sheet: str, cell: str) -> Value:
        """Return the value of one cell, as `read` does."""
        return self.read(sheet, cell)[0][0]

    def shown(self) -> Callable[[str, str], Value]:
        """Save a copy and return what a cell (sheet, address) of it shows.

        Of a wide sheet that is many times as fast as reading it over UNO.
        """
        with tempfile.TemporaryDirectory() as folder:
            cells = read_cells(self.save(Path(folder) / "saved.xlsx"))
        return lambda sheet, cell: cast(Value, cells.value(sheet, *coordinate_to_tuple(cell)))

    def results(self, sheet: str) -> dict[str, Value]:
        """Return what every formula of a narrow sheet shows, by its cell."""
        found = self._request("results", sheet)
        return {f"{get_column_letter(column + 1)}{row + 1}": shown for row, column, shown in found}

    def formulas(self, sheet: str, address: str) -> list[list[str]]:
        """Return the formulas of a range, as `formula` does."""
        return list(self._request("formulas", sheet, address))

    def formula(self, sheet: str, cell: str) -> str:
        """Return the formula of a cell in Calc's own notation, or its content when it has none."""
        return str(self._request("formula", sheet, cell))

    def follow(self, target: str) -> tuple[str, str]:
        """Go where a link to "#target" leads; return the sheet and the cell."""
        sheet, cell = self._request("follow", target)
        return str(sheet), str(cell)

    def write(self, sheet: str, cell: str, value: Value) -> None:
        """Type a number or a text into a cell, or clear it (None)."""
        self._request("write", sheet, cell, value)

    def write_down(self, sheet: str, address: str, values: Sequence[float | str]) -> None:
        """Type numbers and texts into the cells of a column, all at once."""
        self._request("write_down", sheet, address, list(values))

    def write_name(self, name: str, value: Value) -> None:
        """Type into the cell that a defined name stands for."""
        self._request("write_name", name, value)

    def insert_rows(self, sheet: str, row: int, count: int = 1) -> None:
        """Insert rows above a row, counted from 1."""
        self._request("insert_rows", sheet, row, count)

    def row_heights(self, sheet: str, address: str) -> list[list[float]]:
        """Of each row: its height, and the height that its texts need with the fonts here, in points."""
        heights: list[list[float]] = self._request("row_heights", sheet, address)
        return heights

    def unprotect(self, sheet: str) -> None:
        """Take a sheet's protection off, which has no password."""
        self._request("unprotect", sheet)

    def fill_down(self, sheet: str, address: str) -> None:
        """Fill a range downward from its first row."""
        self._request("fill_down", sheet, address)

    def fill_right(self, sheet: str, address: str) -> None:
        """Fill a range to the right from its first column."""
        self._request("fill_right", sheet, address)

    def save(self, path: Path) -> Path:
        """Write a copy, .xlsx, .xls, .ods or .pdf by its name, and return its path."""
        self._request("save", str(path.resolve()))
        return path

    def close(self) -> None:
        """Close without saving."""
        self._request("close")
