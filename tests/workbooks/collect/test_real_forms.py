"""The unit of a project form is who carries it out, so that several under one supervisor are no repeats."""

from __future__ import annotations

from decimal import Decimal

from tests.support.places import DATA
from workbooks.collect.scored_tables import tables_of
from workbooks.review.reviewing import review_file

FOLDER = DATA / "real-forms" / "01-collect-unit-is-supervisor"


def test_three_schools_under_one_supervisor():
    found = [tables_of(review_file(path)) for path in sorted(FOLDER.glob("*.xlsx"))]
    assert {(table.unit, table.project, table.recomputed_total) for (table,) in found} == {
        ("某县第一中学", "甲专项补助", Decimal("98.05")),
        ("某县第二中学", "甲专项补助", Decimal("97.05")),
        ("某县第三小学", "甲专项补助", Decimal("99.05")),
    }
