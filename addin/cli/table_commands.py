"""The commands that list standards and make tables: demo, standards, items, new."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from addin.cli.chinese import Command, ListingGroup
from addin.cli.options import (
    PATH,
    edition_option,
    force_option,
    form_out_option,
    json_option,
    period_option,
    warnings_option,
)
from addin.cli.progress import working
from workbooks.problems import InputError

if TYPE_CHECKING:
    from workbooks.forms.page.writer import Edition


_OF_A_BUREAU = "“{}”是官方文件里的附表，空表要用官方文件：jixiao new 编号 --form 官方空表.xlsx -o 附表.xlsx"


@click.command(cls=Command)
@click.option(
    "-o", "--out", type=PATH, default=Path("demo"), metavar="文件夹", help="放附表的文件夹，默认 demo"
)
@json_option
def demo(out: Path, as_json: bool) -> None:
    """用公开报告里的数字生成附表、算分，并与报告印出的得分对照。"""
    from addin.cli import report
    from addin.demo import names, run
    from addin.excel.live import save_form

    told = []
    for name in names():
        with working(f"正在生成 {name}"):
            live, plain = run(name, out, save_form)
        if as_json:
            told += [live.as_json(), plain.as_json()]
            continue
        for table in live.tables:
            report.print_table(table)
        report.print_findings(live.findings)
        report.print_line(f"附表已生成：{live.path}（带评分函数）、{plain.path.name}（普通公式）\n")
    if as_json:
        report.print_json(told)


@click.group(cls=ListingGroup)
@json_option
@click.pass_context
def standards(context: click.Context, as_json: bool) -> None:
    """列出评分标准；导出评分标准。"""
    if context.invoked_subcommand is not None:
        return
    from addin.cli import report
    from workbooks.stages.stage_forms import stage_forms
    from workbooks.standards.loading import every

    loaded = list(every())
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
    report.print_line("\n没有得分的表（也用 new、data、items、fill）：")
    report.print_rows(("编号", "名称"), [[form.id, form.title] for form in stage_forms().values()])


@standards.command(cls=Command)
@click.argument("file", metavar="附表或编号")
@click.option("-o", "--out", type=PATH, required=True, help="写出的评分标准：.yaml，或给人改的 .xlsx")
@force_option
def export(file: str, out: Path, force: bool) -> None:
    """把附表里带着的（或一个编号的）评分标准写成文件：.yaml 或 .xlsx。"""
    from addin.cli import report
    from addin.exporting import export_standard

    report.print_line(f"已导出：{export_standard(file, out, force)}")


@click.command(cls=Command)
@click.argument("standard")
@json_option
def items(standard: str, as_json: bool) -> None:
    """列出一个评分标准的全部数据项。"""
    from addin.cli import report
    from addin.cli.stage_commands import form_of, list_fields
    from workbooks.forms.standard_files import load_standard as load

    if form := form_of(standard):
        list_fields(form, as_json)
        return
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


@click.command(cls=Command)
@click.argument("standard")
@click.option("--form", type=PATH, help="官方发的空表（.xlsx、.xlsm）：公式放进这份文件，其余内容一点不动")
@click.option("--sheet", metavar="表名", help="官方空表里有几张指标表时，用哪一张工作表上的")
@form_out_option
@edition_option("udf", "native")
@period_option
@warnings_option
@force_option
def new(
    standard: str,
    form: Path | None,
    sheet: str | None,
    out: Path,
    edition: Edition | None,
    period: str,
    warnings: str | None,
    force: bool,
) -> None:
    """新建一份空白附表。"""
    from addin.blank_forms import new as new_workbook
    from addin.cli import report
    from addin.cli.stage_commands import form_of, new_form, refuse_for_a_standard
    from addin.editions import consequence, edition_for
    from addin.excel.live import save_form
    from workbooks.forms.standard_files import load_standard as load

    if of_targets := form_of(standard):
        new_form(
            of_targets, out, force, {"--form": form, "--sheet": sheet, "--edition": edition}, period, warnings
        )
        return
    refuse_for_a_standard(period, warnings)
    chosen = edition_for(out, edition)
    loaded = load(standard)
    notes: tuple[str, ...] = ()
    if sheet is not None and form is None:
        raise InputError("--sheet 要与 --form 官方空表.xlsx 同用")
    with working("正在新建附表"):
        if form is not None:
            from addin.adopting import new_in_form
            from addin.excel.bureau_file import save_live

            notes = new_in_form(loaded, form, out, force, chosen, save_live, sheet).notes
        elif loaded.placed is not None:
            raise InputError(_OF_A_BUREAU.format(loaded.title))
        else:
            new_workbook(loaded, out, force, chosen, save_form)
    report.print_line(f"已新建：{out}")
    for note in notes:
        report.print_line(note)
    report.print_warning(consequence(out, chosen))


@click.command(cls=Command)
@click.argument("standard")
@click.option("-o", "--out", type=PATH, required=True, help="输出的数据文件：.yaml 或 .xlsx")
@force_option
def data(standard: str, out: Path, force: bool) -> None:
    """写一份空的数据文件，填好后给 fill 用。"""
    from addin.cli import report
    from addin.cli.stage_commands import form_of, save_data
    from workbooks.forms.standard_files import load_standard as load

    if form := form_of(standard):
        save_data(form, out, force)
        return
    loaded = load(standard)
    if out.suffix.lower() == ".xlsx":
        if loaded.placed is not None:
            raise InputError(_OF_A_BUREAU.format(loaded.title))
        from addin.blank_forms import new as new_workbook
        from workbooks.forms.page.writer import NATIVE

        with working("正在新建附表"):
            new_workbook(loaded, out, force, NATIVE)
    else:
        from workbooks.filing.blank_data import save_blank_data

        save_blank_data(loaded, out, force)
    report.print_data_saved(standard, out)
