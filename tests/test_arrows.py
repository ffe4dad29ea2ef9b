"""The floors and rooms of the house: every import points downward, and no modules go in a circle.

A late import inside a function counts as any other: it would only hide the arrow.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache

import pytest

from tests.support.places import ROOT

FLOORS = ("udfs", "workbooks", "addin")
ROOMS = (
    "udfs",
    # What the rules say, files and their cells, somebody else's tables and reports, what was filled in …
    "workbooks",
    "workbooks.standards",
    "workbooks.files",
    "workbooks.official",
    "workbooks.documents",
    "workbooks.sentences.pieces",
    "workbooks.sentences.shapes",
    "workbooks.sentences",
    "workbooks.filing",
    "workbooks.ledger",
    # … what would change, our sheets, what does not follow, what is handed in, thousands of it.
    "workbooks.whatif",
    "workbooks.forms.layout",
    "workbooks.forms.page",
    "workbooks.forms.sheets",
    "workbooks.forms.returned",
    "workbooks.forms",
    "workbooks.review",
    "workbooks.stages",
    "workbooks.reporting",
    "workbooks.submission",
    "workbooks.adoption",
    "workbooks.collect",
    "workbooks.followup",
    "workbooks.exchange",
    # The engine and the macros, what the doors do with them, the doors.
    "addin.headless",
    "addin.macros",
    "addin",
    "addin.libreoffice",
    "addin.excel",
    "addin.cli",
)
"""The rooms from the ground up; a room knows only those before it."""

WORKBOOKS_ROOT = {"workbooks", "workbooks.problems", "workbooks.findings", "workbooks.kept"}


@lru_cache(maxsize=1)
def modules() -> dict[str, ast.Module]:
    """The modules of the product by dotted name."""
    found = {}
    for floor in FLOORS:
        for path in (ROOT / floor).rglob("*.py"):
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts).removesuffix(".__init__")
            found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def room_of(module: str) -> str:
    """The room of a module: the smallest that holds it."""
    if module == "addin.__main__":
        return "addin.cli"
    return max((room for room in ROOMS if f"{module}.".startswith(f"{room}.")), key=len)


def imports_of(module: str, *, annotations: bool = True) -> Iterator[str]:
    """The modules of the product that a module imports, wherever; those for types only with `annotations`."""
    is_package = any(name.startswith(f"{module}.") for name in modules())
    tree = modules()[module]
    left_out = set() if annotations else _for_types_only(tree)
    for node in ast.walk(tree):
        if id(node) in left_out:
            continue
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = _base(node, module, is_package)
            names = [f"{base}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            known = name if name in modules() else name.rpartition(".")[0]
            if known in modules() and known != module:
                yield known


def _for_types_only(tree: ast.Module) -> set[int]:
    guarded = [n for n in ast.walk(tree) if isinstance(n, ast.If) and "TYPE_CHECKING" in ast.unparse(n.test)]
    return {id(node) for block in guarded for node in ast.walk(block)}


def _base(node: ast.ImportFrom, module: str, is_package: bool) -> str:
    if not node.level:
        return node.module or ""
    package = module.split(".")[: None if is_package else -1]
    above = package[: len(package) - node.level + 1]
    return ".".join([*above, node.module] if node.module else above)


def test_every_module_is_in_a_room():
    loose = [name for name in modules() if name.startswith("workbooks") and room_of(name) == "workbooks"]
    assert set(loose) == WORKBOOKS_ROOT


def test_arrows_point_downward():
    floor = {room: number for number, room in enumerate(ROOMS)}
    upward = [
        f"{module} -> {imported}"
        for module in sorted(modules())
        for imported in imports_of(module)
        if floor[room_of(imported)] > floor[room_of(module)]
    ]
    assert upward == []


def test_no_circle_of_modules():
    arrows = {module: set(imports_of(module, annotations=False)) for module in modules()}
    while free := [module for module, below in arrows.items() if not below & arrows.keys()]:
        for module in free:
            del arrows[module]
    circles = {module: sorted(below & arrows.keys()) for module, below in arrows.items()}
    assert circles == {}


@pytest.mark.parametrize(
    ("module", "imported"),
    [("workbooks.files.sheets", "workbooks.forms.build"), ("workbooks.filing.scoring", "addin.cli")],
)
def test_an_upward_arrow_would_be_seen(module, imported):
    """The rule itself: these two would be upward."""
    assert ROOMS.index(room_of(imported)) > ROOMS.index(room_of(module))
