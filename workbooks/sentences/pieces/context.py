"""What the shapes know of the sentence they read: its weight, its items, the ratios it defines."""

from __future__ import annotations

from dataclasses import field
from decimal import Decimal

from udfs.records import dataclass
from udfs.regex import regex
from workbooks.sentences.pieces.conditions import StatedCondition
from workbooks.sentences.pieces.needs import Namer, is_rate
from workbooks.sentences.pieces.outcome import Need, Question
from workbooks.sentences.pieces.parts import AS_ERROR, AS_NONE, ZERO, Answers, Written, fixed, zero_div
from workbooks.sentences.pieces.ratios import Ratio

_MAYBE_NOTHING = regex(r"三公|公务接待|公务招待|招待费|因公出国|出国|公务用车|会议费|培训费")
_NAME_END = regex(r"(?:得分|指标)$")
_SAME = regex(r"[^\u4e00-\u9fffA-Za-z]")


@dataclass(frozen=True)
class Measure:
    """Something measured: how it is written, the items it needs and the questions it raises."""

    written: Written
    needs: tuple[Need, ...]
    questions: tuple[Question, ...] = ()


@dataclass
class Context:
    """One sentence while it is read."""

    name: str
    weight: Decimal | None
    namer: Namer
    ratios: list[Ratio]
    formula_only: bool = False
    """Whether the 指标说明 is one formula and nothing else."""
    subject: str = ""
    measures: dict[str, Measure] = field(default_factory=dict)

    def measure(self, condition: StatedCondition) -> Measure:
        """What a condition measures; without a subject it is what was measured before."""
        subject = condition.subject or self.subject
        self.subject = subject
        key = subject or self.name
        if key not in self.measures:
            self.measures[key] = self._new(subject, condition)
        return self.measures[key]

    def rate(self, words: str) -> Measure:
        """A rate by its words, as of a proportional score."""
        return self.measure(StatedCondition(words, low=None))

    def _new(self, subject: str, condition: StatedCondition) -> Measure:
        ratio = self.ratio_for(subject)
        unit = condition.unit
        if ratio is not None and not unit:
            return self._over(ratio, subject)
        label = subject if len(subject) > 1 else f"{subject}{self.name}"
        if is_rate(label) and not condition.percent and not unit and _in_hundreds(condition):
            return _single(self.namer.need(f"{label}（百分制）", "number", "分"))
        if condition.percent or (not unit and (is_rate(label) or not (condition.low or condition.high))):
            return _single(self.namer.rate(label))
        if condition.unit == "分":
            return _single(self.namer.need(f"{label}（分）", "number", "分"))
        return _single(self.namer.need(label, "number", unit))

    def ratio_for(self, subject: str) -> Ratio | None:
        """The ratio that defines a subject: by its name, or the only one where nothing has another name."""
        wanted = _SAME.sub("", subject)
        for ratio in self.ratios:
            name = _NAME_END.sub("", _SAME.sub("", ratio.name))
            if name and wanted and (name.endswith(wanted) or wanted.endswith(name)):
                return ratio
        if len(self.ratios) != 1:
            return None
        ratio, own = self.ratios[0], _SAME.sub("", self.name)
        if not ratio.name:
            return ratio if not wanted or _alike(wanted, own) or self._explained(wanted) else None
        named = _SAME.sub("", ratio.name)
        return ratio if not wanted and _alike(named, own) else None

    def _explained(self, wanted: str) -> bool:
        """Whether the 指标说明 is nothing but the formula of the one rate that the rule speaks of."""
        others = [subject for subject in self.measures if subject and subject != wanted]
        return self.formula_only and is_rate(wanted) and not others

    def _over(self, ratio: Ratio, subject: str) -> Measure:
        text, needs = ratio.written(self.namer)
        if not (ratio.plain and _MAYBE_NOTHING.search(self.name + subject + "".join(ratio.tokens))):
            return Measure(fixed(text), needs)
        part, whole = needs[0].key, needs[-1].key

        def written(answers: Answers) -> str:
            answer = answers.get(ZERO, AS_ERROR)
            if answer == AS_ERROR:
                return text
            return f'ratio({part}, {whole}, "{"0%" if answer == AS_NONE else "100%"}")'

        return Measure(written, needs, (zero_div,))


def _in_hundreds(condition: StatedCondition) -> bool:
    """`满意度≥90`: a bound without a sign that can only be one of a hundred."""
    return any(bound is not None and bound.value > 2 for bound in (condition.low, condition.high))


def _alike(one: str, other: str) -> bool:
    """Whether two names mean the same indicator: one ends in the other."""
    return one.endswith(other) or other.endswith(one)


def _single(need: Need) -> Measure:
    return Measure(fixed(need.key), (need,))
