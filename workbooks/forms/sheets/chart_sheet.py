"""图表: the waterfall of lost points and the curve of the quarters, for the scenario chosen on 情景.

The charts stand on the printed page and refer to the cells at its right, so that they redraw by themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial

from udfs.expression import SUM_NAME
from workbooks.files.coordinates import get_column_letter
from workbooks.filing.quarterly_rule import QuarterlyRule
from workbooks.filing.scoring import ScoredTable
from workbooks.forms.page import paper as look
from workbooks.forms.page import screen, wrapping
from workbooks.forms.page.paper import CellValue, Paper
from workbooks.forms.sheets import charts
from workbooks.forms.sheets.project_head import project_name
from workbooks.forms.sheets.scenario_sheet import FORM_NAME, HEADER_ROW, ScenarioSheet, ScoreRow, figure_shown
from workbooks.forms.sheets.work import Work, add_name
from workbooks.standards.model import Indicator, Standard
from workbooks.whatif import waterfall
from workbooks.whatif.variables import Slot
from workbooks.whatif.waterfall import BONUS, CONVERTED, FULL, LONGEST_LABEL, MOST, OTHERS, SCORE, WEIGHTS

PAGE_COLUMNS = charts.COLUMNS
FIRST_ROW = 5
ITEMS, ENTRIES, BARS, QUARTERS, SCALE = 12, 18, 22, 29, 33
"""Where what the charts are drawn from begins: items, entries, bars, quarters, the scale."""
_WIDTH = 13.0
_CHOSEN, _TOTAL, _START, _STEP, _TOP = "$M$2", "$M$3", "$O$2", "$AG$2", "$AG$3"
_UNUSED = " "
"""The name of a part of the scale that is not drawn: programs make one up where there is none."""
_STEPS = ((5, 40), (10, 80), (20, 160))
"""How many points a part of the scale has, up to what range: eight parts reach over it."""
_NO_LOSS = "没有失分"
_NOT_YET = "还没有总分。填齐数据以后，这里从满分画到得分：失分最多的指标一个一条，写明失几分。"
_NO_QUARTERS = "还没有累计执行数。填好“{}”表以后，这里画出各时点的累计执行数和序时进度。"
_ENDS = 2
"""How many bars there are where nothing is lost or won."""
_TOLD = (7, 9)
"""The rows of a chart, from its first, under which is said what will be drawn."""
Formulas = tuple[str, ...]


def add(work: Work) -> None:
    """Write 图表 of each form that has a 情景."""
    for form in work.forms:
        if form.scenario_sheet and form.chart_sheet:
            charts = work.papers[form.chart_sheet]
            add_name(charts.sheet, FORM_NAME, form.sheet, "A1")
            last = write(charts, form.sheet, work.standard, work.scenario_sheets[form.sheet])
            screen.fade(charts.sheet, f"M3:AF{last}", screen.typed_in(form.layout, form.sheet))


def write(paper: Paper, form: str, standard: Standard, sheet: ScenarioSheet) -> int:
    """Write the sheet of the form on the sheet `form`: the page with its charts, the cells behind them.

    Returns the last row of those cells.
    """
    paper.widths((_WIDTH,) * PAGE_COLUMNS)
    paper.banner(1, PAGE_COLUMNS, "失分与执行进度" if standard.quarters else "失分", look.TITLE, 30)
    paper.banner(2, PAGE_COLUMNS, None, look.SUBTITLE, 18)
    hint = f"图随“{sheet.title}”表的“当前情景”重画；所用的数由公式取得，在右边折叠的各列。"
    paper.banner(3, PAGE_COLUMNS, hint, look.HINT, wrapping.LINE_HEIGHT + 2)
    paper.print_setup(None, PAGE_COLUMNS, landscape=standard.quarters is None)
    data = _Data(paper, standard, sheet)
    title = f'"情景：“"&{sheet.choice}&"”，"&IF(ISNUMBER({_TOTAL}),"得分 "&TEXT({_TOTAL},"0.00"),"没有总分")'
    title += f'&IF({_START}>0,"（失分图从 "&{_START}&" 分画起）","")'
    if standard.projects:
        title = f'{project_name(form, standard)}&"　"&{title}'
    data.put(2, 1, title, look.SUBTITLE)
    data.write()
    height = charts.ALONE if standard.quarters is None else charts.OF_TWO
    charts.add_waterfall(paper.sheet, BARS, (FIRST_ROW, data.last_bar), 4, height, SCALE)
    no_loss = f'IF($T${data.last_entry}={_ENDS},"{_NO_LOSS}","")'
    data.put_behind(4, f"ISNUMBER({_TOTAL})", _NOT_YET, no_loss)
    last = 4 + height
    if standard.quarters is not None:
        area = (FIRST_ROW, FIRST_ROW + len(data.quarters) - 1)
        charts.add_quarters(paper.sheet, QUARTERS, area, last + 1, standard.quarters.unit)
        spent = f"$AE${area[0]}:$AE${area[1]}"
        told = _NO_QUARTERS.format(standard.quarters.sheet)
        data.put_behind(last + 1, f"COUNT({spent})>0", told, '""')
        last += 1 + charts.OF_TWO
    folded = get_column_letter(ITEMS), get_column_letter(SCALE + charts.PARTS - 1)
    paper.sheet.column_dimensions.group(*folded, outline_level=1, hidden=True)
    # The charts are seen through.
    paper.sheet.sheet_view.showGridLines = False
    paper.sheet.print_area = f"A1:{get_column_letter(PAGE_COLUMNS)}{last}"
    paper.sheet.page_setup.fitToHeight = 1
    return max(data.last_item, data.last_entry)


class _Data:
    """The cells behind the charts."""

    def __init__(self, paper: Paper, standard: Standard, sheet: ScenarioSheet) -> None:
        self.paper, self.standard, self.sheet = paper, standard, sheet
        self.last_item = FIRST_ROW + len(sheet.scores) - 1
        self.last_entry = FIRST_ROW + MOST + 4
        self.last_bar = FIRST_ROW + self._most_bars() - 1
        self.quarters = QuarterlyRule.of(standard).periods if standard.quarters else ()
        self._behind: list[tuple[tuple[int, int], str]] = []
        """What stands under each chart while there is nothing to draw, and where."""
        self._shown: tuple[ScoredTable, Mapping[tuple[int, int], CellValue]] | None = None

    def put(self, row: int, column: int, formula: str, style: str = look.STEP) -> None:
        self.paper.formula(row, column, f"={formula}", style, partial(self._value, place=(row, column)))

    def _value(self, base: ScoredTable, place: tuple[int, int]) -> CellValue:
        """What a cell shows for the scenario that is chosen."""
        table = self.sheet.chosen(base)
        if self._shown is None or self._shown[0] is not table:
            self._shown = table, self._values(table)
        return self._shown[1][place]

    def _most_bars(self) -> int:
        """How many bars there may be; there is no room for others in the picture."""
        bonus = sum(map(_is_bonus, self.sheet.scores))
        losing = len(self.sheet.scores) - bonus
        converted = self.standard.total != SUM_NAME
        return 2 + min(losing, MOST) + (losing > MOST) + (bonus > 0) + converted

    def put_behind(self, top: int, drawn: str, told: str, then: str) -> None:
        """Say under a chart, seen through it, what will be drawn, until the condition `drawn` holds; `then`
        is the formula of what is said afterwards.
        """
        first, last = top + _TOLD[0], top + _TOLD[1]
        self.paper.merge(first, 2, last, PAGE_COLUMNS - 1, look.SUBTITLE)
        self._behind.append(((first, 2), told))
        self.put(first, 2, f"IF({drawn},{then},{look.quoted(told)})", look.SUBTITLE)

    def write(self) -> None:
        for row, column, label in ((2, ITEMS, "第几列"), (3, ITEMS, "得分"), (2, ITEMS + 2, "起点")):
            self.paper.put(row, column, label, look.STEP)
        self.put(2, ITEMS + 1, f"MATCH({self.sheet.choice},{self.sheet.across(HEADER_ROW)},0)")
        self.put(3, ITEMS + 1, self._picked(self.sheet.total_row))
        levels = f"$AA${FIRST_ROW}:$AA${self.last_bar}"
        self.put(2, ITEMS + 3, f"MAX(0,INT(MIN({levels})/10)*10-10)")
        self._block(ITEMS, ("指标", "分值", "得分", "失分", "排序"), self._items())
        self._block(ENTRIES, ("步骤", "分", "第几条"), self._entries())
        self._block(BARS, ("项目", "底", "失分", "加分", "合计", "止于"), self._bars())
        self._write_scale(levels)
        if self.quarters:
            self._block(QUARTERS, ("时点", "序时进度", "累计执行数"), self._quarters())

    def _write_scale(self, levels: str) -> None:
        """The scale under the bars: its parts, named after the points at their ends."""
        row, steps = self.last_bar + 1, ""
        for step, most in _STEPS[:-1]:
            steps += f"IF({_TOP}-{_START}<={most},{step},"
        self.put(2, SCALE, f"{steps}{_STEPS[-1][0]}{')' * (len(_STEPS) - 1)}")
        self.put(3, SCALE, f"MAX({levels})")
        self.put(row, BARS, f'IF({_TOP}>0,{_START}&" 分","")')
        for number in range(charts.PARTS):
            column, before = SCALE + number, f"{_START}+{number}*{_STEP}"
            self.put(FIRST_ROW - 1, column, f'IF({before}<{_TOP},{before}+{_STEP},"{_UNUSED}")')
            end = f"{get_column_letter(column)}${FIRST_ROW - 1}"
            self.put(row, column, f'IF({end}="{_UNUSED}",0,{_STEP})')

    def _scale_values(self, drawn: Sequence[waterfall.Bar], begins: int) -> dict[tuple[int, int], CellValue]:
        row, top = self.last_bar + 1, max((bar.after for bar in drawn), default=Decimal(0))
        step = next((step for step, most in _STEPS if top - begins <= most), _STEPS[-1][0])
        found: dict[tuple[int, int], CellValue] = {
            (2, SCALE): Decimal(step),
            (3, SCALE): top,
            (row, BARS): f"{begins} 分" if top else "",
        }
        for column in range(SCALE, SCALE + charts.PARTS):
            before = begins + (column - SCALE) * step
            found[FIRST_ROW - 1, column] = Decimal(before + step) if before < top else _UNUSED
            found[row, column] = Decimal(step) if before < top else Decimal(0)
        return found

    def _block(self, column: int, headings: Sequence[str], lines: Sequence[Formulas]) -> None:
        for offset, heading in enumerate(headings):
            self.paper.put(FIRST_ROW - 1, column + offset, heading, look.STEP)
        for row, line in enumerate(lines, FIRST_ROW):
            for offset, formula in enumerate(line):
                self.put(row, column + offset, formula)

    def _picked(self, row: int) -> str:
        """What a row of 情景 shows for the chosen scenario."""
        return f"INDEX({self.sheet.across(row)},{_CHOSEN})"

    def _items(self) -> list[Formulas]:
        """What each item loses; the last column makes equal losses unequal, to rank by."""
        lines: list[Formulas] = []
        for row, line in enumerate(self.sheet.scores, FIRST_ROW):
            name = self.sheet.cell("A", line.row)
            short = f'IF(LEN({name})>{LONGEST_LABEL},LEFT({name},{LONGEST_LABEL - 1})&"…",{name})'
            full = self.sheet.cell("B", line.row)
            if line.weight:
                full = self._picked(self.sheet.used[line.weight])
            loss = "0" if _is_bonus(line) else f"IF(COUNT(M{row},N{row})=2,ROUND(M{row}-N{row},6),0)"
            lines.append((short, full, self._picked(line.row), loss, f"O{row}-ROW()/10^9"))
        return lines

    def _entries(self) -> list[Formulas]:
        """The entries, and how many up to each have a bar."""
        first, last, end = FIRST_ROW, self.last_item, self.last_entry
        names, losses, keys = (f"${column}${first}:${column}${last}" for column in "LOP")
        bonus = [FIRST_ROW + n for n, line in enumerate(self.sheet.scores) if _is_bonus(line)]
        full = f"SUM(M{first}:M{last})" + "".join(f"-M{row}" for row in bonus)
        mark = self.standard.full_mark
        entries = [(f'IF(S{first}={mark},"{FULL}","{WEIGHTS}")', full)]
        for rank in range(1, MOST + 1):
            row = first + rank
            place = f"MATCH(LARGE({keys},{rank}),{keys},0)"
            if rank > len(self.sheet.scores):
                entries.append(('""', "0"))
            else:
                entries.append((f'IF(S{row}=0,"",INDEX({names},{place}))', f"-INDEX({losses},{place})"))
        entries += [
            (look.quoted(OTHERS), f"-ROUND(SUM({losses})+SUM(S{first + 1}:S{first + MOST}),6)"),
            (look.quoted(BONUS), "+".join(f"N{row}" for row in bonus) or "0"),
            (look.quoted(CONVERTED), f"ROUND({_TOTAL}-SUM(S{first}:S{end - 2}),6)"),
            (look.quoted(SCORE), _TOTAL),
        ]
        lines: list[Formulas] = []
        for row, (label, points) in enumerate(entries, first):
            has_bar = f"ISNUMBER({_TOTAL})" if row in (first, end) else f"S{row}<>0"
            before = "" if row == first else f"T{row - 1}+"
            lines.append((label, f"IF(ISNUMBER({_TOTAL}),{points},0)", f"{before}IF({has_bar},1,0)"))
        return lines

    def _bars(self) -> list[Formulas]:
        """The bars without gaps between them, cut off below where the chart begins; an axis cannot follow the
        figures, so the bars do. Those left over at the end are empty.
        """
        first, end = FIRST_ROW, self.last_entry
        counts = f"$T${first}:$T${end}"
        lines: list[Formulas] = []
        for row in range(first, self.last_bar + 1):
            number = row - first + 1
            place = f"MATCH({number},{counts},0)"
            points = f"IFERROR(INDEX($S${first}:$S${end},{place}),0)"
            is_end = f"OR({number}=1,{number}=$T${end})"
            shown = f'IF({is_end}," "&TEXT({points},"0.00"),"")'
            label = f'IFERROR(INDEX($R${first}:$R${end},{place})&{shown},"")'
            before = f"AA{row - 1}" if number > 1 else "0"
            level = f'IF(V{row}="","",IF({is_end},{points},{before}+{points}))'
            lines.append(
                (
                    label,
                    f'IF(OR(V{row}="",{is_end}),0,MIN({before},AA{row})-{_START})',
                    f'IF(OR(V{row}="",{is_end}),0,MAX({before}-AA{row},0))',
                    f'IF(OR(V{row}="",{is_end}),0,MAX(AA{row}-{before},0))',
                    f'IF(AND(V{row}<>"",{is_end}),AA{row}-{_START},0)',
                    level,
                )
            )
        return lines

    def _quarters(self) -> list[Formulas]:
        rule = QuarterlyRule.of(self.standard)
        budget = self._picked(self.sheet.used[Slot(rule.budget)])
        lines: list[Formulas] = []
        for row, (period, key, share) in enumerate(
            zip(rule.periods, rule.cumulative, rule.shares, strict=True), FIRST_ROW
        ):
            spent = self._picked(self.sheet.used[Slot(key)])
            rate = f'IF(ISNUMBER(AE{row}),TEXT(AE{row}/{budget},"0.0%"),"—")'
            label = f'"{period.label} "&{rate}&"／序时{share:.0%}"'
            label = f'IF(N({budget})=0,"{period.label}",{label})'
            lines.append((label, f"IF(ISNUMBER({budget}),{budget}*{share},NA())", _number(spent)))
        return lines

    def _values(self, table: ScoredTable) -> dict[tuple[int, int], CellValue]:
        """What every cell shows for a table, by row and column."""
        total = table.total
        told = "没有总分" if total is None else f"得分 {total:.2f}"
        entries = waterfall.entries(table)
        drawn = waterfall.bars(entries)
        begins = waterfall.start(drawn)
        told += f"（失分图从 {begins} 分画起）" if begins else ""
        whose = f"{table.project}　" if self.standard.projects else ""
        found: dict[tuple[int, int], CellValue] = {
            (2, 1): f"{whose}情景：“{self.sheet.chosen_name}”，{told}",
            (2, ITEMS + 1): Decimal(self.sheet.chosen_place),
            (3, ITEMS + 1): table.total_shown,
            (2, ITEMS + 3): Decimal(begins),
        }
        for row, line in enumerate(self.sheet.scores, FIRST_ROW):
            item = table.at(line.place.child, line.place.number)
            loss = waterfall.lost(item) if item else Decimal(0)
            name = waterfall.short(item.line.name if item and item.line.name else "（空行）")
            weight = item.line.weight if item else None
            full = figure_shown(table, line.weight) if line.weight else weight
            shown = "" if item is None else item.shown
            found |= _cells(row, ITEMS, (name, full, shown, loss, loss - Decimal(row) / 10**9))
        count = 0
        for row, entry in enumerate(entries, FIRST_ROW):
            end = row in (FIRST_ROW, self.last_entry)
            count += total is not None if end else entry.points != 0
            found |= _cells(row, ENTRIES, (entry.label, entry.points, Decimal(count)))
        for number in range(self._most_bars()):
            cells: tuple[CellValue, ...] = ("", *(Decimal(0),) * 4, "")
            if number < len(drawn):
                cells = _bar_cells(drawn[number], begins)
            found |= _cells(FIRST_ROW + number, BARS, cells)
        found |= self._scale_values(drawn, begins) | self._quarter_values(table)
        spent = any(isinstance(found[row, QUARTERS + 2], Decimal) for row in self._quarter_rows)
        after = [(total is not None, _NO_LOSS if len(drawn) == _ENDS else ""), (spent, "")]
        for (place, before), (is_drawn, then) in zip(self._behind, after, strict=False):
            found[place] = then if is_drawn else before
        return found

    @property
    def _quarter_rows(self) -> range:
        return range(FIRST_ROW, FIRST_ROW + len(self.quarters))

    def _quarter_values(self, table: ScoredTable) -> dict[tuple[int, int], CellValue]:
        found: dict[tuple[int, int], CellValue] = {}
        if not self.quarters:
            return found
        for row, point in enumerate(QuarterlyRule.of(self.standard).progress(table.data), FIRST_ROW):
            found |= _cells(row, QUARTERS, (point.label, point.scheduled, point.spent))
        return found


def _bar_cells(bar: waterfall.Bar, begins: int) -> tuple[CellValue, ...]:
    """What the cells of a bar show in a chart that begins at so many points."""
    none = Decimal(0)
    if bar.end:
        return f"{bar.label} {bar.whole:.2f}", none, none, none, bar.whole - begins, bar.after
    return bar.label, bar.base - begins, bar.lost, bar.won, none, bar.after


def _is_bonus(line: ScoreRow) -> bool:
    return isinstance(line.place.child, Indicator) and line.place.child.negative


def _number(formula: str) -> str:
    """A figure, or #N/A: a line chart leaves that out."""
    return f"IF(ISNUMBER({formula}),{formula},NA())"


def _cells(row: int, column: int, line: Sequence[CellValue]) -> dict[tuple[int, int], CellValue]:
    return {(row, column + offset): value for offset, value in enumerate(line)}
