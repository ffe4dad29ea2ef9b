"""Click in Chinese: help headings, and one clear line for wrong usage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click

from udfs.regex import regex

_QUOTED = regex("'[^']*'")
_IN_BRACKETS = regex(r"\(([^()]*)\)$")
_CLAUSE = regex("[：；（]")
_SLIP = 0.75
_CHINESE = regex("[\u4e00-\u9fff]")
_WORDS = {"file": "附表", "standard": "编号"}
"""What an argument is called in the usage line, where its command does not say it."""
_ARGUMENTS = {"编号": "评分标准的编号，见 jixiao standards；也可以是标准文件（.yaml、.xlsx）或认过的附表"}
"""What is said of an argument."""
_EXTRAS = (
    (regex(r"\[required\]"), "[必填]"),
    (regex(r"\[(\d+)<=x<=(\d+)\]"), r"[\1 到 \2]"),
    (regex(r"\[x>=(\d+)\]"), r"[不小于 \1]"),
)
"""Click's notes behind the help of an option."""


class _Chinese:
    """Chinese headings and a Chinese `--help`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("options_metavar", "[选项]")
        if isinstance(self, click.Group):
            kwargs.setdefault("subcommand_metavar", "命令 [参数]")
        super().__init__(*args, **kwargs)
        for param in self.params:  # type: ignore[attr-defined]
            if param.metavar is None:
                param.metavar = _metavar(param)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = self.collect_usage_pieces(ctx)  # type: ignore[attr-defined]
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix="用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        params = self.get_params(ctx)  # type: ignore[attr-defined]
        named = [param.metavar for param in params if isinstance(param, click.Argument)]
        if told := [(name, _ARGUMENTS[name]) for name in named if name in _ARGUMENTS]:
            with formatter.section("参数"):
                formatter.write_dl(told)
        options = (param for param in params if isinstance(param, click.Option))
        records = [_told(record) for param in options if (record := param.get_help_record(ctx))]
        if records:
            with formatter.section("选项"):
                formatter.write_dl(records)
        if isinstance(self, click.Group):
            self.format_commands(ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option: click.Option | None = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "显示这份说明"
        return option


def _metavar(param: click.Parameter) -> str | None:
    """A Chinese word for the value of an option or argument, where click would name its type in English."""
    if isinstance(param, click.Argument):
        return _WORDS.get(str(param.name))
    if getattr(param, "is_flag", False) or isinstance(param.type, click.Choice):
        return None
    return "路径" if isinstance(param.type, click.Path) else "值"


def _told(record: tuple[str, str]) -> tuple[str, str]:
    name, told = record
    for pattern, words in _EXTRAS:
        told = pattern.sub(words, told)
    return name, told


class Command(_Chinese, click.Command):
    pass


Tasks = Mapping[str, Sequence[click.Command]]


class Group(_Chinese, click.Group):
    command_class = Command
    group_class = type

    def __init__(
        self,
        *args: Any,
        tasks: Tasks | None = None,
        front: str = "",
        **kwargs: Any,
    ) -> None:
        """`tasks`: the commands by the headings of the help; `front`: said where no command is given."""
        listed = [command for commands in (tasks or {}).values() for command in commands]
        super().__init__(*args, commands=listed or None, **kwargs)
        self._tasks, self._front = tasks, front

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args:
            click.echo(self._front or self.get_help(ctx))
            ctx.exit()
        return super().parse_args(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for heading, commands in (self._tasks or {"命令": list(self.commands.values())}).items():
            with formatter.section(heading):
                formatter.write_dl([(str(one.name), one.get_short_help_str(80)) for one in commands])

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Commands in the order of the work, not of the alphabet."""
        return list(self.commands)


class ListingGroup(Group):
    """A group that does something of its own where no command is given."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "invoke_without_command": True})

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return click.Group.parse_args(self, ctx, args)


def explain(error: click.ClickException) -> str:
    """What was wrong with the call, in one Chinese line."""
    hint = _hint(error)
    if isinstance(error, click.NoSuchOption):
        close = _close(error.option_name, error.possibilities or ())
        meant = f"，是不是 {close}？" if close else ""
        return f"没有 {error.option_name} 这个选项{meant}{hint}"
    if isinstance(error, click.MissingParameter):
        return f"缺少 {_lacking(error.param)}{hint}"
    if isinstance(error, click.BadParameter):
        name = error.param.opts[0] if error.param is not None else ""
        return f"{name} 的值不对（{_fault_of_value(error)}）{hint}"
    if isinstance(error, click.BadOptionUsage) and "does not take a value" in error.message:
        return f"{error.option_name} 后面不写值{hint}"
    if isinstance(error, click.BadOptionUsage):
        return f"{error.option_name} 后面要写值{hint}"
    if isinstance(error, click.UsageError) and error.message.startswith("No such command"):
        return f"{_no_command(error)}{hint}"
    if isinstance(error, click.UsageError) and "unexpected extra argument" in error.message:
        extra = _IN_BRACKETS.search(error.message)
        return f"多写了参数{f'“{extra[1]}”' if extra else ''}{hint}"
    if isinstance(error, click.UsageError) and error.message.startswith("Missing command"):
        return f"缺少命令{hint}"
    if not _CHINESE.search(_QUOTED.sub("", error.message)):
        return f"用法不对{hint}"
    return f"{error.format_message()}{hint}"


def _lacking(param: Any) -> str:
    """What a call lacks, and what it is."""
    if isinstance(param, click.Option):
        told = _CLAUSE.split(param.help or "")[0]
        return f"{param.opts[0]} {param.metavar or ''}".rstrip() + (f"（{told}）" if told else "")
    name = getattr(param, "human_readable_name", "").removesuffix("...")
    return f"{name}（{_CLAUSE.split(_ARGUMENTS[name])[0]}）" if name in _ARGUMENTS else name


def _no_command(error: click.UsageError) -> str:
    """That there is no such command, and which one was probably meant."""
    asked = _QUOTED.search(error.message)
    if asked is None:
        return "没有这个命令"
    name, context = asked[0].strip("'"), error.ctx
    group = context.command if context is not None else None
    close = _close(name, list(group.commands) if isinstance(group, click.Group) else ())
    return f"没有这个命令：{name}" + (f"，是不是 {close}？" if close else "")


def _close(written: str, known: Iterable[str]) -> str:
    """What was probably meant: only what differs by a slip."""
    import difflib

    found = difflib.get_close_matches(written, list(known), n=1, cutoff=_SLIP)
    return found[0] if found else ""


def _fault_of_value(error: click.BadParameter) -> str:
    """What a value should have been; click says it in English, our own checks in Chinese."""
    kind = error.param.type if error.param is not None else None
    # What click quotes is the user's own.
    if _CHINESE.search(_QUOTED.sub("", error.message)):
        return error.message
    if isinstance(kind, click.Choice):
        return f"{_written(error)}应为 {'、'.join(map(str, kind.choices))} 之一"
    if isinstance(kind, click.types.IntParamType | click.types.FloatParamType):
        whole = "整数" if isinstance(kind, click.types.IntParamType) else "数字"
        low, high = getattr(kind, "min", None), getattr(kind, "max", None)
        least = f"，不小于 {low}" if low is not None else ""
        return f"{_written(error)}应为{whole}{least}" + (f"，不大于 {high}" if high is not None else "")
    return "不能用这样的值"


def _written(error: click.BadParameter) -> str:
    """What was typed, where click quotes it."""
    typed = _QUOTED.match(error.message)
    return f"写的是“{typed[0][1:-1]}”，" if typed else ""


def _hint(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "jixiao"
    return f"；用 {path} --help 看用法"
