"""The head of the sheet 情景, and the folded rows of the figures in use."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import cached_property, partial

from udfs.errors import BAD_VALUE, MISSING
from udfs.native import remembered
from udfs.records import dataclass
from workbooks.files.coordinates import get_column_letter
from workbooks.files.written_with import DataValidation
from workbooks.filing.scoring import ScoredTable
from workbooks.forms.page import paper as look
from workbooks.forms.page import wrapping
from workbooks.forms.page.paper import CellValue, Paper
from workbooks.forms.sheets.project_head import project_name
from workbooks.forms.sheets.scenario_sheet.one_column import HERE, ScenarioColumns
from workbooks.forms.sheets.scenario_sheet.picked import Picked
from workbooks.forms.sheets.scenario_sheet.places import (
    ASKED,
    BASE,
    BASE_LABEL,
    BEFORE,
    CHOICE_ROW,
    CLEARED,
    HEADER_ROW,
    ITEM,
    LABEL,
    LAST,
    LISTED,
    PICKED_AT,
    PLACE,
    STALE_ROW,
    UNIT,
    WIDTH,
    FigureLine,
    Places,
    slot_name,
)
from workbooks.forms.sheets.scenario_sheet.shown import (
    figure_shown,
    label_formula,
    label_shown,
    listed_lines,
)
from workbooks.forms.sheets.scenario_sheet.typed_range import typed_range

_WIDTHS = (44, 10, WIDTH)
_TITLE = "情景测算"
_HINT = (
    "左边选要改的数，右边各情景只填改成几（当作没有填，填“空”），其余按基准。与基准不同的得分变灰、加粗，高的带“↑”，"
    "低的带“↓”。“当前情景”是图表所画、按钮所用的一列；要更多，用“新增情景”，或把整列向右复制。"
)
_FOLDED = {
    ITEM: "以下各行由公式使用，不要改动",
    BEFORE: "套用前",
    LABEL: "名称",
    PLACE: "序号",
    LISTED: "可选的",
    PICKED_AT: "选在第几行",
}


def _title(table: ScoredTable) -> str:
    return f"{_TITLE}：{table.project}" if table.project else _TITLE


@dataclass(frozen=True)
class Figures:
    """Writes the rows above and below the scores."""

    paper: Paper
    places: Places
    columns: ScenarioColumns
    picked: Picked
    native: bool

    def write_head(self) -> None:
        """The title, the choice of a scenario, and the names of the columns."""
        # Title and hint end where the columns do that are held in sight: its edge would cut them.
        paper, held = self.paper, BASE
        paper.widths((*_WIDTHS, *(WIDTH,) * len(self.columns.all)))
        paper.banner(1, held, _TITLE, look.TITLE, 30)
        if self.places.standard.projects:
            name = project_name(self.places.form, self.places.standard)
            title = f'="{_TITLE}"&IF({name}="","","："&{name})'
            paper.formula(1, 1, title, look.TITLE, _title)
        height = wrapping.lines(_HINT, sum(_WIDTHS)) * wrapping.LINE_HEIGHT + 6
        paper.banner(2, held, _HINT, look.HINT, height)
        paper.merge(CHOICE_ROW, ITEM, CHOICE_ROW, UNIT, look.HEADER)
        paper.put(CHOICE_ROW, ITEM, "当前情景", look.HEADER)
        paper.put(CHOICE_ROW, BASE, self.columns.chosen.scenario.name, look.INPUT_TEXT)
        paper.banner(STALE_ROW, held, None, look.HINT, wrapping.LINE_HEIGHT + 2)
        for number, heading in ((ITEM, "要改的数（点右边的箭头选）"), (UNIT, "单位"), (BASE, BASE_LABEL)):
            paper.put(HEADER_ROW, number, heading, look.HEADER)
        for column in self.columns.all:
            paper.put(HEADER_ROW, column.number, column.scenario.name, look.INPUT_TEXT)
        titles = f"$C${HEADER_ROW}:${get_column_letter(LAST)}${HEADER_ROW}"
        choice = DataValidation("list", formula1=titles, showErrorMessage=True)
        choice.errorTitle, choice.error = "当前情景", f"请从第 {HEADER_ROW} 行的名称里选"
        choice.add(f"C{CHOICE_ROW}")
        paper.sheet.add_data_validation(choice)

    def write_used(self) -> None:
        """The folded rows of the figures in use; column B keeps them as they were before an `apply`."""
        self._write_folded_headings()
        paper = self.paper
        first, last = self.places.pick_rows[0], self.places.pick_rows[-1]
        for number, line in enumerate(self.places.figures, 1):
            row = self.places.used[line.slot]
            self._write_listed(number, row, line)
            paper.put(row, ITEM, slot_name(line.slot), look.STEP)
            compute = partial(figure_shown, slot=line.slot)
            base, at = f'IF(ISBLANK({line.source}),"",{line.source})', f"${look.letter(PICKED_AT)}{row}"
            typed = f"INDEX({HERE}${first}:{HERE}${last},{at})"
            used = f'IF({typed}="",$C{row},IF({typed}="{CLEARED}","",{typed}))'
            used = f"IF({at}=0,$C{row},{used})"
            if not self.native:
                # LibreOffice does not call a function at all with an error among the cells of a range.
                base = f'IFERROR({base},IF(ISNA({line.source}),"{MISSING}","{BAD_VALUE}"))'
                used = f'IFERROR({used},"{BAD_VALUE}")'
            paper.formula(row, BASE, f"={base}", look.STEP, compute)
            self.columns.everywhere(row, f"={used}", look.STEP, compute)
        letters = look.letter(LABEL), look.letter(ASKED)
        paper.sheet.column_dimensions.group(*letters, outline_level=1, hidden=True)

    def _write_folded_headings(self) -> None:
        head = self.places.last_row + 1
        for column, heading in _FOLDED.items():
            self.paper.put(head, column, heading, look.STEP)

    def _write_listed(self, number: int, row: int, line: FigureLine) -> None:
        """What a figure is called, its place in the drop-down, the row that picks it, what may be typed."""
        paper, places = self.paper, self.places
        label, place = look.letter(LABEL), look.letter(PLACE)
        first, last = places.used_rows
        above = f"COUNT(${place}${first - 1}:${place}{row - 1})+1"
        if line.place is None:
            paper.put(row, LABEL, line.label, look.STEP)
            paper.formula(row, PLACE, f"={above}", look.STEP, partial(self._place, line=line))
        else:
            name = places.form_cell(line.place.row, "name")
            paper.formula(row, LABEL, label_formula(line, name), look.STEP, partial(label_shown, line=line))
            formula = f'=IF({places.empty(line.place, "$C")},"",{above})'
            paper.formula(row, PLACE, formula, look.STEP, partial(self._place, line=line))
        listed = f"${label}${first}:${label}${last},MATCH({number},${place}${first}:${place}${last},0)"
        found = partial(self._listed, number=number)
        paper.formula(row, LISTED, f'=IFERROR(INDEX({listed}),"")', look.STEP, found)
        picks = f"${label}${places.pick_rows[0]}:${label}${places.pick_rows[-1]}"
        at = self.picked.begun.index(line) + 1 if line in self.picked.begun else 0
        formula = f"=IFERROR(MATCH({number},{picks},0),0)"
        paper.formula(row, PICKED_AT, formula, look.STEP, lambda _: Decimal(at))
        told = typed_range(line.item, places)
        for column, value in told.cells.items():
            paper.put(row, column, look.plain(value), look.STEP)
        paper.put(row, ASKED, told.asked, look.STEP)

    def _place(self, table: ScoredTable, line: FigureLine) -> CellValue:
        listed = self._lines(table)
        return Decimal(listed.index(line) + 1) if line in listed else ""

    def _listed(self, table: ScoredTable, number: int) -> str:
        listed = self._lines(table)
        return label_shown(table, listed[number - 1]) if number <= len(listed) else ""

    @cached_property
    def _lines(self) -> Callable[[ScoredTable], list[FigureLine]]:
        """The figures that the drop-down offers for a table."""
        return remembered(partial(listed_lines, figures=self.places.figures))
