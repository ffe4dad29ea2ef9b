"""What is to be done with a file, and what comes of it: plain data that travels between processes."""

from __future__ import annotations

from decimal import Decimal
from pathlib import PurePath
from typing import TYPE_CHECKING, Literal

from udfs.records import dataclass
from workbooks.findings import Finding

if TYPE_CHECKING:
    from workbooks.review.linked_forms import StatedForm

SUMMARY_NAME = "绩效汇总结果"
"""The defined name by which a summary of ours is known, so that it is not taken for a unit's workbook."""

PRINTED = "printed"
"""The status of an item whose recomputed score is the printed one; the others are those of scoring."""

DIED = "读这个文件的程序意外退出（文件可能已损坏或过大），请用 Excel 或 WPS 打开后另存为 .xlsx 再交"
HUNG = "读这个文件超过 {seconds:g} 秒，已放弃，请用 Excel 或 WPS 打开，删去多余的行列后另存为 .xlsx 再交"


@dataclass(frozen=True)
class Candidate:
    """A file to be read: `path` (or the URL of an object store), or the workbook `member` inside it, a .zip.

    `size` in bytes (-1: unknown), `modified` (ns, 0: unknown) and `tag`, by which an object store tells one
    content from another, tell a file that has not changed since it was last read; `known_hash` is the hash
    it had then. A candidate with a `problem` is not read, only reported.
    """

    path: str
    member: str = ""
    size: int = 0
    modified: int = 0
    tag: str = ""
    known_hash: str = ""
    problem: str = ""

    @property
    def name(self) -> str:
        """The file's own name, without folders."""
        return PurePath(self.member or self.path).name

    @property
    def shown(self) -> str:
        """Path and member for people."""
        return f"{self.path}（{self.member}）" if self.member else self.path


@dataclass(frozen=True)
class ItemResult:
    """A third-level indicator: its printed score, and the one that the review stands behind."""

    level1: str
    level2: str
    name: str
    weight: Decimal | None
    reported: Decimal | None
    recomputed: Decimal | None
    status: str


@dataclass(frozen=True)
class TableScore:
    """A scored table of a file; `basis` (重算依据) says how the recomputed total comes about.

    `standard` is "" where none is known; `project` is the project of a project form, None where it does
    not say, "" for a form that is of no project.
    """

    sheet: str
    project: str | None
    standard: str
    unit: str
    year: int | None
    full_mark: Decimal | None
    reported_total: Decimal | None
    recomputed_total: Decimal | None
    reported_grade: str
    recomputed_grade: str
    basis: str
    items: tuple[ItemResult, ...]


@dataclass(frozen=True)
class EvaluatedProject:
    """A project, or a department as a whole, as its 自评表 has it; amounts in 万元, None where not filled.

    `remark` is what somebody should look at before the table is handed in.
    """

    sheet: str
    unit: str
    project: str
    year: int | None
    budget: Decimal | None
    spent: Decimal | None
    score: Decimal | None
    grade: str
    missed: str
    remark: str = ""


State = Literal["read", "unchanged", "unreadable"]


@dataclass(frozen=True)
class Collected:
    """What came of one file: its tables and findings, or why it could not be read (`reason`).

    `stated` is what its forms of a project's year say, for those of other files to be held against;
    `projects` is what its 自评表 say, where the task asks for it.
    A file whose content has the hash it had before is `unchanged` and carries nothing else.
    """

    candidate: Candidate
    state: State
    hash: str = ""
    tables: tuple[TableScore, ...] = ()
    findings: tuple[Finding, ...] = ()
    reason: str = ""
    stated: tuple[StatedForm, ...] = ()
    projects: tuple[EvaluatedProject, ...] = ()


def unreadable(candidate: Candidate, reason: str, content_hash: str = "") -> Collected:
    """A file that could not be read; the reason is one Chinese line that also says what to do."""
    return Collected(candidate, "unreadable", content_hash, reason=reason)
