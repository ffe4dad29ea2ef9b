"""The command that draws the charts as PNG files."""

from __future__ import annotations

from pathlib import Path

import click

from addin.cli.chinese import Command
from addin.cli.options import PATH, json_option
from addin.cli.progress import working
from workbooks.problems import InputError

_PICTURES = (".jpg", ".jpeg", ".gif", ".bmp", ".svg", ".pdf", ".tif", ".tiff", ".webp", ".emf")


@click.command(cls=Command)
@click.argument("file", type=PATH)
@click.option("-o", "--out", type=PATH, required=True, help="放图的文件夹，或一张图的文件名（.png）")
@click.option("--force", is_flag=True, help="图已存在时覆盖")
@json_option
def chart(file: Path, out: Path, force: bool, as_json: bool) -> None:
    """把失分图和执行进度图画成 PNG（要安装 jixiao[charts]）。"""
    from addin.cli import report
    from addin.pictures import save_chart, save_charts
    from workbooks.filing.scoring import score_forms
    from workbooks.forms.returned.read_back import read_workbook

    # A folder may have any name, but nobody means a folder by one of these.
    if out.suffix.lower() in _PICTURES and not out.is_dir():
        raise InputError(f"图存为 .png，请把 -o 写成 {out.with_suffix('.png')}，或写一个文件夹")
    standard, filing = read_workbook(file)
    for finding in filing.told:
        report.print_warning(finding.message)
    tables = score_forms(standard, filing)
    with working("正在画图"):
        if out.suffix.lower() == ".png":
            save_chart(tables, out, force)
            drawn = [out]
        else:
            drawn = save_charts(tables, out, file.stem, force)
    if as_json:
        report.print_json({"files": [str(path) for path in drawn]})
        return
    for path in drawn:
        report.print_line(f"已生成：{path}")
