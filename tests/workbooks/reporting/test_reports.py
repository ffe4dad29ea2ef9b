"""A report is built from a table, edited by people, and its numbers are put right later, nothing else."""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal

import pytest
from docx import Document

from tests.support.places import EXAMPLES
from tests.support.reports import write_report as plain_report
from workbooks.documents.reading_files import read_document
from workbooks.filing.data_file import read_filing
from workbooks.filing.scoring import score
from workbooks.problems import InputError
from workbooks.reporting.outline import outline
from workbooks.reporting.quoted_figures import quoted_tables
from workbooks.reporting.reports import figures_of
from workbooks.reporting.updating import update_report
from workbooks.reporting.write_word import write_report
from workbooks.standards.loading import load

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LATE = {"项目_按时完成数": Decimal(14)}
"""项目完成及时性 14÷14×6＝6 instead of 13÷14×6＝5.57; the total 91.26＋0.43＝91.69."""


def tables(**changed):
    standard = load("shenzhen-2021")
    filing = read_filing(EXAMPLES / "shenzhen-2021.yaml", standard)
    filing.data.update(changed)
    return quoted_tables([score(standard, filing)])


@pytest.fixture(scope="module")
def built():
    stream = io.BytesIO()
    write_report(tuple(outline(tables())), stream)
    return stream.getvalue()


@pytest.fixture
def report(built, tmp_path):
    path = tmp_path / "报告.docx"
    path.write_bytes(built)
    return path


def texts(path):
    return [getattr(block, "text", "") for block in read_document(path).blocks]


def parts(path):
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def control(document, text):
    """The content controls that show a text."""
    found = document.element.body.iter(f"{W}sdt")
    return [each for each in found if "".join(t.text or "" for t in each.iter(f"{W}t")) == text]


def test_the_usual_outline(report):
    headings = [text for text in texts(report) if re.match("[一二三四五六七]、", text)]
    assert headings == [
        "一、基本情况",
        "二、评价工作开展情况",
        "三、综合评价结论",
        "四、绩效评价指标分析",
        "五、主要经验、存在的问题和原因",
        "六、有关建议",
        "七、附表",
    ]


def test_each_indicator_has_its_figures_and_lost_points(report):
    said = next(text for text in texts(report) if "项目完成及时性：" in text)
    assert said == (
        "3. 项目完成及时性：分值6分，得分5.57分，失0.43分。"
        "评分依据：按计划时间完成的项目数为13个；计划完成项目总数为14个。"
    ).replace("3. ", said[:3])
    assert "经评价，本单位2021年度绩效评价得分为91.26分（满分100分），评价等级为“优”。" in texts(report)


def test_the_causes_of_lost_points_are_marked_as_a_draft(report):
    drafts = [text for text in texts(report) if text.startswith("【草稿】")]
    assert any("预算执行率：失2.16分。失分原因：（请填写）。改进测算：" in text for text in drafts)
    assert all(text.startswith("【草稿】") for text in texts(report) if "改进测算：" in text)


def test_every_number_is_bound_to_the_part_of_figures(report):
    document = Document(str(report))
    bindings = list(document.element.body.iter(f"{W}dataBinding"))
    part = parts(report)["customXml/item90.xml"].decode()
    assert len(bindings) > 100
    for binding in bindings:
        id = re.search(r"jx:id='(\w+)'", binding.get(f"{W}xpath"))[1]
        assert f"<id>{id}</id>" in part


def test_the_same_table_makes_no_change(report):
    before = report.read_bytes()
    update = update_report(report, figures_of(tables()))
    assert update.is_whole and update.changed == ()
    assert report.read_bytes() == before


def test_changed_numbers_go_into_an_edited_report_and_nothing_else(report):
    document = Document(str(report))
    document.paragraphs[3].insert_paragraph_before("本单位有 14 个项目，得分 91.26 分是自己写的。")
    sentence = next(p for p in document.paragraphs if ". 项目完成及时性：" in p.text)
    sentence.runs[0].text = "从项目完成及时性看，分值"
    document.save(str(report))
    before = parts(report)
    update = update_report(report, figures_of(tables(**LATE)))
    after = parts(report)
    assert update.is_whole
    changes = {(each.key, each.shown, each.now) for each in update.changed}
    assert ("总分", "91.26", "91.69") in changes
    assert ("指标/效率性/项目完成及时性/得分", "5.57", "6") in changes
    assert ("数据/项目_按时完成数", "13", "14") in changes
    assert {name for name in before if before[name] != after[name]} == {
        "word/document.xml",
        "customXml/item90.xml",
    }
    assert list(before) == list(after)
    assert without_controls(before["word/document.xml"]) == without_controls(after["word/document.xml"])
    said = texts(report)
    assert any(text.startswith("从项目完成及时性看，分值6分，得分6分，没有失分。") for text in said)
    assert "本单位有 14 个项目，得分 91.26 分是自己写的。" in said


def without_controls(xml):
    return re.sub(
        rb"<w:sdt>.*?</w:sdt>", lambda sdt: re.sub(rb">[^<]*</w:t>", b"></w:t>", sdt[0]), xml, flags=re.S
    )


def test_a_number_typed_over_is_listed_and_left(report):
    """Where the same number stands untouched, in the table, it changes all the same."""
    document = Document(str(report))
    first, *others = control(document, "5.57")
    assert others
    next(first.iter(f"{W}t")).text = "5.75"
    document.save(str(report))
    for now in ("6", "6"):
        update = update_report(report, figures_of(tables(**LATE)))
        (typed,) = update.typed_over
        assert (typed.shown, typed.now) == ("5.75", now) and typed.key.endswith("项目完成及时性/得分")
        assert not update.is_whole
    assert any("得分5.75分" in text for text in texts(report))
    document = Document(str(report))
    assert control(document, "5.57") == [] and len(control(document, "5.75")) == 1


def test_a_number_corrected_by_hand_follows_the_next_change(report):
    document = Document(str(report))
    for each in control(document, "5.57"):
        next(each.iter(f"{W}t")).text = "6"
    document.save(str(report))
    assert update_report(report, figures_of(tables(**LATE))).is_whole
    update = update_report(report, figures_of(tables()))
    assert update.is_whole
    assert any("得分5.57分，失0.43分" in text for text in texts(report))


def test_what_is_gone_from_the_workbook_is_listed(report):
    left = [each for each in figures_of(tables()) if "项目完成及时性" not in each.key]
    update = update_report(report, left)
    assert {each.key for each in update.gone} >= {"指标/效率性/项目完成及时性/得分"}
    assert not update.is_whole


def test_an_update_may_go_into_another_file(report, tmp_path):
    before = report.read_bytes()
    update_report(report, figures_of(tables(**LATE)), tmp_path / "新.docx")
    assert report.read_bytes() == before
    assert any("91.69" in text for text in texts(tmp_path / "新.docx"))


def test_runs_that_word_split_are_one_number(report):
    """Word may cut a number into runs, for instance where its spelling was checked."""
    document = Document(str(report))
    found = control(document, "5.57")
    for each in found:
        run = next(each.iter(f"{W}r"))
        other = run.__copy__()
        run.addnext(other)
        next(run.iter(f"{W}t")).text, next(other.iter(f"{W}t")).text = "5.", "57"
    document.save(str(report))
    update = update_report(report, figures_of(tables(**LATE)))
    assert update.is_whole
    assert any("得分6分，没有失分" in text for text in texts(report))


def test_another_report_is_refused(tmp_path):
    path = plain_report(tmp_path / "别的.docx", ["得分 90 分。"])
    with pytest.raises(InputError, match="没有与附表相连的数"):
        update_report(path, figures_of(tables()))


def test_word_is_expected_to_open_it_cleanly(report):
    from openxml_audit import OpenXmlValidator

    found = OpenXmlValidator().validate(str(report))
    assert [str(each) for each in found.errors] == []


def test_blank_figures_are_not_zero(tmp_path):
    stream = io.BytesIO()
    write_report(tuple(outline(tables(项目_按时完成数=None))), stream)
    (tmp_path / "报告.docx").write_bytes(stream.getvalue())
    said = texts(tmp_path / "报告.docx")
    assert any("绩效评价得分为（未填）分" in text for text in said)
    assert any("项目完成及时性：分值6分，得分（未填）分，算不出得分。" in text for text in said)
