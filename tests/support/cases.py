"""Reading the YAML cases under tests/cases, the form in which a finance reviewer checks the rules."""

from __future__ import annotations

from typing import IO, Any

import yaml

from tests.support.places import CASES

FOLDER = CASES


def read_yaml(text: IO[str] | str) -> Any:
    """What a YAML text holds; by libyaml, where it is there, ten times as fast as by the loader in Python."""
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def load(name: str) -> dict[str, Any]:
    """Return one case file."""
    with (FOLDER / name).open(encoding="utf-8") as stream:
        content: dict[str, Any] = read_yaml(stream)
    return content


def function_cases() -> list[tuple[str, dict[str, Any]]]:
    """Return every case of every function as (function name, case)."""
    return [(content["function"], case) for content in _functions() for case in content["cases"]]


def written_formulas() -> dict[str, str]:
    """The native formula of calls of functions, as a clerk reads it in a cell."""
    return {one["call"]: one["formula"] for content in _functions() for one in content.get("written", ())}


def _functions() -> list[dict[str, Any]]:
    return [load(f"functions/{file.name}") for file in sorted((FOLDER / "functions").glob("*.yaml"))]


def standard_cases() -> list[tuple[str, dict[str, Any]]]:
    """Return every case of every standard as (standard id, case)."""
    files = sorted((FOLDER / "standards").glob("*.yaml"))
    loaded = [load(f"standards/{file.name}") for file in files]
    return [(content["standard"], case) for content in loaded for case in content["cases"]]
