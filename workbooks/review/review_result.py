"""What a review of one file found, and how much of the file was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any, Final, Literal

from udfs.records import dataclass
from workbooks.findings import LEVELS, NOT_READ, Finding
from workbooks.official.official_table import LeftAlone
from workbooks.review.linked_forms import StatedForm
from workbooks.review.subject import Subject
from workbooks.standards.model import Standard

Status = Literal["read", "partly", "unread", "none"]
READ: Final = "read"
PARTLY: Final = "partly"
UNREAD: Final = "unread"
NO_TABLE: Final = "none"


@dataclass(frozen=True)
class Review:
    """What a review of one file found; `standard` is that of its (first) table, where it is known.

    `left_alone` are the sheets, or parts of them, without an official table that could be read; `sheets` are
    all that were looked at, each with whether its tables were read (None where nobody asked).
    """

    source: str
    standard: Standard | None
    findings: tuple[Finding, ...]
    left_alone: tuple[LeftAlone, ...] = ()
    sheets: Mapping[str, Status] | None = None
    subject: Subject | None = field(default=None, compare=False, repr=False)
    """What was read and scored, for whoever wants more than the findings."""
    beside: tuple[str, ...] = ()
    """The workbooks that a report was held against."""
    stated: tuple[StatedForm, ...] = ()
    """What the forms of a project's year say, for those of other files to be held against."""

    @property
    def worst(self) -> str | None:
        """The gravest level among the findings."""
        return next((level for level in LEVELS if self.count(level)), None)

    def count(self, level: str) -> int:
        return sum(finding.level == level for finding in self.findings)

    @property
    def status(self) -> Status:
        """Whether the official tables of the file were read: all, not all, none."""
        if self.sheets is not None and not {READ, PARTLY}.intersection(self.sheets.values()):
            return UNREAD
        return PARTLY if any(left.unread for left in self.left_alone) else READ

    @property
    def all_read(self) -> bool:
        """Whether every table of the file was read."""
        return self.status == READ

    @property
    def is_clean(self) -> bool:
        """Whether everything was read and nothing was found."""
        return self.all_read and not self.findings

    @property
    def told(self) -> str:
        """What was not read, then the number of findings of each level, in one line."""
        counts = "，".join(f"{level} {self.count(level)} 处" for level in LEVELS if self.count(level))
        if self.status == UNREAD:
            return f"{NOT_READ}：没有找到能核对的表" + (f"；{counts}" if counts else "")
        if self.status == PARTLY:
            names = "”“".join(dict.fromkeys(left.sheet for left in self.left_alone if left.unread))
            return f"{NOT_READ}：“{names}”里的表；其余{counts or '没有发现问题'}"
        return counts or "没有发现问题"

    def as_json(self) -> dict[str, Any]:
        return {
            "file": self.source,
            "standard": self.standard.id if self.standard else None,
            "findings": [finding.as_json() for finding in self.findings],
            "status": self.status,
            "sheets": [{"sheet": sheet, "status": status} for sheet, status in (self.sheets or {}).items()],
            **({"beside": list(self.beside)} if self.beside else {}),
            "left_alone": [{"sheet": left.sheet, "why": left.why} for left in self.left_alone],
        }
