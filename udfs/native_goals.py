"""The rules of `udfs.goals` as native formulas, over the steps that read target and actual value."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from .errors import BadValueError, MissingValueError, ScoreError
from .goals import BY_SIGN, INVERSE, POSITIVE, check_bands, check_shares, judged_share, limits
from .native import DUST_PLACES, Part, Term, Value, constant, literal, refused
from .native_targets import BLANKS, FRACTIONS, Quantity, Steps, kind_of, level_of, made, read_quantity
from .numbers import snap
from .targets import ATTAINED, NOT_ATTAINED, PARTLY_ATTAINED
from .tiers import Tier, find_tier, native_chain, native_points

_NEGATIVE = refused("不能小于 0")
_BLANK = "AND(NOT(ISNUMBER({0})),OR(" + ",".join(f'{{1}}="{text}"' for text in BLANKS) + "))"
_ZERO, _ONE = Decimal(0), Decimal(1)


def native_target(
    part: Part, target: Term, actual: Term, weight: Term, judged_rate: Term | None = None
) -> str:
    """`target` as a formula over its steps."""
    wanted, reached, steps, kind = _read(part, target, actual)
    level = level_of(steps, reached)
    figure = _wanted_figure(steps, wanted)
    done = steps.place("可比的完成数", _after(figure, _actual_figure(steps, wanted, reached)))
    share = steps.place("完成比例", _attained(figure, wanted, done))
    rate = steps.place("定性得分率", _judged_rate(steps, reached, level, judged_rate))
    share_of_weight = f'IF({kind.formula}="定性",{rate.formula},{share.formula})'
    return (
        f'IF({kind.formula}="空",NA(),IF({kind.formula}="不适用",{refused("目标值不适用")},'
        f"IF({weight.atom}<0,{_NEGATIVE},{weight.atom}*{share_of_weight})))"
    )


def native_target_ratio(
    part: Part,
    target: Term,
    actual: Term,
    weight: Term,
    excess_tiers: Term | None = None,
    direction: Term | None = None,
) -> str:
    """`target_ratio` as a formula over its steps."""
    figure, done, inverse, kind = _single(part, target, actual, direction)
    ratio = f"{done.formula}/{figure.formula}"
    positive = f"MIN(1,{ratio})"
    if excess_tiers is not None and str(excess_tiers.rule).strip():
        text = str(excess_tiers.rule)
        check_shares(text)
        beyond = made(
            f"IF(AND({{2}}=0,{{0}}>0,{{1}}>{{0}}),ROUND(({{1}}-{{0}})/{{0}},{DUST_PLACES}),0)",
            lambda want, got, turned: (
                snap((got - want) / want) if not turned and want and got > want else _ZERO
            ),
            *(figure, done, inverse),
        )
        beyond = Steps(part, "得分").place("超出比例", beyond)
        off = native_chain(beyond.formula, text, native_points)
        positive = f"IF({done.formula}<={figure.formula},{ratio},1-{off})"
    turned = (
        f"IF(AND({figure.formula}=0,{done.formula}=0),{refused('目标值和完成值都为 0')},"
        f"IF({done.formula}<={figure.formula},1,{figure.formula}/{done.formula}))"
    )
    straight = f"IF({figure.formula}=0,{refused('目标值为 0，无法按比例计分')},{positive})"
    return _weighted(kind, weight, inverse, f"IF({inverse.formula}=1,{turned},{straight})")


def native_goal(
    part: Part, target: Term, actual: Term, weight: Term, bands: Term, direction: Term | None = None
) -> str:
    """`goal` as a formula over its steps."""
    text = str(bands.rule)
    check_bands(text)
    figure, done, inverse, kind = _single(part, target, actual, direction)
    steps = Steps(part, "得分")
    ratio = steps.place(
        "完成比例",
        made(
            f"IF({{2}}=1,ROUND({{0}}/{{1}},{DUST_PLACES}),ROUND({{1}}/{{0}},{DUST_PLACES}))",
            _goal_ratio,
            *(figure, done, inverse),
        ),
    )
    full, none = (
        steps.place(label, _limit(figure, text, end)) for end, label in enumerate(("满分倍数", "零分倍数"))
    )
    down = f"({none.formula}-{ratio.formula})/({none.formula}-{full.formula})"
    beyond = f"IF({ratio.formula}<={full.formula},1,IF({ratio.formula}>={none.formula},0,{down}))"
    share = f"IF({ratio.formula}<=1,{ratio.formula},{beyond})"
    nothing = f"IF(AND({inverse.formula}=1,{done.formula}=0),{refused('反向指标的完成值为 0')},{share})"
    return _weighted(kind, weight, inverse, f"IF({figure.formula}=0,({done.formula}=0)*1,{nothing})")


def _read(part: Part, target: Term, actual: Term) -> tuple[Quantity, Quantity, Steps, Term]:
    wanted, reached = read_quantity(part, target, "目标值"), read_quantity(part, actual, "完成值")
    return wanted, reached, Steps(part, "完成值"), kind_of(Steps(part, "目标值"), wanted)


def _single(part: Part, target: Term, actual: Term, direction: Term | None) -> tuple[Term, Term, Term, Term]:
    """Target and actual as one number each, whether less is better (1 or 0), and the kind of the target."""
    wanted, reached, steps, kind = _read(part, target, actual)
    figure = Steps(part, "目标值").place(
        "单一目标数",
        made(
            f'IF({{1}}="",{{0}},{refused("目标值是一个区间，按比例计分要有一个数")})',
            _no_range,
            *(_wanted_figure(Steps(part, "目标值"), wanted), wanted.upper),
        ),
    )
    done = steps.place(
        "不小于零",
        _after(
            figure,
            made(f"IF({{0}}>=0,{{0}},{_NEGATIVE})", _not_negative, _actual_figure(steps, wanted, reached)),
        ),
    )
    return figure, done, steps.place("是否反向", _after(done, _inverse(wanted.operator, direction))), kind


def _weighted(kind: Term, weight: Term, inverse: Term, share: str) -> str:
    return (
        f'IF({kind.formula}="空",NA(),IF({kind.formula}<>"数",{refused("目标值不是一个数")},'
        f"IF(ISERROR({inverse.formula}),{inverse.formula},"
        f"IF({weight.atom}<0,{_NEGATIVE},{weight.atom}*{share}))))"
    )


def _wanted_figure(steps: Steps, wanted: Quantity) -> Term:
    formula = f"IF({{0}}>=0,{{0}},{_NEGATIVE})"
    return Steps(steps.part, "目标值").place("目标数", made(formula, _not_negative, wanted.number))


def _not_negative(value: Decimal) -> Decimal:
    if value < 0:
        raise BadValueError("不能小于 0")
    return snap(value)


def _no_range(figure: Decimal, upper: Value) -> Decimal:
    if upper != "":
        raise BadValueError("目标值是一个区间")
    return figure


def _actual_figure(steps: Steps, wanted: Quantity, reached: Quantity) -> Term:
    """The actual value in the unit of the target."""
    units = steps.place("单位相符", _same_unit(wanted.unit, reached.unit))
    signs = steps.place("百分号相符", _same_signs(wanted, reached))

    def value(
        typed: Value, text: str, figure: Decimal, operator: str, upper: Value, unit: Decimal, sign: Decimal
    ) -> Decimal:
        if not isinstance(typed, Decimal) and text in BLANKS:
            raise MissingValueError("完成值没有填写")
        if operator != "=" or upper != "" or not unit or not sign:
            raise BadValueError("完成值与目标值的单位或写法不一致")
        return snap(figure)

    unfit = refused("完成值与目标值的单位或写法不一致")
    checked = f'IF(AND({{3}}="=",{{4}}="",{{5}}=1,{{6}}=1),{{2}},{unfit})'
    read = (reached.source, reached.text, reached.number, reached.operator, reached.upper)
    return steps.place("完成数", made(f"IF({_BLANK},NA(),{checked})", value, *read, units, signs))


def _same_unit(wanted: Term, reached: Term) -> Term:
    """1 where both have the same unit, both a percentage or permillage, or one has none."""

    def value(target: str, actual: str) -> Decimal:
        fractions = {target, actual} <= FRACTIONS.keys()
        return Decimal(int(not target or not actual or target == actual or fractions))

    fractions = 'OR({0}="%",{0}="‰"),OR({1}="%",{1}="‰")'
    return made(f'IF(OR({{0}}="",{{1}}="",{{0}}={{1}},AND({fractions})),1,0)', value, wanted, reached)


def _same_signs(wanted: Quantity, reached: Quantity) -> Term:
    """0 where one is a percentage and the other looks like one that lacks its sign (96 beside 95%)."""

    def value(target: Decimal, upper: Value, unit: str, actual: Decimal, actual_unit: str) -> Decimal:
        most = upper if isinstance(upper, Decimal) else target
        unsigned = unit in FRACTIONS and not actual_unit and actual > max(_ONE, 10 * most)
        signed = actual_unit in FRACTIONS and not unit and most > max(_ONE, 10 * actual)
        return Decimal(int(not unsigned and not signed))

    most = "IF(ISNUMBER({1}),{1},{0})"
    unsigned = f'AND(OR({{2}}="%",{{2}}="‰"),{{4}}="",{{3}}>MAX(1,10*{most}))'
    signed = f'AND(OR({{4}}="%",{{4}}="‰"),{{2}}="",{most}>MAX(1,10*{{3}}))'
    terms = (wanted.number, wanted.upper, wanted.unit, reached.number, reached.unit)
    return made(f"IF(OR({unsigned},{signed}),0,1)", value, *terms)


def _attained(figure: Term, wanted: Quantity, done: Term) -> Term:
    """How far a bound or a range was met, from 0 to 1; {0} target, {1} upper end, {2} sign, {3} actual."""
    below = "IF({0}=0,0,MAX(0,{3}/{0}))"
    above = "IF({bound}=0,0,MAX(0,1-({3}-{bound})/{bound}))"
    at_most = 'OR(LEFT({2},1)="<",AND({2}="=",{0}=0))'
    in_range = f"IF({{3}}<{{0}},{below},IF({{3}}>{{1}},{above.replace('{bound}', '{1}')},1))"
    upward = f'IF(OR({{3}}<{{0}},AND({{2}}=">",{{3}}=0,{{0}}=0)),{below},1)'
    downward = f"IF({{3}}>{{0}},{above.replace('{bound}', '{0}')},1)"

    def value(low: Decimal, high: Value, sign: str, got: Decimal) -> Decimal:
        if isinstance(high, Decimal):
            return _up(low, got, "=") if got < low else _down(high, got)
        if sign[0] == "<" or (sign == "=" and low == 0):
            return _down(low, got)
        return _up(low, got, sign)

    return made(
        f"IF(ISNUMBER({{1}}),{in_range},IF({at_most},{downward},{upward}))",
        value,
        *(figure, wanted.upper, wanted.operator, done),
    )


def _up(low: Decimal, got: Decimal, sign: str) -> Decimal:
    if got < low or (sign == ">" and got == low == 0):
        return _ZERO if low == 0 else max(_ZERO, got / low)
    return _ONE


def _down(high: Decimal, got: Decimal) -> Decimal:
    if got <= high:
        return _ONE
    return _ZERO if high == 0 else max(_ZERO, 1 - (got - high) / high)


def _judged_rate(steps: Steps, reached: Quantity, level: Term, rate: Term | None) -> Term:
    """The rate a person judged, held to the level attained; #N/A while either is missing."""
    typed = constant("") if rate is None else steps.place("填写的得分率", rate)

    def value(source: Value, text: str, attained: str, judged: Any) -> Decimal:
        if not isinstance(source, Decimal) and text in BLANKS:
            raise MissingValueError("完成值没有填写")
        if attained not in (ATTAINED, PARTLY_ATTAINED, NOT_ATTAINED):
            raise BadValueError("完成值应写达成程度")
        return judged_share(attained, judged)

    def held(lower: str, upper: str) -> str:
        return (
            f'IF({{3}}="",NA(),IF(AND({{3}}>={lower},{{3}}{upper}),{{3}},{refused("得分率与达成程度不符")}))'
        )

    by_level = (
        f'IF({{2}}="{ATTAINED}",{held("0.8", "<=1")},IF({{2}}="{PARTLY_ATTAINED}",{held("0.6", "<0.8")},'
        f'IF({{2}}="{NOT_ATTAINED}",{held("0", "<0.6")},{refused("完成值应写达成程度")})))'
    )
    return made(f"IF({_BLANK},NA(),{by_level})", value, reached.source, reached.text, level, typed)


def _inverse(operator: Term, direction: Term | None) -> Term:
    """1 where less is better, else 0; a direction that contradicts the sign is refused."""
    by_sign = 'IF(LEFT({0},1)="<",1,0)'
    if direction is None:
        return made(by_sign, lambda sign: Decimal(int(sign[0] == "<")), operator)

    def value(sign: str, written: Value) -> Decimal:
        if written in (None, "", BY_SIGN) or written == 0:
            return Decimal(int(sign[0] == "<"))
        if written == POSITIVE and sign[0] != "<":
            return _ZERO
        if written == INVERSE and sign[0] != ">":
            return _ONE
        raise BadValueError(f"指标方向“{written}”与目标值的符号不一致")

    contradiction = refused("指标方向读不懂，或与目标值的符号不一致")
    turned = f'IF(AND({{1}}="{INVERSE}",LEFT({{0}},1)<>">"),1,{contradiction})'
    typed = f'IF(AND({{1}}="{POSITIVE}",LEFT({{0}},1)<>"<"),0,{turned})'
    return made(f'IF(OR({{1}}="",{{1}}="{BY_SIGN}"),{by_sign},{typed})', value, operator, direction)


def _after(first: Term, then: Term) -> Term:
    """A term that shows the error of another one before its own."""

    def value(_: Value, found: Value) -> Value:
        return found

    return made("IF(ISERROR({0}),{0},{1})", value, first, then)


def _goal_ratio(figure: Decimal, done: Decimal, inverse: Decimal) -> Decimal:
    part, whole = (figure, done) if inverse else (done, figure)
    if whole == 0:
        raise ZeroRatioError("分母为 0")
    return snap(part / whole)


def _limit(figure: Term, bands: str, end: int) -> Term:
    """The ratio up to which a goal of this size is full (0), or from which nothing is left (1)."""

    def outcome(tier: Tier, _: str) -> str:
        return literal(limits(tier.outcome, bands)[end])

    chain = native_chain("{0}", bands, outcome)
    return made(chain, lambda size: limits(find_tier(size, bands).outcome, bands)[end], figure)


class ZeroRatioError(ScoreError):
    """A ratio over 0, which the cell of the step shows as #DIV/0!."""

    code = "#DIV/0!"
