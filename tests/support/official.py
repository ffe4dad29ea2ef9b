"""Reviews of plain tables as a clerk types them: a workbook is written, read back and checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.support.cases import load
from tests.workbooks.official.typed import type_workbook
from workbooks.filing.scoring import ScoredTable
from workbooks.findings import Finding
from workbooks.official import read_official
from workbooks.review.registry import CheckFunction
from workbooks.review.subject import Recognised, Subject
from workbooks.standards.loading import load as load_standard


def subject_of(folder: Path, sheets: Mapping[str, Sequence[Sequence[object]]], standard: str = "") -> Subject:
    """Type the sheets and read them; with `standard`, that is what their tables are known to follow."""
    workbook = read_official(type_workbook(folder / "表.xlsx", sheets))
    known = load_standard(standard) if standard else None
    recognised = [
        Recognised(table, known, {}, ScoredTable(known, "", 0, {}, "", {}, (), None))
        for table in workbook.tables
        if known is not None and table.depth == 3
    ]
    return Subject(workbook, tuple(recognised))


def findings(subject: Subject, checks: Sequence[CheckFunction]) -> list[Finding]:
    return [finding for check in checks for finding in check(subject)]


def review_cases(family: str) -> list[Any]:
    """The cases of one family of checks, in the order of the file."""
    return load(f"review/{family}.yaml")["cases"]


def assert_case(folder: Path, case: Mapping[str, Any], checks: Sequence[CheckFunction]) -> None:
    """Check that a case finds what it says and nothing else: code, level, sheet!cell, words of messages."""
    found = findings(subject_of(folder, case["sheets"], case.get("standard", "")), checks)
    expected = case.get("finds", [])
    assert sorted((each.code, each.level, f"{each.sheet}!{each.cell}") for each in found) == sorted(
        (code, level, cell) for code, level, cell, *_ in expected
    )
    for code, _, cell, *words in expected:
        messages = [
            each.message for each in found if (each.code, f"{each.sheet}!{each.cell}") == (code, cell)
        ]
        assert any(all(word in message for word in words) for message in messages), messages
