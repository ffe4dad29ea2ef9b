"""`jixiao carry`: targets through the year."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from addin.cli.chinese import Command
from addin.cli.options import FINDINGS, FINE, PATH, force_option, json_option
from addin.cli.progress import working

if TYPE_CHECKING:
    from addin.carrying import Stage

_NATIONAL = "project-2020"


@click.command(cls=Command)
@click.argument("file", type=PATH)
@click.option(
    "--to",
    "stage",
    type=click.Choice(["监控", "自评"]),
    required=True,
    help="结转到绩效运行监控表，或绩效自评表",
)
@click.option("-o", "--out", type=PATH, required=True, help="输出的文件（.xlsx；自评表也可写 .xlsm）")
@click.option(
    "--standard", metavar="编号", default=_NATIONAL, help="自评表的评分标准，默认全国项目支出绩效自评表"
)
@force_option
@json_option
def carry(file: Path, stage: Stage, out: Path, standard: str, force: bool, as_json: bool) -> None:
    """把绩效目标申报表的指标、目标值和预算结转到监控表或自评表，一个项目一张。"""
    from addin.carrying import carry as carry_targets
    from addin.cli import report
    from addin.excel.live import save_form
    from workbooks.forms.standard_files import load_standard

    with working("正在结转"):
        carried = carry_targets(file, stage, out, load_standard(standard), save_form, force)
    if as_json:
        report.print_json(carried.as_json())
    else:
        names = "、".join(carried.projects)
        report.print_line(
            f"已结转 {len(carried.projects)} 个项目、{carried.indicators} 个指标（{names}）：{out}"
        )
        for line in carried.left:
            report.print_line(f"没有结转：{line}")
    sys.exit(FINDINGS if carried.left else FINE)
