"""One real function call as Excel makes it: a hidden Excel opens the add-in and asks it, twice.

    python -I -m addin.excel.trial PATH_OF_JIXIAO_XLAM

is the program in between; it tells what happens in lines of JSON, so that a call that hangs has told how far
it came. Not run on the machines that build this: see the Windows list.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from addin.excel.workbook_modules import ADDIN_FILE
from udfs.records import dataclass

FUNCTION, ARGUMENTS, EXPECTED = "JX_SCORE_RATE", (9.0, 10.0), 0.9
SECONDS = 90
"""A hidden Excel may wait for an answer that nobody can give: to sign in, to activate."""
_CALLS = 2


@dataclass(frozen=True)
class Trial:
    """What came of it: the seconds of each right answer, or the row in `TROUBLES` and its number.

    `failure` is a text of the program, or of Excel, and empty when both did their work.
    """

    seconds: tuple[float, ...] = ()
    trouble: int = 0
    code: int = 0
    failure: str = ""


def try_excel(addin: Path, interpreter: Path) -> Trial:
    """Let Excel call the function; a hidden Excel that hangs is ended."""
    return run([str(interpreter), "-I", "-m", __name__, str(addin)], SECONDS)


def run(command: Sequence[str], seconds: float) -> Trial:
    """Run the program with a time limit and read what it told."""
    process = subprocess.Popen(  # noqa: S603  Our own interpreter and program.
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
    )
    try:
        output, _ = process.communicate(timeout=seconds)
        failure = "" if process.returncode == 0 else "算一次的程序没有做完"
    except subprocess.TimeoutExpired:
        process.kill()
        output, _ = process.communicate()
        failure = f"{seconds:g} 秒没有做完，Excel 可能在等人登录、激活或回答"
    told: dict[str, list[float | str]] = {}
    for line in output.splitlines():
        for key, value in json.loads(line).items():
            told.setdefault(key, []).append(value)
    if failure:
        for pid in told.get("pid", ()):
            with suppress(OSError):
                os.kill(int(pid), signal.SIGTERM)
    return Trial(
        seconds=tuple(map(float, told.get("seconds", ()))),
        trouble=int(told.get("trouble", [0])[-1]),
        code=int(told.get("code", [0])[-1]),
        failure=str(told.get("failure", [failure])[-1]),
    )


def main(addin: str) -> None:
    """Let a hidden Excel of our own open the add-in and call the function."""
    import win32process
    from win32com.client import DispatchEx

    excel = DispatchEx("Excel.Application")
    try:
        _tell(pid=win32process.GetWindowThreadProcessId(excel.Hwnd)[1])
        excel.DisplayAlerts = False
        # Links are not updated; read only, because XLSTART has it open in an Excel that runs.
        excel.Workbooks.Open(addin, 0, True)
        ask(excel)
    except Exception as error:
        _tell(failure=f"{type(error).__name__}: {error}")
    finally:
        excel.Quit()


def ask(excel: object) -> None:
    """Call the function of the add-in that is open in Excel, and tell what it says."""
    call = excel.Run  # type: ignore[attr-defined]
    for _ in range(_CALLS):
        start = time.perf_counter()
        value = call(f"'{ADDIN_FILE}'!JxServe", FUNCTION, list(ARGUMENTS))
        if value != EXPECTED:
            trouble, code = call(f"'{ADDIN_FILE}'!JxTrouble")
            _tell(trouble=trouble, code=code)
            if not trouble:
                _tell(failure=f"{FUNCTION} 得到 {value!r}，应为 {EXPECTED}")
            return
        _tell(seconds=time.perf_counter() - start)


def _tell(**what: object) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
