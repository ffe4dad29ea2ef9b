"""Every damaged or hostile file with every command: one line that names it, or the file read rightly."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from addin.cli import cli, main
from tests.support.declared import declared_workbook
from tests.support.places import ROOT
from workbooks.collect.jobs import Candidate
from workbooks.collect.one_file import collect_file

BROKEN = ROOT / "tests" / "data" / "broken"
EXAMPLES = ROOT / "workbooks" / "examples"

MAP = ROOT / "tests" / "data" / "exchange" / "made-up.yaml"
OWN, PLAIN = BROKEN / "own-deep.xlsx", BROKEN / "plain-dnscope.xlsx"

Command = Callable[[Path, Path], list[object]]
COMMANDS: dict[str, Command] = {
    "check": lambda file, out: ["check", file],
    "check -o": lambda file, out: ["check", file, "-o", out / "复核.xlsx"],
    "score": lambda file, out: ["score", file],
    "convert": lambda file, out: ["convert", file, "--edition", "native", "-o", out / "另存.xlsx"],
    "finalize": lambda file, out: ["finalize", file, "-o", out / "定稿.xlsx"],
    "fill --data": lambda file, out: ["fill", "shenzhen-2021", "--data", file, "-o", out / "填.xlsx"],
    "fill --ledger": lambda file, out: [
        *("fill", "shenzhen-2021", "--data", EXAMPLES / "shenzhen-2021.yaml"),
        *("--ledger", file, "-o", out / "填.xlsx"),
    ],
    "fill --template": lambda file, out: [
        *("fill", "shenzhen-2021", "--data", EXAMPLES / "shenzhen-2021.yaml"),
        *("--template", file, "-o", out / f"填{file.suffix}"),
    ],
    "whatif": lambda file, out: ["whatif", file, "--lost"],
    "chart": lambda file, out: ["chart", file, "-o", out / "图"],
    "adopt": lambda file, out: ["adopt", file, "-o", out / "认表.xlsx"],
    "adopt --rules": lambda file, out: ["adopt", PLAIN, "--rules", file, "-o", out / "认表.xlsx"],
    "report": lambda file, out: ["report", file, "-o", out / "报告.docx"],
    "report --update": lambda file, out: ["report", OWN, "--update", file, "-o", out / "报告.docx"],
    "carry": lambda file, out: ["carry", file, "--to", "监控", "-o", out / "监控.xlsx"],
    "carry --against": lambda file, out: [
        *("carry", file, "--to", "监控", "--against", file, "-o", out / "监控.xlsx"),
    ],
    "monitor": lambda file, out: ["monitor", file, "-o", out / "监控汇总.xlsx"],
    "results": lambda file, out: ["results", file, "-o", out / "汇总表.xlsx"],
    "rectify": lambda file, out: ["rectify", file, "-o", out / "整改.xlsx"],
    "rectify --update": lambda file, out: ["rectify", OWN, "--update", file, "-o", out / "整改.xlsx"],
    "import": lambda file, out: ["import", file, "--map", MAP, "-o", out / "自评.xlsx"],
    "import --map": lambda file, out: ["import", OWN, "--map", file, "-o", out / "自评.xlsx"],
    "export": lambda file, out: ["export", file, "--map", MAP, "-o", out / "导出.xlsx"],
    "export --map": lambda file, out: ["export", OWN, "--map", file, "-o", out / "导出.xlsx"],
    "rules read": lambda file, out: ["rules", "read", file],
    "rules eval": lambda file, out: ["rules", "eval", file],
    "rules apply": lambda file, out: ["rules", "apply", file, "-o", out / "新.xlsx"],
    "standards export": lambda file, out: ["standards", "export", file, "-o", out / "标准.yaml"],
    "new --form": lambda file, out: ["new", "shenzhen-2021", "--form", file, "-o", out / "空.xlsx"],
    "new": lambda file, out: ["new", file, "-o", out / "空.xlsx"],
    "items": lambda file, out: ["items", file],
    "data": lambda file, out: ["data", file, "-o", out / "数据.yaml"],
    "fill": lambda file, out: [
        *("fill", file, "--data", EXAMPLES / "shenzhen-2021.yaml", "-o", out / "填.xlsx"),
    ],
    "check --standard": lambda file, out: ["check", OWN, "--standard", file],
}

# Read by the code behind another parameter, or by a test of its own.
LIKE = {
    **{f"{command} --standard": "check --standard" for command in ("carry", "collect", "rectify", "results")},
    # A number of a standard, and only for a data file.
    "whatif --standard": "items",
    # Opened as a form that is filled is.
    "export --template": "fill --template",
    "collect": "check",
}

# What is said of a file whatever is asked for; a command that reads it rightly has a line of its own below.
REFUSED = {
    "bomb-ss.xlsx": "解压后有 37 MB",
    "own-badref.xlsx": "有超出工作表范围的行号（99999999）",
    "own-deep.xlsx": "文件不完整或已损坏",
    "own-num-inf.xlsx": "文件不完整或已损坏",
    "plain-dnscope.xlsx": "不是本工具生成的附表",
    "plain-dupmember.xlsx": "“xl/worksheets/sheet1.xml”出现两次",
    "plain-errcomment.xlsx": "不是本工具生成的附表",
    "plain-far-4letters.xlsx": "有超出工作表范围的列号（AAAA）",
    "plain-lzmabad.xlsx": "压缩方式不是 Excel 所用的",
    "plain-nosheetdata.xlsx": "不是本工具生成的附表",
    "plain-redos-cell.xlsx": "不是本工具生成的附表",
    "plain-ss-count.xlsx": "共享文字的数目与内容不符",
    "template_with_chartsheet.xlsx": "不是本工具生成的附表",
    "xls-dimensions-abort.xls": "文件不完整或已损坏",
}
READ = {
    ("own-deep.xlsx", "check"): (1, "综合评分"),
    ("own-deep.xlsx", "score"): (1, "综合评分"),
    ("own-deep.xlsx", "convert"): (1, "已另存"),
    ("own-deep.xlsx", "finalize"): (2, "还不能定稿"),
    ("own-deep.xlsx", "fill --data"): (1, "附表已生成"),
    ("own-deep.xlsx", "whatif"): (0, "失分"),
    ("own-deep.xlsx", "chart"): (0, "已生成"),
    ("own-num-inf.xlsx", "check"): (1, "综合评分"),
    ("own-num-inf.xlsx", "score"): (1, "综合评分"),
    ("own-num-inf.xlsx", "finalize"): (2, "还不能定稿"),
    ("own-num-inf.xlsx", "fill --data"): (1, "附表已生成"),
    ("own-num-inf.xlsx", "fill --template"): (1, "填"),
    ("own-num-inf.xlsx", "whatif"): (0, "失分"),
    ("own-num-inf.xlsx", "chart"): (0, "已生成"),
    ("own-num-inf.xlsx", "convert"): (1, "已按读出的数据重新生成一份"),
    ("xls-dimensions-abort.xls", "fill --data"): (2, "不是数据文件"),
    ("xls-dimensions-abort.xls", "fill --template"): (2, "只能填 .xlsx 或 .xlsm 的空表"),
    ("plain-nosheetdata.xlsx", "fill --template"): (2, "有一张工作表没有内容"),
    ("template_with_chartsheet.xlsx", "fill --template"): (2, "没有找到"),
}
for name in ("own-deep.xlsx", "own-num-inf.xlsx"):
    READ[name, "fill --ledger"] = (1, "附表已生成")
for name in ("plain-dnscope", "plain-errcomment", "plain-nosheetdata", "plain-redos-cell"):
    READ[f"{name}.xlsx", "fill --ledger"] = (2, "没有找到表头")
for name in ("plain-dnscope", "plain-errcomment", "plain-redos-cell"):
    # Every indicator has its full mark: the file is read, and that is asked about.
    READ[f"{name}.xlsx", "check"] = READ[f"{name}.xlsx", "check -o"] = (1, "H18")
    READ[f"{name}.xlsx", "fill --template"] = (1, "内容")
for command in ("check", "check -o"):
    READ["plain-nosheetdata.xlsx", command] = (0, "plain-nosheetdata")
for command in ("check", "check -o"):
    READ["plain-nosheetdata.xlsx", command] = (1, "没有读懂，未核对")
READ["template_with_chartsheet.xlsx", "fill --ledger"] = (2, "没有找到表头")
READ["template_with_chartsheet.xlsx", "check"] = (0, "chartsheet")
READ["template_with_chartsheet.xlsx", "check -o"] = (0, "chartsheet")

READABLE = (
    *("own-deep", "own-num-inf", "plain-dnscope", "plain-errcomment", "plain-redos-cell"),
    *("plain-nosheetdata", "template_with_chartsheet"),
)
# Whatever is given instead of text, or of a report.
for name in REFUSED:
    for command in ("import --map", "export --map"):
        READ[name, command] = (2, "不是 UTF-8 编码的文字")
    for command in ("rules read", "rules eval"):
        READ[name, command] = (2, "不是 UTF-8 编码的 JSON")
    READ[name, "report --update"] = (2, "--update 只用于 .docx 报告")
    # Each problem is a row of the register, and that a file cannot be read is one as well.
    READ[name, "rectify"] = (1, "整改台账已写出：新发现 1 个")
for name in map("{}.xlsx".format, READABLE):
    ours, blank = name.startswith("own"), name == "plain-nosheetdata.xlsx"
    chart_sheet = name.startswith("template")
    for command in ("carry", "carry --against", "monitor"):
        READ[name, command] = (2, "没有读到绩效目标申报表或监控表")
    for command in ("new", "items", "data", "fill", "check --standard"):
        READ[name, command] = (2, "请直接写编号 shenzhen-2021" if ours else "里没有评分标准")
    READ[name, "results"] = (
        (2, "没有读懂，未核对") if blank else (0, "2 个项目" if chart_sheet else "1 个项目")
    )
    if not blank and not chart_sheet:
        READ[name, "adopt"] = (2, "不用认") if ours else (1, "读成的规则")
        READ[name, "adopt --rules"] = (1, "读成的规则")
        READ[name, "new --form"] = (0, "已新建")
        READ[name, "import"] = (2, "处要改")
    else:
        READ[name, "adopt"] = (2, "里没有找到指标表")
        READ[name, "adopt --rules"] = (2, "里没有找到评分标准")
    if ours:
        READ[name, "rectify"] = (1, "新发现 3 个")
        READ[name, "report"] = (0, "报告已写出")
        READ[name, "export"] = (2, "请换一份对应表")
        READ[name, "rules apply"] = (2, "不是认来的附表")
        READ[name, "standards export"] = (0, "已导出")
    else:
        READ[name, "rectify --update"] = (2, "不是整改台账")
READ["own-deep.xlsx", "new --form"] = (2, "文件不完整或已损坏")
READ["own-num-inf.xlsx", "new --form"] = (2, "与要加的表同名")
READ["plain-nosheetdata.xlsx", "new --form"] = (2, "有一张工作表没有内容")
READ["plain-nosheetdata.xlsx", "import"] = (2, "是空的")
READ["template_with_chartsheet.xlsx", "new --form"] = (2, "里没有找到")
READ["template_with_chartsheet.xlsx", "import"] = (2, "有 14 处要改")
READ["template_with_chartsheet.xlsx", "rectify"] = (0, "新发现 0 个")
# The register is left out of the sources, so that there is none.
READ["own-deep.xlsx", "rectify --update"] = (2, "里没有找到工作簿")
for command in ("new", "items", "data", "fill", "check --standard", "standards export"):
    READ["xls-dimensions-abort.xls", command] = (2, "评分标准只从 .yaml、.xlsx、.xlsm 读")


def run(arguments: list[object], monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "argv", ["jixiao", *map(str, arguments)])
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", REFUSED)
def test_what_is_said(
    name: str,
    command: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = run(COMMANDS[command](BROKEN / name, tmp_path), monkeypatch)
    out, err = capsys.readouterr()
    expected, words = READ.get((name, command), (2, REFUSED[name]))
    assert (code, words in out + err) == (expected, True), out + err
    if code == 2:
        lines = err.splitlines()
        assert lines[0].startswith("错误：") and name in lines[0]
        # Where a table of somebody else is taken in, each cell to be changed has its line.
        assert len(lines) == 1 or (lines[0].endswith("处要改：") and command == "import")
        assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", REFUSED)
def test_beside_a_declaration_that_is_sound(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sound, target = declared_workbook(tmp_path / "申报.xlsx"), tmp_path / "监控.xlsx"
    asked = ["carry", sound, "--to", "监控", "--against", BROKEN / name, "-o", target]
    assert run(asked, monkeypatch) == 2
    error = capsys.readouterr().err
    words = READ.get((name, "carry --against"), (2, REFUSED[name]))[1]
    assert (error.count("\n"), name in error, words in error, target.exists()) == (1, True, True, False), (
        error
    )


@pytest.mark.parametrize("name", REFUSED)
def test_what_collect_makes_of_it(name: str) -> None:
    told = collect_file(Candidate(str(BROKEN / name)))
    code, _ = READ.get((name, "check"), (2, ""))
    if code == 2:
        assert (told.state, REFUSED[name] in told.reason) == ("unreadable", True), told.reason
    else:
        assert told.state == "read" or "没有找到" in told.reason, told.reason


def test_every_kind_is_here() -> None:
    assert {path.name for path in BROKEN.iterdir()} == set(REFUSED)


OUTPUTS = {"-o", "--out", "--db", "--parquet", "--html"}
NAMES_OF_TEXTS = {"standard", "places", "sources", "file"}
"""Arguments that take a file although they are texts: a folder or a number may stand there as well."""


def parameters(group: click.Group, above: str = "") -> Iterator[str]:
    """Every parameter of a command line that takes a file, with the command: `fill --data`."""
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        words = f"{above}{name}"
        if isinstance(command, click.Group):
            yield from parameters(command, f"{words} ")
            continue
        for one in command.params if command else ():
            takes = isinstance(one.type, click.Path) or one.name in NAMES_OF_TEXTS
            if takes and not OUTPUTS & {*one.opts}:
                yield words if isinstance(one, click.Argument) else f"{words} {one.opts[0]}"


def test_every_parameter_that_takes_a_file_is_here() -> None:
    assert {*parameters(cli)} == ({*COMMANDS} - {"check -o"}) | {*LIKE}
    assert {*LIKE.values()} <= {*COMMANDS}
