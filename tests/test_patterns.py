"""No regular expression of ours runs away on a text that somebody wrote to make it."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.support.adversarial import texts
from tests.support.patterns import patterns
from tests.support.places import ROOT

# Ten times what all patterns together take; a pattern that runs away takes any number of seconds.
CPU_SECONDS = 60


def test_every_pattern_ends() -> None:
    resource = pytest.importorskip("resource")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))

    command = [sys.executable, "-m", "tests.support.patterns"]
    done = subprocess.run(command, cwd=ROOT, preexec_fn=limit, capture_output=True, text=True, check=False)
    tried = done.stdout.splitlines()
    assert tried[-1] == "完", f"{tried[-1]} ran away\n{done.stderr[-2000:]}"
    assert len(tried) > 200


@pytest.mark.parametrize("name", ["_CELL_TAG", "_NUMBER", "_TRAILING"])
def test_the_patterns_are_found(name: str) -> None:
    assert any(named.place.rpartition(".")[2] == name for named in patterns())


@pytest.mark.parametrize("runaway", ["(?:甲|乙|甲乙)+丙", r"(\d+)*x", "(a*)*b", r"(?:总额|总|额)+"])
def test_the_texts_make_a_bad_pattern_run_away(runaway: str) -> None:
    # Steps grow with the text: what is matched at once for a short text is not for one a little longer.
    compiled = re.compile(runaway)
    script = "import re,sys;[re.compile(sys.argv[1]).fullmatch(text) for text in sys.argv[2:]]"
    arguments = [text for text in texts(runaway, compiled.flags, 300) if "\0" not in text]
    arguments += [text.replace("\0", "!") for text in texts(runaway, compiled.flags, 300) if "\0" in text]
    resource = pytest.importorskip("resource")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (1, 1))

    done = subprocess.run([sys.executable, "-c", script, runaway, *arguments], preexec_fn=limit, check=False)
    assert done.returncode < 0
