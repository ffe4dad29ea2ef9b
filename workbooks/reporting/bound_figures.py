"""The figures kept inside a report: a custom XML part, to which the content controls are bound.

Each figure has the text it was written with (`was`): what is shown otherwise was typed by a person, also
where Word carried it back into the part. All of it stands in elements: LibreOffice keeps no attributes here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lxml import etree

from udfs.records import dataclass
from udfs.regex import regex
from workbooks.files.package import parse, to_bytes
from workbooks.files.visible import visible
from workbooks.reporting.quoted_figures import Quoted

NAMESPACE = "urn:jixiao:report"
STORE = "{5B1D7C2E-6A0F-4E53-9C1B-2F2A7C0E9D41}"
"""Names the part for the content controls."""

TAG = "jx:"
"""How the tags of our content controls begin."""

PREFIXES = f"xmlns:jx='{NAMESPACE}'"
PROPERTIES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
    f'<ds:datastoreItem ds:itemID="{STORE}" '
    'xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"><ds:schemaRefs>'
    f'<ds:schemaRef ds:uri="{NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'
).encode()

_BOUND = regex(r"/jx:figures/jx:f\[jx:id='(\w{1,64})'\]/jx:now")
_FIELDS = ("id", "key", "was", "now")
_ROOT, _FIGURE = f"{{{NAMESPACE}}}figures", f"{{{NAMESPACE}}}f"


@dataclass(frozen=True)
class KeptFigure:
    """A figure as a report holds it: its key and the text it was written with."""

    key: str
    was: str


def xpath_of(id: str) -> str:
    return f"/jx:figures/jx:f[jx:id='{id}']/jx:now"


def id_of(xpath: str) -> str:
    """The id of the figure that a control is bound to; "" for a binding that is not ours."""
    found = _BOUND.fullmatch(xpath)
    return found[1] if found else ""


def figures_part(figures: Iterable[Quoted]) -> bytes:
    """The part with these figures, each once."""
    root: Any = etree.fromstring(f'<figures xmlns="{NAMESPACE}"/>')
    for figure in {each.id: each for each in figures}.values():
        element = etree.SubElement(root, _FIGURE)
        for name, text in zip(_FIELDS, (figure.id, figure.key, figure.shown, figure.shown), strict=True):
            etree.SubElement(element, f"{{{NAMESPACE}}}{name}").text = visible(text)
    return to_bytes(root)


def is_figures_part(content: bytes) -> bool:
    return NAMESPACE.encode() in content and read_figures(content) is not None


def read_figures(content: bytes) -> dict[str, KeptFigure] | None:
    """The figures of a part by their ids; None where it is none of ours."""
    try:
        root = parse(content)
    except etree.XMLSyntaxError:
        return None
    if root.tag != _ROOT:
        return None
    fields = [[_text(each, name) for name in _FIELDS] for each in root.iter(_FIGURE)]
    return {id: KeptFigure(key, was) for id, key, was, _ in fields if id}


def _text(figure: Any, name: str) -> str:
    return figure.findtext(f"{{{NAMESPACE}}}{name}") or ""


def with_changes(content: bytes, changed: dict[str, str]) -> bytes:
    """The part with the new texts of some figures, by id."""
    root = parse(content)
    for each in root.iter(_FIGURE):
        shown = changed.get(_text(each, "id"))
        if shown is not None:
            for name in ("was", "now"):
                each.find(f"{{{NAMESPACE}}}{name}").text = visible(shown)
    return to_bytes(root)
