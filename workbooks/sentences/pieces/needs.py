"""Data items of a rule: keys that are Chinese identifiers, labels that a stranger understands."""

from __future__ import annotations

import re
from decimal import Decimal

from udfs.regex import regex
from workbooks.sentences.pieces.outcome import Kind, Need

_LONGEST_KEY = 28
_IN_NAMES = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
"""Digits that belong to a name (`PM2.5`) are written small while a sentence is read."""
_CHINESE_DIGITS = str.maketrans("〇一二三四五六七八九", "0123456789")
_DATED = regex(
    r"(?<![十百千第〇一二三四五六七八九])[〇一二三四五六七八九]{2,4}(?=年|周?岁|月|日|号|及以[上下])"
    r"|(?<![十〇一二三四五六七八九])[一二三四五六七八九](?=月)|(?<=月)[一二三四五六七八九](?=日)"
)
"""Years, ages and dates, which stand in Chinese digits while a sentence is read."""
_NOT_A_KEY = regex(r"[^\u4e00-\u9fffA-Za-z0-9_]+")
# Amounts whose name alone does not say of what they are.
_GENERIC = regex(
    r"(?:年初|全年|年度|本年|当年|实际|计划|预期)*(?:预算|决算|计划|目标|指标|实际|完成|支出|任务|安排|到位|执行|批复|下达|调整|控制|采购)*"
    r"(?:数|值|额|量|金额|数量|总数|总额|任务|资金|完成值|完成数|目标|安排数|预算)?"
)
_MONEY = regex(r"支出|预算|金额|资金|经费|收入|结转|结余|决算|费用|采购额|投资|产值|税收|成本")
_COUNTED = regex(
    r"个数|项目数|数量|人数|次数|件数|户数|任务数|项数|完成数|计划数|应完成|按期完成|总数|天数|人员"
)
_RATES = ("率", "比例", "比重", "占比", "满意度", "进度")
_SEVERAL_RATES = regex(r"(?:率|满意度|占比|比例)[、和及与][^、]{2,}(?:率|满意度|占比|比例)$")
_STEM_END = regex(r"(?:完成|控制|执行|调整|变动|结转|合格|到位|及时|达标)?(?:率|比例|比率|情况|程度|水平)$")


def as_printed(words: str) -> str:
    """Words of a sentence as a person reads them: numbers that belong to a name in figures again."""
    return _DATED.sub(lambda match: match[0].translate(_CHINESE_DIGITS), words.translate(_IN_NAMES))


def _joined(stem: str, words: str) -> str:
    """Words behind what they are of; what both say is said once: 政府采购, 采购预算."""
    both = (length for length in range(min(len(stem), len(words)), 1, -1) if stem.endswith(words[:length]))
    return stem + words[next(both, 0) :]


def is_rate(label: str) -> bool:
    """Whether what has this name is a rate: 1 is 100 %."""
    return label.endswith(_RATES)


def names_several_rates(label: str) -> bool:
    """Whether a name is that of several rates (`响应率、解决率`), which are no one figure."""
    return _SEVERAL_RATES.search(label) is not None


class Namer:
    """Gives the items of one rule their keys; the same label is the same item."""

    def __init__(self, name: str, apart: bool = False) -> None:
        self.name = name
        self._apart = apart
        """Whether everything is this rule's own, as for one of several things of a kind."""
        self._by_label: dict[str, Need] = {}
        self._keys: set[str] = set()

    def need(
        self,
        label: str,
        kind: Kind,
        unit: str = "",
        low: Decimal | None = None,
        high: Decimal | None = None,
        choices: tuple[str, ...] = (),
        shared: bool = False,
    ) -> Need:
        """An item with a label; `shared` where other rules of a form mean the same by the same words."""
        shared, label = shared and not self._apart, as_printed(label)
        label = f"{self.name}{label}" if self._apart and not label.startswith(self.name) else label
        known = self._by_label.get(label)
        if known is not None:
            # Another attempt at the sentence may have known it otherwise; what is one item keeps its key.
            need = Need(known.key, label, kind, unit, low, high, choices)
            self._by_label[label] = need
            return need
        own = label if shared or label.startswith(self.name) else f"{self.name}_{label}"
        need = Need(self._key(own), label, kind, unit, low, high, choices)
        self._by_label[label] = need
        return need

    def amount(self, words: str, of: str = "") -> Need:
        """An amount that a ratio names; a vague one is `of` the ratio or the indicator."""
        if is_rate(words):
            return self.rate(words)
        generic = _GENERIC.fullmatch(words) is not None
        stem = _STEM_END.sub("", of)
        if len(stem) < 3 or stem in self.name:
            stem = _STEM_END.sub("", self.name)
        label = _joined(stem, words) if generic and len(stem) > 2 and stem not in words else words
        if _COUNTED.search(words) and not _MONEY.search(words):
            return self.need(label, "count", "个", Decimal(0), shared=not generic)
        if _MONEY.search(label):
            return self.need(label, "money", "万元", Decimal(0), shared=not generic)
        return self.need(label, "number", shared=not generic)

    def rate(self, words: str) -> Need:
        """A rate that is typed as one figure."""
        return self.need(words or self.name, "rate", "%")

    def _key(self, label: str) -> str:
        base = _NOT_A_KEY.sub("", label)[:_LONGEST_KEY] or "数据"
        if not re.match(r"[\u4e00-\u9fffA-Za-z_]", base):
            base = f"项_{base}"
        key, number = base, 2
        while key in self._keys or not key.isidentifier():
            key, number = f"{base}_{number}", number + 1
            if number > 999:
                raise ValueError(label)
        self._keys.add(key)
        return key
