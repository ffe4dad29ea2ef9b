"""The XML of a package checked before a reader touches it, which would skip what it cannot make out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.parsers import expat

from workbooks.files.refusals import DamagedFileError, RefusedFileError

_SUFFIXES = (".xml", ".rels")
# Written by programs around the workbook; nothing is read from them.
_LEFT = ("docprops/", "customxml/", "xl/customproperty", "xl/webextensions/", "xl/printersettings/")
_ENCODINGS = ("utf-8", "utf8", "us-ascii", "ascii")
_OTHER_BOMS = (b"\xff\xfe", b"\xfe\xff")


def is_checked(part: str) -> bool:
    """Whether a part is XML that a reader may look into."""
    name = part.lower()
    return name.endswith(_SUFFIXES) and not name.startswith(_LEFT)


def checked(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces of a part as they are, each after it was found well-formed, in UTF-8 and without a DTD.

    Raises `DamagedFileError`, `RefusedFileError`.
    """
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_dtd
    parser.XmlDeclHandler = _check_encoding
    first = True
    try:
        for piece in pieces:
            if first and piece.startswith(_OTHER_BOMS):
                _check_encoding("1.0", "utf-16", -1)
            first = False
            parser.Parse(piece, False)
            yield piece
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise DamagedFileError("XML") from None


def _refuse_dtd(*_: object) -> None:
    raise RefusedFileError("文件里的 XML 带有 DTD，不像 Office 写出的")


def _check_encoding(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding and encoding.lower() not in _ENCODINGS:
        raise RefusedFileError(f"文件里的 XML 用了 {encoding[:20]} 编码，不是 UTF-8")
