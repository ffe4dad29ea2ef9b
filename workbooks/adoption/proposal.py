"""A standard proposed for a bureau's own form: each of its sentences read, for a person to confirm."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal

from udfs.expression import CellError
from udfs.records import dataclass
from udfs.regex import regex
from workbooks.adoption.blank_form import BureauForm
from workbooks.adoption.item_keys import ItemKeys, renamed
from workbooks.adoption.notes_around_form import total_notes
from workbooks.adoption.placing import placed_form
from workbooks.adoption.rule_file import RuleText
from workbooks.adoption.shares import (
    ACTUAL,
    SHARE,
    TARGET,
    by_columns,
    is_beside,
    share_label,
    share_of_target,
    typed_beside,
)
from workbooks.forms.sheets.rules.rule_readings import said
from workbooks.official.grade_bands import bands_in
from workbooks.official.official_table import Row
from workbooks.problems import InputError
from workbooks.review.recognition import name_key
from workbooks.sentences import Reading, Sentence, points_of, read, spoken
from workbooks.standards.carried import from_text, text_of
from workbooks.standards.expression import parse
from workbooks.standards.interpretation import Alternative, Interpretation, OpenQuestion
from workbooks.standards.items import DataItem
from workbooks.standards.library import STANDARD_NAME
from workbooks.standards.model import FirstLevel, Grades, Indicator, SecondLevel, Source, Standard

_RESERVED = ("单位名称", "评价年度", "合计", STANDARD_NAME)
_NO_LEVEL = "指标"
_TARGET, _ACTUAL = (
    regex(r".*(?:目标值|指标值|计划值|目标数|计划数)"),
    regex(r".*(?:完成值|实际值|完成数|实际完成(?:值|数)?)"),
)
_TYPED_FIGURES = ("rate", "number", "count", "money", "target")
_MONEY_UNIT = regex(r"单位[:：]\s*(?:人民币)?(亿元|万元|千元|元)")


@dataclass(frozen=True)
class Proposal:
    """A standard for a form, and what of the form it has no part in."""

    standard: Standard
    notes: tuple[str, ...]


def propose(
    form: BureauForm, names: Collection[str], rules: Mapping[str, RuleText] | None = None
) -> Proposal:
    """Read every row of a form. `names` are those the workbook uses already; `rules` come from a second file.

    Raises `InputError` when no row has both a name and points.
    """
    return _Proposer(form, names, rules or {}).propose()


class _Proposer:
    def __init__(self, form: BureauForm, names: Collection[str], rules: Mapping[str, RuleText]) -> None:
        self.form, self.table, self.rules = form, form.table, dict(rules)
        unit = next(
            (
                found[1]
                for line in form.lines
                for cell in line.cells.values()
                if (found := _MONEY_UNIT.search(str(cell.value)))
            ),
            "",
        )
        self.keys = ItemKeys([*_RESERVED, *names], unit)
        self.declared: set[str] = set()
        self.notes: list[str] = []

    def propose(self) -> Proposal:
        rows = [row for row in self.table.rows if self._usable(row)]
        if not rows:
            raise InputError(f"{self.form.sheet} 的指标表里没有一行既有指标名称又有分值，没有可以认的规则")
        named = self._named(rows)
        indicators = [(row, self._indicator(row, name)) for row, name in named]
        for left in self.rules.values():
            self.notes.append(f"评分标准文件里的“{left.name}”在表里没有这个指标，没有用上")
        standard = self._standard(indicators)
        return Proposal(from_text(text_of(standard), f"{standard.id}.yaml"), tuple(self.notes))

    def _usable(self, row: Row) -> bool:
        where = f"“{self.form.sheet}”第 {row.number} 行“{row.name}”"
        if not row.name:
            return False
        if row.weight is None:
            self.notes.append(f"{where}没有分值，没有认")
        elif self.form.score_place(row) is None:
            self.notes.append(f"{where}的得分格和别的指标合并成一格，放不下公式，没有认")
        else:
            return True
        return False

    @staticmethod
    def _named(rows: Sequence[Row]) -> list[tuple[Row, str]]:
        """Each row with a name that no other has."""
        named: list[tuple[Row, str]] = []
        taken: set[str] = set()
        for row in rows:
            plain = "".join(row.name.split())
            tries = [plain, f"{row.level2}_{plain}" if row.level2 else plain]
            name = next((each for each in tries if each not in taken), "")
            number = 2
            while not name:
                name = f"{plain}_{number}" if f"{plain}_{number}" not in taken else ""
                number += 1
            taken.add(name)
            named.append((row, name))
        return named

    def _indicator(self, row: Row, name: str) -> Indicator:
        weight = _points(row)
        criterion, explanation, why = self._texts(row)
        reading = (
            Reading("refused", reason=why)
            if why
            else read(Sentence(row.name, criterion, weight, explanation))
        )
        interpretation, items, score = self._interpreted(row, name, criterion, weight, reading)
        used = {key: item for key, item in items.items() if key not in self.declared}
        self.declared |= used.keys()
        return Indicator(
            name=name,
            code=row.code,
            weight=weight,
            explanation=explanation,
            criterion=criterion,
            items=self._at_their_places(used, row, criterion),
            score=score,
            interpretation=interpretation,
        )

    def _texts(self, row: Row) -> tuple[str, str, str]:
        """The scoring sentence of a row, its 指标说明, and why there is none that can be read."""
        given = self.rules.pop(name_key(row.name), None)
        if given is not None:
            return given.criterion, given.explanation, ""
        texts = {
            field: self.form.printed((row.number, self.table.columns[field])) if self.table.has(field) else ""
            for field in ("criterion", "explanation")
        }
        criterion, explanation = texts["criterion"], texts["explanation"]
        field = "criterion" if criterion.strip() else "explanation"
        if not criterion.strip():
            criterion, explanation = explanation, ""
        if not criterion.strip():
            return "", "", "表里没有这一行的评分标准"
        if len(self.form.sharing(row, field)) > 1:
            return criterion, explanation, "几个指标合用这一句评分标准，不知道各占几分"
        return criterion, explanation, ""

    def _interpreted(
        self, row: Row, name: str, criterion: str, weight: Decimal, reading: Reading
    ) -> tuple[Interpretation, dict[str, DataItem], str]:
        default = tuple(q.default for q in reading.questions)
        expression = reading.expressions.get(default)
        unread = reading.status == "refused" and not any(map(reading.expressions.get, _others(reading)))
        if expression is None or unread:
            key = self.keys.own(
                f"{_identifier(name)}_得分", DataItem(label=f"{name}得分", kind="points", max=weight)
            )
            item = DataItem(label=f"{name}得分", kind="points", max=weight)
            score = f'points("{weight.normalize():f}", {key})'
            text = f"没有读成规则：由人填写得分，0 到 {weight.normalize():f} 分"
            interpretation = Interpretation(
                outcome="refused",
                spoken=text,
                reason=reading.reason,
                unread=reading.unread,
                questions=_asked(reading),
                answers={one.key: one.default for one in reading.questions},
                alternatives=(Alternative(choices=tuple(q.default for q in reading.questions), score=score),),
                items={key: item},
            )
            return interpretation, {key: item}, score
        needs = {need.key: need for one in reading.expressions.values() for need in reading.needed(one)}
        named = self.keys.named(needs.values())
        names = {key: new for key, (new, _) in named.items()}
        texts = {
            choices: renamed(_held(one, reading, weight), names)
            for choices, one in reading.expressions.items()
        }
        items = dict(named.values())
        spoken_now = spoken(reading, expression)
        wanted = {names[need.key] for need in reading.needed(expression)}
        share = share_of_target(self.table, row, criterion, items)
        if share and not share.endswith(SHARE):
            # 培训合格率 is what stands in 完成值, not the share of its target.
            own = self.keys.own(f"{_identifier(name)}{SHARE}", items[share])
            texts = {choices: renamed(one, {share: own}) for choices, one in texts.items()}
            items, share = {own: items[share]}, own
        if share:
            items |= self._columns(name)
            texts = {choices: by_columns(one, share, *list(items)[-2:]) for choices, one in texts.items()}
            items[share] = typed_beside(items[share], name)
            spoken_now, wanted = said(texts[default], items), set(items)
        elif len(items) == 1 and is_beside(next(iter(items.values())), row, criterion):
            ((key, item),) = items.items()
            items = {key: item.changed(label=share_label(item, name))}
            spoken_now = said(texts[default], items)
        items |= self._at_their_places({key: item for key, item in items.items() if item.kind == "target"})
        interpretation = Interpretation(
            outcome="choose" if reading.questions else reading.status,
            spoken=spoken_now,
            reason="" if reading.status == "refused" else reading.reason,
            questions=_asked(reading),
            answers={one.key: one.default for one in reading.questions},
            alternatives=tuple(Alternative(choices=choices, score=one) for choices, one in texts.items()),
            items=items,
        )
        return interpretation, {key: item for key, item in items.items() if key in wanted}, texts[default]

    def _columns(self, name: str) -> dict[str, DataItem]:
        """The data items of the columns 目标值 and 完成值 of a row."""
        base, columns = _identifier(name), dict[str, DataItem]()
        target = DataItem(label=TARGET, kind="target", place="target")
        actual = DataItem(label=ACTUAL, kind="target", place="actual")
        for item in (target, actual):
            columns[self.keys.own(f"{base}_{item.label}", item)] = item
        return columns

    def _at_their_places(
        self, items: dict[str, DataItem], row: Row | None = None, text: str = ""
    ) -> dict[str, DataItem]:
        """The items with the column of the form in which they are typed, where it has one for them."""
        places: dict[str, str] = {}
        if self.table.has("actual"):
            typed = [key for key, item in items.items() if item.kind in _TYPED_FIGURES]
            if len(items) == 1 and typed and not (row and is_beside(items[typed[0]], row, text)):
                places[typed[0]] = "actual"
            elif len(items) == len(typed) == 2 and self.table.has("target"):
                targets = [key for key in typed if _TARGET.fullmatch(items[key].label)]
                actuals = [key for key in typed if _ACTUAL.fullmatch(items[key].label)]
                if len(targets) == len(actuals) == 1 and targets != actuals:
                    places = {targets[0]: "target", actuals[0]: "actual"}
        return {
            key: item.changed(place=places[key]) if key in places else item for key, item in items.items()
        }

    def _standard(self, indicators: Sequence[tuple[Row, Indicator]]) -> Standard:
        levels = tuple(self._levels(indicators))
        full = sum((first.weight for first in levels), Decimal(0))
        table, notes = self.table, [str(note.value) for note in self.table.notes]
        bands = bands_in(notes, full)
        if not bands:
            self.notes.append("表下没有写明评分等级（或没有读懂），只算总分，不评等级")
        asked, unread = total_notes(self.form, indicators, full, self.keys)
        for text in unread:
            self.notes.append(f"“{text}”好像会改变总分，没有读懂，总分没有按它算；请与财政局核对")
        title = self.form.as_printed(table.title) or self.form.sheet
        marks = "|".join(f"{row.level1}/{row.level2}/{one.name}/{one.weight}" for row, one in indicators)
        identity = hashlib.sha256(marks.encode()).hexdigest()[:6]
        return Standard(
            id=f"{_identifier(title)[:40]}-{identity}",
            title=title,
            region="",
            year=table.year or date.today().year,
            source=Source(issuer="", title=title, year=table.year or date.today().year),
            full_mark=full,
            grades=Grades(bands=bands, source="表下说明的评分等级" if bands else ""),
            form=placed_form(self.form, {one.name: row for row, one in indicators}),
            indicators=levels,
            total_notes=asked,
        )

    @staticmethod
    def _levels(indicators: Sequence[tuple[Row, Indicator]]) -> list[FirstLevel]:
        """The levels in table order; neighbours of one name are one level."""
        grouped: list[tuple[str, list[tuple[str, list[Indicator]]]]] = []
        for row, indicator in indicators:
            first, second = row.level1 or _NO_LEVEL, row.level2 or row.level1 or _NO_LEVEL
            if not grouped or grouped[-1][0] != first:
                grouped.append((first, []))
            seconds = grouped[-1][1]
            if not seconds or seconds[-1][0] != second:
                seconds.append((second, []))
            seconds[-1][1].append(indicator)
        return [
            FirstLevel(
                name=first,
                weight=sum((one.weight for _, children in seconds for one in children), Decimal(0)),
                children=tuple(
                    SecondLevel(
                        name=second,
                        weight=sum((one.weight for one in children), Decimal(0)),
                        children=tuple(children),
                    )
                    for second, children in seconds
                ),
            )
            for first, seconds in grouped
        ]


def _held(expression: str, reading: Reading, weight: Decimal) -> str:
    """An expression that gives no more than the points of its row."""
    rule = parse(expression)
    for point in points_of(reading, weight, expression):
        try:
            if rule.score(point.figures) > weight:
                return f"lowest({expression}, {weight.normalize():f})"
        except CellError:
            continue
    return expression


def _asked(reading: Reading) -> tuple[OpenQuestion, ...]:
    return tuple(
        OpenQuestion(key=q.key, label=q.label, choices=q.choices, default=q.default, reason=q.reason)
        for q in reading.questions
    )


def _others(reading: Reading) -> list[tuple[str, ...]]:
    """Every combination of choices but the one taken until somebody chooses."""
    default = tuple(question.default for question in reading.questions)
    return [choices for choices in reading.expressions if choices != default]


def _points(row: Row) -> Decimal:
    """The points of a row; a weight of 10% is 10 points."""
    if row.weight is None:
        raise ValueError(row.name)
    return row.weight.value * 100 if row.weight.percent else row.weight.value


def _identifier(text: str) -> str:
    """A name without what a data item's name must not have."""
    kept = re.sub(r"[^\u4e00-\u9fffA-Za-z0-9_]+", "", text) or "附表"
    return kept if re.match(r"[^\W\d]", kept) else f"项_{kept}"
