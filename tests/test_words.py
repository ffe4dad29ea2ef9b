"""One name for one thing: the words of docs/development.md, on screen, in the docs, on the command line."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.places import ROOT
from udfs.regex import regex

_HAN = regex("[\u4e00-\u9fff]")
_PATTERN = regex(r"\(\?|\\d|[\u4e00-\u9fff?)]\|[\u4e00-\u9fff(]")
_VOCABULARY = "docs/development.md"
_HEADING = "| 用 | 意思 | 不用 |"
_MEANT_OTHERWISE = {"分数": ("百分数",), "评级": ("评级分档",), "机器": ("机器人",)}
"""Words that only look like one of those not used."""

OTHERS_WORDS = {
    ("docs/forms-read.md", "实际值"): "headings as other people's forms print them",
    ("docs/forms-read.md", "实际完成值"): "headings as other people's forms print them",
    ("docs/forms-read.md", "打分"): "headings as other people's forms print them",
    ("docs/forms-read.md", "评价得分"): "headings as other people's forms print them",
    ("docs/standards.md", "实际值"): "a sentence as an official document may write it",
    ("docs/standards.md", "档次"): "a sentence as an official document may write it",
    ("docs/standards.md", "实际完成值"): "the heading of the national form",
    ("docs/bureau.md", "实际完成值"): "the heading of the national form",
    ("workbooks/exchange/system_map.py", "实际完成值"): "the heading of the national form",
    ("workbooks/followup/results_table.py", "实际完成值"): "the heading of the national form",
    ("docs/checks.md", "评价得分"): "what a report may call its total",
    ("workbooks/review/checks/consistency.py", "评价得分"): "what a report may call its total",
    ("workbooks/reporting/outline.py", "评价得分"): "the report's own outline names it so",
    ("workbooks/standards/tables.py", "评价得分"): "the title of the official summary table",
    ("workbooks/sentences", "档次"): "rules as documents write them",
    ("workbooks/sentences", "实际值"): "rules as documents write them",
    (
        "workbooks/submission/final_copy.py",
        "由宏",
    ): "a line in forms of older versions, left out of the final copy",
}
"""Where a word stands because an official document or an older file has it, and why."""


def unused_words() -> tuple[str, ...]:
    """The words that the list says are not used."""
    rows = (ROOT / _VOCABULARY).read_text("utf-8").partition(_HEADING)[2].partition("\n\n")[0].splitlines()
    listed = (row.split("|")[3] for row in rows if row.count("|") == 4 and "---" not in row)
    return tuple(word.strip() for cell in listed for word in cell.split("、") if word.strip())


def shown_in(module: str) -> Iterator[str]:
    """The strings of a module that are in Chinese; regular expressions read the words of others."""
    for node in ast.walk(ast.parse(module)):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and _HAN.search(text) and not _PATTERN.search(text):
            yield text


def sources() -> Iterator[tuple[str, str]]:
    """Every text of ours that a user may read: where it stands, and what it says."""
    for floor in ("udfs", "workbooks", "addin", "bundle"):
        for path in sorted((ROOT / floor).rglob("*")):
            place = path.relative_to(ROOT).as_posix()
            if path.suffix == ".py":
                yield from ((place, text) for text in shown_in(path.read_text("utf-8")))
            elif path.suffix in {".txt", ".bat", ".cmd", ".vba", ".bas", ".cls", ".html"}:
                yield place, path.read_text("utf-8")
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        text = path.read_text("utf-8")
        if path.name == "development.md":
            before, _, after = text.partition(_HEADING)
            text = before + after.partition("\n\n")[2]
        yield path.relative_to(ROOT).as_posix(), text


def misused(text: str, words: tuple[str, ...]) -> list[str]:
    """The words in a text that another word is used for."""
    for word in words:
        for longer in _MEANT_OTHERWISE.get(word, ()):
            text = text.replace(longer, "")
    return [word for word in words if word in text]


def _excused(place: str, word: str) -> bool:
    return any(
        word == known and (place == where or place.startswith(f"{where}/")) for where, known in OTHERS_WORDS
    )


def test_every_text_uses_the_words_of_the_list() -> None:
    words = unused_words()
    found = {(place, word) for place, text in sources() for word in misused(text, words)}
    assert sorted(one for one in found if not _excused(*one)) == []


def test_what_is_excused_is_there() -> None:
    words = unused_words()
    found = {(place, word) for place, text in sources() for word in misused(text, words)}
    needless = [
        one
        for one in OTHERS_WORDS
        if not any(word == one[1] and place.startswith(one[0]) for place, word in found)
    ]
    assert needless == []


@pytest.mark.parametrize("text", ["请录入数据", "综合得分的分数是 90", "改动前自动备份"])
def test_a_word_that_is_not_used_is_found(text: str) -> None:
    assert misused(text, unused_words())


@pytest.mark.parametrize("text", ["按百分数填写", "得分是 90", "改动前自动留底"])
def test_a_word_of_the_list_is_not_found(text: str) -> None:
    assert misused(text, unused_words()) == []


def test_a_message_in_a_module_is_read_and_a_pattern_is_not() -> None:
    module = 'raise InputError(f"分数是 {one}")\nfound = regex("得分|分数")\n'
    assert list(shown_in(module)) == ["分数是 "]


def test_the_list_names_every_word_once() -> None:
    words = unused_words()
    assert len(words) > 20
    assert len(set(words)) == len(words)


def test_the_vocabulary_is_where_the_docs_say() -> None:
    assert Path(ROOT / "tests" / "test_words.py").name in (ROOT / _VOCABULARY).read_text("utf-8")
