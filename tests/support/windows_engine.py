"""What xlwings' own engine for Excel on Windows can do, read from its source: it imports on Windows only."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import xlwings

_FOLDER = Path(xlwings.__file__).parent
WINDOWS, SHARED = "_xlwindows", "base_classes"


def windows_members(name: str, engine: str = WINDOWS) -> set[str]:
    """The members that work in a class of the Windows engine, those it takes from its bases included."""
    node = _classes(engine).get(name)
    if node is None:
        return set()
    found: set[str] = set()
    for part in node.body:
        if isinstance(part, ast.FunctionDef) and not _only_refuses(part):
            found.add(part.name)
        elif isinstance(part, ast.Assign):
            found |= {target.id for target in part.targets if isinstance(target, ast.Name)}
    for base in node.bases:
        if isinstance(base, ast.Attribute):
            found |= windows_members(base.attr, SHARED)
        elif isinstance(base, ast.Name):
            found |= windows_members(base.id, engine)
    return found


@cache
def _classes(engine: str) -> dict[str, ast.ClassDef]:
    tree = ast.parse((_FOLDER / f"{engine}.py").read_text(encoding="utf-8"))
    return {node.name: node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}


def _only_refuses(function: ast.FunctionDef) -> bool:
    """Whether a member stands in the interface only, where xlwings raises NotImplementedError."""
    first, *rest = [each for each in function.body if not _is_docstring(each)] or [ast.Pass()]
    return isinstance(first, ast.Raise | ast.Pass) and not rest


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
