"""What a file may say (tests/cases/file_parts.yaml): each kind, both sides of each bound."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import field, is_dataclass
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal

import pytest

from tests.support.cases import load
from tests.test_arrows import modules
from udfs.records import completed, dataclass
from workbooks.standards.strict import (
    ContentError,
    Strict,
    above_zero,
    at_least,
    at_most,
    checked,
    content_of,
    not_empty,
)

CASES: Any = load("file_parts.yaml")


@dataclass(frozen=True, kw_only=True)
class Line(Strict):
    name: Annotated[str, not_empty]

    @classmethod
    def as_written(cls, value: Any) -> Any:
        return {"name": value} if isinstance(value, str) else value


@dataclass(frozen=True, kw_only=True)
class Rows(Strict):
    told_by: ClassVar[str] = "rows"

    rows: str


@dataclass(frozen=True, kw_only=True)
class File(Strict):
    name: str
    weight: Annotated[Decimal, at_least(0)] = Decimal(5)
    at: Annotated[int, at_least(1), at_most(9)] = 1
    width: Annotated[float, above_zero] = 10
    kind: Literal["甲", "乙"] = "甲"
    sure: bool = False
    notes: tuple[str, ...] = ()
    figures: dict[str, Decimal] = field(default_factory=dict)
    pair: tuple[int, int] | None = None
    of: Line | None = None
    lines: Annotated[tuple[Line | Rows, ...], not_empty]

    def __post_init__(self) -> None:
        if self.kind == "乙" and self.at not in (1, 9):
            raise ValueError("乙只在第 9 列")

    @cached_property
    def long_name(self) -> str:
        return f"{self.name}！"


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_what_a_file_says(case):
    if "says" not in case:
        found = checked(File, case["content"])
        assert as_text(content_of(found)) == as_text(case["is"])
        assert checked(File, content_of(found)) == found
        return
    with pytest.raises(ContentError) as caught:
        checked(File, case["content"])
    assert [[list(place), reason] for place, reason in caught.value.faults] == case["says"]


def as_text(content: Any) -> Any:
    """With numbers as they are written: 0.10 is not 0.1."""
    if isinstance(content, dict):
        return {key: as_text(value) for key, value in content.items()}
    if isinstance(content, list):
        return [as_text(value) for value in content]
    return str(content)


def test_what_was_worked_out_does_not_travel_and_does_not_outlive_a_change():
    part = checked(File, {"name": "指标", "lines": ["甲"]})
    assert part.long_name == "指标！"
    assert part.changed(name="另一").long_name == "另一！"
    assert part.changed(name="另一").lines == part.lines
    assert "long_name" not in vars(pickle.loads(pickle.dumps(part)))
    assert pickle.loads(pickle.dumps(part)) == part


def every_part(above: type[Any] = Strict) -> Iterator[type[Any]]:
    for cls in above.__subclasses__():
        yield cls
        yield from every_part(cls)


def test_every_part_is_a_dataclass_of_its_own():
    # One without the decorator would have the fields of the class above only.
    import importlib

    for name in modules():
        if name.startswith(("workbooks.standards", "workbooks.stages", "workbooks.exchange")):
            importlib.import_module(name)
    ours = [cls for cls in every_part() if cls.__module__.startswith("workbooks.")]
    assert len(ours) > 30
    for cls in ours:
        assert is_dataclass(completed(cls)), cls
        assert "__dataclass_fields__" in vars(cls), cls
        assert cls.__dataclass_params__.frozen, cls
