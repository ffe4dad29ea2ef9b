"""Scores checked by the sentences that the table itself prints, where no standard is known (B06)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from udfs.expression import CellError, Judged, parse
from udfs.numbers import round_score
from udfs.records import dataclass
from workbooks.filing.scoring import as_points
from workbooks.findings import ERROR, NOTICE, Finding, quoted
from workbooks.official.official_table import IndicatorTable, Row
from workbooks.official.rounding import fit
from workbooks.review.checks.single_rows import is_unmet, target_of
from workbooks.review.reading.claims import claims
from workbooks.review.reading.point_sums import points
from workbooks.review.registry import check
from workbooks.review.subject import Subject

if TYPE_CHECKING:
    from workbooks.sentences import Reading

_MOST_ROUNDED = Decimal("0.1")
_LONGEST_QUOTE = 60


@check
def scores_by_printed_rule(subject: Subject) -> Iterator[Finding]:
    """B06 得分与表里印的评分标准不符

    没有评分标准文件的表，读表里印的评分标准：整句读懂、没有要选的口径，数又印在表里的，按它重算，对不上的是错误，
    并引原句。有要选的口径，但几种读法在这个数上得分一样的，同样处理；几种读法得分不同、印的哪一种都不是的，没有写
    不到的怎样得分的，以及原文写了剔除什么（“除政策性因素外”）的，只提示。目标值是 90%、完成值是 93% 的，
    按达到目标算。由人评分的、没有读懂的、表里找不到数的，不作判断。
    """
    for table in subject.tables:
        if subject.standard_of(table) is None and not subject.scored:
            for row in table.rows:
                yield from _differences(table, row)


def _differences(table: IndicatorTable, row: Row) -> Iterator[Finding]:
    shown = row.score
    if shown is None or row.weight is None or not _sentence(table, row) or _contradicts_itself(row):
        return
    found = _recomputed(table, row)
    if found is None:
        return
    given, right = points(shown), found.default
    scores = set(found.scores.values())
    if round_score(given) in scores or (found.unstated and _told_by_target(row, given)):
        return
    habit = fit(right, shown, 2).habit if abs(given - right) <= _MOST_ROUNDED else ""
    certain = len(scores) == 1 and not (found.inferred or found.unstated or found.spared or habit)
    message = f"{quoted(row.name)}印的是 {as_points(given)} 分，{found.told}，按表里的评分标准“{found.quote}”"
    if len(scores) == 1:
        message += f"，应得 {as_points(right)} 分" + (f"（像是{habit}）" if habit else "")
        message += "；原文没有写不到的怎样得分，请核对" if found.unstated else ""
        message += f"；原文写了“{found.spared}”，请核对是否已经剔除" if found.spared else ""
    else:
        ways = "、".join(f"“{way}”为 {as_points(score)} 分" for way, score in found.scores.items())
        message += f"，{ways}，都不是印出的得分"
    level = ERROR if certain else NOTICE
    yield Finding(
        "B06",
        level,
        table.sheet,
        table.cell(row, "score"),
        message,
        as_points(right),
        as_points(given),
        found.sentence,
    )


def _contradicts_itself(row: Row) -> bool:
    """Whether a text of the row states a rate that its own amounts do not give (R03): which is right, and
    what score is due, nobody knows then."""
    return any(not claim.follows for cell in row.cells.values() for claim in claims(cell))


@dataclass(frozen=True)
class _Recomputed:
    """What a printed rule gives for the printed figures: the score of each reading by its choices.

    `unstated` where less than all points are due and a reading leaves to a person how many.
    """

    sentence: str
    told: str
    default: Decimal
    scores: Mapping[str, Decimal]
    inferred: bool
    unstated: bool
    spared: str

    @property
    def quote(self) -> str:
        text = " ".join(self.sentence.split())
        return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}……"


def _told_by_target(row: Row, given: Decimal) -> bool:
    """Whether all points beside a target that was missed are told as such (H03)."""
    target = target_of(row)
    return given == points(row.weight) if row.weight and target and is_unmet(row, target) else False


def _sentence(table: IndicatorTable, row: Row) -> str:
    """The scoring sentence of a row: its 评分标准, else what stands in 指标说明."""
    return _as_printed(row, "criterion" if table.has("criterion") else "explanation")


def _as_printed(row: Row, field: str) -> str:
    """A text with the signs that were printed (≥, not >=), so that it can be quoted."""
    cell = row.cells.get(field)
    return cell.value if cell is not None and isinstance(cell.value, str) else row.text(field)


def _recomputed(table: IndicatorTable, row: Row) -> _Recomputed | None:
    """The score by the printed rule, where it is read and its figures stand in the row."""
    # Reading sentences takes a moment to load, which a table without any need not wait for.
    from workbooks.review.reading.row_figures import figures_of
    from workbooks.sentences import Sentence, read

    text = _sentence(table, row)
    explanation = _as_printed(row, "explanation") if table.has("criterion") else ""
    weight = points(row.weight) if row.weight is not None else None
    reading = read(Sentence(row.name, text, weight, explanation))
    if reading.status not in ("read", "choose") or reading.expression is None:
        return None
    figures = figures_of(row, parse(reading.expression), reading.needed(reading.expression))
    if figures is None:
        return None
    scores = _scores(reading, figures.data)
    default = scores.get(_ways(reading, tuple(question.default for question in reading.questions)))
    if default is None or len(scores) < len(reading.expressions):
        return None
    unstated = default != weight and any(map(_is_judged, reading.expressions.values()))
    return _Recomputed(text, figures.told, default, scores, figures.inferred, unstated, reading.spared)


def _is_judged(expression: str) -> bool:
    """Whether a reading lets a person type the points in place of those of the rule."""
    return any(isinstance(node, Judged) for node in parse(expression).root.walk())


def _scores(reading: Reading, data: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """The score of every combination of choices that these figures suffice for."""
    found = {}
    for answers, expression in reading.expressions.items():
        try:
            found[_ways(reading, answers)] = parse(expression).score(data)
        except CellError:
            continue
    return found


def _ways(reading: Reading, answers: tuple[str, ...]) -> str:
    return "、".join(answers)
