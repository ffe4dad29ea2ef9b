"""The cells of what findings on a scored form are about."""

from __future__ import annotations

from dataclasses import replace

from workbooks.findings import About, Finding
from workbooks.forms.read_back import OwnForm
from workbooks.standards.model import Indicator


def placed(finding: Finding, form: OwnForm) -> Finding:
    """A finding of a scored form with the sheet and the cell in which what it is about stands."""
    if finding.about is None:
        return finding
    sheet, cell = _place(finding.about, form, finding.cell)
    return replace(finding, sheet=sheet, cell=cell)


def _place(about: About, form: OwnForm, known: str) -> tuple[str, str]:
    """Sheet and cell; the cell as `known` where the workbook has no other."""
    layout = form.layout
    if about.part == "figure":
        for names in (form.names, form.cells.shared):
            if about.name in names:
                return form.cells.place(names, about.name)
    elif about.part == "weights":
        sheet, cell = layout.total_at
        return sheet or form.sheet, cell if sheet else form.place(layout.cell(layout.total_row, "weight"))
    elif about.part == "total":
        return form.reported_place(None)
    elif about.part == "grade":
        return form.reported_place(None, grade=True)
    else:
        for place in layout.scored_places:
            if isinstance(place.child, Indicator) and place.child.name == about.name:
                if about.part == "reported":
                    return form.reported_place(place)
                return form.sheet, form.place(layout.score_cell(place))
    return form.sheet, known
