"""Dataclasses whose methods are written later are those of the standard library to everyone who looks."""

from __future__ import annotations

import ast
import copy
import dataclasses
import importlib
import pickle
import pkgutil
import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any, cast

import pytest

import udfs
from tests.test_arrows import modules
from udfs import records
from udfs.records import completed, dataclass


@dataclass(frozen=True)
class Amount:
    figure: Decimal
    unit: str = "万元"
    notes: list[str] = dataclasses.field(default_factory=list, compare=False)


@dataclass(frozen=True)
class Dated(Amount):
    year: int = 2024

    def __post_init__(self) -> None:
        if self.year < 1949:
            raise ValueError(self.year)


@dataclass
class Count:
    number: int = 0


def fresh() -> tuple[type[Any], type[Any]]:
    """A class of which there is no object yet, by us and by the standard library."""

    def made(decorate: Callable[..., Any]) -> type[Any]:
        class Figure:
            key: str
            value: int = 5
            names: list[str] = dataclasses.field(default_factory=list)

        Figure.__annotations__ = {"key": "str", "value": "int", "names": "list[str]"}
        return cast("type[Any]", decorate(frozen=True)(Figure))

    return made(dataclass), made(dataclasses.dataclass)


def test_objects_are_made_compared_shown_and_frozen_as_ever() -> None:
    ours, theirs = fresh()
    one, other = ours("a", names=["x"]), theirs("a", names=["x"])
    assert repr(one) == repr(other)
    assert dataclasses.asdict(one) == dataclasses.asdict(other)
    assert one == ours("a", 5, ["x"])
    assert one != ours("b", 5, ["x"])
    assert dataclasses.replace(one, value=6).value == 6
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.key = "c"
    with pytest.raises(TypeError, match="key"):
        ours()
    assert ours.__match_args__ == theirs.__match_args__


def test_no_methods_are_written_before_the_first_object() -> None:
    ours, _ = fresh()
    assert not dataclasses.is_dataclass(ours)
    ours("a")
    assert dataclasses.is_dataclass(ours)


def test_the_fields_of_a_class_without_objects_can_be_asked_for() -> None:
    ours, _ = fresh()
    assert [each.name for each in dataclasses.fields(completed(ours))] == ["key", "value", "names"]


def test_a_class_below_has_the_fields_of_those_above() -> None:
    dated = Dated(Decimal(5), year=2023)
    assert (dated.figure, dated.unit, dated.notes, dated.year) == (Decimal(5), "万元", [], 2023)
    assert dated == Dated(Decimal(5), "万元", ["not compared"], 2023)
    assert hash(dated) == hash(Dated(Decimal(5), year=2023))
    with pytest.raises(ValueError, match="1900"):
        Dated(Decimal(5), year=1900)


def test_one_that_is_not_frozen_can_be_changed() -> None:
    count = Count()
    count.number += 1
    assert count == Count(1)
    with pytest.raises(TypeError, match="unhashable"):
        hash(count)


def test_an_own_init_stays() -> None:
    @dataclass(frozen=True, init=False)
    class Own:
        value: int

        def __init__(self) -> None:
            self.__dict__["value"] = 7

    assert Own().value == 7
    assert Own() == Own()


def test_objects_are_copied_and_travel() -> None:
    amount = Amount(Decimal("1.5"), notes=["a"])
    for other in (copy.copy(amount), copy.deepcopy(amount), pickle.loads(pickle.dumps(amount))):
        assert other == amount
        assert other.notes == ["a"]


def test_an_object_of_another_process_may_be_the_first_one_here() -> None:
    ours, _ = fresh()
    arrived = ours.__new__(ours)
    arrived.__setstate__({"key": "a", "value": 1, "names": []})
    assert arrived == ours("a", 1)


def test_threads_that_make_the_first_object_at_once_all_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, _ = fresh()
    begun, others = threading.Event(), threading.Event()
    write = records._write_methods

    def slowly(cls: type, options: dict[str, Any]) -> None:
        begun.set()
        assert others.wait(60)
        write(cls, options)

    monkeypatch.setattr(records, "_write_methods", slowly)
    made: list[Any] = []
    first = threading.Thread(target=lambda: made.append(ours("a")))
    second = threading.Thread(target=lambda: made.append(ours("a")))
    first.start()
    assert begun.wait(60)
    second.start()
    others.set()
    first.join(60)
    second.join(60)
    assert made == [ours("a")] * 2


def test_every_dataclass_of_the_product_is_one_of_these() -> None:
    # The fields of a class above that has none yet would be lost without a word.
    found = [
        name
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "dataclasses"
        if any(each.name == "dataclass" for each in node.names)
    ]
    assert found == ["udfs.records"]


def test_what_rules_are_made_of_cannot_be_changed() -> None:
    """Rules, readings and targets are remembered by what they say."""
    names = [one.name for one in pkgutil.walk_packages(udfs.__path__, "udfs.")]
    ours = {
        thing
        for name in names
        for thing in vars(importlib.import_module(name)).values()
        if isinstance(thing, type) and thing.__module__ == name and "__annotations__" in vars(thing)
    }
    made = [one for one in ours if dataclasses.is_dataclass(completed(one))]
    assert len(made) > 20
    assert [one.__name__ for one in made if not cast("Any", one).__dataclass_params__.frozen] == []
