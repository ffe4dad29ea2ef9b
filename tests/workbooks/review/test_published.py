"""The review finds what is wrong in the published tables, nothing else, and nothing once it is corrected."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook

from addin.demo import names
from tests.support.filled import published_workbook
from tests.support.published import NAMES, load, published, write_in_other_layout, write_published
from workbooks.findings import ERROR
from workbooks.review.reviewing import review_file

EXPECTED = load("findings.yaml")["findings"]
ASSERTED = [each for each in EXPECTED if not each.get("by_hand")]
DEMOS = load("demos.yaml")
LAYOUTS = load("layouts.yaml")


@pytest.fixture(scope="module")
def reviews(tmp_path_factory):
    folder = tmp_path_factory.mktemp("published")
    return {name: review_file(write_published(name, folder)) for name in NAMES}


@pytest.fixture(scope="module")
def demo_reviews(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    filled = [published_workbook(name, folder / f"{name}.xlsm", ledger=True) for name in names()]
    return {each.path.stem: review_file(each.path) for each in filled}


def said(each):
    return " ".join([each["code"], each["sheet"], each["cell"]])


@pytest.mark.parametrize("expected", ASSERTED, ids=said)
def test_finding_is_found(expected, reviews):
    assert_found(expected, reviews[expected["document"]])


@pytest.mark.parametrize("name", NAMES)
def test_no_other_error_is_found(name, reviews):
    assert reviews[name].standard.id == name
    assert errors(reviews[name]) == errors_of(each for each in ASSERTED if each["document"] == name)


@pytest.mark.parametrize("name", NAMES)
def test_numbers_instead_of_text_give_the_same_errors(name, reviews, tmp_path):
    assert errors(review_file(write_published(name, tmp_path, numbers=True))) == errors(reviews[name])


@pytest.mark.parametrize("numbers", [False, True], ids=["text", "numbers"])
@pytest.mark.parametrize("name", NAMES)
def test_corrected_copy_has_no_error(name, numbers, tmp_path):
    """Nor anything else in a cell that was corrected, but that its number is a text, where it is one."""
    review = review_file(write_published(name, tmp_path, corrected=True, numbers=numbers))
    changed = {(each["sheet"], each["cell"]) for each in published(name)["corrected"]}
    assert errors(review) == set()
    others = [each for each in review.findings if each.code != "U05" or numbers]
    assert not [each.message for each in others if (each.sheet, each.cell) in changed]


@pytest.mark.parametrize("title", LAYOUTS)
def test_layout_never_seen_before(title, tmp_path):
    """The same content in another layout gives the same findings, at the places where they now stand."""
    name, sheet = title.split()
    alone, other = tmp_path / "alone.xlsx", tmp_path / "other.xlsx"
    moved = write_in_other_layout(name, sheet, LAYOUTS[title], other, alone)
    # Which cells of a column are texts depends on how it was typed.
    first, second = ([e for e in review_file(path).findings if e.code != "U05"] for path in (alone, other))
    expected = {(each.code, each.level, moved[each.cell]) for each in first}
    assert {(each.code, each.level, each.cell) for each in second} == expected
    assert expected


@pytest.mark.parametrize("name", NAMES)
def test_demo(name, demo_reviews):
    for expected in DEMOS[name]:
        assert_found(expected, demo_reviews[name])
    assert errors(demo_reviews[name]) == errors_of(DEMOS[name])


@pytest.mark.parametrize("name", NAMES)
def test_lists_quote_what_stands_in_the_copy(name, tmp_path):
    """A finding quotes its cell, and a correction changes one."""
    book = load_workbook(write_published(name, tmp_path))
    for each in EXPECTED:
        if each["document"] == name:
            value = book[each["sheet"]][each["cell"]].value
            assert value is None if "found" not in each else each["found"] in str(value), each
    for change in published(name)["corrected"]:
        assert book[change["sheet"]][change["cell"]].value != change["value"], change


def errors(review):
    return {(each.code, each.sheet, each.cell) for each in review.findings if each.level == ERROR}


def errors_of(listed):
    return {(each["code"], each["sheet"], each["cell"]) for each in listed if each["level"] == ERROR}


def assert_found(expected, review):
    place = (expected["code"], expected["sheet"], expected["cell"])
    found = {(each.code, each.sheet, each.cell): each for each in review.findings}
    assert place in found, [each.message for each in review.findings]
    assert found[place].level == expected["level"]
    assert found[place].expected == expected.get("expected", found[place].expected)
