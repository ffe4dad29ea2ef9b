"""`jixiao check -o` copies whatever `check` reads: odd styles, odd pictures, the strict dialect."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.drawing.image import Image
from PIL import Image as Picture

from tests.support.places import DATA
from tests.support.reviewed import SCORED, plain_workbook, scored

ODD = DATA / "real-forms" / "29-check-o-odd-styles"
TRANSITIONAL = b"http://schemas.openxmlformats.org/"


def packed(source: Path, target: Path, change: Callable[[str, bytes], tuple[str, bytes]]) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(*change(name, old.read(name)))
    return target


def strict(source: Path, target: Path) -> Path:
    spellings = {
        b"officeDocument/2006/relationships": b"officeDocument/relationships",
        b"spreadsheetml/2006/main": b"spreadsheetml/main",
    }

    def change(name: str, part: bytes) -> tuple[str, bytes]:
        for common, other in spellings.items():
            part = part.replace(TRANSITIONAL + common, b"http://purl.oclc.org/ooxml/" + other)
        return name, part

    return packed(source, target, change)


def with_webp(source: Path, target: Path) -> Path:
    png, webp = io.BytesIO(), io.BytesIO()
    Picture.new("RGB", (8, 8), "red").save(png, "PNG")
    Picture.new("RGB", (8, 8), "red").save(webp, "WEBP")
    book = load_workbook(source)
    book.worksheets[0].add_image(Image(png), "Z2")
    book.save(source)

    def change(name: str, part: bytes) -> tuple[str, bytes]:
        if name.endswith(".png"):
            return name.removesuffix("png") + "webp", webp.getvalue()
        return name, part.replace(b".png", b".webp").replace(b"png", b"webp")

    return packed(source, target, change)


@pytest.mark.parametrize("name", ["empty-fill.xlsx", "no-styles.xlsx"])
def test_odd_styles(jixiao, tmp_path, name):
    copy = tmp_path / "复核.xlsx"
    assert jixiao("check", ODD / name, "-o", copy)[0] == jixiao("check", ODD / name)[0]
    book = load_workbook(copy)
    assert book.sheetnames == ["Sheet1", "复核"]
    assert book["Sheet1"]["C6"].value == "年度资金总额"


def with_sheet_settings(source: Path, target: Path) -> Path:
    """Margins that are no numbers, a filter that nobody knows: Excel passes them over."""
    margins = b'<pageMargins left="x" right="x" top="x" bottom="x" header="x" footer="x"/>'
    filters = b'<autoFilter ref="A1:B2"><filterColumn colId="0"><customFilters><customFilter operator="odd"/>'
    filters += b"</customFilters></filterColumn></autoFilter>"

    def change(name: str, part: bytes) -> tuple[str, bytes]:
        if name.startswith("xl/worksheets/sheet"):
            part = re.sub(rb"<pageMargins[^>]*/>", b"", part)
            part = part.replace(b"</worksheet>", margins + b"</worksheet>")
            part = part.replace(b"</sheetData>", b"</sheetData>" + filters)
        return name, part

    return packed(source, target, change)


def with_odd_dates(source: Path, target: Path) -> Path:
    def change(name: str, part: bytes) -> tuple[str, bytes]:
        return name, re.sub(rb'(W3CDTF">)\d', rb"\1x", part) if name == "docProps/core.xml" else part

    return packed(source, target, change)


@pytest.mark.parametrize("suffix", [".xls", ".ods"])
def test_older_formats_are_copied_as_values(jixiao, tmp_path, suffix):
    older, copy = DATA / "older" / f"表{suffix}", tmp_path / "复核.xlsx"
    status = jixiao("check", older)[0]
    code, told, _ = jixiao("check", older, "-o", copy)
    assert code == status
    assert "只有各格的值" in told
    book = load_workbook(copy)
    assert book.sheetnames[-1] == "复核"
    assert book.worksheets[0]["A1"].value


@pytest.mark.parametrize("make", [strict, with_webp, with_sheet_settings, with_odd_dates])
def test_odd_packages(jixiao, tmp_path, make):
    source = plain_workbook(tmp_path / "表.xlsx", {"附表": scored(99)})
    odd, copy = make(source, tmp_path / "怪.xlsx"), tmp_path / "复核.xlsx"
    assert jixiao("check", odd)[0] == 1
    assert jixiao("check", odd, "-o", copy)[0] == 1
    book = load_workbook(copy)
    assert book.sheetnames == ["附表", "复核"]
    assert book["附表"]["A1"].value == SCORED[0][0]
