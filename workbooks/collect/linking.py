"""The 申报表, 监控表 and 自评表 of one project in files apart, held against each other through the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from pathlib import PurePath
from typing import Any

from workbooks.collect.register import Register
from workbooks.findings import Finding
from workbooks.review.linked_forms import LINKED_CODES, StatedForm, StatedIndicator, differences
from workbooks.review.recognition import name_key

# Projects with forms of two stages at least, each project's forms together, the last changed first.
_FORMS = """
WITH here AS (
    SELECT s.*, p.path, p.member, p.modified FROM stated s JOIN present p USING (file)
    QUALIFY count(DISTINCT s.stage || coalesce(s.months, 0)) OVER (PARTITION BY s.key) > 1)
SELECT h.key, h.file, h.part, h.path, h.member,
       h.stage, h.sheet, h.project, h.year, h.budget, h.budget_cell, h.months, h.unit, h.head,
       i.name, i.cell, i.target, i.target_cell, i.weight, i.weight_cell
FROM here h LEFT JOIN stated_indicators i USING (file, part)
ORDER BY h.key, h.modified DESC, h.path, h.member, h.file, h.part, i.number
"""
_OF_FORM, _OF_INDICATOR = 5, 14


def link(ledger: Register) -> None:
    """Put what the forms of a project say otherwise than each other into the ledger's findings."""
    ledger.replace_findings(list(LINKED_CODES), _differences(ledger))


def _differences(ledger: Register) -> Iterator[tuple[int, Finding]]:
    for _, rows in groupby(ledger.stream(_FORMS), key=lambda row: row[0]):
        forms = [(row[1], (row[3], row[4]), _form(row, each)) for row, each in _by_form(rows)]
        latest = _latest(forms)
        names = _names([place for _, place, _ in latest])
        files = [(name, [form]) for name, (_, _, form) in zip(names, latest, strict=True)]
        for number, finding in differences(files):
            yield latest[number][0], finding


def _by_form(rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[tuple[Any, ...], list[tuple[Any, ...]]]]:
    for _, each in groupby(rows, key=lambda row: row[1:3]):
        listed = list(each)
        yield listed[0], listed


def _form(row: tuple[Any, ...], rows: Sequence[tuple[Any, ...]]) -> StatedForm:
    stage, sheet, project, year, budget, budget_cell, months, unit, head = row[_OF_FORM:_OF_INDICATOR]
    indicators = tuple(
        StatedIndicator(name, cell, target, target_cell, _exact(weight), weight_cell)
        for name, cell, target, target_cell, weight, weight_cell in (each[_OF_INDICATOR:] for each in rows)
        if name is not None
    )
    amount = _exact(budget)
    return StatedForm(
        stage, sheet, project, year, indicators, amount, budget_cell, months=months, unit=unit, head=head
    )


def _exact(text: str | None) -> Decimal | None:
    return Decimal(text) if text is not None else None


def _latest(
    forms: Sequence[tuple[int, tuple[str, str], StatedForm]],
) -> list[tuple[int, tuple[str, str], StatedForm]]:
    """Of forms handed in twice the one that was changed last, which stands first."""
    kept: dict[tuple[object, ...], tuple[int, tuple[str, str], StatedForm]] = {}
    for each in forms:
        form = each[2]
        kept.setdefault((form.year, form.stage, form.months, name_key(form.unit)), each)
    return list(kept.values())


def _names(places: Sequence[tuple[str, str]]) -> list[str]:
    """The files by their own names, with the folder where two have one name."""
    own = [PurePath(member or path).name for path, member in places]
    wholes = [f"{path}/{member}" if member else path for path, member in places]
    return [
        name
        if len({other for other, each in zip(wholes, own, strict=True) if each == name}) == 1
        else "/".join(PurePath(whole).parts[-2:])
        for name, whole in zip(own, wholes, strict=True)
    ]
