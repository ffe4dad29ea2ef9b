"""Forms that nobody adopted: scores that the sentences of the form contradict are named, no other is.

Each form is reviewed whole, so that nothing else may be said of it either.
"""

from __future__ import annotations

import pytest

from tests.support.cases import load
from tests.workbooks.official.typed import type_workbook
from tests.workbooks.review.test_plain_forms import due, found, with_faults
from workbooks.review.reviewing import review_file

FORMS = load("review/printed_rules.yaml")["forms"]


def sheets_of(form):
    return form.get("sheets") or {"附表": form["rows"]}


@pytest.fixture
def typed(request, tmp_path):
    form = request.param
    sheets = sheets_of(form)
    first = next(iter(sheets))
    return form, first, type_workbook(tmp_path / "表.xlsx", sheets, {first: form.get("merge", ())})


@pytest.mark.parametrize("typed", FORMS, ids=[form["name"] for form in FORMS], indirect=True)
def test_a_form_filled_in_right_and_with_one_cell_changed(typed):
    form, first, path = typed
    review = review_file(path)
    assert found(review) == due(form.get("finds", [])), review.findings
    for fault, review in with_faults(form, first, path):
        assert found(review) == due(fault["finds"]), (fault["name"], review.findings)
        for finding in review.findings:
            row = int("".join(filter(str.isdigit, finding.cell)))
            printed = [str(value) for value in sheets_of(form)[first][row - 1]]
            assert finding.code != "B06" or any(finding.basis in text for text in printed), finding
