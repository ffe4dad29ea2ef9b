"""The commands for what is handed in: a form that somebody else made, filled, and the final copy."""

from __future__ import annotations

from pathlib import Path

from addin.cli import report
from workbooks.filing.data_file import Filing
from workbooks.filing.scoring import tables_as_json
from workbooks.standards.model import Standard
from workbooks.submission.final_copy import FinalCopy
from workbooks.submission.template import FilledTemplate, fill_template


def fill_form(
    standard: Standard, filing: Filing, template: Path, out: Path, force: bool, as_json: bool
) -> bool:
    """Fill a form that somebody else made and tell what stands where; whether all found its place."""
    filled = fill_template(standard, filing, template, out, force)
    if as_json:
        report.print_json(tables_as_json(filled.tables, filing.told) | filled.as_json())
    else:
        report.print_findings(filing.told)
        _print_filled(filled)
    return not (filled.unplaced or filing.told)


def _print_filled(filled: FilledTemplate) -> None:
    rows = [(f"{one.sheet}!{one.cell}", one.what, one.value) for one in filled.placed]
    report.print_rows(("位置", "内容", "填的是"), rows)
    for lost in filled.unplaced:
        place = "!".join(filter(None, (lost.sheet, lost.cell)))
        report.print_line(f"[没有填] {place} {lost.what}（{lost.value}）：{lost.why}")
    for note in filled.notes:
        report.print_line(f"[提示] {note}")
    counts = f"已填 {len(filled.placed)} 处，没有填 {len(filled.unplaced)} 处"
    report.print_line(f"{counts}：{filled.path}")


def tell_final(final: FinalCopy, as_json: bool) -> bool:
    """Tell how a final copy was made; whether all was in order."""
    if as_json:
        report.print_json(final.as_json())
    else:
        report.print_findings(final.findings)
        if final.left_out:
            report.print_line(f"没有带上的工作表：{'、'.join(final.left_out)}")
        report.print_line(f"已定稿：{final.path}")
    return not final.findings
