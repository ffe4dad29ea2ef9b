"""The corpus of real sentences in the shared material, split by issuer: much is read, nothing wrongly.

The grammar was built on the largest part; a second, at first held out, was looked at when the wording of
whole tables was (its issuers are those of the published documents above all); the third as figures only.
"""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal

import pytest

from tests.support.places import SHARED
from tests.support.sentence_points import gives
from workbooks.sentences import Sentence, read

CORPUS = SHARED / "rules" / "rules.json"
MECHANICAL = ("mechanical_from_figures", "mechanical_from_counted_facts", "grade_then_mechanical")

pytestmark = pytest.mark.skipif(
    not CORPUS.is_file(), reason="没有 ../shared/rules/rules.json，不能对照真实的评分句子"
)


BUILT_ON, LOOKED_AT, NEVER_SEEN = "built on", "looked at later", "never seen"


def hashed(text):
    return int(hashlib.sha256(text.encode()).hexdigest(), 16)


def part_of(rule):
    if hashed(rule["issuer"]) % 10 < 7:
        return BUILT_ON
    return NEVER_SEEN if hashed("2" + rule["issuer"]) % 2 else LOOKED_AT


def rules(part):
    return [rule for rule in json.loads(CORPUS.read_text("utf-8"))["rules"] if part_of(rule) == part]


def reading_of(rule):
    weight = Decimal(str(rule["weight"])) if isinstance(rule["weight"], int | float) else None
    return read(Sentence(rule["name"], rule["text"], weight))


def tally(part):
    """How the rules of one part were read."""
    counted = {"mechanical": 0, "right": 0, "wrong": [], "judgement": 0, "judged": 0, "broken_read": []}
    for rule in rules(part):
        reading, points = reading_of(rule), rule["expected"].get("points") or []
        is_read = reading.status in ("read", "choose")
        if rule["computable"] in MECHANICAL:
            counted["mechanical"] += 1
            if is_read:
                texts = dict.fromkeys([reading.expression, *reading.expressions.values()])
                limit = rule["expected"]["reading"].get("limit")
                right = any(gives(text, reading.needed(text), points, limit) for text in texts)
                counted["right"] += right
                counted["wrong"] += [] if right else [rule["id"]]
        elif rule["computable"] == "judgement":
            counted["judgement"] += 1
            counted["judged"] += reading.status == "judged"
        elif is_read:
            counted["broken_read"].append(rule["id"])
    return counted


@pytest.mark.parametrize(("part", "share"), [(BUILT_ON, 0.8), (LOOKED_AT, 0.85), (NEVER_SEEN, 0.7)])
def test_read_right_or_not_at_all(part, share):
    counted = tally(part)
    assert counted["wrong"] == []
    assert counted["broken_read"] == []
    assert counted["right"] >= share * counted["mechanical"]
    assert counted["judged"] >= 0.9 * counted["judgement"]
