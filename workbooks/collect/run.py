"""Doing the work on all cores of this machine: a file that kills or hangs its process costs that file only."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, TimeoutError, wait
from contextlib import closing
from multiprocessing import get_context
from typing import Protocol

from workbooks.collect.model import Candidate, Collected, unreadable
from workbooks.collect.work import Work
from workbooks.problems import InputError

# A process is replaced after so many files, so that what a library leaks stays bounded.
_FILES_PER_PROCESS = 2000
# Files handed over for each process, so that none waits and memory stays bounded.
_AHEAD = 4

DIED = "读这个文件的程序意外退出（文件可能已损坏或过大），请用 Excel 或 WPS 打开后另存为 .xlsx 再用"
HUNG = "读这个文件超过 {seconds:g} 秒，已放弃；请用 Excel 或 WPS 打开后另存为 .xlsx，删去多余的行列再用"


class Runner(Protocol):
    """Does the work on every file, in whatever order; one result for each. Local, or on a cluster."""

    def __call__(self, files: Iterable[Candidate], work: Work) -> Iterator[Collected]: ...


class OnThisMachine:
    """A runner with `jobs` processes (default: one for each core)."""

    def __init__(self, jobs: int | None = None) -> None:
        self._jobs = jobs or os.cpu_count() or 1

    def __call__(self, files: Iterable[Candidate], work: Work) -> Iterator[Collected]:
        """Yield the result of each file as it comes; closing the iterator ends the processes."""
