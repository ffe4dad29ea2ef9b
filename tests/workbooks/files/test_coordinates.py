"""Our cell addresses answer as openpyxl's, which the forms are written with."""

from __future__ import annotations

import pytest
from openpyxl.utils import cell as theirs

from workbooks.files import coordinates as ours

AREAS = ["A1", "B2:C9", "$B$2:$C$9", "xfd1048576", "B:C", "2:9", "AA10:AB11"]
NEITHER = ["", "1A", "A1:", "B2:C", "B:9", "ABCD1", "A-1", "A1 ", "Sheet1!A1", "A１"]


def test_every_column_has_its_letters_both_ways():
    columns = range(1, ours.LAST_COLUMN_LETTERS + 1)
    assert [ours.get_column_letter(column) for column in columns] == [
        theirs.get_column_letter(column) for column in columns
    ]
    assert all(ours.column_index_from_string(ours.get_column_letter(column)) == column for column in columns)
    assert ours.column_index_from_string("aa") == theirs.column_index_from_string("aa") == 27


@pytest.mark.parametrize("column", [0, -1, ours.LAST_COLUMN_LETTERS + 1])
def test_no_letters_outside_the_columns(column):
    with pytest.raises(ValueError, match="column"):
        ours.get_column_letter(column)


@pytest.mark.parametrize("letters", ["", "ABCD", "A1", "Ａ", "甲"])
def test_no_column_for_other_letters(letters):
    with pytest.raises(ValueError, match="column"):
        ours.column_index_from_string(letters)


@pytest.mark.parametrize("area", AREAS)
def test_ranges(area):
    assert ours.range_boundaries(area) == theirs.range_boundaries(area)
    assert ours.absolute_coordinate(area) == theirs.absolute_coordinate(area)


@pytest.mark.parametrize("area", ["B2:C9", "A1", "Z9:AB10"])
def test_rows_of_a_range(area):
    assert list(ours.rows_from_range(area)) == list(theirs.rows_from_range(area))


@pytest.mark.parametrize("address", ["A1", "b12", "XFD1048576"])
def test_one_cell(address):
    assert ours.coordinate_to_tuple(address) == theirs.coordinate_to_tuple(address)


@pytest.mark.parametrize("text", [*NEITHER, "$A$1", "A1:B2"])
def test_what_is_no_cell(text):
    with pytest.raises(ValueError, match="cell"):
        ours.coordinate_to_tuple(text)


@pytest.mark.parametrize("text", ["1A", "A1:", "B2:C", "B:9", "ABCD1", "Sheet1!A1"])
def test_what_is_no_range(text):
    with pytest.raises(ValueError, match="range"):
        ours.range_boundaries(text)


@pytest.mark.parametrize("name", ["附表", "张三's 表", ""])
def test_the_name_of_a_sheet(name):
    assert ours.quote_sheetname(name) == theirs.quote_sheetname(name)
