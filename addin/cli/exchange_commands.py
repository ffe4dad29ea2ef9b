"""`jixiao import` and `jixiao export`: grids of other systems, by a row/column map that is data."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from addin.cli.chinese import Command
from addin.cli.options import FINDINGS, FINE, PATH, force_option, form_out_option, json_option
from addin.cli.progress import working

_map_option = click.option(
    "--map",
    "map_path",
    type=PATH,
    required=True,
    metavar="对应表",
    help="行列对应表（.yaml），写法见 docs/bureau.md",
)


@click.command("import", cls=Command)
@click.argument("file", type=PATH, metavar="系统导出的表")
@_map_option
@form_out_option
@force_option
@json_option
def take_from_system(file: Path, map_path: Path, out: Path, force: bool, as_json: bool) -> None:
    """把别的系统导出的表按行列对应表读成项目自评表，一张工作表一个项目。"""
    from addin.cli import report
    from addin.excel.live import save_form
    from addin.exchanging import take_in

    with working("正在导入"):
        taken = take_in(file, map_path, out, save_form, force)
    if as_json:
        report.print_json(taken.as_json())
    else:
        for table in taken.tables:
            report.print_table(table)
        report.print_findings(taken.findings)
        report.print_line(f"已导入 {len(taken.tables)} 个项目：{out}")
    sys.exit(FINDINGS if taken.findings else FINE)


@click.command("export", cls=Command)
@click.argument("file", type=PATH, metavar="自评表")
@_map_option
@click.option("-o", "--out", type=PATH, required=True, help="写出的文件（.xlsx），供别的系统导入")
@click.option(
    "--template", type=PATH, metavar="模板", help="系统的空模板（.xlsx），填在它的副本里；不写则只有数"
)
@force_option
@json_option
def send_to_system(
    file: Path, map_path: Path, out: Path, template: Path | None, force: bool, as_json: bool
) -> None:
    """把项目自评表按行列对应表写成别的系统导入用的表，一个项目一张工作表。"""
    from addin.cli import report
    from addin.exchanging import send_out

    with working("正在写出"):
        sent = send_out(file, map_path, out, template, force)
    if as_json:
        report.print_json(sent.as_json())
    else:
        report.print_line(f"已写出 {len(sent.projects)} 个项目（{'、'.join(sent.projects)}）：{out}")
        for line in sent.lacking:
            report.print_line(f"注意：{line}")
    sys.exit(FINDINGS if sent.lacking else FINE)
