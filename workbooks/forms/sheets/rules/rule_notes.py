"""评分规则 of a form that we print: what we take where the document leaves a choice, and how each rule reads.

It is not handed in; the form itself keeps the places of the document's own notes.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbooks.forms.page import paper as look
from workbooks.forms.page import screen, wrapping
from workbooks.forms.page.paper import Paper
from workbooks.forms.sheets.rules.rule_readings import items_of, items_text, said
from workbooks.standards.model import Indicator, Standard

_HINT = (
    "原文没有写清的地方按下面的取法计分，请与财政部门核对；“读成的规则”是每个指标实际怎样算。"
    "本表不报送，定稿里没有。"
)
_HEADINGS = {
    "一级／二级指标": 20,
    "三级指标": 20,
    "分值": 7,
    "评分标准": 44,
    "读成的规则": 44,
    "要填的数据": 30,
}
_NOTES, _RULES = "取法", "各指标的规则"
_WEIGHT = 3


def write_notes(paper: Paper, standard: Standard) -> None:
    """Write the sheet of a standard."""
    width = len(_HEADINGS)
    paper.widths(tuple(_HEADINGS.values()))
    paper.banner(1, width, f"评分规则：{standard.title}", look.TITLE, 28)
    paper.banner(2, width, _HINT, look.HINT, 18)
    row = _write_taken(paper, standard, 3) + 1
    paper.headings(row, [list(_HEADINGS)])
    paper.sheet.row_dimensions[row].height = 20
    for number, texts in enumerate(_lines(standard), row + 1):
        _write_line(paper, number, texts)
    paper.print_setup(None, width, landscape=True)
    screen.fit_across(paper.sheet, width)
    paper.protect()


def readings(standard: Standard) -> list[str]:
    """What the standard takes where the document leaves a choice, numbered."""
    taken = (f"评分等级：{standard.grades.source}。", *standard.notes)
    return [f"{number}. {note}" for number, note in enumerate(taken, 1)]


def _write_taken(paper: Paper, standard: Standard, row: int) -> int:
    width = len(_HEADINGS)
    for text in (f"{_NOTES}：", *readings(standard)):
        height = wrapping.lines(text, sum(_HEADINGS.values())) * wrapping.LINE_HEIGHT + 4
        paper.banner(row, width, text, look.PLAIN, height)
        row += 1
    paper.banner(row, width, f"{_RULES}：", look.PLAIN, wrapping.LINE_HEIGHT + 4)
    return row


def _lines(standard: Standard) -> Iterator[tuple[object, ...]]:
    for first, second, indicator in standard.rows:
        where = f"{first.name}／{second.name}"
        yield (
            where,
            indicator.name,
            indicator.weight,
            indicator.criterion.strip(),
            *_read(standard, indicator),
        )
    for name, rule in standard.row_rules.items():
        items = "\n".join(item.label for item in rule.items.values())
        yield "自填行", name, None, "", said(rule.score, rule.items), items


def _read(standard: Standard, indicator: Indicator) -> tuple[str, str]:
    known = items_of(standard, indicator)
    return said(indicator.score, known), items_text(known)


def _write_line(paper: Paper, row: int, texts: tuple[object, ...]) -> None:
    tallest = 1
    for column, (text, width) in enumerate(zip(texts, _HEADINGS.values(), strict=True), 1):
        paper.put(row, column, text, look.WEIGHT if column == _WEIGHT else look.TEXT)
        tallest = max(tallest, wrapping.lines(str(text or ""), width))
    paper.sheet.row_dimensions[row].height = min(400, tallest * wrapping.LINE_HEIGHT + 6)
