"""The warnings of the 监控表 in a file, as findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from workbooks.findings import NOTICE, Finding, quoted
from workbooks.review.linked_forms import StatedForm
from workbooks.review.review_result import Review
from workbooks.review.reviewing import ordered
from workbooks.stages.progress_warnings import WarningRules, of_execution, of_goal_and_money, of_indicator

_FINE = ("绿", None)


def with_warnings(review: Review, rules: WarningRules) -> Review:
    """A review with what the rules warn of in its 监控表; green is not told."""
    found = [finding for form in review.stated for finding in _decided(_warnings(form, rules), rules)]
    if not found:
        return review
    return replace(review, findings=tuple(ordered([*review.findings, *found], list(review.sheets or ()))))


def _decided(found: Iterable[Finding], rules: WarningRules) -> Iterator[Finding]:
    """The warnings of a form, the first of them with what is to be decided."""
    for number, finding in enumerate(found):
        if number or rules.decision is None:
            yield finding
        else:
            yield replace(finding, message=f"{finding.message}。{rules.decision.told}")


def _warnings(form: StatedForm, rules: WarningRules) -> Iterator[Finding]:
    months = form.months
    if form.stage != "监控表" or months is None:
        return
    colour = of_execution(rules, form.budget, form.spent, months)
    if colour not in _FINE and form.budget and form.spent is not None:
        message = (
            f"{quoted(form.project)}1—{months} 月执行 {form.spent}，年初预算 {form.budget}，"
            f"执行率 {form.spent / form.budget:.2%}：{_called(colour)}"
        )
        yield Finding("M03", NOTICE, form.sheet, form.spent_cell, message, None, str(form.spent), rules.title)
    for one in form.indicators:
        colour = of_indicator(rules, one.target, one.progress, months)
        if colour not in _FINE:
            message = (
                f"{quoted(one.name)}的指标值是{quoted(one.target)}，"
                f"1—{months} 月是{quoted(one.progress)}：{_called(colour)}"
            )
            yield Finding(
                "M03", NOTICE, form.sheet, one.progress_cell, message, one.target, one.progress, rules.title
            )
        apart = of_goal_and_money(rules, one.target, one.progress, form.budget, form.spent)
        if apart and form.budget and form.spent is not None and rules.goal_and_money is not None:
            most = (rules.goal_and_money * 100).normalize()
            message = (
                f"{quoted(one.name)}的指标值是{quoted(one.target)}，1—{months} 月是{quoted(one.progress)}；"
                f"执行率 {form.spent / form.budget:.2%}，"
                f"与目标实现程度相差超过 {most:f} 个百分点：{_called(apart)}"
            )
            yield Finding(
                "M03", NOTICE, form.sheet, one.progress_cell, message, one.target, one.progress, rules.title
            )


def _called(colour: str | None) -> str:
    return f"{colour}色预警" if colour is not None and len(colour) == 1 else str(colour)
