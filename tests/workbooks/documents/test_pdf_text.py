"""A .pdf with a text layer is read, a scan says that it is one."""

from __future__ import annotations

import pytest

from tests.support.reports import write_pdf
from workbooks.documents.reading_files import read_document
from workbooks.problems import InputError

pytest.importorskip("pdfplumber")

SENTENCE = ["本年度结转结余金额为5.97万元，全年支出预算总额156.82万元，结转结", "余率为3%。"]


def test_lines_are_sentences_again_and_not_certain(tmp_path):
    read = read_document(write_pdf(tmp_path / "报告.pdf", [["2023年度绩效评价报告"], SENTENCE]))
    assert [block.text for block in read.blocks] == ["2023年度绩效评价报告", "".join(SENTENCE)]
    assert not read.certain and read.left_out == ()


def test_a_page_that_is_a_picture_is_told(tmp_path):
    read = read_document(write_pdf(tmp_path / "报告.pdf", [SENTENCE, []]))
    assert read.left_out == ("第 2 页是图片，没有文字，未核对",)


def test_a_scan_says_so(tmp_path):
    with pytest.raises(InputError, match="没有文字层"):
        read_document(write_pdf(tmp_path / "报告.pdf", [[], []]))
