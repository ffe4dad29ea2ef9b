"""One file, from its bytes to plain data: the same function in a process of this machine and on a cluster."""

from __future__ import annotations

from dataclasses import dataclass

from workbooks.collect.model import Candidate, Collected


@dataclass(frozen=True)
class Work:
    """What to do with each file; picklable. `seconds` is the most that one file may take."""

    standard: str | None = None
    seconds: float = 60

    def __call__(self, candidate: Candidate) -> Collected:
        return collect_file(candidate, self.standard)


def collect_file(candidate: Candidate, standard: str | None = None, content: bytes | None = None) -> Collected:
    """Read, score and review one file; bad files never raise. `content` spares reading it here."""
    raise NotImplementedError
