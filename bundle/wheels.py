"""The wheels a Windows machine needs, found from any system.

pip can fetch wheels of another platform, but reads the conditions of a dependency ("only on Windows", "only
before Python 3.11") as if for the machine it runs on. So the dependencies of each wheel are read here, for
the machine that will install them, and pip only fetches.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from email import message_from_bytes
from pathlib import Path

from packaging.requirements import Requirement
from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import canonicalize_name, parse_wheel_filename
from packaging.version import Version

PYTHONS = ("3.10", "3.11", "3.12", "3.13")
PLATFORM = "win_amd64"


class BundleError(Exception):
    """What keeps a bundle from being made, in one Chinese line."""


def fetch(first: Path, python: str, folder: Path, pip_options: Sequence[str] = ()) -> None:
    """Put `first` and all wheels it needs under a Python version of Windows into a folder.

    Raises `BundleError` when pip cannot find a wheel.
    """
    wanted = needs(first, python)
    while True:
        with tempfile.TemporaryDirectory() as place:
            _download(wanted, python, Path(place), pip_options)
            wheels = sorted(Path(place).glob("*.whl"))
            more = set().union(*(needs(wheel, python) for wheel in wheels)) - wanted
            if not more:
                for wheel in (first, *wheels):
                    (folder / wheel.name).write_bytes(wheel.read_bytes())
                return
        wanted |= more


def needs(wheel: Path, python: str) -> set[str]:
    """What a wheel needs under a Python version of Windows, without conditions."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        lines = message_from_bytes(archive.read(name)).get_all("Requires-Dist", [])
    found: set[str] = set()
    for requirement in map(Requirement, lines):
        if requirement.marker is None or requirement.marker.evaluate(_environment(python)):
            if requirement.extras:
                raise BundleError(f"{wheel.name} 要用 {requirement}，打包还不会处理带方括号的依赖")
            found.add(f"{canonicalize_name(requirement.name)}{requirement.specifier}")
    return found


def unmet(name: str, wheels: Iterable[Path], python: str) -> list[str]:
    """What is missing to install `name` from these wheels alone: dependencies that no fitting wheel meets."""
    fitting: dict[str, list[tuple[Version, Path]]] = {}
    tags = _tags(python)
    for wheel in wheels:
        project, version, _build, wheel_tags = parse_wheel_filename(wheel.name)
        if tags & wheel_tags:
            fitting.setdefault(project, []).append((version, wheel))
    missing: list[str] = []
    pending, seen = [name], set()
    while pending:
        text = pending.pop()
        if text in seen:
            continue
        seen.add(text)
        requirement = Requirement(text)
        found = [
            (version, wheel)
            for version, wheel in fitting.get(canonicalize_name(requirement.name), [])
            if version in requirement.specifier
        ]
        if found:
            pending.extend(needs(max(found)[1], python))
        else:
            missing.append(text)
    return sorted(missing)


def _download(wanted: Iterable[str], python: str, folder: Path, pip_options: Sequence[str]) -> None:
    target = ["--only-binary=:all:", "--platform", PLATFORM, "--python-version", python]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", *target, *pip_options]
    done = subprocess.run(
        [*command, "--dest", str(folder), *sorted(wanted)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        reason = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        raise BundleError(f"没有取到 Python {python} 的依赖：{''.join(reason)}")


def _environment(python: str) -> dict[str, str]:
    """What the conditions of a dependency are about, on a Windows machine."""
    return {
        "extra": "",
        "implementation_name": "cpython",
        "implementation_version": f"{python}.0",
        "os_name": "nt",
        "platform_machine": "AMD64",
        "platform_python_implementation": "CPython",
        "platform_release": "10",
        "platform_system": "Windows",
        "platform_version": "10.0",
        "python_full_version": f"{python}.0",
        "python_version": python,
        "sys_platform": "win32",
    }


def _tags(python: str) -> frozenset[Tag]:
    major, minor = map(int, python.split("."))
    version, platforms = (major, minor), [PLATFORM]
    interpreter = f"cp{major}{minor}"
    return frozenset(
        (*cpython_tags(version, platforms=platforms), *compatible_tags(version, interpreter, platforms))
    )
