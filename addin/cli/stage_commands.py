"""What new, data, items and fill do for a form of targets, which has no scoring standard."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from addin.cli.options import FINDINGS, FINE
from addin.cli.progress import working
from workbooks.problems import InputError
from workbooks.standards import library

if TYPE_CHECKING:
    from addin.staging import Monitored
    from workbooks.stages.stage_forms import StageForm


def form_of(name: str) -> StageForm | None:
    """The form of targets that a command was given instead of a standard."""
    if name in library.available():
        return None
    from workbooks.stages.stage_forms import stage_form

    return stage_form(name)


def new_form(
    form: StageForm, out: Path, force: bool, unused: Mapping[str, object], period: str, warnings: str | None
) -> None:
    """`jixiao new` of a form of targets."""
    from addin.cli import report
    from addin.staging import new_stage_form

    _refuse(form, unused)
    with working("正在新建"):
        new_stage_form(form, out, force, monitored(period, warnings))
    report.print_line(f"已新建：{out}")


def fill_form(
    form: StageForm,
    data: Path,
    out: Path,
    force: bool,
    as_json: bool,
    unused: Mapping[str, object],
    asked: Monitored,
) -> None:
    """`jixiao fill` of a form of targets."""
    from addin.cli import report
    from addin.staging import fill_stage_form

    _refuse(form, unused)
    with working("正在填表"):
        filled = fill_stage_form(form, data, out, force, asked)
    if as_json:
        report.print_json(filled.as_json())
    else:
        report.print_findings(list(filled.findings))
        names = "、".join(name for name in filled.projects if name)
        named = f"（{names}）" if names else ""
        report.print_line(f"已填 {len(filled.projects)} 张、{filled.indicators} 个指标{named}：{out}")
    sys.exit(FINDINGS if filled.findings else FINE)


def _refuse(form: StageForm, unused: Mapping[str, object]) -> None:
    """Refuse options that a form without scores has no use for."""
    given = [option for option, value in unused.items() if value]
    if given:
        raise InputError(f"“{form.title}”没有得分，不用 {'、'.join(given)}；直接写 -o 附表.xlsx")


def refuse_for_a_standard(period: str, warnings: str | None) -> None:
    """Refuse the options of a 监控表 for a form with scores."""
    if period or warnings:
        raise InputError("--period、--warnings 只用于监控表（monitor-project、monitor-department）")


def monitored(period: str, warnings: str | None, ledgers: tuple[Path, ...] = ()) -> Monitored:
    """What a 监控表 is asked to be made with. Raises `InputError` for months or rules that there are not."""
    from addin.staging import Monitored, checked_period
    from workbooks.stages.progress_warnings import rules_called

    return Monitored(checked_period(period), ledgers, rules_called(warnings) if warnings else None)


def list_fields(form: StageForm, as_json: bool) -> None:
    """`jixiao items` of a form of targets: what a data file may hold."""
    from addin.cli import report
    from workbooks.stages.stage_data import amounts_of, fields_of, heads_of

    parts = {"head": heads_of(form), "data": amounts_of(form), "rows": fields_of(form)}
    if as_json:
        report.print_json([{"key": key, "part": part} for part, keys in parts.items() for key in keys])
        return
    labels = {"head": "表头", "data": "金额", "rows": "每个三级指标"}
    report.print_rows(("栏目", "写在"), [[key, labels[part]] for part, keys in parts.items() for key in keys])


def save_data(form: StageForm, out: Path, force: bool) -> None:
    """`jixiao data` of a form of targets."""
    from addin.cli import report
    from addin.staging import new_stage_form
    from workbooks.stages.stage_data import save_blank_stage_data

    if out.suffix.lower() == ".xlsx":
        new_stage_form(form, out, force)
    else:
        save_blank_stage_data(form, out, force)
    report.print_data_saved(form.id, out)
