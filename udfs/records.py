"""Dataclasses whose methods are written when the first object is made, not when their module is imported.

A command of the product imports some 200 of them and makes objects of a few dozen; writing the methods of all
took a quarter of the time of `jixiao score`. To the type checker `dataclass` is that of the standard library.
"""

from __future__ import annotations

import dataclasses
import threading
from typing import TYPE_CHECKING, Any, TypeVar

_Class = TypeVar("_Class", bound=type)
_WAITING: dict[type, dict[str, Any]] = {}
"""The classes without their methods yet, and how they are to be written."""
_ONE_AT_A_TIME = threading.RLock()

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls=None, /, **options):
        """Like `dataclasses.dataclass`; a slip in the fields shows with the first object."""
        return _later(cls, options) if cls is not None else lambda decorated: _later(decorated, options)


def completed(cls: _Class) -> _Class:
    """A class as the standard library makes it: for who asks it for its fields before there is an object."""
    with _ONE_AT_A_TIME:
        for base in reversed(cls.__mro__):
            if base in _WAITING:
                _write_methods(base, _WAITING[base])
                del _WAITING[base]
    return cls


def _later(cls: Any, options: dict[str, Any]) -> Any:
    if "__init__" in vars(cls):
        return dataclasses.dataclass(**options)(completed(cls))

    def begin(self: object, *arguments: Any, **named: Any) -> None:
        completed(type(self))
        cls.__init__(self, *arguments, **named)

    def take_state(self: object, state: dict[str, Any]) -> None:
        """Of an object out of another process, which may be the first one here."""
        completed(type(self))
        vars(self).update(state)

    _WAITING[cls] = options
    cls.__init__ = begin
    if not hasattr(cls, "__setstate__"):
        cls.__setstate__ = take_state
    return cls


def _write_methods(cls: Any, options: dict[str, Any]) -> None:
    """Let the standard library write them; `__init__` by way of a class below, for another thread that makes
    an object meanwhile should find either the one that waits or the one that is whole."""
    dataclasses.dataclass(**{**options, "init": False})(cls)
    # With words of its own: without any the library works out a signature to show.
    below = type(cls.__name__, (cls,), {"__module__": cls.__module__, "__doc__": cls.__doc__ or "-"})
    frozen = options.get("frozen", False)
    written: Any = dataclasses.dataclass(repr=False, eq=False, match_args=False, frozen=frozen)(below)
    cls.__init__ = written.__init__
