"""What the host asks of Excel, through xlwings' own classes for Windows, which no test had run before."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

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
    assert asked[9:] == [["SaveCopyAs", "C:\\留底.xlsm"], ["Open", str(PRETENDED)]]


def test_a_button_is_run_on_the_active_workbook_and_says_so(tmp_path):
    (said,) = asked_of_excel("a=b.xlsm", "about", tmp_path)
    assert said[:2] == ["say", "绩效附表"]
    assert said[2].startswith("绩效附表 jixiao ")
    log = (tmp_path / "jixiao" / "jixiao.log").read_text(encoding="utf-8")
    assert "\tabout\ta=b.xlsm\tdone" in log
