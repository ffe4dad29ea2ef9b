"""The same build by two people: in two time zones, with two orders of what has no order."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_PEOPLE = (("Asia/Shanghai", "1"), ("America/New_York", "2"))


def build_twice(module: str, function: str, targets: tuple[Path, Path]) -> None:
    """Run a function that builds into a path, once for each target, in a process of its own."""
    code = f"import pathlib, sys; from {module} import {function}; {function}(pathlib.Path(sys.argv[1]))"
    for target, (zone, seed) in zip(targets, _PEOPLE, strict=True):
        environment = os.environ | {"TZ": zone, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", code, str(target)], check=True, env=environment)
