"""What the host asks of Excel, through xlwings' own classes for Windows, which no test had run before."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from addin.excel import functions

PRETENDED = Path(__file__).parents[2] / "support" / "windows_excel.py"


def asked_of_excel(name: str, action: str, folder: Path) -> list[list[object]]:
    done = subprocess.run(
        [sys.executable, str(PRETENDED), name, action],
        capture_output=True,
        text=True,
        check=False,
        env={"LOCALAPPDATA": str(folder), "PYTHONPATH": str(PRETENDED.parents[2])},
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


# A = broke xlwings' way of naming the workbook on a command line.
@pytest.mark.parametrize("name", ["附表=2021 [终稿].xlsm", "附表.xlsm"])
def test_what_the_desk_asks_is_what_excel_has(tmp_path, name):
    asked = asked_of_excel(name, "desk", tmp_path)
    assert [
        ["ScreenUpdating", False],
        ["Calculation", -4135],
        ["inside", name],
        ["Calculation", -4105],
        ["ScreenUpdating", True],
    ] == asked[:5]
    (_, filters, index, title), ledger = asked[5:7]
    assert "*.csv" in filters
    assert (index, title) == (1, "选择国库集中支付明细")
    assert ledger == ["ledger", None]
    assert asked[7] == [
        "GetSaveAsFilename",
        "附表.xlsm",
        "启用宏的工作簿 (*.xlsm),*.xlsm",
        1,
        "新建附表，保存到",
    ]
    assert asked[8] == ["target", "C:\\附表 [1].xlsm"]
    assert asked[9:11] == [["SaveCopyAs", "C:\\留底.xlsm"], ["Open", str(PRETENDED)]]
    # Excel takes a frozen band where the split is made first, seen from the top of the sheet.
    assert asked[11:] == [
        ["Activate"],
        ["FreezePanes", False],
        ["ScrollRow", 1],
        ["ScrollColumn", 1],
        ["SplitColumn", 0],
        ["SplitRow", 4],
        ["FreezePanes", True],
    ]


def test_a_button_is_run_on_the_active_workbook_and_says_so(tmp_path):
    (said,) = asked_of_excel("a=b.xlsm", "about", tmp_path)
    assert said.startswith("绩效附表 jixiao ")
    log = (tmp_path / "jixiao" / "jixiao.log").read_text(encoding="utf-8")
    assert "\tabout\ta=b.xlsm\tdone" in log


CALLS = [
    ("JX_SCORE_RATE", [9.0, 10.0]),
    ("JX_SCORE_RATE", [None, 10.0]),
    ("JX_SCORE_RATE", ["九", 10.0]),
    ("JX_SCORE_RATE", [True, 10.0]),
    ("JX_PROPORTION", [1.2, 10.0, None]),
    ("JX_TIERS", [0.9, "<90%: 3; <=100%: 2; >100%: 0"]),
    ("JX_GRADE", [90.0, "[90,100]: 优; [0,90): 差"]),
    ("JX_POINTS", ["1; 1; 2", [[1.0, 0.5]], [[2.0]]]),
    ("JX_POINTS", ["1; 1", [[1.0], [None]]]),
    ("JX_SCENARIO", [[["a", None, None], ["合计", None, None]], [["a"]], [[2.0]], "[0,10]: 优"]),
]


def test_the_values_of_cells_reach_the_functions_through_xlwings_own_server():
    """The add-in hands values over, no ranges and no caller; a column of cells is an array of rows."""
    done = subprocess.run(
        [sys.executable, str(PRETENDED), "call"],
        input=json.dumps(CALLS),
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(PRETENDED.parents[2])},
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout)
    expected = [getattr(functions, name)(*map(flat, values)) for name, values in CALLS]
    assert [flat(answer) for answer in answers] == [flat(value) for value in expected]
    assert answers[:3] == [0.9, "#N/A", "#VALUE!"]
    assert answers[-1] == [[2.0], [2.0], ["优"]]


def flat(value):
    """A single column or row of cells as a plain list."""
    if isinstance(value, list) and len(value[0]) == 1:
        return [row[0] for row in value]
    return value[0] if isinstance(value, list) and len(value) == 1 else value
