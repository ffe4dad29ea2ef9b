"""The parts of an .xlsx or .xlsm file: found by sheet, and packed again with only some of them changed."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Container, Mapping
from datetime import datetime
from functools import lru_cache
from posixpath import dirname, join, normpath
from typing import IO, Any

from lxml import etree

from udfs.records import dataclass
from udfs.regex import regex
from workbooks.files.archive import opened
from workbooks.files.container import check_content
from workbooks.files.editable import told_by_name
from workbooks.files.refusals import RefusedFileError

MAX_BYTES = 100 * 2**20
_EARLIEST = (1980, 1, 1, 0, 0, 0)

_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
"""The namespace of attributes that name a relation (r:id)."""

WORKBOOK, CORE = "xl/workbook.xml", "docProps/core.xml"
TIMES = regex(rb"(<dcterms:(created|modified)[^<>]{0,200}>)[^<]*")


@dataclass(frozen=True)
class Package:
    """A workbook file in its parts, in the order in which they are packed."""

    name: str
    parts: Mapping[str, bytes]
    entries: Mapping[str, zipfile.ZipInfo]

    @classmethod
    def read(cls, content: bytes, name: str) -> Package:
        """Unpack the content of a file, however safe it is. Raises `InputError`."""
        sizes = check_content(content, name).sizes
        with told_by_name(name):
            if sum(sizes.values()) > MAX_BYTES:
                raise RefusedFileError("内容太多，不能另存；请只留下附表再试")
            with opened(content) as archive:
                parts = {part: archive.read(part) for part in archive.entries}
                found = cls(name, parts, archive.entries)
            found.sheets()
            return found

    def xml(self, part: str) -> Any:
        return parse(self.parts[part])

    def sheets(self) -> dict[str, str]:
        """The part of each worksheet, by its title, in the order of the tabs."""
        return sheet_parts(self.parts.__getitem__, self.parts)

    def relations(self, part: str) -> dict[str, str]:
        """The parts of this file that a part refers to, by the relation's id."""
        return _relations(self.parts.__getitem__, self.parts, part)

    def write(
        self, stream: IO[bytes], changed: Mapping[str, bytes], gone: Container[str] = frozenset()
    ) -> None:
        """Pack the file again: the changed parts anew, every other exactly as it was, new ones last."""
        with zipfile.ZipFile(stream, "w", allowZip64=True) as archive:
            for part, entry in self.entries.items():
                if part not in gone:
                    archive.writestr(entry, changed.get(part, self.parts[part]), entry.compress_type)
            for part in changed:
                if part not in self.entries:
                    archive.writestr(zipfile.ZipInfo(part, _EARLIEST), changed[part], zipfile.ZIP_DEFLATED)


def dated(package: Package, made: datetime) -> dict[str, bytes]:
    """The part that says when a workbook was made and changed, saying `made` (UTC)."""
    stamp = made.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return {CORE: TIMES.sub(rb"\g<1>" + stamp, package.parts[CORE])}


def sheet_parts(read: Callable[[str], bytes], names: Container[str]) -> dict[str, str]:
    """The part of each worksheet, by its title, of a package whose parts have these names."""
    listed = relations_part(WORKBOOK)
    found = _listed_sheets(read(WORKBOOK), read(listed) if listed in names else None)
    return {title: part for title, part in found.items() if part in names}


# What hides rows, holds formulas and shows errors is asked one after the other of one file.
@lru_cache(maxsize=2)
def _listed_sheets(workbook: bytes, relations: bytes | None) -> Mapping[str, str]:
    targets = {} if relations is None else _targets(relations, WORKBOOK, "/worksheet")
    return {
        str(sheet.get("name")): targets.get(str(_relation_id(sheet)), "")
        for sheet in parsed_workbook(workbook).iter("{*}sheet")
    }


def _relation_id(element: Any) -> object:
    """What an element calls its relation, in the common or the strict dialect."""
    return element.get(f"{RELATION}id") or element.get(f"{_STRICT_RELATION}id")


def _relations(read: Callable[[str], bytes], names: Container[str], part: str) -> dict[str, str]:
    """Where the relations of a part lead, by their id."""
    listed = relations_part(part)
    return _targets(read(listed), part) if listed in names else {}


def _targets(relations: bytes, part: str, kind: str = "") -> dict[str, str]:
    """Where those relations of a part lead whose type ends in `kind`, by their id."""
    return {
        str(relation.get("Id")): normpath(join("/", dirname(part), relation.get("Target", ""))).lstrip("/")
        for relation in parse(relations).iter("{*}Relationship")
        if relation.get("TargetMode") != "External" and str(relation.get("Type")).endswith(kind)
    }


def relations_part(part: str) -> str:
    """The part that lists what a part refers to; "" stands for the package."""
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels".lstrip("/")


def parse(content: bytes) -> Any:
    """XML from outside (an lxml element): no entities, no network, blanks kept."""
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))


@lru_cache(maxsize=2)
def parsed_workbook(content: bytes) -> Any:
    """As `parse`, of the part that lists the sheets, which is asked for several times; not to be changed."""
    return parse(content)


def put_before(root: Any, new: Any, later: Container[str]) -> None:
    """Put an element before the first child of `later` names (without namespace): their order is fixed."""
    following = next(
        (child for child in root.iterchildren("*") if etree.QName(child).localname in later), None
    )
    if following is None:
        root.append(new)
    else:
        following.addprevious(new)


def to_bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
