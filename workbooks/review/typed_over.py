"""Computed cells of our own workbooks that do not say what follows, or lost their formula; and forms that
were changed: rows inserted, deleted, renamed, sorted, hidden."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from udfs.errors import MISSING
from udfs.regex import regex
from workbooks.files.cells import WorkbookCells
from workbooks.files.sheets import plain
from workbooks.files.xlsx import CellValue, is_error
from workbooks.filing.figures import DATA_SHEET
from workbooks.filing.scoring import ScoredTable, as_points
from workbooks.findings import ERROR, NOTICE, Finding, quoted
from workbooks.forms.layout.kinds import (
    CHART_SHEET,
    PROJECT_SUMMARY_SHEET,
    SCENARIO_SHEET,
    SUMMARY_SHEET,
    WORKINGS_SHEET,
    titles,
)
from workbooks.forms.layout.rule_places import RULE_SHEET
from workbooks.forms.returned.computed import Computed, computed_of
from workbooks.forms.returned.consequences import consequences
from workbooks.forms.returned.homes import homes_of
from workbooks.forms.returned.labelled import LabelledTable
from workbooks.forms.returned.own_book import OwnForm, OwnWorkbook
from workbooks.forms.sheets import project_summary, summary_sheet
from workbooks.forms.sheets.scenario_sheet import FORM_NAME, USED_NAME
from workbooks.forms.written_formulas import Key, in_short, written_formulas
from workbooks.official.printed import printed
from workbooks.standards.form import undated
from workbooks.standards.model import Indicator

WRONG_CELL = "S06"
"""The code of computed cells that do not say what follows from the data, or lost their formula."""
NOT_CALCULATED = "S08"
"""The code of formulas without a result: a form like that cannot be final."""

_BASIS = "得分按数据算出"
_ANEW = "要用时请用 jixiao fill --data 重新生成一份"
_REFERENCE = regex(r"[A-Za-z\u4e00-\u9fff]")
_CLOSE = Decimal("1e-9")
_MOST_NAMED = 4


def computed_findings(cells: WorkbookCells, own: OwnWorkbook, tables: list[ScoredTable]) -> Iterator[Finding]:
    """What the printed scores, totals, grades and rates say, against what follows from the data."""
    found = list(computed_of(own, tables))
    live = {one.cell for one in found if one.cell in cells.formulas.get(one.sheet, {})}
    followed = consequences(own)
    blank = [one for one in found if _without_result(cells, one) and not followed(one)]
    if blank:
        yield _not_calculated(blank)
    drifted = {form.sheet for form in own.forms if not form.drift.in_order}
    # Where rows are gone, formulas changed with them: the cause is told, not each formula.
    foreign = {} if own.filing.told or drifted else _foreign(cells, own, found)
    for one in found:
        # A lost row is told where it was lost, and by the sheet that shows it.
        if one in blank or (one.shown == "#REF!" and (drifted or one.sheet == SUMMARY_SHEET)):
            continue
        if followed(one):
            continue
        if _same(one.shown, one.right):
            if live and _formula(cells, one) is None and _is_number(one.shown):
                yield _formula_lost(one)
            elif foreign.get((one.sheet, one.cell)):
                yield _formula_foreign(one)
        elif one.kind not in ("points", "grade") or one.sheet != own.forms[0].sheet:
            if one.follows is None or not _same(one.shown, one.follows):
                yield _differs(cells, one, bool(live), foreign)
        else:
            yield _differs(cells, one, bool(live), foreign)


def sound_cells(own: OwnWorkbook, tables: list[ScoredTable]) -> set[Key]:
    """The computed cells that show what follows from the data: another cell is at fault where they differ."""
    return {(one.sheet, one.cell) for one in computed_of(own, tables) if _same(one.shown, one.right)}


def _without_result(cells: WorkbookCells, one: Computed) -> bool:
    """A formula that nothing has calculated, or that this machine has no function for."""
    has_formula = _formula(cells, one) is not None
    return has_formula and (one.shown == "#NAME?" or (one.shown is None and one.right not in (None, "")))


def _formula(cells: WorkbookCells, one: Computed) -> str | None:
    """The formula of a cell; none for a number written as a formula (=4)."""
    text = cells.formulas.get(one.sheet, {}).get(one.cell)
    return None if text and not _REFERENCE.search(text) else text


def _not_calculated(found: Sequence[Computed]) -> Finding:
    first = found[0]
    names = "、".join(quoted(one.label) for one in found[:_MOST_NAMED])
    more = f"等 {len(found)} 格" if len(found) > _MOST_NAMED else ""
    why = "显示 #NAME?（这台电脑没有加载项）" if first.shown == "#NAME?" else "只有公式，没有结果（没有算过）"
    message = f"{names}{more}{why}，没有核对印出的数；请用 Excel 或 WPS 打开，重新计算后保存"
    return Finding(NOT_CALCULATED, NOTICE, first.sheet, first.cell, message, basis=_BASIS)


def _foreign(cells: WorkbookCells, own: OwnWorkbook, found: Sequence[Computed]) -> dict[Key, bool]:
    """The cells that hold a formula (True where that is known not to be ours, False where it is ours).

    Nothing is said of a workbook most of whose formulas are other than ours: another program wrote them back.
    """
    written, compared = written_formulas(own), {}
    for one in found:
        formula, ours = _formula(cells, one), written.get((one.sheet, one.cell))
        if formula and ours:
            compared[one.sheet, one.cell] = in_short(formula) != ours
    return compared if sum(compared.values()) * 3 < len(compared) else {}


def _differs(cells: WorkbookCells, one: Computed, any_formula: bool, foreign: Mapping[Key, bool]) -> Finding:
    shows, right = _text(one, one.shown), _text(one, one.right)
    if not one.cell:
        how = "（没有这一行，请重新填汇总）"
    elif any_formula and _formula(cells, one) is None:
        how = "（手工改写）"
    elif one.follows is not None and _same(one.shown, one.follows):
        how = "（随改写的得分变的）"
    else:
        changed = foreign.get((one.sheet, one.cell))
        known = {True: "（改成了别的公式）", False: "（没有重新计算）", None: "（没有重新计算，或公式改过）"}
        how = known[changed] if any_formula else ""
    why = {MISSING: "缺数据，"}.get(right, "数据有错，") if is_error(one.right) else ""
    wanted = f"{why}应显示 {right}" if why else f"按数据应为 {right}"
    message = f"{one.label}：格里是 {shows}{how}，{wanted}"
    return Finding(WRONG_CELL, ERROR, one.sheet, one.cell, message, right, shows, _BASIS)


def _formula_lost(one: Computed) -> Finding:
    message = (
        f"{one.label}：格里是手工填的 {_text(one, one.shown)}，公式没有了；现在的数对，改数据后不会再变，"
        "请用 jixiao fill --data 重新生成一份"
    )
    return Finding(WRONG_CELL, NOTICE, one.sheet, one.cell, message, basis=_BASIS)


def _formula_foreign(one: Computed) -> Finding:
    message = (
        f"{one.label}：格里的公式改成了别的公式（或是旧版本写的）；现在的数 {_text(one, one.shown)} 对，"
        "改数据后不一定对，请用 jixiao fill --data 重新生成一份"
    )
    return Finding(WRONG_CELL, NOTICE, one.sheet, one.cell, message, basis=_BASIS)


def _same(shown: CellValue, right: CellValue) -> bool:
    if isinstance(shown, Decimal | float) and isinstance(right, Decimal | float):
        number, wanted = Decimal(str(shown)), Decimal(str(right))
        return abs(number - wanted) < _CLOSE * max(Decimal(1), abs(wanted))
    return (shown if shown not in (None, "") else "") == (right if right not in (None, "") else "")


def _is_number(value: CellValue) -> bool:
    return isinstance(value, Decimal | float)


def _text(one: Computed, value: CellValue) -> str:
    if value in (None, ""):
        return "空白"
    if not isinstance(value, Decimal | float):
        return str(value)
    number = Decimal(str(value))
    if one.kind == "rate":
        return f"{number * 100:.2f}%"
    if one.kind == "weight":
        return f"{number.normalize():f}"
    return as_points(number)


def form_findings(cells: WorkbookCells, own: OwnWorkbook) -> Iterator[Finding]:
    """What was changed in the forms themselves, each cause once."""
    yield from own.filing.told
    for form in own.forms:
        if form.is_there:
            yield from _moved(form)
            yield from _weights(form)
    yield from _summaries_moved(own)
    yield from _sheets_gone(own)
    yield from _hidden(cells, own)
    yield from _other_year(own)


def _moved(form: OwnForm) -> Iterator[Finding]:
    drift = form.drift

    def told(level: str, row: int, message: str, right: str = "", shows: str = "") -> Finding:
        cell = form.place(form.layout.cell(row, "name")) if row else ""
        basis = "评分标准的指标和次序"
        return Finding("S07", level, form.sheet, cell, message, right or None, shows or None, basis)

    if drift.lost_heading:
        yield told(ERROR, 0, "表头一行不见了，各列按原来的位置读，请恢复表头")
    for anchor, text in drift.renamed:
        if not text:
            message = f"“{anchor.label}”的名称没有了，这几行照样读入；请补上"
            yield told(ERROR, anchor.row, message, anchor.label, "空白")
            continue
        message = f"指标名称“{anchor.label}”改成了“{text}”，请改回，或换用相应的评分标准"
        yield told(ERROR, anchor.row, message, anchor.label, text)
    for anchor in drift.lost:
        lost = _lost_with(form, anchor.label)
        yield told(ERROR, 0, f"“{anchor.label}”一行不见了{lost}，请恢复这一行", anchor.label)
    for label in drift.lost_columns:
        lost = _lost_with(form, label)
        yield told(ERROR, 0, f"“{label}”一列不见了{lost}，请恢复这一列", label)
    if drift.rearranged:
        yield told(ERROR, 0, "各行的次序变了（像是排过序），请按评分标准的次序恢复；各行仍按指标名称核对")
    if drift.added_rows:
        rows = "、".join(map(str, drift.added_rows))
        yield told(NOTICE, 0, f"表里多了评分标准没有的第 {rows} 行，请核对是否应删去；各行仍按指标名称核对")
    if drift.added_columns:
        count = len(drift.added_columns)
        yield told(NOTICE, 0, f"表里多了 {count} 列，请核对是否应删去；各列仍按表头核对")


def _lost_with(form: OwnForm, label: str) -> str:
    """What was typed in the row or column of a label that is gone."""
    homes = homes_of(form.standard)
    here = [key for key in form.spots.lost if key in homes and homes[key].sheet == form.sheet]
    keys = [
        key for key in here if label in (plain(homes[key].labels[0][1]), plain(undated(homes[key].heading)))
    ]
    return f"，那里填的{'、'.join(map(quoted, keys))}按没有填" if keys else ""


def _weights(form: OwnForm) -> Iterator[Finding]:
    """Weights of the document's own indicators that somebody changed."""
    layout = form.layout
    for place in layout.scored_places if layout.has("weight") else ():
        child = place.child
        if not isinstance(child, Indicator) or place.first.in_head or child.weight is None:
            continue
        cell = layout.cell(place.row, "weight")
        row, column = form.drift.at(place.row, layout.column("weight"))
        found = _as_points(form.figure(cell)) if layout.placed else form.figure(cell)
        if row and column and not _same(found, child.weight):
            right, shows = f"{child.weight.normalize():f}", _weight_text(found)
            message = f"{quoted(child.name)}的分值是 {shows}，评分标准是 {right}，请改回"
            yield Finding("S07", ERROR, form.sheet, form.place(cell), message, right, shows, "评分标准的分值")


def _as_points(found: CellValue) -> CellValue:
    """A weight as a bureau prints it: 10分 and 10% are 10."""
    number = printed(found)
    if number is None:
        return found
    return number.value * 100 if number.percent else number.value


def _weight_text(found: CellValue) -> str:
    if found in (None, ""):
        return "空白"
    return f"{found.normalize():f}" if isinstance(found, Decimal) else f"“{found}”"


def _summaries_moved(own: OwnWorkbook) -> Iterator[Finding]:
    """Columns of 汇总 and 项目汇总 that are gone, and those in between that are not theirs."""
    columns = {
        PROJECT_SUMMARY_SHEET: project_summary.HEADINGS,
        SUMMARY_SHEET: () if own.standard.projects else summary_sheet.headings(own.standard),
    }
    for title, headings in columns.items():
        sheet = own.cells.sheet(title)
        table = LabelledTable(sheet, headings) if sheet and headings else None
        if table is None or not table.header_row:
            continue
        places = zip(headings, table.columns_of(headings), strict=True)
        if gone := [heading for heading, column in places if not column]:
            names = "、".join(map(quoted, gone))
            message = f"“{title}”表的{names}一列不见了，那里的结果没有核对；请恢复这一列，或重新填汇总"
            yield Finding("S07", ERROR, title, "", message, basis=_BASIS)
        elif count := table.added_columns(headings):
            message = f"“{title}”表里多了 {count} 列，请核对是否应删去；各列仍按表头核对"
            yield Finding("S07", NOTICE, title, "", message, basis=_BASIS)


def _sheets_gone(own: OwnWorkbook) -> Iterator[Finding]:
    """Sheets that every workbook of ours is built with, and this one lacks; nothing typed was on them."""
    wanted = titles(own.standard, lambda kind: kind.read == "results" and kind.belongs == "workbook")
    wanted = [title for title in wanted if title != PROJECT_SUMMARY_SHEET]
    wanted += [RULE_SHEET]
    gone = [title for title in wanted if not own.cells.has_sheet(title)]
    for title in (SCENARIO_SHEET,) if own.standard.placed else (SCENARIO_SHEET, CHART_SHEET):
        # They are not read, only known to be there.
        there = [name for name in own.cells.by_sheet if name == title or name.startswith(f"{title}－")]
        gone += [] if len(there) >= len(own.forms) or _renamed(own, title) else [title]
    for title in gone:
        message = f"没有“{title}”表（删掉了，或是旧版本建的），其余照常核对；{_ANEW}"
        yield Finding("S07", NOTICE, "", "", message, title, None, _BASIS)


def _renamed(own: OwnWorkbook, title: str) -> bool:
    """Whether the sheets 情景 or 图表 are there under other titles: their names tell them apart."""
    ours = [names for names in own.cells.by_sheet.values() if FORM_NAME in names]
    return sum((USED_NAME in names) == (title == SCENARIO_SHEET) for names in ours) >= len(own.forms)


def _hidden(cells: WorkbookCells, own: OwnWorkbook) -> Iterator[Finding]:
    """Hidden rows and sheets that hold figures: what is not seen is not read by the reviewer either."""
    standard = own.standard
    printed = {form.sheet for form in own.forms} | {table.sheet for table in standard.tables}
    printed |= {DATA_SHEET, standard.quarters.sheet if standard.quarters else ""}
    for sheet in cells.sheets:
        if not sheet.visible and sheet.name != WORKINGS_SHEET and _numbers(sheet.rows):
            message = f"“{sheet.name}”表隐藏着，里面有数，请取消隐藏后核对"
            yield Finding("S09", NOTICE, sheet.name, "", message)
        rows = [
            row
            for row in sorted(cells.hidden.get(sheet.name, ()))
            if _numbers(sheet.rows[max(0, row - sheet.first_row) : row - sheet.first_row + 1])
        ]
        if rows and sheet.visible and sheet.name in printed:
            listed = "、".join(map(str, rows[:_MOST_NAMED])) + (
                f"等 {len(rows)}" if len(rows) > _MOST_NAMED else ""
            )
            message = f"第 {listed} 行隐藏着，里面有数（照样计入），请取消隐藏后核对"
            yield Finding("S09", NOTICE, sheet.name, f"A{rows[0]}", message)


def _numbers(rows: Sequence[Sequence[object]]) -> bool:
    return any(
        isinstance(value, int | float) and not isinstance(value, bool) for row in rows for value in row
    )


def _other_year(own: OwnWorkbook) -> Iterator[Finding]:
    year, standard = own.filing.year, own.standard
    # A project form carries its year itself; the national one serves every year.
    if year is not None and year != standard.year and not standard.projects:
        message = (
            f"评价年度填的是 {year}，用的是 {standard.year} 年度的评分标准；请核对是否有 {year} 年度的标准"
        )
        sheet = own.forms[0].sheet if own.forms else standard.form_sheet
        yield Finding("S09", NOTICE, sheet, "", message, str(standard.year), str(year), standard.title)
