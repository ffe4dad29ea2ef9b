"""`jixiao carry`: targets through the year."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from addin.cli.chinese import Command
from addin.cli.options import FINDINGS, FINE, PATH, force_option, json_option, period_option, warnings_option
from addin.cli.progress import working

if TYPE_CHECKING:
    from addin.carrying import Stage

_NATIONAL = "project-2020"


@click.command(cls=Command)
@click.argument("file", type=PATH, metavar="申报表或监控表")
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
@click.option("--link", is_flag=True, help="申报表放进同一个文件，目标值和年初预算随它变；不写则只放数")
@click.option(
    "--against",
    type=PATH,
    multiple=True,
    metavar="更早的表",
    help="与更早的申报表、监控表对照，列出中间改过的指标值、分值、预算；可以写几次，按先后",
)
@period_option
@warnings_option
@force_option
@json_option
def carry(
    file: Path,
    stage: Stage,
    out: Path,
    standard: str,
    link: bool,
    against: tuple[Path, ...],
    period: str,
    warnings: str | None,
    force: bool,
    as_json: bool,
) -> None:
    """把绩效目标申报表的指标、目标值和预算结转到监控表或自评表，一个项目一张。"""
    from addin.carrying import CarryingTo
    from addin.carrying import carry as carry_targets
    from addin.cli import report
    from addin.cli.stage_commands import monitored, refuse_for_a_standard
    from addin.excel.live import save_form
    from workbooks.forms.standard_files import load_standard

    if stage == "自评":
        refuse_for_a_standard(period, warnings)
    asked = replace(monitored(period, warnings), linked=link)
    to = CarryingTo(stage, load_standard(standard), save_form, asked, against)
    with working("正在结转"):
        carried = carry_targets(file, out, to, force)
    if as_json:
        report.print_json(carried.as_json())
    else:
        names = "、".join(carried.projects)
        report.print_line(
            f"已结转 {len(carried.projects)} 个项目、{carried.indicators} 个指标（{names}）：{out}"
        )
        for line in carried.changed:
            report.print_line(f"改动：{line}")
        for line in carried.left:
            report.print_line(f"没有结转：{line}")
    sys.exit(FINDINGS if carried.left else FINE)
