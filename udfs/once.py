"""What is worked out once for an object: properties, and functions of one object that does not change."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Generic, TypeVar, overload

Object = TypeVar("Object")
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


def once_for(most: int) -> Callable[[Callable[[Object], Value]], Callable[[Object], Value]]:
    """Decorate a function of one object, equal to no other, so that it is worked out once for each of the
    last `most` objects; what it returns is not to be changed. `lru_cache` would compare the objects by all
    that they hold."""

    def decorated(function: Callable[[Object], Value]) -> Callable[[Object], Value]:
        known: dict[int, tuple[Object, Value]] = {}

        @wraps(function)
        def found(of: Object) -> Value:
            # Where the object is kept with its value, its number is no other's.
            if (entry := known.get(id(of))) is not None:
                return entry[1]
            value = function(of)
            while len(known) >= most:
                known.pop(next(iter(known)), None)
            known[id(of)] = of, value
            return value

        return found

    return decorated
