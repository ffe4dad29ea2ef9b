"""Where things lie in the project, for tests that read them."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
EXAMPLES = ROOT / "workbooks" / "examples"
CASES = ROOT / "tests" / "cases"
DATA = ROOT / "tests" / "data"

_NEARBY = [
    folder / "shared" for folder in (ROOT.parent, ROOT.parents[1] if len(ROOT.parents) > 1 else ROOT.parent)
]
SHARED = next((folder for folder in _NEARBY if folder.is_dir()), _NEARBY[0])
"""Material that lies beside the project and is never part of it (a worktree stands one folder deeper)."""
