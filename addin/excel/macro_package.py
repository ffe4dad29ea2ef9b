"""From an .xlsx made by openpyxl to an .xlsm or .xlam: VBA and ribbon added, the same bytes every time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime

from workbooks.files.package import CORE, TIMES

MACRO_WORKBOOK = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
ADDIN = "application/vnd.ms-excel.addin.macroEnabled.main+xml"
VBA_PART, RIBBON_PART = "xl/vbaProject.bin", "customUI/customUI14.xml"
TYPES = "[Content_Types].xml"

_PLAIN_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_VBA_TYPE = "application/vnd.ms-office.vbaProject"
_VBA_RELATION = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
_RIBBON_RELATION = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_REGULAR_FILE = 0o100644 << 16


def with_macros(
    plain: bytes, kind: str, vba: bytes, made: datetime, ribbon: str | None = None, packed: bool = False
) -> bytes:
    """Return the workbook as a file of `kind` with this VBA project, and with a ribbon when given.

    `made` (UTC) is written as the time the workbook was made, so that the bytes depend on nothing else; when
    they are `packed`, on the version of zlib too.
    """
    parts = _parts(plain)
    parts[TYPES] = _replaced(
        parts[TYPES],
        {
            _PLAIN_WORKBOOK: kind,
            "<Default ": f'<Default Extension="bin" ContentType="{_VBA_TYPE}"/><Default ',
        },
    )
    parts[VBA_PART] = vba
    workbook = "xl/_rels/workbook.xml.rels"
    parts[workbook] = _related(parts[workbook], "rIdVba", _VBA_RELATION, "vbaProject.bin")
    if ribbon is not None:
        parts[RIBBON_PART] = ribbon.encode()
        parts["_rels/.rels"] = _related(parts["_rels/.rels"], "rIdRibbon", _RIBBON_RELATION, RIBBON_PART)
    stamp = made.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    parts[CORE] = TIMES.sub(rb"\g<1>" + stamp, parts[CORE])
    return _zipped(parts, packed)


def _parts(plain: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _zipped(parts: Mapping[str, bytes], packed: bool) -> bytes:
    """Zip the parts: content types first as readers like it, fixed times and rights."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in sorted(parts, key=lambda name: (name != TYPES, name)):
            member = zipfile.ZipInfo(name, _EPOCH)
            member.create_system, member.external_attr = 3, _REGULAR_FILE
            archive.writestr(member, parts[name], zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED)
    return stream.getvalue()


def _related(relations: bytes, identity: str, kind: str, target: str) -> bytes:
    relation = f'<Relationship Id="{identity}" Type="{kind}" Target="{target}"/>'
    return _replaced(relations, {"</Relationships>": f"{relation}</Relationships>"})


def _replaced(part: bytes, changes: Mapping[str, str]) -> bytes:
    """Replace the first place of each text, which must be there."""
    for before, after in changes.items():
        if before.encode() not in part:
            raise ValueError(f"no {before} in a part of the workbook")
        part = part.replace(before.encode(), after.encode(), 1)
    return part
