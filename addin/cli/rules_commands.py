"""The commands over scoring sentences: `rules read`, `rules eval`, and `rules apply` in a form."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from addin.cli.chinese import Command, Group
from addin.cli.options import FINDINGS, FINE, PATH, force_option, json_option
from addin.cli.progress import working


@click.group(cls=Group)
def rules() -> None:
    """评分标准的句子：读成规则，按规则算分。"""


@rules.command(cls=Command)
@click.argument("file", type=PATH, metavar="句子.json")
@json_option
def read(file: Path, as_json: bool) -> None:
    """把评分标准的句子读成规则，列出要填的数据和要选的口径。"""
    from addin.cli import report
    from workbooks.sentences.exchange import read_all, rules_from

    readings = read_all(rules_from(file))
    if as_json:
        report.print_json({"rules": [one.as_json() for one in readings]})
    else:
        for one in readings:
            report.print_line(f"{one.rule.id}　{one.rule.sentence.name}　{one.verdict}")
            for line in one.lines():
                report.print_line(f"　　{line}")
    sys.exit(FINDINGS if any(one.reading.status == "refused" for one in readings) else FINE)


@rules.command(cls=Command)
@click.argument("file", type=PATH)
@click.option("-o", "--out", type=PATH, help="更新后的文件；不写则更新文件本身，原来的留一份在旁边")
@force_option
@json_option
def apply(file: Path, out: Path | None, force: bool, as_json: bool) -> None:
    """按“评分规则”表现在的口径、规则式和确认更新附表，填的数都在。"""
    from addin.cli import report
    from addin.excel.bureau_file import save_live
    from addin.renewing import apply_in_place, apply_rules

    with working("正在按规则更新"):
        if out is None:
            applied, kept = apply_in_place(file, save_live)
        else:
            applied, kept = apply_rules(file, out, force, save_live), None
    if as_json:
        report.print_json(applied.as_json())
    else:
        report.print_findings(applied.findings)
        report.print_line(f"已按规则更新：{applied.path}" + (f"；原来的在 {kept}" if kept else ""))
    sys.exit(FINDINGS if applied.findings else FINE)


@rules.command(name="eval", cls=Command)
@click.argument("file", type=PATH, metavar="案例.json")
@json_option
def evaluate(file: Path, as_json: bool) -> None:
    """按规则的写法和给定的数据算分；有算不出得分的，退出码是 1。"""
    from addin.cli import report
    from workbooks.sentences.exchange import cases_from, evaluated

    cases = cases_from(file)
    results = evaluated(cases)
    if as_json:
        report.print_json({"results": [one.as_json() for one in results]})
    else:
        rows = [
            [str(place), case.expression, "" if one.score is None else str(one.score), one.told]
            for place, (case, one) in enumerate(zip(cases, results, strict=True), 1)
        ]
        report.print_rows(("序号", "规则", "得分", "说明"), rows, right=(0, 2))
    sys.exit(FINDINGS if any(one.score is None for one in results) else FINE)
