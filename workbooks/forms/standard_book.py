"""A standard as a workbook that people edit: its facts, data items and rules; the rest travels hidden."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import get_args

from workbooks.files.written_with import DataValidation, Workbook
from workbooks.files.xlsx import CellValue
from workbooks.forms.layout.rule_places import RULE_SHEET
from workbooks.forms.page import paper as look
from workbooks.forms.page.paper import Paper, add_styles
from workbooks.forms.page.writer import Workings, Writer
from workbooks.forms.sheets.rules.rule_sheet import write_rules
from workbooks.standards.carried import CARRIED_SHEET, text_of
from workbooks.standards.items import DataItem, Kind
from workbooks.standards.model import Standard

FACTS_SHEET, ITEMS_SHEET = "标准", "数据项"
FACTS_ROW, ITEMS_ROW = 3, 4
FACTS = {
    "id": "编号",
    "title": "名称",
    "region": "地区",
    "year": "年度",
    "issuer": "发文单位",
    "bands": "等级分档",
    "grades_source": "等级依据",
}
"""The facts that may be edited, by what they are called in the file of a standard."""
KINDS: dict[Kind, str] = {
    "money": "金额",
    "count": "个数",
    "rate": "比率",
    "number": "数",
    "points": "评分",
    "level": "分档评分",
    "yesno": "是否",
    "grade": "等次",
    "target": "目标值",
    "choice": "选项",
}
"""What the kinds of data items are called."""
KEY, LABEL, KIND, UNIT, MOST, CHOICES, AT_MOST = range(1, 8)
_ITEM_HEADINGS = (
    ("数据项", 30),
    ("说明", 36),
    ("种类", 10),
    ("单位", 8),
    ("最高", 8),
    ("可选值（顿号隔开）", 34),
    ("不大于", 24),
)


def standard_workbook(standard: Standard) -> tuple[Workbook, dict[str, Mapping[str, CellValue]]]:
    """The workbook of a standard, and the values of its formulas."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    add_styles(workbook)
    titles = (FACTS_SHEET, RULE_SHEET, ITEMS_SHEET, CARRIED_SHEET)
    papers = {title: Paper(workbook.create_sheet(title)) for title in titles}
    _write_facts(papers[FACTS_SHEET], standard)
    # Ordinary formulas; what is long stands beside the trial it belongs to, so no sheet 算式 is made.
    values = write_rules(papers[RULE_SHEET], standard, Writer(Workings(lambda title: papers[title])))
    _write_items(papers[ITEMS_SHEET], standard)
    _write_carried(papers[CARRIED_SHEET], standard)
    return workbook, {RULE_SHEET: values}


def _write_facts(paper: Paper, standard: Standard) -> None:
    content = facts_of(standard)
    paper.widths((16, 80))
    paper.banner(1, 2, "评分标准", look.TITLE, 28)
    paper.headings(FACTS_ROW - 1, [("项目", "内容")])
    for row, (key, label) in enumerate(FACTS.items(), FACTS_ROW):
        paper.put(row, 1, label, look.TEXT)
        paper.put(row, 2, content[key], look.INPUT_TEXT if key != "id" else look.TEXT)
    paper.print_setup(None, 2, landscape=False)
    paper.protect()


def facts_of(standard: Standard) -> dict[str, str]:
    """The facts of a standard as texts."""
    return {
        "id": standard.id,
        "title": standard.title,
        "region": standard.region,
        "year": str(standard.year),
        "issuer": standard.source.issuer,
        "bands": standard.grades.bands,
        "grades_source": standard.grades.source,
    }


def editable_items(standard: Standard) -> dict[str, DataItem]:
    """The data items that belong to rules of indicators, those of other choices included."""
    items: dict[str, DataItem] = {}
    for _, _, indicator in standard.rows:
        items |= indicator.interpretation.items if indicator.interpretation else {}
    for _, _, indicator in standard.rows:
        items |= indicator.items
    return items


def item_texts(key: str, item: DataItem) -> list[str | Decimal | None]:
    """A data item as the cells of its row."""
    listed = item.choices or tuple(f"{one.normalize():f}" for one in item.options)
    choices = "" if item.kind == "yesno" else "、".join(listed)
    return [key, item.label, KINDS[item.kind], item.unit, item.max, choices, item.at_most or ""]


def _write_items(paper: Paper, standard: Standard) -> None:
    paper.widths([width for _, width in _ITEM_HEADINGS])
    width = len(_ITEM_HEADINGS)
    paper.banner(1, width, "数据项", look.TITLE, 28)
    paper.banner(2, width, "规则式里用到的数。要用新的数，在最后一行下面加一行。", look.HINT, 18)
    paper.headings(ITEMS_ROW - 1, [[heading for heading, _ in _ITEM_HEADINGS]])
    row = ITEMS_ROW
    for key, item in editable_items(standard).items():
        for column, value in enumerate(item_texts(key, item), 1):
            shown = look.plain(value) if isinstance(value, Decimal) else value
            paper.put(row, column, shown, look.INPUT_TEXT if column != KEY else look.TEXT)
        row += 1
    rule = DataValidation("list", formula1=look.quoted(",".join(KINDS.values())), showErrorMessage=True)
    rule.errorTitle, rule.error = "种类", f"只能选 {'、'.join(KINDS.values())}"
    rule.add(f"{look.letter(KIND)}{ITEMS_ROW}:{look.letter(KIND)}{row + 50}")
    paper.sheet.add_data_validation(rule)
    paper.sheet.freeze_panes = f"B{ITEMS_ROW}"
    paper.print_setup((ITEMS_ROW - 1, ITEMS_ROW - 1), width, landscape=True)


def _write_carried(paper: Paper, standard: Standard) -> None:
    for row, line in enumerate(text_of(standard).splitlines(), 1):
        paper.put(row, 1, line, look.STEP)
    paper.sheet.sheet_state = "veryHidden"
    paper.protect()


if set(KINDS) != set(get_args(Kind)):
    raise RuntimeError("a kind of data item has no name")
