"""`jixiao whatif`: scenarios, lost points, goals and the pace of spending on the command line."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from addin.cli.chinese import Command
from addin.cli.options import json_option
from addin.cli.progress import working
from workbooks.files.visible import visible
from workbooks.findings import ERROR
from workbooks.problems import InputError

if TYPE_CHECKING:
    from workbooks.filing.data_file import Filing
    from workbooks.filing.scoring import ScoredTable
    from workbooks.findings import Finding
    from workbooks.standards.model import Standard
    from workbooks.whatif.goal import Answer, Sole
    from workbooks.whatif.lost import Loss
    from workbooks.whatif.pace import Projection
    from workbooks.whatif.scenarios import Base

_DATA_FILES = (".yaml", ".yml")
_SHOWN_PAIRS = 3
_OF_REPORTED = ("S02", "S03", "S04")
_RANKING = "（按改动占现值的比例由小到大；现值为 0 的排在后面，只作分母的预算、计划、编制等排在最后）"


@click.command(cls=Command)
@click.argument("file", type=click.Path(path_type=Path), metavar="附表或数据文件")
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="数据项=值",
    help="改一个数再算分，可写多次；自填行写 组/编码或名称/栏目=值",
)
@click.option("--lost", "with_losses", is_flag=True, help="失分分析：各指标失几分，下一步要改多少")
@click.option("--goal", metavar="总分", help="目标求解：总分到多少分，最少要改哪些数")
@click.option("--by", metavar="数据项", help="和 --goal 一起用：只改这一个数")
@click.option("--keep", multiple=True, metavar="数据项", help="和 --goal 一起用：这个数不改，可写多次")
@click.option(
    "--plan", metavar="计划", help="支出推演：余下各期支出（120,80），或执行率（95%），或得分（5.5分）"
)
@click.option(
    "--after",
    type=int,
    metavar="季度数",
    help="已过几个季度：--plan 从其后推演（默认按已填的），--goal 不改那些季度的数",
)
@click.option("--months", type=int, metavar="月数", help="和 --plan 一起用：全年还剩几个月")
@click.option("--project", metavar="项目名称", help="有多个项目时，算哪一个")
@click.option(
    "--standard",
    metavar="编号",
    help="数据文件（.yaml）用的评分标准；不写则看里面的 standard。附表自己带着标准，不用写",
)
@json_option
def whatif(
    file: Path,
    settings: tuple[str, ...],
    with_losses: bool,
    goal: str | None,
    by: str | None,
    keep: tuple[str, ...],
    plan: str | None,
    after: int | None,
    months: int | None,
    project: str | None,
    standard: str | None,
    as_json: bool,
) -> None:
    """情景测算：改几个数，得分怎样变；不改动文件。"""
    from addin.cli import report
    from workbooks.whatif.lost import losses
    from workbooks.whatif.scenarios import Base

    if ((by or keep) and not goal) or (months is not None and not plan):
        raise InputError("--by、--keep 要和 --goal 一起用，--months 要和 --plan 一起用")
    if after is not None and not (goal or plan):
        raise InputError("--after 要和 --plan 或 --goal 一起用")
    if by and keep:
        raise InputError("--by 只改一个数，不和 --keep 一起用")
    base, told = _read(file, standard, project)
    if standard is not None and file.suffix.lower() not in _DATA_FILES:
        message = f"提示：{file.name} 自己带着评分标准（{base.standard.id}），--standard 没有用上"
        click.echo(visible(message), err=True)
    scenario = Base(base.with_typed(_pairs(settings)))
    lost = losses(scenario) if with_losses else None
    answer = None
    if goal:
        with working("正在求解"):
            answer = _answer(scenario, goal, by, keep, after)
    projection = _projection(scenario, plan, after, months) if plan else None
    found = _findings(scenario.table)
    if as_json:
        content = _tables_as_json(base.table, scenario.table, settings, told)
        content |= {"lost": [loss.as_json() for loss in lost]} if lost is not None else {}
        content |= {"goal": answer.as_json()} if answer else {}
        content |= {"plan": projection.as_json()} if projection else {}
        report.print_json(content)
    else:
        report.print_findings(told)
        if settings or not (with_losses or goal or plan):
            _print_tables(base.table, scenario.table)
        if lost is not None:
            _print_losses(lost)
        if answer:
            _print_answer(answer)
        if projection:
            _print_projection(projection)
        report.print_findings(found)
    complete = (projection or scenario).table.total is not None
    reached = all(one is None or one.reached for one in (answer, projection))
    wrong = any(one.level == ERROR for one in told)
    sys.exit(0 if complete and reached and not found and not wrong else 1)


def _answer(base: Base, goal: str, by: str | None, keep: Sequence[str], after: int | None) -> Answer | Sole:
    from workbooks.whatif.goal import solve, solve_by
    from workbooks.whatif.pace import quarters_over

    wanted = _number(goal, "--goal")
    if by:
        return solve_by(base, base.slot(by), wanted)
    over = [] if after is None else quarters_over(base, after)
    return solve(base, wanted, {*over, *map(base.slot, keep)})


def _read(file: Path, standard: str | None, project: str | None) -> tuple[Base, Sequence[Finding]]:
    """The form to try changes on, and what is to be told of the file."""
    from workbooks.forms.returned.given_data import read_data
    from workbooks.forms.standard_files import load_standard as load
    from workbooks.standards import yamlfile
    from workbooks.whatif.scenarios import base_of

    if file.suffix.lower() in _DATA_FILES:
        named = standard or yamlfile.read(file).content.get("standard")
        if not named:
            raise InputError(f"{file.name} 里没有 standard 一行，请补上，或用 --standard 写明评分标准的编号")
        found = load(str(named))
        filing = read_data(file, found)
        told: Sequence[Finding] = filing.told
    else:
        found, filing, told = _workbook(file)
    forms = filing.forms(found)
    if project is None and len(forms) == 1:
        return base_of(found, forms[0]), told
    names = [form.name for form in forms]
    if project not in names:
        known = "、".join(name or "（没有名称）" for name in names)
        wrong = (
            f"没有叫“{project}”的项目" if project else f"有 {len(forms)} 个项目，请用 --project 写明算哪一个"
        )
        raise InputError(f"{wrong}；文件里有：{known}")
    return base_of(found, forms[names.index(project)]), told


def _workbook(file: Path) -> tuple[Standard, Filing, Sequence[Finding]]:
    """A workbook, with what was changed in it and what it shows other than its data say."""
    from workbooks.files.cells import read_cells
    from workbooks.filing.scoring import score_forms
    from workbooks.forms.returned.read_back import own_workbook
    from workbooks.review.own import as_titled, changed_findings
    from workbooks.review.reviewing import WORKED_OUT

    own = own_workbook(read_cells(file, WORKED_OUT))
    tables = score_forms(own.standard, own.filing)
    return own.standard, own.filing, list(as_titled(changed_findings(own.cells, own, tables), own))


def _pairs(settings: Sequence[str]) -> dict[str, str]:
    found = {}
    for setting in settings:
        name, equals, value = setting.rpartition("=") if setting.count("=") == 1 else setting.partition("=")
        if not equals or not name.strip():
            raise InputError(f"--set 后面应写 数据项=值，写的是“{setting}”")
        found[name.strip()] = value
    return found


def _number(text: str | None, option: str) -> Decimal:
    try:
        number = Decimal((text or "").strip())
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise InputError(f"{option} 后面应写一个数，写的是“{text}”")
    return number


def _projection(base: Base, plan: str, after: int | None, months: int | None) -> Projection:
    from workbooks.whatif.pace import carried_out, course_of, evenly, for_rate, for_score

    course, text = course_of(base, after, months), plan.replace("，", ",").strip()
    if text.endswith("%"):
        return for_rate(course, _number(text[:-1], "--plan") / 100)
    if text.endswith("分"):
        return for_score(course, _number(text[:-1], "--plan"))
    amounts = [_number(part, "--plan") for part in text.split(",")]
    return carried_out(course, evenly(course, amounts[0]) if len(amounts) == 1 else amounts)


def _tables_as_json(
    base: ScoredTable, scenario: ScoredTable, settings: Sequence[str], told: Sequence[Finding]
) -> dict[str, Any]:
    items = [
        {
            "name": after.line.name,
            "base": _score(before.score),
            "score": _score(after.score),
            "status": after.status,
        }
        for before, after in zip(base.items, scenario.items, strict=True)
    ]
    return {
        "standard": base.standard.id,
        "unit": base.unit,
        "project": base.project or None,
        "set": _pairs(settings),
        "items": items,
        "base": {"total": _score(base.total), "grade": base.grade},
        "scenario": {"total": _score(scenario.total), "grade": scenario.grade},
        "findings": [finding.as_json() for finding in [*told, *_findings(scenario)]],
    }


def _findings(scenario: ScoredTable) -> list[Finding]:
    """What is wrong with the figures of a scenario; what was reported was reported of others."""
    return [finding for finding in scenario.findings() if finding.code not in _OF_REPORTED]


def _score(points: Decimal | None) -> float | None:
    return None if points is None else float(points)


def _print_tables(base: ScoredTable, scenario: ScoredTable) -> None:
    """Base beside scenario, the lines whose score changes marked."""
    from addin.cli import report

    rows = []
    for before, after in zip(base.items, scenario.items, strict=True):
        changed = before.shown != after.shown
        weight = after.line.weight
        rows.append(
            [
                after.line.name,
                "" if weight is None else f"{weight.normalize():f}",
                str(before.shown),
                str(after.shown),
                _difference(before.score, after.score) if changed else "",
            ]
        )
    total = [str(base.total_shown), str(scenario.total_shown), _difference(base.total, scenario.total)]
    rows.append(["总分", f"{base.standard.full_mark.normalize():f}", *total])
    rows.append(["等级", "", base.grade_shown, scenario.grade_shown, ""])
    report.print_line(f"{base.standard.title}（{base.year}年度）　{base.unit}　{base.project}".rstrip())
    report.print_rows(("指标", "分值", "现在", "情景", "变化"), rows, right=(1, 2, 3, 4))


def _difference(before: Decimal | None, after: Decimal | None) -> str:
    if before is None or after is None:
        return "有变" if before != after else ""
    return f"{after - before:+.2f}" if after != before else ""


def _print_losses(lost: Sequence[Loss]) -> None:
    from addin.cli import report
    from workbooks.whatif.changes import plain

    report.print_line("失分分析（由多到少）" if lost else "没有失分")
    for loss in lost:
        report.print_line(
            f"{loss.item.line.name}：得 {plain(loss.item.score or Decimal(0))}，失 {plain(loss.lost)}"
        )
        for step in loss.steps:
            for change in step.changes:
                total = "" if change.total is None else f"，总分 {plain(change.total)}"
                report.print_line(f"  {change}{total}")
        for judgement in loss.judgements:
            report.print_line(f"  认定：{judgement}")
        if not loss.steps and not loss.judgements:
            report.print_line("  没有哪一个数单独改动能多得分")


def _print_answer(answer: Answer | Sole) -> None:
    from addin.cli import report
    from workbooks.whatif.changes import plain
    from workbooks.whatif.goal import Sole

    if isinstance(answer, Sole):
        report.print_line(str(answer))
        return
    now, goal = plain(answer.total), plain(answer.goal)
    if answer.total >= answer.goal:
        report.print_line(f"现在总分 {now}，已经到 {goal}")
        return
    report.print_line(f"现在总分 {now}，要到 {goal}，各指标得分之和还差 {plain(answer.needed)}")
    report.print_line(f"只改一个数{_RANKING}" if answer.singles else "只改一个数都到不了")
    for change in answer.singles:
        report.print_line(f"  {change}{'　（分母）' if change.figure.basis else ''}")
    if answer.pairs:
        report.print_line("改两个不同指标的数，改动最小的")
    for one, other in answer.pairs[:_SHOWN_PAIRS]:
        report.print_line(f"  {one.move}，{other.move}：总分 {now} → {plain(one.after)}")
    if answer.judgements:
        report.print_line("以下是认定得分，由人评定，不是可以改的数")
    for judgement in answer.judgements:
        report.print_line(f"  {judgement}")


def _print_projection(projection: Projection) -> None:
    from addin.cli import report
    from workbooks.whatif.changes import plain

    course, table = projection.course, projection.table
    rows = [
        [
            period.key,
            f"{period.share:.0%}",
            f"{period.spent:,.2f}",
            f"{period.cumulative:,.2f}",
            f"{period.rate:.2%}",
            "计划" if period.planned else "已支出",
        ]
        for period in projection.periods
    ]
    report.print_line(f"预算 {course.budget:,.2f} {course.unit}，已支出 {course.spent:,.2f} {course.unit}")
    report.print_rows(("期间", "序时进度", "本期支出", "累计支出", "执行率", ""), rows, right=(1, 2, 3, 4))
    monthly = "" if projection.per_month is None else f"，每月 {projection.per_month:,.2f} {course.unit}"
    report.print_line(
        f"还要支出 {projection.further:,.2f} {course.unit}{monthly}；全年执行率 {projection.rate:.2%}"
    )
    if not projection.reached and projection.wanted is not None:
        report.print_line(f"到不了 {plain(projection.wanted)} 分：余下的预算平均支出、全部用完也只是这样")
    item = table.items[course.place]
    weight = "" if item.line.weight is None else f"（满分 {plain(item.line.weight)}）"
    report.print_line(
        f"{item.line.name}得分 {item.shown}{weight}，总分 {table.total_shown}，等级 {table.grade_shown}"
    )
