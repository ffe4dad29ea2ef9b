"""A scenario in one call: every score by its rule, errors where they belong and nowhere else."""

from __future__ import annotations

import pytest

from udfs.array_columns import evaluate_column
from udfs.errors import ScoreError

BANDS = "[90,100]: 优; [80,90): 良; [60,80): 中; [0,60): 差"
TIERS = ">=95%: 6; >=90%: 4; >=80%: 2; <80%: 1"
RULES = {
    "比例": "proportion(完成数 / 计划数, 60)",
    "扣分": 'deduct_per_count(34, "4", 问题数)',
    "满意度": f'judged(认定得分, 6, tiers(调查结果, "{TIERS}"))',
}
FIGURES = {"计划数": 20.0, "完成数": 18.0, "问题数": 0.0, "认定得分": "", "调查结果": 0.93}


def scenario(changes=None, total="合计", rows=(), rules=RULES):
    """The column for these figures with changes, and with rows of the unit's own."""
    figures = FIGURES | {name: value for _, own in rows for name, value in own.items()} | (changes or {})
    block = [
        *([rule, None, None] for rule in rules.values()),
        *(line for line, _ in rows),
        [total, None, None],
    ]
    names = [[name] for name in figures]
    return evaluate_column("JX_SCENARIO", [block, names, [[value] for value in figures.values()], BANDS])


def test_scores_total_and_grade_in_their_order():
    # 18÷20×60＝54；没有问题 34；93% 在 90%～95% 一档，4。
    assert scenario() == [54.0, 34.0, 4.0, 92.0, "优"]
    # 一个问题扣 4；认定 5.5 代替分档：54＋30＋5.5＝89.5。
    assert scenario({"问题数": 1.0, "认定得分": 5.5}) == [54.0, 30.0, 5.5, 89.5, "良"]


def test_the_total_is_rounded_once_by_its_own_rule():
    # 92÷0.95＝96.842…
    assert scenario(total="合计 / 0.95")[3:] == [96.84, "优"]


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"完成数": None}, ["#N/A", 34.0, 4.0, "#N/A", "#N/A"]),
        ({"完成数": ""}, ["#N/A", 34.0, 4.0, "#N/A", "#N/A"]),
        ({"完成数": "十八"}, ["#VALUE!", 34.0, 4.0, "#VALUE!", "#VALUE!"]),
        ({"完成数": True}, ["#VALUE!", 34.0, 4.0, "#VALUE!", "#VALUE!"]),
        ({"计划数": 0.0}, ["#DIV/0!", 34.0, 4.0, "#DIV/0!", "#DIV/0!"]),
        ({"问题数": 0.5}, [54.0, "#VALUE!", 4.0, "#VALUE!", "#VALUE!"]),
        # A figure that is an error itself, also one that is not asked for.
        ({"完成数": "#N/A"}, ["#N/A", 34.0, 4.0, "#N/A", "#N/A"]),
        ({"完成数": "#VALUE!"}, ["#VALUE!", 34.0, 4.0, "#VALUE!", "#VALUE!"]),
        ({"调查结果": "#VALUE!", "认定得分": 6.0}, [54.0, 34.0, 6.0, 94.0, "优"]),
        # Like a sum over cells, the total has the first error.
        ({"问题数": "两项", "完成数": None}, ["#N/A", "#VALUE!", 4.0, "#N/A", "#N/A"]),
    ],
)
def test_an_error_belongs_to_the_scores_that_ask_for_the_figure(changes, shown):
    assert scenario(changes) == shown


def test_a_total_that_no_band_holds_has_no_grade():
    assert scenario(total="合计 + 10")[3:] == [102.0, "#VALUE!"]


def test_a_rule_that_cannot_be_read_is_a_bad_value_of_its_own():
    assert scenario(rules={**RULES, "扣分": "deduct_per_count(34, 没有这一项)"})[:3] == [54.0, "#VALUE!", 4.0]


def own(number, name, target, actual, weight):
    """A row of the unit's own: its rule, and its figures by their names."""
    where = f"部门目标/#{number}/"
    return (
        ["target_ratio(目标值, 完成值, 分值)", f"{where} 目标值 完成值", name],
        {f"{where}目标值": target, f"{where}完成值": actual, f"{where}分值": weight},
    )


def test_rows_of_the_units_own_see_their_own_figures():
    # 45÷50×8＝7.2；80%÷100%×2＝1.6。
    rows = [own(1, "集体协商", "50个", "45个", 8.0), own(2, "培训", "100%", 0.8, 2.0)]
    assert scenario(rows=rows)[3:] == [7.2, 1.6, 100.8, "#VALUE!"]


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        # 名称、目标值、完成值都空着的行没有得分，也不妨碍总分。
        (own(1, "", "", "", 8.0), ["", 92.0, "优"]),
        (own(1, None, None, None, None), ["", 92.0, "优"]),
        (own(1, "集体协商", "", "", 8.0), ["#N/A", "#N/A", "#N/A"]),
        # 填了 0 不是没有填：0÷10×8＝0。
        (own(1, "", "10个", 0.0, 8.0), [0.0, 92.0, "优"]),
    ],
)
def test_an_empty_row_has_no_score_and_a_row_begun_has_one_or_an_error(row, shown):
    assert scenario(rows=[row])[3:] == shown


def test_names_and_figures_are_as_many():
    with pytest.raises(ScoreError, match="2 个名称、1 个数"):
        evaluate_column("JX_SCENARIO", [[["a", "", ""], ["合计", "", ""]], ["a", "b"], [1.0], BANDS])
