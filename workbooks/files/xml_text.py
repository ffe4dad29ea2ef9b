"""Text as it stands in XML: what `xml.sax.saxutils` does, which brings the network's modules along."""

from __future__ import annotations


def in_text(text: str) -> str:
    """A text as it stands between tags."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\r", "&#13;") if "\r" in text else text


def in_attribute(text: str) -> str:
    """A text as it stands in an attribute, between double quotes."""
    return in_text(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
