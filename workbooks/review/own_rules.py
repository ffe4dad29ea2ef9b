"""The rules that a bureau's own form carries: who confirmed them, and whether those shown are in force."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workbooks.files.cells import WorkbookCells
from workbooks.findings import NOTICE, Finding
from workbooks.forms.layout.rule_places import CONFIRMED, RULE_SHEET, moved_columns
from workbooks.forms.page.paper import letter
from workbooks.forms.returned.own_book import OwnWorkbook
from workbooks.forms.sheets.rules.rule_answers import changed_rules, unconfirmed, unconfirmed_notes
from workbooks.standards.model import Indicator, Standard

UNCONFIRMED = "S10"
"""The code of rules that nobody confirmed; a final copy says so at its foot."""
_MOST_NAMED = 4
_INNER = str.maketrans("“”", "‘’")
_BASIS = "评分规则由人核对原文后确认"


def rule_findings(cells: WorkbookCells, own: OwnWorkbook) -> Iterator[Finding]:
    """Rules without a confirmation, and changes of the sheet 评分规则 that are not in force."""
    if own.standard.placed is None:
        return
    open_rules = unconfirmed(cells, own.standard) | unconfirmed_notes(cells, own.standard)
    if open_rules:
        row = next(iter(open_rules.values()))
        message = (
            f"{unconfirmed_count(cells, own.standard)}的评分规则还没有确认：{listed(list(open_rules))}；"
            f"请在“{RULE_SHEET}”核对原文后在“确认”选“是”"
        )
        cell = f"{letter(CONFIRMED)}{row}" if row else ""
        yield Finding(UNCONFIRMED, NOTICE, RULE_SHEET, cell, message, basis=_BASIS)
    for place, reason in moved_columns(cells).items():
        yield Finding("S11", NOTICE, RULE_SHEET, place, f"{reason}；这张表里的改动都没有读", basis=_BASIS)
    changed = changed_rules(cells, own.standard)
    if changed:
        message = f"{listed(changed)}的规则式或口径改过，还没有生效；请用“按规则更新”（jixiao rules apply）"
        yield Finding("S11", NOTICE, RULE_SHEET, "", message, basis=_BASIS)


def unconfirmed_count(cells: WorkbookCells, standard: Standard) -> str:
    """How many rules nobody confirmed, in words; "" for none."""
    rows, notes = len(unconfirmed(cells, standard)), len(unconfirmed_notes(cells, standard))
    counts = [f"{count} {what}" for count, what in ((rows, "个指标"), (notes, "条表里的说明")) if count]
    return "、".join(counts)


def other_rules(carried: Standard, wanted: Standard) -> Iterator[Finding]:
    """Whether a form carries other rules than the standard it is reviewed by."""
    ours = {one.name: one for _, _, one in wanted.rows}
    theirs = {one.name: one for _, _, one in carried.rows}
    differing = [
        name
        for name in (*ours, *(name for name in theirs if name not in ours))
        if name not in ours or name not in theirs or _rule(ours[name]) != _rule(theirs[name])
    ]
    if differing:
        message = (
            f"{len(differing)} 个指标的评分规则与所用的标准不同：{listed(differing)}；已按所用的标准重算"
        )
        yield Finding("S13", NOTICE, RULE_SHEET, "", message, basis=f"评分标准“{wanted.id}”")
    if carried.total_expression != wanted.total_expression:
        message = "总分的算法与所用的标准不同（表里的说明，如没有某项经费的怎样折算）；已按所用的标准重算"
        yield Finding("S13", NOTICE, RULE_SHEET, "", message, wanted.total, carried.total)
    if carried.grades.bands != wanted.grades.bands:
        message = "评分等级的分档与所用的标准不同，已按所用的标准评等级"
        yield Finding("S13", NOTICE, RULE_SHEET, "", message, wanted.grades.bands, carried.grades.bands)


def _rule(indicator: Indicator) -> tuple[object, ...]:
    return indicator.expression, indicator.weight


def listed(names: Sequence[str], unit: str = "项") -> str:
    """The first names, and how many there are; quotes in a name are single within those around it."""
    more = f"等 {len(names)} {unit}" if len(names) > _MOST_NAMED else ""
    return "、".join(f"“{name.translate(_INNER)}”" for name in names[:_MOST_NAMED]) + more
