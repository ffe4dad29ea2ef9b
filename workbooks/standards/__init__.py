"""The standards that come with the package, and loading them.

A standard is one YAML file that says how one official table is scored. Loading checks everything
that can be wrong before a workbook is built: unknown keys, weights that do not add up, names that
are not data items, tiers with gaps. Every error names the file, the line, the place and what to
write instead.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from workbooks import standard_checks, yamlfile
from workbooks.problems import StandardError
from workbooks.standard import Standard

FOLDER = Path(__file__).parent


def available() -> list[str]:
    """Ids of the standards that come with the package."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def load(standard: str | Path) -> Standard:
    """Load a standard by id, or from a YAML file. Raises `StandardError` with the place and the remedy."""
    path = Path(standard)
    if path.suffix.lower() not in (".yaml", ".yml"):
        path = FOLDER / f"{standard}.yaml"
        if str(standard) not in available():
            raise StandardError(f"没有编号为“{standard}”的评分标准；可用：{'、'.join(available())}")
    return _load(path.resolve(), path.stat().st_mtime_ns if path.exists() else 0)


@lru_cache(maxsize=64)
def _load(path: Path, _modified: int) -> Standard:
    document = yamlfile.read(path)
    standard = document.validate(Standard)
    standard_checks.check(standard, document)
    return standard
