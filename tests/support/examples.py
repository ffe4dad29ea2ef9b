"""The published examples, as filings to start from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tests.support.places import EXAMPLES
from udfs.expression import Figure
from workbooks.filing.data_file import Filing, read_filing
from workbooks.filing.figures import in_full_width, typed_figure
from workbooks.filing.lines import OwnRow
from workbooks.standards.loading import load
from workbooks.standards.model import Standard

RowChanges = Mapping[str, Mapping[str, Mapping[str, Any]]]


def case_filing(standard_id: str, case: Mapping[str, Any]) -> Filing:
    """The filing of a YAML case: the published one with what the case changes."""
    return example(standard_id, case["set"], case.get("rows", {}))


def example(
    standard_id: str, changes: Mapping[str, Any] | None = None, rows: RowChanges | None = None
) -> Filing:
    """The published filing of a standard, some data items changed as somebody would type them.

    `rows` changes rows of the unit's own: by group, by code or name of the row, by item. Where a
    standard is filled project by project, the first project is changed.
    """
    standard = load(standard_id)
    filing = read_filing(EXAMPLES / f"{standard_id}.yaml", standard)
    form = filing.projects[0] if standard.projects else filing
    typed = {key: typed_figure(value, standard.items[key]) for key, value in (changes or {}).items()}
    full_width = {
        key: value for key, value in (changes or {}).items() if in_full_width(value, standard.items[key])
    }
    form = replace(changed(form, typed), full_width=full_width)
    form = replace(form, rows={key: _changed_rows(standard, form, key, rows) for key in form.rows})
    return replace(filing, projects=(form, *filing.projects[1:])) if standard.projects else form


def first_form(standard: Standard, filing: Filing) -> Filing:
    """The filing of the first form, as it is scored."""
    return filing.forms(standard)[0]


def _changed_rows(standard: Standard, filing: Filing, group: str, rows: RowChanges | None) -> list[OwnRow]:
    items = standard.rule_of(standard.own_rows[group]).items
    changes = (rows or {}).get(group, {})
    found = []
    for row in filing.rows[group]:
        changed_items = changes.get(label(row), {})
        typed = {key: typed_figure(value, items[key]) for key, value in changed_items.items()}
        found.append(replace(row, figures={**row.figures, **typed}))
    assert set(changes) <= {label(row) for row in found}
    return found


def changed(filing: Filing, figures: Mapping[str, Figure]) -> Filing:
    """A filing with some figures replaced."""
    return replace(filing, data={**filing.data, **figures})


def label(row: OwnRow) -> str:
    """What a case calls a row of the unit's own: its code, or its name."""
    return row.code or row.name
