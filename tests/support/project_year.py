"""The forms of a project's year as a unit types them: 申报表, 监控表, 自评表 with the same indicators."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Form = Mapping[str, Any]
Rows = list[list[object]]
_INDICATORS = ("绩效指标", "一级指标", "二级指标", "三级指标")
_LEVELS = (("产出指标", "数量指标"), ("", "数量指标"), ("满意度指标", "服务对象满意度指标"))


def form_rows(form: Form) -> Rows:
    """The rows of a form; the indicators begin in row 8."""
    return _WRITERS[form["form"]](form)


def _head(form: Form, title: str) -> Rows:
    department = ["主管部门", form["department"], ""] if form.get("department") else []
    unit = ["实施单位", form["unit"]] if form["unit"] else []
    year = f"（{form['year']}年度）" if form["year"] else ""
    return [[title], [year], ["项目名称", form["project"]], [*department, *unit]]


def _declared(form: Form) -> Rows:
    weights = ["权重"] if form.get("weights") else []
    rows: Rows = [
        *_head(form, "项目支出绩效目标申报表"),
        ["项目资金（万元）", "年度资金总额", form["budget"]],
        ["", "其中：财政拨款", form["budget"]],
        [*_INDICATORS, "指标值", *weights],
    ]
    for level, (name, target, weight) in zip(_LEVELS, form["indicators"], strict=False):
        rows.append(["", *level, name, target, *([weight] if weights else [])])
    return rows


def _monitored(form: Form) -> Rows:
    period = f"1-{form['months']}月"
    rows: Rows = [
        *_head(form, "项目支出绩效运行监控表"),
        ["项目资金（万元）", "", "年初预算数", f"{period}执行数", f"{period}执行率", "全年预计执行数"],
        ["", "年度资金总额", form["budget"], form["budget"] / 2, "50%", form["budget"]],
        [
            "绩效指标",
            "一级指标",
            "二级指标",
            "三级指标",
            "年度指标值",
            f"{period}执行情况",
            "全年预计完成情况",
        ],
    ]
    for level, (name, target, _) in zip(_LEVELS, form["indicators"], strict=False):
        rows.append(["", *level, name, target, "已推进", "能完成"])
    return rows


def _evaluated(form: Form) -> Rows:
    budget = form["budget"]
    spent = form.get("spent", budget)
    total = form.get("total", 100)
    execution = [
        "年度资金总额",
        budget,
        budget,
        spent,
        10,
        form.get("rate", "100%"),
        form.get("execution", 10),
    ]
    rows: Rows = [
        *_head(form, "项目支出绩效自评表"),
        [
            f"项目资金{form.get('measure', '（万元）')}",
            "",
            *("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"),
        ],
        ["", *execution],
        [*_INDICATORS, "年度指标值", "实际完成值", "分值", "得分", "未完成原因和改进措施"],
    ]
    reasons = form.get("reasons", {})
    for level, (name, target, weight) in zip(_LEVELS, form["indicators"], strict=False):
        rows.append(["", *level, name, target, target.strip("≥"), weight, weight, reasons.get(name, "")])
    return [*rows, ["总分", "", "", "", "", "", 100, total, form.get("grade", "")]]


_WRITERS: dict[str, Callable[[Form], Rows]] = {
    "申报表": _declared,
    "监控表": _monitored,
    "自评表": _evaluated,
}
