"""Formulas without a result, whatever the XML around them."""

from __future__ import annotations

import pytest

from tests.support.parts import unpacked_sheet
from workbooks.files.uncalculated import uncalculated

SHEET = "xl/worksheets/sheet1.xml"


def found(cells: str, tmp_path) -> set[tuple[int, int]]:
    """Where a sheet with these cells has formulas that were not worked out."""
    return set(uncalculated(unpacked_sheet(cells, tmp_path / "表.xlsx")).get("Sheet", {}))


@pytest.mark.parametrize(
    ("cells", "places"),
    [
        ('<c r="A1"><f>1+1</f></c>', {(1, 1)}),
        ('<c r="A1"><f>1+1</f><v></v></c>', {(1, 1)}),
        ('<c r="A1"><f>1+1</f><v>2</v></c>', set()),
        ('<c r="A1"><v>2</v></c>', set()),
        # A text that is empty is a result.
        ('<c r="A1" t="str"><f>""</f><v></v></c>', set()),
        # A blank cell before one with a formula ends in its own tag.
        ('<c r="A1"/><c r="B2" s="1"><f>1</f></c>', {(2, 2)}),
        ('<c r="A1"><f>1</f></c><c r="B1"><f>2</f><v>2</v></c>', {(1, 1)}),
        ('<c r="C1"><f t="shared"/></c>', {(1, 3)}),
        ('<x:c r="D4"><x:f>1</x:f></x:c>', {(4, 4)}),
        # Cells that never end are passed by.
        ('<c r="A1"><f>1</f>' * 3 + '<c r="B1"><f>1</f></c>', {(1, 2)}),
    ],
)
def test_cells(cells, places, tmp_path):
    assert found(cells, tmp_path) == places
