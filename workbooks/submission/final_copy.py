"""定稿: a copy of a filled workbook for submission, with values only and nothing but the official tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from udfs.records import dataclass
from udfs.regex import regex
from workbooks.files.cells import WorkbookCells, cells_in
from workbooks.files.container import read_bytes
from workbooks.files.editable import told_by_name
from workbooks.files.package import Package
from workbooks.files.saving import check_target, write_whole
from workbooks.filing.scoring import ScoredTable, score_forms
from workbooks.findings import ERROR, MISSING, Finding
from workbooks.forms.layout.kinds import WORKINGS_SHEET, titles
from workbooks.forms.returned.own_book import OwnForm, OwnWorkbook
from workbooks.forms.returned.read_back import read_own
from workbooks.forms.sheets.indicator_table import set_in_lines
from workbooks.forms.sheets.quarterly_sheet import LEDGER_NOTE, ROUNDING_NOTE
from workbooks.forms.sheets.rules.rule_answers import unconfirmed, unconfirmed_notes
from workbooks.forms.sheets.rules.rule_notes import readings
from workbooks.problems import InputError
from workbooks.review.own_rules import listed, unconfirmed_count
from workbooks.review.review_sheet import REVIEW_SHEET
from workbooks.review.reviewing import review_cells
from workbooks.review.typed_over import NOT_CALCULATED
from workbooks.submission.values_only import FinalSheet, values_only

_MOST_NAMED, _MOST_COPIES = 4, 100
_PRINT = "Print_"
# How lines of ours below a table begin: on buttons (macros, in older files), on the columns beside it, on how
# its figures came about.
_HINTS = ("右侧“核对”列", "按钮“填汇总”", "由宏“填汇总”", "累计执行数手工填写", LEDGER_NOTE, ROUNDING_NOTE)
_BRACKETED = regex("（[^（）]*）")
_DATA_ROW = regex("依据见“数据”表“.*”一行。")


@dataclass(frozen=True)
class FinalCopy:
    """A copy that was saved, and what was not in order when it was made."""

    path: Path
    sheets: tuple[str, ...]
    left_out: tuple[str, ...]
    findings: tuple[Finding, ...]

    def as_json(self) -> dict[str, object]:
        return {
            "file": str(self.path),
            "sheets": list(self.sheets),
            "left_out": list(self.left_out),
            "findings": [finding.as_json() for finding in self.findings],
        }


def save_final_copy(
    source: Path,
    target: Path,
    *,
    live: WorkbookCells | None = None,
    with_data: bool = False,
    unfinished: bool = False,
    force: bool = False,
) -> FinalCopy:
    """Save a copy of a workbook of ours with values only; `live` are its cells where it is open and changed.

    Raises `InputError` while something is missing or the review has an error, unless `unfinished` allows it;
    then a line below each form says so. `force` replaces an older copy.
    """
    check_target(target, force)
    if target.exists() and target.samefile(source):
        raise InputError(f"{target.name} 就是要定稿的文件本身，请换一个文件名")
    content = read_bytes(source)
    saved, package = cells_in(content, source.name), Package.read(content, source.name)
    cells = live or saved
    if _layout(cells) != _layout(saved):
        raise InputError(f"{source.name} 增减过行或工作表，还没有保存；请先保存再定稿")
    own = read_own(cells)
    findings = tuple(open_findings(cells))
    if findings and not unfinished:
        raise InputError(
            f"{source.name} 还不能定稿：{_counts(findings)}，如 {_located(findings)}；"
            "请先改好；一定要现在定稿，命令行加 --force-final，附表下方会注明"
        )
    sheets = _kept(cells, own, with_data)
    final = [_final_sheet(name, cells, own, findings) for name in sheets]
    with told_by_name(source.name):
        made = values_only(package, cells, saved, final)
    write_whole(target, lambda stream: stream.write(made), force)
    left_out = tuple(sheet.name for sheet in cells.sheets if sheet.name not in sheets)
    return FinalCopy(target, tuple(sheets), left_out, findings)


def beside(source: Path) -> Path:
    """The file for a final copy of a workbook: <name>-定稿.xlsx beside it, numbered where there is one."""
    names = (f"{source.stem}-定稿{number or ''}.xlsx" for number in (0, *range(2, _MOST_COPIES)))
    free = (target for target in map(source.with_name, names) if not target.exists())
    found = next(free, None)
    if found is None:
        raise InputError(f"{source.parent} 里已有太多定稿，请先移走一些")
    return found


def _layout(cells: WorkbookCells) -> tuple[list[str], dict[str, str]]:
    """Where things stand in a workbook: its sheets, and the places of its names."""
    names = dict(cells.shared)
    for sheet, local in cells.by_sheet.items():
        names |= {f"{sheet}!{key}": place for key, place in local.items()}
    places = {key: place.replace("'", "") for key, place in names.items() if _PRINT not in key}
    return [sheet.name for sheet in cells.sheets], places


def open_findings(cells: WorkbookCells) -> Iterator[Finding]:
    """What keeps a workbook from being final: missing figures, errors, scores that were not recalculated."""
    return (finding for finding in review_cells(cells).findings if _is_open(finding))


def _is_open(finding: Finding) -> bool:
    """Errors, and figures without which there is no score; a missing explanation does not stop anybody."""
    return finding.level == ERROR or finding.code in ("D01", "D05", NOT_CALCULATED)


def _kept(cells: WorkbookCells, own: OwnWorkbook, with_data: bool) -> list[str]:
    """The sheets of the official tables, in the order of the tabs."""
    kept = ("always", "with data") if with_data else ("always",)
    wanted = {form.sheet for form in own.forms}
    wanted |= set(titles(own.standard, lambda kind: kind.handed_in in kept))
    if own.standard.placed is not None:
        ours = {*titles(own.standard, lambda _kind: True), WORKINGS_SHEET, REVIEW_SHEET}
        wanted |= {sheet.name for sheet in cells.sheets} - ours
        if not with_data:
            # The bureau's own file is handed in as the bureau made it, without our summary.
            wanted -= set(titles(own.standard, lambda kind: kind.read == "results"))
    return [sheet.name for sheet in cells.sheets if sheet.name in {own.title(each) for each in wanted}]


def _final_sheet(
    name: str, cells: WorkbookCells, own: OwnWorkbook, findings: Sequence[Finding]
) -> FinalSheet:
    """What to do with a sheet; what does not belong to one form is told below the first."""
    sheets = [own.title(form.sheet) for form in own.forms]
    if name not in sheets:
        return FinalSheet(name, dropped=frozenset(_hints(cells, own, name)))
    number = sheets.index(name)
    others = () if number else [finding for finding in findings if finding.sheet not in sheets]
    told = [*(finding for finding in findings if finding.sheet == name), *others]
    table = score_forms(own.standard, own.filing)[number]
    judged = [item.line.name for item in table.items if item.status == "judged" and item.line.own]
    in_lines = set_in_lines(own.standard)

    def reworded(text: str) -> str:
        return in_lines.get(text) or _judged_line(text, judged)

    layout = own.forms[number].layout
    if layout.placed is not None:
        remark = _remark(told) + _unconfirmed_remark(cells, own)
        read = next(sheet for sheet in cells.sheets if sheet.name == name)
        end = read.first_row + len(read.rows) - 1
        like = (layout.last_row, layout.column("name"))
        last = layout.placed.beside - 2 if layout.beside else None
        return FinalSheet(name, last, remark=remark, like=like, written=(1, 1, end, layout.columns))
    dropped = frozenset(_working_rows(own.forms[number], table))
    return FinalSheet(
        name, layout.columns, reworded, _remark(told), (layout.grade_row + 1, 1), dropped, layout=layout
    )


def _working_rows(form: OwnForm, table: ScoredTable) -> Iterator[int]:
    """The rows that the official form does not have: spare ones, our grade, and what we say below it."""
    layout, standard = form.layout, form.standard
    rows = (place for place in layout.places if place.second is not None)
    for _, level in groupby(rows, key=lambda place: id(place.second)):
        places = list(level)
        spare = [
            place.row
            for place in places
            if place.kind == "own" and table.at(place.child, place.number) is None
        ]
        # The official form has a line at least for each second level.
        yield from spare[1:] if len(spare) == len(places) else spare
    if standard.form.grade_label is None:
        yield layout.grade_row
    # Forms built before had our readings below them.
    ours = {"", *readings(standard)}
    sheet = next(sheet for sheet in form.cells.sheets if sheet.name == form.sheet)
    for row in range(layout.grade_row + 1, sheet.first_row + len(sheet.rows)):
        if str(form.cells.value(form.sheet, row, 1) or "").strip() in ours:
            yield row


def _hints(cells: WorkbookCells, own: OwnWorkbook, name: str) -> Iterator[int]:
    """The rows of ours below a table, some of them framed like those of the table."""
    for sheet in cells.sheets:
        if own.title(sheet.name) == name:
            for row in range(sheet.first_row, sheet.first_row + len(sheet.rows)):
                if str(cells.value(sheet.name, row, 1) or "").startswith(_HINTS):
                    yield row


def _judged_line(text: str, judged: Sequence[str]) -> str:
    """The line on judged scores names the rows, for the column beside the form that shows them is gone."""
    if text.startswith("※ 表右侧"):
        return f"※ {listed(judged, '个指标')}由人工认定，没有按完成值与目标值计算；依据见该行说明或另附材料。"
    return _DATA_ROW.sub("依据另附。", text) if text.startswith("※") else text


def _remark(findings: Sequence[Finding]) -> str:
    if not findings:
        return ""
    missing = sum(finding.level == MISSING for finding in findings)
    counts = ((missing, "处未填"), (len(findings) - missing, "处错误未处理"))
    return f"※ 本表定稿时尚有 {_told(counts)}：{_places(findings)}。"


def _unconfirmed_remark(cells: WorkbookCells, own: OwnWorkbook) -> str:
    """What a bureau's own form says at its foot of rules that nobody confirmed."""
    names = [*unconfirmed(cells, own.standard), *unconfirmed_notes(cells, own.standard)]
    count = unconfirmed_count(cells, own.standard)
    return f"※ {count}的评分规则没有经人确认：{listed(names)}。" if names else ""


def _counts(findings: Sequence[Finding]) -> str:
    missing = sum(finding.level == MISSING for finding in findings)
    return _told(((missing, "处未填"), (len(findings) - missing, "处错误")))


def _told(counts: Iterable[tuple[int, str]]) -> str:
    return "、".join(f"{count} {what}" for count, what in counts if count)


def _places(findings: Iterable[Finding]) -> str:
    """What the first findings say, in short."""
    names = list(dict.fromkeys(_subject(finding) for finding in findings))
    more = f"等 {len(names)} 项" if len(names) > _MOST_NAMED else ""
    return "、".join(names[:_MOST_NAMED]) + more


def _located(findings: Iterable[Finding]) -> str:
    """The first findings in short, each with the cell to go to and what should stand there."""
    told = []
    for finding in findings:
        place = f"{finding.sheet}!{finding.cell} " if finding.cell else ""
        wanted = f"，应为 {finding.expected}" if finding.expected and finding.level == ERROR else ""
        told.append(f"{place}{_subject(finding)}{wanted}")
    return "；".join(list(dict.fromkeys(told))[:_MOST_NAMED])


def _subject(finding: Finding) -> str:
    """The first clause of what a finding says, without what stands in brackets."""
    return _BRACKETED.sub("", finding.message).partition("，")[0]
