"""The catalogue page in the docs says what the checks say."""

from __future__ import annotations

import re

from tests.support.places import DOCS
from workbooks.review import checks_page
from workbooks.review.registry import checks

PAGE = DOCS / "checks.md"


def test_the_page_in_the_docs_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == checks_page.page(), "run: python dev.py docs"


def test_every_check_is_listed_once():
    listed = re.findall(r"^### ([A-Z]\d\d) \S", checks_page.page(), re.MULTILINE)
    assert listed == [check.code for check in checks()]
    assert not set(listed) & set(checks_page.OWN_CODES)


def test_every_check_has_an_explanation_on_one_line():
    lines = checks_page.page().splitlines()
    for check in checks():
        place = lines.index(f"### {check.code} {check.title}")
        assert lines[place + 1] == ""
        assert lines[place + 2].startswith(check.explanation.splitlines()[0])
        assert lines[place + 2].endswith(("。", "）", "：", "；"))
