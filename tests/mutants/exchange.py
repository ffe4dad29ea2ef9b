"""Putting a fault into modules: before they are imported, or into the functions of an imported one."""

from __future__ import annotations

import ast
import functools
import gc
import importlib.abc
import importlib.machinery
import importlib.util
import inspect
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType

Place = tuple[str, str, int]
"""Of a function: file, name and line."""


class FaultyModule(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives one module, when it is imported, the code with a fault."""

    def __init__(self, name: str, path: Path, tree: ast.Module) -> None:
        self._name, self._path, self._tree = name, path, tree

    def install(self) -> None:
        sys.meta_path.insert(0, self)

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
        exec(compile(self._tree, str(self._path), "exec"), module.__dict__)


class LoadedFunctions:
    """The functions of imported modules, whose code can be exchanged, and what remembers their results."""

    def __init__(self, folder: Path) -> None:
        self._functions: dict[Place, list[FunctionType]] = defaultdict(list)
        self._remembering = []
        gc.unfreeze()  # what the tests have frozen would not be found
        for thing in gc.get_objects():
            if isinstance(thing, FunctionType) and thing.__code__.co_filename.startswith(str(folder)):
                self._functions[place_of_code(thing.__code__)].append(thing)
            elif isinstance(thing, functools._lru_cache_wrapper):
                self._remembering.append(thing)

    def hold(self, codes: Sequence[CodeType]) -> bool:
        """Whether all of these are there; an exchange of others would do nothing, and no test notice it."""
        return all(place_of_code(code) in self._functions for code in codes)

    def forget(self) -> None:
        """Let nothing be remembered of what the functions gave."""
        for one in self._remembering:
            one.cache_clear()

    def exchange(self, codes: Sequence[CodeType]) -> None:
        """Give functions another code."""
        for code in codes:
            for function in self._functions[place_of_code(code)]:
                function.__code__ = code
        self.forget()

    @contextmanager
    def watched(self, folder: Path) -> Iterator[set[str]]:
        """The names of the functions in a folder that are called meanwhile."""
        seen: set[CodeType] = set()
        names: set[str] = set()
        inside = str(folder)

        def watch(frame: FrameType, event: str, argument: object) -> None:
            if event == "call" and frame.f_code.co_filename.startswith(inside):
                seen.add(frame.f_code)

        self.forget()
        sys.setprofile(watch)
        try:
            yield names
        finally:
            sys.setprofile(None)
            names |= {name_of_code(code) for code in seen}


def place_of_code(code: CodeType) -> Place:
    return code.co_filename, code.co_name, code.co_firstlineno


def name_of_code(code: CodeType) -> str:
    return f"{Path(code.co_filename).parent.name}/{Path(code.co_filename).name}:{code.co_name}"


def changed_functions(path: Path, sound: ast.Module, faulty: ast.Module) -> list[CodeType]:
    """The functions whose code differs, with the fault; none where what stands outside of them differs."""
    one, other = (compile(tree, str(path), "exec") for tree in (sound, faulty))
    changed = list(_changed(one, other))
    return [code for code in changed if code is not None] if None not in changed else []


def _changed(sound: CodeType, faulty: CodeType) -> Iterator[CodeType | None]:
    """The functions of a module or class whose code differs; None where the rest of it does."""
    inner = [[const for const in code.co_consts if isinstance(const, CodeType)] for code in (sound, faulty)]
    rest = [
        (code.co_code, code.co_names, [const for const in code.co_consts if not isinstance(const, CodeType)])
        for code in (sound, faulty)
    ]
    if repr(rest[0]) != repr(rest[1]) or len(inner[0]) != len(inner[1]):
        yield None
        return
    for one, other in zip(*inner, strict=True):
        # The body of a class is no function: it has locals of its own but is not optimized.
        if one != other and not one.co_flags & inspect.CO_OPTIMIZED:
            yield from _changed(one, other)
        elif one != other:
            yield other
