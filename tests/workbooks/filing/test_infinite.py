"""A number that no cell can hold is what Excel shows of it, not a figure."""

from __future__ import annotations

import pytest

from workbooks.filing.figures import cell_figure


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), float("nan"), float("9" * 400)])
def test_it_is_no_figure(value):
    assert cell_figure(value) == "#NUM!"
