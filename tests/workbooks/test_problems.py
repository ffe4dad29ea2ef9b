"""How a problem is put in words; the traceback of a fault of ours, kept where a maintainer asked for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbooks.problems import LOG, InputError, keep_traceback


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


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("名称“三公”经费", "名称“三公”经费"),
        ("名称““三公”经费”不对", "名称“‘三公’经费”不对"),
        ("“一““二”三“四”””，“五”", "“一‘“二”三“四”’”，“五”"),
        ("先“甲”后“乙”", "先“甲”后“乙”"),
        ("”倒过来““甲”“", "”倒过来““甲”“"),
        ("少一个““甲”", "少一个““甲”"),
    ],
)
def test_quotation_marks_within_one_another(typed, told):
    assert str(InputError(typed)) == told
