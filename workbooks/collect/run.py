"""Doing the work on all cores of this machine: a file that kills or hangs its process costs that file only."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, TimeoutError, wait
from multiprocessing import get_context

from pebble import ProcessExpired, ProcessPool

from workbooks.collect.model import Candidate, Collected, unreadable
from workbooks.collect.work import Work

Runner = Callable[[Iterable[Candidate], Work], Iterator[Collected]]
"""Does the work on every file, in whatever order, one result for each: on this machine or on a cluster."""

DIED = "读这个文件的程序意外退出（文件可能已损坏或过大），请用 Excel 或 WPS 打开后另存为 .xlsx 再交"
HUNG = "读这个文件超过 {seconds:g} 秒，已放弃，请用 Excel 或 WPS 打开，删去多余的行列后另存为 .xlsx 再交"

# A process is replaced after so many files, so that what a library leaks stays bounded.
_FILES_PER_PROCESS = 2000
# Files handed over for each process, so that none waits and memory stays bounded however many there are.
_AHEAD = 8


def on_this_machine(files: Iterable[Candidate], work: Work, jobs: int | None = None) -> Iterator[Collected]:
    """Run the work with so many processes (default: one for each core).

    Processes are spawned, as on every system. Closing the iterator ends them.
    """
    files = iter(files)
    first = next(files, None)
    if first is None:
        return
    workers = jobs or os.cpu_count() or 1
    running: dict[Future[Collected], Candidate] = {}
    with ProcessPool(
        max_workers=workers,
        max_tasks=_FILES_PER_PROCESS,
        initializer=signal.signal,
        # Ctrl-C is for the parent, which then ends its processes.
        initargs=[signal.SIGINT, signal.SIG_IGN],
        context=get_context("spawn"),
    ) as pool:
        try:
            running[pool.schedule(work, [first], timeout=work.seconds)] = first
            for candidate in files:
                running[pool.schedule(work, [candidate], timeout=work.seconds)] = candidate
                if len(running) >= workers * _AHEAD:
                    yield from _finished(running, work)
            while running:
                yield from _finished(running, work)
        finally:
            if running:
                pool.stop()


def _finished(running: dict[Future[Collected], Candidate], work: Work) -> list[Collected]:
    """The results that are there, after waiting for at least one."""
    done = wait(running, return_when=FIRST_COMPLETED).done
    return [_result(future, running.pop(future), work) for future in done]


def _result(future: Future[Collected], candidate: Candidate, work: Work) -> Collected:
    try:
        return future.result()
    except TimeoutError:
        return unreadable(candidate, HUNG.format(seconds=work.seconds))
    except (ProcessExpired, MemoryError):
        return unreadable(candidate, DIED)
