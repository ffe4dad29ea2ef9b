"""What the shapes over figures share: what a condition measures, and how it is said again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from udfs.regex import regex
from workbooks.sentences.pieces.awards import Award
from workbooks.sentences.pieces.bands import shown
from workbooks.sentences.pieces.conditions import Bound, StatedCondition, read_condition
from workbooks.sentences.pieces.context import Context, Measure
from workbooks.sentences.pieces.needs import is_rate
from workbooks.sentences.pieces.normal import COUNTERS
from workbooks.sentences.pieces.parts import (
    RulePart,
)
from workbooks.sentences.pieces.targets import ENDS_IN_AVERAGE, TARGET, read_relative, read_two_amounts

Found = Iterator[tuple[RulePart, int]]
COUNTED = regex(rf"每(?!低|高|超|降|下降|上升)|(?<!\d)1(?:{COUNTERS})(?!百分点|以上|以下)")
"""Words that count things: 每 or 1项, but no step of a percentage."""
OTHERWISE = regex(r"(?:否则?|其余|其他|其它|其他情况|其余情况|其他情形|其余情形|除此以外|除此之外)(?:的)?")
RESTATED = regex(
    r"(?:没有完成|未完成|未达成|没有达成|部分完成|未全部完成|未能完成|低于目标|未达到?|未达标|没有达到|达不到|超过|低于|高于|不足|超出|超支|超预算|否则?|不达标|未达到目标|没有达到目标|低于目标值?|超过的?|未达到要求|未达要求|未(?:实现)?全覆盖|覆盖不全|不到位|保障不到位|未(?:全部|足额|按时|按期)[^\d,;]{2,6}|(?:未|没有)(?:能)?完成(?:年度|工作)?(?:任务|目标|计划))?(?:部分)?(?:的|者)?,?"
)
STANDARD = regex(
    r"(?:以|(?:年度|绩效|指标)?目标(?:值)?(?:为)?|标准(?:为)?)(\d+(?:\.\d+)?)%(?:为(?:标准|目标|基准|基数|目标值))?"
)
TARGET_IS_STANDARD = regex(
    r"以(?:年度|年初|设定的?|绩效)?(?:目标值?|目标任务|计划数?|指标值)为(?:标准|目标|基准|基数|满分|依据)"
)
_GIVES = regex(
    r"^(?:(?:按照|按)?(?:该项|本项|[本该]指标|指标|评价指标|实际)?(?:得分|计分)=|按照|按)|(?:计算|计分|得分)+$"
)
_POINTS_FACTOR = regex(
    r"(?P<n>\d+(?:\.\d+)?)分?|(?:该项|该|本项|本|指标)?(?:指标)?(?:分值|权重分?|满分)(?:\((?P<m>\d+(?:\.\d+)?)分\))?"
)
MET = regex(
    r"(?:[^\d,;不未≥≤<>=%]{0,6}(?:资金|任务|项目|指标|工作))?(?:全部|全额|全面|按期|按时|按(?:年度|工作)?计划|按合同|如期|已|足额|及时)*(?:完成|达成|达到|实现|达标|到位)[^\d,;≥≤<>=%]{0,16}"
    r"|[^\d,;不未≥≤<>=%]{0,20}(?:全部|全面|全额|足额|均)已?(?:按[^\d,;≥≤<>=%]{1,8})?(?:开展|落实|执行|实施|发放|拨付|兑现|办结|整改|公开|编制|设置|设定|纳入|上缴|缴纳|入库|收回|盘活|清理|化解|归还|到账)[^\d,;不未≥≤<>=%]{0,12}"
    r"|(?:[^\d,;≥≤<>=%]{0,10}100%)?(?:实现)?全覆盖(?:的)?|(?:按时|及时)?(?:足额|全额|全部)(?:缴纳|拨付|支付|发放|兑付|缴库|下达|覆盖|落实)[^\d,;≥≤<>=%]{0,8}"
)


_TITLED = regex(r"^[\u4e00-\u9fff]{2,12}:(?=[^:]+$)")
"""`十二月支出进度:当月支出占比低于12%`: a title in front of what is measured."""
_NAMED_FIRST = regex(
    r"^(?P<s>(?!.*(?:如|若|未|不|没|且|或|每|其中))[\u4e00-\u9fff]{2,20}(?:率|度|评价|考核|得分|评分|成绩|比例|占比|增幅|增速))[,:](?=[^,]+$)"
)
"""`履约评价,90分以上`: what is measured, in front of its bounds."""
_AMOUNT_REACHED = regex(
    r"(?:完成|达到|实现)?(?P<s>[^\d,;每≥≤<>=~未不无]{0,24}?)(?P<n>\d+(?:\.\d+)?)"
    r"(?P<u>[万亿]?元|公斤|千克|[万千]?(?:吨|亩|册次|人次|册|人|户)|公里|公顷|[万亿]?(?:平方米|立方米)|场次|次|个|项|篇|场|件|家|期"
    r"|份|条|名|座|所|台|辆|套|株|头|只|盏|口|处)(?:的)?"
)


def amount_reached(words: str) -> StatedCondition | None:
    """`完成建设面积5000亩`: at least as much, where what follows goes on from it."""
    match = _AMOUNT_REACHED.fullmatch(words)
    if match is None or Decimal(match["n"]) == 0:
        return None
    return StatedCondition(match["s"], low=Bound(Decimal(match["n"]), True, False, match["u"]), reaches=True)


def introduced(award: Award) -> bool:
    """Whether the finished clause before an award is a condition of its own, which its shape takes."""
    if len(award.before) != 1:
        return False
    stated = award.kind == "prop" or (
        award.kind == "take" and re.match(r"[^\d,;每]{0,20}每", award.words) is not None
    )
    return STANDARD.fullmatch(award.before[0]) is not None or (
        stated and read_condition(award.before[0]) is not None
    )


def measured(words: str) -> tuple[StatedCondition, str] | None:
    condition = read_condition(words) or read_condition(_TITLED.sub("", words))
    if condition is None and (named := _NAMED_FIRST.match(words)) is not None:
        condition = read_condition(words[named.end() :])
        if condition is not None and not condition.subject and not condition.symmetric:
            return replace(condition, subject=named["s"]), ""
        condition = None
    said_of = condition is not None and (
        f"{condition.subject}的" in words
        or re.match(rf"(?:完成|达到|实现){re.escape(condition.subject)}\d", words) is not None
    )
    if condition is not None and said_of and condition.percent and TARGET.fullmatch(condition.subject):
        return replace(condition, subject=""), condition.subject
    if condition is not None and not condition.symmetric:
        marks = {bound.unit for bound in (condition.low, condition.high) if bound is not None} == {"分"}
        return (condition, "") if marks or not ENDS_IN_AVERAGE.search(condition.subject) else None
    if condition is not None:
        return None
    # A title may stand in front: `成本控制:实际成本未超过预算成本`.
    return read_relative(words) or read_relative(words.rpartition(":")[2]) or read_two_amounts(words)


def completion(subject: str, context: Context) -> Measure:
    """How much of its target a thing reached, as one rate."""
    if context.ratio_for(subject) is not None:
        return context.measure(StatedCondition(subject, low=Bound(Decimal(1), True, True)))
    name = subject or context.name
    label = name if is_rate(name) else f"{name}完成率"
    return context.measure(StatedCondition(label, low=Bound(Decimal(1), True, True)))


def over_other(subject: str, other: str, context: Context, apart: bool = False) -> Measure:
    """One amount over another, or (`apart`, which needs no division) how far it lies above it."""
    own, base = context.namer.amount(subject or context.name), context.namer.amount(other)
    sign = "-" if apart else "/"
    return Measure(lambda answers: f"{own.key} {sign} {base.key}", (own, base))


def below(zero: StatedCondition, falling: bool) -> str | None:
    """Tiers that are 0 where nothing is scored and 1 elsewhere."""
    bound = zero.high if falling else zero.low
    if bound is None or (zero.high is not None and zero.low is not None):
        return None
    closed = bound.closed is not False
    if falling:
        return f"{'<=' if closed else '<'}{shown(bound)}: 0; {'>' if closed else '>='}{shown(bound)}: 1"
    return f"{'>=' if closed else '>'}{shown(bound)}: 0; {'<' if closed else '<='}{shown(bound)}: 1"


def product(said: str) -> tuple[str, Decimal | None] | None:
    """The rate and the points (None for 分值) of `得分=分值×(实际数/计划数)×100%`, in any order."""
    factors, depth, start = [], 0, 0
    body = _GIVES.sub("", _GIVES.sub("", said)).removeprefix("+")
    for place, sign in enumerate(body):
        depth += (sign == "(") - (sign == ")")
        if sign == "×" and depth == 0:
            factors.append(body[start:place])
            start = place + 1
    factors = [factor for factor in [*factors, body[start:]] if factor != "100%"]
    points = [factor for factor in factors if _POINTS_FACTOR.fullmatch(factor)]
    rates = [factor for factor in factors if not _POINTS_FACTOR.fullmatch(factor)]
    if len(points) != 1 or len(rates) != 1:
        return None
    match = _POINTS_FACTOR.fullmatch(points[0])
    number = (match["n"] or match["m"]) if match else None
    rate = rates[0]
    if rate.startswith("(") and rate.endswith(")") and rate.count("(") == 1:
        rate = rate[1:-1]
    return rate, Decimal(number) if number else None
