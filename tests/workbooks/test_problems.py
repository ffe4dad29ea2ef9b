"""The traceback of a fault of ours: kept where a maintainer asked for it, and nowhere else."""

from __future__ import annotations

from pathlib import Path

from workbooks.problems import LOG, keep_traceback


def fault(name):
    try:
        raise KeyError(name)
    except KeyError as error:
        return error


def test_one_traceback_after_the_other(tmp_path, monkeypatch):
    log = tmp_path / "错 误.log"
    monkeypatch.setenv(LOG, str(log))
    keep_traceback(fault("甲"), "甲.xlsx")
    keep_traceback(fault("乙"), "乙.xlsx")
    first, second, rest = log.read_text("utf-8").split("\n\n")
    assert first.splitlines()[0].endswith(" 甲.xlsx")
    assert Path(__file__).name in first
    assert second.splitlines()[0].endswith(" 乙.xlsx")
    assert second.endswith("KeyError: '乙'")
    assert rest == ""


def test_nothing_is_kept_unasked(tmp_path, monkeypatch):
    monkeypatch.delenv(LOG, raising=False)
    monkeypatch.chdir(tmp_path)
    keep_traceback(fault("甲"), "甲.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_log_that_cannot_be_written_stops_no_work(tmp_path, monkeypatch):
    monkeypatch.setenv(LOG, str(tmp_path))
    keep_traceback(fault("甲"), "甲.xlsx")
