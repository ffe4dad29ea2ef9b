"""Making a report from a workbook of our own, and keeping it right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from workbooks.files.cells import WorkbookCells
from workbooks.files.saving import check_target, write_whole
from workbooks.filing.scoring import score_forms
from workbooks.forms.returned.read_back import own_workbook
from workbooks.reporting.outline import Text, outline
from workbooks.reporting.quoted_figures import Quoted, QuotedTable, name_of, quoted_tables
from workbooks.reporting.updating import Update, update_report


def make_report(cells: WorkbookCells, target: Path, force: bool = False) -> None:
    """Write a report of a workbook of our own. Raises `InputError`."""
    # Loaded late: no other command should wait for it.
    from workbooks.reporting.write_word import write_report

    check_target(target, force, ".docx")
    parts = tuple(outline(_tables(cells)))
    write_whole(target, lambda stream: write_report(parts, stream), force)


def renew_report(
    cells: WorkbookCells, report: Path, target: Path | None = None, force: bool = False
) -> Update:
    """Put the changed numbers of a workbook into its report, or into a copy of it. Raises `InputError`."""
    if target is not None:
        check_target(target, force, ".docx")
    return update_report(report, figures_of(_tables(cells)), target, force)


def _tables(cells: WorkbookCells) -> list[QuotedTable]:
    own = own_workbook(cells)
    return quoted_tables(score_forms(own.standard, own.filing))


def figures_of(tables: list[QuotedTable]) -> Iterator[Quoted]:
    """Every figure that a report on these tables may hold."""
    for part in outline(tables):
        rows = [part.pieces] if isinstance(part, Text) else part.rows
        yield from (piece for row in rows for piece in row if isinstance(piece, Quoted))
    # An item that loses nothing now may have lost points when the report was written.
    for table in tables:
        if table.without_score is None:
            yield _former(table.quoted("算不出得分的指标", "没有算不出得分的指标"))
        for item in table.table.items:
            if all(loss.item is not item for loss in table.losses):
                yield _former(table.quoted(f"{name_of(item)}/改进", "没有失分，这一条可以删去"))


def _former(figure: Quoted) -> Quoted:
    return replace(figure, new=False)
