"""The 申报表 carried along in the same workbook, so that targets and budgets of a later form follow it.

Within one workbook: references to another file break when that is moved, and not every program follows them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from workbooks.files.sheet_titles import sheet_titles
from workbooks.files.written_with import Workbook
from workbooks.forms.page.paper import Paper, add_styles
from workbooks.stages.declaration_form import Cells, Declaration
from workbooks.stages.stage_forms import stage_forms
from workbooks.stages.targets_set import SetTargets

_PROJECT, _DEPARTMENT = "declare-project", "declare-department"
_MARK = "申报－"


def source_titles(targets: Sequence[SetTargets], reserved: Sequence[str]) -> list[str]:
    """The titles of the sheets that hold the 申报表 of some projects."""
    return sheet_titles([f"{_MARK}{one.project}" for one in targets], reserved)


def add_sources(workbook: Workbook, targets: Sequence[SetTargets]) -> tuple[list[SetTargets], Cells]:
    """Write the 申报表 of each project behind the sheets that there are.

    Returns the targets with the cells they stand in there, and the results of the formulas of these sheets.
    """
    add_styles(workbook)
    found, values = list[SetTargets](), Cells()
    for one, title in zip(targets, source_titles(targets, workbook.sheetnames), strict=True):
        form = stage_forms()[_DEPARTMENT if one.is_of_department else _PROJECT]
        written = Declaration(Paper(workbook.create_sheet(title)), form, one)
        values[title] = written.write()
        indicators = tuple(
            replace(indicator, cells=written.cells.get(id(indicator), {})) for indicator in one.indicators
        )
        found.append(replace(one, sheet=title, indicators=indicators, money_cells=written.money_cells))
    return found, values


def reference(sheet: str, address: str) -> str:
    """The formula that fetches a cell of another sheet; a blank stays a blank."""
    cell = "'" + sheet.replace("'", "''") + f"'!{address}"
    return f'=IF({cell}="","",{cell})'
