"""Each command as a whole process: its processor time, beside the least that a user's own script would take.

The script is a Python that opens the same workbook with openpyxl and, where the command writes one, saves it
again: no scores, no review, nothing asked. All are run in turn, and the least time of each counts: a busy
machine makes processor time longer, never shorter.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

STANDARD = "shenzhen-2021"
LIMIT_SECONDS = 0.5
ROUNDS = 5
_READ = "import sys, openpyxl; book = openpyxl.load_workbook(sys.argv[1])"
_WRITE = f"{_READ}; book.save(sys.argv[2])"


def main() -> None:
    """Print a line for each command, those that take longer than they should marked."""
    from addin.demo import EXAMPLES

    data, ledger = (str(EXAMPLES / f"{STANDARD}{end}") for end in (".yaml", "-ledger.csv"))
    filled = ["fill", STANDARD, "--data", data, "--ledger", ledger, "-o", "附表.xlsm", "--force"]
    projects, wuxi = (
        ["fill", standard, "--data", str(EXAMPLES / f"{standard}.yaml"), "-o", f"{standard}.xlsx", "--force"]
        for standard in ("project-2020", "wuxi-2021")
    )
    commands: dict[str, list[str]] = {
        "--help": ["--help"],
        "standards": ["standards"],
        "data": ["data", STANDARD, "-o", "数据.yaml", "--force"],
        "new": ["new", STANDARD, "-o", "空白.xlsm", "--force"],
        "fill（带明细）": filled,
        "fill（无锡，普通公式）": wuxi,
        "fill（两个项目，普通公式）": projects,
        "score": ["score", "附表.xlsm"],
        "check": ["check", "附表.xlsm"],
        "check -o": ["check", "附表.xlsm", "-o", "复核.xlsm", "--force"],
        "whatif --lost": ["whatif", "附表.xlsm", "--lost"],
        "whatif --goal": ["whatif", "附表.xlsm", "--goal", "95"],
        "convert": ["convert", "附表.xlsm", "-o", "普通公式.xlsx", "--force"],
        "convert（无锡）": ["convert", "wuxi-2021.xlsx", "-o", "无锡.xlsm", "--force"],
        "finalize": ["finalize", "附表.xlsm", "-o", "定稿.xlsx", "--force", "--force-final"],
        "chart": ["chart", "附表.xlsm", "-o", "图", "--force"],
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _processor_seconds(["-m", "addin", *filled], folder)
        scripts = {"": ["-c", _READ, "附表.xlsm"], "-o": ["-c", _WRITE, "附表.xlsm", "同样.xlsx"]}
        asked = {**scripts, **{title: ["-m", "addin", *words] for title, words in commands.items()}}
        taken = {title: min(times) for title, times in _in_turn(asked, folder).items()}
        read, write = taken[""], taken["-o"]
        print("\n命令（整个进程的处理器时间，毫秒）")
        print(f"  openpyxl 只打开同一文件 {read * 1000:.0f}，打开再存 {write * 1000:.0f}")
        for title, arguments in commands.items():
            least = taken[title]
            base = write if "-o" in arguments else read
            over = f"  超过 {LIMIT_SECONDS * 1000:.0f}" if least > LIMIT_SECONDS else ""
            print(f"  {title:<18}{least * 1000:8.0f}  = openpyxl 的 {least / base:4.2f} 倍{over}")


def _in_turn(asked: Mapping[str, Sequence[str]], folder: Path) -> dict[str, list[float]]:
    """The processor seconds of each, every round; a first one is for what is kept from then on."""
    rounds = [
        {title: _processor_seconds(arguments, folder) for title, arguments in asked.items()}
        for _ in range(ROUNDS + 1)
    ]
    return {title: [each[title] for each in rounds[1:]] for title in asked}


def _processor_seconds(arguments: Sequence[str], folder: Path) -> float:
    """What a Python with these arguments took, its children included. Raises when it could not be used."""
    # As installed: what was compiled once is kept.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before = os.times()
    done = subprocess.run(
        [sys.executable, *arguments], check=False, cwd=folder, env=environment, stdout=subprocess.DEVNULL
    )
    after = os.times()
    if done.returncode > 1:
        raise RuntimeError(f"{arguments}: {done.returncode}")
    return after.children_user + after.children_system - before.children_user - before.children_system
