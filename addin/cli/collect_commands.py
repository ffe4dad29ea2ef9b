"""`jixiao collect`: a folder of workbooks becomes one summary, and a ledger that stays."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from addin.cli.chinese import Command
from addin.cli.options import PATH, json_option
from workbooks.problems import InputError, in_a_command, to_install

if TYPE_CHECKING:
    from workbooks.collect.jobs import Collected
    from workbooks.collect.register import Counts, Register
    from workbooks.collect.run import Runner

_LACKING = "汇总要用的组件没有安装（{}），{}"
_MOST_TOLD = 20
# Forms that are not scored; they are read to be held against each other.
_OTHER_FORMS = (
    "SELECT stage, count(*) FROM stated JOIN present USING (file) "
    "WHERE stage <> '自评表' GROUP BY stage ORDER BY stage"
)


@click.command(cls=Command)
@click.argument("places", nargs=-1, required=True, metavar="文件夹...")
@click.option("-o", "--out", type=PATH, required=True, help="写出的汇总工作簿（.xlsx）")
@click.option("--db", type=PATH, help="台账文件（.duckdb），默认与汇总同名，放在旁边")
@click.option("--standard", metavar="编号", help="评分标准的编号；不写则按表里的指标名称识别")
@click.option(
    "--jobs", type=click.IntRange(1, 1024), metavar="个数", help="同时用几个进程，默认每个处理器核心一个"
)
@click.option(
    "--seconds", type=click.FloatRange(min=1), default=60, metavar="秒数", help="一个文件最多读几秒，默认 60"
)
@click.option("--scheduler", metavar="地址", help="已有 dask 集群的地址，如 tcp://10.0.0.1:8786")
@click.option("--parquet", type=PATH, metavar="文件夹", help="另把台账导出到这个文件夹（.parquet）")
@click.option("--force", is_flag=True, help="汇总工作簿已存在时覆盖（台账总是接着用）")
@json_option
def collect(
    places: tuple[str, ...],
    out: Path,
    db: Path | None,
    standard: str | None,
    jobs: int | None,
    seconds: float,
    scheduler: str | None,
    parquet: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """汇总并复核许多附表：排名、对比、得分率、问题清单；再次运行只读新的和改过的文件。"""
    from addin.cli import report
    from workbooks.files.saving import check_target, make_folder

    if standard:
        from workbooks.forms.standard_files import load_standard as load

        load(standard)
    check_target(out, force)
    if parquet:
        make_folder(parquet)
    with _components():
        from workbooks.collect.collecting import collect as collect_into
        from workbooks.collect.files import reports_at
        from workbooks.collect.register import Register
        from workbooks.collect.summary import write_summary
        from workbooks.collect.task import Task

        runner = _runner(jobs, scheduler)
    kept = db or out.with_suffix(".duckdb")
    try:
        with Register(kept) as ledger:
            work = Task(standard, seconds)
            counts = collect_into(ledger, places, runner, work, (out, kept), _progress)
            if not counts.found:
                raise InputError(
                    f"{'、'.join(places)} 里没有找到工作簿（.xlsx、.xls、.ods，或装着它们的 .zip）"
                    "；报告（.docx、.pdf）请用 jixiao check 报告.docx 附表.xlsx"
                )
            written = write_summary(ledger, out, force)
            if parquet:
                ledger.export(parquet)
            reports = [str(path) for path in reports_at(places)]
            told = {
                **_told(ledger, counts),
                "reports": reports,
                "out": str(out),
                "written": written,
                "db": str(kept),
            }
    except KeyboardInterrupt:
        raise InputError(f"已中断，没有写出汇总；读过的已记在台账 {kept.name}，再次运行会接着读") from None
    if as_json:
        report.print_json(told)
    else:
        _print(told)
    if not told["tables"]["all"] and not told["forms"]:
        click.echo("错误：没有一个文件里有能汇总的附表，原因见上和汇总里的“未能读取”", err=True)
        sys.exit(2)
    sys.exit(1 if told["findings"] or told["unreadable"] else 0)


@contextmanager
def _components() -> Iterator[None]:
    """One clear line where the packages of the extra `collect` are not installed."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise InputError(_LACKING.format(error.name, to_install("collect"))) from None


def _runner(jobs: int | None, scheduler: str | None) -> Runner:
    if scheduler:
        from workbooks.collect.cluster import on_cluster

        return partial(on_cluster, address=scheduler)
    from workbooks.collect.run import on_this_machine

    return partial(on_this_machine, jobs=jobs)


def _progress(results: Iterable[Collected], total: int) -> Iterator[Collected]:
    """A bar with rate and remaining time, where somebody watches."""
    if total < 2 or not sys.stderr.isatty():
        yield from results
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Any) -> Text:
            speed = task.finished_speed or task.speed
            return Text(f"{speed:.0f} 份/秒" if speed else "")

    console = Console(stderr=True)
    counted = (TextColumn("正在汇总"), BarColumn(), MofNCompleteColumn(), Rate())
    columns = (*counted, TextColumn("剩余"), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        yield from progress.track(results, total=total)


def _told(ledger: Register, counts: Counts) -> dict[str, Any]:
    """What was found, as the JSON of the command-line contract."""
    from workbooks.findings import LEVELS

    by_level = "SELECT level, count(*) FROM findings JOIN present USING (file) GROUP BY level"
    found = dict(ledger.query(by_level))
    levels = {level: found[level] for level in LEVELS if level in found}
    tables = ledger.query("SELECT count(*), count(*) FILTER (NOT counted) FROM scores")[0]
    unread = ledger.query(
        "SELECT path, member, reason FROM present WHERE state = 'unreadable' ORDER BY path, member"
    )
    tables_unread = ledger.query(
        "SELECT path, member, sheet, message FROM findings JOIN present USING (file) WHERE code = 'U03' "
        "ORDER BY path, member, sheet"
    )
    return {
        "status": "partly" if unread or tables_unread else "read",
        "files": {
            "found": counts.found,
            "read": counts.read,
            "unchanged": counts.unchanged,
            "unreadable": counts.unreadable,
            "removed": counts.removed,
        },
        "tables": {"all": tables[0], "duplicates": tables[1]},
        "forms": dict(ledger.query(_OTHER_FORMS)),
        "findings": levels,
        "unreadable": [{"file": path, "member": member, "error": why} for path, member, why in unread],
        "unread_tables": [
            {"file": path, "member": member, "sheet": sheet, "error": why}
            for path, member, sheet, why in tables_unread
        ],
        "statuses": list(_statuses(ledger)),
    }


def _statuses(ledger: Register) -> Iterator[dict[str, Any]]:
    """Whether each file, and each sheet with something like a table, was read: read, partly or unread."""
    sheets: dict[int, dict[str, str]] = defaultdict(dict)
    known = "SELECT file, sheet FROM tables UNION SELECT file, sheet FROM stated ORDER BY file, sheet"
    for file, sheet in ledger.query(known):
        sheets[file][sheet] = "read"
    for file, sheet in ledger.query("SELECT DISTINCT file, sheet FROM findings WHERE code = 'U03'"):
        sheets[file][sheet] = "partly" if sheet in sheets[file] else "unread"
    listed = "SELECT file, path, member, state FROM present ORDER BY path, member"
    for file, path, member, state in ledger.query(listed):
        of_sheets = sheets[file]
        lost = any(status != "read" for status in of_sheets.values())
        status = "unread" if state == "unreadable" else "partly" if lost else "read"
        each = [{"sheet": sheet, "status": found} for sheet, found in sorted(of_sheets.items())]
        yield {"file": path, "member": member, "status": status, "sheets": each}


def _print(told: dict[str, Any]) -> None:
    from addin.cli import report
    from workbooks.findings import NOT_READ

    files, tables = told["files"], told["tables"]
    if told["status"] != "read":
        counts = f"{len(told['unreadable'])} 个文件，{len(told['unread_tables'])} 处像表的内容"
        report.print_line(f"{NOT_READ}：{counts}")
    report.print_line(
        f"找到文件 {files['found']} 个：这次读 {files['read']} 个，没有变化 {files['unchanged']} 个，"
        f"未能读取 {files['unreadable']} 个；不再存在 {files['removed']} 个"
    )
    repeated = f"，其中重复报送 {tables['duplicates']} 张" if tables["duplicates"] else ""
    findings = "，".join(f"{level} {count} 处" for level, count in told["findings"].items()) or "没有发现问题"
    findings = findings if told["status"] == "read" else f"其余{findings}"
    others = "".join(f"，{stage} {count} 张" for stage, count in told["forms"].items())
    report.print_line(f"评分表 {tables['all']} 张{repeated}{others}；{findings}")
    if told["reports"]:
        count, first = len(told["reports"]), told["reports"][0]
        check = f"与附表核对请用 jixiao check {in_a_command(first)} 附表"
        report.print_line(f"另有报告（.docx、.pdf）{count} 份，没有汇总；{check}")
    for unread in told["unreadable"][:_MOST_TOLD]:
        member = f"（{unread['member']}）" if unread["member"] else ""
        report.print_line(f"未能读取：{unread['file']}{member}：{unread['error']}")
    if (rest := len(told["unreadable"]) - _MOST_TOLD) > 0:
        report.print_line(f"还有 {rest} 个未能读取的文件，见汇总里的“未能读取”")
    written = "汇总已写出" if told["written"] else "汇总没有变化，没有重写"
    report.print_line(f"{written}：{told['out']}；台账：{told['db']}")
