"""The XML of a sheet walked tag by tag: where each cell stands, also one without an address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.parsers import expat

from udfs.regex import regex

_ADDRESS = regex(r"([A-Za-z]{1,8})([0-9]{1,9})")


class Walk:
    """Goes through a part; `row` and `column` (from 1) are those of the cell it is in."""

    def __init__(self) -> None:
        self.row = self.column = 0
        self._within: list[str] = []

    def at_cell(self, attributes: Mapping[str, str]) -> None:
        """A cell begins."""

    def at_content(self, name: str, text: str) -> None:
        """Something stands in the cell: a tag of this name (without text), or text within it."""

    def through(self, pieces: Iterable[bytes]) -> None:
        """Walk through a part. Raises `expat.ExpatError` where it is not well-formed."""
        parser = expat.ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if self._within:
            self._within.append(name)
            self.at_content(name, "")
        elif name == "row":
            number = attributes.get("r", "").strip()
            self.row = int(number) if number.isdecimal() and len(number) < 10 else self.row + 1
            self.column = 0
        elif name == "c":
            self._within.append(name)
            self._move(attributes.get("r", ""))
            self.at_cell(attributes)

    def _end(self, _tag: str) -> None:
        if self._within:
            self._within.pop()

    def _text(self, text: str) -> None:
        if self._within:
            self.at_content(self._within[-1], text)

    def _move(self, address: str) -> None:
        found = _ADDRESS.fullmatch(address.strip())
        if found is None:
            self.column += 1
            return
        self.row, self.column = int(found[2]), 0
        for letter in found[1].upper():
            self.column = self.column * 26 + ord(letter) - 64
