"""The published schemas of Office files.

The package openxml-audit carries the data that Microsoft's Open XML SDK generates from its published
schemas: for every type its children in order, its attributes, and what their values may be. It checks whole
workbooks by them (`schema_faults`), but not a ribbon, whose elements have other types in other places. For
that the data are written back as an XML schema (`published_schema`), which says no more and no less.
"""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

from lxml import etree
from openxml_audit import OpenXmlValidator, context
from openxml_audit.errors import ValidationSeverity

XS = "http://www.w3.org/2001/XMLSchema"
_SIMPLE = {"StringValue": "string", "BooleanValue": "boolean", "IntegerValue": "integer"}
_FACETS = {
    "MinLength": "minLength",
    "MaxLength": "maxLength",
    "MinInclusive": "minInclusive",
    "MaxInclusive": "maxInclusive",
}
_MODELS = {"All": "all", "Choice": "choice", "Group": "sequence", "Sequence": "sequence"}
# What a text must be besides, the narrowest first.
_KINDS = {"IsId": "ID", "IsNcName": "NCName", "IsQName": "QName", "IsToken": "token"}
# Facets of length mean nothing for a qualified name (XML Schema 1.1 part 2, 3.3.18).
_WITHOUT_LENGTH = {"QName"}
# The data have the order in which Excel writes a font; ISO/IEC 29500 (CT_Font) lets its parts stand in any,
# and openpyxl writes the name first.
_FONT_ORDER = re.compile(r"/xl/styles\.xml .*/font\[\d+\] Unexpected element '(b|i|strike|u|sz|color)' found")
_SAID = {*_FACETS, *_KINDS, "IsPositive"}


def published_schema(data_file: str, root: str) -> etree.XMLSchema:
    """The schema in `data_file` (a name below the package's schema data), for documents with this root."""
    folder = files("openxml_audit").joinpath("data/openxml/schemas")
    data = json.loads(folder.joinpath(data_file).read_text(encoding="utf-8"))
    return etree.XMLSchema(_Writing(data).schema(root))


def schema_faults(path: Path) -> list[str]:
    """What in a workbook is against the published schemas, but the order in which openpyxl writes a font.

    The package does not notice an undeclared attribute of a row, a cell or a defined name.
    """
    _numbered.clear()
    found = [
        f"{error.part_uri} {error.path} {error.description}"
        for error in OpenXmlValidator().validate(path).errors
        if error.severity is ValidationSeverity.ERROR
    ]
    return [fault for fault in found if not _FONT_ORDER.fullmatch(fault)]


_numbered: dict[etree._Element, dict[str, tuple[etree._Element, int]]] = {}


def _position(element: etree._Element) -> int:
    """The place of an element among those of its kind, counted from the one asked for before.

    The package counts from the first each time, which takes a third of its time for our sheets.
    """
    parent = element.getparent()
    if parent is None:
        return 1
    known = _numbered.setdefault(parent, {})
    last, number = known.get(str(element.tag), (None, 0))
    if element is last:
        return number
    since = 1
    for sibling in element.itersiblings(element.tag, preceding=True):
        if sibling is last:
            break
        since += 1
    else:
        number = 0
    known[str(element.tag)] = element, number + since
    return number + since


vars(context)["_sibling_position"] = _position


class _Writing:
    def __init__(self, data: dict[str, Any]) -> None:
        self.namespace = data["TargetNamespace"]
        self.types = {each["Name"]: each for each in data["Types"]}
        self.bases = {each["ClassName"]: each for each in data["Types"] if each.get("IsAbstract")}
        self.enums = {each["Name"]: each for each in data["Enums"]}

    def schema(self, root: str) -> etree._Element:
        top = etree.Element(f"{{{XS}}}schema", nsmap={"xs": XS, "t": self.namespace})
        top.set("targetNamespace", self.namespace)
        top.set("elementFormDefault", "qualified")
        for name, each in self.types.items():
            self._type(top, name, each)
        (found,) = [name for name in self.types if name.endswith(f":{root}")]
        _add(top, "element", name=root, type=f"t:{_id(found)}")
        return top

    def _type(self, top: etree._Element, name: str, each: dict[str, Any]) -> None:
        out = _add(top, "complexType", name=_id(name))
        base = self.bases.get(each["BaseClass"], {})
        particle = each.get("Particle") or base.get("Particle")
        if particle:
            # An `all` may stand nowhere else; an element or a group of them may not stand here.
            self._particle(out if particle.get("Kind") == "All" else _add(out, "sequence"), particle)
        for attribute in each.get("Attributes", base.get("Attributes", ())):
            self._attribute(out, attribute)

    def _particle(self, out: etree._Element, particle: dict[str, Any]) -> None:
        occurs = _occurs(particle)
        if "Name" in particle:
            name = particle["Name"]
            _add(out, "element", name=name.rpartition(":")[2], type=f"t:{_id(name)}", **occurs)
            return
        inner = _add(out, _MODELS[particle["Kind"]], **occurs)
        for item in particle["Items"]:
            self._particle(inner, item)

    def _attribute(self, out: etree._Element, attribute: dict[str, Any]) -> None:
        validators = attribute.get("Validators", ())
        required = any(each["Name"] == "RequiredValidator" for each in validators)
        said = {one["Name"]: one["Value"] for each in validators for one in each.get("Arguments", ())}
        if unknown := said.keys() - _SAID:
            raise ValueError(f"a validator that is not known here: {unknown}")
        name = attribute["QName"].removeprefix(":")
        use = "required" if required else "optional"
        if attribute["Type"].startswith("EnumValue<"):
            enum = self.enums[attribute["Type"].rstrip(">").rpartition(".")[2]]
            allowed = _restriction(_add(out, "attribute", name=name, use=use), "string")
            for facet in enum["Facets"]:
                _add(allowed, "enumeration", value=facet["Value"])
            return
        kind = next((_KINDS[each] for each in _KINDS if each in said), _SIMPLE[attribute["Type"]])
        simple = _restriction(_add(out, "attribute", name=name, use=use), kind)
        for each, facet in _FACETS.items():
            if each in said and not (kind in _WITHOUT_LENGTH and facet.endswith("Length")):
                _add(simple, facet, value=said[each])


def _occurs(particle: dict[str, Any]) -> dict[str, str]:
    """Once where nothing is said; of what is said, a missing minimum is 0 and a missing maximum no limit."""
    if "Occurs" not in particle:
        return {}
    ((said),) = particle["Occurs"]
    return {"minOccurs": str(said.get("Min", 0)), "maxOccurs": str(said.get("Max", "unbounded"))}


def _restriction(out: etree._Element, base: str) -> etree._Element:
    return _add(_add(out, "simpleType"), "restriction", base=f"xs:{base}")


def _add(out: etree._Element, tag: str, **attributes: str) -> etree._Element:
    return etree.SubElement(out, f"{{{XS}}}{tag}", attributes)


def _id(name: str) -> str:
    """A type's name as XML takes it: mso14:CT_Button/mso14:button becomes CT_Button.button."""
    return ".".join(part.rpartition(":")[2] for part in name.split("/"))
