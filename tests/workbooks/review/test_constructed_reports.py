"""Reports of our own writing that agree with themselves, and each with one contradiction put into it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.support.cases import FOLDER, load
from tests.support.official import assert_found
from tests.support.places import DATA
from tests.support.reports import Part, write_report
from workbooks.review.of_documents import review_any

REPORTS = {path.stem: load(f"reports/{path.name}") for path in sorted((FOLDER / "reports").glob("*.yaml"))}
PLANTS = [(name, plant) for name, report in REPORTS.items() for plant in report["plants"]]
_CELLS = " | "


def changed(parts: list[Any], changes: Mapping[str, str]) -> list[Part]:
    """The parts with some words in the place of others, each of which stands there once."""
    lines = [_line(part) for part in parts]
    for old, new in changes.items():
        assert sum(line.count(old) for line in lines) == 1, old
        lines = [line.replace(old, new) for line in lines]
    return [_part(part, line) for part, line in zip(parts, lines, strict=True)]


def _line(part: Any) -> str:
    if isinstance(part, Mapping):
        return next(iter(part.values()))
    if isinstance(part, str):
        return part
    return "\n".join(_CELLS.join(map(str, row)) for row in part)


def _part(part: Any, line: str) -> Part:
    if isinstance(part, Mapping):
        return {next(iter(part)): line}
    return line if isinstance(part, str) else [row.split(_CELLS) for row in line.split("\n")]


def found_in(path, parts: list[Part]):
    return review_any(write_report(path, parts)).findings


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_that_agrees_is_clean(tmp_path, name):
    assert [each.message for each in found_in(tmp_path / "报告.docx", REPORTS[name]["parts"])] == []


@pytest.mark.parametrize(("name", "plant"), PLANTS, ids=[f"{name} {plant['name']}" for name, plant in PLANTS])
def test_plant(tmp_path, name, plant):
    found = found_in(tmp_path / "报告.docx", changed(REPORTS[name]["parts"], plant["change"]))
    assert_found(found, plant.get("finds", []), lambda each: each.sheet.partition("（")[0])


@pytest.mark.parametrize(
    ("name", "due"), [("water.pdf", []), ("water-other-weight.pdf", [("C02", "提示", "正文")])]
)
def test_printed_as_pdf(name, due):
    """water.yaml as LibreOffice prints it: a table goes on over the page, behind the notes of the first."""
    pytest.importorskip("pdfplumber")
    review = review_any(DATA / "reports" / name)
    assert [(each.code, each.level, each.sheet) for each in review.findings] == due
    read = [sheet.partition("（")[0] for sheet in review.sheets]
    assert read == ["表格1", "表格2", "表格3", "正文", "脚注"]
