"""汇总 on a cluster: a real LocalCluster, and a scheduler and workers started by themselves on loopback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import duckdb
import fsspec
import pytest
from distributed import Client, LocalCluster

from benchmarks.workbooks_of_a_city import make
from tests.support.places import ROOT
from tests.support.poison import ENDLESS, Held, Poisonous
from tests.support.reviewed import plain_workbook, scored
from workbooks.collect import cluster
from workbooks.collect.child import CollectChild
from workbooks.collect.cluster import on_cluster
from workbooks.collect.collecting import collect
from workbooks.collect.files import candidates
from workbooks.collect.jobs import DIED, HUNG, Candidate, Collected
from workbooks.collect.one_file import collect_file
from workbooks.collect.register import Register
from workbooks.collect.run import Runner, on_this_machine
from workbooks.collect.task import Task
from workbooks.problems import InputError
from workbooks.standards import library

FILES = 32


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("collect") / "city"
    make(folder, FILES)
    return folder


@pytest.fixture(scope="module")
def local(city: Path) -> list[Collected]:
    return in_order(collect_file(each) for each in candidates([str(city)]))


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as workers:
        yield workers.scheduler_address


@dataclass
class Processes:
    """A scheduler and workers as somebody starts them on several machines; each in a group of its own."""

    address: str
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]]

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    about = tmp_path / "scheduler.json"

    def start(what: str, *options: str) -> subprocess.Popen[bytes]:
        arguments = [sys.executable, "-m", "dask", what, "--scheduler-file", str(about), "--no-dashboard"]
        return subprocess.Popen(
            [*arguments, *options],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            cwd=tmp_path,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    started = [start("scheduler", "--host", "127.0.0.1", "--port", "0")]
    try:
        started += [start("worker", "--nthreads", "1", "--host", "127.0.0.1") for _ in range(2)]
        while not about.exists() or not about.read_text():
            assert started[0].poll() is None
            time.sleep(0.05)
        address = json.loads(about.read_text())["address"]
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(2)
        yield Processes(address, started[0], started[1:])
    finally:
        for process in started:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def in_order(results: Iterable[Collected]) -> list[Collected]:
    return sorted(results, key=lambda each: (each.candidate.path, each.candidate.member))


def small(folder: Path, names: Sequence[str]) -> list[Candidate]:
    for name in names:
        plain_workbook(folder / f"{name}.xlsx", {"表": scored(98)})
    return list(candidates([str(folder)]))


Ledgers = dict[str, list[tuple[object, ...]]]


def ledger_of(path: Path, folder: Path, runner: Runner) -> Ledgers:
    """Every table of the ledger of one run, without the time of the run."""
    with Register(path) as ledger:
        collect(ledger, [str(folder)], runner, Task())
    with duckdb.connect(str(path), read_only=True) as database:
        names = [name for (name,) in database.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        columns = dict.fromkeys(names, "*") | {"runs": "* EXCLUDE (started, finished)"}
        return {
            name: sorted(database.execute(f'SELECT {columns[name]} FROM "{name}"').fetchall(), key=repr)
            for name in names
        }


@pytest.fixture(scope="module")
def local_ledger(city: Path, tmp_path_factory: pytest.TempPathFactory) -> Ledgers:
    ledger = ledger_of(tmp_path_factory.mktemp("ledger") / "here.duckdb", city, on_this_machine)
    assert {name for name, rows in ledger.items() if not rows} == {"summaries"}
    return ledger


class TestLocalCluster:
    def test_same_results_as_on_this_machine(
        self, city: Path, local: list[Collected], scheduler: str
    ) -> None:
        assert in_order(on_cluster(candidates([str(city)]), Task(), scheduler)) == local

    def test_same_ledger_as_on_this_machine(
        self, city: Path, local_ledger: Ledgers, tmp_path: Path, scheduler: str
    ) -> None:
        runner = partial(on_cluster, address=scheduler)
        assert ledger_of(tmp_path / "there.duckdb", city, runner) == local_ledger

    def test_poisonous_files_cost_themselves_only(self, tmp_path: Path, scheduler: str) -> None:
        files = small(tmp_path, ["甲", "退出", "乙", "死循环", "丙", "崩溃", "丁", "巨大", "戊"])
        told = {each.candidate.name: each for each in on_cluster(files, Poisonous(), scheduler)}
        assert {name for name, each in told.items() if each.state == "read"} == {
            f"{name}.xlsx" for name in "甲乙丙丁戊"
        }
        assert told["崩溃.xlsx"].reason == told["退出.xlsx"].reason == told["巨大.xlsx"].reason == DIED
        assert told["死循环.xlsx"].reason == HUNG.format(seconds=ENDLESS)

    def test_another_version_on_the_workers_is_refused(
        self, city: Path, scheduler: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(library, "available", lambda: ("heping-2024",))
        with pytest.raises(InputError, match="与本机不同"):
            next(on_cluster(candidates([str(city)]), Task(), scheduler))


def held(work: Task, files: Sequence[Candidate], gate: Path) -> Held:
    """The work on the files of the first task at once, on all others when there is something at `gate`."""
    free = frozenset(each.path for each in files[: cluster._TOGETHER])
    return Held(**vars(work), gate=str(gate), free=free)


class TestProcesses:
    def test_a_killed_worker_costs_a_retry(
        self, city: Path, local_ledger: Ledgers, tmp_path: Path, processes: Processes
    ) -> None:
        def runner(files: Iterable[Candidate], work: Task) -> Iterator[Collected]:
            given = list(files)
            gate = tmp_path / "gate"
            results = on_cluster(given, held(work, given, gate), processes.address)
            yield next(results)
            processes.kill(processes.workers[0])
            gate.touch()
            yield from results

        assert ledger_of(tmp_path / "killed.duckdb", city, runner) == local_ledger

    def test_a_lost_scheduler_ends_the_run_with_one_line(
        self, city: Path, tmp_path: Path, processes: Processes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(cluster, "_RECONNECT", 1)
        files = list(candidates([str(city)]))
        results = on_cluster(files, held(Task(), files, tmp_path / "gate"), processes.address)
        next(results)
        processes.kill(processes.scheduler)
        with pytest.raises(InputError, match="再运行一次"):
            list(results)


def test_no_scheduler_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_CONNECT", 1)
    with pytest.raises(InputError, match=r"连不上集群 tcp://127\.0\.0\.1:1"):
        next(on_cluster([Candidate("a.xlsx")], Task(), "tcp://127.0.0.1:1"))


def test_a_cluster_without_workers_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_COMES_UP", 0.1)
    with (
        LocalCluster(n_workers=0, dashboard_address=":0") as empty,
        pytest.raises(InputError, match="没有工作节点"),
    ):
        next(on_cluster([Candidate("a.xlsx")], Task(), empty.scheduler_address))


class TestChild:
    def test_goes_on_after_each_poisonous_file(self, tmp_path: Path) -> None:
        files = small(tmp_path, ["1甲", "2崩溃", "3乙", "4死循环", "5丙", "6巨大", "7丁"])
        child = CollectChild()
        try:
            states = [child(each, Poisonous()).state for each in files]
        finally:
            child.close()
        assert states == ["read", "unreadable"] * 3 + ["read"]

    def test_ctrl_c_is_for_the_program_that_started_it(self, tmp_path: Path) -> None:
        """Else the file that is read just then were one that cannot be read, for as long as it is kept."""
        files = small(tmp_path, ["甲", "乙"])
        child = CollectChild()
        try:
            child(files[0], Task())
            process = child._apart._process
            assert process is not None
            os.kill(process.pid, signal.SIGINT)
            assert child(files[1], Task()).state == "read"
            assert child._apart._process is process
        finally:
            child.close()

    def test_keeps_its_process_between_files(self, tmp_path: Path) -> None:
        files = small(tmp_path, ["甲", "乙"])
        child = CollectChild()
        try:
            child(files[0], Task())
            first = child._apart._process
            child(files[1], Task())
            assert child._apart._process is first
        finally:
            child.close()


class TestUrls:
    def test_file_url_gives_what_the_folder_gives(self, city: Path, local: list[Collected]) -> None:
        found = in_order(collect_file(each) for each in candidates([city.as_uri()]))
        assert [each.findings for each in found] == [each.findings for each in local]
        assert [each.tables for each in found] == [each.tables for each in local]
        assert [each.hash for each in found] == [each.hash for each in local]

    def test_object_store(self, city: Path, local: list[Collected]) -> None:
        store = fsspec.filesystem("memory")
        store.put(f"{city}/", "/handed/in/", recursive=True)
        try:
            found = [collect_file(each) for each in candidates(["memory://handed/in"])]
        finally:
            store.rm("/handed", recursive=True)
        assert all(each.candidate.path.startswith("memory://handed/in/") for each in found)
        assert sorted(each.hash for each in found) == sorted(each.hash for each in local)

    def test_place_that_is_not_there(self) -> None:
        with pytest.raises(InputError, match="找不到 memory://nowhere"):
            list(candidates(["memory://nowhere"]))

    def test_unknown_kind_of_place(self) -> None:
        with pytest.raises(InputError, match="不认识 nosuch://"):
            list(candidates(["nosuch://bucket/2024"]))

    def test_file_that_went_away_after_the_listing(self, tmp_path: Path) -> None:
        (one,) = small(tmp_path, ["甲"])
        (there,) = candidates([tmp_path.as_uri()])
        Path(one.path).unlink()
        assert "请再运行一次" in collect_file(there).reason
