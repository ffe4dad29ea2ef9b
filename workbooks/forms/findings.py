"""The cells of what findings on a scored form are about."""

from __future__ import annotations

from dataclasses import replace

from workbooks.findings import About, Finding
from workbooks.forms.own_book import OwnForm
from workbooks.forms.whereabouts import Whereabouts
from workbooks.standards.model import Indicator


def placed(finding: Finding, form: OwnForm, shared: Whereabouts) -> Finding:
    """A finding of a scored form with the sheet and the cell in which what it is about stands.

    `shared` are the cells of the figures that all forms share.
    """
    if finding.about is None:
        return finding
    if not form.is_there and finding.about.part != "figure":
        return replace(finding, sheet="", cell="")
    sheet, cell = _place(finding.about, form, shared, finding.cell)
    return replace(finding, sheet=sheet, cell=cell)


def _place(about: About, form: OwnForm, shared: Whereabouts, known: str) -> tuple[str, str]:
    """Sheet and cell; the cell as `known` where the workbook has no other."""
    layout = form.layout
    if about.part == "figure":
        for spots in (form.spots, shared):
            if about.name in spots.places:
                return spots.places[about.name]
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
