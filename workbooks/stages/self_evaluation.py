"""Targets carried into the form of the 自评: a filing with everything that is known before the year ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from workbooks.filing.data_file import Filing
from workbooks.filing.lines import OwnRow
from workbooks.forms.build import Built
from workbooks.problems import InputError
from workbooks.review.recognition import groups_of, level_key
from workbooks.stages.declaration_form import Cells
from workbooks.stages.live_links import add_sources, reference
from workbooks.stages.targets_set import SetIndicator, SetTargets
from workbooks.standards.model import OwnRows, Standard

# Budgets are known in two columns of the money block; what was spent is not.
_BUDGETS = ("年初预算", "全年预算")


def as_filing(standard: Standard, targets: Sequence[SetTargets]) -> tuple[Filing, list[str]]:
    """The filing of these projects, and a line for each thing that has no place in the form.

    Raises `InputError` for a standard whose indicators are not the unit's own.
    """
    if not (standard.projects and standard.own_rows):
        raise InputError(f"“{standard.id}”不是项目支出绩效自评表，指标不由单位自己填，不能结转")
    left: list[str] = []
    projects = tuple(_project(standard, one, left) for one in targets)
    units = list(dict.fromkeys(filter(None, (one.texts.get("实施单位") or one.unit for one in targets))))
    years = [one.year for one in targets if one.year is not None]
    return Filing(units[0] if units else "", years[0] if years else None, projects=projects), left


def link_forms(built: Built, targets: Sequence[SetTargets]) -> Cells:
    """Put the 申报表 into the workbook of the 自评表, and let targets and budgets of the year refer to them.

    Returns the results of these formulas by sheet and cell.
    """
    sources, values = add_sources(built.workbook, targets)
    for form, one in zip(built.forms, sources, strict=True):
        cells: dict[str, str] = {}
        numbers = Counter[str]()
        for indicator in one.indicators:
            group = _group(built.standard, indicator)
            if group is None:
                continue
            row = form.filing.rows[group.rows][numbers[group.rows]]
            numbers[group.rows] += 1
            if form.layout.has("target") and indicator.target:
                cells[row.cells["target"]] = indicator.cells["target"]
        for source, address in one.money_cells.items():
            if source in one.money and f"{source}_{_BUDGETS[0]}" in form.places:
                cells[form.places[f"{source}_{_BUDGETS[0]}"][1]] = address
        sheet = built.workbook[form.sheet]
        values[form.sheet] = {cell: sheet[cell].value for cell in cells}
        for cell, address in cells.items():
            sheet[cell].value = reference(one.sheet, address)
    return values


def _project(standard: Standard, targets: SetTargets, left: list[str]) -> Filing:
    rows: dict[str, list[OwnRow]] = {}
    for indicator in targets.indicators:
        group = _group(standard, indicator)
        if group is None:
            level = indicator.level2 or indicator.level1
            left.append(f"{targets.project}：“{indicator.name}”在“{level}”下，表里没有这一级")
            continue
        rows.setdefault(group.rows, []).append(_row(standard, group, indicator))
    head = standard.form.head
    labels = head.texts if head else ()
    texts = {label: text for label, text in targets.texts.items() if label in labels}
    data = {
        key: amount
        for source, amount in targets.money.items()
        for key in (f"{source}_{column}" for column in _BUDGETS)
        if key in standard.items
    }
    return Filing(name=targets.project, head=texts, data=data, rows=rows)


def _group(standard: Standard, indicator: SetIndicator) -> OwnRows | None:
    groups = groups_of(standard)
    return groups.get(level_key(indicator.level2)) or groups.get(level_key(indicator.level1))


def _row(standard: Standard, group: OwnRows, indicator: SetIndicator) -> OwnRow:
    rule = standard.rule_of(group)
    figures: dict[str, Decimal | str | None] = dict.fromkeys(rule.items)
    for place, value in (("target", indicator.target or None), ("weight", indicator.weight)):
        key = rule.key_at(place)
        if key is not None:
            figures[key] = value
    return OwnRow(indicator.name, figures=figures)
