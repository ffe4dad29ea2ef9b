"""Reviews of plain tables as a clerk types them: a workbook is written, read back and checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
    """Check that a case finds what it says and nothing else, its places written 表!A1."""
    found = findings(subject_of(folder, case["sheets"], case.get("standard", "")), checks)
    assert_found(found, case.get("finds", []), lambda each: f"{each.sheet}!{each.cell}")


def assert_found(
    found: Sequence[Finding],
    expected: Sequence[Sequence[str]],
    place: Callable[[Finding], str] = lambda each: each.cell,
) -> None:
    """Check findings against those of a case, each written as code, level, place, words of its message."""
    assert sorted((each.code, each.level, place(each)) for each in found) == sorted(
        (code, level, at) for code, level, at, *_ in expected
    ), found
    for code, _, at, *words in expected:
        messages = [each.message for each in found if (each.code, place(each)) == (code, at)]
        assert any(all(word in message for word in words) for message in messages), messages
