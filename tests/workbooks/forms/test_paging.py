"""Where pages end: where they are full, at the end of a group where that leaves little blank."""

from __future__ import annotations

import pytest

from workbooks.forms.page.paging import PageRow, breaks


def rows(*heights):
    """Rows from heights: a list begins a group, a tuple a block; a text is the height of a held row."""
    made = []
    for each in heights:
        begins = 2 if isinstance(each, list) else 1 if isinstance(each, tuple) else 0
        height = each[0] if begins else each
        made.append(PageRow(float(height), begins, held=isinstance(height, str)))
    return made


@pytest.mark.parametrize(
    ("made", "first", "page", "expected"),
    [
        (rows([40], 40, [15]), 100, 100, []),
        ([], 100, 100, []),
        # Whole rows fill a page: 40 + 40, then 40.
        (rows([40], 40, 40), 100, 100, [2]),
        # The first row of a group goes over with the rest where that gives up 15 of 100.
        (rows([85], [15], 10), 100, 100, [1]),
        # 16 are too much: the page is filled.
        (rows([84], [16], 10), 100, 100, [2]),
        # The same with a block; a group goes before a block that is nearer.
        (rows([40], (50,), 20), 100, 100, [2]),
        (rows([90], (5,), 10), 100, 100, [1]),
        (rows([86], [4], (6,), 10), 100, 100, [1]),
        # The first page has less room, for the title.
        (rows([45], 30, 20), 80, 100, [2]),
        (rows([45], 30, 20), 100, 100, []),
        # A held row never ends a page: the heading of a level, the last row before the total.
        (rows([70], ["20"], 30), 100, 100, [1]),
        (rows([30], 50, "15", 10), 100, 100, [2]),
        # A row that fits on no page has one of its own.
        (rows([50], 130, 20), 100, 100, [1, 2]),
    ],
)
def test_breaks(made, first, page, expected):
    assert breaks(made, first, page) == expected
