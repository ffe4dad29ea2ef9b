"""Lines of a text in a column, counted by hand: a column of 24 characters holds 13.6 em of 9 points."""

from __future__ import annotations

import pytest

from workbooks.forms.page.wrapping import lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 1),
        ("一" * 13, 1),
        ("一" * 14, 2),
        ("一" * 26, 2),
        ("一" * 27, 3),
        # A sign that closes does not begin a line: it takes the character before it along.
        ("一" * 13 + "，", 2),
        ("一" * 25 + "，一", 3),
        # One that opens does not end a line.
        ("一" * 12 + "（一）", 2),
        ("一" * 12 + "（" + "一" * 12 + "）", 3),
        # A number is not broken: 12 and seven digits of 0.6 are 16.2 em.
        ("一" * 12 + "1234567", 2),
        ("1234567 " * 3, 2),
        # What fits on no line is cut: 30 letters are 18 em.
        ("a" * 30, 2),
        ("一" * 13 + "\n" + "一", 2),
        ("一\n\n一", 3),
    ],
)
def test_lines(text, expected):
    assert lines(text, 24) == expected


def test_smaller_letters_take_fewer_lines():
    assert (lines("一" * 20, 24, 16), lines("一" * 20, 24, 9), lines("一" * 20, 24, 6)) == (3, 2, 1)
