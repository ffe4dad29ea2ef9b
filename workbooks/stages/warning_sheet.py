"""预警: the colours of a 监控表 as ordinary formulas, the rules as cells beside them.

The texts are taken apart by the same steps as Python takes them apart; they stand on 算式, a row for each
indicator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial

from udfs.errors import CellError, ScoreError
from udfs.native import Scope, Term, Value
from udfs.records import dataclass
from udfs.targets.conversion import done_in_unit_of
from udfs.targets.grammar import DATE, QUALITATIVE, QUANTITY, TargetReading, level_of, read
from udfs.targets.steps import Steps
from workbooks.files.written_with import FormulaRule, PatternFill, Worksheet
from workbooks.files.xlsx import CellValue
from workbooks.forms.layout.kinds import WARNING_SHEET, WORKINGS_SHEET
from workbooks.forms.page import paper as look
from workbooks.forms.page import wrapping
from workbooks.forms.page.paper import Paper, letter
from workbooks.review.linked_forms import months_of
from workbooks.stages.monitoring_form import (
    BUDGET,
    NAME,
    PROGRESS,
    RATE,
    SPENT,
    TARGET,
    Cells,
    MonitoringBook,
    MonitoringSheet,
)
from workbooks.stages.progress_warnings import (
    RATE_SIGNS,
    ColourBand,
    WarningRules,
    of_execution,
    of_goal_and_money,
    of_indicator,
)
from workbooks.stages.warning_decision import DECISION_HEADINGS, DECISION_WIDTHS, DecisionLines

EXECUTION = "预算执行率"
"""What the line of a project's money is called among its indicators."""
HEADINGS = ("项目", "指标", "指标值", "执行情况", "月数", "预警")
PROJECT, INDICATOR, _TARGET, _DONE, _MONTHS, COLOUR = range(1, 7)
_DUST = 9
"""Decimals beyond which a difference is the machine's own."""
_WIDTHS = (28, 26, 16, 16, 8, 10)
_FILLS = {"红": "FFFFC7CE", "黄": "FFFFEB9C", "绿": "FFC6EFCE", "蓝": "FFBDD7EE", "预警": "FFFFC7CE"}
_YEAR = 12
_FIRST_RULE = 4


@dataclass(frozen=True)
class _Rules:
    """Where the rules stand: what a formula compares with, by kind, and the colours."""

    bands: Mapping[str, Sequence[tuple[str | None, str]]]
    """By kind: the cell of each bound (None for all the rest) and that of its colour."""
    single: Mapping[str, str]
    """The cells of colours that have no bound."""
    months: Sequence[tuple[int, str, str]]
    apart: tuple[str, str] | None
    """The cells of how far goal and money may be apart, and of the colour of what is farther."""
    end: int


def add_warnings(book: MonitoringBook, rules: WarningRules) -> Callable[[], Cells]:
    """Write 预警 and 算式, colour the forms by them; return what works out the results of their formulas."""
    return _Warnings(book, rules).write()


class _Warnings:
    def __init__(self, book: MonitoringBook, rules: WarningRules) -> None:
        self.book = book
        self.rules = rules
        self.paper = Paper(book.workbook.create_sheet(WARNING_SHEET))
        self.steps = book.workbook.create_sheet(WORKINGS_SHEET)
        self.computes: dict[str, dict[str, Callable[[], CellValue]]] = {WARNING_SHEET: {}, WORKINGS_SHEET: {}}
        self.decisions: DecisionLines | None = None

    def write(self) -> Callable[[], Cells]:
        paper, decision = self.paper, self.rules.decision
        headings = (*HEADINGS, *DECISION_HEADINGS) if decision else HEADINGS
        paper.widths((*_WIDTHS, *DECISION_WIDTHS) if decision else _WIDTHS)
        paper.banner(1, len(headings), f"预警：{self.rules.title}", look.TITLE, 26)
        hint = "规则里的界限和颜色可以按当地规定改，下面和监控表上的颜色跟着变；没有规则说到的不显示颜色。"
        paper.banner(2, len(headings), hint, look.HINT, 28)
        places = self._write_rules()
        end = places.end
        if decision is not None:
            self.decisions = DecisionLines(paper, self.steps, decision, end)
            end = self.decisions.end
        header = end + 1
        paper.headings(header, (headings,))
        row = header + 1
        for one in self.book.sheets:
            row = self._write_project(one, row, places)
        if self.decisions is not None:
            self.decisions.write_days(row + 1)
            for sheet, results in self.decisions.results.items():
                self.computes[sheet].update(results)
        first = f"{letter(COLOUR)}{header + 1}"
        self._colour(paper.sheet, f"{first}:{letter(COLOUR)}{row - 1}", f"${first}")
        paper.print_setup((header, header), len(headings), landscape=decision is not None)
        paper.sheet.freeze_panes = f"A{header + 1}"
        self.steps.sheet_state = "hidden"
        return self._results

    def _results(self) -> Cells:
        return {
            sheet: {cell: compute() for cell, compute in cells.items()}
            for sheet, cells in self.computes.items()
        }

    def _write_rules(self) -> _Rules:
        """The rules as rows: what they are of, below which bound, which colour."""
        self.paper.headings(_FIRST_RULE - 1, (("规则", "规则", "界限", "颜色"),))
        row = _FIRST_RULE
        bands: dict[str, list[tuple[str | None, str]]] = {}
        single: dict[str, str] = {}
        months: list[tuple[int, str, str]] = []
        for kind, told, listed in self._bands():
            for band in listed:
                self._rule(
                    row, f"{told}{'：其余' if band.below is None else '低于'}", band.below, band.colour
                )
                bands.setdefault(kind, []).append(
                    (f"$C${row}" if band.below is not None else None, f"$D${row}")
                )
                row += 1
        for kind, told, colour in self._single():
            self._rule(row, told, None, colour)
            single[kind] = f"$D${row}"
            row += 1
        for month, least in self.rules.execution_by_month.items():
            self._rule(row, f"1—{month} 月的执行率低于", least, self.rules.warned)
            months.append((month, f"$C${row}", f"$D${row}"))
            row += 1
        apart = None
        if self.rules.goal_and_money is not None:
            told = "目标实现程度（完成值÷指标值）与执行率相差超过"
            self._rule(row, told, self.rules.goal_and_money, self.rules.warned)
            apart = (f"$C${row}", f"$D${row}")
            row += 1
        return _Rules(bands, single, months, apart, row)

    def _bands(self) -> Iterator[tuple[str, str, Sequence[ColourBand]]]:
        yield "progress", "完成值÷（指标值÷12×月数）", self.rules.progress
        yield "execution", "执行率÷（月数÷12）", self.rules.execution_in_step

    def _single(self) -> Iterator[tuple[str, str, str]]:
        rules = self.rules
        for kind, told, side in (
            ("reverse", "反向指标（≤）", rules.reverse),
            ("time", "时间指标", rules.time),
        ):
            if side is not None:
                yield f"{kind}.within", f"{told}：在指标值以内", side.within
                yield f"{kind}.beyond", f"{told}：超出指标值", side.beyond
        for word, colour in rules.words.items():
            yield f"word.{word}", f"定性指标：{word}", colour
        if rules.nothing_done:
            yield "nothing", "完成值是 0", rules.nothing_done

    def _rule(self, row: int, told: str, below: Decimal | None, colour: str) -> None:
        self.paper.merge(row, 1, row, 2, look.TEXT)
        self.paper.put(row, 1, told, look.TEXT)
        self.paper.put(row, 3, below, look.INPUT_NUMBER)
        self.paper.put(row, 4, colour, look.INPUT_TEXT)
        if below is not None:
            self.paper.sheet.cell(row, 3).number_format = "0%"

    def _write_project(self, one: MonitoringSheet, row: int, rules: _Rules) -> int:
        """The line of the money, then one for each indicator, in the order of the form."""
        self._line(one, row, None, one.money_row)
        self._formula(row, COLOUR, _money_colour(row, rules), lambda: self._of_money(one))
        first = row + 1
        for number in range(one.first, one.last + 1):
            place = first + number - one.first
            self._line(one, place, NAME, number)
            self._fit(one, place, number)
            formula = self._indicator_colour(one, place, number, rules)
            self._formula(place, COLOUR, formula, partial(self._of_indicator, one, number))
        sheet = self.book.workbook[one.title]
        area = f"{letter(PROGRESS)}{one.first}:{letter(PROGRESS)}{one.last}"
        self._colour(sheet, area, f"{WARNING_SHEET}!${letter(COLOUR)}{first}")
        self._colour(sheet, f"{letter(RATE)}{one.money_row}", f"{WARNING_SHEET}!${letter(COLOUR)}{row}")
        if self.decisions is not None:
            last = first + one.last - one.first
            colours = f"{letter(COLOUR)}{row}:{letter(COLOUR)}{last}"
            self.decisions.write_project(row, last, colours, partial(self._is_warned, one))
        return first + one.last - one.first + 1

    def _is_warned(self, one: MonitoringSheet) -> bool:
        numbers = range(one.first, one.last + 1)
        return bool(self._of_money(one)) or any(self._of_indicator(one, number) for number in numbers)

    def _line(self, one: MonitoringSheet, row: int, name: int | None, number: int) -> None:
        """What the colour of a line is worked out of: the cells of the form, and its months."""
        sheet = "'" + one.title.replace("'", "''") + "'!"
        self.paper.put(row, PROJECT, one.targets.project or one.title, look.TEXT)
        if name is None:
            self.paper.put(row, INDICATOR, EXECUTION, look.TEXT)
        else:
            self._copy(one, row, INDICATOR, sheet, name, number)
        target, done = (BUDGET, SPENT) if name is None else (TARGET, PROGRESS)
        self._copy(one, row, _TARGET, sheet, target, number)
        self._copy(one, row, _DONE, sheet, done, number)
        heading = f"{sheet}${letter(PROGRESS)}${one.first - 2}"
        dash, month = f'FIND("-",{heading})', f'FIND("月",{heading})'
        formula = f"=VALUE(MID({heading},{dash}+1,{month}-{dash}-1))"
        self._formula(row, _MONTHS, formula, partial(self._months, one))

    def _fit(self, one: MonitoringSheet, row: int, number: int) -> None:
        """Give a line the height of its name and of what is told of it."""
        texts = (one.targets.project, *(str(self._value(one, at, number)) for at in (NAME, TARGET, PROGRESS)))
        tall = max(wrapping.lines(text, width) for text, width in zip(texts, _WIDTHS, strict=False))
        self.paper.sheet.row_dimensions[row].height = max(15.0, tall * wrapping.LINE_HEIGHT + 2)

    def _copy(self, one: MonitoringSheet, row: int, column: int, sheet: str, at: int, number: int) -> None:
        cell = f"{sheet}${letter(at)}${number}"
        self._formula(row, column, f'=IF({cell}="","",{cell})', partial(self._value, one, at, number))

    def _formula(self, row: int, column: int, formula: str, compute: Callable[[], CellValue]) -> None:
        self.paper.formula(row, column, formula, look.CENTRE, _unasked)
        self.computes[WARNING_SHEET][f"{letter(column)}{row}"] = compute

    def _value(self, one: MonitoringSheet, column: int, row: int) -> CellValue:
        """What a cell of the form shows."""
        cell = self.book.workbook[one.title].cell(row, column)
        value = one.linked.get(cell.coordinate, cell.value)
        if value is None or isinstance(value, str | Decimal):
            return "" if value is None else value
        return Decimal(str(value))

    def _months(self, one: MonitoringSheet) -> Decimal:
        heading = str(self.book.workbook[one.title].cell(one.first - 2, PROGRESS).value)
        return Decimal(months_of(heading) or 0)

    def _amounts(self, one: MonitoringSheet) -> tuple[Decimal | None, Decimal | None]:
        """The budget, and what was spent of it."""
        budget, spent = (self._value(one, column, one.money_row) for column in (BUDGET, SPENT))
        return (
            budget if isinstance(budget, Decimal) else None,
            spent if isinstance(spent, Decimal) else None,
        )

    def _of_money(self, one: MonitoringSheet) -> CellValue:
        return of_execution(self.rules, *self._amounts(one), int(self._months(one))) or ""

    def _of_indicator(self, one: MonitoringSheet, row: int) -> CellValue:
        target, done = (str(self._value(one, column, row)) for column in (TARGET, PROGRESS))
        colour = of_indicator(self.rules, target, done, int(self._months(one)))
        return colour or of_goal_and_money(self.rules, target, done, *self._amounts(one)) or ""

    def _indicator_colour(self, one: MonitoringSheet, row: int, number: int, rules: _Rules) -> str:
        """The colour of an indicator: its target read, then by the rule of its kind."""
        steps = _StepRow(self, one, row, number)
        wanted = read(steps.part, Term(f"{WARNING_SHEET}!$C${row}", lambda scope: scope["target"]), "目标值")
        reached = read(steps.part, Term(f"{WARNING_SHEET}!$D${row}", lambda scope: scope["actual"]), "完成值")
        done = done_in_unit_of(Steps(steps.part, "完成值"), wanted, reached).formula
        level = level_of(Steps(steps.part, "完成值"), reached).formula
        words = '""'
        for word in reversed(self.rules.words):
            words = f'IF({level}="{word}",{rules.single[f"word.{word}"]},{words})'
        days = f"{reached.last_day.formula}<={wanted.last_day.formula}"
        time = f'IF({reached.kind.formula}<>"{DATE}","",{_side(rules, "time", days)})'
        sign, bound = wanted.operator.formula, wanted.number.formula
        within = f'IF({sign}="<",{done}<{bound},{done}<={bound})'
        reverse = _side(rules, "reverse", within)
        whole = f"{wanted.number.formula}*E{row}"
        bands = _banded(rules.bands.get("progress", ()), f"{done}*{_YEAR}", f"({whole})")
        if nothing := rules.single.get("nothing"):
            bands = f"IF({done}=0,{nothing},{bands})"
        progress = f'IF({whole}<=0,"",{bands})' if rules.bands.get("progress") else '""'
        if rules.apart is not None:
            progress = _apart(wanted, done, row - 1 - (number - one.first), rules.apart)
        quantity = f'IF(LEFT({sign},1)="<",{reverse},{progress})'
        kind = wanted.kind.formula
        by_kind = f'IF({kind}="{QUALITATIVE}",{words},IF({kind}="{QUANTITY}",{quantity},""))'
        by_kind = f'IF({kind}="{DATE}",{time},{by_kind})'
        return f'=IF(OR(C{row}="",D{row}="",D{row}="无"),"",IFERROR({by_kind},""))'

    def _colour(self, sheet: Worksheet, area: str, first: str) -> None:
        """Colour cells by what the first of their lines says, the others following it."""
        for colour, fill in _FILLS.items():
            rule = FormulaRule(  # type: ignore[no-untyped-call]
                formula=[f'{first}="{colour}"'], fill=PatternFill(bgColor=fill)
            )
            sheet.conditional_formatting.add(area, rule)


class _StepRow:
    """The steps of one indicator on 算式: a row, a step a column."""

    def __init__(self, warnings: _Warnings, one: MonitoringSheet, row: int, number: int) -> None:
        self.warnings = warnings
        self.one = one
        self.row = row
        self.number = number
        self.column = 0

    def part(self, label: str, formula: str, value: Callable[[Scope], Value], terms: Sequence[Term]) -> str:
        self.column += 1
        cell = self.warnings.steps.cell(self.row, self.column)
        cell.value = f"={formula}"
        self.warnings.computes[WORKINGS_SHEET][cell.coordinate] = partial(self._result, value)
        return f"{WORKINGS_SHEET}!${cell.column_letter}${self.row}"

    def _result(self, value: Callable[[Scope], Value]) -> CellValue:
        one, warnings = self.one, self.warnings
        scope = {
            "target": warnings._value(one, TARGET, self.number),
            "actual": warnings._value(one, PROGRESS, self.number),
        }
        try:
            return value(scope)
        except (ScoreError, CellError) as error:
            return error.code


def _money_colour(row: int, rules: _Rules) -> str:
    """The colour of the money; blank where the rules, or the amounts, say nothing."""
    budget, spent, months = f"C{row}", f"D{row}", f"E{row}"
    told = '""'
    for month, least, colour in rules.months:
        told = f'IF({months}={month},IF(ROUND({spent}-{least}*{budget},{_DUST})<0,{colour},""),{told})'
    if bands := rules.bands.get("execution"):
        told = _banded(bands, f"{spent}*{_YEAR}", f"({budget}*{months})")
    return f'=IF(COUNT({budget}:{spent})<2,"",IF({budget}<=0,"",{told}))'


def _apart(wanted: TargetReading, done: str, money_row: int, rule: tuple[str, str]) -> str:
    """The colour of what is too far from the money on its line; blank for rates, ranges and what is 0."""
    (bound, colour), whole, unit = rule, wanted.number.formula, wanted.unit.formula
    budget, spent = f"$C${money_row}", f"$D${money_row}"
    rates = ",".join(f'{unit}="{sign}"' for sign in RATE_SIGNS)
    unasked = f'OR({budget}<=0,{whole}<=0,{wanted.upper.formula}<>"",{rates},AND({unit}="",{whole}<=1))'
    apart = f"ABS({done}*{budget}-{spent}*{whole})-{bound}*{whole}*{budget}"
    told = f'IF({unasked},"",IF(ROUND({apart},{_DUST})>0,{colour},""))'
    return f'IF(COUNT({budget}:{spent})<2,"",{told})'


def _banded(bands: Sequence[tuple[str | None, str]], part: str, whole: str) -> str:
    """The colour of part ÷ whole, cross-multiplied: no rounded quotient meets a bound."""
    told = '""'
    for bound, colour in reversed(bands):
        told = colour if bound is None else f"IF(ROUND({part}-{bound}*{whole},{_DUST})<0,{colour},{told})"
    return told


def _side(rules: _Rules, kind: str, within: str) -> str:
    if f"{kind}.within" not in rules.single:
        return '""'
    return f"IF({within},{rules.single[f'{kind}.within']},{rules.single[f'{kind}.beyond']})"


def _unasked(_: object) -> str:
    return ""
