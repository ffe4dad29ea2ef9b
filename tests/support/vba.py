"""Reading VBA back with tools that are not ours: oletools and olefile."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import olefile
from oletools.olevba import VBA_Parser, decompress_stream

from addin.excel.macro_package import VBA_PART


def sources(path: Path, content: bytes | None = None) -> dict[str, str]:
    """The text of each module that olevba finds in a file, with plain line ends."""
    parser = VBA_Parser(str(path), data=content)
    try:
        found = {stream.split("/")[-1]: code for _, stream, _, code in parser.extract_macros()}
    finally:
        parser.close()
    return {name: code.replace("\r\n", "\n") for name, code in found.items()}


def project_streams(path: Path) -> dict[str, bytes]:
    """Every stream of vbaProject.bin, as olefile reads it."""
    with zipfile.ZipFile(path) as archive, olefile.OleFileIO(io.BytesIO(archive.read(VBA_PART))) as file:
        assert not file.parsing_issues
        return {"/".join(name): file.openstream(name).read() for name in file.listdir()}


def decompressed(stream: bytes) -> bytes:
    """A VBA stream as oletools decompresses it."""
    return bytes(decompress_stream(bytearray(stream)))


def subs(source: str) -> set[str]:
    """The public Subs of a module."""
    return set(re.findall(r"^Public Sub (\w+)\(", source, re.M))
