"""A city's workbooks collected: every known defect found, none invented, beside other ways to read them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pandas as pd
from python_calamine import CalamineWorkbook

from benchmarks.workbooks_of_a_city import MEMBER, make
from workbooks.collect.files import candidates, read
from workbooks.collect.jobs import Candidate, Collected
from workbooks.collect.one_file import collect_file
from workbooks.collect.run import on_this_machine
from workbooks.collect.task import Task
from workbooks.findings import ERROR, Finding

OURS = "本工具：读、重算、复核"


@dataclass
class Score:
    """How the findings compare with what is known to be wrong."""

    defects: int = 0
    found: int = 0
    missed: Counter[str] = field(default_factory=Counter)
    invented: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)
    bad: int = 0
    bad_told: int = 0
    unread: list[str] = field(default_factory=list)
    unknown: int = 0
    """Files whose standard was not recognised, or was taken for another."""

    def add(self, collected: Collected, name: str, truth: dict[str, Any]) -> None:
        if truth["kind"] == "bad":
            self.bad += 1
            self.bad_told += collected.state == "unreadable" and bool(collected.reason)
            return
        if collected.state != "read":
            self.unread.append(f"{name}：{collected.reason}")
            return
        self.unknown += {table.standard for table in collected.tables} != {truth["standard"]}
        defect = truth["defect"] or {"codes": (), "cells": (), "level": "", "also": ()}
        of_defect, others = list[Finding](), list[Finding]()
        for each in collected.findings:
            hit = each.code in defect["codes"] and f"{each.sheet}!{each.cell}" in defect["cells"]
            (of_defect if hit else others).append(each)
        if truth["defect"]:
            self.defects += 1
            if any(each.level == defect["level"] for each in of_defect):
                self.found += 1
            else:
                self.missed[f"{truth['standard']} {defect['name']}"] += 1
                self.examples.append(f"没找到 {name} {defect['name']} {defect['cells']}")
        for each in others:
            if each.level == ERROR and each.code not in defect["also"]:
                self.invented[f"{truth['standard']} {each.code}"] += 1
                self.examples.append(f"多报 {name} {each.code} {each.sheet}!{each.cell} {each.message}")


def compare(results: Iterable[Collected], folder: Path, truth: dict[str, Any]) -> Score:
    """Compare what was collected below the folder with its truth; a file without a result is unread."""
    score, left = Score(), dict(truth)
    for collected in results:
        name = Path(collected.candidate.path).relative_to(folder.resolve()).as_posix()
        name += f"{MEMBER}{collected.candidate.member}" if collected.candidate.member else ""
        if name in left:
            score.add(collected, name, left.pop(name))
    score.unread += [f"{name}：没有结果" for name in left]
    return score


def print_score(score: Score, files: int) -> None:
    invented = sum(score.invented.values())
    print(f"\n{files} 份附表，五种评分标准，{score.defects} 处已知的错误")
    print(f"  找到 {score.found} 处（{score.found / max(1, score.defects):.2%}），多报的错误 {invented} 处")
    print(
        f"  坏文件 {score.bad} 份，说明原因的 {score.bad_told} 份；应当能读而没有读的 {len(score.unread)} 份"
    )
    print(f"  没有认出评分标准的 {score.unknown} 份")
    for title, counts in (("没找到", score.missed), ("多报", score.invented)):
        for name, count in counts.most_common(10):
            print(f"    {title} {name} × {count}")
    for example in [*score.examples, *score.unread][:8]:
        print(f"    {example}")


def by_openpyxl(content: bytes, suffix: str) -> None:
    """Every sheet as a data frame, by the engine pandas takes unless told otherwise (2.x)."""
    engine = {".xlsx": "openpyxl"}.get(suffix, "calamine")
    pd.read_excel(BytesIO(content), sheet_name=None, header=None, engine=engine)  # type: ignore[call-overload]


def by_pandas_calamine(content: bytes, _: str) -> None:
    pd.read_excel(BytesIO(content), sheet_name=None, header=None, engine="calamine")


def by_calamine(content: bytes, _: str) -> None:
    """The floor: the cells and nothing else."""
    with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()


def read_with(way: Callable[[bytes, str], None], files: list[Candidate]) -> int:
    """Read all files one way; those that it cannot read are left out, as a script would. How many it read."""
    done = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for each in files:
            try:
                way(read(each), Path(each.name).suffix.lower())
                done += 1
            except BaseException as error:
                if isinstance(error, KeyboardInterrupt):
                    raise
    return done


def seconds(task: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    start = clock()
    task()
    return clock() - start


def on_all_cores(way: Callable[[bytes, str], None], files: list[Candidate]) -> None:
    cores = os.cpu_count() or 1
    parts = [files[number::cores] for number in range(cores)]
    with ProcessPoolExecutor(cores, get_context("spawn")) as pool:
        list(pool.map(partial(read_with, way), parts))


def side_by_side(folder: Path, rounds: int) -> None:
    """Time of each way on one core and on all, taken in turn; the best of the rounds.

    On one core it is processor time, which other programs on the machine hardly change.
    """
    files = [each for each in candidates([str(folder)]) if not each.problem]
    others = {
        "(a) pandas＋openpyxl，只读": by_openpyxl,
        "(b) pandas＋calamine，只读": by_pandas_calamine,
        "(c) calamine，只读（下限）": by_calamine,
    }
    one: dict[str, Callable[[], object]] = {OURS: lambda: [collect_file(each) for each in files]}
    all_cores: dict[str, Callable[[], object]] = {OURS: lambda: list(on_this_machine(files, Task()))}
    for name, way in others.items():
        one[name] = partial(read_with, way, files)
        all_cores[name] = partial(on_all_cores, way, files)
    compare_times(f"一个核（处理器时间），{len(files)} 份", one, len(files), rounds, time.process_time)
    cores = f"全部 {os.cpu_count()} 个核（经过的时间，含启动），{len(files)} 份"
    compare_times(cores, all_cores, len(files), rounds, time.perf_counter)


def compare_times(
    title: str, ways: dict[str, Callable[[], object]], files: int, rounds: int, clock: Callable[[], float]
) -> None:
    """Take the ways in turn and print the best time of each, beside ours; the slow (a) only once."""
    best: dict[str, float] = dict.fromkeys(ways, float("inf"))
    for number in range(rounds):
        for name, task in ways.items():
            if number == 0 or not name.startswith("(a)"):
                best[name] = min(best[name], seconds(task, clock))
    print(f"\n{title}")
    for name, taken in best.items():
        ratio = "" if name == OURS else f"  = 本工具的 {taken / best[OURS]:.2f} 倍"
        print(f"  {name:<30}{taken:8.2f} 秒  {taken / files * 1000:6.2f} 毫秒一份{ratio}")
    *_, floor = best.values()
    print(f"  本工具用的时间是下限 (c) 的 {best[OURS] / floor:.1f} 倍")


@dataclass(frozen=True)
class Measured:
    """A run of the command: seconds, and the most memory (MB) of all its processes together."""

    seconds: float
    peak: float


def command(folder: Path, out: Path, *options: str) -> Measured:
    """`jixiao collect` in a process of its own."""
    start_command = "from addin.cli import main; main()"
    arguments = [sys.executable, "-c", start_command, "collect", str(folder), "-o", str(out), *options]
    start = time.perf_counter()
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    watch = _Memory(process.pid)
    watch.start()
    told = process.communicate()[1]
    taken = time.perf_counter() - start
    watch.stop()
    if process.returncode not in (0, 1):
        raise RuntimeError(told.decode("utf-8", "replace")[-2000:])
    return Measured(taken, watch.peak / 2**20)


class _Memory(threading.Thread):
    """Watches the memory of a process and all below it (proportional share, where the system tells it)."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self._pid, self._done = pid, threading.Event()

    def run(self) -> None:
        while not self._done.wait(0.1):
            self.peak = max(self.peak, sum(map(_memory_of, _tree(self._pid))))

    def stop(self) -> None:
        self._done.set()
        self.join()


def _tree(pid: int) -> list[int]:
    found, left = [], [pid]
    while left:
        found.append(left.pop())
        try:
            for task in Path(f"/proc/{found[-1]}/task").iterdir():
                left += map(int, (task / "children").read_text().split())
        except OSError:
            continue
    return found


def _memory_of(pid: int) -> int:
    """Resident bytes of a process, pages shared with others counted in part."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def memory_and_second_run(cities: Mapping[int, Path], work: Path) -> None:
    """Peak memory at each number of files, and a second run over the same folder (the better of two)."""
    print("\njixiao collect 整个命令（含启动、台账和汇总表）")
    peaks = []
    for size, folder in cities.items():
        out = work / f"汇总{size}.xlsx"
        first = command(folder, out)
        second = min(command(folder, out, "--force").seconds for _ in range(2))
        peaks.append(first.peak)
        ledger = sum(path.stat().st_size for path in work.glob(f"汇总{size}*") if path.suffix != ".xlsx")
        print(
            f"  {size:>6} 份：第一次 {first.seconds:7.1f} 秒，内存最高 {first.peak:6.0f} MB；"
            f"第二次 {second:6.2f} 秒（{second / first.seconds:.1%}），"
            f"台账 {ledger / 2**20:.1f} MB，汇总表 {out.stat().st_size / 2**20:.1f} MB"
        )
    if peaks[0]:
        print(f"  内存：最多的一次是最少份数时的 {max(peaks) / peaks[0]:.2f} 倍")


def main(files: int, sizes: Sequence[int], rounds: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        cities = {size: work / f"city{size}" for size in sorted({files, *sizes})}
        for size, folder in cities.items():
            taken = seconds(partial(make, folder, size, office=shutil.which("soffice")))
            print(f"生成 {size} 份附表用 {taken:.1f} 秒", flush=True)
        folder = cities[files]
        truth = json.loads((work / f"city{files}-truth.json").read_text("utf-8"))
        results = (collect_file(each) for each in candidates([str(folder)]))
        print_score(compare(results, folder, truth), files)
        side_by_side(folder, rounds)
        if sizes:
            memory_and_second_run({size: cities[size] for size in sorted(sizes)}, work)
