"""A bureau's own file with our functions in it: macros added to a package that somebody else made."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from lxml import etree

from addin.editions import WITH_FUNCTIONS
from addin.excel.macro_package import MACRO_WORKBOOK, TYPES, VBA_PART
from addin.excel.workbook_modules import workbook_project
from workbooks.adoption.putting import MadeLive
from workbooks.files.package import WORKBOOK, parse, relations_part, sheet_parts, to_bytes
from workbooks.files.saving import write_whole
from workbooks.files.xlsx import MAIN
from workbooks.forms.page.writer import UDF, Edition
from workbooks.problems import InputError

_Q = f"{{{MAIN}}}"
_VBA_TYPE = "application/vnd.ms-office.vbaProject"
_VBA_RELATION = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
_PLAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_TYPES_NS = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATIONS_NS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_WORKBOOK_NAME = "ThisWorkbook"


def save_live(made: MadeLive, path: Path, edition: Edition, force: bool) -> None:
    """Save a file that was made live; an .xlsm carries the functions unless it has macros of its own.

    Raises `InputError` where the functions have no place.
    """
    own = VBA_PART in made.parts and not made.our_macros
    if own and edition == UDF:
        raise InputError(
            f"{made.package.name} 里已有宏，评分函数放不进去；请加 --edition native（普通公式，原来的宏不动）"
        )
    if path.suffix.lower() == WITH_FUNCTIONS:
        changed, gone = (dict(made.changed), made.gone) if own else (_with_functions(made), made.gone)
    else:
        with_macros = VBA_PART in made.parts
        changed, gone = _without_macros(made) if with_macros else (dict(made.changed), made.gone)
    write_whole(path, lambda stream: made.package.write(stream, changed, gone), force)


def _with_functions(made: MadeLive) -> dict[str, bytes]:
    """The parts that change where the functions come in: their project, the names it gives to sheets."""
    changed = dict(made.changed)
    parts = made.parts
    book = parse(parts[WORKBOOK])
    properties = book.find(f"{_Q}workbookPr")
    if properties is None:
        properties = etree.Element(f"{_Q}workbookPr")
        book.insert(_after(book, "fileVersion"), properties)
    properties.set("codeName", _WORKBOOK_NAME)
    changed[WORKBOOK] = to_bytes(book)
    ours = [part for part in sheet_parts(parts.__getitem__, parts).values() if part in changed]
    names = [f"JxSheet{number}" for number, _ in enumerate(ours, 1)]
    for part, name in zip(ours, names, strict=True):
        changed[part] = _named(changed[part], name)
    changed[VBA_PART] = workbook_project(names)
    types = parse(parts[TYPES])
    _set_kind(types, MACRO_WORKBOOK)
    if all(entry.get("PartName") != f"/{VBA_PART}" for entry in types):
        entry = etree.SubElement(types, f"{_TYPES_NS}Override")
        entry.set("PartName", f"/{VBA_PART}")
        entry.set("ContentType", _VBA_TYPE)
    changed[TYPES] = to_bytes(types)
    listed = relations_part(WORKBOOK)
    relations = parse(parts[listed])
    if all(relation.get("Type") != _VBA_RELATION for relation in relations):
        relation = etree.SubElement(relations, f"{_RELATIONS_NS}Relationship")
        for key, value in (("Id", "rIdJxVba"), ("Type", _VBA_RELATION), ("Target", "vbaProject.bin")):
            relation.set(key, value)
    changed[listed] = to_bytes(relations)
    return changed


def _without_macros(made: MadeLive) -> tuple[dict[str, bytes], frozenset[str]]:
    """The parts that change where an .xlsm is saved as an .xlsx: its macros are left out."""
    changed, parts = dict(made.changed), made.parts
    types = parse(parts[TYPES])
    _set_kind(types, _PLAIN)
    for entry in list(types):
        if entry.get("PartName") == f"/{VBA_PART}":
            types.remove(entry)
    listed = relations_part(WORKBOOK)
    relations = parse(parts[listed])
    for relation in list(relations):
        if str(relation.get("Type")) == _VBA_RELATION:
            relations.remove(relation)
    changed |= {TYPES: to_bytes(types), listed: to_bytes(relations)}
    changed.pop(VBA_PART, None)
    return changed, made.gone | {VBA_PART}


def _set_kind(types: Iterable[Any], kind: str) -> None:
    for entry in types:
        if entry.get("PartName") == f"/{WORKBOOK}":
            entry.set("ContentType", kind)


def _named(sheet: bytes, name: str) -> bytes:
    """A sheet with the name by which VBA knows it."""
    root = parse(sheet)
    properties = root.find(f"{_Q}sheetPr")
    if properties is None:
        properties = etree.Element(f"{_Q}sheetPr")
        root.insert(0, properties)
    properties.set("codeName", name)
    return to_bytes(root)


def _after(root: Any, name: str) -> int:
    """The place behind a child, the first where it has none."""
    found = root.find(f"{_Q}{name}")
    return 0 if found is None else root.index(found) + 1
