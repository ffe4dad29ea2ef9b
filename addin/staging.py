"""The forms of targets without scores (申报表, 监控表): empty ones, and those filled from a data file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl.workbook import Workbook

from workbooks.files.saving import check_target
from workbooks.files.xlsx import CellValue, save
from workbooks.findings import Finding
from workbooks.stages.declaration_form import declaration_workbook
from workbooks.stages.monitoring_form import monitoring_workbook
from workbooks.stages.stage_data import check_readable, read_data
from workbooks.stages.stage_forms import StageForm
from workbooks.stages.targets_set import SetTargets


@dataclass(frozen=True)
class StageFilled:
    """A form of targets that was written: its projects, and what is to be looked at."""

    path: Path
    form: StageForm
    projects: tuple[str, ...]
    indicators: int
    findings: tuple[Finding, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "file": str(self.path),
            "form": self.form.id,
            "projects": list(self.projects),
            "indicators": self.indicators,
            "findings": [finding.as_json() for finding in self.findings],
        }


def new_stage_form(form: StageForm, path: Path, force: bool = False) -> None:
    """Save the empty workbook of a form. Raises `InputError` where it cannot be written."""
    check_target(path, force)
    save(*_workbook(form, [SetTargets("", None, "")]), path, force)


def fill_stage_form(form: StageForm, data: Path, path: Path, force: bool = False) -> StageFilled:
    """Save a form filled from a data file or from a filled workbook. Raises `InputError`."""
    check_target(path, force)
    targets = read_data(data, form)
    check_readable(form, targets, data)
    save(*_workbook(form, targets), path, force)
    count = sum(len(one.indicators) for one in targets)
    return StageFilled(path, form, tuple(one.project for one in targets), count)


def _workbook(
    form: StageForm, targets: list[SetTargets] | tuple[SetTargets, ...]
) -> tuple[Workbook, dict[str, dict[str, CellValue]]]:
    if form.stage == "监控表":
        return monitoring_workbook(targets)
    return declaration_workbook(form, targets)
