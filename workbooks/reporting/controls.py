"""Our content controls in the XML of a document: what each shows, and where that stands, byte by byte.

Changed texts are put into the bytes, so that nothing else of the document changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from xml.parsers import expat
from xml.sax.saxutils import escape

from udfs.records import dataclass
from workbooks.reporting.bound_figures import TAG, id_of

# What tracked changes delete or move away.
_TAKEN_OUT = ("del", "moveFrom")


@dataclass
class Control:
    """A content control of ours: the id of its figure, and the places of its text (start and end).

    LibreOffice puts one of words into another of the same figure, which `is_around` it and has no text.
    """

    id: str = ""
    shown: str = ""
    places: list[tuple[int, int]] = field(default_factory=list)
    is_around: bool = False


def controls_of(content: bytes) -> list[Control]:
    """Our controls in a part, in their order."""
    return list(_Walk().through(content))


def with_texts(content: bytes, texts: Mapping[str, tuple[str, str]]) -> bytes:
    """The part with the new texts of some figures in the place of the old, both by id.

    A control that shows anything else is left alone.
    """
    pieces: list[tuple[int, int, bytes]] = []
    for control in controls_of(content):
        old, text = texts.get(control.id, ("", ""))
        if control.places and control.shown == old != text:
            new = escape(text).encode()
            for number, (start, end) in enumerate(control.places):
                pieces.append((start, end, b"" if number else new))
    for start, end, new in sorted(pieces, reverse=True):
        content = content[:start] + new + content[end:]
    return content


class _Walk:
    """Goes through a part tag by tag; a control may stand in another."""

    def __init__(self) -> None:
        self._open: list[Control] = []
        self._found: list[Control] = []
        self._start = -1
        self._in_text = False
        self._deleted = 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._begin, self._end
        self._parser.CharacterDataHandler = self._text

    def through(self, content: bytes) -> Iterator[Control]:
        self._parser.Parse(content, True)
        return (control for control in self._found if control.id)

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "sdt":
            self._open.append(Control())
        elif name == "tag" and self._open and not self._open[-1].id:
            value = next((value for key, value in attributes.items() if key.endswith("val")), "")
            self._open[-1].id = value.removeprefix(TAG) if value.startswith(TAG) else ""
        elif name == "dataBinding" and self._open and not self._open[-1].id:
            # LibreOffice keeps the binding of a control and drops its tag.
            self._open[-1].id = id_of(
                next((value for key, value in attributes.items() if "xpath" in key), "")
            )
        elif name in _TAKEN_OUT:
            self._deleted += 1
        self._in_text = name == "t" and bool(self._open) and not self._deleted
        self._start = -1

    def _text(self, text: str) -> None:
        if self._in_text:
            self._start = self._parser.CurrentByteIndex if self._start < 0 else self._start
            self._open[-1].shown += text

    def _end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name == "t" and self._in_text and self._start >= 0:
            self._open[-1].places.append((self._start, self._parser.CurrentByteIndex))
        elif name == "sdt":
            control = self._open.pop()
            if not control.is_around:
                self._found.append(control)
            if self._open and self._open[-1].id == control.id:
                self._open[-1].is_around = True
        elif name in _TAKEN_OUT:
            self._deleted -= 1
        self._in_text = False
