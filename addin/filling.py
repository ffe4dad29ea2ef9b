"""Filling a workbook without Excel: build it, run the clerk's own macros on it, save it with its values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from addin import headless, macros
from workbooks.files.saving import check_target
from workbooks.files.xlsx import save
from workbooks.filing.data_file import Filing
from workbooks.filing.scoring import ScoredTable, tables_as_json
from workbooks.findings import NOTICE, Finding
from workbooks.forms.build import Built, build
from workbooks.forms.ledger_sheet import LEDGER_SHEET
from workbooks.forms.writer import UDF, Edition
from workbooks.ledger import read_rows
from workbooks.ledger.findings import ledger_findings
from workbooks.standards.model import Standard


@dataclass(frozen=True)
class Filled:
    """A workbook that was filled and saved."""

    path: Path
    tables: list[ScoredTable]
    findings: list[Finding]

    def as_json(self) -> dict[str, object]:
        """The JSON of what was scored, with the file and the findings on the ledger."""
        findings = [finding.as_json() for finding in self.findings]
        return tables_as_json(self.tables) | {"findings": findings, "file": str(self.path)}


def fill(
    standard: Standard,
    filing: Filing,
    path: Path,
    ledger: Path | None = None,
    force: bool = False,
    edition: Edition = UDF,
) -> Filled:
    """Build the workbook of a filing in an edition, run the macros, save it.

    With a ledger the cumulative spend of each quarter is added up from it. Raises `InputError`
    before anything is written when an input or the target cannot be used.
    """
    check_target(path, force)
    built = build(standard, filing, read_rows(ledger) if ledger else (), edition)
    findings: list[Finding] = []
    if ledger:
        counted = macros.fill_quarterly(headless.wrap(built.workbook))
        findings = [*ledger_findings(counted, LEDGER_SHEET), *_changed(built, filing)]
    tables = built.scored()
    values = built.values(tables)
    summary = macros.fill_summary(headless.wrap(built.workbook, values))
    for sheet, cells in summary.items():
        values.setdefault(sheet, {}).update(cells)
    save(built.workbook, values, path, force)
    return Filled(path, tables, [*(finding for table in tables for finding in table.findings()), *findings])


def _changed(built: Built, filing: Filing) -> Iterator[Finding]:
    """Figures of the filing that the ledger overrode."""
    for key, now in built.data().items():
        before = filing.data.get(key)
        if isinstance(before, Decimal) and before != now:
            message = f"“{key}”数据文件填的是 {before}，执行明细汇总为 {now}，已按执行明细填写"
            sheet, cell = built.places[key]
            yield Finding(
                "L06", NOTICE, sheet, cell, message, str(now), str(before), "累计支出按执行明细汇总"
            )


def new(standard: Standard, path: Path, force: bool = False, edition: Edition = UDF) -> None:
    """Save the empty workbook of a standard: every score shows #N/A until its figures are typed."""
    check_target(path, force)
    built = build(standard, Filing(), edition=edition)
    save(built.workbook, built.values(built.scored()), path, force)
