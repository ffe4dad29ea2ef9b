"""A clause that found no place refuses the whole sentence, wherever it stands."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support.cases import load
from workbooks.sentences import Sentence, read

CASES = [
    case
    for name in ("figures", "facts", "wordings")
    for case in load(f"sentences/{name}.yaml")["cases"]
    if case["status"] in ("read", "choose")
]
STRANGE = ("重大项目加倍计算", "特殊情形减半3成")


def with_one_more(text, clause):
    """The sentence with a clause more between any two of its own, and behind the last."""
    ends = [place for place, sign in enumerate(text) if sign in "；;。"]
    yield from (f"{text[:place]}；{clause}{text[place:]}" for place in ends)
    yield f"{text.rstrip('。；')}；{clause}"


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
@pytest.mark.parametrize("clause", STRANGE)
def test_a_clause_without_a_place_refuses_the_sentence(case, clause):
    weight = Decimal(str(case["weight"])) if case.get("weight") is not None else None
    for text in with_one_more(case["text"], clause):
        reading = read(Sentence(case.get("name_of", "某项指标"), text, weight, case.get("explanation", "")))
        listed = any(clause[:4] in need.label for need in reading.needs)
        assert reading.status in ("refused", "judged") or listed, (text, reading.expression)
