"""A standard and its data give a scored table: the headless twin of the live workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal

from udfs.errors import MISSING, ScoreError
from udfs.expression import SUM_NAME, CellError, Data, Figure
from udfs.numbers import half_width, round_score
from udfs.records import dataclass
from udfs.targets import parse_target
from udfs.totals import grade_shown, total_of
from workbooks.filing.data_file import Filing, Reported
from workbooks.filing.figures import DATA_SHEET, full_width_note, full_width_reason, problems
from workbooks.filing.limits import broken, is_far_above, limits
from workbooks.filing.lines import Line, OwnRow, OwnRowsOf, lines
from workbooks.findings import ERROR, NOTICE, About, Finding, quoted
from workbooks.findings import MISSING as LACKING
from workbooks.official.printed import Printed
from workbooks.official.rounding import fit
from workbooks.standards.model import Indicator, OwnRows, Standard
from workbooks.standards.optional import typed_share_in

Status = Literal["scored", "judged", "missing", "error"]
NO_GRADE = "不评等级"


def grade_rule(standard: Standard) -> str:
    """The bands of a standard; without any, a rule that gives no grade to whatever total."""
    return standard.grades.bands or f"<0: {NO_GRADE}; >=0: {NO_GRADE}"


@dataclass(frozen=True)
class ItemScore:
    """The score of one line, or the error value its cell shows and why."""

    line: Line
    score: Decimal | None
    status: Status
    error: str | None = None
    reason: str = ""

    @property
    def shown(self) -> Decimal | str:
        """What the score cell shows: a number or an error value."""
        return self.score if self.score is not None else self.error or ""


@dataclass(frozen=True)
class ScoredTable:
    """One scored table; the total is `None` (and its cell an error) while any item has no score."""

    standard: Standard
    unit: str
    year: int
    data: Data
    project: str
    own_rows: OwnRowsOf
    items: tuple[ItemScore, ...]
    reported: Reported
    full_width: Mapping[str, str] = field(default_factory=dict)
    """Figures that were typed in full-width digits, as typed."""
    gone: frozenset[str] = frozenset()
    """Data items whose place in the workbook is no more; they are told with what happened to it."""
    rows_gone: bool = False
    """Whether rows of the unit's own are no more, so that totals are not held against those that are left."""
    columns_gone: bool = False
    """Whether a column of figures of these rows is no more: what they lack is told with it."""

    @cached_property
    def total_shown(self) -> Decimal | str:
        """What the total cell shows: the total, or the error value that keeps it from being one."""
        sum_shown = total_of([item.shown for item in self.items])
        figures: dict[str, Figure] = {**self.data, SUM_NAME: sum_shown}
        try:
            return self.standard.total_expression.score(figures)
        except CellError as error:
            return error.code

    @property
    def total(self) -> Decimal | None:
        shown = self.total_shown
        return shown if isinstance(shown, Decimal) else None

    @property
    def sheet(self) -> str:
        """The sheet of the form: that of its project, where there are several."""
        return self.project or self.standard.form_sheet

    @property
    def weights(self) -> Decimal:
        """The sum of all weights, those of the unit's own rows included."""
        return sum((item.line.weight or Decimal(0) for item in self.items), Decimal(0))

    @property
    def weights_printed(self) -> Decimal:
        """The weight of the total row: a form with a row for each first level adds up those of the levels."""
        standard = self.standard
        if standard.form.sections:
            return sum((first.weight for first in standard.indicators), Decimal(0))
        return self.weights

    @cached_property
    def grade_shown(self) -> str:
        """What the grade cell shows: the grade, or the error value of the total or of the grade."""
        grades, total = self.standard.grades, self.total_shown
        if not grades.bands:
            return NO_GRADE
        off = grades.only_at_full_mark and self.weights != self.standard.full_mark
        if off and isinstance(total, Decimal):
            return NO_GRADE
        return grade_shown(total, grades.bands)

    @property
    def grade(self) -> str | None:
        shown = self.grade_shown
        return None if shown == NO_GRADE or shown.startswith("#") else shown

    @property
    def complete(self) -> bool:
        return all(item.score is not None for item in self.items)

    @cached_property
    def by_indicator(self) -> dict[str, ItemScore]:
        """The scores of the document's own indicators, by name."""
        return {item.line.name: item for item in self.items if item.line.indicator is not None}

    def at(self, child: Indicator | OwnRows | None, number: int) -> ItemScore | None:
        """The score of an indicator, or of one row of the unit's own; None for an empty row."""
        if isinstance(child, Indicator):
            return self.by_indicator[child.name]
        return self._by_row.get((child.rows if child else "", number))

    @cached_property
    def _by_row(self) -> dict[tuple[str, int], ItemScore]:
        own = [item for item in self.items if item.line.own is not None]
        return {(item.line.group, item.line.number): item for item in own}

    def reported_of(self, item: ItemScore) -> Decimal | None:
        """The score that was printed or typed for a line, for comparison."""
        own = item.line.own
        return self.reported.items.get(item.line.name) if own is None else own.reported

    @property
    def reads_full_width(self) -> bool:
        """Whether figures were read that a spreadsheet takes for texts."""
        rows = (item.line.own for item in self.items if item.line.own)
        return bool(self.full_width) or any(row.full_width for row in rows)

    def findings(self) -> list[Finding]:
        """Data that stands in the way of a score, and reported scores that do not follow."""
        data_sheet = self.sheet if self.standard.projects else DATA_SHEET
        told = problems(self.standard, self.data, data_sheet)
        figures = [finding for finding in told if not (finding.about and finding.about.name in self.gone)]
        figures += [
            full_width_note(self.standard, key, typed, self.data[key], data_sheet)
            for key, typed in self.full_width.items()
            if isinstance(self.data.get(key), Decimal)
        ]
        figures += _wide_figures_of_rows(self)
        impossible = list(_impossible_figures_of_rows(self))
        figures += (finding for _, finding in impossible)
        troubled = {finding.cell for finding in figures if finding.level != NOTICE}
        told_rows = [item for item, _ in impossible]
        errors = _rule_errors(self, troubled, told_rows)
        return [*figures, *errors, *_doubtful_rows(self), *_differences(self)]

    def as_json(self, findings: Sequence[Finding] | None = None) -> dict[str, Any]:
        """The JSON of the command-line contract; `findings` are its own, with the cells of a workbook."""
        told = self.findings() if findings is None else findings
        project = {"project": self.project} if self.project else {}
        return {
            "standard": self.standard.id,
            "unit": self.unit,
            **project,
            "items": [
                {
                    "name": item.line.name,
                    "weight": _float(item.line.weight),
                    "score": _float(item.score),
                    "reported": _float(self.reported_of(item)),
                    "status": item.status,
                }
                for item in self.items
            ],
            "total": _float(self.total),
            "full_mark": float(self.standard.full_mark),
            "grade": self.grade,
            "reported": {"total": _float(self.reported.total), "grade": self.reported.grade},
            "findings": [finding.as_json() for finding in told],
        }


def score(standard: Standard, filing: Filing) -> ScoredTable:
    """Score every line in one pass; the year is that of the standard unless the filing names one."""
    own = filing.rows
    items = tuple(score_line(line, filing.data) for line in lines(standard, own))
    year = filing.year or standard.year
    return ScoredTable(
        standard,
        filing.unit,
        year,
        filing.data,
        filing.name,
        own,
        items,
        filing.reported,
        filing.full_width,
        filing.gone,
        filing.rows_gone,
        filing.columns_gone,
    )


def score_forms(standard: Standard, filing: Filing) -> list[ScoredTable]:
    """Score every form of a filing: one table, or one for each project."""
    return [score(standard, form) for form in filing.forms(standard)]


def tables_as_json(
    tables: Sequence[ScoredTable],
    others: Sequence[Finding] = (),
    findings: Sequence[Sequence[Finding]] | None = None,
) -> dict[str, Any]:
    """The JSON of one scored table; of several projects, each of them under `projects`.

    `others` are findings on the workbook they were read from, `findings` those of each table with its cells.
    """
    told = [finding.as_json() for finding in others]
    of_each = [table.findings() for table in tables] if findings is None else findings
    if len(tables) == 1:
        one = tables[0].as_json(of_each[0])
        return {**one, "findings": [*one["findings"], *told]}
    first = tables[0]
    projects = [table.as_json(each) for table, each in zip(tables, of_each, strict=True)]
    whole = [*(finding for project in projects for finding in project["findings"]), *told]
    return {"standard": first.standard.id, "unit": first.unit, "projects": projects, "findings": whole}


def score_line(line: Line, data: Data) -> ItemScore:
    """The score of one line of a table with these data items."""
    figures = line.scope(data)
    try:
        points = line.expression.score(figures)
    except CellError as error:
        status: Status = "missing" if error.code == MISSING else "error"
        return ItemScore(line, None, status, error.code, str(error))
    judged = any(judgement.is_typed(figures) for judgement in line.expression.judgements)
    return ItemScore(line, points, "judged" if judged else "scored")


def _rule_errors(table: ScoredTable, troubled: set[str], told: Sequence[ItemScore] = ()) -> Iterator[Finding]:
    """Items that cannot be scored although each of their figures is all right (a denominator of 0 …)."""
    for item in table.items:
        if item in told:
            continue
        line = item.line
        own = line.own is not None
        if item.status == "error" and (own or not troubled.intersection(line.expression.keys)):
            message = f"{quoted(line.name)}无法评分：{item.reason}{_instead(line)}"
            yield _finding(table, "S01", ERROR, _score_of(line), message, None, item.error, line.criterion)
        elif item.status == "missing" and own and not table.columns_gone:
            message = f"{quoted(line.name)}没有填全：{item.reason}"
            yield _finding(table, "D01", LACKING, _score_of(line), message, None, item.error, line.criterion)


def _instead(line: Line) -> str:
    """What to type where the columns 目标值 and 完成值 do not give the share that was done."""
    typed = typed_share_in(line.expression)
    return f"；请核对目标值和完成值，算不出比例的在“数据”表填“{typed.share}”" if typed else ""


def _impossible_figures_of_rows(table: ScoredTable) -> Iterator[tuple[ItemScore, Finding]]:
    """Figures of rows of the unit's own that cannot be: less than 0, above what is offered."""
    for item in table.items:
        own, rule = item.line.own, item.line.rule
        for key, shape in rule.items.items() if own and rule else ():
            figure = own.figures.get(key) if own else None
            limit = broken(limits(shape), figure, None) if isinstance(figure, Decimal) else None
            if limit and isinstance(figure, Decimal):
                message = f"{quoted(item.line.name)}的{key}{limit.reason(figure, None)}"
                where = About("actual", item.line.name), _cell(item.line, key)
                basis = f"{key}：{shape.label}" if shape.label != key else item.line.criterion
                yield item, _finding(table, "D03", ERROR, where, message, None, str(figure), basis)


def _wide_figures_of_rows(table: ScoredTable) -> Iterator[Finding]:
    """Figures of rows of the unit's own that were typed in full-width digits."""
    for item in table.items:
        own = item.line.own
        for key, typed in own.full_width.items() if own else ():
            if isinstance(figure := own.figures.get(key) if own else None, Decimal):
                message = f"{quoted(item.line.name)}的{key}{full_width_reason(typed, figure)}"
                where = About("actual", item.line.name), _cell(item.line, key)
                yield _finding(table, "D05", NOTICE, where, message, str(figure), typed, "数据项应为数字")


def _doubtful_rows(table: ScoredTable) -> Iterator[Finding]:
    """Percentages of rows of the unit's own that are so large that they may be meant otherwise (9790 %)."""
    for item in table.items:
        own, rule = item.line.own, item.line.rule
        if own is None or rule is None:
            continue
        target, actual = (_percentage(own, rule.key_at(place)) for place in ("target", "actual"))
        if target is None or actual is None or not is_far_above(actual, target):
            continue
        shown, less = (f"{(part * 100).normalize():f}%" for part in (actual, actual / 100))
        message = f"{quoted(item.line.name)}的完成值是 {shown}；请核对是 {shown} 还是 {less}"
        where = About("actual", item.line.name), _cell(item.line, "actual")
        yield _finding(table, "D04", NOTICE, where, message, None, shown, item.line.criterion)


def _percentage(own: OwnRow, key: str | None) -> Decimal | None:
    """A percentage that is written as such, as fraction."""
    figure = own.figures.get(key) if key else None
    if not isinstance(figure, str) or "%" not in half_width(figure):
        return None
    try:
        read = parse_target(figure)
    except ScoreError:
        return None
    return read.number if read.unit == "%" else None


def _score_of(line: Line) -> tuple[About, str]:
    """What a finding on the score of a line is about, and where it is told."""
    return About("score", line.name), _cell(line, "target")


def _cell(line: Line, part: str) -> str:
    """Where a part of a line stands: its address for a row of the unit's own that has one, else its name."""
    return line.own.cells.get(part, line.name) if line.own else line.name


def _differences(table: ScoredTable) -> Iterator[Finding]:
    """Reported scores, total and grade that do not follow from the data."""
    form, reported = table.standard.form, table.reported
    for item in table.items:
        name, printed = item.line.name, table.reported_of(item)
        if printed is not None and item.score is not None and printed != item.score:
            right, found = str(item.score), as_points(printed)
            message = f"{quoted(name)}报的是 {found} 分，按评分标准应为 {right} 分"
            about = About("reported", name), _cell(item.line, "reported")
            yield _finding(table, "S02", ERROR, about, message, right, found, item.line.criterion)
    if table.rows_gone:
        return
    if table.total is not None and reported.total is not None and table.total != reported.total:
        right, printed_total = str(table.total), as_points(reported.total)
        how = "相加" if table.standard.total == SUM_NAME else "相加并按规定折算"
        label = "".join(form.total_name.split())
        message = f"{label}报的是 {printed_total}，各指标得分{how}应为 {right}"
        basis = f"{label}由各指标得分{how}"
        habit = fit(table.total, Printed(reported.total), 2).habit
        level, message = (NOTICE, f"{message}（像是{habit}）") if habit else (ERROR, message)
        yield _finding(
            table, "S03", level, (About("total"), form.total_name), message, right, printed_total, basis
        )
    full, weights = table.standard.full_mark, table.weights
    # A weight that nobody filled in is told as missing, and not as a wrong sum.
    filled = all(item.line.weight is not None for item in table.items)
    if table.standard.grades.only_at_full_mark and table.items and filled and weights != full:
        message = f"各指标分值合计 {as_points(weights)}，不是 {as_points(full)}，不能评等级"
        basis = f"总分 {as_points(full)} 分"
        yield _finding(
            table,
            "S05",
            ERROR,
            (About("weights"), form.total_name),
            message,
            as_points(full),
            as_points(weights),
            basis,
        )
    if table.grade and reported.grade and table.grade != reported.grade:
        message = f"{form.grade_name}报的是“{reported.grade}”，总分 {table.total} 应为“{table.grade}”"
        basis = table.standard.grades.source
        about = About("grade"), form.grade_name
        yield _finding(table, "S04", ERROR, about, message, table.grade, reported.grade, basis)


def _finding(
    table: ScoredTable,
    code: str,
    level: str,
    about: tuple[About, str],
    message: str,
    expected: str | None,
    found: str | None,
    basis: str,
) -> Finding:
    subject, cell = about
    return Finding(code, level, table.sheet, cell, message, expected, found, basis, subject)


def as_points(points: Decimal) -> str:
    """Points as a form prints them: two decimals, more only where somebody typed more."""
    return f"{points:.2f}" if points == round_score(points) else f"{points.normalize():f}"


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
