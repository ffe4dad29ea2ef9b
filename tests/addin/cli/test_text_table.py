"""Tables of text: Chinese in two columns, lines of a cell, tables too wide for the screen."""

from __future__ import annotations

import pytest

from addin.cli.text_table import columns_of, fitted, natural_widths, table_lines, wrapped


@pytest.mark.parametrize(
    ("text", "columns"),
    [("", 0), ("abc", 3), ("指标", 4), ("5.00分", 6), ("é", 1), ("e\u0301", 1), ("（，）", 6)],
)
def test_columns(text, columns):
    assert columns_of(text) == columns


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, [""]),
        ("预算执行率", 10, ["预算执行率"]),
        ("预算执行率", 9, ["预算执行", "率"]),
        # No line begins with a comma, and a number stays whole.
        ("应为91.26，报的是91.30", 11, ["应为91.26，", "报的是91.30"]),
        ("应为91.26，报的是91.30", 10, ["应为", "91.26，报", "的是91.30"]),
        ("甲\n乙丙", 4, ["甲", "乙丙"]),
        # What has no room in any line is cut.
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("甲乙", 1, ["甲", "乙"]),
        ("a  b", 2, ["a", "b"]),
    ],
)
def test_wrapped(text, width, lines):
    assert wrapped(text, width) == lines


@pytest.mark.parametrize(
    ("widths", "width", "fit"),
    [([4, 6], 15, [4, 6]), ([4, 6], 14, [4, 5]), ([20, 6], 15, [5, 5]), ([20, 6], 1, [4, 4])],
)
def test_the_widest_give_way(widths, width, fit):
    assert fitted(widths, width) == fit


def test_a_table():
    rows = [["预算编制", "5.00"], ["绩效\x1b[31m目标", "12.5"]]
    headings = ("指标", "得分")
    lines = [*table_lines(headings, rows, (1,), natural_widths(headings, rows))]
    assert [line.removeprefix("\x1b[1m").removesuffix("\x1b[0m") for line in lines] == [
        "",
        " 指标            得分",
        " ────────────────────",
        " 预算编制        5.00",
        " 绩效 [31m目标   12.5",
        "",
    ]
