"""What a .docx says is read, whatever it stands in."""

from __future__ import annotations

import zipfile

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.support.reports import write_report
from workbooks.documents.blocks import Passage, TextTable
from workbooks.documents.reading_files import read_document
from workbooks.problems import InputError

W = nsdecls("w")
NAMESPACE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def blocks(tmp_path, *xml):
    """The blocks of a document with these paragraphs, written in XML."""
    document = Document()
    for each in xml:
        document.element.body.insert_element_before(parse_xml(each), "w:sectPr")
    document.save(str(tmp_path / "报告.docx"))
    return read_document(tmp_path / "报告.docx").blocks


def test_paragraphs_and_tables_in_their_order(tmp_path):
    path = write_report(tmp_path / "报告.docx", ["第一段。", [["指标", "得分"], ["甲", 3]], "第二段。"])
    assert read_document(path).blocks == (
        Passage("第一段。"),
        TextTable((("指标", "得分"), ("甲", "3"))),
        Passage("第二段。"),
    )


def test_content_controls_insertions_and_links_are_read_deletions_are_not(tmp_path):
    xml = f"""<w:p {W}><w:r><w:t xml:space="preserve">得分 </w:t></w:r>
      <w:sdt><w:sdtContent><w:r><w:t>14.41</w:t></w:r></w:sdtContent></w:sdt>
      <w:ins w:id="1" w:author="a"><w:r><w:t> 分</w:t></w:r></w:ins>
      <w:del w:id="2" w:author="a"><w:r><w:delText>17.41</w:delText><w:t>17.41</w:t></w:r></w:del>
      <w:hyperlink w:anchor="x"><w:r><w:t>，见附表</w:t></w:r></w:hyperlink></w:p>"""
    assert blocks(tmp_path, xml) == (Passage("得分 14.41 分，见附表"),)


def test_a_paragraph_within_a_content_control(tmp_path):
    xml = f"""<w:sdt {W}><w:sdtContent><w:p><w:r><w:t>总分 90 分。</w:t></w:r></w:p></w:sdtContent></w:sdt>"""
    assert blocks(tmp_path, xml) == (Passage("总分 90 分。"),)


def test_a_text_box_is_read_once(tmp_path):
    box = "<w:txbxContent><w:p><w:r><w:t>框里的数 5 万元</w:t></w:r></w:p></w:txbxContent>"
    choice = f'<mc:Choice Requires="wps"><w:drawing>{box}</w:drawing></mc:Choice>'
    xml = f"""<w:p {W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">
      <w:r><w:t>正文。</w:t></w:r>
      <w:r><mc:AlternateContent>{choice}<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>
      </mc:AlternateContent></w:r></w:p>"""
    assert blocks(tmp_path, xml) == (Passage("正文。"), Passage("框里的数 5 万元", "文本框"))


def test_merged_cells_have_their_text_once(tmp_path):
    document = Document()
    table = document.add_table(rows=3, cols=3)
    for row, texts in zip(
        table.rows, (["一级", "指标", "得分"], ["产出", "甲", "1"], ["", "乙", "2"]), strict=True
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(0, 0).merge(table.cell(0, 1))
    document.save(str(tmp_path / "报告.docx"))
    (found,) = read_document(tmp_path / "报告.docx").blocks
    assert found.rows == (("一级\n指标", "", "得分"), ("产出", "甲", "1"), ("", "乙", "2"))


def test_a_table_within_a_cell_is_a_table_of_its_own(tmp_path):
    document = Document()
    outer = document.add_table(rows=1, cols=2)
    outer.cell(0, 0).text = "外"
    inner = outer.cell(0, 1).add_table(rows=1, cols=1)
    inner.cell(0, 0).text = "里"
    document.save(str(tmp_path / "报告.docx"))
    assert read_document(tmp_path / "报告.docx").blocks == (
        TextTable((("外", ""),)),
        TextTable((("里",),)),
    )


def test_footnotes_and_text_boxes_are_read(tmp_path):
    path = write_report(tmp_path / "报告.docx", ["正文。", {"脚注": "执行率 99.5%。"}, {"文本框": "框里。"}])
    assert read_document(path).blocks == (
        Passage("正文。"),
        Passage("框里。", "文本框"),
        Passage("执行率 99.5%。", "脚注"),
    )


def test_what_word_numbers_by_itself_is_read_with_its_numbers(tmp_path):
    document = Document()
    for text in ("预算执行率", "资产利用率"):
        document.add_paragraph(text, style="List Number")
    numbering = document.part.numbering_part.element
    for name, value in (("numFmt", "chineseCounting"), ("lvlText", "（%1）")):
        for each in numbering.iter(f"{NAMESPACE}{name}"):
            each.set(f"{NAMESPACE}val", value)
    document.save(str(tmp_path / "报告.docx"))
    found = read_document(tmp_path / "报告.docx").blocks
    assert found == (Passage("（一）预算执行率"), Passage("（二）资产利用率"))


def test_running_heads_are_read_once_and_page_numbers_are_not(tmp_path):
    document = Document()
    document.add_paragraph("正文。")
    section = document.sections[0]
    section.header.paragraphs[0].text = "某局2022年度绩效评价报告"
    section.footer.paragraphs[0].text = "— 1 —"
    document.save(str(tmp_path / "报告.docx"))
    assert read_document(tmp_path / "报告.docx").blocks == (
        Passage("正文。"),
        Passage("某局2022年度绩效评价报告", "页眉页脚"),
    )


def test_deleted_rows_and_cells_hidden_words_and_moved_ones_are_not_read(tmp_path):
    gone = '<w:trPr><w:del w:id="5" w:author="a"/></w:trPr>'
    cell = "<w:tc><w:tcPr>{}</w:tcPr><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    deleted = cell.format('<w:cellDel w:id="6" w:author="a"/>', "旧")
    rows = f"""<w:tr>{cell.format("", "甲")}{deleted}</w:tr><w:tr>{gone}{cell.format("", "乙")}</w:tr>"""
    table = f"<w:tbl {W}>{rows}</w:tbl>"
    text = f"""<w:p {W}><w:r><w:rPr><w:vanish/></w:rPr><w:t>看不见</w:t></w:r><w:r><w:t>看得见</w:t></w:r>
      <w:moveFrom w:id="7" w:author="a"><w:r><w:t>移走了</w:t></w:r></w:moveFrom></w:p>"""
    assert blocks(tmp_path, table, text) == (TextTable((("甲", ""),)), Passage("看得见"))


def test_formulas_are_read_as_a_line(tmp_path):
    math = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    run = "<m:r><m:t>{}</m:t></m:r>"
    xml = f"""<w:p {W} {math}><w:r><w:t>执行率＝</w:t></w:r><m:oMath><m:f><m:num>{run.format("90")}</m:num>
      <m:den>{run.format("100")}</m:den></m:f></m:oMath><w:r><w:t>＝90%。</w:t></w:r></w:p>"""
    assert blocks(tmp_path, xml) == (Passage("执行率＝90/100＝90%。"),)


def test_fields_are_read_as_they_show(tmp_path):
    xml = f"""<w:p {W}><w:r><w:fldChar w:fldCharType="begin"/></w:r>
      <w:r><w:instrText>REF x</w:instrText></w:r>
      <w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>得分90分</w:t></w:r>
      <w:r><w:fldChar w:fldCharType="end"/></w:r>
      <w:fldSimple w:instr="DATE"><w:r><w:t>，2023年</w:t></w:r></w:fldSimple></w:p>"""
    assert blocks(tmp_path, xml) == (Passage("得分90分，2023年"),)


def test_a_table_wider_than_any_is_refused(tmp_path):
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="999"/></w:tcPr><w:p/></w:tc>'
    table = f"<w:tbl {W}>{f'<w:tr>{cell * 100}</w:tr>' * 40}</w:tbl>"
    with pytest.raises(InputError, match=r"^报告\.docx：段落和表格的格太多"):
        blocks(tmp_path, table)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.docx", b"", "空的"),
        ("a.docx", b"PK\x03\x04 cut", "不完整或已损坏"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "打开密码"),
        ("a.docx", b"plain text", "不是 Word 文档"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "另存为 .docx"),
        ("a.pdf", b"PK\x03\x04", "不是 PDF"),
        ("a.pdf", b"%PDF-1.4 nothing", "不完整或已损坏"),
    ],
)
def test_what_is_no_report_is_refused_in_one_line(tmp_path, name, content, says):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError) as error:
        read_document(tmp_path / name)
    assert says in str(error.value) and str(error.value).startswith(name) and "\n" not in str(error.value)


@pytest.mark.parametrize(
    "document",
    [
        b"<!DOCTYPE a [<!ENTITY e 'x'>]><w:document xmlns:w='http://x'>&e;</w:document>",
        b"<w:document",
        b"<other/>",
        b"<a>" * 5000 + b"</a>" * 5000,
    ],
    ids=["dtd", "cut short", "other root", "too deep"],
)
def test_hostile_xml_is_refused_in_one_line(tmp_path, document):
    path = write_report(tmp_path / "报告.docx", ["正文。"])
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w") as package:
        for name, content in {**parts, "word/document.xml": document}.items():
            package.writestr(name, content)
    with pytest.raises(InputError, match=r"^报告\.docx："):
        read_document(path)
