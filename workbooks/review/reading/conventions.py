"""Which of several customary ways of working out a column explains what it prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from udfs.records import dataclass
from workbooks.official.printed import Printed
from workbooks.official.rounding import fit

_FEWEST = 2


@dataclass(frozen=True)
class Custom:
    """A way of working out a column, in words, and what it gives for each row that has the figures."""

    words: str
    values: Mapping[int, Decimal]


@dataclass(frozen=True)
class Explained:
    """The custom that explains most rows, how many it explains, and the rows that it does not."""

    custom: Custom
    fitting: int
    odd: tuple[int, ...]

    @property
    def is_rule(self) -> bool:
        """Whether at least two rows, and all but one at most, follow from it."""
        return self.fitting >= _FEWEST and len(self.odd) <= 1


def explained(customs: Sequence[Custom], printed: Mapping[int, Printed]) -> Explained | None:
    """The best custom, the earlier of equals; None where none has figures for a row."""
    found = [_explained(custom, printed) for custom in customs if custom.values.keys() & printed.keys()]
    return max(found, key=lambda one: (one.fitting, -len(one.odd)), default=None)


def _explained(custom: Custom, printed: Mapping[int, Printed]) -> Explained:
    rows = [row for row in printed if row in custom.values]
    odd = tuple(row for row in rows if not fit(custom.values[row], printed[row]).follows)
    return Explained(custom, len(rows) - len(odd), odd)
