"""Whether a blank form is that of a standard: the same indicators with the same weights."""

from __future__ import annotations

from collections.abc import Iterator

from workbooks.official.labels import title_of, without_placeholder
from workbooks.official.printed import Printed, printed
from workbooks.problems import InputError
from workbooks.standards.model import Standard
from workbooks.submission.template.indicator_places import BlankTable, TableRows, is_foot
from workbooks.submission.template.money_tables import printed_head_weight

_SHOWN = 3


def refuse_unlike(table: BlankTable, standard: Standard, name: str) -> None:
    """Raise `InputError` with the first differences between a form and a standard."""
    found = list(differences(table, standard))
    if found:
        rest = f"等 {len(found)} 处" if len(found) > _SHOWN else ""
        raise InputError(
            f"{name} 的“{table.sheet.name}”不是“{standard.title}”的空表：{'；'.join(found[:_SHOWN])}{rest}；"
            "请核对空表和编号，只填对得上的部分请加 --force"
        )


def differences(table: BlankTable, standard: Standard) -> Iterator[str]:
    """Each indicator that one of the two lacks, and each weight printed that is another."""
    rows = TableRows(table, standard)
    for first, _, indicator in standard.rows:
        if first.in_head:
            weight = printed_head_weight(table.sheet, standard)
            row = None
        elif (row := rows.indicators.get(indicator.name)) is None:
            yield f"没有指标“{indicator.name}”"
            continue
        else:
            weight = _weight(table, row)
        if weight is not None and weight.exact != indicator.weight:
            found, right = (f"{value.normalize():f}" for value in (weight.exact, indicator.weight))
            yield f"“{indicator.name}”的分值印的是 {found}，标准是 {right}"
    yield from _unknown(table, rows)


def _unknown(table: BlankTable, rows: TableRows) -> Iterator[str]:
    """Indicators that the form prints with a weight and the standard does not know."""
    taken = {*rows.indicators.values(), *(row for group in rows.groups.values() for row in group)}
    for line in table.body:
        name = title_of(without_placeholder(table.text(line, "name"))).name
        if name and line.number not in taken and not is_foot(line) and _weight(table, line.number):
            yield f"多出指标“{name}”"


def _weight(table: BlankTable, row: int) -> Printed | None:
    place = table.place(row, "weight")
    return printed(table.sheet.value(place)) if place else None
