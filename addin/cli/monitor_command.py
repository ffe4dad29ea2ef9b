"""`jixiao monitor`: how far the projects of many 监控表 are, the worst first."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from addin.cli.chinese import Command
from addin.cli.options import FINDINGS, FINE, PATH, force_option, json_option, warnings_option
from addin.cli.progress import working


@click.command(cls=Command)
@click.argument("files", type=PATH, nargs=-1, required=True, metavar="监控表...")
@click.option("-o", "--out", type=PATH, required=True, help="写出的汇总表（.xlsx）")
@warnings_option
@force_option
@json_option
def monitor(files: tuple[Path, ...], out: Path, warnings: str | None, force: bool, as_json: bool) -> None:
    """把许多监控表汇总成一张，一个项目一行，最要紧的在最上面，带执行率的图。"""
    from addin.cli import report
    from addin.monitored_files import summarise
    from workbooks.stages.progress_warnings import rules_called

    rules = rules_called(warnings) if warnings else None
    with working("正在汇总监控表"):
        summed = summarise(files, out, rules, force)
    if as_json:
        report.print_json(summed.as_json())
    else:
        for one in summed.projects:
            report.print_line(one.told)
        report.print_line(f"已汇总 {len(summed.projects)} 个项目：{out}")
        for why in summed.left_out:
            report.print_line(f"没有汇总：{why}")
    sys.exit(FINDINGS if summed.left_out else FINE)
