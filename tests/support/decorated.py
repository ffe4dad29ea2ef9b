"""A workbook with everything that openpyxl would lose, added by hand to the parts of a plain one."""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path

VBA = b"\xd0\xcf\x11\xe0" + bytes(range(256)) * 4
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KINDS = (
    ("rId91", "drawing", "../drawings/drawing1.xml"),
    ("rId92", "comments", "../comments1.xml"),
    ("rId93", "vmlDrawing", "../drawings/vmlDrawing1.vml"),
    ("rId94", "vmlDrawing", "../drawings/vmlDrawing2.vml"),
    ("rId95", "printerSettings", "../printerSettings/printerSettings1.bin"),
)
_TYPES = (
    '<Default Extension="png" ContentType="image/png"/>'
    '<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
    '<Default Extension="bin" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings"/>'
    '<Override PartName="/xl/drawings/drawing1.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.drawing+xml"/>'
    '<Override PartName="/xl/comments1.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"/>'
)
_MACRO_TYPES = '<Override PartName="/xl/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/>'
_ANCHOR = (
    "<xdr:from><xdr:col>{0}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>0</xdr:row><xdr:rowOff>0</xdr:rowOff>"
    "</xdr:from><xdr:to><xdr:col>{1}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>2</xdr:row>"
    "<xdr:rowOff>0</xdr:rowOff></xdr:to>"
)
_GEOMETRY = (
    '<xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="500000" cy="500000"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr>'
)
_DRAWING = (
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    f"<xdr:twoCellAnchor>{_ANCHOR.format(0, 1)}<xdr:pic><xdr:nvPicPr>"
    '<xdr:cNvPr id="2" name="公章"/><xdr:cNvPicPr/></xdr:nvPicPr>'
    f'<xdr:blipFill><a:blip xmlns:r="{_R}" r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch>'
    "</xdr:blipFill>"
    f"{_GEOMETRY}</xdr:pic><xdr:clientData/></xdr:twoCellAnchor>"
    f'<xdr:twoCellAnchor>{_ANCHOR.format(3, 5)}<xdr:sp macro="[0]!提交" textlink=""><xdr:nvSpPr>'
    f'<xdr:cNvPr id="3" name="文本框"/><xdr:cNvSpPr txBox="1"/></xdr:nvSpPr>{_GEOMETRY}'
    "<xdr:txBody><a:bodyPr/><a:p><a:r><a:t>填表前请先读说明</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
    "<xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>"
)
_COMMENTS = (
    '<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors><author>预算科</author>'
    '</authors><commentList><comment ref="A1" authorId="0"><text><t>盖章后报送</t></text></comment>'
    "</commentList></comments>"
)
_VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shapetype id="_x0000_t202" coordsize="21600,21600" '
    'o:spt="202" path="m,l,21600r21600,l21600,xe"/><v:shape id="{0}" type="#_x0000_t202" '
    'style="position:absolute;width:90pt;height:50pt;visibility:hidden">{1}</v:shape></xml>'
)
_NOTE = '<x:ClientData ObjectType="Note"><x:Row>0</x:Row><x:Column>0</x:Column></x:ClientData>'
_PICTURE = '<v:imagedata o:relid="rId1" o:title="徽标"/>'


def decorate(path: Path, part: str = "xl/worksheets/sheet1.xml") -> Path:
    """Add a picture, a text box, a note, a header picture, printer settings; macros to .xlsm."""
    with zipfile.ZipFile(path) as archive:
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    macros = path.suffix == ".xlsm"
    parts["[Content_Types].xml"] = _inserted(parts["[Content_Types].xml"], "</Types>", _TYPES)
    if macros:
        _add_macros(parts)
    sheet = parts[part].replace(b"<worksheet ", f'<worksheet xmlns:r="{_R}" '.encode(), 1)
    sheet = sheet.replace(b"<pageSetup ", b'<pageSetup r:id="rId95" ', 1)
    last = b"".join(
        f'<{name} r:id="{number}"/>'.encode()
        for name, number in (("drawing", "rId91"), ("legacyDrawing", "rId93"), ("legacyDrawingHF", "rId94"))
    )
    header = b"<oddHeader>&amp;L&amp;G</oddHeader>"
    sheet = sheet.replace(b"<oddHeader/>", header).replace(b"<oddHeader />", header)
    parts[part] = sheet.replace(b"</worksheet>", last + b"</worksheet>")
    folder, _, name = part.rpartition("/")
    parts[f"{folder}/_rels/{name}.rels"] = _relations(*_KINDS)
    parts["xl/drawings/drawing1.xml"] = _DRAWING.encode()
    parts["xl/drawings/_rels/drawing1.xml.rels"] = _relations(("rId1", "image", "../media/image1.png"))
    parts["xl/comments1.xml"] = _COMMENTS.encode()
    parts["xl/drawings/vmlDrawing1.vml"] = _VML.format("_x0000_s1025", _NOTE).encode()
    parts["xl/drawings/vmlDrawing2.vml"] = _VML.format("LH", _PICTURE).encode()
    parts["xl/drawings/_rels/vmlDrawing2.vml.rels"] = _relations(("rId1", "image", "../media/image2.png"))
    parts["xl/printerSettings/printerSettings1.bin"] = bytes(range(200))
    parts["xl/media/image1.png"], parts["xl/media/image2.png"] = picture(255, 0, 0), picture(0, 0, 255)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2019, 5, 6, 7, 8, 10)), content)
    return path


def _add_macros(parts: dict[str, bytes]) -> None:
    types = parts["[Content_Types].xml"].replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    parts["[Content_Types].xml"] = _inserted(types, "</Types>", _MACRO_TYPES)
    kind = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
    relation = f'<Relationship Id="rId90" Type="{kind}" Target="vbaProject.bin"/>'
    listed = "xl/_rels/workbook.xml.rels"
    parts[listed] = _inserted(parts[listed], "</Relationships>", relation)
    parts["xl/vbaProject.bin"] = VBA


def _inserted(content: bytes, end: str, new: str) -> bytes:
    return content.replace(end.encode(), (new + end).encode())


def _relations(*listed: tuple[str, str, str]) -> bytes:
    entries = "".join(
        f'<Relationship Id="{number}" Type="{_R}/{kind}" Target="{target}"/>'
        for number, kind, target in listed
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{entries}</Relationships>'.encode()


def picture(red: int, green: int, blue: int) -> bytes:
    """A PNG of one colour, 8 × 8."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = kind + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    rows = (b"\0" + bytes((red, green, blue)) * 8) * 8
    header = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    chunks = (chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
