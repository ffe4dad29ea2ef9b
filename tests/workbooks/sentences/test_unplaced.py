"""A clause that found no place refuses the whole sentence, wherever it stands."""

from __future__ import annotations

import re
from decimal import Decimal
from zlib import crc32

import pytest

from tests.support.cases import load
from workbooks.sentences import Sentence, read

CASES = [
    case
    for name in ("figures", "facts", "wordings")
    for case in load(f"sentences/{name}.yaml")["cases"]
    if case["status"] in ("read", "choose")
]
# Of the batches every fourth sentence, told by its text: all of them take minutes.
CASES += [
    {**case, "name_of": case["name"], "name": f"{case['name']}：{case['text'][:20]}"}
    for half in ("fresh", "held_out", "issuers")
    for case in load(f"sentences/{half}.yaml")["cases"]
    if crc32(case["text"].encode()) % 4 == 0
    and read(Sentence(case["name"], case["text"], Decimal(str(case["weight"])))).status in ("read", "choose")
]
STRANGE = ("重大项目加倍计算", "特殊情形减半3成")
EXCEPT = "特殊情形除外"


def with_one_more(text, clause):
    """The sentence with a clause more between any two of its own, and behind the last."""
    ends = [place for place, sign in enumerate(text) if sign in "；;。"]
    yield from (f"{text[:place]}；{clause}{text[place:]}" for place in ends)
    yield f"{text.rstrip('。；')}；{clause}"


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_clause_without_a_place_refuses_the_sentence(case):
    weight = Decimal(str(case["weight"])) if case.get("weight") is not None else None
    name, explanation = case.get("name_of", "某项指标"), case.get("explanation", "")
    for clause in STRANGE:
        for text in with_one_more(case["text"], clause):
            reading = read(Sentence(name, text, weight, explanation))
            listed = any(clause[:4] in need.label for need in reading.needs)
            assert reading.status in ("refused", "judged") or listed, (text, reading.expression)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_an_exception_inside_a_clause_is_never_passed_over(case):
    weight = Decimal(str(case["weight"])) if case.get("weight") is not None else None
    text = case["text"]
    for place in (place for place, sign in enumerate(text) if sign in "，,"):
        strange = f"{text[:place]}，{EXCEPT}{text[place:]}"
        reading = read(
            Sentence(case.get("name_of", "某项指标"), strange, weight, case.get("explanation", ""))
        )
        shown = [need.label + "".join(need.choices) for need in reading.needs]
        assert reading.status in ("refused", "judged") or any(EXCEPT in one for one in shown), strange


NUMBER = re.compile(r"(?<![（(\d])\d+(?:\.\d+)?(?![\d.、）)])")
LACKING = re.compile(
    r"[少缺][1一]|每少|每缺|绝对值|抽查\d|\d[日月]底?[前内].{0,20}[；，].{0,6}(?:迟|逾期|推迟)"
)
"""How many there should be, are looked at, or by when: no figure of a rule that counts what is wrong."""


WITH_FIGURES = [case for case in CASES if not LACKING.search(case["text"])]


@pytest.mark.parametrize("case", WITH_FIGURES, ids=[case["name"] for case in WITH_FIGURES])
def test_a_number_changed_changes_the_rule(case):
    weight = Decimal(str(case["weight"])) if case.get("weight") is not None else None
    name, text, explanation = case.get("name_of", "某项指标"), case["text"], case.get("explanation", "")
    before = read(Sentence(name, text, weight, explanation))
    for number in NUMBER.finditer(text):
        changed = f"{text[: number.start()]}37{text[number.end() :]}"
        after = read(Sentence(name, changed, weight, explanation))
        same = after.status in ("read", "choose") and after.expressions == before.expressions
        assert not same or after.needs != before.needs, changed
