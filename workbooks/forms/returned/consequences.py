"""What cells show because data cells were lost or stand elsewhere: told with the cause, not once more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from udfs.errors import MISSING
from udfs.expression import Figure
from workbooks.files.xlsx import CellValue
from workbooks.filing.figures import cell_figure
from workbooks.filing.scoring import score_forms
from workbooks.forms.returned.computed import Computed, computed_of
from workbooks.forms.returned.lost_projects import lost_projects
from workbooks.forms.returned.own_book import OwnWorkbook
from workbooks.forms.returned.whereabouts import Whereabouts
from workbooks.forms.sheets.project_summary import WHOLE

_BROKEN = ("#REF!", "#NAME?")


def consequences(own: OwnWorkbook) -> Callable[[Computed], bool]:
    """Whether what a computed cell shows follows from lost, unnamed or moved data cells of the workbook."""
    everywhere = (own.spots, *(form.spots for form in own.forms))
    lost = any(spots.lost for spots in everywhere) or any(form.columns_gone for form in own.forms)
    broken = lost or any(spots.unnamed or spots.repeated for spots in everywhere)
    short = {form.sheet for form in own.forms if form.rows_gone}
    projects_lost = own.standard.projects and bool(lost_projects(own))
    by_names = _by_names(own) if any(spots.misled for spots in everywhere) else {}

    def follows(one: Computed) -> bool:
        if (broken or by_names) and one.shown in _BROKEN:
            return True
        if one.adds_up == WHOLE and projects_lost:
            return True
        if (lost and one.right in (MISSING, "")) or one.adds_up in short:
            return True
        return (one.sheet, one.cell) in by_names and one.shown == by_names[one.sheet, one.cell]

    return follows


def _by_names(own: OwnWorkbook) -> dict[tuple[str, str], CellValue]:
    """What the formulas show that take the figures from where the names point."""
    projects = tuple(
        replace(project, data={**project.data, **_named(own, form.spots)})
        for project, form in zip(own.filing.projects, own.forms, strict=False)
    )
    data: Mapping[str, Figure] = {**own.filing.data, **_named(own, own.spots)}
    filing = replace(own.filing, data=data, projects=projects)
    named = replace(own, filing=filing)
    return {(one.sheet, one.cell): one.right for one in computed_of(named, score_forms(own.standard, filing))}


def _named(own: OwnWorkbook, spots: Whereabouts) -> dict[str, Figure]:
    return {key: cell_figure(own.cells.at(spots.named[key])) for key in spots.misled}
