"""The formulas as we write them, to tell a cell that holds another one, whatever it shows.

A spreadsheet may write a formula back in other words; so blanks, quotation marks around sheet names, prefixes
of add-ins, the case of function names and binary dust of numbers do not count.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from udfs.regex import regex
from workbooks.forms.layout.form_layout import FormLayout
from workbooks.forms.page.writer import NATIVE, UDF, Edition
from workbooks.forms.returned.own_book import OwnWorkbook
from workbooks.forms.sheets.work import FormSheets
from workbooks.kept import kept
from workbooks.standards.loading import load, state_of

_TEXT = regex(r'("(?:[^"]|"")*")')
_PREFIX = regex(r"(?:\[\d{1,5}\]!?|_XLFN\.|_XLL\.|_XLUDF\.|(?<![^\s!(,])[^\s!(,]{0,255}\.XLAM'?!)(?=[A-Z])")
_ONE_CELL = regex(r"(\$?[A-Z]{1,3}\$?\d+):\1(?!\d)")
_NUMBER = regex(r"(?<![\w.$])\d+(?:\.\d+)?(?:E[+-]?\d+)?(?![\w.])")

Key = tuple[str, str]
Forms = tuple[tuple[str, tuple[tuple[str, int], ...]], ...]
"""The forms of a workbook: the sheet of each and its numbers of rows."""


def written_formulas(own: OwnWorkbook) -> Mapping[Key, str]:
    """Our formulas by sheet and cell, as `in_short`; none where a form was changed, or is a bureau's own."""
    standard = own.standard
    state = state_of(standard)
    if standard.placed or state is None or not own.is_as_built:
        return {}
    texts = (text for sheet in own.cells.formulas.values() for text in sheet.values())
    edition = UDF if any("JX_" in text for text in texts) else NATIVE
    forms = tuple((form.sheet, tuple(form.layout.sizes.items())) for form in own.forms)
    return _written(standard.id, state, edition, forms)


@lru_cache(maxsize=32)
def _written(standard_id: str, state: str, edition: Edition, forms: Forms) -> Mapping[Key, str]:
    name = repr(("formulas", state, edition, forms))
    texts = kept(name, lambda: _built(standard_id, edition, forms))
    return {(sheet, cell): text for sheet, cells in texts.items() for cell, text in cells.items()}


def _built(standard_id: str, edition: Edition, forms: Forms) -> dict[str, dict[str, str]]:
    """Our formulas of an empty workbook, by sheet and cell."""
    from workbooks.forms.unfilled import unfilled_anew

    standard = load(standard_id)
    forms_laid_out = [FormSheets(title, "", "", FormLayout(standard, dict(sizes))) for title, sizes in forms]
    return {
        title: {place: in_short(cell.value) for place, cell in sheet.cells.items() if cell.is_formula}
        for title, sheet in unfilled_anew(standard, forms_laid_out, edition, ()).items()
    }


@lru_cache(maxsize=1 << 11)
def in_short(formula: str) -> str:
    """A formula without what a spreadsheet may change when it writes it back."""
    parts = _TEXT.split(formula.removeprefix("="))
    return "".join(part if number % 2 else _code(part) for number, part in enumerate(parts))


def _code(part: str) -> str:
    """The part of a formula outside its texts."""
    plain = _ONE_CELL.sub(r"\1", "".join(part.split()).replace("'", "").upper())
    return _NUMBER.sub(lambda found: f"{float(found[0]):.12g}", _PREFIX.sub("", plain))
