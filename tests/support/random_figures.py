"""Figures as somebody may type them, made up: bounds and hairs beside them, blanks and bad ones too."""

from __future__ import annotations

import os
import random
from decimal import Decimal

from udfs.expression import Figure
from workbooks.standards.items import DataItem

SEED = int(os.environ.get("JIXIAO_SEED") or random.SystemRandom().randrange(10**6))
"""JIXIAO_SEED repeats the inputs of a failure."""

_BOUNDS = [
    "0",
    "0.05",
    "0.1",
    "0.5",
    "0.6",
    "0.75",
    "0.8",
    "0.85",
    "0.9",
    "0.95",
    "1",
    "1.05",
    "1.2",
    "1.5",
    "2",
    "3",
    "5",
]
_BAD: tuple[Figure, ...] = (None, None, "6.16万元", "-", "九成")


def rate(chance: random.Random) -> Figure:
    """A bound, a hair beside it, any rate, or what is no rate."""
    kind = chance.randrange(20)
    if kind == 0:
        return chance.choice(_BAD)
    if kind < 8:
        return Decimal(chance.choice(_BOUNDS)) + Decimal(
            chance.choice(["0", "0", "0.0001", "-0.0001", "0.000001"])
        )
    return Decimal(chance.randrange(-2000 if kind == 8 else 0, 30000)).scaleb(-4)


def amount(chance: random.Random) -> Figure:
    kind = chance.randrange(20)
    if kind == 0:
        return chance.choice(_BAD)
    if kind < 4:
        return Decimal(chance.choice(("0", "0", "1", "-3.5", "100", "300")))
    return Decimal(chance.randrange(1, 10**8)).scaleb(-chance.randrange(0, 5))


def count(chance: random.Random) -> Figure:
    kind = chance.randrange(16)
    if kind == 0:
        return chance.choice(_BAD)
    return Decimal(chance.choice(("1.5", "-1", "0.5"))) if kind == 1 else Decimal(chance.randrange(0, 7))


def mark(chance: random.Random) -> Figure:
    kind = chance.randrange(16)
    if kind == 0:
        return chance.choice(_BAD)
    return Decimal(chance.choice(["0", "0.5", "0.7", "1", "1", "1.5", "1.5", "2", "2.01", "-0.5", "1.0001"]))


def total(chance: random.Random) -> Figure:
    return Decimal(
        chance.choice(
            ["0", "59.99", "60", "79.99", "80", "89.99", "90", "100", "100.01", "-1", "95.5", "61.3"]
        )
    )


_SIGNS = (
    "",
    "",
    "",
    "≥",
    "≤",
    ">",
    "<",
    "=",
    ">=",
    "＝",
    "不低于",
    "不超过",
    "大于等于",
    "少于",
    "至少",
    "等于",
)
_UNITS = (
    *("", "", "%", "％", "个", "条", "万元", "元", "亿元", "千人", "人", "‰", "人次", "元/人", "次(场)"),
    *("百分比", "多个", "天内", "万"),
)
_NUMBERS = (
    *("0", "0.8", "0.95", "1", "2", "3", "5", "12", "20", "80", "90", "95", "100", "150", "10000.5"),
    "45657",
)
_ENDS = ("", "", "", "", "以上", "以内", "(含)以上", "及以下")
_WORDS = (
    *("达成预期指标", "达成", "部分达成", "部分达成预期指标并具有一定效果", "未达成预期指标且效果较差"),
    *("优良中低差", "优", "不适用", "无", "—", "/", "优化结构", "20个完成", "100余人", "5月底前", "５０％"),
    *("1,200人", "1.2.3", "第3名", "10-20个", "90%-95%", "5至6次", "20-10天", "3~5", "。", "提高8%"),
    *("2024年12月底前", "2024年11月", "2025年1月1日", "2024年12月15日前", "2024-12-16", "12月底前", "2024年"),
    *("按时完成", "逐步提升", "及时", "优秀", "未完成", "2024年2月30日", "45657", "2024年12月前"),
)


def quantity(chance: random.Random) -> Figure:
    """A target or an actual value as people write it, and as they should not."""
    kind = chance.randrange(10)
    if kind == 0:
        return chance.choice(_BAD)
    if kind < 3:
        return chance.choice(_WORDS)
    number = Decimal(
        chance.choice(
            [
                "0",
                "0.8",
                "0.95",
                "1",
                "2",
                "3",
                "5",
                "12",
                "20",
                "80",
                "90",
                "95",
                "100",
                "150",
                "10000.5",
                "45657",
            ]
        )
    )
    if kind < 6:
        return number
    return f"{chance.choice(_SIGNS)}{number}{chance.choice(_UNITS)}{chance.choice(_ENDS)}"


def direction(chance: random.Random) -> Figure:
    return chance.choice(("按符号", "按符号", "正向", "反向", "倒过来"))


def figure(item: DataItem, chance: random.Random) -> Figure:
    """A figure for a data item, within its kind for the most part."""
    makers = {"money": amount, "rate": rate, "count": count, "target": quantity, "choice": direction}
    if item.kind == "level" and chance.randrange(8):
        return Decimal(chance.choice(item.options))
    if item.kind == "points" and item.max and chance.randrange(8):
        return Decimal(chance.randrange(int(item.max * 4) + 1)) / 4
    return makers.get(item.kind, mark)(chance)
