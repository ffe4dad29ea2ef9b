"""Every workbook of some files and folders, read and reviewed in processes apart."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from udfs.records import dataclass
from workbooks.collect.files import found_at
from workbooks.collect.jobs import Candidate, Collected, unreadable
from workbooks.collect.run import on_this_machine
from workbooks.collect.task import Task
from workbooks.problems import InputError

Watch = Callable[[Iterable[Collected], int], Iterable[Collected]]
"""Hands results on and shows how far they are, of so many."""


@dataclass(frozen=True)
class HandedIn:
    """A file by the name it has below the place where it was found, and what came of it."""

    name: str
    result: Collected


def read_places(
    places: Sequence[str],
    standard: str | None,
    leave_out: Sequence[Path],
    watch: Watch = lambda results, total: results,
) -> list[HandedIn]:
    """The files at the places (files, folders, .zip) in the order of their names.

    Raises `InputError` for a place that is not there or has no workbook.
    """
    found = [(_name(each, place), each) for place, each in found_at(places, leave_out)]
    if not found:
        raise InputError(f"{'、'.join(places)} 里没有找到工作簿（.xlsx、.xls、.ods，或装着它们的 .zip）")
    work = Task(standard, with_projects=True)
    readable = [each for _, each in found if not each.problem]
    jobs = min(len(readable), os.cpu_count() or 1) or 1
    results = watch(on_this_machine(readable, work, jobs), len(readable))
    by_candidate = {one.candidate.shown: one for one in results}
    return [
        HandedIn(name, by_candidate.get(each.shown) or unreadable(each, each.problem)) for name, each in found
    ]


def _name(candidate: Candidate, place: str) -> str:
    """Path below the place, with the member of an archive behind it."""
    whole, top = Path(candidate.path), Path(os.path.abspath(place))  # noqa: PTH100 (links stay as they are)
    below = whole.relative_to(top).as_posix() if whole != top and whole.is_relative_to(top) else whole.name
    return f"{below}/{candidate.member}" if candidate.member else below
