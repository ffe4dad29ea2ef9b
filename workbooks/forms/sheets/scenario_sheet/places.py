"""Where things stand on the sheet 情景, and the names of its figures.

Column A to the last scenario is what a clerk sees; the columns from `LABEL` on are folded and say of each
figure in use, in its folded row, what it is called and what may be typed for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from udfs.records import dataclass
from workbooks.files.coordinates import get_column_letter, quote_sheetname
from workbooks.filing.limits import Limit, limits, limits_of
from workbooks.filing.scoring import ScoredTable
from workbooks.forms.layout.form_layout import FormLayout, Place, reference
from workbooks.standards.items import DataItem
from workbooks.standards.model import OwnRows, Standard
from workbooks.whatif.variables import Slot

BASE_LABEL, CLEARED = "基准", "空"
CHOICE_NAME, TITLES_NAME, PICKS_NAME, USED_NAME = "情景_选择", "情景_名称", "情景_改数", "情景_取值"
FORM_NAME = "情景_附表"
"""Names a cell of the form that a sheet 情景 or 图表 belongs to; all these names are the sheet's own."""
ITEM, UNIT, BASE, FIRST = range(1, 5)
BEFORE = UNIT
"""The folded column that keeps what a figure was before a scenario was applied."""
SPARE = 3
LAST = 52
"""The last column that may hold a scenario (AZ)."""
CHOICE_ROW, STALE_ROW, HEADER_ROW = 3, 4, 5
RESULTS = 4
"""The lines below the headings, held in sight: total, grade, how far off the base, what is missing."""
FIRST_ROW = HEADER_ROW + 1 + RESULTS
WIDTH = 15.0
PICKS = 15
"""How many figures may be picked to vary; a sheet that begins with more has room for those."""
LABEL, PLACE, LISTED, PICKED_AT, KIND, WHOLE_ONLY, LOW, HIGH, PART_OF, OFFERED, SHOWN_AS, ASKED = range(
    LAST + 1, LAST + 13
)
"""Folded columns of the figures in use: label, place in the drop-down, the drop-down, the row that picks it,
and what may be typed. Beside a picked row they hold the same of the figure that is picked there."""
TROUBLE = LISTED
"""Beside a picked row: what is wrong with the pick itself."""


@dataclass(frozen=True)
class ScoreRow:
    """A line of scores: its row, its place, and what holds the weight of a row of the unit's own."""

    row: int
    place: Place
    weight: Slot | None = None


@dataclass(frozen=True)
class ScenarioSheet:
    """Where things stand on the sheet."""

    title: str
    scores: tuple[ScoreRow, ...]
    total_row: int
    used: Mapping[Slot, int]
    """The folded row of each figure in use."""
    last_row: int
    picks: int
    chosen_place: int
    """Which of the base (1) and the scenarios is chosen to begin with."""
    chosen_name: str
    chosen: Callable[[ScoredTable], ScoredTable]
    """The table of the chosen one."""

    @property
    def choice(self) -> str:
        """What refers to the name of the chosen one."""
        return self.cell("C", CHOICE_ROW)

    def cell(self, column: str, row: int) -> str:
        """What refers to a cell of the sheet."""
        return f"{quote_sheetname(self.title)}!${column}${row}"

    def across(self, row: int) -> str:
        """What refers to a row of the base and all scenarios."""
        return f"{self.cell('C', row)}:${get_column_letter(LAST)}${row}"

    def names(self) -> dict[str, tuple[str, ...]]:
        """The defined names of the sheet and the corners of what they stand for."""
        used = self.last_row + 2
        titles = (f"C{HEADER_ROW}", f"{get_column_letter(LAST)}{HEADER_ROW}")
        return {
            CHOICE_NAME: (f"C{CHOICE_ROW}",),
            TITLES_NAME: titles,
            PICKS_NAME: (f"A{FIRST_ROW}", f"A{FIRST_ROW + self.picks - 1}"),
            USED_NAME: (f"A{used}", f"A{used + len(self.used) - 1}"),
        }


@dataclass(frozen=True)
class FigureLine:
    """A figure that may be varied; `place` is the row of the unit's own that it stands in."""

    label: str
    """What it is called; in a row of the unit's own what follows the name of the row."""
    source: str
    """What refers to its cell in the workbook."""
    slot: Slot
    item: DataItem
    place: Place | None = None


@dataclass(frozen=True)
class Places:
    """The rows of the sheet, as the rows of the form (on the sheet `form`) ask for them."""

    layout: FormLayout
    form: str
    picks: int = PICKS

    @property
    def standard(self) -> Standard:
        return self.layout.standard

    @cached_property
    def figures(self) -> tuple[FigureLine, ...]:
        labels = figure_labels(self.standard)
        keys = self.standard.figures_to_score.items()
        shared = [FigureLine(labels[key], self._source(key), Slot(key), item) for key, item in keys]
        return (*shared, *(line for place in self.own_places for line in self._row_figures(place)))

    def _source(self, key: str) -> str:
        """What refers to a data item; those of a project's money block are named on its own sheet."""
        return self.on_form(key) if key in self.standard.money_items else key

    @cached_property
    def own_places(self) -> tuple[Place, ...]:
        return tuple(place for place in self.layout.places if isinstance(place.child, OwnRows))

    def _row_figures(self, place: Place) -> Iterator[FigureLine]:
        group = group_of(place)
        for key, item in self.standard.rule_of(group).items.items():
            source = self.on_form(self.layout.item_cell(place, key))
            yield FigureLine(key, source, Slot(key, group.rows, place.number), item, place)

    def form_cell(self, row: int, column: str) -> str:
        return self.on_form(f"${self.layout.cell(row, column)}")

    def result_cell(self, sheet: str, cell: str) -> str:
        """What refers to the total or the grade."""
        return reference(sheet, cell) if sheet else self.on_form(f"${cell}")

    def asked(self, place: Place) -> list[str]:
        """The figures of a row of the unit's own that are not all blank while it is used."""
        rule = self.standard.rule_of(group_of(place))
        return [key for where in ("target", "actual") if (key := rule.key_at(where))]

    def empty(self, place: Place, column: str) -> str:
        """The condition that a row of the unit's own is empty in the scenario of a column."""
        group = group_of(place).rows
        used = [f"{column}{self.used[Slot(key, group, place.number)]}" for key in self.asked(place)]
        return "AND(" + ",".join(f'{cell}=""' for cell in [self.form_cell(place.row, "name"), *used]) + ")"

    def on_form(self, reference: str) -> str:
        """What refers to a cell or a name of the form."""
        return f"{quote_sheetname(self.form)}!{reference}"

    @property
    def score_head(self) -> int:
        return FIRST_ROW + self.picks

    @property
    def pick_rows(self) -> range:
        """The rows in which a figure is picked and varied."""
        return range(FIRST_ROW, FIRST_ROW + self.picks)

    def of_used(self, column: str) -> str:
        """The folded rows of the figures in use, in a column."""
        first, last = self.used_rows
        return f"{column}${first}:{column}${last}"

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
    def off_row(self) -> int:
        """How far the total is off the base."""
        return self.total_row + 2

    @property
    def last_row(self) -> int:
        """The last row to be seen: what is wrong with the figures."""
        return self.off_row + 1

    @property
    def used_rows(self) -> tuple[int, int]:
        """The first and the last folded row of the figures in use."""
        first = self.last_row + 2
        return first, first + len(self.figures) - 1

    @cached_property
    def used(self) -> dict[Slot, int]:
        first, _ = self.used_rows
        return {line.slot: row for row, line in enumerate(self.figures, first)}

    @cached_property
    def states(self) -> dict[Slot, int]:
        """The folded rows that say what is wrong with each figure that has limits."""
        limited = [line.slot for line in self.figures if self.limits(line)]
        return {slot: row for row, slot in enumerate(limited, self.used_rows[1] + 1)}

    def limits(self, line: FigureLine) -> tuple[Limit, ...]:
        """What a figure may not be."""
        return limits(line.item) if line.slot.group else limits_of(self.standard, line.slot.key)

    @property
    def weights_row(self) -> int:
        return self.used_rows[1] + len(self.states) + 2

    @property
    def stale(self) -> str:
        """The condition that the row above the headings says why no total can be worked out."""
        return f'$A${STALE_ROW}<>""'

    @property
    def other_rows(self) -> str:
        """The condition that rows were inserted or deleted in the form since this sheet was written."""
        first, last = self.own_places[0].row, self.own_places[-1].row
        return f"ROWS({self.on_form(f'$A${first}:$A${last}')})<>{last - first + 1}"


def group_of(place: Place) -> OwnRows:
    """The group of a row of the unit's own."""
    if not isinstance(place.child, OwnRows):
        raise TypeError(f"row {place.row} is not a row of the unit's own")
    return place.child


def used_names(layout: FormLayout) -> list[str]:
    """What names the figures in use of a form, row by row."""
    return [slot_name(line.slot) for line in Places(layout, "").figures]


def figure_labels(standard: Standard) -> dict[str, str]:
    """What the figures that scores ask for are called, each differently: 指标：说明, remarks left out."""
    owners: dict[str, str] = dict.fromkeys(standard.total_expression.keys, standard.form.total_name)
    for _, _, indicator in reversed(standard.rows):
        owners |= dict.fromkeys(indicator.expression.keys, indicator.name)
    found: dict[str, str] = {}
    for key, item in standard.figures_to_score.items():
        short = item.label.partition("（")[0] or item.label
        label = short if owners[key] in short else f"{owners[key]}：{short}"
        found[key] = label if label not in found.values() else f"{label}（{key}）"
    return found


def slot_name(slot: Slot) -> str:
    """How the folded rows name a figure: its key, or 组/#行/栏目."""
    return f"{slot.group}/#{slot.number + 1}/{slot.key}" if slot.group else slot.key


def slot_of(name: str) -> Slot:
    """The figure that such a name means."""
    group, _, rest = name.partition("/#")
    number, _, key = rest.partition("/")
    return Slot(key, group, int(number) - 1) if rest else Slot(name)
