"""A workbook that LibreOffice saved back still holds our formulas: the review accuses nobody of others."""

from __future__ import annotations

import pytest

from tests.support.reviewed import our_workbook
from tests.support.tampered import other_formula, tampered
from workbooks.files.cells import read_cells
from workbooks.filing.scoring import score_forms
from workbooks.forms.returned.computed import computed_of
from workbooks.forms.returned.read_back import read_own
from workbooks.forms.written_formulas import in_short, written_formulas
from workbooks.review.reviewing import review_file


@pytest.mark.parametrize("name", ["shenzhen-2021", "wuxi-2021", "fengtai-2023"])
def test_formulas_written_back_are_ours(libreoffice, tmp_path, name):
    source = our_workbook(tmp_path / "附表.xlsx", name)
    with libreoffice.open(source, recalc=False) as document:
        saved = document.save(tmp_path / "另存.xlsx")
    cells = read_cells(saved)
    own = read_own(cells)
    written = written_formulas(own)
    compared = [
        (one.label, in_short(text), written[one.sheet, one.cell])
        for one in computed_of(own, score_forms(own.standard, own.filing))
        if (text := cells.formulas[one.sheet].get(one.cell)) and (one.sheet, one.cell) in written
    ]
    assert len(compared) > len(own.standard.rows)
    assert [each for each in compared if each[1] != each[2]] == []


def test_another_formula_is_told_after_it_was_saved_back(libreoffice, tmp_path):
    source = our_workbook(tmp_path / "附表.xlsx", "heping-2024")
    changed = tampered(source, tmp_path / "改.xlsx", {"附表": [other_formula("H7", "D7*1")]})
    with libreoffice.open(changed, recalc=False) as document:
        saved = document.save(tmp_path / "另存.xlsx")
    found = [each.cell for each in review_file(saved).findings if "别的公式" in each.message]
    assert found == ["H7"]
