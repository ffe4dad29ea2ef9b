"""Reviewing a file: every check on everything that could be read, and the findings in sheet order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from openpyxl.utils.cell import coordinate_to_tuple

from workbooks.files.cells import WorkbookCells, read_cells, sheets_with
from workbooks.filing.scoring import score_forms
from workbooks.findings import LEVELS, NOTICE, Finding
from workbooks.forms.kinds import titles
from workbooks.forms.read_back import OwnWorkbook, read_own
from workbooks.forms.scenario_sheet import FORM_NAME
from workbooks.official import official_workbook
from workbooks.official.model import LeftAlone
from workbooks.problems import InputError
from workbooks.review.own import own_findings
from workbooks.review.recognition import recognise
from workbooks.review.registry import checks
from workbooks.review.sheet import is_review
from workbooks.review.subject import Subject
from workbooks.standards.loading import load
from workbooks.standards.model import Standard

WORKED_OUT = FORM_NAME
"""Names the sheets of our own workbooks that work out anew what the others say; they are not reviewed."""


@dataclass(frozen=True)
class Review:
    """What a review of one file found; `standard` is that of its (first) table, where it is known.

    `left_alone` are the sheets that hold no official table.
    """

    source: str
    standard: Standard | None
    findings: tuple[Finding, ...]
    left_alone: tuple[LeftAlone, ...] = ()
    subject: Subject | None = field(default=None, compare=False, repr=False)
    """What was read and scored, for whoever wants more than the findings."""

    @property
    def worst(self) -> str | None:
        """The gravest level among the findings."""
        return next((level for level in LEVELS if self.count(level)), None)

    def count(self, level: str) -> int:
        return sum(finding.level == level for finding in self.findings)

    @property
    def told(self) -> str:
        """The number of findings of each level, in one line."""
        counts = [f"{level} {self.count(level)} 处" for level in LEVELS if self.count(level)]
        return "，".join(counts) or "没有发现问题"

    def as_json(self) -> dict[str, Any]:
        return {
            "file": self.source,
            "standard": self.standard.id if self.standard else None,
            "findings": [finding.as_json() for finding in self.findings],
            "left_alone": [{"sheet": left.sheet, "why": left.why} for left in self.left_alone],
        }


@dataclass(frozen=True)
class Unusable:
    """A file that cannot be reviewed, and why, in one line with its name."""

    source: str
    why: str

    def as_json(self) -> dict[str, Any]:
        return {"file": self.source, "error": self.why}


def review_file(path: Path, standard_id: str | None = None) -> Review:
    """Review a file. Raises `InputError` (one line with the file's name) when it cannot be used."""
    standard = load(standard_id) if standard_id else None
    return replace(review_cells(read_cells(path, WORKED_OUT), standard), source=str(path))


def review_cells(cells: WorkbookCells, standard: Standard | None = None) -> Review:
    """Review a workbook of our own, or any with official tables, by the standard given or found."""
    left_out = sheets_with(cells.by_sheet, WORKED_OUT) if cells.standard_id is not None else ()
    sheets = tuple(sheet for sheet in cells.sheets if sheet.name not in left_out and not is_review(sheet))
    cells = replace(cells, sheets=sheets)
    own, lost = _own(cells)
    order = [sheet.name for sheet in sheets]
    if own is None:
        subject = recognise(official_workbook(cells.name, sheets), standard)
        known = standard or next((table.standard for table in subject.recognised), None)
        return _review(subject, known, [*review(subject), *lost], order)
    if standard and standard.id != own.standard.id:
        raise InputError(f"{cells.name} 是“{own.standard.id}”的附表，不是“{standard.id}”的，请换一个标准编号")
    subject, findings = _own_subject(cells, own)
    told = {(finding.sheet, finding.cell) for finding in findings if finding.cell}
    others = [finding for finding in review(subject) if (finding.sheet, finding.cell) not in told]
    return _review(subject, own.standard, [*findings, *others], order)


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
    subject: Subject, standard: Standard | None, findings: Iterable[Finding], order: Sequence[str]
) -> Review:
    found = tuple(ordered(findings, order))
    return Review(subject.source, standard, found, subject.workbook.left_alone, subject)


def _own(cells: WorkbookCells) -> tuple[OwnWorkbook | None, list[Finding]]:
    """The workbook as one of our own; of one that is incomplete, a finding that says why it is not."""
    if cells.standard_id is None:
        return None, []
    try:
        return read_own(cells), []
    except InputError as error:
        message = f"附表里的数据读不出来，只按印出的内容复核：{error}"
        first = next((sheet.name for sheet in cells.sheets), "")
        return None, [Finding("U02", NOTICE, first, "", message, basis="数据和附表在同一个工作簿里")]


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
    subject = Subject(
        replace(official, unread=unread),
        scored=tuple(tables),
        standards={form.sheet: own.standard for form in own.forms},
    )
    return subject, list(own_findings(cells, own, tables))
