"""Where pages end: no page less than half used, groups together where that costs nothing."""

from __future__ import annotations

import pytest

from workbooks.forms.page.paging import breaks


@pytest.mark.parametrize(
    ("groups", "first", "page", "expected"),
    [
        # All fits.
        ([[[40], [40]], [[15]]], 100, 100, []),
        # A group that would not fit on the rest of a page half used begins the next one whole.
        ([[[60]], [[30], [30]]], 100, 100, [(1, 0)]),
        # Exactly half used is enough; a little less is not: its first block stays, the second flows on.
        ([[[50]], [[30], [30]]], 100, 100, [(1, 0)]),
        ([[[49]], [[30], [30]]], 100, 100, [(1, 1)]),
        # The first page is not left for a block that fits on no page: its rows flow to 90 of the third.
        ([[[30], [35, 35] + [45] * 4, [70]]], 100, 100, [(0, 2)]),
        # A row that does not fit goes over whole: pages of 80 and 40, then 55, on which 46 do not fit.
        ([[[40, 40, 40], [15], [46]]], 100, 100, [(0, 2)]),
        ([[[40, 40, 40], [15], [45]]], 100, 100, []),
        # A block that does not fit any more begins a page that follows a page well used.
        ([[[70], [60], [60], [60]]], 100, 100, [(0, 1), (0, 2), (0, 3)]),
        # A page less than half used is filled by rows of the next block.
        ([[[40], [70]]], 100, 100, []),
        # The first page has less room, for the title: 45 of 80 is more than half.
        ([[[45]], [[50]]], 80, 100, [(1, 0)]),
        ([], 100, 100, []),
    ],
)
def test_breaks(groups, first, page, expected):
    assert breaks(groups, first, page) == expected
