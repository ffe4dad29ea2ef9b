"""No text makes a pattern, or the reading of a target or a rule, run on: tried in a process with a limit."""

from __future__ import annotations

import copy
import importlib
import pickle
import pkgutil
import re
import subprocess
import sys

import pytest

import udfs
from tests.support.places import ROOT
from udfs.regex import Regex, regex

LENGTH = 50_000
SECONDS = 20
"""Processor time for all texts together; what is not linear needs minutes for one of them."""
PIECES = [
    *("0", "1,", "1.", "-", "—", "至", " ", "\t", "个", "千", "/", "(", "[1,", "<", "<=", "%", "不", "达成"),
    *("优、", "1~", "2024年", "12月", ": 1; ", "~<", "1 ", "次/", "预期", "值*", "，", "T00:00:00", "\n"),
]
PROGRAM = """
import resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
from tests.udfs.test_patterns import check
check()
"""


def patterns():
    """Every compiled pattern of the package, by module and name."""
    for module in pkgutil.walk_packages(udfs.__path__, "udfs."):
        for name, found in vars(importlib.import_module(module.name)).items():
            if isinstance(found, re.Pattern | Regex):
                yield f"{module.name}.{name}", found


def texts():
    for piece in PIECES:
        long = (piece * LENGTH)[:LENGTH]
        yield from (long, f"{long}?", f"1{long}", f"<{long}1", f"[1{long},2]")


def check():
    """Try every pattern as the code does: on a whole text, or from its beginning on."""
    from udfs.deductions import deduct_per_point
    from udfs.errors import ScoreError
    from udfs.goals import target
    from udfs.graded import grade_points
    from udfs.tiers import tiers

    for text in texts():
        for _, pattern in patterns():
            pattern.fullmatch(text)
            pattern.match(text)
        for call in (
            lambda text=text: target(text, text, 1),
            lambda text=text: tiers(1, text),
            lambda text=text: grade_points(text, text),
            lambda text=text: deduct_per_point(1, text, text, 1, 1, "满一点"),
        ):
            try:
                call()
            except ScoreError:
                continue


def test_no_text_of_fifty_thousand_signs_runs_on():
    assert len(list(patterns())) >= 6
    program = PROGRAM.replace("SECONDS", str(SECONDS))
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.returncode, done.stderr[-2000:])


def test_a_pattern_is_compiled_when_it_is_first_used_and_then_is_that_of_re():
    late = regex(r"(\d+)年", re.MULTILINE)
    assert "match" not in vars(late)
    for asked in (late, copy.copy(late), pickle.loads(pickle.dumps(late))):
        assert asked.fullmatch("2024年")[1] == "2024"
        assert asked.sub("年", "2024年") == "年"
        assert (asked.pattern, asked.flags) == (r"(\d+)年", re.compile(r"(\d+)年", re.MULTILINE).flags)
    assert late.match == vars(late)["match"]
    with pytest.raises(AttributeError):
        late.__nothing__  # noqa: B018
    with pytest.raises(re.error):
        regex("(").match("")
    # Asked for a special name, as `copy` and `pickle` do, it is not compiled.
    with pytest.raises(AttributeError):
        regex("(").__nothing__  # noqa: B018
