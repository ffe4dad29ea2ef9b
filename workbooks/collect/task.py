"""The task that a process or a cluster is given for each file."""

from __future__ import annotations

from udfs.records import dataclass
from workbooks.collect.jobs import Candidate, Collected


@dataclass(frozen=True)
class Task:
    """What to do with each file; picklable. `seconds` is the most that any file may take.

    `with_projects` asks for what the 自评表 say besides their scores.
    """

    standard: str | None = None
    seconds: float = 60
    with_projects: bool = False

    def limit(self, candidate: Candidate) -> float:
        """The most seconds that a file may take."""
        return self.seconds

    def __call__(self, candidate: Candidate) -> Collected:
        # Only a process that reads files needs what reads them.
        from workbooks.collect.one_file import collect_file

        return collect_file(candidate, self.standard, with_projects=self.with_projects)
