"""Scoring sentences that stand in a second file: a table, or the JSON of `rules`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from udfs.records import dataclass
from workbooks.official import read_official
from workbooks.problems import InputError
from workbooks.review.recognition import name_key
from workbooks.sentences.exchange import rules_from


@dataclass(frozen=True)
class RuleText:
    """A scoring sentence that stands elsewhere than in the form, with its 指标说明."""

    name: str
    criterion: str
    explanation: str = ""


def rule_texts(path: Path) -> dict[str, RuleText]:
    """The sentences of a file by the name of their indicator, as it is compared. Raises `InputError`."""
    found = {name_key(one.name): one for one in _texts(path) if one.name and one.criterion}
    if not found:
        raise InputError(
            f"{path.name} 里没有找到评分标准：应是有 三级指标、评分标准 两栏的表，或 rules 的 JSON"
        )
    return found


def _texts(path: Path) -> Iterator[RuleText]:
    if path.suffix.lower() == ".json":
        for rule in rules_from(path):
            yield RuleText(rule.sentence.name, rule.sentence.text, rule.sentence.explanation)
        return
    for table in read_official(path).tables:
        for row in table.rows:
            explanation = row.text("explanation")
            criterion = row.text("criterion")
            yield RuleText(row.name, criterion or explanation, explanation if criterion else "")
