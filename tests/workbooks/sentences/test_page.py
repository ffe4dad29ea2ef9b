"""The page for maintainers names the sentences that are read: each of its examples is."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from tests.support.places import DOCS
from workbooks.sentences import Sentence, read

_SECTION = (DOCS / "standards.md").read_text("utf-8").split("## 读懂评分标准的句子")[1].split("\n## ")[0]
_ROWS = re.findall(r"^\| ([^|]+) \| ([^|]+) \| (读懂|要选|认定|没读懂) \|$", _SECTION, re.MULTILINE)
_STATUS = {"读懂": "read", "要选": "choose", "认定": "judged", "没读懂": "refused"}
_WEIGHTS = (3, 4, 5, 6, 8, 9, 10, 12)


def test_the_page_has_examples_of_every_outcome():
    assert {status for _, _, status in _ROWS} == set(_STATUS)


@pytest.mark.parametrize(("shape", "text", "status"), _ROWS, ids=[row[0] for row in _ROWS])
def test_an_example_is_read_as_the_page_says(shape, text, status):
    found = {read(Sentence("某项指标", text, Decimal(weight))).status for weight in _WEIGHTS}
    if status == "没读懂":
        assert found == {"refused"}
    else:
        assert _STATUS[status] in found
