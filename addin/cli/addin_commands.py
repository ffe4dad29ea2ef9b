"""`jixiao addin build | install | uninstall | status`: the Excel add-in of this user on this machine."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from addin.cli.chinese import Command, Group
from addin.cli.options import PATH
from addin.cli.progress import working

if TYPE_CHECKING:
    from addin.excel.windows import Machine


@click.command(cls=Command)
def install() -> None:
    """把 Excel 加载项装给当前用户（不需要管理员权限和网络）。"""
    from addin.cli import report
    from addin.excel.install import install as install_on
    from addin.excel.windows import this_machine

    machine = this_machine()
    for line in install_on(machine):
        report.print_line(line)
    _show(machine)
    report.print_line("请重新打开 Excel，功能区会多出“绩效评价”选项卡。")


@click.command(cls=Command)
@click.option("--copies", is_flag=True, help="连同改动前的留底一起删除")
def uninstall(copies: bool) -> None:
    """卸载 Excel 加载项，恢复安装前的样子。"""
    from addin.cli import report
    from addin.excel.install import uninstall as uninstall_from
    from addin.excel.windows import this_machine

    for line in uninstall_from(this_machine(), copies):
        report.print_line(line)


@click.command(cls=Command)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON（UTF-8），供程序读取")
def status(as_json: bool) -> None:
    """检查 Excel、Python、加载项和宏设置，说明怎样补救。"""
    from addin.excel.windows import this_machine

    sys.exit(1 if _show(this_machine(), as_json) else 0)


def _show(machine: Machine, as_json: bool = False) -> bool:
    """Show the checks of a machine; return whether something is missing."""
    from dataclasses import asdict

    from addin.cli import report
    from addin.excel.status import MISSING, checks

    click.echo("正在检查，并请 Excel 算一次……", err=True)
    found = checks(machine)
    if as_json:
        report.print_json([asdict(check) for check in found])
    else:
        rows = [[check.name, check.state, check.found, check.remedy] for check in found]
        report.print_rows(("检查", "状态", "情况", "怎么办"), rows)
    return any(check.state == MISSING for check in found)


@click.command(cls=Command)
@click.option(
    "-o", "--out", type=PATH, default=Path("build"), metavar="文件夹", help="放加载项的文件夹，默认 build"
)
def build(out: Path) -> None:
    """生成 Excel 加载项 jixiao.xlam、各评分标准的 .xlsm 附表和 LibreOffice 扩展 jixiao.oxt。"""
    from addin.cli import report
    from addin.excel.build import build_addin
    from addin.libreoffice.build import build_extension

    with working("正在生成加载项和各评分标准的附表"):
        made = [*build_addin(out), build_extension(out / "jixiao.oxt")]
    for path in made:
        report.print_line(f"已生成：{path}")


@click.group(cls=Group)
def addin() -> None:
    """生成、安装、卸载、检查加载项。"""


for command in (build, install, uninstall, status):
    addin.add_command(command)
