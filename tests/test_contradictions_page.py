"""The page of contradictions says what the catalogue of the tests says."""

from __future__ import annotations

from tests.support.contradictions_page import page
from tests.support.places import DOCS


def test_the_page_in_the_docs_is_up_to_date():
    assert (DOCS / "contradictions.md").read_text(encoding="utf-8") == page(), "run: python dev.py docs"
