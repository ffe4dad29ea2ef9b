"""Where each data item is typed, in words: the sheet, what its row says, and the heading of its column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from udfs.once import once_for
from udfs.records import dataclass
from workbooks.files.sheets import plain
from workbooks.filing.figures import DATA_SHEET
from workbooks.filing.quarterly_rule import QuarterlyRule
from workbooks.forms.sheets import data_sheet, quarterly_sheet
from workbooks.standards.model import Standard


@dataclass(frozen=True)
class Home:
    """One place of a data item, as the labels tell it.

    `labels` are what its row may say, each in the column of a heading ("": any column left of the figures);
    where several rows say the same, `ordinal` counts them from 0 and `alike` says how many there are.
    """

    sheet: str
    labels: tuple[tuple[str, str], ...]
    heading: str
    ordinal: int = 0
    alike: int = 1


Homes = Mapping[str, Home]
"""The place of each data item."""


@once_for(32)
def homes_of(standard: Standard) -> Homes:
    """The places of every data item that the forms of a workbook share, where each is typed."""
    elsewhere = dict(_in_tables(standard)) | dict(_in_quarters(standard)) | dict(_in_form(standard))
    return {**repeats_of(standard), **elsewhere}


@once_for(32)
def repeats_of(standard: Standard) -> Homes:
    """The rows of 数据: there an item is typed, or shown once more where the form has a place for it."""
    if standard.projects:
        return {}
    keys, labels = (data_sheet.HEADINGS[column - 1] for column in (data_sheet.KEY, data_sheet.LABEL))
    value = data_sheet.HEADINGS[data_sheet.VALUE - 1]
    texts = Counter(plain(data_sheet.label_of(item)) for item in standard.scored_items.values())
    found = {}
    for key, item in standard.scored_items.items():
        text = data_sheet.label_of(item)
        named = ((keys, key), (labels, text)) if texts[plain(text)] == 1 else ((keys, key),)
        found[key] = Home(DATA_SHEET, named, value)
    return found


def money_homes(standard: Standard, sheet: str) -> Homes:
    """The places of the figures in the money block of a project form."""
    head = standard.form.head
    if head is None:
        return {}
    return {
        head.money.item_key(row, column): Home(sheet, (("", row.label),), heading)
        for row in head.money.rows
        for column, heading in head.money.columns.items()
    }


def headings_of(homes: Homes) -> dict[str, set[str]]:
    """The headings by which each sheet is read."""
    found: dict[str, set[str]] = {}
    for home in homes.values():
        wanted = found.setdefault(home.sheet, set())
        wanted.update({home.heading}, {heading for heading, _ in home.labels if heading})
    return found


def _in_tables(standard: Standard) -> Iterator[tuple[str, Home]]:
    for table in standard.tables:
        for column, shape in table.typed.items():
            seen: Counter[str] = Counter()
            alike = Counter(plain(row.label) for row in table.rows)
            for row in table.rows:
                home = Home(table.sheet, ((table.label, row.label),), shape.label)
                label = plain(row.label)
                yield (
                    table.item_key(row, column),
                    replace(home, ordinal=seen[label], alike=alike[label]),
                )
                seen[label] += 1


def _in_form(standard: Standard) -> Iterator[tuple[str, Home]]:
    """What is typed in the rows of the form that we print, beside the names of indicators."""
    headings = {column.field: column.header[-1] for column in standard.form.columns}
    for _, _, indicator in standard.rows if standard.placed is None else ():
        for key, item in indicator.items.items():
            if item.place is not None:
                yield key, Home(standard.form_sheet, (("", indicator.name),), headings[item.place])


def _in_quarters(standard: Standard) -> Iterator[tuple[str, Home]]:
    if standard.quarters is None:
        return
    periods, spent = quarterly_sheet.HEADINGS[:2]
    rule = QuarterlyRule.of(standard)
    for key, period in zip(rule.cumulative, rule.periods, strict=True):
        yield key, Home(standard.quarters.sheet, ((periods, period.label),), spent)
