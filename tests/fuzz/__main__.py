"""Damage our workbooks and strangers' in seeded ways and give each to every command: `python -m tests.fuzz`.

What a command owes whatever the file: an exit code, in time, with no traceback; where it is refused, a line
and nothing left behind; where something is written, a whole file. Faults are printed, and their files kept.
Each run is a forked process with limits, so that nothing is imported twice.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.fuzz.mutations import mutate
from tests.fuzz.sources import sources
from tests.support.places import EXAMPLES
from workbooks.problems import LOG

SECONDS = 20
"""Processor time after which a run counts as hanging."""
MEMORY_MB = 1024
_DATA = EXAMPLES / "shenzhen-2021.yaml"
_MAP = Path(__file__).parents[1] / "data" / "exchange" / "made-up.yaml"

Command = Callable[[str], list[object]]
COMMANDS: dict[str, Command] = {
    "check": lambda file: ["check", file],
    "check -o": lambda file: ["check", file, "-o", f"out/复核{Path(file).suffix}"],
    "score": lambda file: ["score", file],
    "whatif": lambda file: ["whatif", file, "--goal", "90"],
    "convert": lambda file: ["convert", file, "--edition", "native", "-o", "out/另存.xlsx"],
    "finalize": lambda file: ["finalize", file, "-o", "out/定稿.xlsx", "--force-final"],
    "fill --template": lambda file: [
        *("fill", "shenzhen-2021", "--data", _DATA, "--template", file, "-o", f"out/填{Path(file).suffix}"),
    ],
    "fill --data": lambda file: ["fill", "shenzhen-2021", "--data", file, "-o", "out/填.xlsx"],
    "fill --ledger": lambda file: [
        *("fill", "shenzhen-2021", "--data", _DATA, "--ledger", file, "-o", "out/填.xlsx"),
    ],
    "adopt": lambda file: ["adopt", file, "-o", "out/认表.xlsx"],
    "report": lambda file: ["report", file, "-o", "out/报告.docx"],
    "carry": lambda file: ["carry", file, "--to", "监控", "-o", "out/监控.xlsx"],
    "monitor": lambda file: ["monitor", file, "-o", "out/监控汇总.xlsx"],
    "results": lambda file: ["results", file, "-o", "out/汇总表.xlsx"],
    "rectify": lambda file: ["rectify", file, "-o", "out/整改.xlsx"],
    "import": lambda file: ["import", file, "--map", _MAP, "-o", "out/自评.xlsx"],
    "export": lambda file: ["export", file, "--map", _MAP, "-o", "out/导出.xlsx"],
    "standards export": lambda file: ["standards", "export", file, "-o", "out/标准.yaml"],
}
ALWAYS = ("check", "check -o", "score", "convert", "finalize", "fill --template", "adopt", "report", "carry")
"""The commands that every file is given to; of the others each gets two, by chance."""
BATCH = 50
"""So many files are collected at once, as a folder."""


@dataclass(frozen=True)
class Run:
    """What became of a command on a file."""

    code: int | None
    """The exit code, None where the system ended it."""
    seconds: float
    megabytes: float
    said: str
    trace: str
    left: tuple[Path, ...]

    def faults(self) -> Iterator[str]:
        if self.code is None:
            yield "ended by the system"
        elif self.code not in (0, 1, 2):
            yield f"exit {self.code}"
        if "程序出错" in self.said or "Traceback" in self.said:
            yield "traceback " + " ".join((self.trace or self.said).strip().splitlines()[-1:])[:150]
        if self.seconds > SECONDS:
            yield "slow"
        if self.megabytes > MEMORY_MB:
            yield "memory"
        if self.code == 2 and not self.said.startswith("错误："):
            yield "refused without a word"
        if self.code == 2 and self.left:
            yield "refused but something left"
        if any(path.name.startswith(".~") for path in self.left):
            yield "unfinished file left"
        if any(path.suffix in (".xlsx", ".xlsm", ".docx") and not _whole(path) for path in self.left):
            yield "half a file"


def _whole(path: Path) -> bool:
    with contextlib.suppress(zipfile.BadZipFile), zipfile.ZipFile(path) as archive:
        return archive.testzip() is None
    return False


def run(arguments: list[object], folder: Path) -> Run:
    """Run a command in `folder`, its output into out/; what it says and writes is looked at afterwards."""
    out, said, log = folder / "out", folder / "said", folder / "log"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    log.unlink(missing_ok=True)
    process = os.fork()
    if process == 0:
        os.chdir(folder)
        handle = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(handle, 1)
        os.dup2(handle, 2)
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS + 1, SECONDS + 5))
        os.environ[LOG] = str(log)
        sys.argv = ["jixiao", *map(str, arguments)]
        _end(_code_of_main())
    end = time.monotonic() + SECONDS * 10
    while not (waited := os.wait4(process, os.WNOHANG))[0]:
        if time.monotonic() > end:
            os.kill(process, signal.SIGKILL)
        time.sleep(0.005)
    _, status, used = waited
    code = os.waitstatus_to_exitcode(status)
    return Run(
        code if code >= 0 else None,
        used.ru_utime + used.ru_stime,
        used.ru_maxrss / 1024,
        said.read_text(encoding="utf-8", errors="replace"),
        log.read_text(encoding="utf-8") if log.exists() else "",
        tuple(out.iterdir()),
    )


def _code_of_main() -> int:
    from addin.cli import main

    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    except BaseException:
        import traceback

        traceback.print_exc()
        return 9
    return 0


def _end(code: int) -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--files", type=int, default=200, help="damaged files")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--commands", nargs="*", choices=list(COMMANDS))
    parser.add_argument("--each", type=int, help="commands for each file, by chance; else the usual ones")
    parser.add_argument("--keep", type=Path, default=Path("build/fuzz"), help="folder for what made a fault")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="jixiao-fuzz-") as name:
        folder = Path(name)
        originals = sources(folder / "sources")
        _import_all()
        fuzz = _Fuzz(folder / "work", options.keep)
        for number in range(options.files):
            chance = random.Random(f"{options.seed}/{number}")
            original = chance.choice(originals)
            way, content = mutate(original.read_bytes(), chance)
            file = fuzz.inbox / f"{options.seed}-{number}-{original.name}"
            file.write_bytes(content)
            for command in _chosen(options.commands, options.each, chance):
                fuzz.give(command, COMMANDS[command](str(file)), way, file)
            if (number + 1) % BATCH == 0 or number + 1 == options.files:
                fuzz.collect()
        print(fuzz.summary(options.files))


def _chosen(wanted: list[str] | None, number: int | None, chance: random.Random) -> list[str]:
    """The commands that a file is given to."""
    usual = [*ALWAYS, *chance.sample(sorted(COMMANDS.keys() - {*ALWAYS}), 2)]
    return chance.sample(wanted or usual, number) if number else wanted or usual


class _Fuzz:
    """Gives files to commands, tells of faults and counts."""

    def __init__(self, work: Path, keep: Path) -> None:
        self.inbox = work / "交来"
        self._work, self._keep = work, keep
        self._codes, self._seconds = Counter[str](), Counter[str]()
        self._faults = self._runs = 0
        self.inbox.mkdir(parents=True)

    def give(self, command: str, arguments: list[object], way: str, file: Path) -> Run:
        done = run(arguments, self._work)
        self._runs += 1
        self._codes[f"exit {done.code}"] += 1
        self._seconds[command] += done.seconds
        for fault in done.faults():
            self._faults += 1
            print(f"{file.name} ({way}) {command}: {fault}", flush=True)
            if file.is_file():
                self._keep.mkdir(parents=True, exist_ok=True)
                shutil.copy(file, self._keep)
                with (self._keep / f"{file.name}.txt").open("a", encoding="utf-8") as stream:
                    stream.write(f"{way} {command} {fault}\n{done.said}\n{done.trace}\n")
        return done

    def collect(self) -> None:
        """All files that lie there, as one folder; what is in none of its forms is said of each."""
        arguments = ["collect", self.inbox, "--jobs", "1", "-o", "out/汇总.xlsx"]
        done = self.give("collect", arguments, "many", self.inbox)
        for line in done.said.splitlines():
            if "程序出错" in line or "秒" in line or "读不出来" in line:
                print(f"collect: {line}", flush=True)
        for file in self.inbox.iterdir():
            file.unlink()

    def summary(self, files: int) -> str:
        seconds = ", ".join(f"{name} {taken:.0f} s" for name, taken in self._seconds.most_common())
        return f"{files} files, {self._runs} runs, {self._faults} faults: {dict(self._codes)}; {seconds}"


def _import_all() -> None:
    """Once, before the first fork."""
    import pkgutil
    from importlib import import_module

    from addin import alone

    alone.arrange()
    import addin
    import udfs
    import workbooks

    skipped = ("libreoffice", "__main__", "excel")
    for package in (udfs, workbooks, addin):
        for about in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not any(part in about.name for part in skipped):
                import_module(about.name)
    # Nothing of all this is looked at, and so copied, in the forked processes.
    gc.freeze()


if __name__ == "__main__":
    main()
