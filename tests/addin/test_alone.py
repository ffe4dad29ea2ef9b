"""openpyxl and xlwings imported by themselves: what they look for does not come, and can come later."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("numpy", "pandas", "matplotlib", "PIL")
ALONE = "from addin import alone; alone.arrange(); "


def run(code: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_nothing_heavy_comes_with_them_and_everything_can_come_later():
    code = (
        f"{ALONE} import openpyxl, xlwings, sys\n"
        f"print([name in sys.modules for name in {HEAVY}].count(True))\n"
        "import pandas, numpy; print(pandas.DataFrame.__name__, xlwings.Book.__name__)"
    )
    assert run(code) == ["0", "DataFrame", "Book"]


@pytest.mark.parametrize("library", ["openpyxl", "xlwings"])
def test_by_itself_each_would_bring_them(library):
    found = run(f"import {library}, sys; print(*[name in sys.modules for name in {HEAVY}])")
    assert "True" in found


@pytest.mark.parametrize("library", ["openpyxl", "xlwings"])
def test_what_was_imported_before_stays(library):
    code = (
        f"import numpy, sys; {ALONE} import {library}\n"
        "print(sys.modules['numpy'] is numpy, 'pandas' in sys.modules)"
    )
    assert run(code) == ["True", "False"]


def test_arranging_twice_is_arranging_once():
    code = f"import sys; {ALONE} before = len(sys.meta_path); {ALONE} print(len(sys.meta_path) - before)"
    assert run(code) == ["0"]


def test_no_excel_of_others_is_ended_when_python_ends():
    code = (
        "import atexit, sys, types\n"
        "windows = types.ModuleType('xlwings._xlwindows')\n"
        "windows.cleanup = atexit.register(lambda: print('ended'))\n"
        "sys.modules['xlwings._xlwindows'] = windows\n"
        "if {0}: from addin import alone; alone.arrange()\n"
        "import xlwings\n"
    )
    assert run(code.format(True)) == []
    assert run(code.format(False)) == ["ended"]
