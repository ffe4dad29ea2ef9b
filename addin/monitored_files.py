"""监控汇总 of many files: every 监控表 in them, the worst project first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from udfs.records import dataclass
from workbooks.files.saving import check_target
from workbooks.files.xlsx import save
from workbooks.forms.layout.kinds import MONITORING_SUMMARY
from workbooks.forms.page.paper import add_styles
from workbooks.problems import InputError
from workbooks.stages import monitor_summary
from workbooks.stages.monitor_summary import ProjectProgress, colours_of, progress_of, told_of, worst_first
from workbooks.stages.progress_warnings import WarningRules
from workbooks.stages.stage_reading import read_targets


@dataclass(frozen=True)
class MonitoringSummed:
    """What was summed up, the worst project first, and the files that were not, each with why."""

    path: Path
    projects: tuple[ProjectProgress, ...]
    left_out: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "file": str(self.path),
            "projects": [one.as_json() for one in self.projects],
            "left_out": list(self.left_out),
        }


def summarise(
    files: Sequence[Path], path: Path, rules: WarningRules | None = None, force: bool = False
) -> MonitoringSummed:
    """Sum up the 监控表 of some files, each once. Raises `InputError` where none of them has one."""
    check_target(path, force)
    projects: list[ProjectProgress] = []
    left_out: list[str] = []
    periods: set[str] = set()
    for file in {each.absolute(): each for each in files}.values():
        try:
            found = [one for one in read_targets(file) if one.period]
        except InputError as problem:
            left_out.append(str(problem))
            continue
        if not found:
            left_out.append(f"{file.name} 里没有写明月份的监控表")
        periods.update(one.period for one in found)
        for one in found:
            colours = colours_of(one, rules) if rules is not None else Counter[str]()
            projects.append(progress_of(one, colours, file.name))
    if not projects:
        raise InputError("没有读到监控表：" + "；".join(left_out))
    ordered = worst_first(projects)
    _save(ordered, periods, rules, path, force)
    return MonitoringSummed(path, tuple(ordered), tuple(left_out))


def _save(
    projects: Sequence[ProjectProgress],
    periods: set[str],
    rules: WarningRules | None,
    path: Path,
    force: bool,
) -> None:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    add_styles(workbook)
    told = told_of(periods, rules.title if rules else "")
    monitor_summary.write(workbook.create_sheet(MONITORING_SUMMARY), projects, told)
    save(workbook, {}, path, force)
