"""One run of 汇总: find the files, read what is new or changed, keep it in the ledger."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from workbooks.collect.files import candidates
from workbooks.collect.jobs import Candidate, Collected, unreadable
from workbooks.collect.method import method
from workbooks.collect.register import Counts, Register
from workbooks.collect.run import Runner
from workbooks.collect.task import Task

# What is written at once: a broken-off run loses no more than this.
_MOST_IN_BATCH = 100
_LONGEST_WAIT = 2.0

Progress = Callable[[Iterable[Collected], int], Iterable[Collected]]
"""Hands results on and shows how far they are, of so many."""


def collect(
    ledger: Register,
    places: Sequence[str],
    runner: Runner,
    work: Task,
    leave_out: Sequence[Path] = (),
    progress: Progress = lambda results, total: results,
) -> Counts:
    """Bring the ledger up to date with the files at the places.

    Whatever ends the run early (Ctrl-C too), the results so far are in the ledger, and the next run goes on.
    Raises `InputError` for a place that is not there.
    """
    # Links stay as they are.
    whole = [place if "://" in place else os.path.abspath(place) for place in places]  # noqa: PTH100
    number = ledger.start(whole, candidates(places, leave_out), method(work.standard))
    complete = False
    try:
        with closing(_results(ledger, runner, work)) as results:
            _keep(ledger, progress(results, number))
        if number or not ledger.is_as_before():
            # What nothing changed needs none of what compares.
            from workbooks.collect.linking import link

            link(ledger)
        complete = True
    finally:
        counts = ledger.finish(complete)
    return counts


def _results(ledger: Register, runner: Runner, work: Task) -> Generator[Collected, None, None]:
    """The results of the runner, and those of the candidates that need no reading."""
    told: list[Collected] = []

    def usable() -> Iterator[Candidate]:
        for candidate in ledger.to_read():
            if candidate.problem:
                told.append(unreadable(candidate, candidate.problem))
            else:
                yield candidate

    for result in runner(usable(), work):
        yield result
        while told:
            yield told.pop()
    yield from told


def _keep(ledger: Register, results: Iterable[Collected]) -> None:
    """Write results in batches; what has come is written whatever happens."""
    batch: list[Collected] = []
    since = time.monotonic()
    try:
        for result in results:
            batch.append(result)
            if len(batch) >= _MOST_IN_BATCH or time.monotonic() - since > _LONGEST_WAIT:
                ready, batch = batch, []
                ledger.write(ready)
                since = time.monotonic()
    finally:
        ledger.write(batch)
