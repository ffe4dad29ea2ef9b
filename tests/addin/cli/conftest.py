"""Running the command line in this process."""

from __future__ import annotations

import sys

import pytest

from addin.cli import main


@pytest.fixture
def jixiao(monkeypatch, capsysbinary):
    """Run the command; return (exit code, stdout, stderr)."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["jixiao", *map(str, arguments)])
        try:
            main()
            code = 0
        except SystemExit as stop:
            code = stop.code or 0
        captured = capsysbinary.readouterr()
        return code, captured.out.decode(), captured.err.decode()

    return run


@pytest.fixture
def refused(jixiao):
    """Run a command that must be refused: exit 2, nothing on stdout, one line that says why."""

    def run(*arguments):
        code, out, error = jixiao(*arguments)
        assert code == 2
        assert out == ""
        assert error.startswith("错误：")
        assert error.count("\n") == 1
        assert "Traceback" not in error
        return error

    return run
