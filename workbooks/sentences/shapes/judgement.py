"""Sentences that leave the points to a person (酌情, 根据情况评分): typed, within their bounds."""

from __future__ import annotations

import re
from collections.abc import Sequence

from udfs.regex import regex
from workbooks.sentences.pieces.awards import Award

_JUDGED = regex(
    r"酌情|酌定|部分达成|视情|视具体|视程度|综合评[分价定判]|综合打分|综合考量|综合判断|合理确定|主观|专家(?:评分|评价|打分|评议)"
    r"|(?:根据|按照|依据|视|结合|按)[^;,\d]{0,30}(?:情况|程度|质量|效果|水平|原因|结果|实际|实绩|成效|表现|业绩|档|等级|等次|四等)[^;,\d]{0,12}(?:评分|打分|评定|赋分|评判|给分|计分|评价|评估|扣分|得分|确定)"
)
_MOST_AWARDS = 60
_WHETHER = regex(r"[^\d扣得]{0,60}是否[^\d扣得]{2,120}")
"""What is looked at, and no word on how it scores: `机制是否健全、成效是否可持续`."""
_HALF_SCORE = regex(r"\d~\d+(?:\.\d+)?$")


def is_judgement(text: str, awards: Sequence[Award]) -> bool:
    """Whether a sentence that no shape read leaves the points to whoever scores."""
    if len(awards) > _MOST_AWARDS:
        return False
    if _JUDGED.search(text) or any(award.kind == "judge" for award in awards):
        return not _mechanical(awards)
    if not awards and _WHETHER.fullmatch(text):
        return True
    ranged = [award for award in awards if award.kind in ("range", "take_range")]
    return bool(ranged) or _HALF_SCORE.search(text) is not None


def _mechanical(awards: Sequence[Award]) -> bool:
    """Whether it says, beside the judgement, how points follow from figures."""
    exact = [
        award for award in awards if award.kind in ("take", "give", "add") and re.search(r"\d", award.words)
    ]
    return len(exact) >= 2
