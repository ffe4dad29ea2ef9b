"""Which of the three forms of a project's year a table is, by its title: 申报表, 监控表, 自评表."""

from __future__ import annotations

from udfs.regex import regex
from workbooks.official.labels import plain
from workbooks.official.official_table import IndicatorTable

_STAGES = (
    ("监控表", regex(r"监控")),
    ("自评表", regex(r"自评|自我评价|评价表|评分表")),
    ("申报表", regex(r"申报|批复|目标(?:公开|填报)?表|绩效目标$")),
)
STAGES = ("申报表", "监控表", "自评表")
"""The three forms of a project in the order of the year."""


def stage_of(table: IndicatorTable) -> str:
    """Which of the three forms a table is; "" for none."""
    title = plain(table.title)
    return next((stage for stage, pattern in _STAGES if pattern.search(title)), "")


def is_declared(table: IndicatorTable) -> bool:
    """Whether a table only sets targets: an 申报表, with neither what was done nor scores."""
    done = any(table.has(field) for field in ("actual", "score", "progress"))
    return stage_of(table) == "申报表" and table.has("target") and not done


def is_of_department(table: IndicatorTable) -> bool:
    """Whether a form is of a whole department, not of one project."""
    return "整体支出" in plain(table.title)


def project_of(table: IndicatorTable) -> str:
    """The project of a form, or the department whose whole year it is of; "" where it does not say."""
    return table.project or (table.unit if is_of_department(table) else "")
