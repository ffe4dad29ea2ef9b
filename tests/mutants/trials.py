"""Trying faults on the fast tests: quickly in a session that stands ready, else in a process of its own."""

from __future__ import annotations

import ast
import gc
import hashlib
import importlib
import json
import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType
from typing import IO

import pytest

from tests.mutants.exchange import FaultyModule, LoadedFunctions, changed_functions, name_of_code
from tests.mutants.faults import Fault

FAST_TESTS = ["tests/udfs", "tests/workbooks/standards/test_expression.py"]
_LIKELY = ("tests/udfs/test_cases.py", "tests/udfs/test_targets.py")
PASSED = Path("build/mutants-passed.json")
_IN_ANOTHER_PROCESS = "test_patterns.py::test_no_text"
"""Its process has no fault."""
_SECONDS, _MEMORY = 90, 3 << 30
"""Processor time and memory of one trial, after which a fault counts as noticed: it made something run on."""
_SECONDS_OF_WATCHING = 900


@dataclass(frozen=True)
class Trial:
    """A fault of a module, to be tried."""

    module: str
    path: Path
    fault: Fault


@dataclass(frozen=True)
class Limits:
    """When the last trial may begin (`time.monotonic`), and whether tests of made-up figures are left out."""

    until: float
    only_short: bool


@dataclass
class History:
    """Which tests noticed faults so far: they run first."""

    kills: dict[str, Counter[str]] = field(default_factory=dict)

    def killed(self, module: str, test: str) -> None:
        self.kills.setdefault(module, Counter())[test] += 1

    def likely_file(self, module: str) -> str:
        """The file of tests that noticed most faults of a module, "" before any was."""
        kills = self.kills.get(module, Counter()).most_common(1)
        return kills[0][0].partition("::")[0] if kills else ""

    def ordered(self, items: Sequence[pytest.Item], module: str) -> list[pytest.Item]:
        """Those that noticed most first, those with made-up figures last: they take long."""
        kills = self.kills.get(module, Counter())
        return sorted(items, key=lambda item: (-kills[item.nodeid], _is_made_up(item)))


def prepare() -> None:
    """The same made-up figures in every trial."""
    os.environ.setdefault("JIXIAO_SEED", "1")


def try_quickly(
    trials: Sequence[Trial], folder: Path, history: History, limits: Limits
) -> Iterator[tuple[Trial, bool | None]]:
    """Try the faults inside of functions in a session that has collected the tests once.

    Whether each is noticed; None where it must be tried in a process of its own.
    """
    receive, send = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(receive)
        with os.fdopen(send, "w", buffering=1) as told:
            _silently(lambda: _run(_Ready(trials, folder, history, told, limits)))
    os.close(send)
    with os.fdopen(receive) as lines:
        for line in lines:
            told = json.loads(line)
            if "others" in told:
                _import(told["others"])
                continue
            trial = trials[told["trial"]]
            if told["by"]:
                history.killed(trial.module, told["by"])
            yield trial, told["noticed"]
    if os.waitpid(child, 0)[1]:
        raise RuntimeError("the fast tests do not pass as they are, or could not be collected")


def is_noticed_alone(trial: Trial, history: History, limits: Limits) -> bool:
    """Try one fault in a process of its own: first on the files of tests that notice most, which is quick."""
    likely = dict.fromkeys((history.likely_file(trial.module), *_LIKELY))
    rounds = [*([file] for file in likely if file), FAST_TESTS]
    return any(_is_noticed_by(tests, trial, history, limits) for tests in rounds)


def _is_noticed_by(tests: Sequence[str], trial: Trial, history: History, limits: Limits) -> bool:
    def work() -> int:
        FaultyModule(trial.module, trial.path, trial.fault.tree).install()
        return _run(_Alone(trial.module, history, limits, send), tests)

    receive, send = os.pipe()
    child = _limited(work)
    os.close(send)
    with os.fdopen(receive) as lines:
        by = lines.read()
    if by:
        history.killed(trial.module, by)
    return os.waitpid(child, 0)[1] != 0


def _import(names: Sequence[str]) -> None:
    """Import modules of others: the processes of single faults, forked from here, need not."""
    for name in names:
        with suppress(Exception):
            importlib.import_module(name)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def _is_made_up(item: pytest.Item) -> bool:
    """Whether a test tries many figures or texts that chance makes up."""
    return hasattr(getattr(item, "obj", None), "hypothesis") or "random" in item.name


def _wanted(items: Sequence[pytest.Item], limits: Limits) -> list[pytest.Item]:
    return [
        item
        for item in items
        if _IN_ANOTHER_PROCESS not in item.nodeid and not (limits.only_short and _is_made_up(item))
    ]


def _run(plugin: object, tests: Sequence[str] = FAST_TESTS) -> int:
    arguments = ["-x", "-q", "-p", "no:cacheprovider", "--no-header", "--tb=no", *tests]
    return int(pytest.main(arguments, plugins=[plugin]))


def _silently(work: Callable[[], int]) -> None:
    """Do some work in a process that was forked for it, and end that."""
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    status = 1
    try:
        status = work()
    finally:
        os._exit(status)


def _limited(work: Callable[[], int], seconds: int = _SECONDS) -> int:
    """A new process that does some work within limits; its number."""
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        _silently(work)
    return child


class _Alone:
    """Orders the tests of a session; tells which one fails."""

    def __init__(self, module: str, history: History, limits: Limits, send: int) -> None:
        self._module, self._history, self._limits, self._send = module, history, limits, send

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = self._history.ordered(_wanted(items, self._limits), self._module)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            os.write(self._send, report.nodeid.encode())


class _Ready:
    """A session that does not run its tests but tries every fault on them, each in a fork of itself.

    A test is only tried where it comes by a function with the fault.
    """

    def __init__(
        self, trials: Sequence[Trial], folder: Path, history: History, told: IO[str], limits: Limits
    ) -> None:
        self._trials, self._folder, self._history, self._told = trials, folder, history, told
        self._limits = limits
        self._reports: list[pytest.TestReport] = []
        self._sources: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._reports.append(report)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = _wanted(session.items, self._limits)
        ours = str(self._folder.parent)
        theirs = {
            name for name, one in sys.modules.items() if ours not in str(getattr(one, "__file__", ours))
        }
        self._say(others=sorted(theirs))
        loaded = LoadedFunctions(self._folder)
        gc.freeze()
        passed = self._passed(items, loaded)
        for number, trial in enumerate(self._trials):
            if time.monotonic() > self._limits.until:
                break
            self._try(number, trial, items, loaded, passed)
        return True

    def _try(
        self,
        number: int,
        trial: Trial,
        items: Sequence[pytest.Item],
        loaded: LoadedFunctions,
        passed: dict[str, set[str]],
    ) -> None:
        codes = changed_functions(trial.path, ast.parse(trial.fault.source), trial.fault.tree)
        names = {name_of_code(code) for code in codes}
        known = self._sources.get(trial.module) == _digest(trial.fault.source)
        reaching = [item for item in items if not known or _is_made_up(item) or names & passed[item.nodeid]]
        if not codes or not loaded.hold(codes) or all(_is_made_up(item) for item in reaching):
            self._say(trial=number, noticed=None, by="")
            return
        ordered = self._history.ordered(reaching, trial.module)
        failed, by = self._forked(lambda: self._faulty(loaded, codes, ordered))
        if by:
            self._history.killed(trial.module, by)
        self._say(trial=number, noticed=failed, by=by)

    def _say(self, **told: object) -> None:
        print(json.dumps(told), file=self._told)

    def _forked(self, work: Callable[[], tuple[int, str]], seconds: int = _SECONDS) -> tuple[bool, str]:
        """The status of some work in a fork, and what it has to tell."""
        receive, send = os.pipe()

        def told() -> int:
            status, text = work()
            with os.fdopen(send, "w") as answer:
                answer.write(text)
            return status

        child = _limited(told, seconds)
        os.close(send)
        with os.fdopen(receive) as answer:
            text = answer.read()
        return os.waitpid(child, 0)[1] != 0, text

    def _passed(self, items: Sequence[pytest.Item], loaded: LoadedFunctions) -> dict[str, set[str]]:
        """Which functions each test comes by, as the code is; kept, as it takes most of a minute."""
        known = json.loads(PASSED.read_text(encoding="utf-8")) if PASSED.exists() else {}
        self._sources = known.get("sources") or self._digests()
        kept = known.get("tests", {})
        new = [item for item in items if item.nodeid not in kept and not _is_made_up(item)]
        failed, told = self._forked(lambda: self._watched(new, loaded), _SECONDS_OF_WATCHING)
        if failed:
            raise RuntimeError(f"fails as the code is: {told}")
        kept.update(json.loads(told))
        told = json.dumps({"sources": self._sources, "tests": kept}, ensure_ascii=False)
        PASSED.write_text(told, encoding="utf-8")
        return {test: set(names) for test, names in kept.items()}

    def _digests(self) -> dict[str, str]:
        """Of the modules as they are: where one has changed since, every test may come by its functions."""
        files = ((file, file.relative_to(self._folder.parent)) for file in self._folder.rglob("*.py"))
        return {
            ".".join(name.with_suffix("").parts).removesuffix(".__init__"): _digest(file.read_text("utf-8"))
            for file, name in files
        }

    def _watched(self, items: Sequence[pytest.Item], loaded: LoadedFunctions) -> tuple[int, str]:
        passed: dict[str, list[str]] = {}
        for item in items:
            with loaded.watched(self._folder) as seen:
                failing = self._failing([item])
            if failing:
                return 1, failing
            passed[item.nodeid] = sorted(seen)
        return 0, json.dumps(passed)

    def _faulty(
        self, loaded: LoadedFunctions, codes: Sequence[CodeType], items: Sequence[pytest.Item]
    ) -> tuple[int, str]:
        loaded.exchange(codes)
        failing = self._failing(items)
        return (1 if failing else 0), failing

    def _failing(self, items: Sequence[pytest.Item]) -> str:
        """The first test that fails."""
        for item in items:
            begin = len(self._reports)
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
            if any(report.failed for report in self._reports[begin:]):
                return item.nodeid
        return ""
