"""What a file may say, as dataclasses: every key known, every value of its kind and within its bounds."""

from __future__ import annotations

import types
from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress
from dataclasses import MISSING, fields
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from math import isfinite
from typing import Annotated, Any, ClassVar, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from udfs.records import completed

Place = tuple[str | int, ...]
Part = TypeVar("Part", bound="Strict")
Faults = list[tuple[Place, str]]
_Read = Callable[[Any, Place, Faults], Any]

_PAIRS = "应为“键: 值”的样子（冒号是半角的，后面空一格；下面各行缩进两格）"
_UNKNOWN = "不认识这一项，请核对拼写或删去"
_WRONG = object()
"""In the place of a value that is not what it should be; its fault has been told."""


class Strict:
    """A part of a file: a frozen dataclass whose fields are given by name.

    What must hold between fields its `__post_init__` says, what a field must be besides its kind the
    functions in its `Annotated`; both raise a ValueError.
    """

    told_by: ClassVar[str] = ""
    """The key by which it is told from another class that may stand in the same place."""

    @classmethod
    def as_written(cls, value: Any) -> Any:
        """What a file says before it is looked at: for a class that may be written in short."""
        return value

    def __getstate__(self) -> dict[str, Any]:
        """Without what was worked out from the fields."""
        return _values(self)

    def changed(self: Part, **facts: Any) -> Part:
        """The same with some fields anew, which are not looked at before all of the file is."""
        other = object.__new__(type(self))
        vars(other).update({**_values(self), **facts})
        return other


class ContentError(ValueError):
    """All that is wrong with a content, each fault with its place in it."""

    def __init__(self, faults: Faults) -> None:
        super().__init__(faults)
        self.faults = faults


def _values(part: Any) -> dict[str, Any]:
    return {field.name: getattr(part, field.name) for field in fields(part)}


def checked(cls: type[Part], content: Any) -> Part:
    """The part that a content says. Raises `ContentError`."""
    faults: Faults = []
    kind: Any = cls
    part = _part(kind)(content, (), faults)
    if faults:
        raise ContentError(faults)
    return part  # type: ignore[no-any-return]


def content_of(part: Any) -> Any:
    """What a file would say of a part, without what is so anyway."""
    if isinstance(part, Strict):
        said = {}
        for field in fields(part):  # type: ignore[arg-type]
            value = getattr(part, field.name)
            usual = field.default if field.default_factory is MISSING else field.default_factory()
            if usual is MISSING or value != usual:
                said[field.name] = content_of(value)
        return said
    if isinstance(part, dict):
        return {key: content_of(value) for key, value in part.items()}
    if isinstance(part, list | tuple):
        return [content_of(value) for value in part]
    return part


def not_empty(value: Any) -> None:
    if not value:
        raise ValueError("不能空着" if isinstance(value, str) else "至少要有一项")


def at_least(least: int) -> Callable[[Any], None]:
    def check(value: Any) -> None:
        if value < least:
            raise ValueError(f"应不小于 {least}")

    return check


def at_most(most: int) -> Callable[[Any], None]:
    def check(value: Any) -> None:
        if value > most:
            raise ValueError(f"应不大于 {most}")

    return check


def above_zero(value: Any) -> None:
    if value <= 0:
        raise ValueError("应大于 0")


@lru_cache(maxsize=256)
def _reader(hint: Hashable) -> _Read:
    """What reads a value of a kind."""
    kind, arguments = get_origin(hint), get_args(hint)
    if kind is Annotated:
        return _with_checks(_reader(arguments[0]), arguments[1:])
    if kind in (Union, types.UnionType):
        return _one_of(arguments)
    if kind is Literal:
        return _choice(arguments)
    if kind in (dict, Mapping) or (isinstance(kind, type) and issubclass(kind, Mapping)):
        return _pairs(*map(_reader, arguments))
    if kind in (list, tuple):
        endless = kind is list or arguments[-1] is ...
        return _listed(kind, [_reader(one) for one in arguments if one is not ...], endless)
    if isinstance(hint, type) and issubclass(hint, Strict):
        part: Any = hint
        return _part(part)
    return _PLAIN[hint]


@lru_cache(maxsize=64)
def _part(cls: Any) -> _Read:
    hints = get_type_hints(completed(cls), include_extras=True)
    known = {field.name: field for field in fields(cls)}
    needed = {
        name for name, field in known.items() if field.default is MISSING and field.default_factory is MISSING
    }
    # Looked up when needed: a part may hold others of its own kind.
    readers = {name: hints[name] for name in known}

    def read(value: Any, place: Place, faults: Faults) -> Any:
        if isinstance(value, cls):
            return value
        value = cls.as_written(value)
        if not isinstance(value, Mapping):
            return _wrong(place, _PAIRS, faults)
        before = len(faults)
        said = {}
        for name, hint in readers.items():
            if name in value:
                said[name] = _reader(hint)(value[name], (*place, name), faults)
            elif name in needed:
                faults.append(((*place, name), "缺少这一项"))
        faults += [((*place, key), _UNKNOWN) for key in value if key not in known]
        if len(faults) > before:
            return _WRONG
        try:
            return cls(**said)
        except ValueError as error:
            return _wrong(place, str(error), faults)

    return read


def _with_checks(read: _Read, checks: tuple[Callable[[Any], None], ...]) -> _Read:
    def read_and_check(value: Any, place: Place, faults: Faults) -> Any:
        found = read(value, place, faults)
        if found is not _WRONG:
            try:
                for check in checks:
                    check(found)
            except ValueError as error:
                return _wrong(place, str(error), faults)
        return found

    return read_and_check


def _one_of(hints: tuple[Any, ...]) -> _Read:
    """None or another kind, or one of several classes."""
    others = [hint for hint in hints if hint is not types.NoneType]

    def read(value: Any, place: Place, faults: Faults) -> Any:
        if value is None and len(others) < len(hints):
            return None
        told = (one for one in others if len(others) > 1 and one.told_by in _keys(value))
        hint = next(told, None) or next(one for one in others if len(others) == 1 or not one.told_by)
        return _reader(hint)(value, place, faults)

    return read


def _keys(value: Any) -> Any:
    return value if isinstance(value, Mapping) else ()


def _choice(choices: tuple[Any, ...]) -> _Read:
    allowed = "、".join(f"“{one}”" if one == "" else str(one) for one in choices)

    def read(value: Any, place: Place, faults: Faults) -> Any:
        # Something that cannot be hashed, such as a list, is none of them.
        if any(value == one for one in choices):
            return value
        return _wrong(place, f"应为其中之一：{allowed}", faults)

    return read


def _pairs(read_key: _Read, read_value: _Read) -> _Read:
    def read(value: Any, place: Place, faults: Faults) -> Any:
        if not isinstance(value, Mapping):
            return _wrong(place, _PAIRS, faults)
        before = len(faults)
        found = {
            read_key(key, (*place, key), faults): read_value(one, (*place, key), faults)
            for key, one in value.items()
        }
        return found if len(faults) == before else _WRONG

    return read


def _listed(kind: type, readers: list[_Read], endless: bool) -> _Read:
    def read(value: Any, place: Place, faults: Faults) -> Any:
        if not isinstance(value, list | tuple):
            return _wrong(place, "应为列表", faults)
        if not endless and len(value) != len(readers):
            return _wrong(place, f"应正好有 {len(readers)} 项", faults)
        before = len(faults)
        each = readers * len(value) if endless else readers
        found = kind(
            one(item, (*place, n), faults) for n, (one, item) in enumerate(zip(each, value, strict=True))
        )
        return found if len(faults) == before else _WRONG

    return read


def _text(value: Any, place: Place, faults: Faults) -> Any:
    return value if isinstance(value, str) else _wrong(place, "应为文字", faults)


def _truth(value: Any, place: Place, faults: Faults) -> Any:
    return value if isinstance(value, bool) else _wrong(place, "应为 true 或 false", faults)


def _whole(value: Any, place: Place, faults: Faults) -> Any:
    number = _number(value)
    if number is None or number != number.to_integral_value():
        return _wrong(place, "应为整数", faults)
    return int(number)


def _decimal(value: Any, place: Place, faults: Faults) -> Any:
    number = _number(value)
    return _wrong(place, "应为数字", faults) if number is None else number


def _float(value: Any, place: Place, faults: Faults) -> Any:
    number = _number(value)
    if number is None or not isfinite(float(number)):
        return _wrong(place, "应为数字", faults)
    return float(number)


def _number(value: Any) -> Decimal | None:
    """A number exactly as typed."""
    if isinstance(value, int | float | str | Decimal) and not isinstance(value, bool):
        with suppress(InvalidOperation):
            number = Decimal(str(value))
            return number if number.is_finite() else None
    return None


def _anything(value: Any, place: Place, faults: Faults) -> Any:
    return value


def _wrong(place: Place, reason: str, faults: Faults) -> Any:
    faults.append((place, reason))
    return _WRONG


_PLAIN: Mapping[Any, _Read] = {
    str: _text,
    bool: _truth,
    int: _whole,
    float: _float,
    Decimal: _decimal,
    object: _anything,
    Any: _anything,
}
