"""Every check has words that set it off, and words close to them, as forms have them, that do not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.support.near_misses import coded_rows, near_miss_forms, review_typed
from tests.support.plain_tables import place_of
from workbooks.review.registry import checks
from workbooks.review.review_result import Review

FORMS = near_miss_forms()


def found(review: Review, form: Mapping[str, Any]) -> list[tuple[str, ...]]:
    if "coded" not in form:
        return sorted((each.code, each.level, each.cell) for each in review.findings)
    # A table in which hardly anything is filled: what is asked is what its standard says.
    rows, ruled = coded_rows(form["coded"]), [each for each in review.findings if each.code[0] == "B"]
    return sorted((each.code, each.level, place_of(each, rows)) for each in ruled)


def due(case: Mapping[str, Any]) -> list[tuple[str, ...]]:
    return sorted(tuple(each) for each in case.get("finds", ()))


@pytest.mark.parametrize("form", FORMS, ids=[form["code"] for form in FORMS])
def test_it_fires(form, tmp_path):
    review = review_typed(tmp_path, form, form.get("change", {}))
    assert found(review, form) == due(form), [each.message for each in review.findings]


@pytest.mark.parametrize(
    ("form", "near"),
    [(form, near) for form in FORMS for near in form["near"]],
    ids=[f"{form['code']} {near['name']}" for form in FORMS for near in form["near"]],
)
def test_near_miss(form, near, tmp_path):
    form = {**form, **near}
    review = review_typed(tmp_path, form, near.get("set", {}))
    assert found(review, form) == due(near), [each.message for each in review.findings]


def test_every_check_fires_and_has_a_near_miss():
    known = {check.code for check in checks()}
    assert {form["code"] for form in FORMS} == known
    for form in FORMS:
        assert form["code"] in {code for code, *_ in due(form)}, form["code"]
        silent = [near for near in form["near"] if form["code"] not in {code for code, *_ in due(near)}]
        assert silent, form["code"]
