"""A process that does the work on one file after the other, for a parent that must outlive any of them.

A worker of a cluster may not have children of Python's multiprocessing, so this is a plain subprocess:
pickles go in by its input and out by its output, and it ends when its input does, so with its parent.
"""

from __future__ import annotations

import faulthandler
import os
import pickle
import subprocess
import sys
import threading
from typing import IO, cast

from workbooks.collect.model import DIED, HUNG, Candidate, Collected, unreadable
from workbooks.collect.task import Work

MEMORY = 4 * 2**30
"""The most that a process may take, in bytes, where the system can limit it."""

_FILES = 2000
_LONGEST_START = 120
# The parent ends a process that takes too long; if the parent is gone, the process ends itself.
_GRACE = 5


class Child:
    """A process for one file at a time, started when it is needed and again when it was lost."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._done = 0

    def __call__(self, candidate: Candidate, work: Work) -> Collected:
        """The work on one file; if that kills the process or takes too long, the file is unreadable."""
        process = self._started()
        late = threading.Event()

        def end() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(work.seconds, end)
        timer.start()
        try:
            _send(_pipe(process.stdin), (candidate, work))
            result = _receive(_pipe(process.stdout))
        except (EOFError, OSError, pickle.UnpicklingError):
            self.close()
            return unreadable(candidate, HUNG.format(seconds=work.seconds) if late.is_set() else DIED)
        finally:
            timer.cancel()
        if not isinstance(result, Collected):
            raise TypeError(f"{type(result).__name__} is no result")
        self._done += 1
        if self._done >= _FILES:
            self.close()
        return result

    def close(self) -> None:
        """End the process, if there is one."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
        self._process, self._done = None, 0

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self.close()
        # The same modules as here, wherever they were found.
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        process = subprocess.Popen(
            [sys.executable, "-m", "workbooks.collect.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        timer = threading.Timer(_LONGEST_START, process.kill)
        timer.start()
        try:
            _receive(_pipe(process.stdout))
        except EOFError:
            raise RuntimeError("the process that reads files does not start") from None
        finally:
            timer.cancel()
        self._process = process
        return process


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise ValueError("not a pipe")
    return stream


def _send(stream: IO[bytes], message: object) -> None:
    pickle.dump(message, stream, protocol=pickle.HIGHEST_PROTOCOL)
    stream.flush()


def _receive(stream: IO[bytes]) -> object:
    """The next message of the parent or of our own child; never anything from a file or a network."""
    return pickle.load(stream)  # noqa: S301


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def main() -> None:
    """Do what comes in until the input ends."""
    # Here, so that the time of the first file is its own.
    import workbooks.collect.work  # noqa: F401

    _limit_memory()
    # What a library prints must not get among the messages.
    messages = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _send(messages, None)
    while True:
        try:
            task = _receive(sys.stdin.buffer)
        except EOFError:
            return
        candidate, work = cast(tuple[Candidate, Work], task)
        faulthandler.dump_traceback_later(work.seconds + _GRACE, exit=True)
        result = work(candidate)
        faulthandler.cancel_dump_traceback_later()
        _send(messages, result)


if __name__ == "__main__":
    main()
