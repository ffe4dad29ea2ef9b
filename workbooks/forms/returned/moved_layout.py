"""The layout of a form whose rows and columns were moved: the same lines at their addresses of now."""

from __future__ import annotations

from dataclasses import field

from udfs.records import dataclass
from workbooks.forms.layout.form_layout import FormLayout, Place
from workbooks.forms.returned.drift import Drift
from workbooks.problems import InputError


@dataclass(frozen=True)
class MovedLayout(FormLayout):
    """A layout that gives addresses as they are now; its row numbers stay those that were built."""

    drift: Drift = field(default_factory=Drift)

    def cell(self, row: int, field: str = "score") -> str:
        return self.drift.address(super().cell(row, field))

    def score_cell(self, place: Place) -> str:
        cell = super().score_cell(place)
        return self.drift.address(cell) if place.first.in_head else cell

    def item_cell(self, place: Place, key: str) -> str:
        cell = super().item_cell(place, key)
        return self.drift.address(cell) if key in self.beside else cell


def moved(layout: FormLayout, drift: Drift, sheet: str, what: str) -> FormLayout:
    """The layout as it stands now. Raises `InputError` naming what is gone or sorted; then there is none."""
    if drift.in_order:
        return layout
    gone = [anchor.label for anchor in drift.lost] or list(drift.lost_columns)
    if gone:
        kind = "行" if drift.lost else "列"
        names = "”“".join(gone[:3])
        raise InputError(f"“{sheet}”表的“{names}”{kind}不见了，不能{what}；请先恢复")
    if drift.rearranged:
        raise InputError(f"“{sheet}”表各行的次序变了（像是排过序），不能{what}；请先按原来的次序恢复")
    return MovedLayout(layout.standard, layout.sizes, drift)
