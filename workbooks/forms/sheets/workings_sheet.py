"""算式: the partial results of a native edition; written step by step by `writer.Workings`."""

from __future__ import annotations

from workbooks.files.coordinates import absolute_coordinate, quote_sheetname
from workbooks.forms.page import screen
from workbooks.forms.sheets.work import Work
from workbooks.standards.model import Indicator


def add(work: Work) -> None:
    """Finish the sheet, where the edition has one."""
    if work.writer.workings:
        typed = (cell for form in work.forms for cell in screen.typed_in(form.layout, form.sheet))
        scores: dict[str, list[str]] = {}
        for form in work.forms:
            for place in form.layout.scored_places:
                if isinstance(place.child, Indicator):
                    cell = absolute_coordinate(form.layout.score_cell(place))
                    scores.setdefault(place.child.name, []).append(f"{quote_sheetname(form.sheet)}!{cell}")
        work.writer.workings.finish(list(typed), scores)
