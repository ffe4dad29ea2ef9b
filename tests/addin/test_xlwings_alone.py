"""xlwings imported by itself: nothing of what it looks for comes with it, and all of it can come later."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("numpy", "pandas", "matplotlib")


def run(code: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_nothing_heavy_comes_with_it_and_everything_can_come_later():
    code = (
        "from addin import xlwings_alone; xlwings_alone.load(); import sys\n"
        f"print([name in sys.modules for name in {HEAVY}].count(True))\n"
        "import pandas, xlwings; print(pandas.DataFrame.__name__, xlwings.Book.__name__)"
    )
    assert run(code) == ["0", "DataFrame", "Book"]


def test_by_itself_xlwings_would_bring_them():
    found = run(f"import xlwings, sys; print(*[name in sys.modules for name in {HEAVY}])")
    assert "True" in found


def test_what_was_imported_before_stays():
    code = (
        "import numpy, sys; from addin import xlwings_alone; xlwings_alone.load()\n"
        "print(sys.modules['numpy'] is numpy, 'pandas' in sys.modules)"
    )
    assert run(code) == ["True", "False"]


def test_no_excel_of_others_is_ended_when_python_ends():
    code = (
        "import atexit, sys, types, xlwings\n"
        "windows = types.ModuleType('xlwings._xlwindows')\n"
        "windows.cleanup = atexit.register(lambda: print('ended'))\n"
        "sys.modules['xlwings._xlwindows'] = windows\n"
        "if {0}: from addin import xlwings_alone; xlwings_alone.load()\n"
    )
    assert run(code.format(True)) == []
    assert run(code.format(False)) == ["ended"]
