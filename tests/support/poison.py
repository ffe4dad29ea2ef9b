"""Work that does to its process what a file may do; a module of its own, imported in every process."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass

from workbooks.collect.jobs import Candidate, Collected
from workbooks.collect.task import Task


@dataclass(frozen=True)
class Slow(Task):
    """Takes so long for each file that a worker can be killed in the middle."""

    def __call__(self, candidate: Candidate) -> Collected:
        time.sleep(0.05)
        return super().__call__(candidate)


@dataclass(frozen=True)
class Poisonous(Task):
    """A crash, an end, more memory than there is, an endless loop, by the name of the file."""

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
