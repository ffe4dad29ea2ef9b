"""A process beside this one that does what may end a process: it dies or hangs, and this one goes on.

A worker of a cluster may not have children of Python's multiprocessing, so this is a plain subprocess:
pickles go in by its input and out by its output, and it ends when its input does, so with its parent.
"""

from __future__ import annotations

import faulthandler
import gc
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from importlib import import_module
from typing import IO, TypeVar, cast

from workbooks.problems import InputError

T = TypeVar("T")

MEMORY = 4 * 2**30
"""The most that a process may take, in bytes, where the system can limit it."""

_APART = "JIXIAO_APART"
_MOST = 2000
_LONGEST_START = 120
# The parent ends a process that takes too long; if the parent is gone, the process ends itself.
_GRACE = 5
_SELDOM = 20_000


class LostError(Exception):
    """The process ended without a result, or had to be ended."""

    def __init__(self, late: bool) -> None:
        super().__init__("late" if late else "died")
        self.late = late


class CannotStartError(RuntimeError):
    """No process can be started here."""


def is_apart() -> bool:
    """Whether this is such a process: there what it does may as well be done in place."""
    return _APART in os.environ


class Child:
    """A process for one piece of work at a time, started when it is needed and again when it was lost."""

    def __init__(self, *modules: str) -> None:
        """`modules` are imported before the time of the first work counts."""
        self._modules = modules
        self._process: subprocess.Popen[bytes] | None = None
        self._done = 0

    def __call__(self, work: Callable[[], T], seconds: float) -> T:
        """The result of the work, which is pickled and may raise `InputError`. Raises `LostError`."""
        process = self._started()
        late = threading.Event()

        def end() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(seconds, end)
        timer.start()
        try:
            _send(_pipe(process.stdin), (work, seconds))
            result = _receive(_pipe(process.stdout))
        except (EOFError, OSError, pickle.UnpicklingError):
            self.close()
            raise LostError(late.is_set()) from None
        finally:
            timer.cancel()
        self._done += 1
        if self._done >= _MOST:
            self.close()
        if isinstance(result, InputError):
            raise result
        return cast(T, result)

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
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), _APART: "1"}
        try:
            process = subprocess.Popen(  # noqa: S603 (our own modules)
                [sys.executable, "-m", "workbooks.files.apart", *self._modules],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                # No window of its own on Windows.
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError:
            raise CannotStartError("the process that reads files does not start") from None
        timer = threading.Timer(_LONGEST_START, process.kill)
        timer.start()
        try:
            _receive(_pipe(process.stdout))
        except (EOFError, pickle.UnpicklingError):
            process.kill()
            process.communicate()
            raise CannotStartError("the process that reads files does not start") from None
        finally:
            timer.cancel()
        self._process = process
        return process


def apart_once(work: Callable[[], T], name: str, seconds: float, remedy: str, *modules: str) -> T:
    """The result of a work on a file with this name, done in a process of its own, or here where none starts.

    Raises `InputError`, also where the process ended without a result; `remedy` says what to do then.
    """
    if is_apart():
        return work()
    child = Child(*modules)
    try:
        return child(work, seconds)
    except CannotStartError:
        return work()
    except LostError as lost:
        why = f"读了 {seconds:g} 秒还没有读完" if lost.late else "读不出来，可能已损坏或过大"
        raise InputError(f"{name}：{why}，{remedy}") from None
    finally:
        child.close()


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


def _collect_garbage_seldom() -> None:
    """Nearly all that reading makes is freed without the collector, which took a twelfth of the time."""
    gc.freeze()
    gc.set_threshold(_SELDOM)


def _result(work: Callable[[], object]) -> object:
    try:
        return work()
    except InputError as error:
        return error


def main(modules: list[str]) -> None:
    """Do what comes in until the input ends; what else the work raises ends the process."""
    # Ctrl-C reaches all of a terminal: a file that was being read would be told as one that cannot be read.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for module in modules:
        import_module(module)
    _limit_memory()
    _collect_garbage_seldom()
    # What a library prints must not get among the messages.
    messages = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _send(messages, None)
    while True:
        try:
            task = _receive(sys.stdin.buffer)
        except EOFError:
            return
        work, seconds = cast("tuple[Callable[[], object], float]", task)
        faulthandler.dump_traceback_later(seconds + _GRACE, exit=True)
        result = _result(work)
        faulthandler.cancel_dump_traceback_later()
        _send(messages, result)


if __name__ == "__main__":
    main(sys.argv[1:])
