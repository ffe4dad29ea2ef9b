"""Work that does to its process what a file may do; a module of its own, imported in every process."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from udfs.records import dataclass
from workbooks.collect.jobs import Candidate, Collected
from workbooks.collect.task import Task

ENDLESS = 0.5
"""Seconds after which a file that hangs is given up."""


@dataclass(frozen=True)
class Held(Task):
    """Reads some files, and each other one only when the gate is open: so long workers are in the middle."""

    gate: str = ""
    free: frozenset[str] = frozenset()

    def __call__(self, candidate: Candidate) -> Collected:
        while candidate.path not in self.free and not Path(self.gate).exists():
            time.sleep(0.02)
        return super().__call__(candidate)


@dataclass(frozen=True)
class Poisonous(Task):
    """A crash, an end, more memory than there is, an endless loop, by the name of the file.

    Only the endless loop is ended by the clock, and soon: all others may take what a busy machine needs.
    """

    seconds: float = 600

    def limit(self, candidate: Candidate) -> float:
        return ENDLESS if "死循环" in candidate.name else self.seconds

    def __call__(self, candidate: Candidate) -> Collected:
        if "崩溃" in candidate.name:
            os.kill(os.getpid(), signal.SIGSEGV)
        if "退出" in candidate.name:
            os._exit(0)
        if "巨大" in candidate.name:
            bytearray(2**40)
        while "死循环" in candidate.name:
            pass
        return super().__call__(candidate)
