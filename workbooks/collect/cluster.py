"""Doing the work on an existing dask.distributed cluster: `--scheduler tcp://address:8786`.

Every worker reads the files itself, from a shared folder or an object store, each in a process beside the
worker. A file that crashes or hangs costs that file; a lost worker or connection costs a retry.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from workbooks.collect.child import CollectChild
from workbooks.collect.jobs import DIED, Candidate, Collected, unreadable
from workbooks.collect.method import method
from workbooks.collect.task import Task
from workbooks.problems import InputError, to_install

if TYPE_CHECKING:
    from distributed import Client, Future

# Files of one task, so that the scheduler is not busier than the workers; a lost worker repeats as many.
_TOGETHER = 8
# Tasks handed over for each thread of the cluster, so that none waits and memory stays bounded.
_AHEAD = 3
_TRIES = 3
_CONNECT = 15
# The first worker may come up after the scheduler.
_COMES_UP = 15
_RECONNECT = 60
# Workers come and go while a run is on.
_RECOUNT = 5

_AGAIN = "已读的都在台账里，再运行一次会接着读"
_FAILED = "集群上读这个文件时出错（{}），请再运行一次；还不行的，把这份文件和这句话交给维护人员"


def on_cluster(files: Iterable[Candidate], work: Task, address: str) -> Iterator[Collected]:
    """Run the work on the cluster at an address, one result for each file, in whatever order.

    Raises `InputError` when the cluster cannot be reached, has no workers, is lost for good, or its
    workers have another version of this tool (their results would differ).
    """
    left = iter(files)
    first = next(left, None)
    if first is None:
        return
    with _connected(address) as client:
        _check(client, address, work)
        yield from _Run(client, address, work).results(chain([first], left))


class _Run:
    """One run: the tasks under way with their files, and how often each was tried."""

    def __init__(self, client: Client, address: str, work: Task) -> None:
        from distributed import as_completed

        self._client, self._address, self._work = client, address, work
        self._queue = as_completed(loop=client.loop)
        self._threads, self._counted = 1, -float("inf")
        self._running: dict[str, tuple[Future, list[Candidate], int]] = {}

    def results(self, files: Iterator[Candidate]) -> Iterator[Collected]:
        try:
            while self._fill(files):
                future = next(self._queue)
                _, batch, tries = self._running.pop(future.key)
                yield from self._finished(future, batch, tries)
        finally:
            if self._client.status == "running":
                with suppress(Exception):
                    self._client.cancel([future for future, _, _ in self._running.values()], force=True)

    def _fill(self, files: Iterator[Candidate]) -> bool:
        """Hand over files while there is room; whether anything is under way."""
        if time.monotonic() - self._counted > _RECOUNT:
            # Lost for a moment, perhaps; if not, the tasks under way will tell.
            with suppress(OSError):
                self._threads = max(1, sum(self._client.nthreads().values()))
            self._counted = time.monotonic()
        while len(self._running) < self._threads * _AHEAD and (batch := list(islice(files, _TOGETHER))):
            self._submit(batch, 1)
        return bool(self._running)

    def _submit(self, batch: list[Candidate], tries: int) -> None:
        future = self._client.submit(_on_worker, batch, self._work, pure=False)
        self._running[future.key] = (future, batch, tries)
        self._queue.add(future)

    def _finished(self, future: Future, batch: list[Candidate], tries: int) -> Iterator[Collected]:
        """The results of a task that ended, or another try at its files one by one."""
        results, failure = _result(future)
        if results is not None:
            yield from results
            return
        self._wait_for_connection()
        for candidate in batch:
            if tries < _TRIES:
                self._submit([candidate], tries + 1)
            else:
                yield unreadable(candidate, DIED if failure == "KilledWorker" else _FAILED.format(failure))

    def _wait_for_connection(self) -> None:
        until = time.monotonic() + _RECONNECT
        while self._client.status != "running":
            if self._client.status == "closed" or time.monotonic() > until:
                raise InputError(f"和集群 {self._address} 的连接断了；{_AGAIN}")
            time.sleep(0.2)


def _result(future: Future) -> tuple[list[Collected] | None, str]:
    """The results of a task, or what kept them: its error, or that they were lost on the way."""
    try:
        if future.status == "finished":
            return future.result(timeout=_RECONNECT), ""
        if future.status == "error":
            return None, type(future.exception(timeout=_RECONNECT)).__name__
    except Exception as error:  # Lost with its worker, or with the connection.
        return None, type(error).__name__
    return None, "连接断开"


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    try:
        from distributed import Client
    except ImportError:
        raise InputError(f"用集群的组件没有安装（dask.distributed），{to_install('collect')}") from None
    try:
        client = Client(address, timeout=_CONNECT, set_as_default=False, name="jixiao-collect")
    except (OSError, ValueError) as error:
        why = "" if isinstance(error, OSError) else f"（{error}）"
        raise InputError(
            f"连不上集群 {address}{why}，请核对地址（如 tcp://192.168.1.5:8786）和调度器是否在运行"
        ) from None
    try:
        yield client
    finally:
        with suppress(Exception):
            client.close(timeout=_CONNECT)


def _check(client: Client, address: str, work: Task) -> None:
    """Every worker must do the same work as this machine would."""
    from distributed import TimeoutError as LateError

    with suppress(LateError):
        client.wait_for_workers(1, timeout=_COMES_UP)
    workers = client.nthreads()
    if not workers:
        raise InputError(f"集群 {address} 里没有工作节点，请先启动（dask worker {address}）")
    told: dict[str, Any] = client.run(method, work.standard, on_error="return")
    here = method(work.standard)
    for worker, there in told.items():
        if isinstance(there, BaseException):
            raise InputError(f"工作节点 {worker} 上没有装 jixiao（{type(there).__name__}），请先安装同一版本")
        if there != here:
            raise InputError(
                f"工作节点 {worker} 上的 jixiao 或评分标准与本机不同，请装同一版本，结果才会一样"
            )


_here = threading.local()


def _on_worker(batch: list[Candidate], work: Task) -> list[Collected]:
    """The work on some files, on a worker: one process for each of its threads, kept between tasks."""
    if not hasattr(_here, "child"):
        _here.child = CollectChild()
    return [_here.child(candidate, work) for candidate in batch]
