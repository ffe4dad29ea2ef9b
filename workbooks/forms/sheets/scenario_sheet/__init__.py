"""情景: what-if columns beside the figures as they stand; changed figures are picked and typed in a column.

A scenario column refers to itself, to the base column C and to the folded columns beside the last scenario,
so that it can be copied to the right as often as wanted. Its figures in use (typed, else those of the base)
and, in the native edition, the steps of its scores stand in folded rows below; column B there keeps what a
figure was before a scenario was applied.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from workbooks.files.coordinates import get_column_letter
from workbooks.files.written_with import (
    DataValidation,
    DifferentialStyle,
    Font,
    NumberFormat,
    PatternFill,
    Rule,
    Worksheet,
)
from workbooks.forms.layout.form_layout import FormLayout
from workbooks.forms.layout.kinds import SCENARIO_SHEET
from workbooks.forms.page import screen
from workbooks.forms.page.paper import Paper
from workbooks.forms.page.writer import Writer
from workbooks.forms.sheets.scenario_sheet.array_call import ArrayCall, write_array_call
from workbooks.forms.sheets.scenario_sheet.in_sight import write_in_sight
from workbooks.forms.sheets.scenario_sheet.native_formulas import NativeFormulas
from workbooks.forms.sheets.scenario_sheet.one_column import Scenario, ScenarioColumns
from workbooks.forms.sheets.scenario_sheet.picked import Picked, slots_begun
from workbooks.forms.sheets.scenario_sheet.places import (
    BASE,
    BASE_LABEL,
    BEFORE,
    CHOICE_NAME,
    CHOICE_ROW,
    CLEARED,
    FIRST,
    FIRST_ROW,
    FORM_NAME,
    HEADER_ROW,
    ITEM,
    LABEL,
    LAST,
    PICKS,
    PICKS_NAME,
    SPARE,
    TITLES_NAME,
    USED_NAME,
    WIDTH,
    Places,
    ScenarioSheet,
    ScoreRow,
    slot_name,
    slot_of,
    used_names,
)
from workbooks.forms.sheets.scenario_sheet.scores import Scores
from workbooks.forms.sheets.scenario_sheet.shown import figure_shown
from workbooks.forms.sheets.scenario_sheet.states import States
from workbooks.forms.sheets.scenario_sheet.varied import Figures
from workbooks.forms.sheets.work import Work, add_name

__all__ = [
    "BASE",
    "BASE_LABEL",
    "BEFORE",
    "CHOICE_NAME",
    "CHOICE_ROW",
    "CLEARED",
    "FIRST",
    "FIRST_ROW",
    "FORM_NAME",
    "HEADER_ROW",
    "ITEM",
    "LABEL",
    "LAST",
    "PICKS",
    "PICKS_NAME",
    "SCENARIO_SHEET",
    "SPARE",
    "TITLES_NAME",
    "USED_NAME",
    "WIDTH",
    "Scenario",
    "ScenarioSheet",
    "ScoreRow",
    "figure_shown",
    "slot_name",
    "slot_of",
    "used_names",
    "write",
]

_SIGNS = {"↑": 231, "↓": 232}
"""What stands before a score above or below that of the base, and the number of such a number format."""


@cache
def _marked(sign: str = "") -> DifferentialStyle:
    """Bold on grey, and a number with a sign for more or less, so that a grey print tells it too."""
    number = None
    if sign:
        code = f'"{sign} "0.00;"{sign} "-0.00;"{sign} "0.00'
        number = NumberFormat(numFmtId=_SIGNS[sign], formatCode=code)
    font, fill = Font(bold=True), PatternFill("solid", bgColor="FFD9D9D9")
    return DifferentialStyle(font=font, fill=fill, numFmt=number)


def add(work: Work) -> None:
    """Write 情景 of each form, and make room for its 图表 behind it."""
    for number, form in enumerate(work.forms):
        if not form.scenario_sheet:
            continue
        own = [scenario for scenario in work.scenarios if scenario.form == number]
        paper = work.new_paper(form.scenario_sheet)
        written = write(paper, form.sheet, form.layout, work.writer, own)
        for name, corners in written.names().items():
            add_name(paper.sheet, name, paper.title, *corners)
        add_name(paper.sheet, FORM_NAME, form.sheet, "A1")
        work.scenario_sheets[form.sheet] = written
        if form.chart_sheet:
            work.new_paper(form.chart_sheet)


def write(
    paper: Paper, form: str, layout: FormLayout, writer: Writer, scenarios: Sequence[Scenario]
) -> ScenarioSheet:
    """Write the sheet of the form on sheet `form`: the base, these scenarios, empty ones up to `SPARE`."""
    columns = ScenarioColumns(paper, tuple(scenarios))
    places = Places(layout, form, max(PICKS, slots_begun(columns)))
    native = writer.workings is not None
    formulas: NativeFormulas | ArrayCall = (
        NativeFormulas(paper, places, columns, writer) if native else write_array_call(paper, places, columns)
    )
    picked = Picked(paper, places, columns)
    figures, scores = (
        Figures(paper, places, columns, picked, native),
        Scores(paper, places, columns, formulas),
    )
    figures.write_head()
    picked.write()
    scores.write_base()
    paper.print_setup((HEADER_ROW, HEADER_ROW), columns.last, landscape=False)
    figures.write_used()
    scores.write()
    write_in_sight(paper, places, columns)
    States(paper, places, columns).write()
    paper.sheet.row_dimensions.group(places.last_row + 1, formulas.last_row, outline_level=1, hidden=True)
    paper.sheet.freeze_panes = f"D{FIRST_ROW}"
    screen.select(paper.sheet, f"A{FIRST_ROW}")
    _guard(paper, places)
    chosen = columns.chosen
    rows = places.score_rows, places.total_row, places.used, places.last_row, places.picks
    return ScenarioSheet(paper.title, *rows, 2 if scenarios else 1, chosen.scenario.name, chosen.table)


def _guard(paper: Paper, places: Places) -> None:
    """Stop typing over formulas, and mark the scores that are other than in the base."""
    sheet, last = paper.sheet, get_column_letter(LAST)
    stop = DataValidation("custom", formula1="FALSE", showErrorMessage=True)
    stop.errorTitle, stop.error = "自动计算", "这里是公式；要改的数填在浅黄色单元格里"
    stop.add(f"B{HEADER_ROW + 1}:C{places.last_row}")
    stop.add(f"D{HEADER_ROW + 1}:{last}{FIRST_ROW - 1}")
    stop.add(f"D{places.score_head + 1}:{last}{places.last_row}")
    sheet.add_data_validation(stop)
    first, end = places.score_head + 1, places.total_row + 1
    # Of the results held in sight total and grade, not how far they are off and what is missing.
    for top, bottom in ((HEADER_ROW + 1, HEADER_ROW + 2), (first, end)):
        _mark_others(sheet, f"D{top}:{last}{bottom}", f"D{top}", f"$C{top}")
    unbegun = screen.typed_in(places.layout, places.form)
    for top, bottom in ((HEADER_ROW + 1, FIRST_ROW - 1), (first, end)):
        screen.fade(sheet, f"C{top}:{last}{bottom}", unbegun)


def _mark_others(sheet: Worksheet, cells: str, here: str, base: str) -> None:
    """Mark the cells that show something else than the base in their row."""
    off = f"IF(COUNT({here},{base})=2,ROUND({here}-{base},6),0)"
    conditions = {"↑": f"{off}>0", "↓": f"{off}<0", "": f'AND({here}<>"",{here}<>{base})'}
    for sign, condition in conditions.items():
        rule = Rule(type="expression", formula=[condition], dxf=_marked(sign))
        sheet.conditional_formatting.add(cells, rule)
