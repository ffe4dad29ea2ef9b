"""Where things lie in the project, for tests that read them."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
EXAMPLES = ROOT / "workbooks" / "examples"
CASES = ROOT / "tests" / "cases"
DATA = ROOT / "tests" / "data"
