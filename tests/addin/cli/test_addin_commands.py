"""`jixiao addin install | uninstall | status`, on a machine that is not Windows and on a made one."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from addin.cli import main
from addin.excel import windows as real
from tests.support.windows import everything, windows


@pytest.fixture
def addin(monkeypatch, capsysbinary):
    """Run `jixiao addin …`; return (exit code, stdout, stderr)."""

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["jixiao", "addin", *arguments])
        try:
            main()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        captured = capsysbinary.readouterr()
        return code, captured.out.decode(), captured.err.decode()

    return run


@pytest.mark.skipif(sys.platform == "win32", reason="would install on this machine")
@pytest.mark.parametrize("command", ["install", "uninstall", "status"])
def test_elsewhere_than_on_windows_one_line_says_what_to_do(addin, command: str) -> None:
    code, out, error = addin(command)
    assert (code, out) == (2, "")
    assert error == f"错误：{real.NOT_WINDOWS}\n"


def test_install_status_uninstall(addin, monkeypatch, tmp_path: Path) -> None:
    machine = windows(tmp_path)
    monkeypatch.setattr(real, "this_machine", lambda: machine)
    before = everything(tmp_path)

    code, out, _ = addin("status", "--json")
    assert code == 1
    missing = [check["name"] for check in json.loads(out) if check["state"] == "缺少"]
    assert missing == ["加载项", "配置"]

    code, out, error = addin("install")
    assert (code, error) == (0, "正在检查，并请 Excel 算一次……\n")
    assert "请重新打开 Excel" in out

    code, out, _ = addin("status")
    assert code == 0
    assert "缺少" not in out

    code, out, error = addin("uninstall")
    assert (code, error) == (0, "")
    assert everything(tmp_path) == before
