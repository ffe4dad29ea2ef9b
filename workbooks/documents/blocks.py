"""A report taken apart: passages of text and tables, in the order in which they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from udfs.records import dataclass
from udfs.regex import regex

Kind = Literal["正文", "脚注", "文本框", "页眉页脚"]

# A line that ends without a mark and is as long as a line gets goes on in the next one.
_LONGEST_LABEL = 28
_ENDS = regex(r"[。；：！？…:;!?][”’）)】]{0,2}$")
_BEGINS = regex(
    r"[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[)）]|\d+[.、．](?!\d)|[①-⑳]|表\s?\d|附[件表]|目标\s?\d"
    r"|[一二三四五六七八九十]是|第[一二三四五六七八九十]+[，、]"
)


@dataclass(frozen=True)
class Passage:
    """A paragraph, a footnote or text box of one, or what stands at the head or foot of every page."""

    text: str
    kind: Kind = "正文"


@dataclass(frozen=True)
class TextTable:
    """A table by rows; a merged cell has its text in its first place only.

    It is not `certain` where it was put together from pages so that its first column had to be guessed.
    """

    rows: tuple[tuple[str, ...], ...]
    certain: bool = True


Block = Passage | TextTable


@dataclass(frozen=True)
class ReadDocument:
    """What a file says; not `certain` where the order of its words had to be guessed (PDF).

    `left_out` tells what of it could not be read.
    """

    name: str
    blocks: tuple[Block, ...]
    certain: bool = True
    left_out: tuple[str, ...] = ()


def joined_passages(passages: Iterable[Passage]) -> Iterator[Passage]:
    """The passages, those that were broken at the end of a page put together again."""
    last: Passage | None = None
    for passage in passages:
        if last is not None and last.kind == passage.kind and _goes_on(last.text, passage.text):
            last = Passage(last.text + passage.text, last.kind)
            continue
        if last is not None:
            yield last
        last = passage
    if last is not None:
        yield last


def _goes_on(text: str, following: str) -> bool:
    if len(text) <= _LONGEST_LABEL or _ENDS.search(text):
        return False
    return not _BEGINS.match(following)
