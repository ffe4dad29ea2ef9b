"""Points off for every percentage point (or step) beyond a limit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from udfs.records import dataclass
from udfs.regex import regex
from workbooks.sentences.pieces.awards import Award
from workbooks.sentences.pieces.bands import shown
from workbooks.sentences.pieces.conditions import Bound, StatedCondition, read_condition
from workbooks.sentences.pieces.context import Context, Measure
from workbooks.sentences.pieces.measuring import (
    MET,
    RESTATED,
    STANDARD,
    TARGET_IS_STANDARD,
    Found,
    amount_reached,
    below,
    completion,
    measured,
    over_other,
)
from workbooks.sentences.pieces.needs import is_rate, names_several_rates
from workbooks.sentences.pieces.outcome import Kind
from workbooks.sentences.pieces.parts import (
    AT_ZERO,
    COMPLETED,
    FLOOR,
    OF_DISTANCE,
    ONE_POINT,
    POINTS_OF,
    STARTED,
    STEPS,
    UNIT,
    Answers,
    RulePart,
    floor_unstated,
    percent_or_point,
    plain,
    point_base,
    step_rounding,
)
from workbooks.sentences.pieces.targets import AVERAGE, is_amount
from workbooks.sentences.shapes.tier_words import turned_round

STEP = regex(
    r"(?P<p>.{0,60}?)每(?P<d>低于|降低|下降|减少|少于|小于|不足|落后|滞后|欠收|欠|短收|短缺|减收|低|少|差|降"
    r"|高于|调整|调剂|超过|超出|超支|大于|多于|高出|超|上升|升高|增加|增长|增多|提高|提升|延长|高|多|升|增|相差|偏离|偏差|浮动)(?:了)?"
    r"(?P<r>[^\d,;每]{0,14}?)(?P<n>\d+(?:\.\d+)?)(?P<u>个百分点|%|‰|吨标准煤|[万亿]?元|公斤|千克|[万千]?(?:吨|亩|册次|人次|册)|公里|公顷|[万亿]?(?:平方米|立方米)"
    r"|小时|分钟|分贝|学时|课时|周?岁|分|人次|人|名|户|天|日|个?月|年|次|项|起|件|处|例|场|篇|家|份|条|辆|台|张|床|套|株|头|只|所|座|本|吨标准煤|千瓦时|微克/立方米|毫克/升|个)?"
)
_STEP_FROM = regex(
    r"(?P<s>[^\d,;每]{0,30})每(?P<d>低于|超过|高于)(?P<l>\d+(?:\.\d+)?)%(?P<rest>\d+(?:\.\d+)?个百分点)"
)
FALLING = (
    *("低于", "降低", "下降", "减少", "少于", "小于", "不足", "落后", "滞后"),
    *("欠收", "欠", "短收", "短缺", "减收", "低", "少", "差", "降"),
)
_OVERSPENT = ("超", "超过", "超出", "超支")
EITHER = ("相差", "偏离", "偏差", "浮动")
_OVER_IT = regex(r"超(?:出|过|支)?(?P<t>[^\d,;]{2,20}?)(?:的|部分)*")
_SHARE_STEP = regex(
    r"(?P<s>[^\d,;每]{2,24}(?:违规|逾期|差错|问题|不合格|超标|浪费|损失|闲置|沉淀|结转|结余|错漏|投诉)?[^\d,;每]{0,12}"
    r"(?:率|占比|比例|比重))每(?:有|占|达到?)?(?P<n>\d+(?:\.\d+)?)(?:%|个百分点)"
)
_ITS_RATE = regex(r"[^\d,;每≥≤<>未不]{2,12}(?<!完成)率")
_MISSED_AND = regex(r"^(?:未完成|没有完成|未达到?|未达标|低于目标)(?:的|目标值?|任务)*,(?=[^\d,;]*完成率$)")
_VERBS_AGAIN = ("完成", "引进", "新增", "开展", "组织", "举办", "培训", "建成", "实际完成")
_IN_TIME = regex(r"前|按时|按期|及时|时限|期限|规定时间|如期|工期|内完成|内办结")
_LATE_STEP = regex(
    r"(?:如|若)?(?:未按时[^\d,;]{0,8}|未按期[^\d,;]{0,8}|逾期|超期|延期|延迟|推迟)?(?:的)?,?每(?:逾期|超期|延期|延迟|推迟|滞后|拖延|拖期|晚|迟)"
    r"(?:完成|报送|开工|竣工|交付)?(?P<n>\d+(?:\.\d+)?)个?(?P<u>天|日|工作日|周|月|小时|分钟)"
)
_NOT_ABOVE = regex(r"未超|不超|没有超|符合[^\d,;]{0,6}标准|在标准[^\d,;]{0,4}内")
_EXCESS_STEP = regex(
    r"(?:超标准?|超出标准|超出|超过|超定额)?的?(?:部分)?,?每(?:超出|超过|超标|超|多)(?P<n>\d+(?:\.\d+)?)(?P<u>平方米|公里|小时|分钟|天|人|辆|万元|元|吨|公斤)"
)
_LACK_STEP = regex(
    r"每(?:少|缺)(?P<n>\d+(?:\.\d+)?)(?P<u>平方米|公里|人次|人|户|亩|万元|元|吨|公斤|场|套|台|件|株|盏|个)"
)
_NOTHING = regex(r"(?:未发生|没有|不存在|无)[^\d,;]{1,20}|[^\d,;]{1,12}无(?:误|差错|错误|违规|问题)")
_NOT_MORE = (
    *(
        "减少",
        "下降",
        "降低",
        "不增加",
        "未增加",
        "不增长",
        "未增长",
        "零增长",
        "只减不增",
        "压减",
        "有所下降",
    ),
    *("有所减少", "持平或下降", "持平或减少", "下降或持平", "减少或持平", "不上升", "未上升"),
)
_NOT_LESS = (
    *("增长", "增加", "提高", "提升", "上升", "不减少", "未减少", "不下降", "未下降", "不降低", "未降低"),
    *("有所增长", "有所增加", "有所提高", "持平或增长", "持平或提高", "增长或持平", "提高或持平"),
)
_CHANGE = regex(
    r"(?P<s>[^\d,;≥≤<>每]{0,30}?)(?P<b>(?:较|比|与)(?:上年度?|上一年度?|去年|年初|往年)(?:同期)?(?:数|水平)?(?:相比)?|同比)"
    rf"(?P<w>{'|'.join(sorted((*_NOT_MORE, *_NOT_LESS), key=len, reverse=True))})(?:的|,)*"
)
_NOT_OVER = regex(
    r"(?:以(?P<t>年初目标|年初预算|预算数?|批复预算|计划数?|概算)为(?:标准|依据|基准),)?(?:实际支出)?(?:未|没有|不)(?:超支|超预算|超概算)(?:的)?"
)
_ON_BASE = regex(r"(?P<s>[^\d,;]{0,20}?)(?:以|按)(?P<t>[^\d,;目标]{2,12})为基准(?:分|价|值)?")
"""`以最低有效报价为基准分,每高出1%`: of what the per cent are."""
_COMPARED_WITH = regex(
    r"(?P<s>[^,;≥≤<>每]{2,40}(?:率|比例|比重|占比)|[^\d,;≥≤<>每与较比同]{2,30})(?:与|较|比|同)(?P<o>[^\d,;≥≤<>每]{2,16}?)(?:相比较?|比较|相比的|相较)?(?:的)?"
)
_NO_AMOUNT = regex(r"增速|[增涨降]幅|幅度|增长|指数|得分|分值|排名|位次|率|度$")
_YEAR_BEFORE = regex(r"(?:本地)?(?:上年度?|去年|上一年度?|往年)(?:同期)?(?:数|水平)?")
STEP_OF = regex(
    r"缴|交|完成|拨|支|收|投|(?:于|完成)?(?:(?:年度|全年|计划|目标)?任务(?:数|量)?|目标值|目标线|达标线|达标值|合格线|基准线|基准值|标准|目标|计划|规定值|平均值|平均数|平均水平|该值|此值|1档|预算(?:数|成本|金额)?|计划(?:数|成本)"
    r"|任务数|控制数|编制数|概算|上限|下限)?(?:的)?"
)
_COUNTED_UNITS = (
    *("人次", "人", "名", "户", "天", "日", "次", "项", "起", "件", "处", "例", "场", "篇", "家", "份", "条"),
    *("辆", "台", "个"),
)
"""Of these, what lacks is counted one by one; only steps of several are steps of a figure."""
_RATE_TARGET = regex(r"目标|指标值|计划值|规定|达标|合格线|基准")
_LINE = regex(r"(?:于)?(?P<l>目标值?|目标线|达标线|达标值|合格线|基准线|基准值|计划值|规定值|指标值)")
_RATE = regex(r"(?<!完成)(?:率|增速|增幅|比例|比重|占比)(?:$|[^\u4e00-\u9fff])|(?<!完成)(?:率|增速|增幅)")
_MARKED = regex(r"满意度|测评|得分|评分|分值|成绩")
"""What is given in marks out of a hundred as often as in per cent."""


def steps(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`执行率≥95%得满分,每低1个百分点扣0.5分,扣完为止;低于80%不得分`."""
    front = _front(awards, start, context)
    if front is None or front.full is None:
        return
    limit, take = front.limit, awards[front.place]
    words = take.words
    if match := _STEP_FROM.fullmatch(words):
        below = match["d"] == "低于"
        stated = _at_least_or_most(match["s"], Bound(Decimal(match["l"]) / 100, True, True), below)
        if limit is not None and not _same_limit(limit[0], stated[0]):
            return
        limit, words = limit or stated, f"每{match['d']}{match['rest']}"
    step = STEP.fullmatch(words)
    if step is None or (step["r"] and not STEP_OF.fullmatch(step["r"])):
        return
    falling = step["d"] in FALLING or _below_nothing(limit, step)
    if front.met and step["u"] == "个百分点" and (line := _LINE.fullmatch(step["r"])) is not None:
        # 达标 of a rate is to be on the right side of its line.
        limit = _at_least_or_most("", Bound(Decimal(1), True, True), falling)[0], line["l"]
    limit = limit and (_one_sided(limit[0], falling), limit[1])
    bounds = _limits(limit, step["p"], falling) or _of_target(limit, step, falling)
    bounds = bounds or (None if limit is not None else _on_base(step, falling, context))
    if bounds is None:
        return
    condition, relative, lower = bounds
    edge = condition.low if falling else condition.high
    if edge is None or (condition.low is not None and condition.high is not None) or step["d"] in EITHER:
        return
    ending = _ending(awards, front.place + 1, front.full, step["n"])
    if ending is None:
        return
    floor, how, place = ending
    zero, place = _nothing_beyond(awards, place, condition, context)
    if zero is not None and (zero := _beyond_the_limit(zero, edge, falling)) is None:
        return
    size = _size(step, edge, zero is not None)
    if size is None:
        return
    if lower is not None and (zero is None or not _complement(lower, zero)):
        return
    sizes, said = (size, take.points, front.full), (floor, how, front.met)
    pointed = step["u"] == "个百分点"
    part = _step_part(condition, relative, edge, falling, sizes, said, zero, context, pointed)
    if part is not None:
        yield part, place


def _one_sided(limit: StatedCondition, falling: bool) -> StatedCondition:
    """`合格率=100%`, `差错率=0`: exactly so much, which nothing passes."""
    low, high = limit.low, limit.high
    if low is None or low != high or low.value != (1 if falling else 0):
        return limit
    if not (low.percent or (low.value == 0 and not low.unit and is_rate(limit.subject))):
        return limit
    return replace(limit, high=None) if falling else replace(limit, low=None)


def _below_nothing(limit: tuple[StatedCondition, str] | None, step: re.Match[str]) -> bool:
    """`节约率≥0得满分;节约率<0,每超1个百分点`: the overspending is what lies below 0."""
    again = read_condition(step["p"].strip(",")) if step["d"] in _OVERSPENT else None
    if limit is None or again is None or again.high is None or again.low is not None:
        return False
    low = limit[0].low
    return low is not None and low.value == again.high.value == 0 and again.high.closed is False


def _same_limit(limit: StatedCondition, again: StatedCondition) -> bool:
    """Whether steps begin where the full points end: `90%以上得满分,每低于90%1个百分点`."""
    edges = [(one.low or one.high, one.low is not None) for one in (limit, again)]
    (one, falls), (other, falls_again) = edges
    whole = None in (limit.low, limit.high)
    same = one is not None and other is not None and one.value == other.value and falls == falls_again
    return whole and same and _same_subject(again.subject, limit.subject)


@dataclass(frozen=True)
class _Front:
    """What stands in front of the steps: the limit of the full points, these, and where the steps are.

    `met` where the limit is only that a thing is done, which is 100 % of it.
    """

    limit: tuple[StatedCondition, str] | None
    full: Decimal | None
    met: bool
    place: int


def _front(awards: Sequence[Award], start: int, context: Context) -> _Front | None:
    first, place = awards[start], start
    limit: tuple[StatedCondition, str] | None = None
    full, met = context.weight, False
    if first.kind in ("give", "full"):
        limit = measured(first.words) or _against_last_year(first.words)
        limit = limit or _so_much(first.words, awards[start + 1 : start + 2]) or _not_over(first.words)
        met = limit is None and MET.fullmatch(first.words) is not None
        if (start > 0 and not first.fresh) or (limit is None and not met):
            return None
        if met:
            limit = _at_least_or_most("", Bound(Decimal(1), True, True), True)
        full = first.points if first.kind == "give" else full
        if first.before and not _same_standard(first.before[-1], limit):
            return None
        place += 1
    elif first.before and (match := STANDARD.fullmatch(first.before[-1])):
        limit = _at_least_or_most("", Bound(Decimal(match[1]) / 100, True, True), True)
    elif first.before:
        limit = _stated_alone(first)
    if place >= len(awards) or awards[place].kind != "take" or (place > start and awards[place].before):
        return None
    return _Front(limit, full, met, place)


def _on_base(
    step: re.Match[str], falling: bool, context: Context
) -> tuple[StatedCondition, str, Bound | None] | None:
    """`以最低报价为基准分,每高出5%扣1分`: per cent of another amount; of two rates they would be points."""
    base = _ON_BASE.fullmatch(step["p"].strip(","))
    if base is None or step["u"] != "%" or AVERAGE.fullmatch(base["t"]) or is_rate(context.name):
        return None
    one, own = Bound(Decimal(1), True, True), base["s"].removesuffix("的")
    subject = f"{own or context.name}占{base['t']}的比例"
    return StatedCondition(subject, one if falling else None, None if falling else one), "", None


def _not_over(words: str) -> tuple[StatedCondition, str] | None:
    """`以年初目标为标准,未超支`: what was spent is at most all of it."""
    match = _NOT_OVER.fullmatch(words)
    if match is None:
        return None
    return StatedCondition(f"支出占{match['t'] or '预算'}的比例", high=Bound(Decimal(1), True, True)), ""


def _stated_alone(award: Award) -> tuple[StatedCondition, str] | None:
    """`完好率不低于90%;每降低1个百分点扣0.5分`: a bound in a clause of its own, of which the steps go on."""
    step, limit = STEP.fullmatch(award.words), measured(award.before[-1])
    if step is None or limit is None or step["d"] in EITHER:
        return None
    if step["p"] and not (len(step["p"]) > 1 and limit[0].subject.endswith(step["p"])):
        return None
    falls = step["d"] in FALLING
    one_sided = (limit[0].low is None) != (limit[0].high is None)
    return limit if one_sided and not limit[0].reaches and (limit[0].low is not None) == falls else None


def _so_much(words: str, after: Sequence[Award]) -> tuple[StatedCondition, str] | None:
    """`完成建设面积5000亩` in front of `每少100亩`: at least as much."""
    amount = amount_reached(words)
    step = STEP.fullmatch(after[0].words) if after and after[0].kind == "take" else None
    if amount is None or step is None or step["u"] != amount.unit or step["d"] not in FALLING:
        return None
    return amount, ""


def _against_last_year(words: str) -> tuple[StatedCondition, str] | None:
    """`存量资金较上年减少` in front of `每增加1%`: a change that is not above 0; of growth not below it."""
    match = _CHANGE.fullmatch(words)
    if match is None:
        return None
    subject, nothing = f"{match['s']}{match['b']}增长率", Bound(Decimal(0), True, True)
    falls = match["w"] in _NOT_MORE
    return StatedCondition(subject, low=None if falls else nothing, high=nothing if falls else None), ""


def _at_least_or_most(subject: str, bound: Bound, falling: bool) -> tuple[StatedCondition, str]:
    """Full points down to a bound, or up to it."""
    return StatedCondition(subject, low=bound if falling else None, high=None if falling else bound), ""


def _size(step: re.Match[str], edge: Bound, figure: bool) -> Decimal | None:
    """The size of a step in the measure of its limit; None where the two are of other units.

    Things that lack are counted one by one, unless the `figure` itself is compared once more.
    """
    size, percent = Decimal(step["n"]), step["u"] in ("%", "个百分点")
    if "‰" in (step["u"], edge.unit):
        return size / 1000 if step["u"] == edge.unit else None
    if percent != edge.percent and not (edge.value == 0 and percent):
        return None
    if edge.percent or percent:
        return size / 100
    lacking = size == 1 and step["u"] in _COUNTED_UNITS and step["d"] in FALLING
    unit = step["u"] or ""
    same = edge.unit == unit or (unit != "" and edge.unit.startswith(f"{unit}/"))
    return size if same and (figure or not lacking) else None


def _ending(
    awards: Sequence[Award], place: int, full: Decimal, size: str
) -> tuple[bool, str | None, int] | None:
    """Whether points end at 0, how a part of a step counts, and what follows; None where a number differs."""
    floor, how = False, None
    while place < len(awards) and awards[place].kind in ("floor", "started", "completed", "cap"):
        award = awards[place]
        if not award.bare:
            break
        if award.kind == "cap":
            if "扣" not in award.said or award.points != full:
                break
            floor, place = True, place + 1
            continue
        if award.kind == "floor":
            floor = award.points in (Decimal(-1), Decimal(0), full)
            if not floor:
                return None
        elif not _is_the_step(award.said, size):
            return None
        else:
            how = STARTED if award.kind == "started" else COMPLETED
        place += 1
    return floor, how, place


def _nothing_beyond(
    awards: Sequence[Award], place: int, condition: StatedCondition, context: Context
) -> tuple[StatedCondition | None, int]:
    """Where the same thing lies so far beyond that nothing is scored, if that is said, and what follows."""
    if place < len(awards) and awards[place].kind == "zero" and not awards[place].before:
        words = awards[place].words
        turned = turned_round(words, condition.subject or context.name)
        read = turned[0] if turned is not None else read_condition(words)
        again = read is not None and (
            read.subject in ("", condition.subject, *_VERBS_AGAIN)
            or (_ITS_RATE.fullmatch(read.subject) is not None and condition.subject.endswith(read.subject))
        )
        if read is not None and (again or _ends_alike(read.subject, condition.subject)):
            return read, place + 1
    return None, place


def _beyond_the_limit(zero: StatedCondition, edge: Bound, falling: bool) -> StatedCondition | None:
    """Where nothing is scored, which lies beyond where steps begin; None where it does not.

    `控制率≤100%得满分,每超过1%扣1分,超过5%不得分`: 5 % above the limit, not 5 % of the thing.
    """
    if falling:
        return zero if zero.high is not None and zero.high.value < edge.value else None
    low = zero.low
    if low is None or low.percent != edge.percent:
        return None
    if low.value > edge.value:
        return zero
    if zero.subject or low.value >= edge.value or not edge.percent:
        return None
    return replace(zero, low=replace(low, value=low.value + edge.value))


def _ends_alike(again: str, subject: str) -> bool:
    """`引进5人以下` of `引进高层次人才不少于10人`: the verb once more."""
    return len(again) == 2 and again in _VERBS_AGAIN and again in subject


def _is_the_step(said: str, size: str) -> bool:
    """Whether 不足5个百分点按5个百分点计算 speaks of the step itself."""
    numbers = re.findall(r"\d+(?:\.\d+)?", said.replace("1步", ""))
    return all(Decimal(number) == Decimal(size) for number in numbers)


def _same_standard(words: str, limit: tuple[StatedCondition, str] | None) -> bool:
    """Whether 以100%为标准 in front says what the condition says."""
    match, edge = STANDARD.fullmatch(words), limit and (limit[0].low or limit[0].high)
    return match is not None and bool(edge) and edge is not None and edge.value == Decimal(match[1]) / 100


def from_nothing(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`无违规支出得8分,违规金额占比每1%扣2分`: points off for every step of what should not be."""
    take, place, full = awards[start], start, context.weight
    if take.kind in ("give", "full") and _NOTHING.fullmatch(take.words) and start + 1 < len(awards):
        full = take.points if take.kind == "give" else full
        take, place = awards[start + 1], start + 1
    match = _SHARE_STEP.fullmatch(take.words) if take.kind == "take" and not take.before else None
    if match is None or full is None or (start > 0 and not awards[start].fresh) or awards[start].before:
        return
    ending = _ending(awards, place + 1, full, match["n"])
    if ending is None:
        return
    floor, how, after = ending
    edge = Bound(Decimal(0), True, True)
    condition = StatedCondition(match["s"], high=edge)
    sizes = (Decimal(match["n"]) / 100, take.points, full)
    part = _step_part(condition, "", edge, False, sizes, (floor, how, False), None, context)
    if part is not None:
        yield part, after


def late(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`12月底前完成得4分,每逾期10天扣1分`: points off for every so many days late, or so much too much."""
    first, place, full = awards[start], start, context.weight
    if first.kind in ("give", "full") and start + 1 < len(awards):
        full = first.points if first.kind == "give" else full
        if re.search(r"\d", first.words):
            return
        place += 1
    take = awards[place]
    match = _LATE_STEP.fullmatch(take.words) if take.kind == "take" else None
    word = "逾期"
    if match is not None and place > start and not _IN_TIME.search(first.words):
        return
    if match is None and take.kind == "take" and place > start and _NOT_ABOVE.search(first.words):
        match, word = _EXCESS_STEP.fullmatch(take.words), "超出"
    if match is None and take.kind == "take" and place > start and MET.fullmatch(first.words):
        match, word = _LACK_STEP.fullmatch(take.words), "少"
    if match is None or full is None or first.before or (place > start and take.before):
        return
    ending = _ending(awards, place + 1, full, match["n"])
    if ending is None or (Decimal(match["n"]) == 1 and word != "超出") or (start > 0 and not first.fresh):
        return
    floor, how, after = ending
    need = context.namer.need(f"{context.name}{word}的{match['u']}数", "number", match["u"], Decimal(0))
    size, each = plain(Decimal(match["n"])), plain(take.points)

    def written(answers: Answers) -> str:
        done = how or answers.get(STEPS, COMPLETED)
        if answers.get(FLOOR, AT_ZERO) == AT_ZERO:
            return f'deduct_per_point({need.key}, ">0", "{size}", {each}, {plain(full)}, "{done}")'
        return f'{plain(full)} - per_step({need.key}, ">0", "{size}", {each}, "{done}")'

    asked = (*(() if how else (step_rounding,)), *(() if floor else (floor_unstated,)))
    yield RulePart(written, full, (need,), asked), after


def _limits(
    limit: tuple[StatedCondition, str] | None, restated: str, falling: bool
) -> tuple[StatedCondition, str, Bound | None] | None:
    """The condition of the full points, what it is measured against, and where the steps end.

    The words before 每 may say again what lies beyond the limit, or be the only ones that say it.
    """
    restated = restated.strip(",")
    if limit is not None:
        restated = _MISSED_AND.sub("", restated)
    standard = STANDARD.fullmatch(restated)
    if limit is None and TARGET_IS_STANDARD.fullmatch(restated):
        bound = Bound(Decimal(1), True, True)
        return (
            StatedCondition("", low=bound if falling else None, high=None if falling else bound),
            "目标",
            None,
        )
    if limit is None and standard is not None:
        bound = Bound(Decimal(standard[1]) / 100, True, True)
        return StatedCondition("", low=bound if falling else None, high=None if falling else bound), "", None
    if limit is None and (compared := _COMPARED_WITH.fullmatch(restated)) is not None:
        return _against_what_was(compared, falling)
    again = read_condition(restated)
    named = limit is not None and not limit[0].subject and not limit[1]
    named = named and (_ITS_RATE.fullmatch(restated) is not None or is_rate(restated))
    if limit is not None and named and re.search(r"[\d,;未不]", restated) is None:
        return replace(limit[0], subject=restated), limit[1], None
    if limit is not None and _ITS_RATE.fullmatch(restated) and limit[0].subject.endswith(restated):
        return (*limit, None)
    if limit is not None and restated and restated in (limit[0].subject, "完成率", "实际完成率"):
        own = limit[0].subject.endswith(restated) or (not limit[0].subject and limit[0].percent)
        return (*limit, None) if own else None
    if again is None and limit is not None and limit[1] and _beyond_target(restated, *limit):
        return (*limit, None)
    if again is None:
        return (*limit, None) if limit is not None and RESTATED.fullmatch(restated) else None
    if again.reaches or again.symmetric:
        return None
    if limit is None:
        if again.low is not None and again.high is not None:
            return None
        if (again.low is not None) == falling:
            return again, "", None
        if again.high is not None:
            return StatedCondition(again.subject, low=replace(again.high, closed=True)), "", None
        return (
            StatedCondition(again.subject, high=replace(again.low, closed=True) if again.low else None),
            "",
            None,
        )
    condition, relative = limit
    edge = condition.low or condition.high
    beyond = again.high if condition.low is not None else again.low
    if (
        edge is None
        or beyond is None
        or beyond.value != edge.value
        or not _same_subject(again.subject, condition.subject)
    ):
        return None
    return condition, relative, again.low if condition.low is not None else again.high


def _against_what_was(
    match: re.Match[str], falling: bool
) -> tuple[StatedCondition, str, Bound | None] | None:
    """`案件总量与上年相比,每上升1个百分点`: a change; of a rate and its average the distance."""
    nothing, other = Bound(Decimal(0), True, True), match["o"]
    low, high = (nothing, None) if falling else (None, nothing)
    if _YEAR_BEFORE.fullmatch(other) and not (is_rate(match["s"]) or _NO_AMOUNT.search(match["s"])):
        return StatedCondition(f"{match['s']}比{other}增长率", low, high), "", None
    if AVERAGE.fullmatch(other) and is_rate(match["s"]):
        return StatedCondition(match["s"], low, high), other, None
    return None


def _beyond_target(words: str, condition: StatedCondition, target: str) -> bool:
    """`高于预算成本的` behind `实际成本≤预算成本`: the other side of the same amount, said again."""
    over = _OVER_IT.fullmatch(words)
    if condition.high is not None and over is not None and over["t"] == target:
        return True
    read = measured(words)
    if read is None or not (read[1].endswith(target) or target.endswith(read[1])):
        return False
    subject, near, far = read[0].subject, condition.high or condition.low, read[0].low or read[0].high
    turned = (read[0].low is not None) == (condition.high is not None)
    same = near is not None and far is not None and near.value == far.value
    return turned and same and None in (read[0].low, read[0].high) and subject in ("", condition.subject)


def _same_subject(again: str, subject: str) -> bool:
    """Whether a thing is named again, by its whole name or one end of it (变动率 of 三公经费变动率)."""
    return again in ("", subject) or (
        len(again) > 1 and (subject.endswith(again) or subject.startswith(again))
    )


def _complement(bound: Bound, zero: StatedCondition) -> bool:
    other = zero.high or zero.low
    return other is not None and other.value == bound.value


def _distance(subject: str, mean: str, in_points: bool, context: Context) -> Measure:
    """How far a thing lies from an average: of rates, or of marks out of a hundred where that may be."""
    kind: Kind = "number" if in_points else "rate"
    unit = "分" if in_points else "%"
    own, other = context.namer.need(subject, kind, unit), context.namer.need(f"{subject}{mean}", kind, unit)
    asked = (percent_or_point,) if in_points else ()
    return Measure(lambda answers: f"{own.key} - {other.key}", (own, other), asked)


def _of_target(
    limit: tuple[StatedCondition, str] | None, step: re.Match[str], falling: bool
) -> tuple[StatedCondition, str, Bound | None] | None:
    """`达标率每低于目标值1个百分点`: measured against a target that stands in the table."""
    subject = step["p"].strip(",")
    if limit is not None or step["u"] != "个百分点" or re.search(r"[\d,]", subject):
        return None
    if not _LINE.fullmatch(step["r"]):
        return None
    bound = Bound(Decimal(1), True, True)
    return (
        StatedCondition(subject, low=bound if falling else None, high=None if falling else bound),
        "目标值",
        None,
    )


def _step_part(
    condition: StatedCondition,
    relative: str,
    edge: Bound,
    falling: bool,
    sizes: tuple[Decimal, Decimal, Decimal],
    said: tuple[bool, str | None, bool],
    zero: StatedCondition | None,
    context: Context,
    pointed: bool = False,
) -> RulePart | None:
    size, each, full = sizes
    floor, stated, goal = said
    if names_several_rates(condition.subject):
        return None
    in_points = False
    if relative and AVERAGE.fullmatch(relative):
        in_points = _MARKED.search(context.name + condition.subject + relative) is not None
        measure = _distance(condition.subject or context.name, relative, in_points, context)
        edge = replace(edge, value=Decimal(0))
    elif relative and is_amount(relative, condition.subject):
        measure = over_other(condition.subject, relative, context)
    elif relative or goal:
        measure = completion(condition.subject, context)
    else:
        measure = context.measure(condition)
    threshold = f"{'<' if falling else '>'}{shown(edge) if edge.value else 0}"
    apart, base = None, None
    amounts = is_amount(relative, condition.subject)
    if pointed and zero is None and _RATE_TARGET.search(relative) and not amounts:
        name = condition.subject or context.name
        apart = _distance(name, relative, False, context)
        base = point_base(_RATE.search(name) is not None)
    percent = f"{(size * 100).normalize():f}%" if edge.percent or size < 1 else plain(size)
    cut = below(zero, falling) if zero is not None else None
    if zero is not None and cut is None:
        return None

    def written(answers: Answers) -> str:
        value, how = measure.written(answers), stated or answers.get(STEPS, COMPLETED)
        step, beyond = percent, threshold
        if apart is not None and base is not None and answers.get(POINTS_OF, base.default) == OF_DISTANCE:
            value, beyond = apart.written(answers), "<0" if falling else ">0"
        if in_points and answers.get(UNIT, ONE_POINT) == ONE_POINT:
            step = plain(size * 100)
        if answers.get(FLOOR, AT_ZERO) == AT_ZERO:
            text = f'deduct_per_point({value}, "{beyond}", "{step}", {plain(each)}, {plain(full)}, "{how}")'
        else:
            text = f'{plain(full)} - per_step({value}, "{beyond}", "{step}", {plain(each)}, "{how}")'
            text = f"({text})" if cut else text
        return f'tiers({value}, "{cut}") * {text}' if cut else text

    if not floor and cut is not None:
        bound = (zero.high or zero.low) if zero is not None else None
        floor = bound is not None and full >= each * (abs(edge.value - bound.value) / size)
    rounding = () if stated else (step_rounding,)
    based = () if base is None else (base,)
    asked = (*measure.questions, *based, *rounding, *(() if floor else (floor_unstated,)))
    needs = measure.needs if apart is None else tuple(dict.fromkeys((*measure.needs, *apart.needs)))
    return RulePart(written, full, needs, asked)
