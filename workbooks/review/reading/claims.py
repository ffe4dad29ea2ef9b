"""Rates claimed in a sentence together with the two amounts they must come from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import combinations, groupby

from udfs.records import dataclass
from udfs.regex import regex
from workbooks.official.official_table import Cell
from workbooks.official.rounding import fit
from workbooks.review.reading.quantities import Quantity, quantities

_DONE = r"实际|完成|按时|及时|办结|整改"
_SPENT = r"实际|支出|执行|使用|支付|决算|采购金额"
# What the words of a rate say about its numerator.
_PARTS = {
    r"执行率|支出率|支付率|使用率": _SPENT,
    r"控制率": rf"{_SPENT}|在职|在编",
    r"完成率": rf"{_DONE}|支出|执行|支付|使用",
    r"及时率": _DONE,
    r"到位率": r"到位",
    r"办结率": r"办结",
    r"回收率": r"回收(?!率)",
    r"利用率": r"在用|使用|利用",
    r"满意率|满意度": r"满意(?!度)",
    r"调整率": r"调整|调剂|追加|调增|调减",
    r"结转结余率|结余结转率|结余率|结转率": r"结转|结余",
    r"差异率": _SPENT,
}
# Rates of counts that are so only of what these words count.
_COUNTED = {
    r"合格率": (r"(?<!不)合格(?!率)", r"抽检|抽查|检测|检验|检查|监测|送检|验收|参加|参训|应|完成"),
    r"通过率": (r"(?<!未)通过(?!率)", r"参加|参考|送审|申报|应"),
    r"达标率": (r"(?<![不未])达标(?!率)", r"监测|检测|检查|应|考核|完成"),
    r"合规率": (r"(?<!不)合规(?!率)", r"抽检|抽查|检查|应"),
    r"参与率|参加率": (r"(?<!未)(?:参与|参加)(?!率)", r"应|共有"),
    r"覆盖率": (r"覆盖(?!率)", r"应|共有|总数"),
    r"知晓率": (r"知晓(?!率)", r"调查|问卷|样本|访谈"),
    r"整改率": (r"(?<![未没])整改(?!率)", r"发现|排查|摸排|交办|应|查出|指出|隐患|问题"),
    r"化解率|处置率|结案率": (r"(?<!未)(?:化解|处置|结案)(?!率)", r"排查|发现|受理|立案|应|问题|隐患|纠纷"),
    r"开工率|竣工率|签约率|入户率": (r"(?<!未)(?:开工|竣工|签约|入户)(?!率)", r"计划|应|安排|共有|总数"),
    r"就业率": (r"就业(?!率)", r"毕业|应届|登记|培训"),
    r"参保率": (r"参保(?!率)", r"应"),
    r"答复率|回复率": (r"答复(?!率)|回复(?!率)", r"收到|受理|接到|应|建议|提案"),
}
_PARTS |= {words: parts for words, (parts, _) in _COUNTED.items()}
_CHANGE = regex(r"调整率|结余率|结转率|差异率")
_CLAIM = regex(rf"(?P<word>{'|'.join(_PARTS)})(?:\(%\))?(?:为|是|达到?|仅|:|=)*$")
_BASE = regex(
    r"预算|计划|目标|应|编制|核定|总额|总数|所有|安排|指标|共|下达|有效|问卷|访谈|调查|样本|发放|年初|收入|受理|收到|接到|接访|收件|信访|投诉"
    r"|任务|交办"
)
# Of a rate of spending also what has come in: 到位资金 1500 万元，支出 1350 万元，执行率 90%.
_CAME_IN = regex(r"到位(?!率)")
_OF_SPENDING = regex(r"执行率|支出率|支付率|使用率")
_SUBJECT = regex(r"三公|公用|采购|接待|项目|资产|人员|专项")
_WHOLE_SUBJECT = regex(r"部门|单位|整体|总体|全年")
# Two amounts of different times do not make a rate; a target is no claim.
_OTHER_TIME = regex(r"上年|去年|上半年|季度|一季|\d+月末?$|目标|计划$|预期|要求|标准")
# 验收合格 36 条 are those that passed, not all that were looked at.
_PASSED = regex(r"(?:验收|抽检|检测|检验|监测|检查)(?=合格|达标|合规)")
_WHOLES = regex(r"有效|总额|总数|总量")
_EARLIER = regex(r"上年|去年|上半年|季度|一季|\d+月末?$")
_BOUND = regex(r"(?:高于|低于|不足|超过|[<>≥≤])$")
_NO_CLAIM = regex(r"以上|以下|以内|左右|的|个百分点|[-~至、]")
_SHARE = regex(r"占.*的$")
_SHARE_WORD = regex(r"占比(?:为|是|达|:)?$")
_SCORE = regex(r"[,、](?:实际|自评)?得分?(?:为|是|:)?")
_SCORE_RATE = regex(r"[,、(]?(?:自评)?得分率(?:为|是|达到?|:)?")
_YEARS = regex(r"((?:19|20)\d\d)年")
_MOST_AMOUNTS = 4
_SEVERAL = regex(r"分别|合计占|共占|共计占|之和")


@dataclass(frozen=True)
class Way:
    """How a rate may have been worked out, in words, and what that gives."""

    words: str
    value: Decimal


@dataclass(frozen=True)
class Claim:
    """A rate as the sentence states it (`rate`, called `word`), and what it is of.

    Each of `bases` are amounts that together may be the denominator; `chosen` is one of several amounts.
    """

    word: str
    rate: Quantity
    part: Quantity
    bases: tuple[tuple[Quantity, ...], ...]
    chosen: bool = False

    @property
    def cell(self) -> Cell:
        return self.rate.cell

    @property
    def is_sure(self) -> bool:
        """Whether the sentence leaves no choice of the denominator, and the word has one."""
        one = len(self.bases) == 1 and not self.chosen
        return one and not any(re.fullmatch(words, self.word) for words in _COUNTED)

    @property
    def ways(self) -> tuple[Way, ...]:
        """What the rate may be: the share, or for a rate of change the difference as well."""
        return tuple(way for base in self.bases for way in self._ways(base))

    def _ways(self, base: Sequence[Quantity]) -> Iterator[Way]:
        whole = sum((each.value for each in base), Decimal(0))
        written = "＋".join(each.shown for each in base)
        below = written if len(base) == 1 else f"（{written}）"
        # 差异率 compares two totals; the other rates of change name the difference itself, or what is left.
        if "差异" not in self.word:
            yield Way(f"{self.part.shown}÷{below}", self.part.value / whole)
        if _CHANGE.search(self.word) and len(base) == 1:
            more, less = sorted((self.part, base[0]), key=lambda amount: -amount.value)
            yield Way(f"（{more.shown}－{less.shown}）÷{below}", (more.value - less.value) / whole)

    @property
    def follows(self) -> bool:
        """Whether the rate is what its amounts give, as it is rounded."""
        return any(fit(way.value, self.rate.figure).follows for way in self.ways)

    def over(self, amount: Quantity) -> tuple[Decimal, ...]:
        """What the rate would be with another amount below the line."""
        if not _CHANGE.search(self.word):
            return (self.part.value / amount.value,)
        difference = abs(self.bases[0][0].value - self.part.value) / amount.value
        return (difference,) if "差异" in self.word else (self.part.value / amount.value, difference)


@lru_cache(maxsize=1 << 10)
def claims(cell: Cell) -> tuple[Claim, ...]:
    """Every rate of a cell whose sentence, or the one before it, holds the amounts it is of."""
    return tuple(_claims(cell))


def _claims(cell: Cell) -> Iterator[Claim]:
    before: list[Quantity] = []
    earlier: list[Quantity] = []
    for _, group in groupby(quantities(cell), key=lambda found: found.whole):
        sentence = list(group)
        rates = _stated_rates(sentence)
        amounts = [found for found in sentence if found.unit not in ("%", "分")]
        if len(rates) == 1 and not _NO_CLAIM.match(rates[0].rest or ""):
            found = _claim(rates[0], amounts) if amounts else _of_sentence_before(rates[0], before)
            if found is None and all(amount.partial for amount in amounts):
                found = _of_two_sentences(rates[0], earlier)
            if found:
                yield found
        yield from _scored(sentence)
        before = [] if rates else amounts
        earlier = [] if rates else [*earlier[-_MOST_AMOUNTS:], *amounts]


def _stated_rates(sentence: Sequence[Quantity]) -> list[Quantity]:
    """The rates of a sentence; not a bound beside another (95%，高于90%的目标值)."""
    rates = [found for found in sentence if found.unit == "%"]
    others = [found for found in rates if not (_BOUND.search(found.label) or found.rest.startswith("的目标"))]
    return others if len(rates) > 1 and others else rates


def _claim(rate: Quantity, amounts: Sequence[Quantity]) -> Claim | None:
    before = [amount for amount in amounts if len(amount.sentence) < len(rate.sentence)]
    if _SEVERAL.search(rate.sentence):
        return None
    if _SHARE.search(rate.sentence) or _SHARE_WORD.search(rate.sentence):
        return _share(rate, before)
    return _rate(rate, before)


def _rate(rate: Quantity, amounts: Sequence[Quantity]) -> Claim | None:
    """A rate whose word tells its numerator; of three or four amounts any others may be below the line."""
    found = _CLAIM.search(rate.sentence)
    clause = _last_clause(rate)
    if found is None or _OTHER_TIME.search(clause):
        return None
    word = found["word"]
    pairs = [pair for pair in _pairs(amounts, word) if _belong(word, clause, *pair)]
    if len({(part, base.value) for part, base in pairs}) == 1:
        listed = {amount.value for amount in amounts if amount.measure == pairs[0][0].measure}
        return Claim(word, rate, pairs[0][0], ((pairs[0][1],),), chosen=len(listed) > 2)
    same = [amount for amount in amounts if amount.measure == amounts[0].measure]
    parts = [amount for amount in same if re.search(_parts_of(word), amount.label)]
    if not 3 <= len(same) <= _MOST_AMOUNTS or len(same) < len(amounts) or len(parts) != 1:
        return None
    others = [amount for amount in same if amount is not parts[0] and amount.value]
    bases = [*((one,) for one in others), *combinations(others, 2)]
    told = all(_belong(word, clause, parts[0], other, named=False) for other in others)
    parted = not same[0].is_money or "利用" in word
    exact = all(amount.exact and (parted or not amount.partial) for amount in same)
    return Claim(word, rate, parts[0], tuple(bases)) if told and exact and others else None


def _of_sentence_before(rate: Quantity, amounts: Sequence[Quantity]) -> Claim | None:
    """A rate in a sentence without amounts: of the two in the sentence before, if that speaks of the same."""
    found = _CLAIM.search(rate.sentence)
    if found is None or len(amounts) != 2:
        return None
    subject = re.sub(r"^.*年[度底末]?", "", re.split("[,、:]", rate.sentence[: found.start()])[-1])
    claim = _rate(rate, amounts) if len(subject) > 1 and subject in amounts[0].whole else None
    return claim if claim and claim.is_sure else None


def _of_two_sentences(rate: Quantity, amounts: Sequence[Quantity]) -> Claim | None:
    """A rate of the whole, its two amounts in one sentence each before it: 预算数……。总支出……。执行率为……

    What stands behind 其中 belongs to neither; amounts of two years make no rate. A rate of 三公 is one of
    amounts of 三公.
    """
    subjects = set(_SUBJECT.findall(_last_clause(rate)))
    wholes = [
        amount
        for amount in amounts
        if not amount.partial and subjects == set(_SUBJECT.findall(amount.sentence)) & subjects
    ]
    years = {year for amount in wholes for year in _YEARS.findall(amount.sentence)}
    sentences = {amount.whole for amount in wholes}
    if _CLAIM.search(rate.sentence) is None or len(wholes) != 2 or len(years) > 1 or len(sentences) < 2:
        return None
    claim = _rate(rate, wholes)
    return claim if claim and claim.is_sure else None


def _scored(sentence: Sequence[Quantity]) -> Iterator[Claim]:
    """分值4分，得分3.2分，得分率80%: three figures that follow one another."""
    for weight, score, rate in zip(sentence, sentence[1:], sentence[2:], strict=False):
        if (weight.unit, score.unit, rate.unit) != ("分", "分", "%") or not weight.value:
            continue
        if re.search("[扣减加]", weight.label):
            continue
        if _SCORE.fullmatch(_between(weight, score)) and _SCORE_RATE.fullmatch(_between(score, rate)):
            yield Claim("得分率", rate, score, ((weight,),))


def _between(first: Quantity, second: Quantity) -> str:
    return second.sentence[len(first.sentence) + len(first.shown) :]


def _pairs(amounts: Sequence[Quantity], word: str) -> Iterator[tuple[Quantity, Quantity]]:
    """The two amounts of one unit, both ways round; nothing where there are more of that unit.

    Of counts 其中 may stand before the part (问卷300份，其中满意279份), what is the same twice counts once,
    and of 发放、回收有效、满意 the valid ones are the base, of 总额、在用、闲置 the whole.
    """
    for unit in {amount.measure for amount in amounts}:
        same = [amount for amount in amounts if amount.measure == unit]
        counted = not same[0].is_money or "利用" in word
        if len(same) > 2 and counted:
            same = _whole_and_part(same, word)
        parted = counted and len(same) == 2 and re.search(_parts_of(word), same[1].label)
        if len(same) != 2 or not (same[0].exact and same[1].exact) or same[0].partial:
            continue
        if parted or not same[1].partial:
            yield same[0], same[1]
            yield same[1], same[0]


def _whole_and_part(amounts: Sequence[Quantity], word: str) -> list[Quantity]:
    """The whole and the part of several counts: what is called so, else the one value of the others."""
    parts = [each for each in amounts if re.search(_parts_of(word), each.label)]
    if len(parts) != 1:
        return list(amounts)
    others = [each for each in amounts if each is not parts[0]]
    wholes = [each for each in others if _WHOLES.search(each.label)] or others
    return [*{each.value: each for each in wholes}.values(), parts[0]]


def _parts_of(word: str) -> str:
    return next(parts for words, parts in _PARTS.items() if re.fullmatch(words, word))


def _belong(word: str, clause: str, part: Quantity, base: Quantity, named: bool = True) -> bool:
    """Whether the words before two amounts make them numerator and denominator of a rate.

    Without `named` the denominator need not be called one.
    """
    counted = next((bases for words, (_, bases) in _COUNTED.items() if re.fullmatch(words, word)), None)
    if counted is not None and not (re.search(counted, base.label) and not part.is_money):
        return False
    if counted is not None and re.search(counted, _PASSED.sub("", part.label)):
        return False  # 发现并整改 615 处: found and put right at once.
    named = named and counted is None
    if not base.value or not re.search(_parts_of(word), part.label):
        return False
    came_in = _OF_SPENDING.fullmatch(word) is not None and _CAME_IN.search(base.label) is not None
    if named and not (_is_base(base) or came_in):
        return False
    if _OTHER_TIME.search(part.label) or _EARLIER.search(base.label):
        return False
    subjects = set(_SUBJECT.findall(clause))
    spoken_of = set(_SUBJECT.findall(base.sentence + base.rest))
    # 编制 is counted in persons and is what 人员 are compared with.
    spoken_of |= {"人员"} if base.measure == "人" else set()
    own = set(_SUBJECT.findall(_last_clause(base)))
    return subjects <= spoken_of and (own <= subjects or not _WHOLE_SUBJECT.search(clause))


def _last_clause(quantity: Quantity) -> str:
    """What stands before a number back to the comma, quoted words included."""
    return re.split("[,、]", quantity.sentence)[-1]


def _is_base(amount: Quantity) -> bool:
    counted = not amount.is_money and not amount.label
    return counted or amount.rest.endswith("中") or bool(_BASE.search(amount.label))


def _share(rate: Quantity, amounts: Sequence[Quantity]) -> Claim | None:
    """调整金额 20 万元，占预算总额 100 万元的 20%; 预算 100 万元，其中项目支出 20 万元，占比 20%."""
    if len(amounts) != 2 or amounts[0].measure != amounts[1].measure:
        return None
    first, second = amounts
    if not (first.exact and second.exact):
        return None
    if _SHARE.search(rate.sentence):
        within = "占" in second.clause and rate.sentence[len(second.sentence) :].endswith(f"{second.unit}的")
        return Claim("占比", rate, first, ((second,),)) if within and second.value else None
    parted = second.partial and not first.partial and first.value
    return Claim("占比", rate, second, ((first,),)) if parted else None
