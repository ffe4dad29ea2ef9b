"""A whole scenario in one call: the scores, the total and the grade of a column of figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from .errors import BAD_VALUE, DIVISION_BY_ZERO, MISSING, BadValueError, ScoreError
from .expression import SUM_NAME, CellError, Figure, parse
from .numbers import number
from .records import dataclass
from .totals import grade_shown, total_of

ERROR_VALUES = (MISSING, BAD_VALUE, DIVISION_BY_ZERO)
_BLANK = (None, "")
_parsed = lru_cache(maxsize=1024)(parse)


@dataclass(frozen=True)
class _Figures(Mapping[str, Figure]):
    """What cells hold, read when a rule asks for it."""

    cells: Mapping[str, object]

    def __getitem__(self, key: str) -> Figure:
        value = self.cells[key]
        if value in _BLANK:
            return None
        if not isinstance(value, str):
            return number(value, f"数据项“{key}”")
        if value in ERROR_VALUES:
            raise CellError(value, f"数据项“{key}”是 {value}")
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self.cells)

    def __len__(self) -> int:
        return len(self.cells)


def scenario(
    rules: Sequence[Sequence[object]], names: Sequence[str | None], figures: Sequence[object], bands: str
) -> list[Decimal | str]:
    """Scores of all lines, their total and its grade; an error value is its text, as "#N/A".

    A rule is three texts: the expression; of a row of the unit's own where it stands and which figures are
    not all blank while it is used ("组/#1/ 目标值 完成值"); its name. The last rule is that of the total,
    over the sum of the scores before it. Raises `BadValueError` for other than as many figures as names.
    """
    if len(names) != len(figures):
        raise BadValueError(f"数据项有 {len(names)} 个名称、{len(figures)} 个数，应一样多")
    scopes = _scopes(names, figures)
    *lines, (total_rule, *_) = rules
    scores = [_line(scopes, *line) for line in lines]
    total = _score(total_rule, {**scopes[""], SUM_NAME: total_of(scores)})
    return [*scores, total, grade_shown(total, bands)]


def _scopes(names: Sequence[str | None], figures: Sequence[object]) -> dict[str, dict[str, object]]:
    """The figures by where they stand: "" for those that all rules share, else 组/#行/."""
    scopes: dict[str, dict[str, object]] = {"": {}}
    for name, figure in zip(names, figures, strict=True):
        if name:
            row, slash, key = name.rpartition("/")
            scopes.setdefault(row + slash, {})[key] = figure
    return scopes


def _line(
    scopes: Mapping[str, Mapping[str, object]], rule: object, row: object, name: object
) -> Decimal | str:
    """The score of a line, "" for an empty row of the unit's own."""
    where, *asked = str(row or "").split(" ")
    figures = scopes[where]
    if where and name in _BLANK and all(figures[key] in _BLANK for key in asked):
        return ""
    return _score(rule, figures)


def _score(rule: object, figures: Mapping[str, object]) -> Decimal | str:
    try:
        return _parsed(str(rule), tuple(figures)).score(_Figures(figures))
    except (CellError, ScoreError) as error:
        return error.code
