"""What the command line prints: tables for people, JSON for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

from workbooks.findings import Finding
from workbooks.scoring import ScoredTable, as_points


def print_json(content: Any) -> None:
    """UTF-8 JSON on stdout and nothing else, whatever the console's own encoding."""
    text = json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8"))
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
    print_line(f"{table.standard.form.grade_label}：{table.grade_shown}")


def print_findings(findings: Sequence[Finding]) -> None:
    """One line for each finding."""
    for finding in findings:
        place = f"{finding.sheet}!{finding.cell}" if finding.cell else finding.sheet
        print_line(f"[{finding.level}] {finding.code} {place}：{finding.message}")


def print_line(text: str) -> None:
    _console().print(_plain(text), soft_wrap=True)


def _plain(text: str) -> Any:
    """Text as it is: square brackets of a file name are no markup."""
    from rich.text import Text

    return Text(text)


def _console() -> Any:
    from rich.console import Console

    return Console(highlight=False)
