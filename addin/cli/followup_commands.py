"""What follows a review: `jixiao results` (自评情况汇总表) and `jixiao rectify` (问题整改台账)."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from addin.cli.chinese import Command
from addin.cli.options import FINDINGS, FINE, PATH, force_option, json_option
from workbooks.problems import InputError

if TYPE_CHECKING:
    from workbooks.collect.jobs import Collected

_MOST_TOLD = 20


@click.command(cls=Command)
@click.argument("places", nargs=-1, required=True, metavar="文件夹或文件...")
@click.option("-o", "--out", type=PATH, required=True, help="写出的汇总表（.xlsx）")
@click.option("--unit", default="", metavar="名称", help="填报单位，写在表头")
@click.option("--year", type=click.IntRange(1990, 2100), metavar="年度", help="只列这个年度的")
@click.option("--standard", metavar="编号", help="评分标准的编号；不写则按表里的指标名称识别")
@force_option
@json_option
def results(
    places: tuple[str, ...],
    out: Path,
    unit: str,
    year: int | None,
    standard: str | None,
    force: bool,
    as_json: bool,
) -> None:
    """写绩效自评情况汇总表：一个项目一行，预算、执行、执行率、得分、等级、未完成原因。

    可以是文件夹，也可以是一个装着许多项目自评表的工作簿。
    """
    from addin.cli import report
    from workbooks.followup.results_table import write_results
    from workbooks.forms.standard_files import load_standard

    if standard:
        load_standard(standard)
    written = write_results(places, out, standard, year, unit, force, _watched)
    if as_json:
        report.print_json(written.as_json())
    else:
        report.print_line(f"自评情况汇总表已写出，{len(written.rows)} 个项目：{out}")
        for each in written.left[:_MOST_TOLD]:
            report.print_line(f"没有列入：{each.file}：{each.why}")
        if len(written.left) > _MOST_TOLD:
            report.print_line(f"还有 {len(written.left) - _MOST_TOLD} 条，见“没有列入”表")
    sys.exit(FINDINGS if written.left else FINE)


def _watched(found: Iterable[Collected], total: int) -> Iterable[Collected]:
    from addin.cli.report import with_progress

    return with_progress(found, total, "正在读取")


@click.command(cls=Command)
@click.argument("sources", nargs=-1, required=True, metavar="文件夹或文件...")
@click.option("-o", "--out", type=PATH, help="写出的台账（.xlsx）；与 --update 同用时另存，原来的不动")
@click.option("--update", type=PATH, help="接着用这份台账：填过的不动，新的加在后面，没有了的注明")
@click.option(
    "--level",
    "levels",
    multiple=True,
    type=click.Choice(["错误", "缺失", "提示"]),
    help="只列这个级别的，可以写几次；不写都列",
)
@click.option("--standard", metavar="编号", help="评分标准的编号；不写则按表里的指标名称识别")
@force_option
@json_option
def rectify(
    sources: tuple[str, ...],
    out: Path | None,
    update: Path | None,
    levels: tuple[str, ...],
    standard: str | None,
    force: bool,
    as_json: bool,
) -> None:
    """写问题整改台账：问题、来源、整改措施、责任人、期限、完成情况，一次次接着用。

    来源可以是附表、文件夹，也可以是 check --json 的输出（.json）、collect 的台账（.duckdb）。
    """
    from addin.cli import report
    from workbooks.followup.rectifying import begin_register, renew_register
    from workbooks.forms.standard_files import load_standard

    if out is None and update is None:
        raise InputError(
            "请用 -o 写明台账的文件名，如 -o 整改台账.xlsx；接着用已有的台账用 --update 整改台账.xlsx"
        )
    if standard:
        load_standard(standard)
    if update is not None:
        renewed = renew_register(sources, update, out, standard, levels, force, _watched)
    elif out is not None:
        renewed = begin_register(sources, out, standard, levels, force, _watched)
    target = out or update
    if as_json:
        report.print_json({"file": str(target), **renewed.as_json()})
    else:
        counts = f"新发现 {renewed.new} 个，仍有 {renewed.still} 个，没有再查出 {renewed.gone} 个"
        rest = f"，这次没有核对 {renewed.left} 个" if renewed.left else ""
        report.print_line(f"整改台账{'已更新' if update else '已写出'}：{counts}{rest}：{target}")
    sys.exit(FINDINGS if renewed.new + renewed.still + renewed.left else FINE)
