"""A form that was made live, made live again: other rules, the other edition; what was typed stays."""

from __future__ import annotations

import zipfile
from decimal import Decimal

import pytest

from addin.adopting import adopt
from addin.converting import convert
from addin.excel.bureau_file import save_live
from addin.renewing import apply_in_place, apply_rules
from tests.support.adopted import DATA, edited, figures_of, places_of, sentence_cases
from workbooks.files.cells import read_cells
from workbooks.forms.layout.rule_places import CONFIRMED, HEADER_ROW, QUESTIONS, RULE_SHEET, SCORE_TEXT
from workbooks.forms.page.writer import NATIVE, UDF
from workbooks.forms.returned.read_back import read_workbook
from workbooks.problems import InputError
from workbooks.review.reviewing import review_cells
from workbooks.submission.final_copy import save_final_copy

FIRST = 5
"""The row of 预算执行率 on 评分规则."""


@pytest.fixture
def live(tmp_path):
    """The blank form made live, with the execution of 94.5 of 100 filled in and a note."""
    adopted = adopt(DATA / "blank.xlsx", tmp_path / "live.xlsx")
    case = next(case for case in sentence_cases() if case.figures == {"支出数": 94.5, "调整数": 100})
    figures = figures_of(adopted.standard, case)
    places = places_of(adopted.path, figures)
    cells = {places[key]: value for key, value in figures.items()}
    sheet, cell = next(iter(cells))
    note = {(sheet, cell.replace("E", "F")): "决算报表第3表"}
    return edited(adopted.path, tmp_path / "typed.xlsx", cells | note)


def rule_cell(column, row=FIRST):
    from openpyxl.utils import get_column_letter

    return RULE_SHEET, f"{get_column_letter(column)}{row}"


def shown(path, cell="G5"):
    return read_cells(path).value("附件2", int(cell[1:]), 7)


def test_a_choice_takes_effect(live, tmp_path):
    wanted = edited(
        live,
        tmp_path / "wanted.xlsx",
        {rule_cell(QUESTIONS + 1): "按比例", rule_cell(CONFIRMED): "是"},
    )
    assert "S11" in codes(wanted)
    done = apply_rules(wanted, tmp_path / "done.xlsx")
    assert shown(done.path) == 9.75
    standard, filing = read_workbook(done.path)
    first = standard.rows[0][2]
    assert first.interpretation.answers["step_rounding"] == "按比例"
    assert first.interpretation.confirmed
    assert filing.data["年度部门预算支出数"] == Decimal("94.5")
    assert read_cells(done.path).value("数据", 6, 6) == "决算报表第3表"
    assert codes(done.path).count("S10") == 1
    assert "S11" not in codes(done.path)
    unconfirmed = next(one for one in review(done.path) if one.code == "S10")
    assert unconfirmed.message.startswith("11 个指标")


def test_the_lines_of_data_keep_their_places(live, tmp_path):
    """A clerk with a list of figures beside the sheet must not find its lines exchanged after an update."""
    before = list(read_workbook(live)[0].items)
    wanted = edited(live, tmp_path / "wanted.xlsx", {rule_cell(QUESTIONS + 1): "按比例"})
    done = apply_rules(wanted, tmp_path / "done.xlsx")
    assert list(read_workbook(done.path)[0].items) == before


def test_an_expression_takes_effect(live, tmp_path):
    text = 'tiers(年度部门预算支出数/年度部门预算调整数, ">=95%: 10; <95%: 1")'
    wanted = edited(live, tmp_path / "wanted.xlsx", {rule_cell(SCORE_TEXT): text})
    done = apply_rules(wanted, tmp_path / "done.xlsx")
    assert shown(done.path) == 1
    assert read_workbook(done.path)[0].rows[0][2].interpretation.outcome == "typed"


def test_every_mistake_is_told_by_its_cell(live, tmp_path):
    wrong = edited(
        live,
        tmp_path / "wrong.xlsx",
        {
            rule_cell(QUESTIONS + 1): "看情况",
            rule_cell(CONFIRMED, FIRST + 1): "好",
            rule_cell(SCORE_TEXT, FIRST + 3): 'tiers(没有的数据, ">=0: 1")',
        },
    )
    with pytest.raises(InputError) as raised:
        apply_rules(wrong, tmp_path / "done.xlsx")
    told = str(raised.value)
    assert "3 处要改" in told
    assert all(cell in told for cell in ("N5", "H6", "L8"))
    assert "没有的数据" in told
    assert not (tmp_path / "done.xlsx").exists()


def test_columns_that_changed_places_are_told_and_nothing_is_read_from_them(live, tmp_path):
    """As in a form of an older version, or where somebody put a column elsewhere."""
    moved = edited(
        live,
        tmp_path / "moved.xlsx",
        {
            rule_cell(CONFIRMED, HEADER_ROW): "规则式",
            rule_cell(SCORE_TEXT, HEADER_ROW): "确认",
            rule_cell(CONFIRMED): "是",
        },
    )
    with pytest.raises(InputError) as raised:
        apply_rules(moved, tmp_path / "done.xlsx")
    told = str(raised.value)
    assert "2 处要改" in told
    assert "H4 应是“确认”一栏，写的是“规则式”" in told
    assert "L4 应是“规则式”一栏，写的是“确认”" in told
    assert not (tmp_path / "done.xlsx").exists()
    # What was confirmed in a column that may be another one is not taken for confirmed.
    found = [one for one in review_cells(read_cells(moved)).findings if one.sheet == RULE_SHEET]
    indicators = len(read_workbook(moved)[0].rows)
    assert any(one.message.startswith(f"{indicators} 个指标的评分规则还没有确认") for one in found)
    assert any((one.code, one.cell) == ("S11", "H4") and "应是“确认”一栏" in one.message for one in found)


def test_in_place_what_was_before_is_kept(live, tmp_path):
    before = live.read_bytes()
    wanted = edited(live, live, {rule_cell(QUESTIONS + 1): "按比例"})
    before = wanted.read_bytes()
    done, kept = apply_in_place(wanted)
    assert done.path == wanted
    assert kept.read_bytes() == before
    assert shown(wanted) == 9.75


def test_there_and_back_between_editions(live, tmp_path):
    functions = convert(live, UDF, tmp_path / "functions.xlsm", save_bureau=save_live).path
    assert "JX_" in read_cells(functions).formulas["附件2"]["G5"]
    back = convert(functions, NATIVE, tmp_path / "back.xlsx", save_bureau=save_live).path
    assert read_workbook(back) == read_workbook(live)
    with zipfile.ZipFile(live) as one, zipfile.ZipFile(back) as other:
        assert "xl/vbaProject.bin" not in other.namelist()
        assert one.read("xl/theme/theme1.xml") == other.read("xl/theme/theme1.xml")
    assert read_cells(back).formulas["附件2"] == read_cells(live).formulas["附件2"]


def test_a_score_typed_over_stays(live, tmp_path):
    typed = edited(live, tmp_path / "over.xlsx", {("附件2", "G6"): 3})
    done = convert(typed, UDF, tmp_path / "done.xlsm", save_bureau=save_live).path
    assert shown(done, "G6") == 3
    assert "G6" not in read_cells(done).formulas["附件2"]


def test_the_final_copy_says_what_nobody_confirmed(live, tmp_path):
    final = save_final_copy(live, tmp_path / "final.xlsx", unfinished=True)
    sheet = read_cells(final.path).sheets[0]
    told = [str(value) for row in sheet.rows for value in row if value]
    assert any("12 个指标的评分规则没有经人确认" in text for text in told)
    assert final.sheets == ("附件2",)
    with_data = save_final_copy(live, tmp_path / "data.xlsx", unfinished=True, with_data=True)
    assert {"附件2", "数据", "汇总"} <= set(with_data.sheets)


def review(path):
    return review_cells(read_cells(path)).findings


def codes(path):
    return [finding.code for finding in review(path)]
