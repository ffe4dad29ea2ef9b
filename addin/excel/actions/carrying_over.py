"""结转: the targets of the open 申报表 (or 监控表) go into a new form beside it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from addin.carrying import CarryingTo
from addin.carrying import carry as carry_targets
from addin.excel.desk import Desk, quiet
from addin.excel.live import save_form
from addin.staging import Monitored
from workbooks.problems import InputError
from workbooks.stages.progress_warnings import rules_called
from workbooks.standards.loading import load

if TYPE_CHECKING:
    import xlwings as xw

_EVALUATION = "project-2020"
_MOST_TOLD = 10


def carry(desk: Desk, book: xw.Book, argument: str) -> str:
    """结转: as the button says, monitor or evaluate, linked or with the warnings of some rules."""
    path = Path(book.fullname)
    if not path.is_file():
        raise InputError(f"“{book.name}”没有保存在本机的文件夹里，请先保存再结转")
    where, _, how = argument.partition("-")
    rules = rules_called(how) if how not in ("", "link") else None
    asked = Monitored(rules=rules, linked=how == "link")
    monitoring = where == "monitor"
    label, suffix = ("监控表", ".xlsx") if monitoring else ("自评表", ".xlsm")
    target = path.with_name(f"{path.stem}-{label}{suffix}")
    if target.exists():
        raise InputError(f"{target.name} 已经在旁边，没有覆盖；请改名或移走后再结转")
    to = CarryingTo("监控" if monitoring else "自评", load(_EVALUATION), save_form, asked)
    with quiet(book.app), TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        desk.save_copy(book, copy)
        carried = carry_targets(copy, target, to)
    desk.open(target)
    said = [
        f"已结转 {len(carried.projects)} 个项目、{carried.indicators} 个指标：{target.name}，在原文件旁边。"
    ]
    told = [*(f"改动：{line}" for line in carried.changed), *(f"没有结转：{line}" for line in carried.left)]
    said += told[:_MOST_TOLD]
    if len(told) > _MOST_TOLD:
        said.append(f"……另有 {len(told) - _MOST_TOLD} 条，用 jixiao carry 可全部列出。")
    return "\n".join(said)
