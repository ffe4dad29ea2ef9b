"""The command that makes a bureau's own form live: adopt."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from addin.cli.chinese import Command
from addin.cli.options import FINDINGS, FINE, PATH, edition_option, force_option, form_out_option, json_option
from addin.cli.progress import working

if TYPE_CHECKING:
    from workbooks.forms.page.writer import Edition


@click.command(cls=Command)
@click.argument("file", type=PATH, metavar="官方表")
@form_out_option
@click.option("--rules", type=PATH, help="评分标准另在一个文件里：有指标和评分标准的表，或 rules 的 JSON")
@click.option("--sheet", metavar="表名", help="文件里有几张指标表时，认哪一张工作表上的")
@edition_option("udf", "native")
@force_option
@json_option
def adopt(
    file: Path,
    out: Path,
    rules: Path | None,
    sheet: str | None,
    edition: Edition | None,
    force: bool,
    as_json: bool,
) -> None:
    """认表：读财政局发的附表，把评分标准认成规则，算分的公式放进这份文件。"""
    from addin.adopting import adopt as adopt_form
    from addin.cli import report
    from addin.excel.bureau_file import save_live

    with working("正在认表"):
        adopted = adopt_form(file, out, force, edition, save_live, rules, sheet)
    if as_json:
        report.print_json(adopted.as_json())
    else:
        report.print_rows(("指标", "分值", "读法", "读成的规则"), adopted.lines(), right=(1,))
        for line in (*adopted.told(), *adopted.notes):
            report.print_line(line)
    sys.exit(FINDINGS if adopted.unread else FINE)
