"""What may be typed for a part of a whole, before the whole is typed and after."""

from __future__ import annotations

import pytest

from tests.support.formula_engine import Cell, compute
from workbooks.forms.sheets.data_sheet import up_to


@pytest.mark.parametrize(
    ("part", "whole", "whole_only", "taken"),
    [
        (13.0, None, True, True),
        (13.0, 13.0, True, True),
        (14.0, 13.0, True, False),
        (0.0, 0.0, True, True),
        (1.0, 0.0, True, False),
        (0.0, None, True, True),
        (-1.0, None, True, False),
        (12.5, 13.0, True, False),
        (12.5, 13.0, False, True),
        (13.01, 13.0, False, False),
        ("13个", None, True, False),
    ],
)
def test_a_part_is_bounded_by_its_whole_once_that_is_typed(
    part: Cell, whole: Cell, whole_only: bool, taken: bool
) -> None:
    # An error refuses what was typed as FALSE does.
    shown = compute(up_to("部分", "全部", whole_only), {"部分": part, "全部": whole})
    assert (shown == 1) is taken
