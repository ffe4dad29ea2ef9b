"""The head of the sheet 情景, its figures to type in, and the folded rows of those in use."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from openpyxl.worksheet.datavalidation import DataValidation

from udfs.errors import BAD_VALUE, MISSING
from udfs.expression import Figure
from workbooks.files.coordinates import get_column_letter
from workbooks.forms import data_sheet
from workbooks.forms import paper as look
from workbooks.forms.paper import Paper
from workbooks.forms.project_head import project_name
from workbooks.forms.scenario_sheet.one_column import HERE, ScenarioColumns
from workbooks.forms.scenario_sheet.places import (
    BASE,
    BASE_LABEL,
    BEFORE,
    CHOICE_ROW,
    CLEARED,
    FIRST_ROW,
    HEADER_ROW,
    ITEM,
    LAST,
    STALE_ROW,
    UNIT,
    WIDTH,
    FigureLine,
    Places,
    slot_name,
)
from workbooks.forms.scenario_sheet.shown import figure_shown, row_title
from workbooks.standards.items import DataItem
from workbooks.whatif.variables import Slot

_WIDTHS = (36, 8, WIDTH)
_SHOWN = {"money": look.MONEY, "rate": look.RATE}
_TITLE = "情景测算"
_STALE = "附表的自填行有增减，本表没有跟上，不再算总分：请用 jixiao fill 以本文件为 --data 重新生成。"
_HINT = (
    "只填要改的数，其余按基准；要当作没有填，填“空”。得分与基准不同的加粗。"
    "“当前情景”是图表所画、宏所用的一列；要更多情景，用“新增情景”，或把整列向右复制。"
)


@dataclass(frozen=True)
class Figures:
    """Writes the rows above and below the scores."""

    paper: Paper
    places: Places
    columns: ScenarioColumns
    native: bool

    def write_head(self) -> None:
        """The title, the choice of a scenario, and the names of the columns."""
        paper, last = self.paper, self.columns.last
        paper.widths((*_WIDTHS, *(WIDTH,) * len(self.columns.all)))
        paper.banner(1, last, _TITLE, look.TITLE, 30)
        if self.places.standard.projects:
            title = f'="{_TITLE}："&{project_name(self.places.form, self.places.standard)}'
            paper.formula(1, 1, title, look.TITLE, lambda table: f"{_TITLE}：{table.project}")
        paper.banner(2, last, _HINT, look.HINT, look.LINE_HEIGHT * 3)
        paper.merge(CHOICE_ROW, ITEM, CHOICE_ROW, UNIT, look.HEADER)
        paper.put(CHOICE_ROW, ITEM, "当前情景", look.HEADER)
        paper.put(CHOICE_ROW, BASE, self.columns.chosen.scenario.name, look.INPUT_TEXT)
        paper.banner(STALE_ROW, last, None, look.HINT, look.LINE_HEIGHT + 2)
        if self.places.own_places:
            formula = f'=IF({self.places.other_rows},{look.quoted(_STALE)},"")'
            paper.formula(STALE_ROW, 1, formula, look.HINT, lambda _: "")
        for number, heading in ((ITEM, "数据项"), (UNIT, "单位"), (BASE, BASE_LABEL)):
            paper.put(HEADER_ROW, number, heading, look.HEADER)
        for column in self.columns.all:
            paper.put(HEADER_ROW, column.number, column.scenario.name, look.INPUT_TEXT)
        titles = f"$C${HEADER_ROW}:${get_column_letter(LAST)}${HEADER_ROW}"
        choice = DataValidation("list", formula1=titles, showErrorMessage=True)
        choice.errorTitle, choice.error = "当前情景", f"请从第 {HEADER_ROW} 行的名称里选"
        choice.add(f"C{CHOICE_ROW}")
        paper.sheet.add_data_validation(choice)

    def write(self) -> None:
        """The figures of the base, and the cells in which a scenario's own are typed."""
        paper = self.paper
        for row, line in enumerate(self.places.figures, FIRST_ROW):
            paper.sheet.row_dimensions[row].height = 16
            if line.slot is None or line.item is None:
                self._write_heading(row, line)
                continue
            paper.put(row, ITEM, line.label, look.ONE_LINE)
            paper.put(row, UNIT, line.item.unit_label, look.CENTRE)
            style = _SHOWN.get(line.item.kind, look.ONE_LINE_CENTRE)
            formula = f'=IF(ISBLANK({line.source}),"",{line.source})'
            paper.formula(row, BASE, formula, style, partial(figure_shown, slot=line.slot))
            for column in self.columns.all:
                value: Figure = None
                if line.slot in column.scenario.changes:
                    value = column.scenario.changes[line.slot]
                    value = CLEARED if value is None else value
                paper.put(row, column.number, look.plain(value), look.INPUT_STYLES[line.item.kind])
            self._validate(row, line.label.strip(), line.item)

    def _write_heading(self, row: int, line: FigureLine) -> None:
        name = f'IF({line.source}="","（空行）",{line.source})'
        label = look.quoted(f"{line.label}：")
        compute = partial(row_title, place=line.place, label=f"{line.label}：")
        for column in range(UNIT, self.columns.last + 1):
            self.paper.put(row, column, None, look.HEADER)
        self.paper.formula(row, ITEM, f"={label}&{name}", look.ONE_LINE, compute)

    def _validate(self, row: int, label: str, item: DataItem) -> None:
        """Stop what the data sheet would stop; 空 is always allowed."""
        if item.kind == "target":
            return
        cell, area = f"D{row}", f"D{row}:{get_column_letter(LAST)}{row}"
        if item.options or item.choices:
            offered = [*map(str, item.options or item.choices), CLEARED]
            listed = look.listed_inline(offered)
            if listed is None:
                return
            validation = DataValidation("list", formula1=listed)
            message = f"只能填 {'、'.join(offered)}"
        else:
            most = None
            if item.at_most:
                used = self.places.used.get(Slot(item.at_most))
                most = f"D{used}" if used else item.at_most
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

    def write_used(self) -> None:
        """The folded rows of the figures in use; column B keeps them as they were before an `apply`."""
        paper, head = self.paper, self.places.last_row + 1
        for column, heading in ((ITEM, "以下各行由公式使用，不要改动"), (BEFORE, "套用前")):
            paper.put(head, column, heading, look.STEP)
        for offset, line in enumerate(self.places.figures):
            if line.slot is None:
                continue
            row = self.places.used[line.slot]
            paper.put(row, ITEM, slot_name(line.slot), look.STEP)
            compute = partial(figure_shown, slot=line.slot)
            base, typed = f"C{FIRST_ROW + offset}", f"{HERE}{FIRST_ROW + offset}"
            used = f'IF({typed}="",$C{row},IF({typed}="{CLEARED}","",{typed}))'
            if not self.native:
                # LibreOffice does not call a function at all with an error among the cells of a range.
                base = f'IFERROR({base},IF(ISNA({base}),"{MISSING}","{BAD_VALUE}"))'
                used = f'IFERROR({used},"{BAD_VALUE}")'
            paper.formula(row, BASE, f"={base}", look.STEP, compute)
            self.columns.everywhere(row, f"={used}", look.STEP, compute)
