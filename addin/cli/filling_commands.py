"""The commands that fill and hand in: fill, convert, finalize."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from addin.cli.chinese import Command
from addin.cli.options import (
    FINDINGS,
    FINE,
    PATH,
    edition_option,
    force_final_option,
    force_option,
    form_out_option,
    json_option,
    period_option,
    warnings_option,
    with_data_option,
)
from addin.cli.progress import working
from workbooks.problems import InputError

if TYPE_CHECKING:
    from workbooks.adoption.putting import MadeLive
    from workbooks.forms.page.writer import Edition


@click.command(cls=Command)
@click.argument("standard")
@click.option(
    "--data", "data", type=PATH, required=True, help="数据文件（.yaml，或填好“数据”表的 .xlsx、.xlsm）"
)
@click.option(
    "--ledger",
    "ledgers",
    type=PATH,
    multiple=True,
    help="国库集中支付明细（.xlsx、.xls、.ods、.csv），用来汇总季度执行；可以写几次，加在一起",
)
@form_out_option
@click.option("--template", type=PATH, help="填进这份别人做的空表（.xlsx、.xlsm），其余内容一点不动")
@edition_option("udf", "native", "values")
@with_data_option
@force_final_option
@period_option
@warnings_option
@force_option
@json_option
def fill(
    standard: str,
    data: Path,
    ledgers: tuple[Path, ...],
    out: Path,
    template: Path | None,
    edition: str | None,
    with_data: bool,
    force_final: bool,
    period: str,
    warnings: str | None,
    force: bool,
    as_json: bool,
) -> None:
    """用数据文件和支付明细填一份附表，算出得分。"""
    from addin.cli import report
    from addin.cli.stage_commands import fill_form as fill_form_of_targets
    from addin.cli.stage_commands import form_of, monitored, refuse_for_a_standard
    from addin.editions import consequence, edition_for
    from addin.excel.live import save_form
    from addin.filling import fill as fill_workbook
    from workbooks.forms.returned.given_data import read_data
    from workbooks.forms.standard_files import load_standard as load

    if of_targets := form_of(standard):
        unused = {"--template": template, "--edition": edition, "--with-data": with_data}
        asked = monitored(period, warnings, ledgers)
        fill_form_of_targets(of_targets, data, out, force, as_json, unused, asked)
    refuse_for_a_standard(period, warnings)
    loaded = load(standard)
    filing = read_data(data, loaded)
    if template:
        if ledgers or edition:
            raise InputError("--template 不能与 --ledger、--edition 同用；请先填一份附表，再把它作为 --data")
        from addin.cli.handed_in import fill_form

        sys.exit(FINE if fill_form(loaded, filing, template, out, force, as_json) else FINDINGS)
    if loaded.placed is not None and (ledgers or edition == "values"):
        raise InputError(
            "官方文件里的附表不能与 --ledger、--edition values 同用；请先填好，再用 jixiao finalize"
        )
    if edition == "values":
        from addin.cli.handed_in import tell_final
        from addin.submitting import fill_final

        with working("正在填表定稿"):
            final = fill_final(
                loaded, filing, out, ledgers, force, with_data=with_data, unfinished=force_final
            )
        sys.exit(FINE if tell_final(final, as_json) else FINDINGS)
    chosen = edition_for(out, cast("Edition | None", edition))
    with working("正在填表算分"):
        if loaded.placed is not None:
            from addin.renewing import fill_form as fill_form_of_bureau

            filled = fill_form_of_bureau(Path(standard), filing, out, chosen, force, _save_bureau)
        else:
            filled = fill_workbook(loaded, filing, out, ledgers, force, chosen, save_form)
    if as_json:
        report.print_json(filled.as_json())
    else:
        for table in filled.tables:
            report.print_table(table)
        report.print_findings(filled.findings)
        report.print_line(f"附表已生成：{out}")
    report.print_warning(consequence(out, chosen))
    sys.exit(FINDINGS if filled.findings else FINE)


def _save_bureau(made: MadeLive, path: Path, edition: Edition, force: bool) -> None:
    """What saves a bureau's own file; imported for such a file only."""
    from addin.excel.bureau_file import save_live

    save_live(made, path, edition, force)


@click.command(cls=Command)
@click.argument("file", type=PATH)
@form_out_option
@edition_option("udf", "native")
@force_option
@json_option
def convert(file: Path, out: Path, edition: Edition | None, force: bool, as_json: bool) -> None:
    """把填好的附表另存为另一种版本，填的内容都在。"""
    from addin.cli import report
    from addin.converting import convert as convert_workbook
    from addin.editions import consequence, edition_for
    from addin.excel.live import save_form

    chosen = edition_for(out, edition)
    with working("正在换版本"):
        converted = convert_workbook(file, chosen, out, force, save_form, _save_bureau)
    if as_json:
        report.print_json(converted.as_json())
    else:
        report.print_findings(converted.findings)
        report.print_line(f"已另存：{out}")
    report.print_warning(consequence(out, chosen))
    sys.exit(FINDINGS if converted.findings else FINE)


@click.command(cls=Command)
@click.argument("file", type=PATH)
@click.option("-o", "--out", type=PATH, help="定稿文件（.xlsx），默认放在旁边，名为“…-定稿.xlsx”")
@with_data_option
@force_final_option
@force_option
@json_option
def finalize(
    file: Path, out: Path | None, with_data: bool, force_final: bool, force: bool, as_json: bool
) -> None:
    """定稿：另存一份只有数值的附表，原文件不动。"""
    from addin.cli.handed_in import tell_final
    from workbooks.submission.final_copy import beside, save_final_copy

    target = out or beside(file)
    with working("正在定稿"):
        final = save_final_copy(file, target, with_data=with_data, unfinished=force_final, force=force)
    sys.exit(FINE if tell_final(final, as_json) else FINDINGS)
