"""Reports as test files: .docx built of paragraphs and tables, .pdf written by hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from docx import Document

Part = str | Sequence[Sequence[object]]
"""A paragraph, or a table by rows."""


def write_report(path: Path, parts: Sequence[Part]) -> Path:
    """A .docx of paragraphs (texts) and tables (rows)."""
    document = Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(rows=len(part), cols=max(map(len, part)))
        for row, texts in zip(table.rows, part, strict=True):
            for cell, text in zip(row.cells, texts, strict=False):
                cell.text = "" if text is None else str(text)
    document.save(str(path))
    return path


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
