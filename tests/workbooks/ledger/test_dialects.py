"""Ledgers in hundreds of dialects: the sums are right, or each row left out is named, or the file is refused.

What is expected comes from the generator (tests/support/ledger_dialects.py), which knows what was paid.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import accumulate
from pathlib import Path

import pytest

from tests.support.ledger_dialects import DIALECTS, made
from tests.support.ledger_drawing import YEAR, Written
from workbooks.ledger import Ledger, gather, parse_gathered
from workbooks.problems import InputError

SEEDS = range(7)
LEFT_OUT = ("未计入", "只计一次")
ASKED = "请核对"


def read(written: Written) -> Ledger | None:
    """The ledger, or None for one refused in a whole line."""
    try:
        return parse_gathered(gather(written.paths), YEAR, "明细")
    except InputError as reason:
        message = str(reason)
        assert written.may_refuse, message
        assert "\n" not in message and len(message) > 15, message
        return None


def judged(written: Written) -> str:
    """refused, exact, or named; fails for sums that are wrong without a word."""
    ledger = read(written)
    if ledger is None:
        return "refused"
    said = [f"{issue.message} {issue.text}" for issue in ledger.issues]
    left_out = [text for text in said if any(word in text for word in LEFT_OUT)]
    named = {line.tag for line in written.lines if any(line.tag in text for text in left_out)}
    asked = {line.tag for line in written.lines if any(line.tag in text for text in said)}
    for line in written.lines:
        if line.counts and line.clear:
            assert line.tag not in named or "只计一次" in "".join(said), (line, said)
        if not line.counts and line.day.year == YEAR:
            assert line.tag in asked, (line, said)
    expected = [Decimal(0)] * 4
    for line in written.lines:
        left = line.tag in named and not (line.counts and line.clear)
        if line.counts and not left:
            expected[(line.day.month - 1) // 3] += Decimal(line.fen).scaleb(-2)
    last = max((quarter for quarter, _ in enumerate(expected) if expected[quarter]), default=3)
    found = list(ledger.cumulative("元"))
    running = list(accumulate(expected))
    for quarter, (sum_, right) in enumerate(zip(found, running, strict=True)):
        assert sum_ == right or (sum_ is None and quarter >= last), (found, running, said)
    whole = "\n".join(said)
    assert [words for words in written.told if words not in whole] == [], said
    return "exact" if not any(line.counts and line.tag in named for line in written.lines) else "named"


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", DIALECTS)
def test_no_money_is_lost_without_a_word(name: str, seed: int, tmp_path: Path) -> None:
    judged(made(name, seed, tmp_path))
