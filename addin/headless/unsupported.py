"""Turn what a headless workbook cannot do into one clear Chinese error."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn, TypeVar

T = TypeVar("T")


def unsupported(member: str, reason: str = "") -> NotImplementedError:
    """The error to raise for `member` (such as "Range.insert"); `reason` says what to do instead."""
    return NotImplementedError(f"无界面引擎不支持 {member}" + (f"：{reason}" if reason else ""))


def implements(interface: type) -> Callable[[type[T]], type[T]]:
    """Class decorator: every public member of an xlwings interface the class lacks refuses by name.

    Reading, calling and assigning all raise NotImplementedError, so nothing is lost silently. The classes
    do not inherit from the interface because its own members fail without a message.
    """

    def complete(cls: type[T]) -> type[T]:
        if hasattr(interface, "api"):
            cls.api = NoApi(interface.__name__)  # type: ignore[attr-defined]
        for name in vars(interface):
            if not name.startswith("_") and not hasattr(cls, name):
                setattr(cls, name, _refusal(f"{interface.__name__}.{name}"))
        return cls

    return complete


class NoApi:
    """What stands for `.api`: xlwings asks whether there is one, a macro asks for members Excel alone has."""

    def __init__(self, interface: str) -> None:
        vars(self)["_interface"] = interface

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):
            raise AttributeError(name)
        raise unsupported(f"{self._interface}.api.{name}", "它只属于 Excel")

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise unsupported(f"{self._interface}.api.{name}", "它只属于 Excel")


def _refusal(member: str) -> property:
    def refuse(*_: object) -> NoReturn:
        raise unsupported(member)

    return property(refuse, refuse)
