"""Put faults into `udfs/` one by one and count which of them the fast tests notice: `make mutants`.

Each fault runs in a process of its own with a limit of processor time; the files stay as they are. Arguments:
module names (targets/grammar …), else all; `--sample N` takes N faults of each module by chance (`--seed`).
"""

from __future__ import annotations

import argparse
import ast
import importlib.abc
import importlib.machinery
import importlib.util
import os
import random
import resource
import sys
from collections.abc import Sequence
from pathlib import Path
from types import CodeType, ModuleType

import pytest

from tests.mutants.faults import Fault, faults

ROOT = Path(__file__).resolve().parents[2]
FAST_TESTS = [
    *("tests/udfs/test_native.py", "tests/udfs/test_cases.py", "tests/udfs/test_native_cases.py"),
    *("tests/udfs", "tests/workbooks/standards/test_expression.py"),
]
SECONDS = 240
"""Processor time after which a fault counts as noticed: it made something run on."""


class _OneFault(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives one module of ours the code with a fault."""

    def __init__(self, name: str, path: Path, tree: ast.Module) -> None:
        self._name, self._path, self._tree = name, path, tree

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name != self._name:
            return None
        package = self._path.name == "__init__.py"
        return importlib.util.spec_from_file_location(
            name,
            self._path,
            loader=self,
            submodule_search_locations=[str(self._path.parent)] if package else None,
        )

    def exec_module(self, module: ModuleType) -> None:
        code: CodeType = compile(self._tree, str(self._path), "exec")
        exec(code, module.__dict__)


def is_noticed(name: str, path: Path, fault: Fault) -> bool:
    """Whether a test fails with the fault, in a process of its own."""
    child = os.fork()
    if child == 0:
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        sys.meta_path.insert(0, _OneFault(name, path, fault.tree))
        try:
            arguments = ["-x", "-q", "-p", "no:cacheprovider", "--no-header", *FAST_TESTS]
            status = pytest.main(arguments)
        except BaseException:
            status = 1
        os._exit(int(status))
    return os.waitpid(child, 0)[1] != 0


def modules(wanted: Sequence[str]) -> list[Path]:
    found = sorted((ROOT / "udfs").rglob("*.py"))
    names = {path.relative_to(ROOT / "udfs").with_suffix("").as_posix(): path for path in found}
    return [path for name, path in names.items() if not wanted or name in wanted]


def main() -> int:
    parser = argparse.ArgumentParser(prog="make mutants")
    parser.add_argument("modules", nargs="*")
    parser.add_argument("--sample", type=int, default=20)
    parser.add_argument("--seed", default="1")
    given = parser.parse_args()
    os.chdir(ROOT)
    os.environ.setdefault("JIXIAO_SEED", "1")
    noticed = total = 0
    for path in modules(given.modules):
        found = list(faults(path.read_text(encoding="utf-8")))
        chosen = random.Random(given.seed).sample(found, min(given.sample, len(found)))
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        alive = [fault for fault in chosen if not is_noticed(name, path, fault)]
        noticed, total = noticed + len(chosen) - len(alive), total + len(chosen)
        print(f"{name}: {len(chosen) - len(alive)} of {len(chosen)}", flush=True)
        for fault in sorted(alive, key=lambda one: one.line):
            print(f"    {path.relative_to(ROOT)}:{fault.line}  {fault.before}  ->  {fault.after}", flush=True)
    print(f"{noticed} of {total} noticed ({100 * noticed / total if total else 100:.1f} %)")
    return 0 if noticed >= 0.95 * total else 1


if __name__ == "__main__":
    sys.exit(main())
