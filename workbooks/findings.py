"""What a check has to say: one frozen finding for each thing that does not follow."""

from __future__ import annotations

from dataclasses import asdict, dataclass

ERROR = "错误"
NOTICE = "提示"
MISSING = "缺失"

LEVELS = (ERROR, MISSING, NOTICE)
"""The levels of findings, the gravest first."""


@dataclass(frozen=True)
class Finding:
    """A finding: its code, level (错误, 提示, 缺失), where it stands, what is there and what should be.

    `cell` is a cell address or the defined name of a cell; `basis` is the rule it rests on.
    """

    code: str
    level: str
    sheet: str
    cell: str
    message: str
    expected: str | None = None
    found: str | None = None
    basis: str = ""

    def as_json(self) -> dict[str, str | None]:
        return asdict(self)


def quoted(name: str) -> str:
    """A name in quotation marks; its own become single ones."""
    return f"“{name.replace('“', '‘').replace('”', '’')}”"
