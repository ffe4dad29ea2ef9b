"""What was changed on the way: a form held against earlier ones of the same projects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from workbooks.files.sheets import read_sheets
from workbooks.official import official_workbook
from workbooks.problems import InputError
from workbooks.review.linked_forms import StatedForm, between, stated_forms
from workbooks.review.recognition import name_key


def changed_since(earlier: Sequence[Path], later: Path) -> Iterator[str]:
    """A line for each target, weight and budget that a file has otherwise than earlier ones; none read twice.

    Of several forms of a project in one file each is held against the one before it as well. An earlier file
    without a form of the same project and year has a line. Raises `InputError` where it has no form at all.
    """
    stated = [(path, form) for path in earlier for form in _earlier(path)]
    stated += ((later, form) for form in _stated(later))
    compared: set[Path] = set()
    for number, (path, form) in enumerate(stated):
        before = [(file, other) for file, other in stated[:number] if _is_of_one_project(form, other)]
        if not before:
            continue
        file, other = before[-1]
        compared |= {file, path}
        where = other.sheet if file == path else f"{file.name} {other.sheet}"
        for finding in between(other, form, where):
            cell = f"{form.sheet}!{finding.cell}" if finding.cell else form.sheet
            yield f"{path.name} {cell}：{finding.message}"
    for path in earlier:
        if path not in compared:
            yield f"{path.name}：里面没有同一项目、同一年度的表，没有对照"


def _is_of_one_project(form: StatedForm, other: StatedForm) -> bool:
    return name_key(other.project) == name_key(form.project) and (
        form.year == other.year or None in (form.year, other.year)
    )


def _earlier(path: Path) -> tuple[StatedForm, ...]:
    found = _stated(path)
    if not found:
        raise InputError(
            f"--against 的 {path.name} 里没有读到绩效目标申报表或监控表（要写明项目名称），不能对照"
        )
    return found


def _stated(path: Path) -> tuple[StatedForm, ...]:
    sheets = read_sheets(path)
    return stated_forms(official_workbook(path.name, sheets).tables, sheets)
