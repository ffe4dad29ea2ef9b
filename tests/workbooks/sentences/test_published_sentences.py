"""The sentences of the published tables word for word: what is not read is named, with why it is typed."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from tests.support.cases import load
from tests.support.places import SHARED
from workbooks.review.recognition import name_key
from workbooks.sentences import Sentence, read

FACTS = SHARED / "seeds" / "facts.json"
CASES = load("adoption/published.yaml")
DOCUMENTS = {"shenzhen-2021": "SZ", "heping-2024": "TJ", "wuxi-2021": "WX"}
pytestmark = pytest.mark.skipif(not FACTS.is_file(), reason="没有 ../shared/seeds，不能对照公开的表")


def refused(name):
    """The indicators of a document whose sentence is not read."""
    documents = json.loads(FACTS.read_text(encoding="utf-8"))["documents"]
    rows = next(one for one in documents if one["id"] == DOCUMENTS[name])["indicators"]
    for row in rows:
        title, text = row.get("l3") or row["l2"], row.get("standard")
        if text:
            sentence = Sentence(title, text, Decimal(row["weight"]), row.get("explanation") or "")
            if read(sentence).status == "refused":
                yield name_key(title)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_is_not_read_is_named(name):
    unread = list(refused(name))
    named = [name_key(one) for one in CASES[name]["unread"]]
    assert [one for one in unread if one in named] == named
    goals, typed = CASES[name].get("goals", {}).get("number", 0), len(CASES[name].get("typed", {}))
    assert len(unread) - len(named) == goals + typed
