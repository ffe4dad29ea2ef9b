"""The four published reports as .docx, from their text: what contradicts itself is found, nothing else."""

from __future__ import annotations

import pytest

from tests.support.places import SHARED
from tests.support.published import load, write_published
from tests.support.reports import write_seed
from workbooks.findings import ERROR
from workbooks.review.of_documents import review_any

CATALOGUE = load("reports.yaml")
FOUND = [(name, each) for name, document in CATALOGUE.items() for each in document["found"]]
SEEDS = SHARED / "seeds"

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="没有 ../shared/seeds，不能对照四份公开报告的正文")


@pytest.fixture(scope="module")
def reviews(tmp_path_factory):
    """Each report, alone and beside the workbook of its tables."""
    folder = tmp_path_factory.mktemp("reports")
    found = {}
    for name, document in CATALOGUE.items():
        path = write_seed(next(SEEDS.glob(f"{document['seed']}_*.txt")), folder / f"{name}.docx")
        found[name] = review_any(path), review_any(path, None, [write_published(name, folder)])
    return found


@pytest.mark.parametrize(
    ("name", "expected"), FOUND, ids=[f"{n} {e['code']} {e['says'][0]}" for n, e in FOUND]
)
def test_contradiction_is_found(name, expected, reviews):
    for review in reviews[name]:
        told = [
            f"{each.level} {each.sheet} {each.message}"
            for each in review.findings
            if each.code == expected["code"]
        ]
        words = (expected["level"], expected["at"], *expected["says"])
        assert any(all(word in each for word in words) for each in told), told


@pytest.mark.parametrize("name", CATALOGUE)
def test_nothing_else_is_an_error(name, reviews):
    for review in reviews[name]:
        errors = [each for each in review.findings if each.level == ERROR]
        known = [each for each in CATALOGUE[name]["found"] if each["level"] == ERROR]
        unexplained = [
            each.message
            for each in errors
            if not any(each.code == k["code"] and all(w in each.message for w in k["says"]) for k in known)
        ]
        assert unexplained == []
