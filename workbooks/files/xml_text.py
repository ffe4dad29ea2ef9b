"""Text as it stands in XML; `xml.sax.saxutils` would bring the network's modules along."""

from __future__ import annotations

from html import escape


def in_text(text: str) -> str:
    """A text as it stands between tags."""
    return escape(text, quote=False).replace("\r", "&#13;")


def in_attribute(text: str) -> str:
    """A text as it stands in an attribute, between double quotes."""
    return in_text(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
