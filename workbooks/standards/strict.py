"""What a file may say, as dataclasses: every key known, every value of its kind and within its bounds.

pydantic looks at the files. It is imported where one is read, not with the classes: a standard that was found
sound before is kept, and most commands read no file that has to be looked at.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeVar, get_args

from udfs.records import completed

if TYPE_CHECKING:
    from pydantic import TypeAdapter
    from pydantic_core import ErrorDetails

Place = tuple[str | int, ...]
Part = TypeVar("Part", bound="Strict")
Faults = list[tuple[Place, str]]

_PAIRS = "应为“键: 值”的样子（冒号是半角的，后面空一格；下面各行缩进两格）"
_NUMBER, _WHOLE = "应为数字", "应为整数"
_MESSAGES = {
    "missing": "缺少这一项",
    "unexpected_keyword_argument": "不认识这一项，请核对拼写或删去",
    "string_type": "应为文字",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "dict_type": _PAIRS,
    "dataclass_type": _PAIRS,
    "tuple_type": "应为列表",
    "list_type": "应为列表",
    "too_long": "应正好有 {max_length} 项",
}


class MadeInto:
    """In an `Annotated`: what a value is made into before it is looked at. May raise a ValueError."""

    def __init__(self, change: Callable[[Any], Any]) -> None:
        self.change = change

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        return core_schema.no_info_before_validator_function(self.change, handler(source))


class Must:
    """In an `Annotated`: what must hold of a field besides its kind; the check raises a ValueError."""

    def __init__(self, check: Callable[[Any], None]) -> None:
        self.check = check

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(self._passed, handler(source))

    def _passed(self, value: Any) -> Any:
        self.check(value)
        return value


class Told:
    """In an `Annotated` of several parts that may stand in one place: each is told by its `told_by`."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        parts = {part.told_by: part for part in get_args(source)}

        def tag(value: Any) -> str:
            if isinstance(value, Strict):
                return _tag(value.told_by)
            said = value if isinstance(value, Mapping) else ()
            return _tag(next((key for key in parts if key and key in said), ""))

        schemas = {_tag(key): handler.generate_schema(part) for key, part in parts.items()}
        return core_schema.tagged_union_schema(schemas, tag)


def _tag(told_by: str) -> str:
    """What pydantic calls a part in its places: nothing that could be a key of a file."""
    return f"({told_by})"


class Strict:
    """A part of a file: a frozen dataclass whose fields are given by name.

    What must hold between fields its `__post_init__` says by a ValueError.
    """

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid", "allow_inf_nan": False}

    told_by: ClassVar[str] = ""
    """The key by which it is told from another class that may stand in the same place."""

    @classmethod
    def as_written(cls, value: Any) -> Any:
        """What a file says before it is looked at: for a class that may be written in short."""
        return value

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        schema = handler(completed(cls))
        # Within the schema of the class itself, which pydantic uses again for its next place.
        own = handler.resolve_ref_schema(schema)
        own["schema"] = core_schema.no_info_before_validator_function(cls.as_written, own["schema"])
        return schema

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
    from pydantic import ValidationError

    kind: Any = cls
    try:
        return _adapter(kind).validate_python(content)  # type: ignore[no-any-return]
    except ValidationError as error:
        found = error.errors(include_url=False)
        raise ContentError([(_place(content, one), _reason(one)) for one in found]) from None


@lru_cache(maxsize=64)
def _adapter(cls: Any) -> TypeAdapter[Any]:
    # Plugins of others have no part in our files, and to look for them reads about every package installed.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from pydantic import TypeAdapter

    return TypeAdapter(cls)


def _place(content: Any, error: ErrorDetails) -> Place:
    """A place in the file: pydantic's location without its names for keys and for one of several parts."""
    place: list[str | int] = []
    for step in error["loc"]:
        try:
            content = content[step]
        except (KeyError, IndexError, TypeError):
            continue
        place.append(step)
    return (*place, error["loc"][-1]) if error["type"] == "missing" else tuple(place)


def _reason(error: ErrorDetails) -> str:
    told = _MESSAGES.get(error["type"])
    if told is not None:
        return told.format(**error.get("ctx", {}))
    if error["type"] == "literal_error":
        choices = re.findall("'([^']*)'", error["ctx"]["expected"])
        return f"应为其中之一：{'、'.join(one or '“”' for one in choices)}"
    return error["msg"].removeprefix("Value error, ")


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


def _as_typed(value: Any) -> Any:
    """A number exactly as typed; yes and no are none."""
    if isinstance(value, bool):
        raise ValueError(_NUMBER)
    return str(value) if isinstance(value, float) else value


Exact = Annotated[Decimal, MadeInto(_as_typed)]
"""A number, exactly as typed."""


def _not_empty(value: Any) -> None:
    if not value:
        raise ValueError("不能空着" if isinstance(value, str) else "至少要有一项")


def _above_zero(value: Any) -> None:
    if value <= 0:
        raise ValueError("应大于 0")


not_empty, above_zero = Must(_not_empty), Must(_above_zero)


def at_least(least: int) -> Must:
    def check(value: Any) -> None:
        if value < least:
            raise ValueError(f"应不小于 {least}")

    return Must(check)


def at_most(most: int) -> Must:
    def check(value: Any) -> None:
        if value > most:
            raise ValueError(f"应不大于 {most}")

    return Must(check)
