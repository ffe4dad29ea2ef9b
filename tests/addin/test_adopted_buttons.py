"""Every button on a bureau's own form that was made live: it works, or says in one line why it does not."""

from __future__ import annotations

import re
import shutil
from decimal import Decimal
from types import SimpleNamespace

import pytest
from docx import Document

from addin import headless, macros
from addin.adopting import adopt
from addin.excel.bureau_file import save_live
from addin.excel.buttons import NEW_TABLE, buttons
from addin.excel.host import action_of
from addin.headless import workbook_of
from addin.renewing import fill_form
from tests.support.adopted import DATA, exact, figures_of, place_of, rounds, sentence_cases
from tests.support.desk import HeadlessDesk
from workbooks.files.cells import read_cells
from workbooks.filing.data_file import Filing
from workbooks.forms.layout.kinds import SCENARIO_SHEET, SUMMARY_SHEET
from workbooks.forms.page.writer import NATIVE, UDF
from workbooks.forms.sheets.scenario_sheet import CHOICE_ROW, FIRST_ROW, LABEL
from workbooks.problems import InputError

EDITIONS = {".xlsx": NATIVE, ".xlsm": UDF}
NO_SCENARIO = "请先在“情景”表的“当前情景”里选一个情景"
NO_QUARTERS = "没有季度执行表，不需要汇总执行明细"
SAID = {
    "adopt": "!已经认过",
    "apply_rules": "已按规则更新：填好（更新）",
    "export_standard": "评分标准已写出：填好（标准）.xlsx",
    "carry": "!没有读到绩效目标申报表",
    "import_ledger": f"!{NO_QUARTERS}",
    "fill_quarterly": f"!{NO_QUARTERS}",
    "fill_summary": "已填写“汇总”表",
    "add_scenario": "已在“情景”表新增“新情景”",
    "duplicate_scenario": f"!{NO_SCENARIO}",
    "apply_scenario": f"!{NO_SCENARIO}",
    "undo_scenario": "!没有套用过情景",
    "clear_scenario": f"!{NO_SCENARIO}",
    "review": "详见“复核”表",
    "finalize": "已定稿：填好-定稿.xlsx",
    "write_report": "报告已写出：填好-报告.docx",
    "to_native": "已另存：填好（普通公式）.xlsx",
    "to_udf": "已另存：填好（函数公式）.xlsm",
    "show_help": "认表",
    "about": "jixiao",
}
"""What each says; behind ! the reason why it does not apply."""


@pytest.fixture(scope="module", params=EDITIONS)
def filled(request, tmp_path_factory):
    """The form made live and filled in: its file, its standard, its scores."""
    folder = tmp_path_factory.mktemp("buttons")
    live = adopt(DATA / "blank.xlsx", folder / f"附表{request.param}", save=save_live)
    figures = {}
    for row in reversed(rounds(sentence_cases())):
        for case in row:
            if not isinstance(case.score, str):
                figures |= exact(figures_of(live.standard, case))
    filing = Filing(unit="某局", year=2024, data=figures)
    target = folder / f"填好{request.param}"
    done = fill_form(live.path, filing, target, EDITIONS[request.param], save=save_live)
    return SimpleNamespace(path=target, standard=live.standard, table=done.tables[0])


def opened(filled, folder):
    path = folder / filled.path.name
    shutil.copy(filled.path, path)
    return path, headless.open_book(path)


def test_every_button_works_or_says_why(filled, tmp_path):
    asked = {button.action for button in buttons() if button.action != NEW_TABLE}
    assert asked == set(SAID)
    for action, expected in SAID.items():
        folder = tmp_path / action
        folder.mkdir()
        path, book = opened(filled, folder)
        desk = HeadlessDesk()
        desk.save_copy = lambda _book, copy, path=path: shutil.copy(path, copy)
        if expected.startswith("!"):
            with pytest.raises(InputError, match=re.escape(expected[1:])) as refused:
                action_of(action)(desk, book, "")
            assert "\n" not in str(refused.value)
        else:
            assert expected in action_of(action)(desk, book, ""), action


def pick(scenarios, key):
    """Pick a figure in the first row by its label, as the drop-down offers it."""
    keys = scenarios.range("A1:A450").value
    scenarios[f"A{FIRST_ROW}"].value = scenarios.range((keys.index(key) + 1, LABEL)).value


def test_a_scenario_is_applied_and_taken_back(filled, tmp_path):
    _, book = opened(filled, tmp_path)
    key = filled.standard.rows[0][2].expression.keys[0]
    sheet, cell = place_of(filled.path, key)
    before = book.sheets[sheet][cell].value
    scenarios = book.sheets[SCENARIO_SHEET]
    pick(scenarios, key)
    scenarios[f"D{FIRST_ROW}"].value = 90
    scenarios[f"C{CHOICE_ROW}"].value = "情景1"
    assert macros.apply_scenario(book) == 1
    assert book.sheets[sheet][cell].value == 90
    assert macros.duplicate_scenario(book) == "情景1副本"
    assert scenarios[f"G{FIRST_ROW}"].value == 90
    assert macros.undo_scenario(book) == 1
    assert book.sheets[sheet][cell].value == before
    scenarios[f"C{CHOICE_ROW}"].value = "情景1"
    assert macros.clear_scenario(book) == "情景1"
    assert scenarios[f"D{FIRST_ROW}"].value is None


def test_libreoffice_works_out_what_the_buttons_wrote(request, filled, tmp_path):
    """A scenario of 90 for 95 of 100 costs 2.5 points; 汇总 adds up what the form shows."""
    path, book = opened(filled, tmp_path)
    macros.add_scenario(book)
    macros.fill_summary(book)
    pick(book.sheets[SCENARIO_SHEET], filled.standard.rows[0][2].expression.keys[0])
    book.sheets[SCENARIO_SHEET][f"G{FIRST_ROW}"].value = 90
    workbook_of(book).save(path)
    office = request.getfixturevalue("libreoffice" if path.suffix == ".xlsm" else "bare_libreoffice")
    total = float(filled.table.total)
    with office.open(path, recalc=True) as document:
        scenarios = document.read(SCENARIO_SHEET, "A1:G60")
        totals = next(row for row in scenarios if row[0] == filled.standard.form.total_label)
        assert totals[2:] == pytest.approx([total] * 4 + [total - 2.5])
        summary = document.read(SUMMARY_SHEET, "A1:H40")
        shown = [value for row in summary for value in row if isinstance(value, float)]
        assert any(value == pytest.approx(total) for value in shown)


def test_the_final_copy_is_the_bureaus_form(filled, tmp_path):
    """Its sheets, its texts, numbers for formulas, and at the foot what nobody confirmed."""
    path, book = opened(filled, tmp_path)
    macros.finalize(book)
    final = read_cells(path.with_name("填好-定稿.xlsx"))
    blank = read_cells(DATA / "blank.xlsx")
    assert [sheet.name for sheet in final.sheets] == [sheet.name for sheet in blank.sheets]
    assert not any(final.formulas.values())
    printed, before = final.sheets[0], blank.sheets[0]
    for row, line in enumerate(before.rows, before.first_row):
        for column, value in enumerate(line, before.first_column):
            if value not in (None, "") and "部门名称" not in str(value):
                assert final.value(printed.name, row, column) == value
    scores = [final.value(printed.name, place.row, 7) for place in filled.standard.placed.rows.values()]
    assert [Decimal(str(score)) for score in scores] == [item.score for item in filled.table.items]
    foot = [str(value) for value in printed.rows[-1] if value]
    assert any("12 个指标的评分规则没有经人确认" in text for text in foot)


def test_the_report_has_the_scores(filled, tmp_path):
    path, book = opened(filled, tmp_path)
    action_of("write_report")(HeadlessDesk(), book, "")
    report = Document(path.with_name("填好-报告.docx"))
    text = "".join(node.text or "" for node in report.element.body.iter("{*}t"))
    assert f"{filled.table.total.normalize():f}" in text
    assert all(one.name in text for _, _, one in filled.standard.rows)
