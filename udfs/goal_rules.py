"""The texts of rules about targets: shares taken off, bands of over-completion, rates of each level."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from .errors import RuleTextError
from .numbers import rule_number
from .tiers import check_tiers, parse_tiers

POSITIVE, INVERSE, BY_SIGN = "正向", "反向", "按符号"

# Which rate a person may give at which level of attainment (项目支出绩效自评表, 定性指标).
ATTAINMENT_RATES = "[80%,100%]: 达成; [60%,80%): 部分达成; [0,60%): 未达成"


@lru_cache(maxsize=64)
def check_shares(text: str) -> None:
    check_tiers(text)
    for tier in parse_tiers(text):
        if not 0 <= rule_number(tier.outcome, "扣减比例") <= 1:
            raise RuleTextError(f"超额分档“{text}”的扣减比例应在 0 到 100% 之间")


@lru_cache(maxsize=64)
def check_bands(text: str) -> None:
    for tier in parse_tiers(text):
        limits(tier.outcome, text)


def limits(outcome: str, text: str) -> tuple[Decimal, Decimal]:
    """The ratio up to which a band is full and the ratio from which it gives nothing."""
    most, tilde, none = outcome.partition("~")
    if not tilde:
        raise RuleTextError(
            f"分段标准“{text}”中“{outcome}”应写成“1.2~1.5”：到 1.2 倍得满分，到 1.5 倍得 0 分"
        )
    limits = rule_number(most, "得满分的倍数"), rule_number(none, "得 0 分的倍数")
    if not 1 <= limits[0] <= limits[1]:
        raise RuleTextError(f"分段标准“{text}”中“{outcome}”应从小到大，且不小于 1")
    return limits
