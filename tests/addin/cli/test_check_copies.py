"""`jixiao check -o` copies whatever `check` reads: odd styles, odd pictures, the strict dialect."""

from __future__ import annotations

import io
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


@pytest.mark.parametrize("make", [strict, with_webp])
def test_odd_packages(jixiao, tmp_path, make):
    source = plain_workbook(tmp_path / "表.xlsx", {"附表": scored(99)})
    odd, copy = make(source, tmp_path / "怪.xlsx"), tmp_path / "复核.xlsx"
    assert jixiao("check", odd)[0] == 1
    assert jixiao("check", odd, "-o", copy)[0] == 1
    book = load_workbook(copy)
    assert book.sheetnames == ["附表", "复核"]
    assert book["附表"]["A1"].value == SCORED[0][0]
