"""Sentences and cases as JSON files: what `jixiao rules` takes and gives."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any

from udfs.errors import BAD_VALUE, RuleTextError
from udfs.expression import CellError, Expression, Figure, parse
from udfs.records import dataclass
from udfs.regex import regex
from workbooks.problems import InputError, not_found, reason_of
from workbooks.sentences.asking import OWN_RULE
from workbooks.sentences.pieces.outcome import Reading, Sentence
from workbooks.sentences.reading import read
from workbooks.sentences.spoken import spoken
from workbooks.sentences.trials import points_of

MOST_RULES, MOST_CASES = 20_000, 200_000
_LARGEST = 64 * 1024 * 1024
_VERDICTS = {"read": "读懂", "choose": "要选", "judged": "认定", "refused": "没读懂"}
_NAME = regex(r"[^\W\d]\w*")
_STRING = regex(r'"[^"]*"|\'[^\']*\'')
_BLANKS = ("", "-", "—", "——", "/", "无")


@dataclass(frozen=True)
class Rule:
    """One rule of a file: its id, kept as it came, and its sentence."""

    id: Any
    sentence: Sentence


@dataclass(frozen=True)
class ReadRule:
    """A rule and how it was read."""

    rule: Rule
    reading: Reading

    @property
    def verdict(self) -> str:
        """读懂, 要选, 认定 or 没读懂; what is asked with a way to score is 要选, though none applies yet."""
        ways = any(OWN_RULE not in question.choices for question in self.reading.questions)
        return _VERDICTS["choose" if ways else self.reading.status]

    def as_json(self) -> dict[str, Any]:
        """The JSON of the command-line contract, with the expression of every combination of choices."""
        reading = self.reading
        needs = reading.needed(reading.expression) or reading.needs
        return {
            "id": self.rule.id,
            "status": reading.status,
            "expression": reading.expression,
            "items": [
                {
                    "key": need.key,
                    "label": need.label,
                    "kind": need.kind,
                    "unit": need.unit,
                    "low": None if need.low is None else float(need.low),
                    "high": None if need.high is None else float(need.high),
                    "choices": list(need.choices),
                }
                for need in needs
            ],
            "questions": [
                {
                    "key": question.key,
                    "label": question.label,
                    "choices": list(question.choices),
                    "default": question.default,
                    "reason": question.reason,
                }
                for question in reading.questions
            ],
            "expressions": [
                {
                    "choices": dict(zip((q.key for q in reading.questions), answers, strict=True)),
                    "expression": expression,
                    "items": [need.key for need in reading.needed(expression)],
                }
                for answers, expression in reading.expressions.items()
            ],
            "unread": reading.unread,
            "reason": reading.reason,
            "spoken": spoken(reading),
            "points": [
                {
                    "in": {key: _as_json(figure) for key, figure in point.figures.items()},
                    "score": _as_json(point.score),
                    "error": point.error,
                }
                for point in points_of(reading, self.rule.sentence.weight)
            ],
        }

    def lines(self) -> Iterable[str]:
        """What a person wants to know of it, a line each."""
        reading = self.reading
        if reading.expression is not None:
            yield f"读作：{spoken(reading)}"
            yield f"规则：{reading.expression}"
            for need in reading.needed(reading.expression):
                allowed = f"（{'、'.join(need.choices)}）" if need.choices else ""
                yield f"要填：{need.label}{allowed}" + (f"，{need.unit}" if need.unit else "")
        for question in reading.questions:
            choices = "／".join(question.choices)
            yield f"要选：{question.label}：{choices}，先按“{question.default}”（{question.reason}）"
        if reading.reason:
            left = f"：“{reading.unread}”" if reading.unread else ""
            yield f"{reading.reason}{left}"


def _as_json(figure: Figure) -> float | str | None:
    return float(figure) if isinstance(figure, Decimal) else figure


def read_all(rules: Sequence[Rule]) -> list[ReadRule]:
    """Read every rule, in order."""
    return [ReadRule(rule, read(rule.sentence)) for rule in rules]


def rules_from(path: Path) -> list[Rule]:
    """The rules of a file. Raises `InputError` naming the rule and the field that cannot be used."""
    entries = _entries(path, "rules", MOST_RULES)
    return [_rule(entry, f"{path.name}：第{place}条") for place, entry in enumerate(entries, 1)]


def _rule(entry: Any, where: str) -> Rule:
    if not isinstance(entry, dict):
        raise InputError(f'{where}不是一条规则，应写成 {{"id": …, "name": …, "weight": …, "text": …}}')
    texts = {}
    for field in ("name", "text", "explanation"):
        value = entry.get(field)
        if value is not None and not isinstance(value, str):
            raise InputError(f"{where}的 {field} 应为文字")
        texts[field] = value or ""
    if "text" not in entry:
        raise InputError(f"{where}没有 text（评分标准）")
    weight = entry.get("weight")
    if isinstance(weight, str):
        weight = _decimal(weight)
    elif weight is not None:
        if isinstance(weight, bool) or not isinstance(weight, int | Decimal):
            raise InputError(f"{where}的 weight 应为数（分值）")
        weight = Decimal(weight)
    if weight is not None and (not weight.is_finite() or weight <= 0 or weight > 100_000):
        raise InputError(f"{where}的 weight 是 {weight}，应大于 0")
    return Rule(entry.get("id"), Sentence(texts["name"], texts["text"], weight, texts["explanation"]))


def _decimal(text: str) -> Decimal | None:
    """A weight written as text; one that is no number (w) is unknown."""
    try:
        return Decimal(text.strip())
    except InvalidOperation:
        return None


@dataclass(frozen=True)
class Case:
    """An expression and its figures; `weight` is the most it may give."""

    expression: str
    weight: Decimal | None
    figures: dict[str, Figure]


@dataclass(frozen=True)
class Result:
    """The score of a case, or the error value its cell shows and why."""

    score: Decimal | None
    error: str | None = None
    told: str = ""

    def as_json(self) -> dict[str, Any]:
        """The JSON of the command-line contract."""
        return {"score": None if self.score is None else float(self.score), "error": self.error}


def cases_from(path: Path) -> list[Case]:
    """The cases of a file. Raises `InputError` naming the case and the field that cannot be used."""
    entries = _entries(path, "cases", MOST_CASES)
    return [_case(entry, f"{path.name}：第{place}个") for place, entry in enumerate(entries, 1)]


def _case(entry: Any, where: str) -> Case:
    if not isinstance(entry, dict) or not isinstance(entry.get("expression"), str):
        raise InputError(f"{where}没有 expression（规则的写法）")
    figures = entry.get("in", {})
    if not isinstance(figures, dict):
        raise InputError(f"{where}的 in 应为 {{数据项: 数}}")
    weight = entry.get("weight")
    if isinstance(weight, str):
        weight = _decimal(weight)
    if weight is not None and (isinstance(weight, bool) or not isinstance(weight, int | Decimal)):
        raise InputError(f"{where}的 weight 应为数（分值）")
    return Case(
        entry["expression"],
        None if weight is None else Decimal(weight),
        {str(key): _figure(value) for key, value in figures.items()},
    )


def _figure(value: Any) -> Figure:
    """A figure as a cell holds it: yes and no are 1 and 0, blanks are not filled."""
    if isinstance(value, bool):
        return Decimal(int(value))
    if isinstance(value, int | Decimal):
        return Decimal(value)
    if value is None or (isinstance(value, str) and value.strip() in _BLANKS):
        return None
    return value if isinstance(value, str) else str(value)


def evaluated(cases: Sequence[Case]) -> list[Result]:
    """The score of every case, in order."""
    return [_evaluated(case) for case in cases]


def _evaluated(case: Case) -> Result:
    try:
        score = _parsed(case.expression).score(case.figures)
    except CellError as error:
        return Result(None, error.code, str(error))
    except RuleTextError as error:
        return Result(None, BAD_VALUE, str(error))
    except ArithmeticError:
        return Result(None, BAD_VALUE, "数值太大，无法计算")
    if case.weight is not None and score > case.weight:
        score = case.weight
    return Result(score)


@lru_cache(maxsize=8192)
def _parsed(expression: str) -> Expression:
    """An expression over whatever names it uses; one without a figure is not filled."""
    if len(expression) > 8192:
        raise RuleTextError("规则超过 8192 个字，Excel 公式放不下")
    names = set(_NAME.findall(_STRING.sub("", expression)))
    try:
        return parse(expression, names)
    except (RecursionError, MemoryError, ValueError) as error:
        if isinstance(error, RuleTextError):
            raise
        raise RuleTextError("规则写得太深，读不了") from None


def _entries(path: Path, field: str, most: int) -> list[Any]:
    try:
        if path.stat().st_size > _LARGEST:
            raise InputError(f"{path.name} 超过 64 MB，请分成几个文件")
        content = json.loads(
            path.read_text(encoding="utf-8-sig"), parse_float=Decimal, parse_constant=_no_number
        )
    except FileNotFoundError:
        raise InputError(not_found(path)) from None
    except OSError as error:
        raise InputError(f"{path.name} 打不开（{reason_of(error)}）") from None
    except UnicodeDecodeError:
        raise InputError(f"{path.name} 不是 UTF-8 编码的 JSON，请给这样的 .json 文件") from None
    except json.JSONDecodeError as error:
        raise InputError(f"{path.name} 第{error.lineno}行第{error.colno}列附近不是正确的 JSON") from None
    except (RecursionError, ValueError, InvalidOperation):
        raise InputError(f"{path.name} 里有读不了的数或层次太深") from None
    entries = content.get(field) if isinstance(content, dict) else None
    if not isinstance(entries, list):
        raise InputError(f'{path.name} 应写成 {{"{field}": [ … ]}}')
    if len(entries) > most:
        raise InputError(f"{path.name} 有 {len(entries)} 条，一次最多 {most} 条")
    return entries


def _no_number(text: str) -> Any:
    raise ValueError(text)
