"""The sheet 复核 in LibreOffice: links lead to their cells, the pages are A4 with the headings on each."""

from __future__ import annotations

import re
import subprocess

import pytest
from openpyxl import load_workbook

from addin.checking import save_copy
from tests.support.published import write_published
from tests.support.published_schema import schema_faults
from tests.support.reviewed import plain_workbook, scored
from workbooks.review import review_sheet as review_sheet
from workbooks.review.reviewing import review_file

LINK = re.compile(r'=HYPERLINK\("#(.*)";".*"\)')


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The published Wuxi form, typed in plainly, with its sheet 复核: two pages of findings."""
    folder = tmp_path_factory.mktemp("复 核")
    path = write_published("wuxi-2021", folder)
    review = review_file(path)
    save_copy(path, review, folder / "复核.xlsx", force=False)
    return folder / "复核.xlsx", review


def test_it_follows_the_published_schemas(copy):
    assert schema_faults(copy[0]) == []


def test_the_headings_stay_in_sight(copy):
    assert load_workbook(copy[0])["复核"].freeze_panes == f"A{review_sheet.FIRST_ROW}"


def test_each_link_leads_to_its_cell(libreoffice, copy):
    path, review = copy
    with libreoffice.open(path) as document:
        for row, finding in enumerate(review.findings, review_sheet.FIRST_ROW):
            target = LINK.fullmatch(document.formula("复核", f"D{row}"))[1].replace('""', '"')
            assert document.follow(target) == (finding.sheet, finding.cell)
            assert document.value("复核", f"D{row}") == f"{finding.sheet}!{finding.cell}"


def test_a_link_into_a_sheet_with_quotes_in_its_name(libreoffice, tmp_path):
    name = """2021'年 "附"表"""
    path = plain_workbook(tmp_path / "表.xlsx", {"别的": [["甲"]], name: scored(99)})
    save_copy(path, review_file(path), tmp_path / "复核.xlsx", force=False)
    with libreoffice.open(tmp_path / "复核.xlsx", recalc=True) as document:
        document.recalculate()
        assert document.value("复核", "D5") == f"{name}!E6"
        target = LINK.fullmatch(document.formula("复核", "D5"))[1].replace('""', '"')
        assert document.follow(target) == (name, "E6")


def test_printed_on_a4_across_with_the_headings_on_each_page(libreoffice, pdf_tools, copy, tmp_path):
    pdf = libreoffice.to_pdf(copy[0], tmp_path)
    text = subprocess.run(
        ["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True
    ).stdout
    pages = [page for page in text.split("\f") if "印的是" in page and "依据" in page]
    assert len(pages) >= 2
    assert "复核意见" in pages[0]
    first = text[: text.index("复核意见")].count("\f") + 1
    command = ["pdfinfo", "-f", str(first), "-l", str(first), pdf]
    size = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert re.search(r"size:\s+841\.\d+ x 595\.\d+ pts", size)


def test_figures_stay_as_printed(libreoffice, copy):
    """91.30 must not become the number 91.3, nor 1/2 a date."""
    path, review = copy
    with libreoffice.open(path) as document:
        shown = document.read("复核", f"F5:G{review_sheet.table_end(review)}")
    assert shown == [[finding.found or None, finding.expected or None] for finding in review.findings]
