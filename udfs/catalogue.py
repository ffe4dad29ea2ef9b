"""The catalogue of functions: the one place that says what Excel and LibreOffice offer.

Every host is generated from it: the formula text of a cell, the VBA wrappers, the LibreOffice
add-in and the texts of the function wizard. `evaluate` is the border that all of them call.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from decimal import Decimal

from . import deductions, execution, facts, goals, graded, tiers, totals, typed_points
from .errors import BadValueError
from .numbers import snap
from .records import dataclass
from .turning import Turning, at_counts, near_zero, nowhere

CATEGORY = "绩效评价"


@dataclass(frozen=True)
class Argument:
    """An argument of a function: its name in code, and what the function wizard shows.

    `text` where the function itself reads what is written in a figure (a target such as ≥95%).
    """

    name: str
    label: str
    help: str
    optional: bool = False
    variadic: bool = False
    text: bool = False


@dataclass(frozen=True)
class Function:
    """A function of the catalogue.

    `name` is what a cell calls, `key` what an expression of a standard calls; `compute` is the rule itself,
    `native` writes it as an ordinary formula (`udfs.native`) for hosts without Python; `turning` says at
    which values of its arguments the result may turn, without which a goal-seek would be blind;
    `errors` says when the cell shows an error, `source` whose rule it is.
    """

    name: str
    key: str
    compute: Callable[..., Decimal | str]
    native: Callable[..., str]
    turning: Turning
    summary: str
    errors: str
    source: str
    arguments: tuple[Argument, ...]
    category: str = CATEGORY


_RATE = "比率按小数计：90% 即 0.9"
_TARGET = "数，或如 ≥95%、20条、≤90万元、5000-6000人次的文字"
_ACTUAL = "实际完成的数，可带与目标值相同的单位"
_DIRECTION = "正向 或 反向；不填时看目标值的符号（≤、< 为反向），没有符号即为正向"

FUNCTIONS = (
    Function(
        "JX_TIERS",
        "tiers",
        tiers.tiers,
        tiers.native_tiers,
        tiers.at_bounds,
        "分档计分：按数值所在的档给分，界限是否包含按写法区分（< 不含，<= 含）",
        "数值不是数字、不在任何一档内，或分档标准有空档、重叠时显示 #VALUE!",
        "深圳市2021年部门整体绩效评价指标评分表：固定资产利用率、公用经费控制率、满意度等",
        (
            Argument("value", "数值", f"要分档的数，如控制率。{_RATE}"),
            Argument(
                "tiers",
                "分档标准",
                "如 <90%: 3; <=100%: 2; >100%: 0；得分可写 值×3（按比例）、2~0（直线）",
            ),
        ),
    ),
    Function(
        "JX_RATIO",
        "ratio",
        execution.ratio,
        execution.native_ratio,
        near_zero,
        "比率：实际数÷计划数（按小数计，1 即 100%）；两数都是 0 时按规定的比率",
        "有一个不是数字、小于 0，或计划数是 0 而实际数不是 0 时显示 #VALUE!",
        "天津市和平区2024年部门整体支出绩效评价指标体系：预算执行情况（“三公”经费无预算、无支出得满分）",
        (
            Argument("part", "实际数", "如实际支出数"),
            Argument("whole", "计划数", "如预算安排数，与实际数同一单位"),
            Argument("both_zero", "都为0时", "两数都是 0 时的比率，如 0"),
        ),
    ),
    Function(
        "JX_PROPORTION",
        "proportion",
        execution.proportion,
        execution.native_proportion,
        execution.up_to_the_cap,
        "按比例计分：比率×满分，不低于 0，不超过封顶分",
        "比率不是数字时显示 #VALUE!",
        "深圳市2021年部门整体绩效评价指标评分表：项目完成及时性",
        (
            Argument("ratio", "比率", f"完成数÷计划数。{_RATE}"),
            Argument("full", "满分", "比率为 100% 时的得分"),
            Argument("cap", "封顶分", "最多得几分；不填即为满分", optional=True),
        ),
    ),
    Function(
        "JX_DEDUCT_PER_POINT",
        "deduct_per_point",
        deductions.deduct_per_point,
        deductions.native_deduct_per_point,
        deductions.from_threshold,
        "超过（或低于）界限后，每一个百分点扣若干分，扣完为止",
        "数值不是数字，或界限、口径写错时显示 #VALUE!",
        "深圳市2021年部门整体绩效评价指标评分表：财务合规性（资金调整）；无锡市2021年附表2：预算执行率等",
        (
            Argument("value", "数值", f"要比较的数。{_RATE}"),
            Argument("threshold", "扣分界限", "如 >10%（超过 10% 开始扣）或 <95%（低于 95% 开始扣）"),
            Argument("step", "步长", "多少算一步，如 1%"),
            Argument("deduction", "每步扣分", "每超过一步扣几分"),
            Argument("full", "满分", "没有超过界限时的得分"),
            Argument("reading", "口径", "满一点（满一步才扣）、不足一点按一点，或 按比例"),
        ),
    ),
    Function(
        "JX_DEDUCT_PER_COUNT",
        "deduct_per_count",
        deductions.deduct_per_count,
        deductions.native_deduct_per_count,
        at_counts,
        "按问题个数扣分：发现一项扣若干分，扣完为止",
        "问题数不是数字、小于 0 或不是整数时显示 #VALUE!",
        "深圳市2021年部门整体绩效评价指标评分表：预算编制规范性、重点工作完成情况",
        (
            Argument("full", "满分", "没有问题时的得分"),
            Argument("deductions", "每项扣分", "各类问题每项扣几分，用分号隔开，如 1 或 0.35; 0.7"),
            Argument("counts", "问题数", "各类问题的个数，依次填写", variadic=True),
        ),
    ),
    Function(
        "JX_DEDUCT_CAPPED",
        "deduct_capped",
        deductions.deduct_capped,
        deductions.native_deduct_capped,
        at_counts,
        "按瑕疵程度分类扣分：每处按程度扣若干分，每类业务有扣分上限，扣完为止",
        "个数不是数字、小于 0 或不是整数，或个数与档数对不上时显示 #VALUE!",
        "天津市和平区2024年部门整体支出绩效评价指标体系：决策和管理制度规范性",
        (
            Argument("full", "满分", "没有瑕疵时的得分"),
            Argument("deductions", "每处扣分", "各程度的瑕疵每处扣几分，用分号隔开，如 0.35; 0.7"),
            Argument("most", "每类最多扣分", "一类业务最多扣几分"),
            Argument("counts", "瑕疵数", "一类业务各程度的处数，再下一类，依次填写", variadic=True),
        ),
    ),
    Function(
        "JX_POINTS_PER_COUNT",
        "points_per_count",
        deductions.points_per_count,
        deductions.native_points_per_count,
        at_counts,
        "按次数计分：各类事项每次若干分，相加（用于加减分）",
        "次数不是数字、小于 0 或不是整数时显示 #VALUE!",
        "无锡市2021年度部门整体支出绩效评价指标表（附表2）：工作表现加减分指标",
        (
            Argument("points", "每次得分", "各类事项每次几分，用分号隔开，如 3; 2; 1"),
            Argument("counts", "次数", "各类事项的次数，依次填写", variadic=True),
        ),
    ),
    Function(
        "JX_POINTS",
        "points",
        typed_points.points,
        typed_points.native_points,
        typed_points.at_limits,
        "人工评分合计：各项评分相加，每项不得小于 0，也不得超过上限",
        "评分不是数字、小于 0 或超过上限时显示 #VALUE!",
        "深圳市2021年部门整体绩效评价指标评分表：预算编制合理性等逐条评分的指标",
        (
            Argument("maxima", "评分上限", "各项上限，用分号隔开，如 1; 1; 0.5"),
            Argument("awarded", "评分", "各项评分，依次填写", variadic=True),
        ),
    ),
    Function(
        "JX_LEVELS",
        "levels",
        typed_points.levels,
        typed_points.native_levels,
        typed_points.at_levels,
        "按档评分合计：每项评分只能取规定的几档，再相加",
        "评分不是规定的几档之一时显示 #VALUE!",
        "深圳市2021年部门整体绩效评价指标评分表：预决算信息公开",
        (
            Argument("allowed", "可评分档", "允许的得分，用分号隔开，如 1.5; 1; 0"),
            Argument("awarded", "评分", "各项评分，依次填写", variadic=True),
        ),
    ),
    Function(
        "JX_VETO",
        "veto",
        deductions.veto,
        deductions.native_veto,
        at_counts,
        "一票否决：出现一项规定的问题即得 0 分，否则得原分",
        "问题数不是数字、小于 0 或不是整数时显示 #VALUE!",
        "深圳市2021年部门整体绩效评价指标评分表：财务合规性第4条",
        (
            Argument("problems", "问题数", "发现的否决性问题个数，没有填 0"),
            Argument("score", "原得分", "没有否决性问题时的得分"),
        ),
    ),
    Function(
        "JX_PER_STEP",
        "per_step",
        deductions.per_step,
        deductions.native_per_step,
        deductions.from_threshold,
        "超过（或低于）界限后，每一步计若干分，可以封顶：加分，或从满分里减去",
        "数值不是数字，或界限、口径写错时显示 #VALUE!",
        "评分标准中“每超过一个百分点加若干分，最多加若干分”一类写法",
        (
            Argument("value", "数值", f"要比较的数。{_RATE}"),
            Argument("threshold", "起点", "如 >100%（超过 100% 开始计）或 <95%（低于 95% 开始计）"),
            Argument("step", "步长", "多少算一步，如 1%"),
            Argument("points", "每步得分", "每一步计几分"),
            Argument("reading", "口径", "满一点（满一步才计）、不足一点按一点，或 按比例"),
            Argument("cap", "封顶分", "最多计几分；不填不封顶", optional=True),
        ),
    ),
    Function(
        "JX_CHECKLIST",
        "checklist",
        facts.checklist,
        facts.native_checklist,
        facts.at_yes_and_no,
        "逐条计分：满足的一条得该条分值，不满足不得分",
        "有一条填的不是 1（是）或 0（否）时显示 #VALUE!",
        "评分标准中“做到某事得若干分，否则不得分”一类写法",
        (
            Argument("points", "各条分值", "各条满足时得几分，用分号隔开，如 1; 1; 0.5"),
            Argument("met", "是否满足", "满足填 1，不满足填 0，依次填写", variadic=True),
        ),
    ),
    Function(
        "JX_HIGHEST",
        "highest",
        facts.highest,
        facts.native_highest,
        nowhere,
        "择优计分：几个得分中最高的",
        "有一个不是数字时显示 #VALUE!",
        "评分标准中“二者择其一，就高计分”一类写法",
        (Argument("scores", "得分", "各种算法的得分，依次填写", variadic=True),),
    ),
    Function(
        "JX_LOWEST",
        "lowest",
        facts.lowest,
        facts.native_lowest,
        nowhere,
        "封顶：几个数中最低的，如得分与按执行率规定的上限",
        "有一个不是数字时显示 #VALUE!",
        "评分标准中“执行率低于某数的总分不超过若干分”一类写法",
        (Argument("scores", "得分", "得分和各个上限，依次填写", variadic=True),),
    ),
    Function(
        "JX_GRADE_POINTS",
        "grade_points",
        graded.grade_points,
        graded.native_grade_points,
        nowhere,
        "按等次计分：认定的等次对应的得分",
        "等次不是规定的名称时显示 #VALUE!，没有填写时显示 #N/A",
        "评分标准中“好 4 分、中 2 分、差 0 分”一类写法",
        (
            Argument("level", "等次", "认定的等次，如 好", text=True),
            Argument("grades", "各等得分", "如 好: 4; 中: 2; 差: 0"),
        ),
    ),
    Function(
        "JX_GRADE_RANGE",
        "grade_range",
        graded.grade_range,
        graded.native_grade_range,
        graded.at_grade_ranges,
        "等次内评分：在认定的等次的得分范围内填写的得分",
        "等次不是规定的名称，或评分不在该等的范围内时显示 #VALUE!",
        "评分标准中“效果显著得 10—12 分，较好得 7—9 分”一类写法",
        (
            Argument("level", "等次", "认定的等次，如 较好", text=True),
            Argument("points", "评分", "在该等的范围内的得分"),
            Argument("grades", "各等范围", "如 显著: 10~12; 较好: 7~9；上限不含写成 7~<9"),
        ),
    ),
    Function(
        "JX_TIER_RANGE",
        "tier_range",
        graded.tier_range,
        graded.native_tier_range,
        graded.at_ranges,
        "档内评分：在数值所在档的得分范围内填写的得分",
        "数值不在任何一档内，或评分不在该档的范围内时显示 #VALUE!",
        "评分标准中“90% 以上得 8—10 分，不足 90% 得 0—7 分”一类写法",
        (
            Argument("value", "数值", f"要分档的数。{_RATE}"),
            Argument("points", "评分", "在该档的范围内的得分"),
            Argument("tiers", "各档范围", "如 >=90%: 8~10; <90%: 0~7"),
        ),
    ),
    Function(
        "JX_QUARTERLY",
        "quarterly",
        execution.quarterly_execution,
        execution.native_quarterly,
        near_zero,
        "季度预算执行：各期执行率×该期分值，加全年平均执行率×平均分值，每部分不超过各自分值",
        "预算总额不大于 0，或累计支出不是数字时显示 #VALUE!",
        "深圳市2021年部门整体绩效评价指标评分表：预算执行率",
        (
            Argument("budget", "预算总额", "全年预算数，与累计支出同一单位"),
            Argument("schedule", "序时进度", "各期应达到的比例，如 25%; 50%; 75%; 100%"),
            Argument("full", "各期分值", "各期满分，用分号隔开，如 1; 1; 1; 1"),
            Argument("mean_full", "平均分值", "全年平均执行率为 100% 时的得分"),
            Argument("cumulative", "累计支出", "各期末累计支出，依次填写", variadic=True),
        ),
    ),
    Function(
        "JX_TARGET",
        "target",
        goals.target,
        goals.native_target,
        goals.at_target,
        "目标值计分：达到目标得满分，未达到按比例；不超过类超出越多得分越少，到目标的两倍得 0 分",
        "目标值或完成值读不懂、单位不一致、目标值写不适用或小于 0 时显示 #VALUE!；没有填写时显示 #N/A",
        "财政部《项目支出绩效自评表》得分计算方法",
        (
            Argument("target", "目标值", f"{_TARGET}；定性指标写 达成预期指标", text=True),
            Argument("actual", "完成值", f"{_ACTUAL}；定性指标写 达成、部分达成 或 未达成", text=True),
            Argument("weight", "分值", "达到目标时的得分"),
            Argument(
                "judged_rate",
                "得分率",
                "只用于定性指标：达成 80%～100%、部分达成 60%～80%（不含 80%）、未达成 0～60%（不含 60%）",
                optional=True,
            ),
        ),
    ),
    Function(
        "JX_TARGET_RATIO",
        "target_ratio",
        goals.target_ratio,
        goals.native_target_ratio,
        goals.at_target_ratio,
        "目标完成比例计分：正向为完成值÷目标值×分值，反向为目标值÷完成值×分值，最多得满分；目标定得偏低的扣分",
        "目标值或完成值读不懂、小于 0、单位不一致，或目标值为 0 无法计算时显示 #VALUE!",
        "北京市丰台区2023年项目支出绩效自评表：填报注意事项第3、5条",
        (
            Argument("target", "目标值", _TARGET, text=True),
            Argument("actual", "完成值", _ACTUAL, text=True),
            Argument("weight", "分值", "达到目标时的得分"),
            Argument(
                "excess_tiers",
                "超额分档",
                "正向指标超出目标的比例对应扣掉分值的几成，"
                "如 <200%: 0; <300%: 10%; <500%: 20%; >=500%: 30%；不填不扣",
                optional=True,
            ),
            Argument(
                "direction",
                "方向",
                "正向、反向，或 按符号（也是不填时）：目标值带 ≤、＜ 的为反向，其余为正向",
                optional=True,
                text=True,
            ),
        ),
    ),
    Function(
        "JX_TARGET_SHARE",
        "target_share",
        goals.target_share,
        goals.native_target_share,
        goals.at_target_share,
        "完成率：完成值÷目标值（按小数计，1 即 100%），超额的大于 1；按时完成的为 1",
        "目标值或完成值读不懂、小于 0、单位不一致，目标值是 0、区间或不超过某数，或逾期完成时显示 #VALUE!",
        "评分标准中“达到目标值得满分，未达到的按比例扣分”一类写法",
        (
            Argument("target", "目标值", _TARGET, text=True),
            Argument("actual", "完成值", _ACTUAL, text=True),
        ),
    ),
    Function(
        "JX_GOAL",
        "goal",
        goals.goal,
        goals.native_goal,
        goals.at_goal,
        "工作目标计分：未完成按比例，完成得满分，超出目标过多的按目标大小分段扣分",
        "目标值或完成值读不懂、小于 0、单位不一致，不在任何一段内，或分段标准写错时显示 #VALUE!",
        "无锡市2021年度部门整体支出绩效评价指标表（附表2）：21、22 工作目标",
        (
            Argument("target", "目标值", f"{_TARGET}；百分数按小数分段", text=True),
            Argument("actual", "完成值", _ACTUAL, text=True),
            Argument("weight", "权重", "完成目标时的得分"),
            Argument(
                "bands",
                "分段标准",
                "目标值所在段: 得满分的倍数~得 0 分的倍数，如 (0,1]: 1.2~1.5; (1,20]: 2~3; >20: 1.5~2.5",
            ),
            Argument(
                "direction",
                "方向",
                "正向、反向，或 按符号（也是不填时）：目标值带 ≤、＜ 的为反向，其余为正向",
                optional=True,
                text=True,
            ),
        ),
    ),
    Function(
        "JX_GRADE",
        "grade",
        totals.grade,
        totals.native_grade,
        tiers.at_bounds,
        "评分等级：总分落在哪一等",
        "总分不是数字，或不在任何一等内时显示 #VALUE!",
        "财政部《项目支出绩效评价管理办法》（财预〔2020〕10号）的四级分等；各地另有规定的从其规定",
        (
            Argument("total", "总分", "综合评分"),
            Argument("bands", "分等标准", "如 [90,100]: 优; [80,90): 良; [60,80): 中; [0,60): 差"),
        ),
    ),
    Function(
        "JX_SCORE_RATE",
        "score_rate",
        totals.score_rate,
        totals.native_score_rate,
        near_zero,
        "得分率：得分÷分值（按小数计，1 即 100%）",
        "分值不大于 0，或得分不是数字时显示 #VALUE!",
        "天津市和平区2024年部门整体支出绩效评价报告：表3.2.1 二级指标得分率",
        (
            Argument("score", "得分", "实际得分"),
            Argument("weight", "分值", "该项满分"),
        ),
    ),
)

BY_NAME = {function.name: function for function in FUNCTIONS}
BY_KEY = {function.key: function for function in FUNCTIONS}


def evaluate(name: str, arguments: Sequence[object]) -> float | str:
    """Call a function as a cell does: plain numbers, text and blanks in, a float or text out.

    A range given for the last, variadic argument arrives as nested rows and is flattened; any other argument
    is one cell. Raises a `ScoreError`, whose `code` is the error the cell must show.
    """
    function = BY_NAME[name]
    last = function.arguments[-1]
    fixed = len(function.arguments) - last.variadic
    required = sum(not argument.optional and not argument.variadic for argument in function.arguments)
    values = [_one_cell(value, name) for value in arguments[:fixed]]
    while len(values) > required and values[-1] is None:
        values.pop()
    if len(values) < required or (len(arguments) > fixed and not last.variadic):
        raise BadValueError(f"{name} 需要 {required} 个参数")
    more = flatten(arguments[fixed:])
    if last.variadic and not more:
        raise BadValueError(f"{name} 至少要有一个“{last.label}”")
    result = function.compute(*values, *more)
    return result if isinstance(result, str) else as_cell(result)


def as_cell(result: Decimal) -> float:
    """The number a cell holds. Raises `BadValueError` for one beyond what a cell can hold."""
    # Snapped as a score is before it is rounded: 6 × 1/48 is 0.125, or the cell's ROUND would give 0.12.
    number = float(snap(result))
    if not math.isfinite(number):
        raise BadValueError("结果太大，单元格里放不下")
    return number


def _one_cell(value: object, name: str) -> object:
    """An argument that is no list: a value, or a range of one cell."""
    if not isinstance(value, list | tuple):
        return value
    cells = flatten([value])
    if len(cells) != 1:
        raise BadValueError(f"{name} 的参数应是一个单元格，给的是 {len(cells)} 个")
    return cells[0]


def flatten(values: Sequence[object]) -> list[object]:
    """The cells of ranges, one after the other."""
    flat: list[object] = []
    for value in values:
        if isinstance(value, list | tuple):
            flat.extend(flatten(value))
        else:
            flat.append(value)
    return flat
