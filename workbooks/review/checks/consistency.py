"""Scores and weights printed twice: in a summary, in running text, in a table of scores, beside the form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from itertools import chain

from udfs.once import once_for
from udfs.records import dataclass
from udfs.regex import regex
from workbooks.findings import ERROR, NOTICE, Finding, quoted
from workbooks.official.labels import plain
from workbooks.official.official_table import Cell, IndicatorTable, Level, Row
from workbooks.official.printed import Printed
from workbooks.official.rounding import fit
from workbooks.review.checks.grades import grade_name
from workbooks.review.reading.hierarchy import name_of
from workbooks.review.reading.named_points import (
    SaidPoints,
    entry_key,
    is_name,
    named_before,
    named_in_sentence,
    printed_number,
)
from workbooks.review.reading.point_sums import (
    Figure,
    PointSum,
    difference,
    points,
    printed_of,
    shown,
    tally_of,
    total_of,
    weights_without_bonus,
)
from workbooks.review.reading.whole_amounts import stated_totals
from workbooks.review.registry import check
from workbooks.review.subject import Subject

_WORDS: dict[Figure, str] = {"weight": "分值", "score": "得分"}
_NUMBER = r"(\d+(?:\.\d+)?)分(?!以|及|\(含|[-~—至])"
_OVERALL = regex(
    r"(?:(?:综合|总体|最终)(?:评价|自评)?(?:评分|得分)|(?:绩效|整体|支出)(?:综合)?(?:评价|自评)(?:综合|最终|总)?(?:得分|评分|总分)"
    r"|(?:自评|评价|综合)总得?分|(?:项目|部门|单位|整体|综合)自评(?:得分|评分))"
    rf"(?:为|是|:)?{_NUMBER}"
)
_OWN_TOTAL = regex(
    rf"(?:^|[,:]|项目|经?综合评价|最终|本次)自评得分(?:为|是|:)?{_NUMBER}(?!\(?(?:其中|,其中))"
)
"""In the conclusions below a form 自评得分98分 is the total; in a report it may be that of an indicator."""
_GRADE = regex(
    r"(?:评价|自评|评定|绩效|综合)(?:结果)?(?:等级|等次)(?:评?为|是|:)?[“\"]?(优秀?|良好?|中等?|较?差)(?![、/或])"
)
_ELSEWHERE = regex(r"上年|去年|往年|上一年|同期|平均|全市|全区|下属|项目|重点|专项|财政局|第三方")
_ELSEWHERE_BELOW = regex(r"上年|去年|往年|上一年|同期|平均|全市|全区|下属|财政局|第三方|其他|若|如果|当")
_FULL = 100
_OTHER_SCORES = regex("上年|去年|往年|同期|平均|复核|复评|抽查|财政局|第三方|专家|[应可拟]得")
_SENTENCES = regex(r"[。;；\n]")
_YEAR = regex(r"((?:19|20)\d\d)年")


@dataclass(frozen=True)
class NamedEntry:
    """A level, an indicator or (None) the total row, with what its table says of it."""

    table: IndicatorTable
    name: str
    what: Level | Row | None

    def figure(self, figure: Figure) -> PointSum | None:
        """Its weight or score: of a level that of its rows, else what is printed for it."""
        if isinstance(self.what, Row):
            return total_of([self.what.figure(figure)])
        if self.what is None:
            return total_of([printed_of((self.table.total or {}).get(figure))])
        rows = tally_of(self.table).sum_of(self.what, figure)
        return rows or total_of([printed_of(getattr(self.what, figure))])


NamedEntries = dict[str, list[NamedEntry]]
"""Levels and indicators by name; one name may be that of several."""


@check
def summary_against_table(subject: Subject) -> Iterator[Finding]:
    """C01 汇总表与指标表

    二级指标汇总表（得分率表）里一级、二级指标和合计的分值、得分，应与同一文件里指标表的相同。名称对不上的，或者
    有几张指标表的，不核对。
    """
    if len(subject.tables) != 1 or not subject.summaries:
        return
    table = subject.tables[0]
    entries = _by_name(_levels(table))
    for summary in subject.summaries:
        if table.year and summary.year and table.year != summary.year:
            continue
        printed: list[tuple[NamedEntry | None, Mapping[str, Cell], str]] = [
            (entries.get(entry_key(row.name)), row.cells, f"{quoted(row.name)}") for row in summary.rows
        ]
        for level in summary.levels:
            cells = {"weight": level.weight, "score": level.score}
            given = {key: cell for key, cell in cells.items() if cell is not None}
            printed.append((entries.get(entry_key(level.name)), given, f"{quoted(level.name)}"))
        printed.append((NamedEntry(table, "合计", None), summary.total or {}, "合计"))
        for entry, filled, what in printed:
            if entry is not None:
                yield from _against(entry, filled, what, weighed=not subject.scored)


@check
def scores_in_texts(subject: Subject) -> Iterator[Finding]:
    """C02 文字、分表里的得分与指标表

    文字写明某个指标的分值或得分（“效率性……指标权重 20 分，自评得分 14.41 分”），或者小表里按指标名称列出得分
    的，应与指标表里该指标的（或其下各指标相加的）相同。
    """
    entries = entries_of(subject)
    years = subject.years
    for cell in subject.narrative if entries else ():
        for sentence in _sentences(cell, "分"):
            if not set(_YEAR.findall(sentence)) <= years or _OTHER_SCORES.search(sentence):
                continue
            for name, figure, printed in named_in_sentence(sentence, entries):
                yield from _text_finding(cell, near_entries(subject, cell, entries[name]), figure, printed)
    for said in _named_before(subject, entries) if entries else ():
        if set(_YEAR.findall(plain(said.cell.text))) <= years:
            near = near_entries(subject, said.cell, entries[said.name])
            for finding in _text_finding(said.cell, near, said.figure, said.printed):
                yield finding if said.sure else replace(finding, level=NOTICE)
    for budget in subject.budgets:
        for row in budget.rows:
            for column, cell in row.cells.items():
                kind = _kind(budget.headings.get(column, ""))
                if (
                    kind is not None
                    and cell.number is not None
                    and (name := entry_key(name_of(row))) in entries
                ):
                    yield from _text_finding(
                        cell, near_entries(subject, cell, entries[name]), kind, cell.number
                    )


@check
def overall_in_texts(subject: Subject) -> Iterator[Finding]:
    """C03 文字里的总分和等级

    文字写的综合评分、评价得分和评价等级，应与指标表的总分和等级相同。一个文件有几张指标表，或者是项目自评表的，只
    核对写在表下的自评总分。
    """
    if len(subject.tables) != 1 or subject.tables[0].money is not None:
        yield from chain.from_iterable(map(_below_table, subject.tables))
        yield from _of_project_report(subject)
        return
    table, years = subject.tables[0], subject.years
    total = (table.total or {}).get("score")
    for cell in subject.narrative:
        for sentence in _sentences(cell, "分", "等级", "等次"):
            if not set(_YEAR.findall(sentence)) <= years:
                continue
            said = _OVERALL.search(sentence)
            if said and total and not _ELSEWHERE.search(sentence[: said.start()]):
                yield from _overall(cell, total, printed_number(said[1]))
            written = _GRADE.search(sentence)
            if written and table.grade and not _ELSEWHERE.search(sentence[: written.start()]):
                yield from _grade(cell, table.grade, written[1])


def _of_project_report(subject: Subject) -> Iterator[Finding]:
    """The total in the text of a report on one project, against the form of that project."""
    texts = [cell for stated in stated_totals(subject) if stated.of_project for cell in stated.cells]
    if len(subject.tables) == 1:
        yield from _repeated_below(subject.tables[0], texts)


def _below_table(table: IndicatorTable) -> Iterator[Finding]:
    """The total that the conclusions below a form repeat."""
    return _repeated_below(table, table.notes, below=True)


def _repeated_below(table: IndicatorTable, texts: Iterable[Cell], below: bool = False) -> Iterator[Finding]:
    """The total repeated in texts, `below` the form in shorter words; 100 there is the full mark."""
    total = (table.total or {}).get("score")
    for note in texts if total is not None else ():
        for sentence in _sentences(note, "分"):
            said = _OVERALL.search(sentence) or (_OWN_TOTAL.search(sentence) if below else None)
            if (
                total
                and said
                and Decimal(said[1]) != _FULL
                and not _ELSEWHERE_BELOW.search(sentence[: said.start()])
            ):
                yield from _overall(note, total, printed_number(said[1]))


def _overall(cell: Cell, total: Cell, printed: Printed) -> Iterator[Finding]:
    if total.number is None:
        return
    match = fit(points(total.number), printed, total.number.places)
    if match.follows:
        return
    found = shown(printed.value)
    message = f"文字写的总分是 {found} 分，{_where('总分', total)}是 {total.text}"
    message += f"（像是{match.habit}）" if match.habit else ""
    level = NOTICE if match.habit else ERROR
    yield _finding("C03", level, cell, message, total.text, found, "同一份评价只有一个总分")


def _where(what: str, cell: Cell) -> str:
    return f"指标表的{what}（工作表“{cell.sheet}”{cell.address}）"


def _grade(cell: Cell, grade: Cell, written: str) -> Iterator[Finding]:
    if grade_name(grade) in ("", grade_name(replace(cell, value=written))):
        return
    message = f"文字写的等级是“{written}”，{_where('等级', grade)}是“{grade.text}”"
    yield _finding("C03", ERROR, cell, message, grade.text, written, "同一份评价只有一个等级")


@once_for(2)
def entries_of(subject: Subject) -> NamedEntries:
    """The levels and indicators of the tables by the names that texts call them by."""
    entries: NamedEntries = {}
    for table in subject.tables:
        for entry in (*_levels(table), *_indicators(table)):
            if is_name(key := entry_key(entry.name)):
                entries.setdefault(key, []).append(entry)
    return entries


def _named_before(subject: Subject, entries: NamedEntries) -> Iterator[SaidPoints]:
    """Points of indicators that are named before, in each of the texts that stand below one another."""
    rows = {name for name, found in entries.items() if all(isinstance(each.what, Row) for each in found)}
    for column in subject.running_texts:
        yield from named_before(column, entries.keys() - rows, rows)


def _sentences(cell: Cell, *words: str) -> Iterator[str]:
    """The sentences of a cell that have one of the words."""
    if any(word in cell.text for word in words):
        for sentence in map(plain, _SENTENCES.split(cell.text)):
            if any(word in sentence for word in words):
                yield sentence


def _levels(table: IndicatorTable) -> list[NamedEntry]:
    return [NamedEntry(table, level.name, level) for level in table.levels]


def _indicators(table: IndicatorTable) -> list[NamedEntry]:
    return [NamedEntry(table, row.name, row) for row in table.rows]


def _by_name(entries: Iterable[NamedEntry]) -> dict[str, NamedEntry]:
    """NamedEntries by name; those whose name stands there twice are left out."""
    found: dict[str, list[NamedEntry]] = {}
    for entry in entries:
        found.setdefault(entry_key(entry.name), []).append(entry)
    return {name: listed[0] for name, listed in found.items() if len(listed) == 1}


def _against(entry: NamedEntry, cells: Mapping[str, Cell], what: str, weighed: bool) -> Iterator[Finding]:
    """Compare a row of a summary; not its weights (`weighed`) where our own summary prints the standard's."""
    for figure, word in _WORDS.items():
        exact, cell = entry.figure(figure), cells.get(figure)
        if exact is None or cell is None or (figure == "weight" and not weighed):
            continue
        if (found := difference(exact, cell)) is None or _is_full_mark(entry, figure, cell):
            continue
        level = NOTICE if found.habit else ERROR
        message = f"{what}的{word}印的是 {found.found}，指标表“{entry.table.sheet}”为 {found.expected}"
        message += f"（{found.habit}）" if found.habit else ""
        yield _finding("C01", level, cell, message, found.expected, found.found, "汇总表与指标表一致")


def _is_full_mark(entry: NamedEntry, figure: Figure, cell: Cell) -> bool:
    """Whether a total weight is printed without the bonus points."""
    printed = printed_of(cell)
    full = weights_without_bonus(entry.table) if figure == "weight" and entry.name == "合计" else None
    return printed is not None and points(printed) == full


def near_entries(subject: Subject, cell: Cell, entries: list[NamedEntry]) -> list[NamedEntry]:
    """The entries that a figure can be compared with: of several tables only those of its own sheet."""
    if len(subject.tables) == 1:
        return entries
    return [entry for entry in entries if entry.table.sheet == cell.sheet]


def _text_finding(
    cell: Cell, entries: list[NamedEntry], figure: Figure, printed: Printed
) -> Iterator[Finding]:
    """A finding where a figure in a text is that of none of the levels and indicators of its name."""
    known = [exact for entry in entries if (exact := entry.figure(figure)) is not None]
    fits = [fit(exact.value, printed, exact.places) for exact in known]
    if not known or len(known) < len(entries) or any(each.follows for each in fits):
        return
    habit = next((each.habit for each in fits if each.habit), "")
    name, word, found = entries[0].name, _WORDS[figure], shown(points(printed))
    expected = "或".join(dict.fromkeys(shown(exact.value) for exact in known))
    message = f"{quoted(name)}的{word}写的是 {found} 分，指标表“{entries[0].table.sheet}”为 {expected} 分"
    message += f"（像是{habit}）" if habit else ""
    basis = f"同一指标的{word}前后一致"
    yield _finding("C02", NOTICE if habit else ERROR, cell, message, expected, found, basis)


def _finding(
    code: str, level: str, cell: Cell, message: str, expected: str, found: str, basis: str
) -> Finding:
    return Finding(code, level, cell.sheet, cell.address, message, expected, found, basis)


@lru_cache(maxsize=1 << 10)
def _kind(heading: str) -> Figure | None:
    """What a column of a small table holds, if it is weights or scores."""
    if re.fullmatch(r"(?:自评|实际)?得分", plain(heading)):
        return "score"
    return "weight" if re.fullmatch(r"(?:指标)?(?:分值|权重)", plain(heading)) else None
