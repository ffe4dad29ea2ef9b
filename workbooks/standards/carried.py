"""A standard as a text that travels: in a YAML file, or line by line in a workbook."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from workbooks.problems import StandardError
from workbooks.standards import checks, yamlfile
from workbooks.standards.model import Standard
from workbooks.standards.strict import content_of

CARRIED_SHEET = "标准原文"
"""The hidden sheet of a workbook that carries its standard, a line of the text in each cell of column A."""
MOST_LINES = 60_000


class _Dumper(yaml.SafeDumper):
    """Numbers as they are read; no aliases, which are not read."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _number(dumper: yaml.SafeDumper, value: Decimal) -> yaml.Node:
    whole = value == value.to_integral_value()
    kind = "int" if whole else "float"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{kind}", f"{value.normalize():f}")


_Dumper.add_representer(Decimal, _number)


def text_of(standard: Standard) -> str:
    """The standard as the text of a YAML file."""
    content = content_of(standard)
    return yaml.dump(_listed(content), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000)


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
