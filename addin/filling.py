"""Filling a workbook without Excel: build it, run the clerk's own macros on it, save it with its values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain
from pathlib import Path

from addin import headless, macros
from addin.editions import Save, check_form_target
from udfs.records import dataclass
from workbooks.files.xlsx import save
from workbooks.filing.data_file import Filing
from workbooks.filing.scoring import ScoredTable, tables_as_json
from workbooks.findings import NOTICE, Finding
from workbooks.forms.build import Built, Cells, build
from workbooks.forms.findings import findings_in
from workbooks.forms.layout.kinds import LEDGER_SHEET
from workbooks.forms.page.writer import UDF, Edition
from workbooks.ledger import Gathered, Ledger, gather
from workbooks.ledger.findings import ledger_findings
from workbooks.standards.model import Standard


@dataclass(frozen=True)
class Filled:
    """A workbook that was filled and saved, the findings on each of its forms and those on its inputs."""

    path: Path
    tables: list[ScoredTable]
    of_each: list[list[Finding]]
    told: list[Finding]

    @property
    def findings(self) -> list[Finding]:
        return [*chain.from_iterable(self.of_each), *self.told]

    def as_json(self) -> dict[str, object]:
        """The JSON of what was scored, with the file and the findings on the ledger."""
        return tables_as_json(self.tables, self.told, self.of_each) | {"file": str(self.path)}


def fill(
    standard: Standard,
    filing: Filing,
    path: Path,
    ledgers: Sequence[Path] = (),
    force: bool = False,
    edition: Edition = UDF,
    save: Save = save,
) -> Filled:
    """Build the workbook of a filing in an edition, run the macros, save it (an .xlsm by `save` of a door).

    With ledgers the cumulative spend of each quarter is added up from them. Raises `InputError`
    before anything is written when an input or the target cannot be used.
    """
    check_form_target(path, force)
    gathered = gather(ledgers) if ledgers else Gathered([])
    built = build(standard, filing, gathered.rows or filing.ledger_rows, edition)
    findings = list(filing.told)
    if ledgers:
        counted = macros.fill_quarterly(headless.wrap(built.workbook), gathered.issues)
        findings += [*ledger_findings(counted, LEDGER_SHEET), *_changed(built, filing, counted)]
    tables, values = calculated(built)
    save(built.workbook, values, path, force)
    return Filled(path, tables, findings_in(built, tables), findings)


def calculated(built: Built) -> tuple[list[ScoredTable], Cells]:
    """Fill 汇总 of a workbook just built; return its scores and the values of all its formulas."""
    tables = built.scored()
    values = built.values(tables)
    summary = macros.fill_summary(headless.wrap(built.workbook, values))
    for sheet, cells in summary.items():
        values.setdefault(sheet, {}).update(cells)
    return tables, values


def _changed(built: Built, filing: Filing, ledger: Ledger) -> Iterator[Finding]:
    """Figures of the filing that the ledger overrode, and those of quarters that it does not reach."""
    now, basis = built.data(), "累计支出按执行明细汇总"
    spends = zip(built.standard.quarterly_keys, ledger.cumulative(), strict=True)
    unreached = {key for key, spend in spends if spend is None}
    for key, before in filing.data.items():
        if not isinstance(before, Decimal):
            continue
        sheet, cell = built.places.get(key, ("", ""))
        if key in unreached:
            message = f"“{key}”填的是 {before}，执行明细里还没有这个季度的支付，已保留，请核对"
            yield Finding("L06", NOTICE, sheet, cell, message, None, str(before), basis)
        elif now.get(key) != before:
            message = f"“{key}”数据文件填的是 {before}，执行明细汇总为 {now.get(key)}，已按执行明细填写"
            yield Finding("L06", NOTICE, sheet, cell, message, str(now.get(key)), str(before), basis)
