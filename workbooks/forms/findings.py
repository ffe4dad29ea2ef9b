"""The cells of what findings on a scored form are about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from workbooks.filing.scoring import ScoredTable
from workbooks.findings import About, Finding
from workbooks.forms.layout.form_layout import FormLayout
from workbooks.standards.model import Indicator

if TYPE_CHECKING:
    from workbooks.forms.build import Built

Cells = Mapping[str, tuple[str, str]]
"""Sheet and cell of each figure."""


class PlacedForm(Protocol):
    """A form whose cells can be named: one that was just built, or one that was read."""

    @property
    def sheet(self) -> str: ...
    @property
    def layout(self) -> FormLayout: ...
    @property
    def is_there(self) -> bool: ...

    def place(self, cell: str) -> str:
        """Where a cell of the layout stands now."""
        ...


def findings_in(built: Built, tables: Sequence[ScoredTable]) -> list[list[Finding]]:
    """The findings on each form of a workbook just built, with their cells."""
    return [
        [placed(finding, form, form.places, built.places) for finding in table.findings()]
        for form, table in zip(built.forms, tables, strict=True)
    ]


def placed(finding: Finding, form: PlacedForm, own: Cells, shared: Cells) -> Finding:
    """A finding of a scored form with the sheet and the cell in which what it is about stands.

    `own` are the cells of the form's figures, `shared` of those that all forms share.
    """
    if finding.about is None:
        return finding
    if not form.is_there and finding.about.part != "figure":
        return replace(finding, sheet="", cell="")
    sheet, cell = _place(finding.about, form, (own, shared), finding.cell)
    return replace(finding, sheet=sheet, cell=cell)


def _place(about: About, form: PlacedForm, figures: Sequence[Cells], known: str) -> tuple[str, str]:
    """Sheet and cell; the cell as `known` where the workbook has no other."""
    layout = form.layout
    if about.part == "figure":
        for cells in figures:
            if about.name in cells:
                return cells[about.name]
    elif about.part == "weights":
        sheet, cell = layout.total_at
        return sheet or form.sheet, cell if sheet else form.place(layout.cell(layout.total_row, "weight"))
    elif about.part in ("total", "grade"):
        return _on(form, layout.reported_at(None, grade=about.part == "grade"))
    else:
        for place in layout.scored_places:
            if isinstance(place.child, Indicator) and place.child.name == about.name:
                if about.part == "reported":
                    return _on(form, layout.reported_at(place))
                return form.sheet, form.place(layout.score_cell(place))
    return form.sheet, known


def _on(form: PlacedForm, at: tuple[str, str]) -> tuple[str, str]:
    """Sheet and cell; a cell without a sheet is one of the form's layout."""
    sheet, cell = at
    return (sheet, cell) if sheet else (form.sheet, form.place(cell))
