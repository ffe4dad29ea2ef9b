"""Reports of all published tables, edited as people edit them, updated after a figure changed."""

from __future__ import annotations

import io
import subprocess
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document
from openxml_audit import OpenXmlValidator

from tests.support.places import EXAMPLES
from workbooks.documents.reading_files import read_document
from workbooks.filing.data_file import read_filing
from workbooks.filing.scoring import score_forms
from workbooks.reporting.outline import outline
from workbooks.reporting.quoted_figures import quoted_tables
from workbooks.reporting.reports import figures_of
from workbooks.reporting.updating import update_report
from workbooks.reporting.write_word import write_report
from workbooks.standards.loading import load

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STANDARDS = ("shenzhen-2021", "heping-2024", "wuxi-2021", "fengtai-2023", "project-2020")
OWN = "本段是自己加的，写着91.26分。"


def figures(standard_id):
    standard = load(standard_id)
    filing = read_filing(EXAMPLES / f"{standard_id}.yaml", standard)
    return list(figures_of(quoted_tables(score_forms(standard, filing))))


def written(standard_id, folder):
    standard = load(standard_id)
    filing = read_filing(EXAMPLES / f"{standard_id}.yaml", standard)
    stream = io.BytesIO()
    write_report(tuple(outline(quoted_tables(score_forms(standard, filing)))), stream)
    path = folder / f"{standard_id}.docx"
    path.write_bytes(stream.getvalue())
    return path


def texts(path):
    return [getattr(block, "text", "") for block in read_document(path).blocks]


def controls(document):
    return list(document.element.body.iter(f"{W}sdt"))


def shown(control):
    return "".join(text.text or "" for text in control.iter(f"{W}t"))


def changed(listed):
    """The figures with one more hundredth in each score."""
    return [replace(each, shown="77.77") if each.key.endswith(("/得分", "总分")) else each for each in listed]


@pytest.mark.parametrize("standard_id", STANDARDS)
def test_word_is_expected_to_open_it_cleanly(standard_id, tmp_path):
    found = OpenXmlValidator().validate(str(written(standard_id, tmp_path)))
    assert [str(each) for each in found.errors] == []


@pytest.mark.parametrize("standard_id", STANDARDS)
def test_no_sentence_tells_the_clerk_what_to_type(standard_id, tmp_path):
    """What is filled in is told; no hint of a label, no error value, no 未填."""
    said = "\n".join(texts(written(standard_id, tmp_path)))
    for words in ("没有填", "填0", "不用填", "须写明", "数和单位", "取法", "#", "（未填）", "None"):
        assert words not in said, words


@pytest.mark.parametrize("standard_id", STANDARDS)
def test_an_edited_report_gets_its_numbers_and_keeps_the_rest(standard_id, tmp_path):
    """A paragraph added, a sentence reworded, a number typed over, a number and a row deleted."""
    path = written(standard_id, tmp_path)
    document = Document(str(path))
    document.paragraphs[4].insert_paragraph_before(OWN)
    sentence = next(p for p in document.paragraphs if "：分值" in p.text)
    sentence.runs[0].text = "关于第一个指标，它的分值"
    scores = [each for each in controls(document) if shown(each).replace(".", "").isdecimal()]
    next(scores[2].iter(f"{W}t")).text = "88.88"
    gone = scores[5]
    gone.getparent().remove(gone)
    row = document.tables[-1].rows[2]
    row._tr.getparent().remove(row._tr)
    document.save(str(path))
    before = skeleton(path)
    update = update_report(path, changed(figures(standard_id)))
    assert [each.shown for each in update.typed_over] == ["88.88"]
    assert update.gone == update.missing == ()
    assert len(update.changed) > 5 and {each.now for each in update.changed} == {"77.77"}
    assert skeleton(path) == before
    said = texts(path)
    assert OWN in said and any(text.startswith("关于第一个指标，它的分值") for text in said)
    assert update_report(path, changed(figures(standard_id))).changed == ()


def skeleton(path):
    """Every part of a report but the part of figures, without the text of the controls."""
    kept = {}
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if name != "customXml/item90.xml":
                kept[name] = package.read(name)
    document = Document(str(path))
    for each in controls(document):
        for text in each.iter(f"{W}t"):
            text.text = ""
    kept["word/document.xml"] = document.element.xml.encode()
    return kept


def test_a_figure_that_came_in_is_told(tmp_path):
    """A figure that was blank had no sentence; the report has no place for it."""
    standard = load("shenzhen-2021")
    filing = read_filing(EXAMPLES / "shenzhen-2021.yaml", standard)
    path = written("shenzhen-2021", tmp_path)
    filing.data["固定资产_在用"], filing.data["固定资产_总额"] = Decimal(979), Decimal(1000)
    update = update_report(path, figures_of(quoted_tables(score_forms(standard, filing))))
    assert "979" in {each.now for each in update.missing}
    assert not update.is_whole


@pytest.mark.parametrize("standard_id", ["shenzhen-2021", "project-2020"])
def test_a_report_saved_by_libreoffice_is_updated_as_before(standard_id, tmp_path, writer):
    """LibreOffice drops the tags of controls and doubles the words of plain ones; the bindings stay."""
    path = written(standard_id, tmp_path)
    before = [text for text in texts(path) if text]
    subprocess.run(
        [
            writer,
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "docx",
            "--outdir",
            str(tmp_path / "saved"),
            str(path),
        ],
        check=True,
        capture_output=True,
        timeout=600,
    )
    saved = Path(tmp_path / "saved" / path.name)
    assert [text for text in texts(saved) if text] == before
    same = update_report(saved, figures(standard_id))
    assert same.is_whole and same.changed == ()
    update = update_report(saved, changed(figures(standard_id)))
    assert update.is_whole and len(update.changed) > 5
    assert any("得分77.77分" in text for text in texts(saved))
