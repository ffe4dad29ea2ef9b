"""No text is cut off: every printed row is as high as LibreOffice would make it with the fonts here."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook

from tests.support.filled import published_workbook
from workbooks.forms.page.writer import NATIVE
from workbooks.standards.library import available

# LibreOffice keeps heights in hundredths of a millimetre, 0.03 points.
ROUNDING = 0.1


@pytest.mark.parametrize("name", available())
def test_no_row_is_lower_than_its_texts(bare_libreoffice, tmp_path, name):
    """Merged areas are not asked: LibreOffice, like Excel, leaves them out of a row's height."""
    path = tmp_path / "附表.xlsx"
    published_workbook(name, path, NATIVE, ledger=True)
    workbook = load_workbook(path)
    printed = {sheet.title: sheet.print_area for sheet in workbook.worksheets if sheet.print_area}
    assert printed
    with bare_libreoffice.open(path) as document:
        low = {}
        for sheet, area in printed.items():
            document.unprotect(sheet)
            address = area.rpartition("!")[2].replace("$", "")
            for row, (height, needed) in enumerate(document.row_heights(sheet, address), 1):
                written = any(cell.value is not None for cell in workbook[sheet][row])
                if written and height + ROUNDING < needed:
                    low[sheet, row] = (round(height, 1), round(needed, 1))
    assert not low
