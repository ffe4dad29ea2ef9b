"""Files that people fill in by hand: what is left blank, and what is written in words of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from udfs.records import dataclass
from workbooks.standards.strict import Strict

NAME_WORDS = {"名称": "name", "主要内容": "content"}
ROW_WORDS = {
    **NAME_WORDS,
    "编码": "code",
    "备注": "remark",
    "原因": "reason",
    "扣分原因": "reason",
    "偏差原因": "reason",
    "原报得分": "reported",
}
"""What a row of the unit's own may be written with in place of the words of the file."""
_TEXTS = ("notes", "head", "texts")


@dataclass(frozen=True, kw_only=True)
class ByHand(Strict):
    """A part of a file that is filled in by hand: a key with nothing behind it is none."""

    @classmethod
    def as_written(cls, value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        renamed = in_words_of_file(value, NAME_WORDS)
        return {
            key: _filled(one) if key in _TEXTS else one for key, one in renamed.items() if one is not None
        }


def in_words_of_file(row: Mapping[Any, Any], words: Mapping[str, str]) -> dict[Any, Any]:
    """A row with the words of the file in place of those that people may write."""
    return {words.get(key, key): value for key, value in row.items()}


def _filled(texts: Any) -> Any:
    if not isinstance(texts, Mapping):
        return texts
    return {key: _filled(one) for key, one in texts.items() if one is not None}
