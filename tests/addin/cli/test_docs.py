"""The commands of the docs: each is known as printed, and two chains are run from top to bottom."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from addin.cli import cli
from tests.support.places import DOCS, ROOT
from workbooks.stages.stage_forms import stage_forms
from workbooks.standards.library import available

PAGES = (ROOT / "README.md", *sorted(DOCS.glob("*.md")))
_FENCED = re.compile(r"^```(?:sh)?\n(.*?)^```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`(jixiao [^`]+)`")
_STANDARDS = {"编号", "附表.xlsx", *available(), *stage_forms()}
_RIGHT = ("new", "fill", "items", "data")
_DECLARED = """
form: declare-project
unit: 某市文化局
year: 2024
projects:
  - 名称: 文化站设备更新
    head:
    data: {资金总额_年度: 120, 财政拨款_年度: 120, 资金总额_中期: 240, 财政拨款_中期: 240}
    rows:
      数量指标: [{名称: 更新设备数量, 指标值: ≥12套, 中期指标值: ≥24套}]
      质量指标: [{名称: 验收合格率, 指标值: ≥95%, 中期指标值: ≥95%}]
      时效指标: [{名称: 完成时间, 指标值: 2024年12月底前, 中期指标值: 2025年12月底前}]
      经济成本指标: [{名称: 采购成本, 指标值: ≤120万元, 中期指标值: ≤240万元}]
      社会效益指标: [{名称: 服务群众人次, 指标值: ≥5000人次, 中期指标值: ≥10000人次}]
      服务对象满意度指标: [{name: 群众满意度, 指标值: ≥90%, 中期指标值: ≥90%}]
"""
_PAID = "支付日期,支付金额,项目名称\n2024-03-05,200000,文化站设备更新\n2024-08-05,300000,文化站设备更新\n"


def _blocks(page: Path) -> Iterator[list[str]]:
    """The commands of each fenced block, one after the other, without the remarks behind them."""
    for block in _FENCED.findall(page.read_text(encoding="utf-8")):
        lines = [line.strip().removeprefix(".venv/bin/") for line in block.splitlines()]
        yield [line.split(" #")[0].split(" > ")[0].strip() for line in lines if line.startswith("jixiao ")]


def _printed() -> Iterator[tuple[str, str, bool]]:
    """Page and text of every command; those in a block are whole."""
    for page in PAGES:
        for block in _blocks(page):
            yield from ((page.name, command, True) for command in block)
        text = _FENCED.sub("", page.read_text(encoding="utf-8"))
        for command in _INLINE.findall(text):
            if not any(sign in command for sign in "…|<"):
                yield page.name, command.split(" > ")[0], False


_COMMANDS = sorted(set(_printed()))


def _parsed(words: list[str]) -> tuple[click.Command, click.Context]:
    """The command that the words name and the words as it takes them; click refuses what it does not know."""
    command, path = cli, ["jixiao"]
    while isinstance(command, click.Group) and words and words[0] in command.commands:
        path.append(words[0])
        command, words = command.commands[words[0]], words[1:]
    # Click keeps the option for help that it finds first: as everywhere, that of the whole command line.
    parent = click.Context(cli, **cli.context_settings)
    return command, command.make_context(" ".join(path), list(words), parent=parent)


@pytest.mark.parametrize(("page", "command", "whole"), _COMMANDS, ids=[f"{a} {b}" for a, b, _ in _COMMANDS])
def test_a_command_of_the_docs_is_known(page: str, command: str, whole: bool) -> None:
    words = shlex.split(command)[1:]
    if words in (["命令", "-h"], ["--version"]):
        return
    try:
        parsed, context = _parsed(words)
    except (click.MissingParameter, click.BadOptionUsage, click.exceptions.Exit):
        # In a sentence a command may be named without its files.
        assert not whole, page
        return
    if parsed.name in _RIGHT:
        assert context.params["standard"] in _STANDARDS, page


def _chain(page: Path, first: str) -> list[str]:
    return next(block for block in _blocks(page) if block and block[0] == first)


def _run(jixiao, commands: list[str]) -> list[int]:
    """Run commands one after the other; each does what it is printed for. Return their exit codes."""
    codes = []
    for command in commands:
        words = shlex.split(command)[1:]
        code, out, error = jixiao(*words)
        assert code in (0, 1), f"{command}\n{error}"
        assert out
        codes.append(code)
        if "-o" in words:
            assert Path(words[words.index("-o") + 1]).is_file()
    return codes


def test_the_readme_from_top_to_bottom(jixiao, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for folder in ("workbooks", "tests"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    (tmp_path / "demo").mkdir()
    commands = _chain(ROOT / "README.md", "jixiao standards")
    # `make demo` makes the folder demo; one of its forms is enough.
    assert commands[-1].startswith("jixiao collect demo ")
    _run(jixiao, commands[:-1])
    (tmp_path / "附表.xlsm").rename(tmp_path / "demo" / "附表.xlsm")
    _run(jixiao, [f"{commands[-1]} --jobs 1"])


def test_the_targets_of_a_year_from_top_to_bottom(jixiao, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    commands = _chain(DOCS / "targets.md", "jixiao new declare-project -o 空申报表.xlsx")
    blank = next(place for place, one in enumerate(commands) if one.startswith("jixiao data "))
    _run(jixiao, commands[: blank + 1])
    (tmp_path / "数据.yaml").write_text(_DECLARED, encoding="utf-8")
    (tmp_path / "支付明细.csv").write_text(_PAID, encoding="utf-8")
    codes = _run(jixiao, [one.replace("支付明细.xlsx", "支付明细.csv") for one in commands[blank + 1 :]])
    # What is left to be filled in the 自评表 is all that is found.
    assert codes == [0, 0, 0, 0, 0, 0, 1]
