"""Turn what a headless workbook cannot do into one clear Chinese error."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn, TypeVar

T = TypeVar("T")

# Members that xlwings asks an engine for without saying so in its interfaces.
_ASKED_FOR_ALL_THE_SAME = {"Sheet": ("pivot_tables",)}


def unsupported(member: str, reason: str = "") -> NotImplementedError:
    """The error to raise for `member` (such as "Range.insert"); `reason` says what to do instead."""
    return NotImplementedError(f"无界面引擎不支持 {member}" + (f"：{reason}" if reason else ""))


def implements(interface: type) -> Callable[[type[T]], type[T]]:
    """Class decorator: every public member of an xlwings interface the class lacks refuses by name.

    Reading, calling and assigning all raise NotImplementedError, so nothing is lost silently; assigning to a
    member that can only be read does too. The classes do not inherit from the interface because its own
    members fail without a message.
    """

    def complete(cls: type[T]) -> type[T]:
        kind = interface.__name__
        cls.api = NoApi(kind)  # type: ignore[attr-defined]
        for name in [*vars(interface), *_ASKED_FOR_ALL_THE_SAME.get(kind, ())]:
            if name.startswith("_"):
                continue
            member = vars(cls).get(name)
            if not hasattr(cls, name):
                setattr(cls, name, _refusal(f"{kind}.{name}"))
            elif isinstance(member, property) and member.fset is None:
                setattr(cls, name, member.setter(_refusing(f"修改 {kind}.{name}")))
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


def _refusing(member: str) -> Callable[..., NoReturn]:
    def refuse(*_: object) -> NoReturn:
        raise unsupported(member)

    return refuse


def _refusal(member: str) -> property:
    refuse = _refusing(member)
    return property(refuse, refuse)


def of_kind(value: T, kinds: type | tuple[type, ...], what: str) -> T:
    """The value, where it is of a kind that Excel takes there; raises TypeError saying what to write.

    True and False are numbers to Python alone.
    """
    if not isinstance(value, kinds) or isinstance(value, bool):
        raise TypeError(f"{what}，不能是 {value!r}")
    return value
