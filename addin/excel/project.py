"""vbaProject.bin from text, [MS-OVBA], with the standard library alone and the same bytes every time.

No compiled code is written: `_VBA_PROJECT` carries the version 0xFFFF and every module begins at offset 0, as
[MS-OVBA] 2.3.4.1 asks of writers, so that Excel compiles the text when it opens the file.
"""

from __future__ import annotations

import struct
import uuid
from collections.abc import Sequence

from addin.excel.compression import compress
from addin.excel.storage import compound_file
from udfs.records import dataclass
from udfs.regex import regex

LONGEST_LINE = 1023
STANDARD, DOCUMENT = "standard", "document"
_WORKBOOK_CLASS, _SHEET_CLASS = "00020819", "00020820"
_NAME = regex(r"[A-Za-z][A-Za-z0-9_]{0,30}")
_CODE_PAGE, _LANGUAGE = 1252, 0x409
_VERSION_ONLY = b"\xcc\x61\xff\xff\x00\x00\x00"
_REFERENCES = {
    "stdole": (
        r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#"
        r"C:\Windows\System32\stdole2.tlb#OLE Automation"
    ),
    "Office": (
        r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0#"
        r"C:\Program Files\Common Files\Microsoft Shared\OFFICE16\MSO.DLL"
        r"#Microsoft Office 16.0 Object Library"
    ),
}


@dataclass(frozen=True)
class Module:
    """A module: its name, its text with all `Attribute` lines, and whether it belongs to a document."""

    name: str
    source: str
    kind: str = STANDARD

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"{self.name!r} is no name for a module")
        if not self.source.isascii():
            line = next(line for line in self.source.splitlines() if not line.isascii())
            raise ValueError(f"module {self.name} is not plain ASCII: {line!r}")
        if not self.source.startswith(f'Attribute VB_Name = "{self.name}"'):
            raise ValueError(f"module {self.name} does not begin with its name")
        for number, line in enumerate(self.source.splitlines(), 1):
            if len(line) > LONGEST_LINE:
                raise ValueError(f"module {self.name}, line {number}: longer than {LONGEST_LINE}")

    @property
    def text(self) -> bytes:
        """The text as VBA keeps it: lines end in CR LF."""
        return ("\r\n".join(self.source.splitlines()) + "\r\n").encode("ascii")


def standard_module(name: str, code: str) -> Module:
    """A module of plain code."""
    return Module(name, f'Attribute VB_Name = "{name}"\n{code}')


def workbook_module(code: str = "") -> Module:
    """The module of the workbook itself, which receives its events."""
    return _document("ThisWorkbook", _WORKBOOK_CLASS, code)


def sheet_module(name: str) -> Module:
    """The empty module that VBA expects for each sheet."""
    return _document(name, _SHEET_CLASS, "")


def _document(name: str, class_id: str, code: str) -> Module:
    flags = {
        "GlobalNameSpace": False,
        "Creatable": False,
        "PredeclaredId": True,
        "Exposed": True,
        "TemplateDerived": False,
        "Customizable": True,
    }
    base = f'Attribute VB_Base = "0{{{class_id}-0000-0000-C000-000000000046}}"\n'
    attributes = "".join(f"Attribute VB_{key} = {value}\n" for key, value in flags.items())
    return Module(name, f'Attribute VB_Name = "{name}"\n{base}{attributes}Option Explicit\n{code}', DOCUMENT)


def vba_project(name: str, modules: Sequence[Module]) -> bytes:
    """The content of vbaProject.bin for a project of these modules."""
    if len({module.name.casefold() for module in modules}) < len(modules):
        raise ValueError("two modules have the same name")
    names = b"".join(
        module.name.encode("ascii") + b"\0" + module.name.encode("utf-16-le") + b"\0\0" for module in modules
    )
    streams = {module.name: compress(module.text) for module in modules}
    folder = {"_VBA_PROJECT": _VERSION_ONLY, "dir": compress(_directory(name, modules)), **streams}
    return compound_file({"PROJECT": _project(name, modules), "PROJECTwm": names + b"\0\0", "VBA": folder})


def _directory(name: str, modules: Sequence[Module]) -> bytes:
    """The dir stream, [MS-OVBA] 2.3.4.2; 32-bit as system kind, which both kinds of Office take."""
    parts = [
        _record(0x01, _long(1)),
        _record(0x02, _long(_LANGUAGE)),
        _record(0x14, _long(_LANGUAGE)),
        _record(0x03, _short(_CODE_PAGE)),
        _record(0x04, name.encode("ascii")),
        _pair(0x05, 0x40, ""),
        _record(0x06, b""),
        _record(0x3D, b""),
        _record(0x07, _long(0)),
        _record(0x08, _long(0)),
        # The version record: a length of 4, then 6 bytes.
        _short(0x09) + _long(4) + _long(1) + _short(1),
        _pair(0x0C, 0x3C, ""),
    ]
    for reference, library in _REFERENCES.items():
        parts.append(_pair(0x16, 0x3E, reference))
        parts.append(_record(0x0D, _long(len(library)) + library.encode("ascii") + bytes(6)))
    parts += [_record(0x0F, _short(len(modules))), _record(0x13, b"\xff\xff")]
    for module in modules:
        parts += [
            _pair(0x19, 0x47, module.name),
            _pair(0x1A, 0x32, module.name),
            _pair(0x1C, 0x48, ""),
            _record(0x31, _long(0)),
            _record(0x1E, _long(0)),
            _record(0x2C, b"\xff\xff"),
            _record(0x21 if module.kind == STANDARD else 0x22, b""),
            _record(0x2B, b""),
        ]
    return b"".join([*parts, _record(0x10, b"")])


def _project(name: str, modules: Sequence[Module]) -> bytes:
    """The PROJECT stream, [MS-OVBA] 2.3.1: no protection, no password, visible."""
    identity = f"{{{uuid.uuid5(uuid.NAMESPACE_URL, f'vba:{name}')}}}".upper()
    kinds = {STANDARD: "Module={}", DOCUMENT: "Document={}/&H00000000"}
    lines = [
        f'ID="{identity}"',
        *(kinds[module.kind].format(module.name) for module in modules),
        f'Name="{name}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{_encrypted(identity, bytes(4), 0x1E)}"',
        f'DPB="{_encrypted(identity, bytes(1), 0x3C)}"',
        f'GC="{_encrypted(identity, bytes([0xFF]), 0x5A)}"',
        "",
        "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000",
        "",
        "[Workspace]",
        *(f"{module.name}=0, 0, 0, 0, C" for module in modules),
    ]
    return ("\r\n".join(lines) + "\r\n").encode("ascii")


def _encrypted(identity: str, data: bytes, seed: int) -> str:
    """Data as the protection fields hold it, [MS-OVBA] 2.4.3.2; the seed makes it reproducible."""
    version, key = 2, sum(identity.encode("ascii")) & 0xFF
    written = [seed, seed ^ version, seed ^ key]
    previous = key
    filler = bytes([7] * ((seed & 6) // 2))
    for byte in filler + _long(len(data)) + data:
        # The byte before the last one and the plain byte before this one make the key of this one.
        written.append(byte ^ (written[-2] + previous & 0xFF))
        previous = byte
    return "".join(f"{byte:02X}" for byte in written)


def _record(identity: int, content: bytes) -> bytes:
    return _short(identity) + _long(len(content)) + content


def _pair(identity: int, unicode_identity: int, text: str) -> bytes:
    """A text twice, as bytes and as UTF-16."""
    return _record(identity, text.encode("ascii")) + _record(unicode_identity, text.encode("utf-16-le"))


def _long(value: int) -> bytes:
    return struct.pack("<I", value)


def _short(value: int) -> bytes:
    return struct.pack("<H", value)
