"""Reviewing a file: every check on everything that could be read, and the findings in sheet order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from udfs.records import dataclass
from workbooks.files.cells import WorkbookCells, read_cells, sheets_with
from workbooks.files.coordinates import coordinate_to_tuple
from workbooks.filing.figures import DATA_SHEET
from workbooks.filing.scoring import score_forms
from workbooks.findings import ERROR, NOTICE, Finding
from workbooks.forms.layout.kinds import STAGE_SHEETS, SUMMARY_SHEET, titles
from workbooks.forms.returned.own_book import OwnWorkbook
from workbooks.forms.returned.read_back import read_own
from workbooks.forms.sheets.scenario_sheet import FORM_NAME
from workbooks.forms.standard_files import load_standard as load
from workbooks.official import official_workbook
from workbooks.official.official_table import OfficialWorkbook
from workbooks.problems import InputError
from workbooks.review.linked_forms import differences, stated_forms
from workbooks.review.own import as_titled, own_findings
from workbooks.review.own_rules import other_rules
from workbooks.review.recognition import recognise
from workbooks.review.registry import checks
from workbooks.review.review_result import NO_TABLE, PARTLY, READ, UNREAD, Review, Status
from workbooks.review.review_sheet import is_review
from workbooks.review.subject import Subject
from workbooks.review.typed_over import WRONG_CELL, sound_cells
from workbooks.standards.library import STAGE_NAME
from workbooks.standards.model import Standard

WORKED_OUT = FORM_NAME
"""Names the sheets of our own workbooks that work out anew what the others say; they are not reviewed."""

_SUMS = ("T", "E", "C01", "C02", "H09")
"""Checks that add up what a table says, or count its rows."""


@dataclass(frozen=True)
class Unusable:
    """A file that cannot be reviewed, and why, in one line with its name."""

    source: str
    why: str

    def as_json(self) -> dict[str, Any]:
        return {"file": self.source, "status": UNREAD, "error": self.why}


def review_file(path: Path, standard_id: str | None = None) -> Review:
    """Review a file. Raises `InputError` (one line with the file's name) when it cannot be used."""
    standard = load(standard_id) if standard_id else None
    return replace(review_cells(read_cells(path, WORKED_OUT), standard), source=str(path))


def review_cells(cells: WorkbookCells, standard: Standard | None = None) -> Review:
    """Review a workbook of our own, or any with official tables, by the standard given or found."""
    left_out: Sequence[str] = sheets_with(cells.by_sheet, WORKED_OUT) if cells.standard_id is not None else ()
    if STAGE_NAME in cells.shared:
        left_out = STAGE_SHEETS
    sheets = tuple(sheet for sheet in cells.sheets if sheet.name not in left_out and not is_review(sheet))
    cells = replace(cells, sheets=sheets)
    own, lost = _own(cells)
    order = [sheet.name for sheet in sheets]
    if own is None:
        subject = replace(
            recognise(official_workbook(cells.name, sheets), standard),
            hidden_sheets=frozenset(sheet.name for sheet in sheets if not sheet.visible),
            hidden_rows=cells.hidden,
        )
        known = standard or next((table.standard for table in subject.recognised), None)
        found = _review(subject, known, [*review(subject), *lost], order)
        return replace(found, stated=stated_forms(subject.tables, sheets))
    if standard and standard.id != own.standard.id:
        raise InputError(
            f"{cells.name} 是“{own.standard.id}”的附表，不是“{standard.id}”的，"
            "请换一个编号，或不写 --standard"
        )
    others_rules = list(other_rules(own.standard, standard)) if standard else []
    if others_rules:
        own = read_own(cells, standard)
    cells, order = own.cells, [sheet.name for sheet in own.cells.sheets]
    subject, findings = _own_subject(cells, own)
    findings += others_rules
    told = {(finding.sheet, finding.cell) for finding in findings if finding.cell}
    if any(finding.code == WRONG_CELL and finding.level == ERROR for finding in findings):
        # What does not agree with a cell that was typed over is no second error.
        told |= sound_cells(own, list(subject.scored))
    # What is gone from a form, or stands in another order, is told; its sums are no second error.
    broken = {
        form.sheet for form in own.forms if not form.is_whole or form.drift.regrouped or form.drift.rearranged
    }
    broken |= {SUMMARY_SHEET} if broken else set()
    others = [
        finding
        for finding in review(subject)
        if (finding.sheet, finding.cell) not in told
        and not (finding.sheet in broken and finding.code.startswith(_SUMS))
    ]
    ours = titles(own.standard, lambda kind: kind.read in ("figures", "results"))
    found = _review(subject, own.standard, [*findings, *others], order, read=ours)
    return _titled(replace(found, stated=stated_forms(subject.tables, cells.sheets)), own)


def linked(reviews: Sequence[Review]) -> list[Review]:
    """The reviews with what the 申报表, 监控表 and 自评表 of one project say otherwise than each other."""
    files = [(Path(one.source).name, one.stated) for one in reviews]
    more: dict[int, list[Finding]] = {}
    for number, finding in differences(files):
        more.setdefault(number, []).append(finding)
    return [
        replace(one, findings=tuple(ordered([*one.findings, *more[number]], list(one.sheets or ()))))
        if number in more
        else one
        for number, one in enumerate(reviews)
    ]


def review(subject: Subject) -> list[Finding]:
    """Run every check; the findings are sorted, each said once."""
    return ordered([finding for check in checks() for finding in check.run(subject)])


def ordered(findings: Iterable[Finding], sheets: Sequence[str] = ()) -> list[Finding]:
    """Findings by sheet (in the order given, others after by name), row, column and code, each once."""
    places = {sheet: number for number, sheet in enumerate(sheets)}
    once: dict[tuple[str, ...], Finding] = {}
    for found in findings:
        once.setdefault((found.sheet, found.cell, found.code, found.message), found)

    def key(found: Finding) -> tuple[int, str, int, int, str]:
        return (places.get(found.sheet, len(places)), found.sheet, *_coordinates(found.cell), found.code)

    return sorted(once.values(), key=key)


def _coordinates(cell: str) -> tuple[int, int]:
    """Row and column of a cell, of a block its first; 0 for a finding about the whole sheet."""
    return coordinate_to_tuple(cell.partition(":")[0]) if cell else (0, 0)


def _review(
    subject: Subject,
    standard: Standard | None,
    findings: Iterable[Finding],
    order: Sequence[str],
    read: Sequence[str] = (),
) -> Review:
    """What was found; `read` are sheets without official tables that were read all the same."""
    found = tuple(ordered(findings, order))
    sheets = {s: READ if s in read else _status_of(s, subject.workbook) for s in order}
    return Review(subject.source, standard, found, subject.workbook.left_alone, sheets, subject)


def _titled(review: Review, own: OwnWorkbook) -> Review:
    """A review under the titles that the sheets have in the file."""
    return replace(
        review,
        findings=tuple(as_titled(review.findings, own)),
        left_alone=tuple(replace(left, sheet=own.title(left.sheet)) for left in review.left_alone),
        sheets={own.title(sheet): status for sheet, status in (review.sheets or {}).items()},
    )


def _status_of(sheet: str, workbook: OfficialWorkbook) -> Status:
    """Whether the official tables of a sheet were read; `none` for a sheet that has none."""
    unread = any(left.sheet == sheet and left.unread for left in workbook.left_alone)
    if sheet in workbook.sheets_read:
        return PARTLY if unread else READ
    return UNREAD if unread else NO_TABLE


def _own(cells: WorkbookCells) -> tuple[OwnWorkbook | None, list[Finding]]:
    """The workbook as one of our own; of one that is incomplete, a finding that says why it is not."""
    if cells.standard_id is None:
        return None, []
    try:
        own = read_own(cells)
    except InputError as error:
        return None, [_only_printed(cells, str(error))]
    if not own.standard.projects and not own.cells.has_sheet(DATA_SHEET):
        return None, [*own.filing.told, _only_printed(cells, f"“{DATA_SHEET}”表不见了")]
    return own, []


def _only_printed(cells: WorkbookCells, why: str) -> Finding:
    message = f"附表里的数据读不出来，只按印出的内容复核：{why}"
    first = next((sheet.name for sheet in cells.sheets), "")
    return Finding("U02", NOTICE, first, "", message, basis="数据和附表在同一个工作簿里")


def _own_subject(cells: WorkbookCells, own: OwnWorkbook) -> tuple[Subject, list[Finding]]:
    """A workbook of our own; the sheets on which data are typed are reviewed by what they hold."""
    typed = titles(own.standard, lambda kind: kind.read == "figures")
    results = titles(own.standard, lambda kind: kind.read == "results")
    official = official_workbook(cells.name, [sheet for sheet in cells.sheets if sheet.name not in typed])
    tables = score_forms(own.standard, own.filing)
    # Error values in our own formulas are told by the figures that cause them; a lost row has none.
    ours = {form.sheet for form in own.forms} | {table.sheet for table in own.standard.tables}
    unread = tuple(
        unread
        for unread in official.unread
        if unread.cell.sheet not in ours and (unread.cell.sheet not in results or unread.cell.text == "#REF!")
    )
    # Results of our own formulas are compared with what follows from the data, however their sheets look.
    left = tuple(each for each in official.left_alone if not (each.unread and each.sheet in results))
    subject = Subject(
        replace(official, unread=unread, left_alone=left),
        scored=tuple(tables),
        standards={form.sheet: own.standard for form in own.forms},
    )
    return subject, list(own_findings(cells, own, tables))
