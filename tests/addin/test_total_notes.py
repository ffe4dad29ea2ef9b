"""A note of a bureau's form that sets a condition on its total: asked, answered, live on every road.

Points by hand: 工会经费使用率 3, 预算执行率 57 (20 below 90 %), 服务对象满意度 40. With all of them at their
best and no union money the others make 97: ÷ 0.97 that is 100. With 20 and 40 it is 60 ÷ 0.97 = 61.86.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from addin.adopting import adopt
from addin.excel.bureau_file import save_live
from addin.exporting import export_standard
from addin.renewing import apply_rules, fill_form
from tests.support.adopted import edited, typed_into
from workbooks.files.cells import read_cells
from workbooks.filing.data_file import Filing
from workbooks.filing.scoring import score
from workbooks.forms.layout.rule_places import CONFIRMED, QUESTIONS, RULE_SHEET, SCORE_TEXT, note_row, row_at
from workbooks.forms.page.writer import NATIVE, UDF
from workbooks.forms.returned.read_back import read_workbook
from workbooks.forms.sheets.rules.rule_answers import changed_rules, unconfirmed_notes
from workbooks.forms.standard_files import load_standard
from workbooks.problems import InputError, StandardError
from workbooks.review.reviewing import review_cells
from workbooks.standards.notes_in_force import with_notes, without_notes
from workbooks.whatif.scenarios import Base

NOTE = "没有工会经费的单位，“工会经费使用率”得分填0，其他指标得分相加后除以0.97填入总分。"
OF_THE_REST = "没有工会经费的单位，该指标不计分，总分按其余指标分值换算成百分制。"
UNION = "没有工会经费"
ROWS = [
    ("管理", "经费", "工会经费使用率", 3, "使用率≥90%得3分，＜90%不得分"),
    ("管理", "预算", "预算执行率", 57, "执行率≥90%得57分，＜90%得20分"),
    ("效果", "满意", "服务对象满意度", 40, "满意度≥80%得40分，＜80%不得分"),
]
USED, SPENT, PLEASED = "工会经费使用率_使用率", "预算执行率_执行率", "服务对象满意度_满意度"
ANSWER, CONFIRM = (f"{get_column_letter(at)}{note_row(3, 0)}" for at in (QUESTIONS + 1, CONFIRMED))
CASES = [
    # What is typed, and what the row and the total then show.
    ({UNION: 0, USED: 1, SPENT: 1, PLEASED: 1}, 3, 100),
    ({UNION: 0, USED: 0, SPENT: 1, PLEASED: 1}, 0, 97),
    ({UNION: 0, USED: 1, SPENT: "0.5", PLEASED: 1}, 3, 63),
    ({UNION: 1, SPENT: 1, PLEASED: 1}, 0, 100),
    ({UNION: 1, USED: 1, SPENT: "0.5", PLEASED: 1}, 0, "61.86"),
    ({UNION: 1, SPENT: "0.5", PLEASED: 0}, 0, "20.62"),
    ({UNION: 0, SPENT: 1, PLEASED: 1}, "#N/A", "#N/A"),
    ({USED: 1, SPENT: 1, PLEASED: 1}, "#N/A", "#N/A"),
    ({UNION: 1, PLEASED: 1}, 0, "#N/A"),
]


def blank(path, *notes, rows=ROWS, above=()):
    sheet = Workbook().active
    for text in ("某市部门整体支出绩效自评表", *above):
        sheet.append([text])
    sheet.append(["一级指标", "二级指标", "三级指标", "分值", "评分标准", "得分"])
    for row in rows:
        sheet.append([*row, None])
    sheet.append(["合计"])
    for text in notes:
        sheet.append([text])
    sheet.parent.save(path)
    return path


def adopted(folder, *notes, suffix=".xlsx", **more):
    return adopt(blank(folder / "空表.xlsx", *notes, **more), folder / f"附表{suffix}", save=save_live)


def answered(path, folder, choice="按这条算", cells=(), name="更新"):
    typed = {(RULE_SHEET, ANSWER): choice, **dict(cells)}
    asked = edited(path, folder / f"选好{path.suffix}", typed)
    return apply_rules(asked, folder / f"{name}{path.suffix}", save=save_live).path


def figures(case):
    return {key: Decimal(str(value)) for key, value in case.items()}


def shown(value):
    return value if isinstance(value, str) and value.startswith("#") else Decimal(str(value))


@pytest.fixture(scope="module", params=[".xlsx", ".xlsm"])
def live(request, tmp_path_factory):
    """The form with the answer that makes the note live."""
    folder = tmp_path_factory.mktemp("noted")
    return answered(adopted(folder, NOTE, suffix=request.param).path, folder)


def test_until_somebody_chooses_nothing_changes(tmp_path):
    made = adopted(tmp_path, NOTE)
    assert made.standard.total == "合计"
    assert not made.standard.items_for_total
    (note,) = made.standard.total_notes
    assert note.rows == ("工会经费使用率",)
    assert any(NOTE in note.text and "÷0.97" in line for line in made.told())
    cells = read_cells(made.path)
    said = [cells.value(RULE_SHEET, note_row(3, 0), at) for at in (QUESTIONS, QUESTIONS + 1)]
    assert "没有定以前总分就是各指标得分之和" in said[0]
    assert said[1] == "不按这条算"
    table = score(made.standard, Filing(data=figures({USED: 1, SPENT: 1, PLEASED: 1})))
    assert table.total == 100


@pytest.mark.parametrize(("case", "row", "total"), CASES)
def test_in_python(live, case, row, total):
    standard = read_workbook(live)[0]
    table = score(standard, Filing(data=figures(case)))
    assert table.by_indicator["工会经费使用率"].shown == shown(row)
    assert table.total_shown == shown(total)


def test_in_libreoffice(request, live):
    """As our functions and as ordinary formulas, every case typed into one document."""
    name = "libreoffice" if live.suffix == ".xlsm" else "bare_libreoffice"
    standard = read_workbook(live)[0]
    cells = read_cells(live)
    places = {key: cells.place(cells.shared, key) for key in standard.items}
    with request.getfixturevalue(name).open(live, recalc=True) as document:
        for case, row, total in CASES:
            for key, (sheet, cell) in places.items():
                value = case.get(key, "")
                document.write_down(sheet, f"{cell}:{cell}", [float(value) if value != "" else ""])
            found = [line[0] for line in document.read(standard.placed.sheet, "F3:F6")]
            for value, wanted in ((found[0], row), (found[3], total)):
                right = wanted if isinstance(shown(wanted), str) else pytest.approx(float(wanted))
                assert value == right, (case, found)


def test_a_scenario_without_the_money(live):
    standard = read_workbook(live)[0]
    base = Base(score(standard, Filing(data=figures(CASES[2][0]))))
    assert base.table.total == 63
    assert base.with_typed({UNION: "1"}).total == Decimal("61.86")


def test_the_answer_travels(live, tmp_path):
    standard = read_workbook(live)[0]
    for suffix in (".yaml", ".xlsx"):
        exported = export_standard(str(live), tmp_path / f"标准{suffix}")
        assert load_standard(exported) == standard, suffix
    # In the workbook that people edit, too.
    back = edited(exported, tmp_path / "改.xlsx", {(RULE_SHEET, ANSWER): "不按这条算"})
    assert load_standard(back).total == "合计"


def test_taken_back_it_is_as_before(live, tmp_path):
    before = adopted(tmp_path, NOTE, suffix=live.suffix).standard
    after = read_workbook(answered(live, tmp_path, "不按这条算"))[0]
    assert [one.score for _, _, one in after.rows] == [one.score for _, _, one in before.rows]
    assert after.total == before.total
    assert after.rows[0][2].interpretation.spoken.count("没有工会经费") == 0


def test_a_rule_of_its_row_is_changed_beside_it(live, tmp_path):
    rule = (RULE_SHEET, f"{get_column_letter(SCORE_TEXT)}{row_at(0)}")
    cells = {rule: f'tiers({USED}, ">=80%: 3; <80%: 1")'}
    standard = read_workbook(answered(live, tmp_path, cells=cells))[0]
    assert standard.rows[0][2].score == f'when({UNION}, 0, tiers({USED}, ">=80%: 3; <80%: 1"))'
    # As it stands on the sheet, the condition is part of it.
    cells = {rule: f'when({UNION}, 0, tiers({USED}, ">=70%: 3; <70%: 1"))'}
    again = read_workbook(answered(live, tmp_path, cells=cells, name="再更新"))[0]
    assert again.rows[0][2].score == cells[rule]


def test_what_is_typed_stays_when_the_answer_changes(live, tmp_path):
    filled = fill_form(
        live,
        Filing(unit="某局", year=2024, data=figures(CASES[4][0])),
        tmp_path / f"填好{live.suffix}",
        UDF if live.suffix == ".xlsm" else NATIVE,
        save=save_live,
    )
    assert filled.tables[0].total == Decimal("61.86")
    back = answered(filled.path, tmp_path, "不按这条算")
    standard, filing = read_workbook(back)[:2]
    assert UNION not in filing.data
    assert score(standard, filing).total == 63


def test_a_wrong_answer_is_told_by_its_cell(tmp_path):
    made = adopted(tmp_path, NOTE)
    with pytest.raises(StandardError, match=f"“{RULE_SHEET}”{ANSWER} .*只能选 不按这条算、按这条算"):
        answered(made.path, tmp_path, "看情况")
    with pytest.raises(StandardError, match=f"“{RULE_SHEET}”{CONFIRM} .*只能填 是 或 否"):
        answered(made.path, tmp_path, cells={(RULE_SHEET, CONFIRM): "对"})
    name = (RULE_SHEET, f"B{note_row(3, 0)}")
    with pytest.raises(StandardError, match="没有找到“没有工会经费的”一行"):
        answered(made.path, tmp_path, cells={name: "别的"})


def test_it_is_said_until_it_is_in_force_and_confirmed(tmp_path):
    made = adopted(tmp_path, NOTE)
    chosen = edited(made.path, tmp_path / "选.xlsx", {(RULE_SHEET, ANSWER): "按这条算"})
    assert changed_rules(read_cells(chosen), made.standard) == ("没有工会经费的",)
    messages = [finding.message for finding in review_cells(read_cells(chosen), None).findings]
    assert any("“没有工会经费的”的规则式或口径改过，还没有生效" in text for text in messages)
    assert any("3 个指标、1 条表里的说明的评分规则还没有确认" in text for text in messages)
    done = answered(made.path, tmp_path, cells={(RULE_SHEET, CONFIRM): "是"})
    assert unconfirmed_notes(read_cells(done), read_workbook(done)[0]) == {}


def test_another_total_is_another_standard(live, tmp_path):
    """A bureau that does not apply the note is told whose form does."""
    typed = typed_into(live, tmp_path / f"填{live.suffix}", figures(CASES[4][0]))
    ours = adopted(tmp_path, NOTE).standard
    told = [one.message for one in review_cells(read_cells(typed), ours).findings if one.code == "S13"]
    assert any("总分的算法与所用的标准不同" in text for text in told)


@pytest.mark.parametrize(
    ("notes", "rows", "divided"),
    [
        ([OF_THE_REST], ("工会经费使用率",), "合计 * 100 / 97"),
        (["说明：1. 按年初目标填。2. " + NOTE], ("工会经费使用率",), "合计 / 0.97"),
        (
            ["无预算项目的，“经费”“预算”两项指标不计分，总分按剩余分值折算。"],
            ("工会经费使用率", "预算执行率"),
            "合计 * 100 / 40",
        ),
    ],
)
def test_the_rows_that_it_means(tmp_path, notes, rows, divided):
    live = answered(adopted(tmp_path, *notes).path, tmp_path)
    standard = read_workbook(live)[0]
    (note,) = standard.total_notes
    assert note.rows == rows
    assert standard.total == f"when({note.key}, {divided}, 合计)"


def test_above_the_table_and_two_of_them(tmp_path):
    """Without union money 97 points are left, without a survey 60, without both 57."""
    more = "未开展满意度的，“服务对象满意度”不计分，总分按其余指标分值换算成百分制。"
    made = adopted(tmp_path, more, above=[OF_THE_REST])
    standard = with_all_live(made.standard)
    both = {"没有工会经费": 1, "未开展满意度": 1, SPENT: "0.5"}
    table = score(standard, Filing(data=figures(both)))
    assert table.total == Decimal("35.09")  # 20 × 100 ÷ 57
    table = score(standard, Filing(data=figures({**both, UNION: 0, USED: 1})))
    assert table.total == Decimal("38.33")  # 23 × 100 ÷ 60
    table = score(standard, Filing(data=figures({**both, "未开展满意度": 0, PLEASED: 1})))
    assert table.total == Decimal("61.86")  # 60 × 100 ÷ 97


def with_all_live(standard):
    notes = tuple(one.changed(answer="按这条算") for one in standard.total_notes)
    return with_notes(without_notes(standard).changed(total_notes=notes))


@pytest.mark.parametrize(
    "note",
    [
        # 该指标 fits no row by its name; a row that there is not; of two notes only one can be divided by.
        "没有信访事项的，该指标不计分，总分换算成百分制。",
        "没有工会经费的，“工会费率”得分填0，其他指标得分相加后除以0.97填入总分。",
        "没有工会经费的，“工会经费使用率”等指标不计分，总分换算成百分制。",
        f"{NOTE}\n未开展满意度的，“服务对象满意度”不计分，其他指标得分相加后除以0.6填入总分。",
    ],
)
def test_what_is_not_clear_is_told_and_not_applied(tmp_path, note):
    made = adopted(tmp_path, note)
    assert made.standard.total_notes == ()
    assert made.standard.total == "合计"
    assert any("好像会改变总分，没有读懂" in text for text in made.notes)


def test_a_hundred_of_another_full_mark_is_not_read(tmp_path):
    rows = [ROWS[0], ROWS[1]]
    made = adopted(tmp_path, OF_THE_REST, rows=rows)
    assert made.standard.total_notes == ()
    assert any("没有读懂" in text for text in made.notes)


def test_points_that_do_not_go_with_the_divisor_are_pointed_at(tmp_path):
    (note,) = adopted(tmp_path, NOTE.replace("0.97", "0.95")).standard.total_notes
    assert "这几行共 3 分，÷0.95 是按 5 分折算" in note.question.reason


def test_a_file_that_says_otherwise_is_refused(live, tmp_path):
    path = export_standard(str(live), tmp_path / "标准.yaml")
    text = path.read_text(encoding="utf-8")
    for old, new, reason in (
        ("answer: 按这条算", "answer: 随便", "只能写"),
        ("rows:\n  - 工会经费使用率", "rows:\n  - 没有的行", "没有名为"),
    ):
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
        with pytest.raises(InputError, match=reason):
            load_standard(path)
