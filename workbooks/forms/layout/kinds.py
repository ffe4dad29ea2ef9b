"""The sheets of our workbooks, each registered once: its title, who writes it, what becomes of it later.

To add a sheet: a module in `forms/sheets` with `add(work)`, and one entry here, at the place of its tab.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from udfs.records import dataclass
from workbooks.filing.figures import DATA_SHEET
from workbooks.forms.layout.rule_places import RULE_SHEET
from workbooks.standards.carried import CARRIED_SHEET
from workbooks.standards.model import Standard

LEDGER_SHEET = "执行明细"
SUMMARY_SHEET = "汇总"
PROJECT_SUMMARY_SHEET = "项目汇总"
WORKINGS_SHEET = "算式"
SCENARIO_SHEET = "情景"
CHART_SHEET = "图表"
MONITORING_SUMMARY = "监控汇总"
WARNING_SHEET = "预警"
STAGE_SHEETS = (LEDGER_SHEET, MONITORING_SUMMARY, WARNING_SHEET, WORKINGS_SHEET)
"""The sheets beside the forms in a workbook of targets, which has no standard."""

HandedIn = Literal["always", "with data", "never"]
Titles = Callable[[Standard], Sequence[str]]
Read = Literal["table", "figures", "results", "worked out"]


@dataclass(frozen=True)
class SheetKind:
    """A kind of sheet.

    `titles` are those it has for a standard, none where there is no such sheet; what `belongs` to each form
    has titles of its own where there are several. `module` writes it: its function `add`, in the order of the
    `turn`s. `handed_in` says whether the final copy keeps it, `read` what the review finds on it: an official
    table, figures that are typed, results of our own formulas, or what others say worked out anew.
    """

    module: str
    titles: Callable[[Standard], Sequence[str]]
    handed_in: HandedIn
    read: Read
    belongs: Literal["workbook", "form"] = "workbook"
    turn: int = 1


def _if_projects(title: str) -> Titles:
    return lambda standard: (title,) if standard.projects else ()


def _form(standard: Standard) -> Sequence[str]:
    return () if standard.projects else (standard.form_sheet,)


def _if_placed(title: str) -> Titles:
    return lambda standard: (title,) if standard.placed else ()


def _if_one_form(title: str) -> Titles:
    return lambda standard: () if standard.projects else (title,)


def _always(title: str) -> Titles:
    return lambda _standard: (title,)


def _tables(standard: Standard) -> Sequence[str]:
    return [table.sheet for table in standard.tables]


def _quarters(standard: Standard) -> Sequence[str]:
    return (standard.quarters.sheet,) if standard.quarters is not None else ()


def _ledger(standard: Standard) -> Sequence[str]:
    return (LEDGER_SHEET,) if standard.quarters is not None else ()


KINDS = (
    SheetKind("form_sheets", _form, "always", "table", belongs="form", turn=2),
    SheetKind("data_sheet", _if_one_form(DATA_SHEET), "with data", "figures", turn=4),
    SheetKind("budget_table", _tables, "always", "table"),
    SheetKind("ledger_sheet", _ledger, "with data", "figures"),
    SheetKind("quarterly_sheet", _quarters, "always", "table"),
    SheetKind("project_summary", _if_projects(PROJECT_SUMMARY_SHEET), "always", "results", turn=4),
    SheetKind("rules.rule_sheet", _always(RULE_SHEET), "never", "figures", turn=4),
    SheetKind("carried_sheet", _if_placed(CARRIED_SHEET), "never", "figures", turn=7),
    SheetKind("summary_sheet", _if_one_form(SUMMARY_SHEET), "always", "results", turn=4),
    SheetKind("workings_sheet", _always(WORKINGS_SHEET), "never", "results", belongs="form", turn=3),
    SheetKind("scenario_sheet", _always(SCENARIO_SHEET), "never", "worked out", belongs="form", turn=5),
    SheetKind("chart_sheet", _always(CHART_SHEET), "never", "worked out", belongs="form", turn=6),
)
"""All kinds, in the order of the tabs."""


def titles(standard: Standard, keep: Callable[[SheetKind], bool]) -> list[str]:
    """The titles of the kinds that are kept, in the order of the tabs."""
    return [title for kind in KINDS if keep(kind) for title in kind.titles(standard)]
