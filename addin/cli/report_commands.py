"""The command that writes a report bound to its workbook, and keeps its numbers right."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from addin.cli.chinese import Command
from addin.cli.options import FINDINGS, FINE, PATH, force_option, json_option
from addin.cli.progress import working
from workbooks.problems import InputError

if TYPE_CHECKING:
    from workbooks.reporting.updating import NumberChange, Update


@click.command("report", cls=Command)
@click.argument("file", type=PATH)
@click.option("-o", "--out", type=PATH, help="写出的报告（.docx）；与 --update 同用时另存，不动原来的报告")
@click.option("--update", type=PATH, help="把附表里变了的数写进这份报告，改过的文字一点不动")
@force_option
@json_option
def write(file: Path, out: Path | None, update: Path | None, force: bool, as_json: bool) -> None:
    """按附表写评价报告（.docx），报告里的每个数都与附表相连。

    附表改了以后，用 --update 把变了的数写进已经改过文字的报告；手工改写过的数列出来，不动。
    """
    from addin.cli import report
    from workbooks.files.cells import read_cells
    from workbooks.reporting.reports import make_report, renew_report
    from workbooks.review.reviewing import WORKED_OUT

    if update is None:
        if out is None:
            raise InputError("请用 -o 写明报告的文件名，如 -o 报告.docx；更新已有的报告用 --update 报告.docx")
        with working("正在写报告"):
            make_report(read_cells(file, WORKED_OUT), out, force)
        if as_json:
            report.print_json({"file": str(out)})
        else:
            report.print_line(f"报告已写出：{out}；灰色的字是要补充、要核改的")
        return
    with working("正在更新报告"):
        renewed = renew_report(read_cells(file, WORKED_OUT), update, out, force)
    if as_json:
        report.print_json({"file": str(out or update), **renewed.as_json()})
    else:
        _tell(renewed, out or update)
    sys.exit(FINE if renewed.is_whole else FINDINGS)


def _tell(renewed: Update, path: Path) -> None:
    from addin.cli import report

    count = len(renewed.changed)
    report.print_line(f"{path}：改了 {count} 个数" if count else f"{path}：没有要改的数")
    lists: list[tuple[str, tuple[NumberChange, ...], str]] = [
        ("", renewed.changed, "{key}：{shown} → {now}"),
        ("手工改写过的数，没有动：", renewed.typed_over, "{key}：报告里是 {shown}，附表是 {now}"),
        ("附表里已经没有的，没有动：", renewed.gone, "{key}：{shown}"),
        ("附表里新有、报告里没有的，请自己写进去，或用 -o 另写一份：", renewed.missing, "{key}：{now}"),
    ]
    for heading, differences, line in lists:
        if heading and differences:
            report.print_line(heading)
        for each in differences:
            report.print_line("  " + line.format(key=each.key, shown=each.shown, now=each.now or "没有"))


COMMANDS = (write,)
