"""Prose as reports have it: no paragraph of it is accused, and the same kinds of sentences are when wrong."""

from __future__ import annotations

import pytest

from tests.support.cases import load
from tests.support.reports import write_report
from workbooks.review.of_documents import review_any

CASES = load("prose.yaml")
NEAR = [(kind, text) for kind, texts in CASES["near"].items() for text in texts]
FINDS = [(text, code, words) for found in CASES["finds"].values() for text, code, *words in found]
_HERE = "INSERT"


def found_with(path, *texts):
    """The findings of the base with some paragraphs more."""
    place = CASES["base"].index(_HERE)
    parts = [*CASES["base"][:place], *texts, *CASES["base"][place + 1 :]]
    return review_any(write_report(path, parts)).findings


@pytest.mark.parametrize("kind", CASES["near"])
def test_each_kind_is_well_covered(kind):
    assert len(CASES["near"][kind]) >= 3


@pytest.mark.parametrize(("kind", "text"), NEAR, ids=[f"{kind} {text[:16]}" for kind, text in NEAR])
def test_true_prose_is_not_accused(tmp_path, kind, text):
    assert [each.message for each in found_with(tmp_path / "报告.docx", text)] == []


@pytest.mark.parametrize(("text", "code", "words"), FINDS, ids=[each[0][:16] for each in FINDS])
def test_what_is_wrong_is_found(tmp_path, text, code, words):
    (found,) = found_with(tmp_path / "报告.docx", text)
    assert found.code == code and all(str(word) in found.message for word in words)


def test_several_projects_say_the_same_of_each(tmp_path):
    path = write_report(tmp_path / "报告.docx", CASES["sections"])
    assert [each.message for each in review_any(path).findings] == []


def test_one_project_says_it_twice(tmp_path):
    """Within one section the same quantity has to be one."""
    parts = [text for text in CASES["sections"] if "乙街道" not in text and not text.startswith("（二）")]
    path = write_report(tmp_path / "报告.docx", parts)
    assert {"C04"} <= {each.code for each in review_any(path).findings} <= {"C04", "C09"}
