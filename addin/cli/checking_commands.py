"""The commands that look at a filled table: score, check."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from addin.cli.chinese import Command
from addin.cli.options import (
    FINDINGS,
    FINE,
    PATH,
    UNUSABLE,
    force_option,
    json_option,
    warnings_option,
)
from addin.cli.progress import working
from workbooks.files.visible import visible
from workbooks.problems import InputError

if TYPE_CHECKING:
    from workbooks.review.review_result import Review


@click.command(cls=Command)
@click.argument("file", type=PATH)
@json_option
def score(file: Path, as_json: bool) -> None:
    """按附表里现有的数据重新算分。"""
    from addin.cli import report
    from workbooks.files.cells import read_cells
    from workbooks.filing.scoring import score_forms, tables_as_json
    from workbooks.forms.returned.read_back import own_workbook
    from workbooks.review.own import as_titled, changed_findings, of_tables
    from workbooks.review.reviewing import WORKED_OUT

    own = own_workbook(read_cells(file, WORKED_OUT))
    tables = score_forms(own.standard, own.filing)
    changed = list(as_titled(changed_findings(own.cells, own, tables), own))
    of_each = [list(as_titled(told, own)) for told in of_tables(own, tables)]
    findings = [*(finding for told in of_each for finding in told), *changed]
    if as_json:
        report.print_json(tables_as_json(tables, changed, of_each))
    else:
        for table in tables:
            report.print_table(table)
        report.print_findings(findings)
    sys.exit(FINDINGS if findings else FINE)


@click.command(cls=Command)
@click.argument("files", nargs=-1, required=True, type=PATH, metavar="附表或报告...")
@click.option("--standard", metavar="编号", help="评分标准的编号；不写则按表里的指标名称识别")
@warnings_option
@click.option("--html", type=PATH, help="另写一份可打印的网页（.html）")
@click.option(
    "-o",
    "--out",
    type=PATH,
    help="另存一份带“复核”表的副本（扩展名与原文件相同，.xls、.ods 和报告的存为 .xlsx；只能有一个文件）",
)
@force_option
@json_option
def check(
    files: tuple[Path, ...],
    standard: str | None,
    warnings: str | None,
    html: Path | None,
    out: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """复核附表和报告：逐格、逐段列出不符的数、缺的说明和依据。

    报告（.docx、有文字层的 .pdf）可以单独复核，也可以和附表一起给出，文字里的数与附表核对。
    """
    from addin.checking import OLDER_SUFFIXES, copy_suffix, held_together, review_files, save_copy, save_page
    from addin.cli import report
    from workbooks.files.saving import check_target
    from workbooks.forms.standard_files import load_standard as load
    from workbooks.review.review_result import Review
    from workbooks.review.reviewing import Unusable
    from workbooks.stages.progress_warnings import rules_called
    from workbooks.stages.warned import with_warnings

    if standard:
        load(standard)
    rules = rules_called(warnings) if warnings else None
    if out and len(files) > 1:
        raise InputError("-o 一次只能用于一个文件")
    if html:
        check_target(html, force, ".html")
    if out:
        check_target(out, force, copy_suffix(files[0]))
    read = list(report.with_progress(review_files(files, standard), len(files), "正在复核"))
    results = held_together(read)
    if rules is not None:
        results = [with_warnings(one, rules) if isinstance(one, Review) else one for one in results]
    reviews = [result for result in results if isinstance(result, Review)]
    # The copy first: it may be refused, and then nothing is written.
    if out and reviews:
        with working("正在另存复核的副本"):
            save_copy(files[0], reviews[0], out, force)
    if html and reviews:
        save_page(results, html, force)
    if as_json:
        report.print_json({"files": [result.as_json() for result in results]})
    else:
        for review in reviews:
            report.print_review(review)
        for target in (html, out):
            if target and reviews:
                report.print_line(f"已写出：{target}")
        if out and reviews and files[0].suffix.lower() in OLDER_SUFFIXES:
            report.print_line(f"{files[0].name} 是旧格式，副本里只有各格的值，没有公式和格式")
    lone = [each for each in reviews if _might_be_held_against_more(each, files)]
    for each in lone:
        report.print_warning(
            f"{each.source}：没有与附表核对；几份报告一起给出时，附表的文件名要与报告开头相同"
        )
    unusable = [result for result in results if isinstance(result, Unusable)]
    for result in unusable:
        click.echo(visible(f"错误：{result.why}"), err=True)
    if not reviews:
        sys.exit(UNUSABLE)
    sys.exit(FINDINGS if unusable or not all(review.is_clean for review in reviews) else FINE)


def _might_be_held_against_more(review: Review, files: tuple[Path, ...]) -> bool:
    """Whether a report stands beside workbooks and was held against none of them."""
    from workbooks.documents.reading_files import is_document

    others = any(not is_document(file) for file in files)
    return others and is_document(Path(review.source)) and not review.beside
