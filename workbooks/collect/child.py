"""The work on one file after the other in a process apart: one that kills or hangs it is unreadable."""

from __future__ import annotations

from functools import partial

from workbooks.collect.jobs import DIED, HUNG, Candidate, Collected, unreadable
from workbooks.collect.task import Task
from workbooks.files import apart
from workbooks.problems import InputError

_NOT_STARTED = (
    "读文件的 Python 进程起不来，没有读完；请关闭一些程序腾出内存再运行一次，"
    "还不行的，重新安装 jixiao，或请技术人员看是否有杀毒软件拦截"
)


class CollectChild:
    """A process for one file at a time, started when it is needed and again when it was lost."""

    def __init__(self) -> None:
        self._apart = apart.Child("workbooks.collect.one_file")

    def __call__(self, candidate: Candidate, work: Task) -> Collected:
        """The work on one file; if that kills the process or takes too long, the file is unreadable.

        Raises `InputError` where no process can be started.
        """
        try:
            return self._apart(partial(work, candidate), work.limit(candidate))
        except apart.LostError as lost:
            return unreadable(candidate, HUNG.format(seconds=work.limit(candidate)) if lost.late else DIED)
        # It is not the fault of this file, nor of any other.
        except apart.CannotStartError:
            raise InputError(_NOT_STARTED) from None

    def close(self) -> None:
        """End the process, if there is one."""
        self._apart.close()
