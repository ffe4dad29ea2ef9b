"""Put faults into `udfs/` one by one and count which of them the fast tests notice: `make mutants`.

The files stay as they are. What was found is kept in build/mutants.jsonl: a run that was stopped goes on, and
after a change of a module or of the tests only that is tried again of which the answer may differ. Arguments:
module names (targets/grammar …), else all; `--sample N` takes N faults of each module by chance (`--seed`);
`--minutes N` begins none after so long; `--short` leaves out the tests with made-up figures.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.mutants.faults import faults
from tests.mutants.trials import History, Limits, Trial, is_noticed_alone, prepare, try_quickly

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "build" / "mutants.jsonl"
TESTED_BY = ("udfs", "tests/udfs", "tests/cases/functions", "tests/cases/targets.yaml", "tests/support")
GOAL = 0.95


class Outcomes:
    """What was found of every fault so far, kept in a file.

    A noticed fault is tried again when its module has changed, one that was not also when a test has.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._noticed: dict[str, bool] = {}
        self._tests = _digest(*_contents())
        file.parent.mkdir(exist_ok=True)
        if file.exists():
            for line in file.read_text(encoding="utf-8").splitlines():
                self._noticed.update(json.loads(line))

    def of(self, trial: Trial) -> bool | None:
        """Whether it was noticed, None where that is not known."""
        return (
            True if self._noticed.get(self._key(trial)) else self._noticed.get(self._key(trial, self._tests))
        )

    def keep(self, trial: Trial, noticed: bool) -> None:
        told = {self._key(trial) if noticed else self._key(trial, self._tests): noticed}
        self._noticed.update(told)
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(told) + "\n")

    def _key(self, trial: Trial, *more: str) -> str:
        fault = trial.fault
        return _digest(trial.module, fault.source, str(fault.place), str(fault.number), *more)


def _digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:20]


def _contents() -> Iterator[str]:
    for name in TESTED_BY:
        path = ROOT / name
        for file in sorted(path.rglob("*.*")) if path.is_dir() else [path]:
            if file.suffix in (".py", ".yaml"):
                yield file.read_text(encoding="utf-8")


def trials(wanted: Sequence[str], sample: int, seed: str) -> dict[str, list[Trial]]:
    """The faults to try by module."""
    found = {}
    for path in sorted((ROOT / "udfs").rglob("*.py")):
        name = path.relative_to(ROOT / "udfs").with_suffix("").as_posix().removesuffix("/__init__")
        if not wanted or name in wanted:
            every = list(faults(path.read_text(encoding="utf-8")))
            chosen = random.Random(seed).sample(every, sample) if 0 < sample < len(every) else every
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            if chosen:
                found[name] = [Trial(module, path, fault) for fault in chosen]
    return found


def try_all(open_trials: Sequence[Trial], outcomes: Outcomes, limits: Limits) -> None:
    if not open_trials:
        return
    history, alone = History(), []
    for trial, noticed in try_quickly(open_trials, ROOT / "udfs", history, limits):
        _progress(trial)
        if noticed is None:
            alone.append(trial)
        else:
            outcomes.keep(trial, noticed)
    for trial in alone:
        if time.monotonic() > limits.until:
            return
        _progress(trial)
        outcomes.keep(trial, is_noticed_alone(trial, history, limits))


def _progress(trial: Trial) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{trial.module}:{trial.fault.line}", end="", file=sys.stderr, flush=True)


def _told(trial: Trial) -> str:
    fault = trial.fault
    return f"{trial.path.relative_to(ROOT)}:{fault.line:03}  {fault.before}  ->  {fault.after}"


def show(chosen: dict[str, list[Trial]], outcomes: Outcomes) -> float:
    """Print the table and what was not noticed; the share of what was."""
    alive: list[str] = []
    rows: list[tuple[str, int, int, int]] = []
    for name, each in chosen.items():
        found = [(trial, outcomes.of(trial)) for trial in each]
        rows.append(
            (name, len(each), sum(one is True for _, one in found), sum(one is None for _, one in found))
        )
        alive += [_told(trial) for trial, one in found if one is False]
    rows.append(("all", *(sum(row[place] for row in rows) for place in (1, 2, 3))))
    print("\n".join(sorted(alive)))
    print(f"{'module':24}{'faults':>8}{'noticed':>9}{'open':>6}{'%':>8}")
    share = 1.0
    for name, total, noticed, unknown in rows:
        share = noticed / (total - unknown) if total > unknown else 0
        print(f"{name:24}{total:8}{noticed:9}{unknown:6}{100 * share:8.1f}")
    return share


def main() -> int:
    parser = argparse.ArgumentParser(prog="make mutants")
    parser.add_argument("modules", nargs="*")
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--minutes", type=float, default=float("inf"))
    parser.add_argument("--short", action="store_true")
    given = parser.parse_args()
    os.chdir(ROOT)
    prepare()
    outcomes, chosen = Outcomes(KEPT), trials(given.modules, given.sample, given.seed)
    if unknown := set(given.modules) - set(chosen):
        parser.error(f"no such module: {', '.join(sorted(unknown))}")
    open_trials = [trial for each in chosen.values() for trial in each if outcomes.of(trial) is None]
    try_all(open_trials, outcomes, Limits(time.monotonic() + 60 * given.minutes, given.short))
    return 0 if show(chosen, outcomes) >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
