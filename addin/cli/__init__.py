"""The command line: Chinese messages, `--json` on demand, exit codes 0 fine, 1 findings, 2 unusable input.

Heavy packages are imported inside the commands, so that `jixiao --help` answers at once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from addin.cli.addin_commands import COMMANDS as ADDIN_COMMANDS
from addin.cli.chart_commands import chart
from addin.cli.chinese import Group, explain
from addin.cli.collect_commands import collect
from addin.cli.whatif_commands import whatif
from workbooks.problems import InputError

if TYPE_CHECKING:
    from workbooks.forms.writer import Edition

F = TypeVar("F", bound=Callable[..., Any])

FINE, FINDINGS, UNUSABLE = 0, 1, 2

_json = click.option("--json", "as_json", is_flag=True, help="输出 JSON（UTF-8），供程序读取")
_force = click.option("--force", is_flag=True, help="输出文件已存在时覆盖")
_path = click.Path(path_type=Path)
_EDITIONS = {
    "udf": "得分调用评分函数（默认）",
    "native": "普通公式，什么也不用装",
    "values": "定稿，只有数值",
}


def _edition(*names: str) -> Callable[[F], F]:
    listed = "；".join(f"{name}：{_EDITIONS[name]}" for name in names)
    return click.option("--edition", type=click.Choice(names), default="udf", help=listed)


_with_data = click.option("--with-data", is_flag=True, help="定稿里保留“数据”“执行明细”表")
_force_final = click.option("--force-final", is_flag=True, help="没有填齐或有错误也定稿，并在附表下方注明")


@click.group(cls=Group, context_settings={"max_content_width": 100})
@click.version_option(
    package_name="jixiao", prog_name="jixiao", message="%(prog)s %(version)s", help="显示版本"
)
def cli() -> None:
    """绩效附表：在官方 Excel 附表里按评分标准自动算分。"""


@cli.command()
@click.option("--out", type=_path, default=Path("demo"), help="放附表的文件夹，默认 demo")
@_json
def demo(out: Path, as_json: bool) -> None:
    """用公开报告里的数字生成附表、算分，并与报告印出的得分对照。"""
    from addin.cli import report
    from addin.demo import run

    filled = run(out)
    if as_json:
        report.print_json([one.as_json() for one in filled])
        return
    for one in filled:
        for table in one.tables:
            report.print_table(table)
        report.print_findings(one.findings)
        report.print_line(f"附表已生成：{one.path}\n")


@cli.command()
@_json
def standards(as_json: bool) -> None:
    """列出评分标准。"""
    from addin.cli import report
    from workbooks.standards.library import available
    from workbooks.standards.loading import load

    loaded = [load(name) for name in available()]
    if as_json:
        report.print_json(
            [
                {
                    "id": one.id,
                    "title": one.title,
                    "region": one.region,
                    "year": one.year,
                    "indicators": len(one.rows),
                    "full_mark": float(one.full_mark),
                }
                for one in loaded
            ]
        )
        return
    rows = [
        [one.id, one.title, one.region, str(one.year), str(len(one.rows)), f"{one.full_mark.normalize():f}"]
        for one in loaded
    ]
    report.print_rows(("编号", "名称", "地区", "年度", "指标数", "满分"), rows, right=(3, 4, 5))


@cli.command()
@click.argument("standard")
@_json
def items(standard: str, as_json: bool) -> None:
    """列出一个评分标准的全部数据项。"""
    from addin.cli import report
    from workbooks.standards.loading import load

    loaded = load(standard)
    used_by = {key: row.name for _, _, row in loaded.rows for key in row.items}
    if as_json:
        report.print_json(
            [
                {
                    "key": key,
                    "label": item.label,
                    "unit": item.unit_label,
                    "kind": item.kind,
                    "indicator": used_by.get(key),
                    "required": key in loaded.figures_to_score and key not in loaded.excuses,
                }
                for key, item in loaded.items.items()
            ]
        )
        return
    rows = [[key, item.label, item.unit_label, used_by.get(key, "")] for key, item in loaded.items.items()]
    report.print_rows(("数据项", "说明", "单位", "用于指标"), rows)


@cli.command()
@click.argument("standard")
@click.option("-o", "--out", type=_path, required=True, help="输出的 .xlsx 文件")
@_edition("udf", "native")
@_force
def new(standard: str, out: Path, edition: Edition, force: bool) -> None:
    """新建一份空白附表。"""
    from addin.cli import report
    from addin.filling import new as new_workbook
    from workbooks.standards.loading import load

    new_workbook(load(standard), out, force, edition)
    report.print_line(f"已新建：{out}")


@cli.command()
@click.argument("standard")
@click.option("--data", "data", type=_path, required=True, help="数据文件（.yaml，或填好“数据”表的 .xlsx）")
@click.option("--ledger", type=_path, help="国库集中支付明细（.xlsx、.xls、.csv），用来汇总季度执行")
@click.option("-o", "--out", type=_path, required=True, help="输出的 .xlsx 文件")
@click.option("--template", type=_path, help="填进这份别人做的空表（.xlsx、.xlsm），其余内容一点不动")
@_edition("udf", "native", "values")
@_with_data
@_force_final
@_force
@_json
def fill(
    standard: str,
    data: Path,
    ledger: Path | None,
    out: Path,
    template: Path | None,
    edition: str,
    with_data: bool,
    force_final: bool,
    force: bool,
    as_json: bool,
) -> None:
    """用数据文件和支付明细填一份附表，算出得分。"""
    from addin.cli import report
    from addin.filling import fill as fill_workbook
    from workbooks.forms.read_back import read_data
    from workbooks.standards.loading import load

    loaded = load(standard)
    filing = read_data(data, loaded)
    if template:
        if ledger or edition != "udf":
            raise InputError("--template 不能与 --ledger、--edition 同用；请先填一份附表，再把它作为 --data")
        from addin.cli.submission import fill_form

        sys.exit(FINE if fill_form(loaded, filing, template, out, force, as_json) else FINDINGS)
    if edition == "values":
        from addin.cli.submission import tell_final
        from addin.submitting import fill_final

        final = fill_final(loaded, filing, out, ledger, force, with_data=with_data, unfinished=force_final)
        sys.exit(FINE if tell_final(final, as_json) else FINDINGS)
    filled = fill_workbook(loaded, filing, out, ledger, force, cast("Edition", edition))
    if as_json:
        report.print_json(filled.as_json())
    else:
        for table in filled.tables:
            report.print_table(table)
        report.print_findings(filled.findings)
        report.print_line(f"附表已生成：{out}")
    sys.exit(FINDINGS if filled.findings else FINE)


@cli.command()
@click.argument("file", type=_path)
@click.option("-o", "--out", type=_path, required=True, help="输出的 .xlsx 文件")
@click.option("--edition", type=click.Choice(["udf", "native"]), required=True, help="要哪一种版本")
@_force
@_json
def convert(file: Path, out: Path, edition: Edition, force: bool, as_json: bool) -> None:
    """把填好的附表另存为另一种版本，填的内容都在。"""
    from addin.cli import report
    from addin.filling import convert as convert_workbook

    converted = convert_workbook(file, edition, out, force)
    if as_json:
        report.print_json(converted.as_json())
    else:
        report.print_findings(converted.findings)
        report.print_line(f"已另存：{out}")
    sys.exit(FINDINGS if converted.findings else FINE)


@cli.command()
@click.argument("file", type=_path)
@click.option("-o", "--out", type=_path, help="定稿文件（.xlsx），默认放在旁边，名为“…-定稿.xlsx”")
@_with_data
@_force_final
@_force
@_json
def finalize(
    file: Path, out: Path | None, with_data: bool, force_final: bool, force: bool, as_json: bool
) -> None:
    """定稿：另存一份只有数值的附表，原文件不动。"""
    from addin.cli.submission import tell_final
    from workbooks.submission.final_copy import beside, save_final_copy

    target = out or beside(file)
    final = save_final_copy(file, target, with_data=with_data, unfinished=force_final, force=force)
    sys.exit(FINE if tell_final(final, as_json) else FINDINGS)


@cli.command()
@click.argument("file", type=_path)
@_json
def score(file: Path, as_json: bool) -> None:
    """按附表里现有的数据重新算分。"""
    from addin.cli import report
    from workbooks.filing.scoring import score_forms, tables_as_json
    from workbooks.forms.read_back import read_workbook

    tables = score_forms(*read_workbook(file))
    findings = [finding for table in tables for finding in table.findings()]
    if as_json:
        report.print_json(tables_as_json(tables))
    else:
        for table in tables:
            report.print_table(table)
        report.print_findings(findings)
    sys.exit(FINDINGS if findings else FINE)


@cli.command()
@click.argument("files", nargs=-1, required=True, type=_path, metavar="文件...")
@click.option("--standard", help="评分标准编号；不写则按表里的指标名称识别")
@click.option("--html", type=_path, help="另写一份可打印的网页（.html）")
@click.option("-o", "--out", type=_path, help="另存一份带“复核”表的副本（.xlsx，只能有一个文件）")
@_force
@_json
def check(
    files: tuple[Path, ...],
    standard: str | None,
    html: Path | None,
    out: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """复核附表：逐格列出不符的数、缺的说明和依据。"""
    from addin.cli import report
    from addin.reviewing import review_files, save_copy, save_page
    from workbooks.files.saving import check_target
    from workbooks.review.reviewing import Review, Unusable
    from workbooks.standards.loading import load

    if standard:
        load(standard)
    if out and len(files) > 1:
        raise InputError("-o 一次只能用于一个文件")
    for target, suffix in ((html, ".html"), (out, ".xlsx")):
        if target:
            check_target(target, force, suffix)
    results = list(report.with_progress(review_files(files, standard), len(files), "正在复核"))
    reviews = [result for result in results if isinstance(result, Review)]
    if html and reviews:
        save_page(results, html, force)
    if out and reviews:
        save_copy(files[0], reviews[0], out, force)
    if as_json:
        report.print_json({"files": [result.as_json() for result in results]})
    else:
        for review in reviews:
            report.print_review(review)
        for target in (html, out):
            if target and reviews:
                report.print_line(f"已写出：{target}")
    unusable = [result for result in results if isinstance(result, Unusable)]
    for result in unusable:
        click.echo(f"错误：{result.why}", err=True)
    if not reviews:
        sys.exit(UNUSABLE)
    sys.exit(FINDINGS if unusable or any(review.findings for review in reviews) else FINE)


cli.add_command(whatif)
cli.add_command(chart)
cli.add_command(collect)


@cli.group()
def addin() -> None:
    """生成、安装、卸载、检查加载项。"""


@addin.command()
@click.option("--out", type=_path, default=Path("build"), help="放加载项的文件夹，默认 build")
def build(out: Path) -> None:
    """生成 Excel 加载项 jixiao.xlam、各评分标准的 .xlsm 附表和 LibreOffice 扩展 jixiao.oxt。"""
    from addin.cli import report
    from addin.excel.build import build_addin
    from addin.libreoffice.build import build_extension

    for path in [*build_addin(out), build_extension(out / "jixiao.oxt")]:
        report.print_line(f"已生成：{path}")


for command in ADDIN_COMMANDS:
    addin.add_command(command)


def main() -> None:
    """Run the command line; no traceback for bad input."""
    try:
        cli.main(prog_name="jixiao", standalone_mode=False)
    except click.ClickException as error:
        _fail(explain(error))
    except InputError as error:
        _fail(str(error))
    except (click.Abort, KeyboardInterrupt):
        _fail("已中断，没有写出文件")


def _fail(reason: str) -> None:
    click.echo(f"错误：{reason}", err=True)
    sys.exit(UNUSABLE)
