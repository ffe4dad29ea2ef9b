"""Regular expressions compiled when they are first used, not when their module is imported.

A command of the product imports some 500 patterns and uses a few dozen; compiling all of them took
a quarter of the time of `jixiao score`. To the type checker `regex` is `re.compile` itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    regex = re.compile
else:

    def regex(pattern, flags=0):
        """Like `re.compile`; a slip in the pattern shows at its first use (a test uses every one)."""
        return Regex(pattern, flags)


_METHODS = ("match", "search", "fullmatch", "sub", "subn", "split", "findall", "finditer")


class Regex:
    """What `re.compile(pattern, flags)` gives, later; its methods are the compiled pattern's own."""

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags

    def __reduce__(self) -> tuple[type[Regex], tuple[str | bytes, int]]:
        return Regex, (self.pattern, self._flags)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        # Reached once: from then on the compiled methods are attributes, as quick as those of `re`.
        compiled = re.compile(self.pattern, self._flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)
