"""What the command line prints: tables for people, JSON for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeVar

import click

from addin.cli import text_table
from addin.cli.progress import working
from workbooks.files.visible import escaped, visible
from workbooks.findings import Finding
from workbooks.problems import in_a_command, well_quoted

if TYPE_CHECKING:
    from workbooks.filing.scoring import ScoredTable
    from workbooks.review.review_result import Review

T = TypeVar("T")
_HEADINGS = ("级别", "代码", "位置", "说明", "应为", "印的是", "依据")
_WIDEST_FIGURE = 13
# A narrower screen gets one line for each finding.
_NARROWEST = 80


def print_json(content: Any) -> None:
    """UTF-8 JSON on stdout and nothing else, whatever the console's own encoding."""
    text = escaped(json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)) + "\n"
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


def print_rows(headings: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> None:
    """A table; the columns numbered in `right` hold numbers."""
    rows = [[well_quoted(cell) for cell in row] for row in rows]
    widths = text_table.fitted(text_table.natural_widths(headings, rows), text_table.screen_width())
    _print_lines(text_table.table_lines(headings, rows, right, widths))


def _print_lines(lines: Iterable[str]) -> None:
    click.echo("\n".join(lines))


def print_table(table: ScoredTable) -> None:
    """A scored table: weight, score and reported score of each indicator, total and grade."""
    from workbooks.filing.scoring import as_points

    rows = []
    for item in table.items:
        printed, weight = table.reported_of(item), item.line.weight
        mark = {"judged": "认定", "missing": "缺数据", "error": "有错误"}.get(item.status, "")
        differs = printed is not None and item.score is not None and printed != item.score
        rows.append(
            [
                item.line.name,
                "" if weight is None else f"{weight.normalize():f}",
                str(item.shown),
                "" if printed is None else as_points(printed),
                "不一致" if differs else mark,
            ]
        )
    total, printed_total = table.total_shown, table.reported.total
    differs = table.total is not None and printed_total is not None and printed_total != table.total
    rows.append(
        [
            table.standard.form.total_name,
            f"{table.standard.full_mark.normalize():f}",
            str(total),
            "" if printed_total is None else as_points(printed_total),
            "不一致" if differs else "",
        ]
    )
    print_line(f"{table.standard.title}（{table.year}年度）　{table.unit}　{table.project}".rstrip())
    print_rows(("指标", "分值", "得分", "原报", ""), rows, right=(1, 2, 3))
    print_line(f"{table.standard.form.grade_name}：{table.grade_shown}")


def print_findings(findings: Sequence[Finding]) -> None:
    """One line for each finding."""
    for finding in findings:
        place = f"{finding.sheet}!{finding.cell}" if finding.cell else finding.sheet
        print_line(f"[{finding.level}] {finding.code} {place}：{finding.message}")


def print_review(review: Review) -> None:
    """The findings of one file, a table for each sheet, and the sheets that were left alone."""
    standard = review.standard.title if review.standard else "没有对应的评分标准，按表里印的评分标准和数核对"
    beside = f"　（与 {'、'.join(review.beside)} 核对）" if review.beside else ""
    lines = [f"{review.source}　{standard}{beside}", review.told]
    for line in lines if review.all_read else reversed(lines):
        print_line(line)
    width = text_table.screen_width()
    if width < _NARROWEST:
        print_findings(review.findings)
    else:
        for sheet, findings in groupby(review.findings, key=lambda finding: finding.sheet):
            print_line(f"\n“{sheet}”")
            _print_lines(_findings_table(list(findings), width))
    for left in (left for left in review.left_alone if not left.unread):
        print_line(f"“{left.sheet}”：{left.why}")
    print_line("")


def _findings_table(findings: Sequence[Finding], width: int) -> Iterator[str]:
    """Findings in `width` columns: figures get the room they need, message and basis share the rest."""
    rows = [(f.level, f.code, f.cell, f.message, f.expected or "", f.found or "", f.basis) for f in findings]
    longest = text_table.natural_widths(_HEADINGS, rows)
    widths = [min(each, _WIDEST_FIGURE) for each in longest]
    texts = [_HEADINGS.index(heading) for heading in ("说明", "依据")]
    between = len(text_table.BETWEEN) * (len(_HEADINGS) - 1) + 2
    room = width - between - sum(each for column, each in enumerate(widths) if column not in texts)
    widths[texts[1]] = min(longest[texts[1]], room // 3)
    widths[texts[0]] = min(longest[texts[0]], room - widths[texts[1]])
    return text_table.table_lines(_HEADINGS, rows, (), widths)


def with_progress(results: Iterable[T], total: int, label: str) -> Iterator[T]:
    """The results one by one, with a bar on the screen where there are several of them."""
    if total < 2 or not sys.stderr.isatty():
        with working(label):
            yield from results
        return
    # Only who watches waits for what draws the bar.
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        yield from progress.track(results, total=total, description=label)


def print_data_saved(standard: str, out: object) -> None:
    """Where an empty data file was written, and the command that fills a form with it."""
    command = f"jixiao fill {in_a_command(standard)} --data {in_a_command(out)} -o 填好.xlsx"
    print_line(f"已写出：{out}；填好后用 {command} 填成附表")


def print_line(text: str) -> None:
    """A line as long as it is: nothing in a workbook commands the terminal."""
    click.echo(visible(well_quoted(text)))


def print_warning(text: str) -> None:
    """Say on stderr, beside any JSON, what somebody should know of what was done; "" is nothing."""
    if text:
        click.echo(visible(f"注意：{well_quoted(text)}"), err=True)
