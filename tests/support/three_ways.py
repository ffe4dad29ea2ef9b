"""The same rule three ways, on many inputs: Python, our function in LibreOffice, the native formula there."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tests.support.libreoffice import LibreOffice, Value
from tests.support.random_rules import Rule
from udfs.expression import Figure, Item, Notation, guard, guarded, natively, shown
from udfs.native import LONGEST, Part, TooLongError
from workbooks.forms.page.native_score import Work, in_cell
from workbooks.forms.page.paper import plain


@dataclass(frozen=True)
class Disagreement:
    """Inputs on which the three ways differ, and what each of them shows."""

    rule: str
    inputs: Sequence[Figure]
    python: Value
    udf: Value
    native: Value


def disagreements(
    office: LibreOffice, rules: Sequence[Rule], cases: int, chance: random.Random, folder: Path
) -> list[Disagreement]:
    """Compute every rule on so many inputs in all three ways; return where they differ."""
    book = Workbook()
    book.remove(book.worksheets[0])
    inputs: dict[str, list[list[Figure]]] = {}
    for number, rule in enumerate(rules, 1):
        sheet = book.create_sheet(f"r{number}")
        inputs[sheet.title] = [[make(chance) for make in rule.makers] for _ in range(cases)]
        for row, figures in enumerate(inputs[sheet.title], 1):
            _write_case(sheet, row, rule, figures)
    path = folder / "three-ways.xlsx"
    book.save(path)
    found: list[Disagreement] = []
    with office.open(path, recalc=True) as document:
        for rule, (title, listed) in zip(rules, inputs.items(), strict=True):
            first = len(rule.makers) + 1
            area = f"{get_column_letter(first)}1:{get_column_letter(first + 1)}{cases}"
            for figures, (udf, native) in zip(listed, document.read(title, area), strict=True):
                python = _python(rule, figures)
                if not (_same(python, udf) and _same(python, native)):
                    found.append(Disagreement(rule.text, figures, python, udf, native))
    return found


def _write_case(sheet: Worksheet, row: int, rule: Rule, figures: Sequence[Figure]) -> None:
    for column, figure in enumerate(figures, 1):
        cell = sheet.cell(row, column, plain(figure))
        if isinstance(figure, str):
            cell.data_type = "s"
    columns = {key: f"{get_column_letter(number)}{row}" for number, key in enumerate(rule.keys, 1)}
    first = len(figures) + 1
    root = rule.expression.root
    sheet.cell(row, first, "=" + guarded(root, Notation(columns.__getitem__)))
    free = iter(range(first + 3, 2000))
    part = partial(in_cell, partial(_next_cell, sheet, row, free.__next__, columns))
    sheet.cell(row, first + 1, "=" + _native(rule, columns, part))


def _native(rule: Rule, columns: dict[str, str], part: Part) -> str:
    root, reference = rule.expression.root, columns.__getitem__
    try:
        whole = guarded(root, Notation(reference, natively()))
        if len(whole) <= LONGEST:
            return whole
    except TooLongError:
        pass
    return guarded(root, Notation(reference, natively(part)))


def _next_cell(
    sheet: Worksheet,
    row: int,
    next_column: Callable[[], int],
    columns: dict[str, str],
    label: str,
    items: Sequence[Item],
    formula: str,
    value: Work,
) -> str:
    cell = sheet.cell(row, next_column())
    cell.value = "=" + guard(items, formula, Notation(columns.__getitem__))
    return str(cell.coordinate)


def _python(rule: Rule, figures: Sequence[Figure]) -> Value:
    found = shown(rule.expression.root, dict(zip(rule.keys, figures, strict=True)))
    return float(found) if isinstance(found, Decimal) else found


def _same(one: Value, other: Value) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) < 0.005
    return one == other
