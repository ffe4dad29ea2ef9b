"""Reviews as one page for the browser or the printer: nothing is fetched, every text is escaped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
from string import Template

from workbooks.files.visible import visible
from workbooks.findings import ERROR, LEVELS, MISSING, NOT_READ, NOTICE, Finding
from workbooks.review.review_result import READ, Review
from workbooks.review.reviewing import Unusable

_SIGNS = {ERROR: "✕", MISSING: "○", NOTICE: "△"}
_CLASSES = {ERROR: "error", MISSING: "missing", NOTICE: "notice"}
_HEADINGS = ("级别", "代码", "位置", "说明", "印的是", "应为", "依据")

_PAGE = Template("""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>复核意见</title>
<style>
@page { size: A4 landscape; margin: 12mm; }
body { font: 14px/1.6 "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif; color: #1a1a1a;
  max-width: 1100px; margin: 2em auto; padding: 0 1em; }
h1 { font-size: 22px; text-align: center; } h2 { font-size: 17px; margin: 2em 0 .3em; break-after: avoid; }
h3 { font-size: 14px; margin: 1em 0 .3em; break-after: avoid; }
p { margin: .2em 0; } .aside { color: #595959; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #8c8c8c; padding: 3px 6px; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; }
th { background: #ededed; } thead { display: table-header-group; } tr { break-inside: avoid; }
.findings { table-layout: fixed; } .number { text-align: right; }
.level { white-space: nowrap; font-weight: bold; }
.error { color: #b00020; } .missing { color: #6a3d00; } .notice { color: #00508c; }
@media print { body { max-width: none; margin: 0; padding: 0; font-size: 10.5pt; } a { color: inherit; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
</style>
</head>
<body>
<h1>复核意见</h1>
$overview
$files
</body>
</html>
""")
_WIDTHS = (8, 6, 8, 34, 12, 12, 20)


def page(results: Sequence[Review | Unusable]) -> str:
    """The page of all files: an overview, then the findings of each file by sheet."""
    files = "\n".join(_file(number, result) for number, result in enumerate(results, 1))
    return _PAGE.substitute(overview=_overview(results), files=files)


def _overview(results: Sequence[Review | Unusable]) -> str:
    headings = _cells("th", ["文件", "评分标准", *(_level(level) for level in LEVELS)], safe=True)
    rows = []
    for number, result in enumerate(results, 1):
        name = f'<td><a href="#file{number}">{_escaped(result.source)}</a></td>'
        if isinstance(result, Unusable):
            rows.append(f'<tr>{name}<td colspan="{len(LEVELS) + 1}">不能复核</td></tr>')
            continue
        title = result.standard.title if result.standard else "—"
        if result.status != READ:
            title = f"{title}（{NOT_READ}）"
        counts = "".join(f'<td class="number">{result.count(level)}</td>' for level in LEVELS)
        rows.append(f"<tr>{name}<td>{_escaped(title)}</td>{counts}</tr>")
    return _table("overview", headings, rows)


def _file(number: int, result: Review | Unusable) -> str:
    heading = f'<h2 id="file{number}">{_escaped(result.source)}</h2>'
    if isinstance(result, Unusable):
        return f"{heading}\n<p>不能复核：{_escaped(result.why)}</p>"
    standard = (
        f"评分标准：{result.standard.title}。"
        if result.standard
        else "没有对应的评分标准，按表里印的评分标准和数核对。"
    )
    parts = [heading, f"<p>{_escaped(standard)}{_escaped(result.told)}。</p>"]
    for sheet, findings in groupby(result.findings, key=lambda finding: finding.sheet):
        parts += [f"<h3>{_escaped(sheet)}</h3>", _findings(findings)]
    parts += [
        f'<p class="aside">“{_escaped(left.sheet)}”：{_escaped(left.why)}</p>'
        for left in result.left_alone
        if not left.unread
    ]
    return "\n".join(parts)


def _findings(findings: Iterator[Finding]) -> str:
    columns = "".join(f'<col style="width:{width}%">' for width in _WIDTHS)
    rows = []
    for found in findings:
        texts = (found.code, found.cell, found.message, found.found or "", found.expected or "", found.basis)
        rows.append(f'<tr><td class="level">{_level(found.level)}</td>{_cells("td", texts)}</tr>')
    return _table("findings", _cells("th", _HEADINGS), rows, columns)


def _table(kind: str, headings: str, rows: Sequence[str], columns: str = "") -> str:
    body = "\n".join(rows)
    return (
        f'<table class="{kind}">{columns}<thead><tr>{headings}</tr></thead><tbody>\n{body}\n</tbody></table>'
    )


def _level(level: str) -> str:
    """A level by word, sign and colour."""
    return f'<span class="{_CLASSES[level]}">{_SIGNS[level]} {level}</span>'


def _cells(tag: str, texts: Sequence[str], safe: bool = False) -> str:
    return "".join(f"<{tag}>{text if safe else _escaped(text)}</{tag}>" for text in texts)


def _escaped(text: str) -> str:
    return escape(visible(text))
