"""How many findings of a review are true, and how many planted faults are found.

`python -m tests.form_figures [SET …]` prints them, set by set.

Counted over the forms of tests/cases/review, by file: each filled in right, then with one fault at a time.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from openpyxl import load_workbook

from tests.support.cases import load
from tests.workbooks.official.typed import type_workbook
from workbooks.findings import ERROR
from workbooks.review.reviewing import review_file

SETS = (
    "provinces",
    "more_provinces",
    "wordings",
    "accounts",
    "regions",
    "ministries",
    "more_accounts",
    "more_regions",
    "offices",
    "held_out",
    "cities",
    "fresh",
    "wild",
    "tricky",
)
HEADINGS = ("组", "表", "改错", "查出", "其中属实", "错误级", "其中属实", "改错查到")

Found = Counter[tuple[str, str, str]]


def main() -> None:
    """Print a table of the sets, of those that there are."""
    print("| " + " | ".join(HEADINGS) + " |")
    print("|" + " --- |" * len(HEADINGS))
    total: Counter[str] = Counter()
    for name in sys.argv[1:] or SETS:
        counted = _count(load(f"review/{name}.yaml")["forms"])
        total += counted
        print(_line(name, counted))
    print(_line("合计", total))


def _line(name: str, counted: Mapping[str, int]) -> str:
    keys = ("forms", "faults", "found", "true", "errors", "true_errors", "faults_found")
    return "| " + " | ".join([name, *(str(counted[key]) for key in keys)]) + " |"


def _count(forms: list[dict[str, Any]]) -> Counter[str]:
    counted: Counter[str] = Counter(forms=len(forms))
    for form in forms:
        for fault, due, found in _reviews(form):
            true = found & due
            counted["found"] += found.total()
            counted["true"] += true.total()
            counted["errors"] += _errors(found)
            counted["true_errors"] += _errors(true)
            if fault is not None:
                counted["faults"] += 1
                # What a fault adds to what is due without it.
                wanted = due - Counter(map(tuple, form.get("finds", ())))
                counted["faults_found"] += not wanted or bool(wanted & found)
    return counted


def _errors(found: Found) -> int:
    return sum(count for (_, level, _), count in found.items() if level == ERROR)


def _reviews(form: Mapping[str, Any]) -> Iterator[tuple[str | None, Found, Found]]:
    """The form as it is, then with each fault: its name, what is due, what is found."""
    sheets = form.get("sheets") or {"附表": form["rows"]}
    first = next(iter(sheets))
    with TemporaryDirectory() as folder:
        path = type_workbook(Path(folder) / "表.xlsx", sheets, {first: form.get("merge", ())})
        yield None, Counter(map(tuple, form.get("finds", ()))), _found(path)
        for fault in form.get("faults", ()):
            book = load_workbook(path)
            for cell, value in fault["set"].items():
                book[first][cell] = value
            changed = Path(folder) / "改.xlsx"
            book.save(changed)
            yield fault["name"], Counter(map(tuple, fault["finds"])), _found(changed)


def _found(path: Path) -> Found:
    return Counter((each.code, each.level, each.cell) for each in review_file(path).findings)


if __name__ == "__main__":
    main()
