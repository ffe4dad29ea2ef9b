"""The macros of a sheet 情景: one more column, applying one to the figures, taking that back, clearing.

They act on the column chosen in “当前情景”. What a figure was before it was applied is kept in a folded
column of the sheet: a number as it is, a text or a formula behind a mark, a blank as such, so that it comes
back exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from udfs.records import dataclass
from workbooks.forms.layout.form_layout import FormLayout
from workbooks.forms.sheets.scenario_sheet import (
    BASE,
    BASE_LABEL,
    BEFORE,
    CHOICE_NAME,
    CLEARED,
    FIRST,
    ITEM,
    LABEL,
    LAST,
    PICKS_NAME,
    TITLES_NAME,
    USED_NAME,
    WIDTH,
    slot_of,
)
from workbooks.problems import InputError
from workbooks.standards.model import OwnRows
from workbooks.whatif.variables import Slot

if TYPE_CHECKING:
    import xlwings as xw

_TEXT, _FORMULA, _BLANK = "文：", "式：", "空"
_EMPTY = (None, "")
_COLUMNS = {CHOICE_NAME: BASE, TITLES_NAME: BASE, PICKS_NAME: ITEM, USED_NAME: ITEM}


@dataclass(frozen=True)
class Scenarios:
    """A sheet 情景 as it stands, and the form it belongs to; `figures` are the cells of the data items."""

    sheet: xw.Sheet
    names: Mapping[str, xw.Name]
    form: xw.Sheet
    figures: Mapping[str, tuple[str, str]]
    layout: FormLayout

    def area(self, name: str) -> xw.Range:
        """What a name of the sheet stands for. Raises `InputError` where that is not where it was built."""
        area = self.names[name].refers_to_range if name in self.names else None
        if area is None or area.column != _COLUMNS[name]:
            raise InputError(f"“{self.sheet.name}”表增删过列，不能用情景；请撤销，或重建这张表")
        return area

    @property
    def titles(self) -> dict[int, str]:
        """The names of the scenarios by column, without the base."""
        row = self.area(TITLES_NAME).options(ndim=1).value
        return {number: str(name) for number, name in enumerate(row[1:], FIRST) if name not in _EMPTY}

    def chosen(self) -> int:
        """The column of the chosen scenario. Raises `InputError` when that is the base, or no name of one."""
        name = self.area(CHOICE_NAME).value
        found = [column for column, title in self.titles.items() if title == str(name or "")]
        if len(found) > 1:
            raise InputError(f"有 {len(found)} 个情景都叫“{name}”，请先改名")
        if not found:
            which = f"现在是“{name}”" if name else "现在空着"
            raise InputError(f"请先在“{self.sheet.name}”表的“当前情景”里选一个情景（{which}）")
        return found[0]

    def free(self) -> int:
        """The first column without a scenario."""
        column = max(self.titles, default=BASE) + 1
        if column > LAST:
            raise InputError(f"“{self.sheet.name}”表最多 {LAST - BASE} 个情景，请先清空不用的")
        return column

    def new_name(self, wanted: str) -> str:
        """A name that no scenario has yet."""
        taken, name, again = {BASE_LABEL, *self.titles.values()}, wanted, 1
        while name in taken:
            again += 1
            name = f"{wanted}（{again}）"
        return name

    @property
    def rows(self) -> range:
        """The rows in which figures are picked and varied."""
        area = self.area(PICKS_NAME)
        return range(area.row, area.row + area.shape[0])

    def column(self, number: int) -> xw.Range:
        """The cells of the picked figures in a column."""
        return self.sheet.range((self.rows[0], number), (self.rows[-1], number))

    @property
    def before(self) -> xw.Range:
        """The folded cells that keep what the figures were."""
        used = self.area(USED_NAME)
        return self.sheet.range((used.row, BEFORE), (used.row + used.shape[0] - 1, BEFORE))

    def slots(self) -> list[Slot]:
        """The figure of each folded row. Raises `InputError` when rows came in or went since."""
        keys = self.area(USED_NAME).options(ndim=1).value
        slots = [slot_of(str(key)) for key in keys]
        for group, size in self.layout.sizes.items():
            listed = {slot.number for slot in slots if slot.group == group}
            if listed != set(range(size)):
                title = self.sheet.name
                raise InputError(f"附表“{group}”的行有增减，“{title}”表没有跟上；请重建“{title}”表")
        return slots

    def changes(self, number: int) -> dict[int, object]:
        """What is typed in a column, by the place of its figure among the folded rows.

        Raises `InputError` for a figure that was not picked, is not listed, or was picked twice.
        """
        used, title = self.area(USED_NAME), self.sheet.name
        named = self.sheet.range((used.row, LABEL), (used.row + used.shape[0] - 1, LABEL))
        labels = [str(label) for label in named.options(ndim=1).value]
        picks = self.sheet.range((self.rows[0], ITEM), (self.rows[-1], ITEM)).options(ndim=1).value
        typed = self.column(number).options(ndim=1).value
        found: dict[int, object] = {}
        for row, pick, value in zip(self.rows, picks, typed, strict=True):
            if value in _EMPTY:
                continue
            if pick in _EMPTY:
                raise InputError(f"“{title}”表第 {row} 行填了数，没有选要改的是哪个数；请在 A{row} 选")
            if str(pick) not in labels:
                raise InputError(f"“{title}”表 A{row} 的“{pick}”不在可选的数里，请从下拉里重新选")
            place = labels.index(str(pick))
            if place in found:
                raise InputError(f"“{title}”表的“{pick}”选了两次（A{row}），请只留一行")
            found[place] = value
        return found

    def cell(self, slot: Slot) -> xw.Range:
        """The cell in which a figure is typed."""
        if not slot.group:
            if slot.key not in self.figures:
                raise InputError(f"数据项“{slot.key}”的格子不见了，可能删过行或表；请先恢复")
            sheet, cell = self.figures[slot.key]
            return self.sheet.book.sheets[sheet].range(cell)
        places = [
            place
            for place in self.layout.places
            if isinstance(place.child, OwnRows)
            and (place.child.rows, place.number) == (slot.group, slot.number)
        ]
        return self.form.range(self.layout.item_cell(places[0], slot.key))


def copy_column(scenarios: Scenarios, source: int, name: str, keep: bool) -> str:
    """Copy a column behind the last; without `keep` its typed figures are left out. Return its name."""
    column, sheet = scenarios.free(), scenarios.sheet
    titles, used = scenarios.area(TITLES_NAME), sheet.used_range.last_cell.row
    name = scenarios.new_name(name)
    there = sheet.range((titles.row, column))
    sheet.range((titles.row, source), (used, source)).copy(there)
    there.column_width = WIDTH
    there.value = name
    if not keep:
        scenarios.column(column).clear_contents()
    scenarios.area(CHOICE_NAME).value = name
    return name


def apply(scenarios: Scenarios) -> int:
    """Put the figures of the chosen scenario in their places; return how many."""
    slots, number = scenarios.slots(), scenarios.chosen()
    typed, first = scenarios.changes(number), scenarios.before.row
    kept = scenarios.before.options(ndim=1).value
    changes = [
        (first + place, scenarios.cell(slots[place]), value, kept[place])
        for place, value in sorted(typed.items())
    ]
    if not changes:
        raise InputError(f"情景“{scenarios.titles[number]}”没有填要改的数")
    # What was kept by an earlier apply stays: undo goes back to before the first.
    now = [(row, _kept(cell)) for row, cell, _, before in changes if before in _EMPTY]
    for row, kept_now in now:
        scenarios.sheet.range((row, BEFORE)).value = kept_now
    for _, cell, value, _ in changes:
        cell.value = None if value == CLEARED else _as_text(value)
    return len(changes)


def undo(scenarios: Scenarios) -> int:
    """Put back every figure as it was before scenarios were applied; return how many."""
    kept = scenarios.before.options(ndim=1).value
    changes = [
        (slot, value) for slot, value in zip(scenarios.slots(), kept, strict=True) if value not in _EMPTY
    ]
    if not changes:
        raise InputError("没有套用过情景，不需要撤销")
    for slot, value in changes:
        scenarios.cell(slot).value = _restored(value)
    scenarios.before.clear_contents()
    return len(changes)


def clear(scenarios: Scenarios) -> str:
    """Clear what is typed in the chosen scenario; return its name."""
    number = scenarios.chosen()
    scenarios.column(number).clear_contents()
    return scenarios.titles[number]


def _kept(cell: xw.Range) -> object:
    """What a cell holds, written so that it can be told from all else."""
    value, formula = cell.value, _formula(cell)
    if formula.startswith("=") and formula != value:
        return f"{_FORMULA}{formula}"
    if value in _EMPTY:
        return _BLANK
    return f"{_TEXT}{value}" if isinstance(value, str) else value


def _formula(cell: xw.Range) -> str:
    """The formula of a cell; a server does not tell it, and the workbook kept by the button has it."""
    try:
        return str(cell.formula)
    except NotImplementedError:
        return ""


def _restored(kept: object) -> object:
    if not isinstance(kept, str):
        return kept
    if kept == _BLANK:
        return None
    return kept.removeprefix(_FORMULA) if kept.startswith(_FORMULA) else _as_text(kept.removeprefix(_TEXT))


def _as_text(value: object) -> object:
    """A value to type: text stays text, whatever number or formula it looks like."""
    return f"'{value}" if isinstance(value, str) else value
