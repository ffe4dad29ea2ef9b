"""No regular expression of ours runs away on a text that somebody wrote to make it."""

from __future__ import annotations

import re
import subprocess
import sys
from types import ModuleType

import pytest

from tests.support.adversarial import texts
from tests.support.patterns import PARTS, in_module, patterns
from tests.support.places import ROOT

# Four times what all patterns together take; a pattern that runs away takes any number of seconds.
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


MODULE = """
import re
from udfs.regex import regex
HELD = {"甲": re.compile("甲+"), "乙": [regex("乙+")]}
def found(text, words):
    return re.search("丙+", text) or regex("丁+").match(text) or re.compile("戊+", 2), re.sub(words, "", text)
"""


def test_a_pattern_is_found_wherever_it_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("some_module")
    exec(MODULE, vars(module))
    with pytest.raises(LookupError, match=r"some_module:6: what \['words'\] stand for"):
        list(in_module(module, MODULE))
    monkeypatch.setitem(PARTS, "some_module", {"words": "['己+', '庚+']"})
    found = [(one.pattern.pattern, one.methods) for one in in_module(module, MODULE)]
    assert sorted(found) == [
        ("丁+", ("fullmatch", "search")),
        ("丙+", ("search",)),
        ("乙+", ("fullmatch", "search")),
        ("己+", ("sub",)),
        ("庚+", ("sub",)),
        ("戊+", ("fullmatch", "search")),
        ("甲+", ("fullmatch", "search")),
    ]


def test_what_parts_stand_for_is_written_only_where_a_pattern_needs_it() -> None:
    needed = {place.partition(":")[0] for place in (one.place for one in patterns()) if ":" in place}
    assert set(PARTS) - needed <= {"udfs.regex", "workbooks.official.headings"}


@pytest.mark.parametrize("name", ["_CELL_TAG", "_NUMBER", "_TRAILING"])
def test_the_patterns_are_found(name: str) -> None:
    assert any(named.place.rpartition(".")[2] == name for named in patterns())


@pytest.mark.parametrize(
    "runaway",
    [
        # Steps grow with the text …
        *("(?:甲|乙|甲乙)+丙", r"(\d+)*x", "(a*)*b", r"(?:总额|总|额)+"),
        # … or with its fourth or fifth power.
        *(".*,.*,.*,.*,.*;", r"\d+\d+\d+\d+\d+x", "甲?.*、.*及.*、.*及.*的", "[^:]*:?[^;]*:[^。]*:.*:.*乙"),
    ],
)
def test_the_texts_make_a_bad_pattern_run_away(runaway: str) -> None:
    compiled = re.compile(runaway)
    script = "import re,sys;[re.compile(sys.argv[1]).fullmatch(text) for text in sys.argv[2:]]"
    arguments = [text for text in texts(runaway, compiled.flags, 300) if "\0" not in text]
    arguments += [text.replace("\0", "!") for text in texts(runaway, compiled.flags, 300) if "\0" in text]
    resource = pytest.importorskip("resource")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (1, 1))

    done = subprocess.run([sys.executable, "-c", script, runaway, *arguments], preexec_fn=limit, check=False)
    assert done.returncode < 0
