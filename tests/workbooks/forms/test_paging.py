"""Where pages end: no page less than half used, groups together where that costs nothing."""

from __future__ import annotations

import pytest

from workbooks.forms.paging import breaks


@pytest.mark.parametrize(
    ("groups", "first", "page", "expected"),
    [
        # All fits.
        ([[40, 40], [15]], 100, 100, []),
        # A group that would not fit on the rest of a page half used begins the next one whole.
        ([[60], [30, 30]], 100, 100, [(1, 0)]),
        # Exactly half used is enough; a little less is not: its first block stays, the second flows on.
        ([[50], [30, 30]], 100, 100, [(1, 0)]),
        ([[49], [30, 30]], 100, 100, [(1, 1)]),
        # The first page is not left for a block that fits on no page: it ends on the third, at 80.
        ([[30, 250, 60]], 100, 100, [(0, 2)]),
        # A block that does not fit any more begins a page that follows a page well used.
        ([[70, 60, 60, 60]], 100, 100, [(0, 1), (0, 2), (0, 3)]),
        # A page less than half used is filled by rows of the next block.
        ([[40, 70]], 100, 100, []),
        # The first page has less room, for the title: 45 of 80 is more than half.
        ([[45], [50]], 80, 100, [(1, 0)]),
        ([], 100, 100, []),
    ],
)
def test_breaks(groups, first, page, expected):
    assert breaks(groups, first, page) == expected
