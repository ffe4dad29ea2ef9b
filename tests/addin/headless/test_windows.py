"""What macros may use without Excel, Excel on Windows has: no macro passes here and fails at a clerk's."""

from __future__ import annotations

import pytest
from xlwings import base_classes

from tests.support.headless_classes import engine_classes
from tests.support.windows_engine import windows_members

# Read by xlwings itself, which asks each engine for it before it reads or writes a large block.
OF_XLWINGS_ITSELF = {"max_cells_per_read", "max_cells_per_write"}


def refused(member):
    return isinstance(member, property) and getattr(member.fget, "__name__", "") == "refuse"


@pytest.mark.parametrize("name", sorted(engine_classes()))
def test_what_the_engine_offers_windows_has_too(name):
    offered = {
        member
        for member in vars(getattr(base_classes, name))
        if not member.startswith("_") and not refused(vars(engine_classes()[name]).get(member))
    }
    assert offered, "nothing to compare: the class implements nothing of its interface"
    assert offered - windows_members(name) - OF_XLWINGS_ITSELF == set()


def test_the_classes_are_read_from_both_engines():
    assert {"App", "Book", "Sheet", "Range", "Font", "Name", "Table", "PageSetup"} <= set(engine_classes())
    assert {"raw_value", "formula", "copy", "expand"} <= windows_members("Range")
    assert "freeze_panes" not in windows_members("Sheet")
