"""The work on all cores of this machine: a file that kills or hangs its process costs that file only."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from queue import SimpleQueue

from workbooks.collect.child import CollectChild
from workbooks.collect.jobs import Candidate, Collected
from workbooks.collect.task import Task

Runner = Callable[[Iterable[Candidate], Task], Iterator[Collected]]
"""Does the work on every file, in whatever order, one result for each: on this machine or on a cluster."""

# Files handed over for each process, so that none waits and memory stays bounded however many there are.
_AHEAD = 8


def on_this_machine(
    files: Iterable[Candidate], work: Task, jobs: int | None = None
) -> Generator[Collected, None, None]:
    """Run the work with so many processes (default: one for each core), each watched by a thread.

    Closing the iterator ends the processes.
    """
    workers = jobs or os.cpu_count() or 1
    children = [CollectChild() for _ in range(workers)]
    idle: SimpleQueue[CollectChild] = SimpleQueue()
    for child in children:
        idle.put(child)

    def result_of(candidate: Candidate) -> Collected:
        child = idle.get()
        try:
            return child(candidate, work)
        finally:
            idle.put(child)

    running: set[Future[Collected]] = set()
    pool = ThreadPoolExecutor(workers)
    try:
        for candidate in files:
            running.add(pool.submit(result_of, candidate))
            if len(running) >= workers * _AHEAD:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in done)
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            yield from (future.result() for future in done)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for child in children:
            child.close()
