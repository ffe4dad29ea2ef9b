"""Scenarios: a scored form with some figures changed, scoring anew only the lines that ask for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

from udfs.expression import Figure
from udfs.records import dataclass
from workbooks.filing.data_file import Filing, unknown_item
from workbooks.filing.figures import in_full_width, typed_figure
from workbooks.filing.lines import Line, OwnRow, OwnRowsOf
from workbooks.filing.scoring import ItemScore, ScoredTable, score, score_line
from workbooks.findings import quoted
from workbooks.problems import InputError
from workbooks.standards.model import Standard
from workbooks.whatif.variables import (
    Changeable,
    Slot,
    is_agreed,
    is_basis,
    is_judged,
    item_of,
    slots_of,
    values_of,
)

Changes = Mapping[Slot, Figure]


@dataclass(frozen=True, repr=False)
class Base:
    """A form as it is filled: what every scenario starts from."""

    table: ScoredTable

    @property
    def standard(self) -> Standard:
        return self.table.standard

    @cached_property
    def asking(self) -> dict[Slot, tuple[int, ...]]:
        """The lines, by their place in the table, whose score asks for a figure."""
        found: dict[Slot, list[int]] = defaultdict(list)
        for place, item in enumerate(self.table.items):
            for slot in slots_of(item.line):
                found[slot].append(place)
        return {slot: tuple(places) for slot, places in found.items()}

    @cached_property
    def changeable(self) -> tuple[Changeable, ...]:
        """The figures that are counted or measured, hold a number and move a score; in table order."""
        found = []
        for slot, places in self.asking.items():
            line, item = self.table.items[places[0]].line, item_of(self.standard, slot)
            if is_judged(item, slot, line) or is_agreed(item, slot):
                continue
            values = values_of(self.standard, line, slot, self.table.data)
            if values is not None:
                basis = all(is_basis(self.table.items[place].line, slot) for place in places)
                found.append(Changeable(slot, item, values, places, basis))
        return tuple(found)

    def apply(self, changes: Changes) -> ScoredTable:
        """The table with these figures instead."""
        data = {**self.table.data, **{slot.key: figure for slot, figure in changes.items() if not slot.group}}
        rows = self._rows(changes)
        items = list(self.table.items)
        for place in sorted({place for slot in changes for place in self.asking.get(slot, ())}):
            items[place] = score_line(_as_changed(items[place].line, rows), data)
        return replace(self.table, data=data, own_rows=rows, items=tuple(items))

    def _rows(self, changes: Changes) -> OwnRowsOf:
        in_rows = [(slot, figure) for slot, figure in changes.items() if slot.group]
        if not in_rows:
            return self.table.own_rows
        rows = {group: list(listed) for group, listed in self.table.own_rows.items()}
        for slot, figure in in_rows:
            row = rows[slot.group][slot.number]
            rows[slot.group][slot.number] = replace(row, figures={**row.figures, slot.key: figure})
        return rows

    def figure(self, slot: Slot) -> Figure:
        """What a slot holds now."""
        if not slot.group:
            return self.table.data.get(slot.key)
        return self.table.own_rows[slot.group][slot.number].figures.get(slot.key)

    def name(self, slot: Slot) -> str:
        """How a figure is named in a message and on the command line."""
        if not slot.group:
            return slot.key
        rows = self.table.own_rows[slot.group]
        labels = [_label(row) for row in rows]
        label = labels[slot.number]
        unique = label and labels.count(label) == 1
        return f"{slot.group}/{label if unique else f'#{slot.number + 1}'}/{slot.key}"

    def slot(self, name: str) -> Slot:
        """The figure that a name means: 数据项, or 组/编码或名称/栏目 of a row of the unit's own.

        A row may also be #2, the second of its group. Raises `InputError` with the closest name.
        """
        if "/" not in name:
            if name not in self.standard.items:
                raise InputError(unknown_item(name, self.standard))
            return Slot(name)
        group, _, rest = name.partition("/")
        row, _, key = rest.rpartition("/")
        own = self.standard.own_rows
        if group not in own:
            if not own:
                raise InputError(f"“{name}”里有“/”，是自填行的写法，这张表没有自填行；请写数据项的名称")
            raise InputError(f"没有叫{quoted(group)}的一组自填行；可用：{'、'.join(own)}")
        items = self.standard.rule_of(own[group]).items
        if key not in items:
            usage = f"应写成 {group}/编码或名称/栏目，栏目可用：{'、'.join(items)}"
            raise InputError(f"{quoted(group)}的行里没有“{key}”一栏；{usage}")
        return Slot(key, group, self._number(group, row))

    def _number(self, group: str, wanted: str) -> int:
        labels = [
            (row.code, row.name, f"#{number}")
            for number, row in enumerate(self.table.own_rows.get(group, ()), 1)
        ]
        found = [number for number, names in enumerate(labels) if wanted and wanted in names]
        if len(found) == 1:
            return found[0]
        if found:
            raise InputError(f"{quoted(group)}里有 {len(found)} 行叫{quoted(wanted)}，请用 #1、#2 指明第几行")
        known = "、".join(code or name or number for code, name, number in labels) or "没有"
        raise InputError(f"{quoted(group)}里没有叫{quoted(wanted)}的行；可用：{known}")

    def typed(self, settings: Mapping[str, str]) -> dict[Slot, Figure]:
        """Changes as somebody types them: {"三公经费_支出": "7.5", "部门目标/222/完成值": "45个"}."""
        slots = {self.slot(name): text for name, text in settings.items()}
        return {slot: typed_figure(text, item_of(self.standard, slot)) for slot, text in slots.items()}

    def with_typed(self, settings: Mapping[str, str]) -> ScoredTable:
        """The table with these changes; digits in full width are kept in mind."""
        items = self.standard.items
        wide = {
            name: text
            for name, text in settings.items()
            if name in items and in_full_width(text, items[name])
        }
        kept = {key: text for key, text in self.table.full_width.items() if key not in settings}
        return replace(self.apply(self.typed(settings)), full_width={**kept, **wide})


def base_of(standard: Standard, form: Filing) -> Base:
    """The base of the scenarios of one form of a filing."""
    return Base(score(standard, form))


def changed_items(base: ScoredTable, scenario: ScoredTable) -> list[tuple[ItemScore, ItemScore]]:
    """The lines whose score is another one than in the base, before and after."""
    pairs = zip(base.items, scenario.items, strict=True)
    return [(before, after) for before, after in pairs if before.shown != after.shown]


def _as_changed(line: Line, rows: OwnRowsOf) -> Line:
    return line if line.own is None else replace(line, own=rows[line.group][line.number])


def _label(row: OwnRow) -> str:
    return row.code or row.name
