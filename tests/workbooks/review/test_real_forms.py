"""Forms as units really file them: every finding that is due, and no other."""

from __future__ import annotations

import pytest

from tests.support.cases import load
from tests.support.places import DATA
from workbooks.review.reviewing import review_file

FILES = load("review/real_forms.yaml")["files"]


@pytest.mark.parametrize("name", FILES)
def test_findings(name):
    review = review_file(DATA / "real-forms" / name)
    found = sorted((each.code, each.level, each.cell) for each in review.findings)
    assert found == sorted(map(tuple, FILES[name])), [each.message for each in review.findings]
    assert not review.left_alone
