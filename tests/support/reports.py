"""Reports as test files: .docx built of paragraphs and tables, .pdf written by hand."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

Part = str | Sequence[Sequence[object]] | Mapping[str, str]
"""A paragraph, a table by rows, or a note (脚注) or text box (文本框) of the paragraph before it."""

_W = nsdecls("w")
_NOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_NOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


def write_report(path: Path, parts: Sequence[Part]) -> Path:
    """A .docx of paragraphs (texts), tables (rows), footnotes and text boxes."""
    document = Document()
    notes: list[str] = []
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        if isinstance(part, Mapping):
            paragraph = document.paragraphs[-1]
            if "脚注" in part:
                notes.append(part["脚注"])
                mark = f'<w:r {_W}>{_RAISED}<w:footnoteReference w:id="{len(notes)}"/></w:r>'
            else:
                mark = _BOX.format(part["文本框"])
            paragraph._p.append(parse_xml(mark))
            continue
        table = document.add_table(rows=len(part), cols=max(map(len, part)))
        table.style = "Table Grid"
        for row, texts in zip(table.rows, part, strict=True):
            for cell, text in zip(row.cells, texts, strict=False):
                cell.text = "" if text is None else str(text)
    document.save(str(path))
    if notes:
        add_footnotes(path, notes)
    return path


_BOX = (
    f'<w:r {_W} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape><v:textbox><w:txbxContent>'
    "<w:p><w:r><w:t>{}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
)


_RAISED = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
_SMALL = '<w:rPr><w:sz w:val="18"/></w:rPr>'
_MARK = '<w:r><w:rPr><w:vertAlign w:val="superscript"/><w:sz w:val="18"/></w:rPr><w:footnoteRef/></w:r>'


def add_footnotes(path: Path, texts: Sequence[str]) -> None:
    """Add a part of footnotes to a .docx."""
    notes = "".join(
        f'<w:footnote w:id="{number}"><w:p>{_MARK}<w:r>{_SMALL}<w:t>{text}</w:t></w:r></w:p></w:footnote>'
        for number, text in enumerate(texts, 1)
    )
    part = (
        f'<w:footnotes {_W}><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:t>—</w:t></w:r></w:p>'
        f"</w:footnote>{notes}</w:footnotes>"
    )
    relation = f'<Relationship Id="rIdF" Type="{_NOTES}" Target="footnotes.xml"/></Relationships>'
    about = f'<Override PartName="/word/footnotes.xml" ContentType="{_NOTES_TYPE}"/></Types>'
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    rels, types = "word/_rels/document.xml.rels", "[Content_Types].xml"
    parts[rels] = parts[rels].replace(b"</Relationships>", relation.encode())
    parts[types] = parts[types].replace(b"</Types>", about.encode())
    parts["word/footnotes.xml"] = part.encode()
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)


def write_pdf(path: Path, pages: Sequence[Sequence[str]]) -> Path:
    """A .pdf whose pages hold these lines; a page without lines has a picture, as a scan has."""
    objects: list[bytes] = [b"", b""]
    kids = []
    for lines in pages:
        text = b"BT /F1 12 Tf 40 800 Td 16 TL "
        text += b" ".join(b"<" + line.encode("utf-16-be").hex().encode() + b"> Tj T*" for line in lines)
        content = text + b" ET" if lines else b"q 500 0 0 700 40 40 cm /Im1 Do Q"
        objects.append(b"<< /Length %d >>\nstream\n" % len(content) + content + b"\nendstream")
        resources = b"/Font << /F1 3 0 R >> /XObject << /Im1 6 0 R >>"
        page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << %s >> >>"
        kids.append(len(objects) + 5)
        objects.append(page % (len(objects) + 4, resources))
    fonts = [
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H"
        b" /DescendantFonts [4 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 5 0 R"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [-25 -254 1000 880]"
        b" /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray"
        b" /BitsPerComponent 8 /Length 1 >>\nstream\n\x00\nendstream",
    ]
    first = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids)),
    ]
    _write_objects(path, [*first, *fonts, *objects[2:]])
    return path


def _write_objects(path: Path, objects: Sequence[bytes]) -> None:
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    path.write_bytes(out)


def write_seed(text: Path, path: Path) -> Path:
    """A published report as .docx, from its text: lines with tabs are the rows of tables."""
    parts: list[Part] = []
    rows: list[list[str]] = []
    for line in [*text.read_text(encoding="utf-8").splitlines(), ""]:
        if "\t" in line:
            rows.append([re.sub(r"</?\w+>", "", cell).strip() for cell in line.split("\t")])
            continue
        if rows:
            parts.append(rows)
            rows = []
        if line.strip():
            parts.append(line.strip())
    return write_report(path, parts)
