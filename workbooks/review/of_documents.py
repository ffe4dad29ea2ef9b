"""Reviewing a report: its text and tables by the same checks as a workbook, alone or beside its workbooks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from workbooks.documents.laid_out import LaidOut, laid_out
from workbooks.documents.reading_files import is_document, read_document
from workbooks.files.cells import read_cells, sheets_with
from workbooks.files.sheets import SheetCells
from workbooks.findings import ERROR, NOTICE, Finding
from workbooks.official import official_workbook
from workbooks.official.labels import plain
from workbooks.official.official_table import LeftAlone, OfficialWorkbook
from workbooks.review.checks.report_tables import report_against_workbook
from workbooks.review.recognition import recognise
from workbooks.review.review_result import NO_TABLE, PARTLY, READ, UNREAD, Review, Status
from workbooks.review.review_sheet import is_review
from workbooks.review.reviewing import WORKED_OUT, ordered, review, review_file
from workbooks.review.subject import Subject
from workbooks.standards.loading import load
from workbooks.standards.model import Standard

_GUESSED = "（PDF 的文字和表格是按版面推断的，请对照原文）"
_PIECED = "（表格跨页，所属的一级指标是推断的，请对照原文）"
# What rests on the levels that a row stands under.
_OF_LEVELS = ("T01", "T04", "C01", "C02")
_AROUND = 14
_LONG = 16


def review_any(path: Path, standard_id: str | None = None, beside: Sequence[Path] = ()) -> Review:
    """Review a workbook, or a report beside the workbooks it reports on. Raises `InputError`."""
    if not is_document(path):
        return review_file(path, standard_id)
    standard = load(standard_id) if standard_id else None
    read = read_document(path)
    report = laid_out(read)
    alone = _subject(path.name, report.sheets, standard, report.year)
    found = {_key(finding): finding for finding in review(alone)}
    if beside:
        for finding in _beside(path.name, report, alone, standard, beside):
            found.setdefault(_key(finding), finding)
    order = [sheet.name for sheet in report.sheets]
    told = [_told(finding, report, read.certain) for finding in ordered(found.values(), order)]
    known = standard or next((table.standard for table in alone.recognised), None)
    left_alone = tuple(each for each in alone.workbook.left_alone if each.sheet not in report.texts)
    left_alone += tuple(LeftAlone("正文", why, 1) for why in read.left_out)
    statuses = {sheet: _status(sheet, report, alone.workbook) for sheet in order}
    names = tuple(each.name for each in beside)
    return Review(str(path), known, tuple(told), left_alone, statuses, alone, names)


def _subject(name: str, sheets: Sequence[SheetCells], standard: Standard | None, year: str = "") -> Subject:
    return replace(recognise(official_workbook(name, sheets), standard), titled=year)


def _beside(
    name: str, report: LaidOut, alone: Subject, standard: Standard | None, paths: Sequence[Path]
) -> Iterator[Finding]:
    """What the report says that its workbooks do not, and what they say that it does not."""
    sheets = [sheet for path in paths for sheet in _sheets_of(path, report.names)]
    theirs = _subject(name, sheets, standard)
    # Of one table printed twice, the workbook's is the one that the text is held against.
    twice = {table.sheet for table in alone.tables if theirs.tables}
    mine = [sheet for sheet in report.sheets if sheet.name not in twice]
    before = {_key(finding) for finding in review(theirs)}
    for finding in review(_subject(name, [*sheets, *mine], standard, report.year)):
        if finding.sheet in report.names or _key(finding) not in before:
            yield finding
    everything = official_workbook(name, [*sheets, *report.sheets])
    yield from report_against_workbook(Subject(everything, report=report.names))


def _sheets_of(path: Path, taken: frozenset[str]) -> Iterator[SheetCells]:
    """The sheets of a workbook, called by its name as well where the report has one of that name."""
    cells = read_cells(path, WORKED_OUT)
    left_out = sheets_with(cells.by_sheet, WORKED_OUT) if cells.standard_id is not None else ()
    for sheet in cells.sheets:
        if sheet.name not in left_out and not is_review(sheet):
            clash = sheet.name in taken
            yield replace(sheet, name=f"{path.stem}的{sheet.name}") if clash else sheet


def _key(finding: Finding) -> tuple[str, str, str, str]:
    return finding.code, finding.sheet, finding.cell, finding.found or finding.message


def _told(finding: Finding, report: LaidOut, certain: bool) -> Finding:
    """A finding with its place in the report and the few words that it speaks of."""
    message = report.told(finding.sheet, finding.message)
    if finding.sheet in report.names:
        message += _quote(report.text(finding.sheet, finding.cell), finding.found or "")
    pieced = finding.code in _OF_LEVELS and any(
        name == finding.sheet or f"“{name}”" in message for name in report.guessed
    )
    level = NOTICE if finding.level == ERROR and (pieced or not certain) else finding.level
    message += "" if certain else _GUESSED
    message += _PIECED if pieced else ""
    return replace(finding, level=level, cell=report.place(finding.sheet, finding.cell), message=message)


def _quote(text: str, found: str) -> str:
    """The words around what was found in a text; "" for a short one, which the place tells."""
    flat = plain(text)
    if len(flat) < _LONG:
        return ""
    found = plain(found)
    place = flat.find(found) if found else -1
    start = max(0, place - _AROUND)
    end = max(place, 0) + len(found) + _AROUND
    before, after = "…" if start else "", "…" if end < len(flat) else ""
    return f"（原文：“{before}{flat[start:end]}{after}”）"


def _status(sheet: str, report: LaidOut, workbook: OfficialWorkbook) -> Status:
    """Whether a table of the report was read; what its text claims always is."""
    if sheet in report.texts:
        return READ
    unread = any(left.sheet == sheet and left.unread for left in workbook.left_alone)
    if sheet in workbook.sheets_read:
        return PARTLY if unread else READ
    return UNREAD if unread else NO_TABLE
