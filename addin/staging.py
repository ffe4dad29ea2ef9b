"""The forms of targets without scores (申报表, 监控表): empty, and filled from data and ledgers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl.workbook import Workbook

from addin import headless, macros
from udfs.records import dataclass
from udfs.regex import regex
from workbooks.files.saving import check_target
from workbooks.files.xlsx import CellValue, save
from workbooks.findings import Finding
from workbooks.forms.layout.kinds import LEDGER_SHEET
from workbooks.ledger import Gathered, gather
from workbooks.ledger.findings import ledger_findings
from workbooks.official.labels import plain
from workbooks.problems import InputError
from workbooks.review.linked_forms import months_of
from workbooks.stages.declaration_form import declaration_workbook
from workbooks.stages.monitoring_form import MonitoringBook, monitoring_workbook
from workbooks.stages.progress_warnings import WarningRules
from workbooks.stages.stage_data import check_readable, read_data
from workbooks.stages.stage_forms import StageForm
from workbooks.stages.targets_set import SetTargets
from workbooks.stages.warning_sheet import add_warnings

_PERIOD = regex(r"(?:1[-—~至])?\d{1,2}月")
Cells = dict[str, dict[str, CellValue]]


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


@dataclass(frozen=True)
class Monitored:
    """What a 监控表 is made with: the months it is told of, ledgers, rules of warnings, live links."""

    period: str = ""
    ledgers: tuple[Path, ...] = ()
    rules: WarningRules | None = None
    linked: bool = False


PLAIN = Monitored()


def new_stage_form(form: StageForm, path: Path, force: bool = False, monitored: Monitored = PLAIN) -> None:
    """Save the empty workbook of a form. Raises `InputError` where it cannot be written."""
    check_target(path, force)
    workbook, values, _ = _workbook(
        form, [SetTargets("", None, "", is_of_department=form.is_of_department)], monitored
    )
    save(workbook, values, path, force)


def fill_stage_form(
    form: StageForm, data: Path, path: Path, force: bool = False, monitored: Monitored = PLAIN
) -> StageFilled:
    """Save a form filled from a data file or a workbook, spending from ledgers. Raises `InputError`."""
    check_target(path, force)
    targets = read_data(data, form)
    check_readable(form, targets, data)
    workbook, values, findings = _workbook(form, targets, monitored)
    save(workbook, values, path, force)
    count = sum(len(one.indicators) for one in targets)
    return StageFilled(path, form, tuple(one.project for one in targets), count, tuple(findings))


def monitoring_file(targets: Sequence[SetTargets], path: Path, force: bool, monitored: Monitored) -> None:
    """Save the 监控表 of some projects. Raises `InputError` where it cannot be written."""
    workbook, values, _ = _monitoring(targets, monitored)
    save(workbook, values, path, force)


def checked_period(period: str) -> str:
    """The months as the form writes them: 1-7月. Raises `InputError` for anything else."""
    if not period:
        return ""
    months = months_of(period)
    if months is None or not _PERIOD.fullmatch(plain(period)):
        raise InputError(f"月份写的是“{period}”，应写成如 1-7月、1-10月")
    return f"1-{months}月"


def _workbook(
    form: StageForm, targets: Sequence[SetTargets], monitored: Monitored
) -> tuple[Workbook, Cells, list[Finding]]:
    if form.stage == "监控表":
        return _monitoring(targets, monitored)
    if monitored != Monitored():
        raise InputError(f"“{form.title}”没有执行数和预警，不用 --ledger、--warnings、--period")
    return *declaration_workbook(form, targets), []


def _monitoring(targets: Sequence[SetTargets], monitored: Monitored) -> tuple[Workbook, Cells, list[Finding]]:
    """The workbook with its ledger counted and its summary filled, by the macros of its buttons."""
    gathered = gather(monitored.ledgers) if monitored.ledgers else Gathered([])
    book = monitoring_workbook(targets, monitored.period, gathered.rows, monitored.linked)
    warned = add_warnings(book, monitored.rules) if monitored.rules is not None else dict
    findings: list[Finding] = []
    if monitored.ledgers:
        ledger = macros.fill_quarterly(headless.wrap(book.workbook, _results(book, warned)), gathered.issues)
        findings = list(ledger_findings(ledger, LEDGER_SHEET))
    if any(one.project for one in targets):
        summary = macros.fill_summary(headless.wrap(book.workbook, _results(book, warned)))
        return book.workbook, _merged([_results(book, warned), summary]), findings
    return book.workbook, _results(book, warned), findings


def _results(book: MonitoringBook, warned: Callable[[], Cells]) -> Cells:
    return _merged([book.results(), warned()])


def _merged(parts: Iterable[Mapping[str, Mapping[str, CellValue]]]) -> Cells:
    found: Cells = {}
    for part in parts:
        for sheet, cells in part.items():
            found.setdefault(sheet, {}).update(cells)
    return found
