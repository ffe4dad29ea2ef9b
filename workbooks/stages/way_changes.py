"""What was changed on the way: a form held against earlier ones of the same projects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from workbooks.files.sheets import read_sheets
from workbooks.official import official_workbook
from workbooks.review.linked_forms import StatedForm, between, stated_forms
from workbooks.review.recognition import name_key


def changed_since(earlier: Sequence[Path], later: Path) -> Iterator[str]:
    """A line for each target, weight and budget that a file has otherwise than earlier ones; none read twice.

    Of several forms of a project in one file each is held against the one before it as well.
    """
    files = [*earlier, later]
    stated = [(path.name, form) for path in files for form in _stated(path)]
    for number, (name, form) in enumerate(stated):
        before = [
            (file, other)
            for file, other in stated[:number]
            if name_key(other.project) == name_key(form.project)
            and (form.year == other.year or None in (form.year, other.year))
        ]
        if not before:
            continue
        file, other = before[-1]
        where = other.sheet if file == name else f"{file} {other.sheet}"
        for finding in between(other, form, where):
            cell = f"{form.sheet}!{finding.cell}" if finding.cell else form.sheet
            yield f"{name} {cell}：{finding.message}"


def _stated(path: Path) -> tuple[StatedForm, ...]:
    sheets = read_sheets(path)
    return stated_forms(official_workbook(path.name, sheets).tables, sheets)
