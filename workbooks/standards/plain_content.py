"""Contents of files that are sound beyond doubt, made into their parts without pydantic.

pydantic takes a quarter of the time of a command. Here a value is taken only where it is of the very kind
that is asked for; whatever else a file says is for `strict`, which knows what may pass and tells a fault.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from udfs.records import completed
from udfs.regex import regex

Maker = Callable[[Any], Any]
_NUMBER = regex(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?")


class DoubtError(Exception):
    """What a content says is not plainly right; it need not be wrong."""


@lru_cache(maxsize=64)
def maker(cls: type) -> Maker:
    """What makes contents into parts of a class; it raises `DoubtError`, or a ValueError of theirs."""
    cls = completed(cls)
    hints = get_type_hints(cls, include_extras=True)
    # Asked for when needed: a class may hold parts of its own kind.
    kinds = {field.name: lru_cache(maxsize=1)(_later(hints[field.name])) for field in fields(cls)}
    needed = {
        field.name for field in fields(cls) if field.default is MISSING and field.default_factory is MISSING
    }

    def make(value: Any) -> Any:
        said = cls.as_written(value)  # type: ignore[attr-defined]
        if type(said) is not dict or needed - said.keys() or said.keys() - kinds.keys():
            raise DoubtError
        return cls(**{name: kinds[name]()(one) for name, one in said.items()})

    return make


def _later(kind: Any) -> Callable[[], Maker]:
    return lambda: _of(kind)


def _of(kind: Any) -> Maker:
    """What makes a value into one of a kind, as its annotation names it."""
    if kind is Any:
        return _as_it_is
    if kind is Decimal:
        return _decimal
    if kind is float:
        return _float
    if kind in (str, int, bool):
        return _exactly(kind)
    # An annotated kind answers for the kind inside it.
    if isinstance(kind, type) and hasattr(kind, "as_written"):
        return maker(kind)
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _annotated(inner[0], inner[1:])
    if origin in (Union, UnionType):
        return _or_none(inner)
    if origin is Literal:
        return _one_of(inner)
    if origin in (dict, Mapping):
        return _pairs(_of(inner[0]), _of(inner[1]))
    if origin is list or (origin is tuple and inner[-1] is ...):
        return _several(origin, _of(inner[0]))
    if origin is tuple:
        return _just(tuple(map(_of, inner)))
    return _doubtful


def _doubtful(_: Any) -> Any:
    raise DoubtError


def _as_it_is(value: Any) -> Any:
    return value


def _decimal(value: Any) -> Decimal:
    if type(value) is int or (type(value) is str and _NUMBER.fullmatch(value)):
        return Decimal(value)
    raise DoubtError


def _float(value: Any) -> float:
    if type(value) not in (int, float) or not isfinite(value):
        raise DoubtError
    return float(value)


def _exactly(kind: type) -> Maker:
    def make(value: Any) -> Any:
        if type(value) is not kind:
            raise DoubtError
        return value

    return make


def _annotated(kind: Any, told: tuple[Any, ...]) -> Maker:
    """A kind with what is done before its values are looked at, and what must hold of them."""
    make = _of(kind)
    for one in told:
        if not hasattr(one, "plainly"):
            return _doubtful
        make = one.plainly(make)
    return make


def _or_none(kinds: tuple[Any, ...]) -> Maker:
    others = [kind for kind in kinds if kind is not NoneType]
    if len(others) != 1 or len(kinds) == 1:
        return _doubtful
    make = _of(others[0])
    return lambda value: None if value is None else make(value)


def _one_of(choices: tuple[Any, ...]) -> Maker:
    def make(value: Any) -> Any:
        if type(value) is not str or value not in choices:
            raise DoubtError
        return value

    return make


def _pairs(key: Maker, one: Maker) -> Maker:
    def make(value: Any) -> Any:
        if type(value) is not dict:
            raise DoubtError
        return {key(name): one(inner) for name, inner in value.items()}

    return make


def _several(kind: type, one: Maker) -> Maker:
    def make(value: Any) -> Any:
        if type(value) is not list and not (kind is tuple and type(value) is tuple):
            raise DoubtError
        return kind(one(inner) for inner in value)

    return make


def _just(kinds: tuple[Maker, ...]) -> Maker:
    def make(value: Any) -> Any:
        if type(value) not in (list, tuple) or len(value) != len(kinds):
            raise DoubtError
        return tuple(kind(inner) for kind, inner in zip(kinds, value, strict=True))

    return make
