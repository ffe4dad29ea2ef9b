"""What a check has to say: one frozen finding for each thing that does not follow."""

from __future__ import annotations

from dataclasses import asdict, field
from typing import Literal

from udfs.records import dataclass
from workbooks.problems import well_quoted

ERROR = "错误"
NOTICE = "提示"
MISSING = "缺失"

LEVELS = (ERROR, MISSING, NOTICE)
"""The levels of findings, the gravest first."""

NOT_READ = "没有读懂，未核对"
"""What is said first of a file whose tables were not all read."""


@dataclass(frozen=True)
class About:
    """What a finding on a scored table speaks of, whatever cell that stands in.

    `name` is the data item of a figure, the indicator of a score; a total and a grade need none.
    """

    part: Literal["figure", "actual", "score", "reported", "total", "weights", "grade"]
    name: str = ""


@dataclass(frozen=True)
class Finding:
    """A finding: its code, level (错误, 提示, 缺失), where it stands, what is there and what should be.

    `cell` is a cell address; where no workbook is at hand, the name of what it is `about`. `basis` is the
    rule it rests on.
    """

    code: str
    level: str
    sheet: str
    cell: str
    message: str
    expected: str | None = None
    found: str | None = None
    basis: str = ""
    about: About | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", well_quoted(self.message))

    def as_json(self) -> dict[str, str | None]:
        told = asdict(self)
        del told["about"]
        return told


def quoted(name: str) -> str:
    """A name in quotation marks; its own become single ones."""
    return f"“{name.replace('“', '‘').replace('”', '’')}”"
