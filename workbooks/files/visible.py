"""Text from strangers as a screen, a page or a cell may show it: it commands, hides and turns round nothing.

Terminals obey escapes, browsers and Excel turn text round at the controls for two directions of writing, and
no part of a workbook may hold most of the rest.
"""

from __future__ import annotations

from json import dumps

from udfs.regex import regex

# C0 but line feeds, DEL and C1; marks, embeddings and isolates of direction; separators of lines and
# paragraphs; halves of pairs; the byte order mark and what is no character; what has no width and makes two
# names look the same (not the joiners of scripts and pictures), tags.
_UNSEEN = regex(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff"
    "\ud800-\udfff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)


def visible(text: str) -> str:
    """The text with a space for everything that is not to be seen; line feeds stay."""
    return text if text.isprintable() else _UNSEEN.sub(" ", text.replace("\r\n", "\n"))


def escaped(text: str) -> str:
    """JSON with `\\u....` for everything in its texts that is not to be seen: the same JSON."""
    return _UNSEEN.sub(lambda found: dumps(found[0])[1:-1], text)


def percent_encoded(url: str) -> str:
    """A path in a link with percent signs for everything that is not to be seen."""
    return _UNSEEN.sub(lambda found: "".join(f"%{byte:02X}" for byte in _bytes(found[0])), url)


def _bytes(sign: str) -> bytes:
    return sign.encode("utf-8", "surrogatepass")
