"""The lines of a table: the indicators a document names, and the rows a unit adds itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from decimal import Decimal

from udfs.expression import Data, Expression, Figure
from udfs.records import dataclass
from workbooks.standards.model import FirstLevel, Indicator, OwnRows, RowRule, SecondLevel, Standard


@dataclass(frozen=True)
class OwnRow:
    """A row of the unit's own: its name, figures by item of the row rule, texts by column of the form.

    Where it stands in a workbook, `row` is the sheet's row and `cells` has the addresses of its `target`,
    `actual`, `score` and `reported` score, and of its figures by item. `full_width` are figures as they were
    typed, in full-width digits.
    """

    name: str
    code: str = ""
    figures: Mapping[str, Figure] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    reported: Decimal | None = None
    row: int | None = field(default=None, compare=False)
    cells: Mapping[str, str] = field(default_factory=dict, compare=False)
    full_width: Mapping[str, str] = field(default_factory=dict, compare=False)


OwnRowsOf = Mapping[str, Sequence[OwnRow]]
"""The rows of the unit's own, by the key of their group."""


@dataclass(frozen=True)
class Line:
    """One line that is scored: an indicator of the document, or a row of the unit's own with its rule.

    `group` and `number` (from 0) say which row of the unit's own it is.
    """

    first: FirstLevel
    second: SecondLevel
    indicator: Indicator | None = None
    own: OwnRow | None = None
    rule: RowRule | None = None
    group: str = ""
    number: int = 0
    criterion: str = ""

    @property
    def name(self) -> str:
        return self.indicator.name if self.indicator else self.own.name if self.own else ""

    @property
    def weight(self) -> Decimal | None:
        """The full points of the line; None while a unit has not typed the weight of its row."""
        if self.indicator is not None:
            return self.indicator.weight
        key = self.rule.key_at("weight") if self.rule else None
        weight = self.own.figures.get(key) if self.own and key else None
        return weight if isinstance(weight, Decimal) else None

    @property
    def expression(self) -> Expression:
        if self.indicator is not None:
            return self.indicator.expression
        if self.rule is None:
            raise ValueError("a line has an indicator or a rule")
        return self.rule.expression

    def scope(self, data: Data) -> Data:
        """The figures its expression sees: a row of the unit's own sees its own cells."""
        return data if self.own is None else self.own.figures


def lines(standard: Standard, own_rows: OwnRowsOf) -> tuple[Line, ...]:
    """All lines that are scored, in table order."""
    found: list[Line] = []
    for first in standard.indicators:
        for second in first.children:
            for child in second.children:
                if isinstance(child, Indicator):
                    found.append(Line(first, second, child, criterion=child.criterion))
                else:
                    found.extend(_own_lines(standard, first, second, child, own_rows))
    return tuple(found)


def _own_lines(
    standard: Standard, first: FirstLevel, second: SecondLevel, rows: OwnRows, own_rows: OwnRowsOf
) -> list[Line]:
    rule = standard.rule_of(rows)
    filled = own_rows.get(rows.rows, ())
    return [
        Line(first, second, None, row, rule, rows.rows, number, rule.criterion or rows.criterion)
        for number, row in enumerate(filled)
    ]
