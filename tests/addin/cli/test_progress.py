"""Somebody at a terminal sees that a command works; a file or a program that reads gets none of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.places import DATA, ROOT


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of one's own needs pty, which Windows lacks")
@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("new", "heping-2024"), "正在新建附表"),
        (("adopt", str(DATA / "own-form" / "blank.xlsx")), "正在认表"),
        (("check", str(DATA / "own-form" / "blank.xlsx")), "正在复核"),
        (("check", str(DATA / "own-form" / "blank.xlsx")), "正在另存复核的副本"),
    ],
)
def test_what_takes_its_time_is_said_at_a_terminal_and_taken_away(
    command: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    import pty

    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "addin", *command, "-o", str(tmp_path / "附表.xlsx")],
        stderr=theirs,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        check=False,
    )
    os.close(theirs)
    shown = os.read(ours, 4096).decode()
    os.close(ours)
    assert f"{said}……\r\x1b[K" in shown
    assert (tmp_path / "附表.xlsx").exists()
    assert "正在" not in done.stdout.decode()


def test_nothing_is_said_where_nobody_watches(jixiao, tmp_path):
    assert jixiao("new", "heping-2024", "-o", tmp_path / "附表.xlsx")[2] == ""
