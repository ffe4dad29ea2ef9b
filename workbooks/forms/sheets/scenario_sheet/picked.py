"""The rows of the sheet 情景 in which a clerk picks a figure by its label and types what it might be.

Beside them, in folded columns, stands which figure was picked and what may be typed for it, taken from the
folded row of that figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property, partial

from udfs.expression import Figure
from udfs.records import dataclass
from workbooks.files.written_with import DataValidation, DifferentialStyle, NumberFormat, Rule
from workbooks.filing.scoring import ScoredTable
from workbooks.forms.page import paper as look
from workbooks.forms.page.paper import CellValue, Paper
from workbooks.forms.sheets.scenario_sheet.one_column import ScenarioColumns
from workbooks.forms.sheets.scenario_sheet.places import (
    ASKED,
    BASE,
    CLEARED,
    FIRST_ROW,
    HIGH,
    ITEM,
    KIND,
    LABEL,
    LAST,
    LISTED,
    LOW,
    OFFERED,
    PART_OF,
    PLACE,
    SHOWN_AS,
    STALE_ROW,
    TROUBLE,
    UNIT,
    WHOLE_ONLY,
    FigureLine,
    Places,
)
from workbooks.forms.sheets.scenario_sheet.shown import figure_shown, label_shown
from workbooks.forms.sheets.scenario_sheet.typed_range import FREE, LISTED_ONLY, MONEY, RATE, typed_range

_STALE = "附表的自填行有增减，本表没有跟上，不再算总分：请用 jixiao fill 以本文件为 --data 重新生成。"
_UNTIL = "；改好以前不算总分。"
_PICK = "点右边的箭头，从下拉里选要改的数；不用的行空着"
_REFUSED = (
    f"超出这个数可填的范围（见“单位”一栏和“数据”表），或者还没有在左边选要改的数；要当作没有填，填“{CLEARED}”"
)
_FORMATS = ((RATE, 10, "0.00%"), (MONEY, 4, "#,##0.00"))


@dataclass(frozen=True)
class Picked:
    """Writes the rows, what may be typed in them, and the line that says what is wrong with a pick."""

    paper: Paper
    places: Places
    columns: ScenarioColumns

    @cached_property
    def begun(self) -> Sequence[FigureLine]:
        """The figures that the scenarios to begin with vary, in the order of all figures."""
        changed = {slot for column in self.columns.all for slot in column.scenario.changes}
        return [line for line in self.places.figures if line.slot in changed]

    def write(self) -> None:
        for row in self.places.pick_rows:
            number = row - FIRST_ROW
            self._write_row(row, self.begun[number] if number < len(self.begun) else None)
        self._write_trouble_line()
        self._offer()
        self._refuse()
        self._format()

    def _write_row(self, row: int, line: FigureLine | None) -> None:
        paper, places = self.paper, self.places
        paper.sheet.row_dimensions[row].height = 16
        if line is None:
            paper.put(row, ITEM, None, look.INPUT_TEXT)
        else:
            label = f"=${look.letter(LABEL)}${places.used[line.slot]}"
            paper.formula(row, ITEM, label, look.INPUT_TEXT, partial(label_shown, line=line))
        which = f"${look.letter(LABEL)}{row}"
        labels = places.of_used(f"${look.letter(LABEL)}")
        count = f"(ROW({labels})-ROW({labels.partition(':')[0]})+1)"
        place = places.figures.index(line) + 1 if line else 0
        formula = f'=IF($A{row}="",0,SUMPRODUCT(({labels}=$A{row})*{count}))'
        paper.formula(row, LABEL, formula, look.STEP, lambda _: Decimal(place))
        told = typed_range(line.item, places) if line else None
        for column in (KIND, WHOLE_ONLY, LOW, HIGH, PART_OF, OFFERED, SHOWN_AS):
            listed = places.of_used(f"${look.letter(column)}")
            shown = told.cells[column] if told else ""
            formula = f'=IF({which}=0,"",INDEX({listed},{which}))'
            paper.formula(row, column, formula, look.STEP, partial(_constant, value=shown))
        asked = told.asked if told else ""
        formula = f'=IF({which}=0,"",INDEX({places.of_used(f"${look.letter(ASKED)}")},{which})&"")'
        paper.formula(row, UNIT, formula, look.ONE_LINE_CENTRE, partial(_constant, value=asked))
        base = f'=IF({which}=0,"",INDEX({places.of_used("$C")},{which}))'
        paper.formula(row, BASE, base, look.ONE_LINE_CENTRE, partial(_base, line=line))
        for scenario in self.columns.all:
            value: Figure = None
            if line and line.slot in scenario.scenario.changes:
                value = scenario.scenario.changes[line.slot]
                value = CLEARED if value is None else value
            paper.put(row, scenario.number, look.plain(value), look.INPUT_NUMBER)
        self._write_trouble(row, which)

    def _write_trouble(self, row: int, which: str) -> None:
        """What is wrong with a pick: none beside figures, one that is not listed, one picked before."""
        typed = f"$D{row}:${look.letter(LAST)}{row}"
        above = f"${look.letter(LABEL)}${FIRST_ROW}:{which}"
        formula = (
            f'=IF($A{row}="",IF(COUNTA({typed})=0,"","第 "&ROW()&" 行填了数，没有选要改的是哪个数"),'
            f'IF({which}=0,"“"&$A{row}&"”不在可选的数里，请从下拉里重新选",'
            f'IF(COUNTIF({above},{which})>1,"“"&$A{row}&"”选了两次，请只留一行","")))'
        )
        self.paper.formula(row, TROUBLE, formula, look.STEP, lambda _: "")

    def _write_trouble_line(self) -> None:
        """The line above the headings; while it says something no scenario has a total."""
        rows, letter = self.places.pick_rows, look.letter(TROUBLE)
        troubles = f"${letter}${rows[0]}:${letter}${rows[-1]}"
        formula = f'IFERROR(INDEX({troubles},MATCH("?*",{troubles},0))&"{_UNTIL}","")'
        if self.places.own_places:
            formula = f"IF({self.places.other_rows},{look.quoted(_STALE)},{formula})"
        self.paper.formula(STALE_ROW, ITEM, f"={formula}", look.HINT, lambda _: "")

    def _offer(self) -> None:
        """The drop-down of the labels, empty rows of the unit's own left out."""
        first, last = self.places.used_rows
        listed, places = look.letter(LISTED), look.letter(PLACE)
        count = f"MAX(1,COUNT(${places}${first}:${places}${last}))"
        rule = DataValidation("list", formula1=f"OFFSET(${listed}${first},0,0,{count},1)", allow_blank=True)
        rule.showErrorMessage = rule.showInputMessage = True
        rule.promptTitle, rule.prompt = "要改的数", _PICK
        rule.errorTitle, rule.error = "要改的数", _PICK
        rows = self.places.pick_rows
        rule.add(f"A{rows[0]}:A{rows[-1]}")
        self.paper.sheet.add_data_validation(rule)

    def _refuse(self) -> None:
        """Stop what the data sheet would stop for the figure that is picked; 空 is always allowed."""
        rows, cell = self.places.pick_rows, f"D{FIRST_ROW}"
        kind, whole, low, high, part, offered = (
            f"${look.letter(column)}{FIRST_ROW}" for column in (KIND, WHOLE_ONLY, LOW, HIGH, PART_OF, OFFERED)
        )
        most = f"IF({part}=0,{high},INDEX({self.places.of_used('D')},{part}))"
        number = f"AND({cell}>={low},OR({whole}=0,{cell}=INT({cell})),{cell}<={most})"
        number = f"IF(ISNUMBER({cell}),{number},FALSE)"
        listed = f'ISNUMBER(FIND(","&{cell}&",",{offered}))'
        formula = f"IF({kind}={FREE},TRUE,IF({kind}={LISTED_ONLY},{listed},{number}))"
        formula = f'IF({cell}="{CLEARED}",TRUE,IF({kind}="",FALSE,{formula}))'
        rule = DataValidation("custom", formula1=formula, showErrorMessage=True)
        rule.errorTitle, rule.error = "情景里的数", _REFUSED
        rule.add(f"{cell}:{look.letter(LAST)}{rows[-1]}")
        self.paper.sheet.add_data_validation(rule)

    def _format(self) -> None:
        """Rates as per cents and money with its two decimals, whatever is picked."""
        rows, sheet = self.places.pick_rows, self.paper.sheet
        area = f"C{rows[0]}:{look.letter(LAST)}{rows[-1]}"
        for kind, number, code in _FORMATS:
            style = DifferentialStyle(numFmt=NumberFormat(numFmtId=number, formatCode=code))
            formula = f"${look.letter(SHOWN_AS)}{FIRST_ROW}={kind}"
            sheet.conditional_formatting.add(area, Rule(type="expression", formula=[formula], dxf=style))


def _base(table: ScoredTable, line: FigureLine | None) -> CellValue:
    return figure_shown(table, line.slot) if line else ""


def _constant(_: ScoredTable, value: CellValue) -> CellValue:
    return value


def slots_begun(columns: ScenarioColumns) -> int:
    """How many figures the scenarios to begin with vary."""
    return len({slot for column in columns.all for slot in column.scenario.changes})
