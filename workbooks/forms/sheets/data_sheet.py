"""数据: the data items, one row each: what to type, in which unit, where it came from, what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from functools import partial

from udfs.regex import regex
from workbooks.files.written_with import DataValidation, Rule
from workbooks.filing.figures import DATA_SHEET, may_stay_blank, whole_of
from workbooks.filing.limits import DOUBTFUL, WRONG, limits_of, word_for, word_formula_of
from workbooks.filing.scoring import ScoredTable
from workbooks.forms.page import paper as look
from workbooks.forms.page import screen, wrapping
from workbooks.forms.page.paper import CellValue, Paper
from workbooks.forms.page.result_formulas import result_line, result_shown
from workbooks.forms.sheets.work import BuiltForm, Work
from workbooks.standards.items import DataItem
from workbooks.standards.model import Standard

TITLE = "绩效评价数据填报"
HEADINGS = ("用于指标", "数据项", "说明", "单位", "填报值", "来源与说明", "状态")
WIDTHS = (16, 22, 34, 7, 17, 38, 15)
INDICATOR, KEY, LABEL, UNIT, VALUE, NOTE, STATUS = range(1, 8)
HEADER_ROW = 5
FIRST_ROW = HEADER_ROW + 1
PROGRESS_ROW = 4
_CHOICES = 10
"""The first of the folded columns with choices that are too long for a drop-down itself."""
_LONGEST_MESSAGE = 220

FILLED, EMPTY, OPTIONAL = "已填", "未填", "可不填"
HINT = (
    "　浅黄色单元格填写。还没有数的空着，不要填“-”或“无”；确实是零的才填 0。"
    "一项也没填的得分看上去是空白，值为 #N/A；填了还缺数的显示 #N/A。"
)
_ELSEWHERE = regex("^在“[^”]*”表填写；?")


def add(work: Work) -> None:
    """Write the sheet 数据, with the places of figures that are typed elsewhere."""
    elsewhere = {key: sheet for key, (sheet, _) in work.places.items() if key in work.standard.scored_items}
    paper = work.papers[DATA_SHEET]
    work.keep(DATA_SHEET, write(paper, work.standard, elsewhere, work.filing.notes))
    work.keep(DATA_SHEET, names())
    _write_results(paper, work.forms[0])


def write(
    paper: Paper, standard: Standard, elsewhere: Mapping[str, str], notes: Mapping[str, str]
) -> dict[str, str]:
    """Write the sheet; return the cell of each data item typed here.

    `elsewhere` names the sheet on which the official form has its own place for a data item.
    """
    paper.widths(WIDTHS)
    _write_head(paper, standard.year)
    places: dict[str, str] = {}
    row = FIRST_ROW
    groups = [(indicator.name, indicator.items) for _, _, indicator in standard.rows]
    groups.append((standard.form.total_name, standard.items_for_total))
    for name, items in groups:
        if not items:
            continue
        paper.merge(row, INDICATOR, row + len(items) - 1, INDICATOR, look.CENTRE)
        paper.put(row, INDICATOR, name, look.CENTRE)
        for key, item in items.items():
            _write_row(paper, row, key, item, notes.get(key, ""), elsewhere.get(key), standard)
            if len(items) == 1:
                _make_room(paper, row, ((name, INDICATOR),))
            if key not in elsewhere:
                places[key] = f"E{row}"
                _validate(paper, places[key], key, item, _offered(paper, row, item))
            row += 1
    _write_progress(paper, row - 1)
    status = f"G{FIRST_ROW}:G{row - 1}"
    for text in (EMPTY, DOUBTFUL):
        rule = Rule(type="cellIs", operator="equal", formula=[f'"{text}"'], dxf=screen.attention())
        paper.sheet.conditional_formatting.add(status, rule)
    begins = f'LEFT(G{FIRST_ROW},{len(WRONG)})="{WRONG}"'
    rule = Rule(type="expression", formula=[begins], dxf=screen.attention())
    paper.sheet.conditional_formatting.add(status, rule)
    paper.sheet.freeze_panes = f"C{FIRST_ROW}"
    paper.print_setup((HEADER_ROW, HEADER_ROW), len(HEADINGS), landscape=True)
    paper.protect()
    return places


def _write_results(paper: Paper, form: BuiltForm) -> None:
    """Beside 填报进度, held in sight: total and grade."""
    layout = form.layout
    paper.formula(
        PROGRESS_ROW,
        VALUE,
        result_line(layout, form.sheet),
        look.TEXT,
        partial(result_shown, layout=layout),
    )


def names() -> dict[str, str]:
    """The defined names of this sheet that are not data items."""
    return {look.UNIT_NAME: "C2", look.YEAR_NAME: "C3"}


def _write_head(paper: Paper, standard_year: int) -> None:
    # Right of the columns held in sight, whose edge would cut it.
    paper.merge(1, LABEL, 1, len(HEADINGS), look.TITLE)
    paper.put(1, LABEL, TITLE, look.TITLE)
    paper.sheet.row_dimensions[1].height = 28
    for row, label, style in ((2, "单位名称", look.INPUT_TEXT), (3, look.YEAR_NAME, look.INPUT_TEXT)):
        paper.merge(row, 1, row, 2, look.HEADER)
        paper.put(row, 1, label, look.HEADER)
        paper.put(row, 3, None, style)
        paper.sheet.row_dimensions[row].height = 20
    asked = f"{look.YEAR_NAME}（标准是 {standard_year} 年度的，请核对）"
    question = f'=IF(OR(ISBLANK(C3),C3={standard_year}),"{look.YEAR_NAME}","{asked}")'

    def shown(table: ScoredTable) -> str:
        return look.YEAR_NAME if table.year == standard_year else asked

    paper.formula(3, 1, question, look.HEADER, shown)
    year = DataValidation("whole", operator="between", formula1="2000", formula2="2100", allow_blank=False)
    year.errorTitle, year.error = look.YEAR_NAME, "请填四位数的年度，如 2021"
    year.add("C3")
    paper.sheet.add_data_validation(year)
    paper.merge(2, 4, 3, len(HEADINGS), look.HINT)
    paper.put(2, 4, HINT, look.HINT)
    paper.headings(HEADER_ROW, [HEADINGS])
    paper.sheet.row_dimensions[HEADER_ROW].height = 20


def _write_row(
    paper: Paper, row: int, key: str, item: DataItem, note: str, sheet: str | None, standard: Standard
) -> None:
    label = label_of(item)
    paper.put(row, KEY, key, look.TEXT)
    paper.put(row, LABEL, label, look.TEXT)
    paper.put(row, UNIT, "" if item.kind == "yesno" else item.unit_label, look.CENTRE)
    if sheet is None:
        paper.put(row, VALUE, None, look.INPUT_STYLES[item.kind])
        paper.put(row, NOTE, note, look.INPUT_TEXT)
    else:
        shown = look.SHOWN_STYLES.get(item.kind, look.TEXT)
        paper.formula(row, VALUE, f'=IF(ISBLANK({key}),"",{key})', shown, partial(_mirror, key=key))
        paper.put(row, NOTE, f"在“{sheet}”表填写" + (f"；{note}" if note else ""), look.TEXT)
    blank = _blank_status(key, standard)
    typed = word_formula_of(item, limits_of(standard, key), key, item.at_most or "", FILLED)
    formula = f"=IF(ISBLANK({key}),{blank},{typed})"
    paper.formula(row, STATUS, formula, look.STATUS, partial(status, key=key))
    _make_room(paper, row, ((key, KEY), (label, LABEL), (note, NOTE)))


def typed_note(shown: str) -> str:
    """The note that somebody wrote, without the word on where the figure is typed."""
    return _ELSEWHERE.sub("", shown)


def _make_room(paper: Paper, row: int, texts: Iterable[tuple[str, int]]) -> None:
    """Make a row high enough for texts in its columns."""
    tallest = max(wrapping.lines(text, WIDTHS[column - 1]) for text, column in texts)
    dimension = paper.sheet.row_dimensions[row]
    dimension.height = max(18, dimension.height or 0, tallest * wrapping.LINE_HEIGHT + 4)


def label_of(item: DataItem) -> str:
    """What the column 说明 says of a data item."""
    return item.label + _bounds(item) + (f"（{item.hint}）" if item.hint else "")


def _bounds(item: DataItem) -> str:
    if item.kind == "yesno":
        return "（是填 1，否填 0）"
    if item.kind == "grade":
        return f"（{'、'.join(item.choices)}）"
    if item.options:
        return f"（{'、'.join(map(str, item.options))} 分）"
    return f"（0—{item.max} 分）" if item.kind == "points" else ""


def _mirror(table: ScoredTable, key: str) -> CellValue:
    figure = table.data.get(key)
    return "" if figure is None else figure


def _blank_status(key: str, standard: Standard) -> str:
    excuse = standard.excuses.get(key)
    if excuse is None:
        return f'"{EMPTY}"'
    return f'IF({excuse.formula()},"{OPTIONAL}","{EMPTY}")'


def status(table: ScoredTable, key: str) -> str:
    """Whether a data item is filled, and what is wrong with its figure: 已填, 未填, 可不填, 有错：…"""
    figure, standard = table.data.get(key), table.standard
    if figure is not None:
        whole = whole_of(standard.items[key], table.data)
        return word_for(standard.items[key], limits_of(standard, key), figure, whole) or FILLED
    return OPTIONAL if may_stay_blank(key, standard, table.data) else EMPTY


_COUNTED = (("有错", "先改", f"{WRONG}*"), ("请核对", "先看", DOUBTFUL))
"""What 填报进度 counts beside 已填 and 未填, what is to be done with the first, and the words counted."""


def _write_progress(paper: Paper, last: int) -> None:
    """填报进度: how many items are filled, and the first one that is missing or cannot be."""
    keys, states = f"B{FIRST_ROW}:B{last}", f"G{FIRST_ROW}:G{last}"

    def count(word: str) -> str:
        return f'COUNTIF({states},"{word}")'

    def first(word: str) -> str:
        return f'INDEX({keys},MATCH("{word}",{states},0))'

    formula = (
        f'="已填 "&{count(FILLED)}&" 项，未填 "&{count(EMPTY)}&" 项"'
        f'&IFERROR("（先填：“"&{first(EMPTY)}&"”）","")'
    )
    for label, remedy, word in _COUNTED:
        formula += f'&IFERROR("；{label} "&{count(word)}&" 项（{remedy}：“"&{first(word)}&"”）","")'
    # Not across the columns held in sight: LibreOffice paints only the held part of it anew.
    held = INDICATOR, LABEL - 1
    paper.merge(PROGRESS_ROW, held[0], PROGRESS_ROW, held[1], look.HEADER)
    paper.put(PROGRESS_ROW, held[0], "填报进度", look.HEADER)
    paper.merge(PROGRESS_ROW, LABEL, PROGRESS_ROW, UNIT, look.TEXT)
    paper.sheet.row_dimensions[PROGRESS_ROW].height = 40
    paper.merge(PROGRESS_ROW, VALUE, PROGRESS_ROW, STATUS, look.TEXT)
    paper.formula(PROGRESS_ROW, LABEL, formula, look.TEXT, progress)


def progress(table: ScoredTable) -> str:
    """The 填报进度 line."""
    states = {key: status(table, key) for key in table.standard.scored_items}

    def having(word: str) -> list[str]:
        return [key for key, found in states.items() if fnmatchcase(found, word)]

    empty = having(EMPTY)
    line = f"已填 {len(having(FILLED))} 项，未填 {len(empty)} 项"
    if empty:
        line += f"（先填：“{empty[0]}”）"
    for label, remedy, word in _COUNTED:
        if found := having(word):
            line += f"；{label} {len(found)} 项（{remedy}：“{found[0]}”）"
    return line


def _offered(paper: Paper, row: int, item: DataItem) -> str:
    """The cells beside a row that offer its choices, where a drop-down cannot hold them itself; else ""."""
    if not item.choices or look.listed_inline(item.choices) is not None:
        return ""
    for column, choice in enumerate(item.choices, _CHOICES):
        paper.put(row, column, choice, look.STEP)
    last = _CHOICES + len(item.choices) - 1
    paper.sheet.column_dimensions.group(look.letter(_CHOICES), look.letter(last), hidden=True)
    return f"${look.letter(_CHOICES)}${row}:${look.letter(last)}${row}"


def _validate(paper: Paper, cell: str, key: str, item: DataItem, offered: str = "") -> None:
    """Stop what the rule does not allow while it is typed; say in Chinese what to type instead."""
    rule, message = validation(cell, item)
    if offered:
        rule = DataValidation("list", formula1=offered)
    message = message[:_LONGEST_MESSAGE]
    rule.showErrorMessage = rule.showInputMessage = True
    rule.errorTitle, rule.error = key[:32], message
    rule.promptTitle = key[:32]
    rule.prompt = message
    rule.add(cell)
    paper.sheet.add_data_validation(rule)


def up_to(cell: str, most: str, whole_only: bool = False) -> str:
    """The validation of a part: not below zero, and not above `most` where that is typed already."""
    whole = f",{cell}=INT({cell})" if whole_only else ""
    return f"AND(ISNUMBER({cell}),{cell}>=0{whole},OR(ISBLANK({most}),{cell}<={most}))"


def validation(cell: str, item: DataItem) -> tuple[DataValidation, str]:
    """What may be typed for a data item, and that in words."""
    unit = f"（单位：{item.unit_label}）" if item.unit_label else ""
    if item.options or item.kind == "grade":
        offered = item.choices or tuple(map(str, item.options))
        told = "是填 1，否填 0" if item.kind == "yesno" else f"只能填 {'、'.join(offered)}"
        listed = look.listed_inline(offered)
        if listed is None:
            return DataValidation("custom", formula1=f"ISTEXT({cell})"), told
        return DataValidation("list", formula1=listed), told
    if item.kind == "target":
        return DataValidation("custom", formula1=f"NOT(ISERROR({cell}))"), "填数和单位，如 ≥95%、20个"
    if item.at_most:
        whole_only = item.kind == "count"
        formula = up_to(cell, item.at_most, whole_only)
        kind = "整数" if whole_only else "数"
        return DataValidation("custom", formula1=formula), f"应为 0 到“{item.at_most}”之间的{kind}{unit}"
    if item.max is not None:
        most = f"{item.max:%}".replace(".000000", "") if item.kind == "rate" else str(item.max)
        between = DataValidation("decimal", operator="between", formula1="0", formula2=str(item.max))
        return between, f"应为 0 到 {most} 之间的数{unit}"
    if item.kind == "number":
        return DataValidation("custom", formula1=f"ISNUMBER({cell})"), f"应为数字{unit}"
    if item.kind == "count":
        whole = DataValidation("whole", operator="greaterThanOrEqual", formula1="0")
        return whole, f"应为不小于 0 的整数{unit}"
    return DataValidation(
        "decimal", operator="greaterThanOrEqual", formula1="0"
    ), f"应为不小于 0 的数字{unit}"
