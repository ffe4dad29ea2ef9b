"""A standard as a text that travels: in a YAML file, or line by line in a workbook."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from workbooks.problems import StandardError
from workbooks.standards import yamlfile
from workbooks.standards.model import Standard
from workbooks.standards.strict import content_of

CARRIED_SHEET = "标准原文"
"""The hidden sheet of a workbook that carries its standard, a line of the text in each cell of column A."""
MOST_LINES = 60_000


def text_of(standard: Standard) -> str:
    """The standard as the text of a YAML file."""
    from workbooks.standards.plain_yaml import written

    return written(_listed(content_of(standard)))


def _listed(value: Any) -> Any:
    """Tuples as lists, which is how YAML has them; items without what follows from their kind."""
    if isinstance(value, dict):
        yes_or_no = value.get("kind") == "yesno"
        return {key: _listed(one) for key, one in value.items() if not (yes_or_no and key == "options")}
    if isinstance(value, list | tuple):
        return [_listed(one) for one in value]
    return value


@lru_cache(maxsize=64)
def from_text(text: str, source: str) -> Standard:
    """The standard in a text that came with `source`. Raises `StandardError` with all that is wrong."""
    from workbooks.standards import checks

    if len(text.encode()) > yamlfile.LARGEST:
        raise StandardError(f"{source} 里的评分标准太长，不是本工具写的")
    document = yamlfile.read_text(text, Path(source))
    standard = document.validate(Standard)
    found = list(checks.faults(standard, document))
    if found:
        raise StandardError.of(source, found)
    return standard


def from_lines(lines: list[str], source: str) -> Standard:
    """The standard in the lines of the sheet that carries it; as `from_text`."""
    if len(lines) > MOST_LINES:
        raise StandardError(f"{source} 的“{CARRIED_SHEET}”表太长，不是本工具写的")
    return from_text("\n".join(lines) + "\n", source)
