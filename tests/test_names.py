"""One word, one meaning: a public class name stands for one thing in the whole house."""

from __future__ import annotations

import ast
from collections import defaultdict

from tests.test_arrows import modules

MIRRORS = "addin.headless"
"""The engine bears xlwings' own names."""
OF_LIBRARIES = {"Group"}
"""Click's group of commands and the ribbon's group of buttons are called what their makers call them."""


def test_no_class_name_has_two_meanings():
    places = defaultdict(set)
    for name, tree in modules().items():
        if not name.startswith(MIRRORS):
            for node in tree.body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    places[node.name].add(name)
    twice = {name: sorted(found) for name, found in places.items() if len(found) > 1}
    assert {name: found for name, found in twice.items() if name not in OF_LIBRARIES} == {}


PARALLEL = {
    "build": {"addin.excel", "addin.libreoffice", "workbooks.forms"},
    "findings": {"workbooks", "workbooks.forms", "workbooks.ledger"},
    "scenario": {"addin.excel.actions", "addin.macros"},
    "summary": {"addin.excel.actions", "addin.macros"},
}
"""Modules that play the same part in parallel rooms: builders, findings, buttons and their macros."""


def test_no_two_modules_have_one_basename_unless_they_play_the_same_part():
    rooms = defaultdict(set)
    for name in modules():
        room, _, base = name.rpartition(".")
        if any(other.startswith(f"{name}.") for other in modules()):
            continue  # A package: its name is that of a room.
        rooms[base].add(room)
    assert {base: found for base, found in rooms.items() if len(found) > 1} == PARALLEL
