"""openpyxl and xlwings without what we do not want of them: libraries they look for, and the end of Excels.

Both import numpy and more where they find it, for values and converters that nothing here uses; without
them they come up in a tenth of the time. Whoever needs those libraries later gets them as ever. On Windows
xlwings also ends, by force, whenever a Python ends, every Excel that it sees no window of: one that is just
starting, or that works for another program.
"""

from __future__ import annotations

import atexit
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType

_NOT_NEEDED = {
    "openpyxl": ("numpy", "PIL"),
    "xlwings": ("cryptography", "numpy", "pandas", "matplotlib", "plotly", "PIL"),
}


class _Alone(SourceFileLoader):
    """Loads a package while the libraries it looks for cannot be imported."""

    def exec_module(self, module: ModuleType) -> None:
        hidden = [name for name in _NOT_NEEDED[module.__name__] if name not in sys.modules]
        # None in the place of a module makes its import fail.
        sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
        try:
            super().exec_module(module)
        finally:
            for name in hidden:
                del sys.modules[name]
        windows = sys.modules.get("xlwings._xlwindows")
        if windows is not None:
            atexit.unregister(windows.cleanup)


class _Finder:
    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path, target) if name in _NOT_NEEDED else None
        if spec is None or not isinstance(spec.loader, SourceFileLoader):
            return None
        spec.loader = _Alone(spec.loader.name, spec.loader.path)
        return spec


def arrange() -> None:
    """Let both be imported by themselves from now on. For a program of its own: it changes the imports."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
