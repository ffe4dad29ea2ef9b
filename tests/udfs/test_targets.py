"""Targets as people write them, and what must hold for every score of a target."""

from __future__ import annotations

import weakref
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.support.cases import load
from udfs.errors import BadValueError, MissingValueError, RuleTextError, ScoreError
from udfs.goals import goal, target, target_ratio
from udfs.targets import Target, actual_figure, attainment, parse_target

CASES = load("targets.yaml")
EXCESS = "<200%: 0; <300%: 10%; <500%: 20%; >=500%: 30%"
BANDS = "(0,1]: 1.2~1.5; (1,20]: 2~3; (20,100]: 1.5~2.5; (100,10000]: 1.2~2; >10000: 1.1~1.5"
WEIGHT = 10

OPERATORS = st.sampled_from([">=", ">", "<=", "<", "="])
UNITS = st.sampled_from(["", "%", "‰", "个", "人次", "万元", "次/年", "台(套)", "km"])
FIGURES = st.decimals(min_value=0, max_value=10**9, places=4)
AMOUNTS = st.decimals(min_value=0, max_value=10**6, places=2)
# What real cells are made of, so that the fuzz reaches past the first character.
TEXTS = st.text() | st.text(
    alphabet="≥≤<>=~-—/%‰,.０９5012 个条万元年内以上不少于达成优良无约至()\n", max_size=20
)


def figure(value: object) -> Decimal | None:
    return None if value is None else Decimal(value)


@pytest.mark.parametrize("case", CASES["read"], ids=lambda case: case["text"])
def test_read(case):
    wanted = Target(
        case.get("kind", "quantity"),
        case.get("operator", "="),
        figure(case.get("number")),
        figure(case.get("upper")),
        case.get("unit", ""),
    )
    assert parse_target(case["text"]) == wanted


@pytest.mark.parametrize("case", CASES["dates"], ids=lambda case: case["text"])
def test_a_date_is_read_as_the_last_day_it_allows(case):
    wanted = parse_target(case["text"])
    assert (wanted.kind, wanted.operator) == ("date", "<=")
    assert date(1899, 12, 30) + timedelta(int(wanted.number)) == case["day"]


@pytest.mark.parametrize("case", CASES["units"], ids=lambda case: f"{case['target']}-{case['actual']}")
def test_an_actual_value_is_brought_to_the_unit_of_its_target(case):
    wanted = parse_target(case["target"])
    if "says" in case:
        with pytest.raises(BadValueError) as caught:
            actual_figure(case["actual"], wanted)
        assert case["says"] in str(caught.value)
    else:
        assert actual_figure(case["actual"], wanted) == Decimal(case["read"])


@pytest.mark.parametrize("case", CASES["refused"], ids=lambda case: case["text"])
def test_refused(case):
    with pytest.raises(BadValueError) as caught:
        parse_target(case["text"])
    assert case["says"] in str(caught.value)


@pytest.mark.parametrize("text", [None, *CASES["blank"]])
def test_blank_is_missing(text):
    with pytest.raises(MissingValueError, match="目标值没有填写"):
        parse_target(text)


@pytest.mark.parametrize("value", [True, float("nan"), float("inf"), [1]])
def test_what_is_neither_number_nor_text_is_refused(value):
    with pytest.raises(BadValueError):
        parse_target(value)


def test_a_number_is_read_exactly_as_typed():
    assert parse_target(0.1) == Target("quantity", number=Decimal("0.1"))


@given(OPERATORS, FIGURES, UNITS)
def test_a_written_target_is_read_back(operator, number, unit):
    scale = {"%": 100, "‰": 1000}.get(unit, 1)
    wanted = Target("quantity", operator, number / scale, unit=unit)
    assert parse_target(f"{operator}{number}{unit}") == wanted
    assert parse_target(f" {operator} {number:,} {unit} ") == wanted


@given(FIGURES, FIGURES, UNITS)
def test_a_written_range_is_read_back(low, width, unit):
    scale = {"%": 100, "‰": 1000}.get(unit, 1)
    high = low + width + 1
    wanted = Target("quantity", "=", low / scale, high / scale, unit)
    assert parse_target(f"{low}-{high}{unit}") == wanted
    assert parse_target(f"{low}{unit}～{high}{unit}") == wanted


@given(TEXTS)
@example("\u2028邀请\n参加20个")
@example("9" * 400)
@example("٣个")
@example("?0\x85A")
def test_any_text_is_read_or_refused_on_one_line(text):
    try:
        assert parse_target(text).kind
    except ScoreError as error:
        assert len(str(error).splitlines()) == 1


@given(TEXTS, TEXTS, TEXTS)
def test_no_text_breaks_a_score(first, second, third):
    calls = (
        lambda: target(first, second, WEIGHT, 0.5),
        lambda: target_ratio(first, second, WEIGHT, EXCESS, third),
        lambda: target_ratio(first, second, WEIGHT, third),
        lambda: goal(first, second, WEIGHT, BANDS, third),
        lambda: goal(first, second, WEIGHT, third),
    )
    for call in calls:
        try:
            assert 0 <= call() <= WEIGHT
        except ScoreError as error:
            assert str(error)


@given(OPERATORS, AMOUNTS, AMOUNTS)
def test_a_score_lies_between_0_and_the_weight(operator, wanted, actual):
    assert 0 <= target(f"{operator}{wanted}", actual, WEIGHT) <= WEIGHT
    assert 0 <= goal(wanted, actual, WEIGHT, BANDS) <= WEIGHT
    assert 0 <= target_ratio(wanted + 1, actual, WEIGHT, EXCESS) <= WEIGHT
    assert 0 <= target_ratio(wanted + 1, actual, WEIGHT, EXCESS, "反向") <= WEIGHT


@given(st.sampled_from(["≥", ">", "="]), AMOUNTS, AMOUNTS, AMOUNTS)
def test_doing_more_never_scores_less_up_to_the_target(sign, first, second, beyond):
    less, more = sorted((first, second))
    wanted = more + beyond + 1
    for score in (
        lambda actual: target(f"{sign}{wanted}", actual, WEIGHT),
        lambda actual: target_ratio(wanted, actual, WEIGHT, EXCESS),
        lambda actual: goal(wanted, actual, WEIGHT, BANDS),
    ):
        assert score(less) <= score(more) <= score(wanted) == WEIGHT


@given(AMOUNTS, AMOUNTS, AMOUNTS)
def test_spending_more_never_scores_more(wanted, first, second):
    less, more = sorted((first, second))
    assert target(f"≤{wanted}", less, WEIGHT) >= target(f"≤{wanted}", more, WEIGHT)


@pytest.mark.parametrize(
    ("wanted", "actual", "says"),
    [
        ("20条", "25个", "完成值的单位是“个”，目标值的单位是“条”"),
        ("20条", "25%", "单位"),
        ("20条", "≥25条", "不带比较符号"),
        ("20条", "20-25条", "区间"),
        ("20条", "不适用", "完成的请填 0"),
        ("20条", "成功举办赏樱周活动两次", "完成值“成功举办赏樱周活动两次”不是数"),
        ("95%", 96, "请写 96% 或 0.96"),
        (96, "95%", "请写 96% 或 0.96"),
    ],
)
def test_an_actual_value_that_does_not_fit_its_target(wanted, actual, says):
    with pytest.raises(BadValueError) as caught:
        actual_figure(actual, parse_target(wanted))
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("wanted", "actual", "read"),
    [
        ("95%", 0.96, "0.96"),
        ("95%", "9.6%", "0.096"),
        ("≤8‰", "0.5%", "0.005"),
        (0.95, "96%", "0.96"),
        ("100%", 6, "6"),
        ("10%-500%", 3, "3"),
        ("20条", "1,025 条", "1025"),
        ("20条", 0.1 + 0.2, "0.3"),
    ],
)
def test_an_actual_value_in_the_unit_of_its_target(wanted, actual, read):
    assert actual_figure(actual, parse_target(wanted)) == Decimal(read)


def test_attainment_is_read_from_the_official_wordings_only():
    assert attainment("达成年度指标") == attainment("达成") == "达成"
    assert attainment("部分达成年度指标并具有一定效果") == attainment(" 部分达成 ") == "部分达成"
    assert attainment("未达成年度指标且效果较差") == attainment("未达成") == "未达成"
    assert attainment("优") == attainment("按时完成") == ""
    for text in ("基本达成", "优良中差", 0.9, "达成部分", "提升国际交往水平"):
        with pytest.raises(BadValueError, match="应写 达成预期指标"):
            attainment(text)
    for blank in (None, "", "—"):
        with pytest.raises(MissingValueError):
            attainment(blank)


def test_a_rate_outside_its_level_is_named():
    with pytest.raises(BadValueError, match=r"得分率 0\.9 属于“达成”一档，完成值写的却是“部分达成”"):
        target("达成预期指标", "部分达成", WEIGHT, 0.9)
    with pytest.raises(BadValueError, match="应在 0 到 1"):
        target("达成预期指标", "达成", WEIGHT, 90)


def test_a_blank_direction_is_the_target_s_own():
    for blank in (None, "", 0.0):
        assert target_ratio(10, 20, WEIGHT, None, blank) == WEIGHT
        assert target_ratio("<10", 20, WEIGHT, None, blank) == WEIGHT / 2
    with pytest.raises(BadValueError, match="目标值带“>=”，指标方向却写的是反向"):
        goal("≥10", 5, WEIGHT, BANDS, "反向")


@pytest.mark.parametrize(
    ("wanted", "says"),
    [("不适用", "不参加计分"), ("优良中差", "定性"), ("5-6个", "区间"), (-1, "不能小于 0")],
)
def test_a_target_that_has_no_ratio(wanted, says):
    for call in (
        lambda: target_ratio(wanted, 5, WEIGHT),
        lambda: goal(wanted, 5, WEIGHT, BANDS),
    ):
        with pytest.raises(BadValueError, match=says):
            call()


@pytest.mark.parametrize("band", ["3~2", "0.5~2", "满分"])
def test_bands_that_make_no_sense_are_an_error_of_the_rule(band):
    with pytest.raises(RuleTextError, match=r"分段标准|倍数"):
        goal(10, 10, WEIGHT, f"(0,20]: {band}; >20: 2~3")


def test_a_band_may_drop_from_full_to_nothing_at_once():
    assert goal(10, 20, WEIGHT, "(0,20]: 2~2; >20: 2~2") == WEIGHT
    assert goal(10, "20.1", WEIGHT, "(0,20]: 2~2; >20: 2~2") == 0


@pytest.mark.parametrize("read", [lambda: parse_target("好的"), lambda: attainment("说不清")])
def test_what_cannot_be_read_keeps_nothing_of_who_asked(read):
    """The error is kept for the next who asks; with its traceback it kept whole files in memory."""

    class Asked:
        pass

    def ask() -> weakref.ref[Asked]:
        asked = Asked()
        with pytest.raises(ScoreError):
            read()
        return weakref.ref(asked)

    for _ in range(2):
        assert ask()() is None
