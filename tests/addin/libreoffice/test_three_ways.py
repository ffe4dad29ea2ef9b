"""Every function three ways on random and boundary inputs: Python, our function and the native formula."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.support.libreoffice import LibreOffice
from tests.support.random_figures import SEED
from tests.support.random_rules import RULES
from tests.support.three_ways import disagreements
from udfs.catalogue import BY_KEY

CASES = 400
"""How many inputs each function gets, over all its rules."""


def test_every_function_is_compared() -> None:
    assert set(RULES) == set(BY_KEY)


@pytest.mark.parametrize("function", RULES)
def test_three_ways_agree(function: str, libreoffice: LibreOffice, tmp_path: Path) -> None:
    chance = random.Random(f"{SEED}-{function}")
    cases = CASES // len(RULES[function])
    found = disagreements(libreoffice, RULES[function], cases, chance, tmp_path)
    assert not found, f"JIXIAO_SEED={SEED}: {len(found)} differ, such as {found[:3]}"
