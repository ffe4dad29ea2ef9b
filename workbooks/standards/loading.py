"""Loading a standard: one YAML file that says how one official table is scored.

Loading checks everything that can be wrong before a workbook is built: unknown keys, weights that do
not add up, names that are not data items, tiers with gaps. Every error names the file, the line, the place
and what to write instead. A standard without any is kept for the next run.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from workbooks.kept import keep, recall
from workbooks.problems import StandardError
from workbooks.standards import yamlfile
from workbooks.standards.library import files, fingerprint, source
from workbooks.standards.model import Standard
from workbooks.standards.packed import packed, unpacked

_MADE_BY = ("udfs", "workbooks.standards")


def load(standard: str | Path) -> Standard:
    """Load a standard by id, or from a YAML file. Raises `StandardError` with the place and the remedy."""
    path = Path(standard)
    if path.suffix.lower() not in (".yaml", ".yml"):
        path = source(str(standard))
    return _as_it_is_now(path)


def every() -> Iterator[Standard]:
    """All standards that can be loaded, by id; one of the user's own with a mistake in it is left out."""
    for _, path in sorted(files().items()):
        with suppress(StandardError):
            yield _as_it_is_now(path)


def broken() -> Iterator[StandardError]:
    """Why standards of the user's own are left out."""
    for _, path in sorted(files().items()):
        try:
            _as_it_is_now(path)
        except StandardError as error:
            yield error


def state_of(standard: Standard) -> str | None:
    """What a standard of a file is known by between runs; None for one that came with a workbook."""
    of_a_file = standard.id in files() and load(standard.id) is standard
    return f"{standard.id} {fingerprint(standard.id)}" if of_a_file else None


def _as_it_is_now(path: Path) -> Standard:
    try:
        modified = path.stat().st_mtime_ns
    except OSError:
        modified = 0
    return _load(path.absolute(), modified)


@lru_cache(maxsize=64)
def _load(path: Path, _modified: int) -> Standard:
    text = yamlfile.text_in(path)
    name = repr(("standard", path.stem, text))
    before = recall(name, _MADE_BY)
    standard = unpacked(before) if before else None
    if standard is None:
        standard = _read(text, path)
        keep(name, packed(standard), _MADE_BY)
    return standard


def _read(text: str, path: Path) -> Standard:
    from workbooks.standards import checks

    document = yamlfile.read_text(text, path)
    standard = document.validate(Standard)
    found = [*checks.misnamed(standard, document), *checks.faults(standard, document)]
    if found:
        raise StandardError.of(path.name, found)
    return standard
