"""Every damaged or hostile file with every command: one line that names it, or the file read rightly."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from addin.cli import main
from tests.support.places import ROOT
from workbooks.collect.jobs import Candidate
from workbooks.collect.one_file import collect_file

BROKEN = ROOT / "tests" / "data" / "broken"
EXAMPLES = ROOT / "workbooks" / "examples"

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
        assert err.startswith("错误：") and err.count("\n") == 1 and name in err
        assert not list(tmp_path.iterdir())


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
