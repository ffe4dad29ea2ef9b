"""A property that is worked out once, for objects of which a file has thousands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

Value = TypeVar("Value")


class once(Generic[Value]):  # noqa: N801 (used as a decorator, like `property`)
    """`functools.cached_property` without the lock that it takes before Python 3.12."""

    def __init__(self, function: Callable[[Any], Value]) -> None:
        self._function = function
        self.__doc__ = function.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> once[Value]: ...

    @overload
    def __get__(self, instance: object, owner: type) -> Value: ...

    def __get__(self, instance: object, owner: type) -> once[Value] | Value:
        if instance is None:
            return self
        # The instance's own attribute from now on: nothing stands in its way, as this has no __set__.
        value = instance.__dict__[self._name] = self._function(instance)
        return value
