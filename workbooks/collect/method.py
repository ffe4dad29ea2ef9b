"""What the result for a file depends on besides its content: standards, rules and code."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

import udfs
import workbooks
from workbooks.standards import library

_READING = ("jobs", "one_file", "scored_tables", "linking")
"""The modules of this room that read and compare; the others only write down what was read."""


def method(standard: str | None) -> str:
    """A digest that changes when the standard asked for, any standard, or the code changes."""
    digest = blake2b(_code().encode(), digest_size=16)
    for name in library.available():
        digest.update(name.encode() + library.source(name).read_bytes())
    digest.update(f"standard={standard or ''}".encode())
    return digest.hexdigest()


@lru_cache(maxsize=1)
def layout() -> str:
    """A digest of the code that writes the summary."""
    digest = blake2b(digest_size=16)
    for path in sorted((Path(__file__).parent / "summary").glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


@lru_cache(maxsize=1)
def _code() -> str:
    """A digest of the code that reads, scores and reviews; the summary may change without a new reading."""
    digest = blake2b(digest_size=16)
    for package in (udfs, workbooks):
        folder = Path(str(package.__file__)).parent
        for path in sorted(folder.rglob("*.py")):
            if "collect" not in path.relative_to(folder).parts or path.stem in _READING:
                digest.update(path.read_bytes())
    return digest.hexdigest()
