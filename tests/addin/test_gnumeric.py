"""Gnumeric computes the native edition of every standard from nothing and shows the stored values."""

from __future__ import annotations

from datetime import datetime

import pytest
from openpyxl.utils.datetime import to_excel

from tests.support.filled import published_workbook
from tests.support.gnumeric import recalculated, values
from workbooks.forms.page.writer import NATIVE
from workbooks.standards.library import available

pytestmark = pytest.mark.filterwarnings("ignore:Workbook contains no default style")


@pytest.mark.parametrize("standard_id", available())
def test_every_cell(gnumeric, tmp_path, standard_id):
    path = tmp_path / f"{standard_id}.xlsx"
    published_workbook(standard_id, path, NATIVE, ledger=True)
    stored = values(path)
    computed = recalculated(path, stored, tmp_path)
    differing = {
        cell: (value, computed[cell]) for cell, value in stored.items() if not same(value, computed[cell])
    }
    assert not differing, (len(differing), dict(list(differing.items())[:3]))
    assert sum(isinstance(value, float | int) for value in computed.values()) > len(stored) / 10


def same(stored, computed):
    """Whether two results are one; a number that Gnumeric takes for a day is that number."""
    stored, computed = (
        to_excel(value) if isinstance(value, datetime) else value for value in (stored, computed)
    )
    if isinstance(stored, int | float) and isinstance(computed, int | float):
        return abs(stored - computed) <= 1e-9 * max(1, abs(stored))
    return (stored or "") == (computed or "")
