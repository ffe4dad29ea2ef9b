"""What the command line prints: tables for people, JSON for programs."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeVar

import click

from udfs.regex import regex
from workbooks.files.visible import escaped, visible
from workbooks.findings import Finding

if TYPE_CHECKING:
    from workbooks.filing.scoring import ScoredTable
    from workbooks.review.review_result import Review

T = TypeVar("T")
_HEADINGS = ("级别", "代码", "位置", "说明", "应为", "印的是", "依据")
_WIDEST_FIGURE = 13
# A narrower screen gets one line for each finding.
_NARROWEST = 80
_PIECE = regex(r"[“‘（《]*(?:[A-Za-z0-9.,%+*/=≥≤<>#-]+|.)[，。；：、）》”’？！]*", re.DOTALL)
# Where the width of the screen is not known: an A4 page of a printed log.
_WIDTH = 100


def print_json(content: Any) -> None:
    """UTF-8 JSON on stdout and nothing else, whatever the console's own encoding."""
    text = escaped(json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)) + "\n"
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


def print_rows(headings: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> None:
    """A table; the columns numbered in `right` hold numbers."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for number, heading in enumerate(headings):
        table.add_column(heading, justify="right" if number in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(_plain(cell) for cell in row))
    _console().print(table)


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
            table.standard.form.total_label,
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
    console = _console()
    if console.width < _NARROWEST:
        print_findings(review.findings)
    else:
        for sheet, findings in groupby(review.findings, key=lambda finding: finding.sheet):
            print_line(f"\n“{sheet}”")
            console.print(_findings_table(list(findings), console.width))
    for left in (left for left in review.left_alone if not left.unread):
        print_line(f"“{left.sheet}”：{left.why}")
    print_line("")


def _findings_table(findings: Sequence[Finding], width: int) -> Any:
    """Findings in `width` columns: figures get the room they need, message and basis share the rest."""
    from rich import box
    from rich.cells import cell_len
    from rich.table import Table

    rows = [(f.level, f.code, f.cell, f.message, f.expected or "", f.found or "", f.basis) for f in findings]
    longest = [max(map(cell_len, column)) for column in zip(_HEADINGS, *rows, strict=True)]
    widths = [min(each, _WIDEST_FIGURE) for each in longest]
    texts = [_HEADINGS.index(heading) for heading in ("说明", "依据")]
    between = 3 * (len(_HEADINGS) - 1) + 2
    room = width - between - sum(each for column, each in enumerate(widths) if column not in texts)
    widths[texts[1]] = min(longest[texts[1]], room // 3)
    widths[texts[0]] = min(longest[texts[0]], room - widths[texts[1]])
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading, each in zip(_HEADINGS, widths, strict=True):
        table.add_column(heading, width=each, overflow="fold")
    for row in rows:
        table.add_row(*(_plain(_wrapped(text, each)) for text, each in zip(row, widths, strict=True)))
    return table


def _wrapped(text: str, width: int) -> str:
    """Chinese text in lines of `width` columns: numbers and words stay whole, no line begins with a comma."""
    from rich.cells import cell_len

    lines = [""]
    for piece in _PIECE.findall(text):
        if lines[-1] and cell_len(lines[-1] + piece.rstrip()) > width:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return "\n".join(line.rstrip() for line in lines)


def with_progress(results: Iterable[T], total: int, label: str) -> Iterator[T]:
    """The results one by one, with a bar on the screen where there are several of them."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    hidden = total < 2 or not console.is_terminal
    with Progress(console=console, transient=True, disable=hidden) as progress:
        yield from progress.track(results, total=total, description=label)


def print_line(text: str) -> None:
    _console().print(_plain(text), soft_wrap=True)


def print_warning(text: str) -> None:
    """Say on stderr, beside any JSON, what somebody should know of what was done; "" is nothing."""
    if text:
        click.echo(visible(f"注意：{text}"), err=True)


def _plain(text: str) -> Any:
    """Text as it is: square brackets are no markup, and nothing in a workbook commands the terminal."""
    from rich.text import Text

    return Text(visible(text))


def _console() -> Any:
    from rich.console import Console

    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=max(console.width, _WIDTH))
