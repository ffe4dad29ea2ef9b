"""What the command line says of itself: by task, in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest

from addin.cli import cli

_ENGLISH = re.compile(r"(?<![-\w.|\[])(?:[A-Z]{4,}|[a-z]{3,} [a-z]{3,})\b")
_NAMES = {"PNG", "JSON", "YAML", "LibreOffice", "jixiao standards"}


def commands(group: click.Group = cli, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        yield (*path, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


def test_jixiao_alone_shows_the_daily_commands_and_nothing_was_wrong(jixiao):
    code, out, error = jixiao()
    assert (code, error) == (0, "")
    shown = re.findall(r"^  jixiao (\w+)", out, re.MULTILINE)
    daily = "standards new adopt data fill score whatif check finalize report collect"
    assert shown == daily.split()


def test_the_commands_stand_under_their_tasks_each_once(jixiao):
    out = jixiao("--help")[1]
    assert re.findall(r"^(\w+):$", out, re.MULTILINE) == [
        "选项",
        "填报",
        "测算",
        "复核和汇总",
        "认表",
        "评分标准",
        "其他",
    ]
    listed = re.findall(r"^  ([a-z]+) ", out, re.MULTILINE)
    assert sorted(listed) == sorted(cli.commands)


@pytest.mark.parametrize("path", list(commands()), ids=" ".join)
def test_every_help_is_chinese_and_h_is_enough(jixiao, path):
    code, out, _ = jixiao(*path, "-h")
    assert code == 0
    assert out == jixiao(*path, "--help")[1]
    assert out.startswith(f"用法：jixiao {' '.join(path)}")
    assert set(_ENGLISH.findall(out.replace(f"jixiao {' '.join(path)}", ""))) <= _NAMES


def test_a_group_alone_shows_its_commands(jixiao):
    code, out, _ = jixiao("rules")
    assert code == 0
    assert "read" in out


def options_of(path: tuple[str, ...]) -> list[str]:
    command: click.Command = cli
    for name in path:
        assert isinstance(command, click.Group)
        command = command.commands[name]
    return [name for option in command.params for name in option.opts]


def test_whatever_is_written_is_named_with_o():
    """One way to say where to: also for the demo and the add-in."""
    named = {path: options for path in commands() if "--out" in (options := options_of(path))}
    assert len(named) > 15
    assert [path for path, options in named.items() if "-o" not in options] == []
