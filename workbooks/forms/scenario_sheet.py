"""情景: what-if columns beside the figures as they stand; only the changed figures are typed in a column.

A scenario column refers to itself and to the base column C, to nothing else of the sheet, so that it can be
copied to the right as often as wanted. Its figures in use (typed, else those of the base) and, in the native
edition, the steps of its scores stand in folded rows below; column B there keeps what a figure was before a
scenario was applied.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, partial

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from udfs.native import LONGEST, Term, constant
from workbooks.expression import SUM_NAME, Figure, Item, Notation, guard, shown_value
from workbooks.forms import data_sheet
from workbooks.forms import paper as look
from workbooks.forms.form_layout import FormLayout, Place
from workbooks.forms.own_rows import area_name
from workbooks.forms.paper import CellValue, Paper
from workbooks.forms.writer import Work, Writer
from workbooks.items import DataItem
from workbooks.scoring import FORM_SHEET, NO_GRADE, ItemScore, ScoredTable
from workbooks.standard import Indicator, OwnRows, Standard
from workbooks.whatif.figures import Slot, item_of
from workbooks.whatif.scenarios import Base, Changes

SCENARIO_SHEET = "情景"
BASE_LABEL, CLEARED = "基准", "空"
CHOICE_NAME, TITLES_NAME, FIGURES_NAME, USED_NAME = "情景_选择", "情景_名称", "情景_数据", "情景_取值"
ITEM, UNIT, BASE, FIRST = range(1, 5)
BEFORE = UNIT
"""The folded column that keeps what a figure was before a scenario was applied."""
SPARE = 3
LAST = 52
"""The last column that may hold a scenario (AZ)."""
CHOICE_ROW, HEADER_ROW = 3, 5
FIRST_ROW = HEADER_ROW + 1
WIDTH = 15.0
_WIDTHS = (36, 8, WIDTH, *(WIDTH,) * SPARE)
_MARKED = DifferentialStyle(font=Font(bold=True), fill=PatternFill("solid", bgColor="FFD9D9D9"))
_SHOWN = {"money": look.MONEY, "rate": look.RATE}
_STALE = "附表的自填行有增减，本表没有跟上，不再算总分：请用 jixiao fill 以本文件为 --data 重新生成。"
_HINT = (
    "只填要改的数，其余按基准；要当作没有填，填“空”。得分与基准不同的加粗。"
    "“当前情景”是图表所画、宏所用的一列；要更多情景，用“新增情景”，或把整列向右复制。"
)


@dataclass(frozen=True)
class Scenario:
    """A scenario to begin with: its name, and the figures that are other than in the base."""

    name: str
    changes: Changes = field(default_factory=dict)


@dataclass(frozen=True)
class ScoreRow:
    """A line of scores: its row, its place, and what holds the weight of a row of the unit's own."""

    row: int
    place: Place
    weight: Slot | None = None


@dataclass(frozen=True)
class ScenarioSheet:
    """Where things stand on the sheet."""

    scores: tuple[ScoreRow, ...]
    total_row: int
    used: Mapping[Slot, int]
    """The folded row of each figure in use."""
    last_row: int
    lines: int
    chosen_place: int
    """Which of the base (1) and the scenarios is chosen to begin with."""
    chosen_name: str
    chosen: Callable[[ScoredTable], ScoredTable]
    """The table of the chosen one."""
    choice: str = f"{SCENARIO_SHEET}!$C${CHOICE_ROW}"
    titles: str = f"{SCENARIO_SHEET}!$C${HEADER_ROW}:${get_column_letter(LAST)}${HEADER_ROW}"

    def names(self) -> dict[str, tuple[str, ...]]:
        """The defined names of the sheet and the corners of what they stand for."""
        used = self.last_row + 2
        titles = (f"C{HEADER_ROW}", f"{get_column_letter(LAST)}{HEADER_ROW}")
        return {
            CHOICE_NAME: (f"C{CHOICE_ROW}",),
            TITLES_NAME: titles,
            FIGURES_NAME: (f"A{FIRST_ROW}", f"A{FIRST_ROW + self.lines - 1}"),
            USED_NAME: (f"A{used}", f"A{used + self.lines - 1}"),
        }


@dataclass(frozen=True)
class _Figure:
    """A line for a figure; without a slot it is the heading of a row of the unit's own."""

    label: str
    source: str
    """What refers to its cell in the workbook."""
    slot: Slot | None = None
    item: DataItem | None = None
    place: Place | None = None


Value = Callable[[ScoredTable], CellValue]
# Stands for the letter of a scenario column in a formula that is written into every one of them.
_HERE = "\ue000"


class _Column:
    """A scenario column, and the table scored with its changes."""

    def __init__(self, number: int, scenario: Scenario) -> None:
        self.number, self.scenario = number, scenario
        self.letter = get_column_letter(number)
        self._last: tuple[ScoredTable, ScoredTable] | None = None

    def table(self, base: ScoredTable) -> ScoredTable:
        """The base with the changes of this scenario."""
        if not self.scenario.changes:
            return base
        if self._last is None or self._last[0] is not base:
            self._last = base, Base(base).apply(self.scenario.changes)
        return self._last[1]


def write(paper: Paper, layout: FormLayout, writer: Writer, scenarios: Sequence[Scenario]) -> ScenarioSheet:
    """Write the sheet: the base, these scenarios, and empty ones up to `SPARE`."""
    return _Writing(paper, layout, writer, tuple(scenarios)).write()


@dataclass(frozen=True)
class _Writing:
    paper: Paper
    layout: FormLayout
    writer: Writer
    scenarios: tuple[Scenario, ...]

    @property
    def standard(self) -> Standard:
        return self.layout.standard

    @cached_property
    def columns(self) -> tuple[_Column, ...]:
        empty = [Scenario(f"情景{number}") for number in range(len(self.scenarios) + 1, SPARE + 1)]
        return tuple(_Column(FIRST + n, one) for n, one in enumerate((*self.scenarios, *empty)))

    @cached_property
    def figures(self) -> tuple[_Figure, ...]:
        keys = self.standard.figures_to_score.items()
        shared = [_Figure(key, key, Slot(key), item) for key, item in keys]
        return (*shared, *(line for place in self.own_places for line in self._row_figures(place)))

    @cached_property
    def own_places(self) -> tuple[Place, ...]:
        return tuple(place for place in self.layout.places if isinstance(place.child, OwnRows))

    def _row_figures(self, place: Place) -> Iterator[_Figure]:
        group = _group(place)
        yield _Figure(group.rows, self._form_cell(place.row, "name"), place=place)
        for key, item in self.standard.rule_of(group).items.items():
            source = f"{FORM_SHEET}!{self.layout.item_cell(place, key)}"
            yield _Figure(f"　{item.label}", source, Slot(key, group.rows, place.number), item)

    def _form_cell(self, row: int, column: str) -> str:
        return f"{FORM_SHEET}!${self.layout.cell(row, column)}"

    @property
    def score_head(self) -> int:
        return FIRST_ROW + len(self.figures)

    @cached_property
    def score_rows(self) -> tuple[ScoreRow, ...]:
        rows = []
        for row, place in enumerate(self.layout.scored_places, self.score_head + 1):
            weight = None
            if isinstance(place.child, OwnRows):
                key = self.standard.rule_of(place.child).key_at("weight")
                weight = Slot(key, place.child.rows, place.number) if key else None
            rows.append(ScoreRow(row, place, weight))
        return tuple(rows)

    @property
    def total_row(self) -> int:
        return self.score_head + 1 + len(self.layout.scored_places)

    @property
    def last_row(self) -> int:
        """The last row to be seen: how far the total is off the base."""
        return self.total_row + 2

    @cached_property
    def used(self) -> dict[Slot, int]:
        first = self.last_row + 2
        return {line.slot: row for row, line in enumerate(self.figures, first) if line.slot is not None}

    @property
    def weights_row(self) -> int:
        return self.last_row + 2 + len(self.figures)

    def write(self) -> ScenarioSheet:
        self._write_head()
        self._write_figures()
        self._write_scores()
        last = FIRST + len(self.columns) - 1
        self.paper.print_setup((HEADER_ROW, HEADER_ROW), last, landscape=False)
        self._write_used()
        steps = _Steps(self)
        self._write_scenario_scores(steps)
        self._write_totals(steps)
        self.paper.sheet.row_dimensions.group(self.last_row + 1, steps.row, outline_level=1, hidden=True)
        self.paper.sheet.freeze_panes = f"D{FIRST_ROW}"
        self._guard()
        chosen = self.scenarios[0].name if self.scenarios else BASE_LABEL
        table = self.columns[0].table if self.scenarios else _Column(BASE, Scenario(BASE_LABEL)).table
        rows = self.score_rows, self.total_row, self.used, self.last_row, len(self.figures)
        return ScenarioSheet(*rows, 2 if self.scenarios else 1, chosen, table)

    def _write_head(self) -> None:
        paper, last = self.paper, FIRST + len(self.columns) - 1
        paper.widths((*_WIDTHS[:BASE], *(WIDTH,) * len(self.columns)))
        paper.banner(1, last, "情景测算", look.TITLE, 30)
        paper.banner(2, last, _HINT, look.HINT, look.LINE_HEIGHT * 3)
        paper.merge(CHOICE_ROW, ITEM, CHOICE_ROW, UNIT, look.HEADER)
        paper.put(CHOICE_ROW, ITEM, "当前情景", look.HEADER)
        chosen = self.columns[0].scenario.name if self.scenarios else BASE_LABEL
        paper.put(CHOICE_ROW, BASE, chosen, look.INPUT_TEXT)
        paper.banner(4, last, None, look.HINT, look.LINE_HEIGHT + 2)
        if stale := self._stale:
            formula = f'=IF({stale},{look.quoted(_STALE)},"")'
            paper.formula(4, 1, formula, look.HINT, lambda _: "")
        for number, heading in ((ITEM, "数据项"), (UNIT, "单位"), (BASE, BASE_LABEL)):
            paper.put(HEADER_ROW, number, heading, look.HEADER)
        for column in self.columns:
            paper.put(HEADER_ROW, column.number, column.scenario.name, look.INPUT_TEXT)
        titles = f"$C${HEADER_ROW}:${get_column_letter(LAST)}${HEADER_ROW}"
        choice = DataValidation("list", formula1=titles, showErrorMessage=True)
        choice.errorTitle, choice.error = "当前情景", f"请从第 {HEADER_ROW} 行的名称里选"
        choice.add(f"C{CHOICE_ROW}")
        paper.sheet.add_data_validation(choice)

    @cached_property
    def _stale(self) -> str:
        """The condition that rows were inserted or deleted in the form since this sheet was written."""
        groups = [area_name(key) for key in self.standard.own_rows]
        return f"{'+'.join(f'ROWS({name})' for name in groups)}<>{len(self.own_places)}" if groups else ""

    def _write_figures(self) -> None:
        paper = self.paper
        for row, line in enumerate(self.figures, FIRST_ROW):
            paper.sheet.row_dimensions[row].height = 16
            if line.slot is None or line.item is None:
                self._write_heading(row, line)
                continue
            paper.put(row, ITEM, line.label, look.TEXT)
            paper.put(row, UNIT, line.item.unit_label, look.CENTRE)
            style = _SHOWN.get(line.item.kind, look.CENTRE)
            formula = f'=IF(ISBLANK({line.source}),"",{line.source})'
            paper.formula(row, BASE, formula, style, partial(figure_shown, slot=line.slot))
            for column in self.columns:
                value: Figure = None
                if line.slot in column.scenario.changes:
                    value = column.scenario.changes[line.slot]
                    value = CLEARED if value is None else value
                paper.put(row, column.number, look.plain(value), look.INPUT_STYLES[line.item.kind])
            self._validate(row, line.label.strip(), line.item)

    def _write_heading(self, row: int, line: _Figure) -> None:
        name = f'IF({line.source}="","（空行）",{line.source})'
        label = look.quoted(f"{line.label}：")
        compute = partial(_row_title, place=line.place, label=f"{line.label}：")
        for column in range(UNIT, FIRST + len(self.columns)):
            self.paper.put(row, column, None, look.HEADER)
        self.paper.formula(row, ITEM, f"={label}&{name}", look.TEXT, compute)

    def _validate(self, row: int, label: str, item: DataItem) -> None:
        """Stop what the data sheet would stop; 空 is always allowed."""
        if item.kind == "target":
            return
        cell, area = f"D{row}", f"D{row}:{get_column_letter(LAST)}{row}"
        if item.options or item.choices:
            listed = ",".join([*map(str, item.options or item.choices), CLEARED])
            validation = DataValidation("list", formula1=f'"{listed}"')
            message = f"只能填 {listed.replace(',', '、')}"
        else:
            most = None
            if item.at_most:
                most = (
                    f"D{self.used[Slot(item.at_most)]}" if Slot(item.at_most) in self.used else item.at_most
                )
            elif item.max is not None:
                most = str(item.max)
            checks = [f"ISNUMBER({cell})"]
            checks += [f"{cell}>=0"] if item.kind != "number" else []
            checks += [f"{cell}=INT({cell})"] if item.kind == "count" else []
            checks += [f"{cell}<={most}"] if most else []
            whole = checks[0] if len(checks) == 1 else f"AND({','.join(checks)})"
            validation = DataValidation("custom", formula1=f'IF({cell}="{CLEARED}",TRUE,{whole})')
            message = data_sheet.validation(cell, item)[1]
        validation.showErrorMessage = True
        validation.errorTitle, validation.error = label[:32], f"{message}；要当作没有填，填“{CLEARED}”"
        validation.add(area)
        self.paper.sheet.add_data_validation(validation)

    def _write_scores(self) -> None:
        paper, form = self.paper, self.standard.form
        for column, heading in enumerate(("得分", "分值", BASE_LABEL), 1):
            paper.put(self.score_head, column, heading, look.HEADER)
        for line in self.score_rows:
            place, row = line.place, line.row
            paper.sheet.row_dimensions[row].height = 16
            if isinstance(place.child, Indicator):
                paper.put(row, ITEM, place.child.name, look.TEXT)
                paper.put(row, UNIT, place.child.weight, look.WEIGHT)
            else:
                name, weight = (self._form_cell(place.row, column) for column in ("name", "weight"))
                title = partial(_row_title, place=place, label="")
                paper.formula(row, ITEM, f'=IF({name}="","（空行）",{name})', look.TEXT, title)
                weight_of = partial(_weight, place=place)
                paper.formula(row, UNIT, f'=IF(ISBLANK({weight}),"",{weight})', look.WEIGHT, weight_of)
            source = f"={FORM_SHEET}!{self.layout.score_cell(place)}"
            paper.formula(row, BASE, source, look.SCORE, partial(_score, place=place))
        rows = ((self.total_row, form.total_label), (self.total_row + 1, form.grade_label))
        for row, label in (*rows, (self.last_row, "与基准相差")):
            paper.put(row, ITEM, label, look.TOTAL)
            paper.put(row, UNIT, None, look.TOTAL)
            paper.put(row, BASE, None, look.TOTAL)
            paper.sheet.row_dimensions[row].height = 20
        total, grade = (
            f"={self._form_cell(row, 'score')}" for row in (self.layout.total_row, self.layout.grade_row)
        )
        paper.formula(self.total_row, BASE, total, look.TOTAL, lambda table: table.total_shown)
        paper.formula(self.total_row + 1, BASE, grade, look.TOTAL, lambda table: table.grade_shown)

    def _write_used(self) -> None:
        """The folded rows of the figures in use; column B keeps them as they were before an `apply`."""
        paper, head = self.paper, self.last_row + 1
        for column, heading in ((ITEM, "以下各行由公式使用，不要改动"), (BEFORE, "套用前")):
            paper.put(head, column, heading, look.STEP)
        for offset, line in enumerate(self.figures):
            if line.slot is None:
                continue
            row = self.used[line.slot]
            paper.put(row, ITEM, slot_name(line.slot), look.STEP)
            compute = partial(figure_shown, slot=line.slot)
            paper.formula(row, BASE, f"=C{FIRST_ROW + offset}", look.STEP, compute)
            typed, base = f"{_HERE}{FIRST_ROW + offset}", f"$C{FIRST_ROW + offset}"
            formula = f'=IF({typed}="",{base},IF({typed}="{CLEARED}","",{typed}))'
            self.everywhere(row, formula, look.STEP, compute)

    def everywhere(self, row: int, formula: str, style: str, value: Value) -> None:
        """Write a formula into every scenario column, its own letter in the place of `_HERE`."""
        value = _remembered(value)
        for column in self.columns:
            compute = partial(_of_column, column=column, value=value)
            own = formula.replace(_HERE, column.letter)
            self.paper.formula(row, column.number, own, style, compute)

    def _write_scenario_scores(self, steps: _Steps) -> None:
        for column in self.columns:
            self.paper.put(self.score_head, column.number, None, look.HEADER)
        for line in self.score_rows:
            formula = self._score_formula(line.place, steps)
            self.everywhere(line.row, f"={formula}", look.SCORE, partial(_score, place=line.place))

    def _score_formula(self, place: Place, steps: _Steps) -> str:
        if isinstance(place.child, Indicator):
            notation = _notation(lambda key: f"{_HERE}{self.used[Slot(key)]}")
            cell = partial(steps.cell, place.child.name, notation, _data)
            return self.writer.scenario_score(place.child.expression, notation, cell, LONGEST)
        group = _group(place)
        rule = self.standard.rule_of(group)

        def reference(key: str) -> str:
            return f"{_HERE}{self.used[Slot(key, group.rows, place.number)]}"

        asked = [self._form_cell(place.row, "name")]
        asked += [reference(key) for where in ("target", "actual") if (key := rule.key_at(where))]
        empty = "AND(" + ",".join(f'{cell}=""' for cell in asked) + ")"
        notation, figures = _notation(reference), partial(_row_data, place=place)
        cell = partial(steps.cell, f"{group.rows}{place.number + 1}", notation, figures)
        room = LONGEST - len(f'IF({empty},"",)')
        score = self.writer.scenario_score(rule.expression, notation, cell, room)
        return f'IF({empty},"",{score})'

    def _write_totals(self, steps: _Steps) -> None:
        total, grades = self.total_row, self.standard.grades
        here, base = f"{_HERE}{total}", f"$C{total}"
        scores = f"SUM({_HERE}{self.score_rows[0].row}:{_HERE}{self.score_rows[-1].row})"

        def reference(key: str) -> str:
            return scores if key == SUM_NAME else f"{_HERE}{self.used[Slot(key)]}"

        notation, expression = _notation(reference), self.standard.total_expression
        cell = partial(steps.cell, self.standard.form.total_label, notation, _data)
        room = LONGEST - len(f"IF({self._stale},NA(),)")
        formula = self.writer.scenario_score(expression, notation, cell, room)
        if self._stale:
            formula = f"IF({self._stale},NA(),{formula})"
        self.everywhere(total, f"={formula}", look.TOTAL, lambda table: table.total_shown)
        given = self.writer.call("grade", Term(here, lambda _: None), constant(grades.bands))
        formula = f"IF(ISNUMBER({here}),{given},{here})"
        if grades.only_at_full_mark:
            weights = self._write_weights()
            formula = f"IF({weights}<>{self.standard.full_mark},{look.quoted(NO_GRADE)},{formula})"
        self.everywhere(total + 1, f"={formula}", look.TOTAL, lambda table: table.grade_shown)
        for column in self.columns:
            off = f'=IF(COUNT({base},{here})=2,ROUND({here}-{base},2),"")'.replace(_HERE, column.letter)
            self.paper.formula(self.last_row, column.number, off, look.TOTAL, partial(_off, column=column))

    def _write_weights(self) -> str:
        """The sum of all weights of a scenario, in a folded row."""
        fixed = sum((indicator.weight for _, _, indicator in self.standard.rows), Decimal(0))
        cells = [f"{_HERE}{self.used[line.weight]}" for line in self.score_rows if line.weight]
        self.paper.put(self.weights_row, ITEM, "分值合计", look.STEP)
        formula = f"=ROUND({fixed}+SUM({','.join(cells)}),2)"
        self.everywhere(self.weights_row, formula, look.STEP, lambda table: table.weights)
        return f"{_HERE}{self.weights_row}"

    def _guard(self) -> None:
        """Stop typing over formulas, and mark the scores that are other than in the base."""
        sheet, last = self.paper.sheet, get_column_letter(LAST)
        stop = DataValidation("custom", formula1="FALSE", showErrorMessage=True)
        stop.errorTitle, stop.error = "自动计算", "这里是公式；要改的数填在浅黄色单元格里"
        stop.add(f"C{FIRST_ROW}:C{self.last_row}")
        stop.add(f"D{self.score_head + 1}:{last}{self.last_row}")
        sheet.add_data_validation(stop)
        first, end = self.score_head + 1, self.total_row + 1
        other = Rule(type="expression", formula=[f'AND(D{first}<>"",D{first}<>$C{first})'], dxf=_MARKED)
        sheet.conditional_formatting.add(f"D{first}:{last}{end}", other)


class _Steps:
    """The steps of the scores: one folded row after the other."""

    def __init__(self, writing: _Writing) -> None:
        self._writing, self.row = writing, writing.weights_row

    def cell(
        self,
        label: str,
        notation: Notation,
        figures: Callable[[ScoredTable], Mapping[str, Figure]],
        step: str,
        items: Sequence[Item],
        formula: str,
        work: Work,
    ) -> str:
        """Write a step and return what refers to it."""
        self.row += 1
        for column, text in ((ITEM, label), (UNIT, step)):
            self._writing.paper.put(self.row, column, text, look.STEP)
        guarded = f"={guard(items, formula, notation)}"
        self._writing.everywhere(
            self.row, guarded, look.STEP, lambda table: shown_value(items, figures(table), work)
        )
        return f"{_HERE}{self.row}"


def _remembered(value: Value) -> Value:
    """A value that is not worked out again for the table it was worked out for last."""
    last: tuple[ScoredTable, CellValue] | None = None

    def compute(table: ScoredTable) -> CellValue:
        nonlocal last
        if last is None or last[0] is not table:
            last = table, value(table)
        return last[1]

    return compute


def _of_column(base: ScoredTable, column: _Column, value: Value) -> CellValue:
    return value(column.table(base))


def _notation(reference: Callable[[str], str]) -> Notation:
    return Notation(reference, blank_is_text=True)


def _group(place: Place) -> OwnRows:
    if not isinstance(place.child, OwnRows):
        raise TypeError(f"row {place.row} is not a row of the unit's own")
    return place.child


def slot_name(slot: Slot) -> str:
    """How the folded rows name a figure: its key, or 组/#行/栏目."""
    return f"{slot.group}/#{slot.number + 1}/{slot.key}" if slot.group else slot.key


def slot_of(name: str) -> Slot:
    """The figure that such a name means."""
    group, _, rest = name.partition("/#")
    number, _, key = rest.partition("/")
    return Slot(key, group, int(number) - 1) if rest else Slot(name)


def _own_item(table: ScoredTable, place: Place | None) -> ItemScore | None:
    return None if place is None else table.at(place.child, place.number)


def figure_shown(table: ScoredTable, slot: Slot) -> CellValue:
    """What a figure in use shows: an empty text where it is not filled."""
    figure = table.data.get(slot.key)
    if slot.group:
        rows, item = table.own_rows.get(slot.group, ()), item_of(table.standard, slot)
        empty = item.choices[0] if item.choices else None
        figure = rows[slot.number].figures.get(slot.key) if slot.number < len(rows) else empty
    return "" if figure is None else figure


def _row_title(table: ScoredTable, place: Place | None, label: str) -> str:
    item = _own_item(table, place)
    return label + (item.line.name if item and item.line.name else "（空行）")


def _data(table: ScoredTable) -> Mapping[str, Figure]:
    return table.data


def _row_data(table: ScoredTable, place: Place) -> Mapping[str, Figure]:
    item = _own_item(table, place)
    return {} if item is None else item.line.scope(table.data)


def _weight(table: ScoredTable, place: Place) -> CellValue:
    item = _own_item(table, place)
    return "" if item is None or item.line.weight is None else item.line.weight


def _score(table: ScoredTable, place: Place) -> CellValue:
    item = table.at(place.child, place.number)
    return "" if item is None else item.shown


def _off(base: ScoredTable, column: _Column) -> CellValue:
    """How far the total of a scenario is off that of the base."""
    total = column.table(base).total
    return "" if total is None or base.total is None else total - base.total
