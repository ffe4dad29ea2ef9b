"""Data items: the figures and judgements that a person types."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

from udfs.records import dataclass
from workbooks.standards.strict import Exact, Strict

Kind = Literal["money", "count", "rate", "points", "level", "number", "target", "choice", "yesno", "grade"]
_YES_OR_NO = (Decimal(1), Decimal(0))


@dataclass(frozen=True, kw_only=True)
class DataItem(Strict):
    """A figure or judgement that a person types.

    `kind`: money (≥ 0, in `unit`), count (whole, ≥ 0), rate (1 is 100 %), points (0…max), level
    (one of `options`), number (any), target (a number or text such as ≥95%, for a rule that reads it),
    choice (one of the texts `choices`, the first unless chosen), yesno (1 or 0), grade (one of the texts
    `choices`, none unless picked). `at_most` names an item that this one is
    a part of. `place` is the column of the form in which it is typed; otherwise it stands on the data sheet,
    or for a row of the unit's own beside the form; `hint` says when it is needed.
    """

    label: str
    kind: Kind
    unit: str = ""
    max: Exact | None = None
    options: tuple[Exact, ...] = ()
    choices: tuple[str, ...] = ()
    at_most: str | None = None
    place: Literal["target", "actual", "weight"] | None = None
    hint: str = ""

    @classmethod
    def as_written(cls, value: Any) -> Any:
        if isinstance(value, dict) and value.get("kind") == "yesno":
            return {**value, "options": _YES_OR_NO}
        return value

    def __post_init__(self) -> None:
        if self.kind == "points" and self.max is None:
            raise ValueError("points 类数据项要写 max（最高几分）")
        if self.kind == "level" and not self.options:
            raise ValueError("level 类数据项要写 options（可取的几档），如 [1.5, 1, 0]")
        if self.kind in ("choice", "grade") and not self.choices:
            raise ValueError(f"{self.kind} 类数据项要写 choices（可选的文字），如 [正向, 反向]")
        if self.kind in ("money", "count") and not self.unit:
            raise ValueError("金额和个数要写 unit（单位），如 万元、人")

    @property
    def unit_label(self) -> str:
        return self.unit or {"rate": "%", "points": "分", "level": "分", "yesno": "是1否0"}.get(self.kind, "")
