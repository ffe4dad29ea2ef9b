"""The cases of tests/cases/ledger: what each way to keep a ledger adds up to, and what is said about it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.support.cases import FOLDER, load
from workbooks.ledger import gather, parse_gathered
from workbooks.ledger.findings import ledger_findings
from workbooks.problems import InputError

FILES = sorted(file.stem for file in (FOLDER / "ledger").glob("*.yaml"))
CASES = [(name, case) for name in FILES for case in load(f"ledger/{name}.yaml")["cases"]]


def write(folder: Path, name: str, content: Any, case: dict[str, Any]) -> Path:
    """A ledger file: text as it stands, or a workbook of the sheets."""
    path = folder / name
    if isinstance(content, str):
        path.write_text(content, encoding="utf-8", newline="")
        return path
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in content.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        for number in case.get("hidden_rows", {}).get(title, ()):
            sheet.row_dimensions[number].hidden = True
        if title in case.get("hidden_sheets", ()):
            sheet.sheet_state = "hidden"
    book.save(path)
    return path


def files_of(case: dict[str, Any], folder: Path) -> list[Path]:
    files = case.get("files") or (
        {"明细.csv": case["text"]} if "text" in case else {"明细.xlsx": {"明细": case["rows"]}}
    )
    return [write(folder, name, content, case) for name, content in files.items()]


@pytest.mark.parametrize(("file", "case"), CASES, ids=[f"{file}: {case['name']}" for file, case in CASES])
def test_case(file: str, case: dict[str, Any], tmp_path: Path) -> None:
    paths = files_of(case, tmp_path)
    if "refused" in case:
        with pytest.raises(InputError) as caught:
            parse_gathered(gather(paths), 2021, "明细")
        assert [word for word in case["refused"] if word not in str(caught.value)] == [], str(caught.value)
        return
    ledger = parse_gathered(gather(paths), 2021, "明细")
    expected = tuple(None if sum_ is None else Decimal(str(sum_)) for sum_ in case["quarters"])
    found = list(ledger_findings(ledger, "明细"))
    assert ledger.cumulative("元") == expected, found
    told = [f"{one.code} {one.level} {one.cell.removeprefix('A')}".rstrip() for one in found]
    assert sorted(told) == sorted(case.get("found", [])), found
    said = "\n".join(one.message for one in found)
    assert [words for words in case.get("says", []) if words not in said] == [], said
    assert isinstance(ledger.last_date, date)
