"""A bureau's form through the buttons: 认表, questions answered one by one, figures, 复核, 情景, 定稿.

Its rows are of every sort: read, with a question, asked because its sentence breaks off, by the form's own
target, conditions, a grade, and a note on the total. Points by hand: 93.4 % is 1.6 below 95 %, two steps
begun at 0.5: 19; a share of 8 %: 10; no union money: 0; 180 of 200人: 27; only the budget published: 8;
较好: 15. That is 79 of 95 points: 83.16, 良.
"""

from __future__ import annotations

import shutil
from decimal import Decimal
from types import SimpleNamespace

import pytest
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from addin import headless, macros
from addin.excel.bureau_file import save_live
from addin.excel.host import action_of
from addin.exporting import export_standard
from addin.headless import workbook_of
from addin.renewing import fill_form
from tests.support.adopted import edited, place_of
from tests.support.desk import HeadlessDesk
from workbooks.files.cells import read_cells
from workbooks.filing.data_file import Filing
from workbooks.forms.layout.kinds import SCENARIO_SHEET
from workbooks.forms.layout.rule_places import CONFIRMED, QUESTIONS, RULE_SHEET, note_row, row_at
from workbooks.forms.page.writer import NATIVE, UDF
from workbooks.forms.returned.read_back import read_workbook
from workbooks.forms.sheets.scenario_sheet import CHOICE_ROW, FIRST_ROW, LABEL
from workbooks.forms.standard_files import load_standard
from workbooks.problems import InputError
from workbooks.review.reviewing import review_cells

ROWS = [
    ("管理", "预算", "预算执行率", 20, "100%", "执行率≥95%得满分，每低1个百分点扣0.5分，扣完为止"),
    ("管理", "预算", "结转占比", 10, None, "结转占比低于10%（含）的，得10分；超过10%的，不"),
    ("管理", "经费", "工会经费使用率", 5, None, "使用率≥90%得5分，＜90%不得分"),
    ("产出", "数量", "培训人数", 30, "200人", "达到目标值得满分，未达到的按比例扣分"),
    ("产出", "质量", "信息公开", 15, None, "公开预算得8分，公开决算得7分"),
    ("效益", "效果", "宣传效果", 20, None, "效果显著得20分，较好得15分，一般得8分，差不得分"),
]
NOTES = [
    "说明：没有工会经费的单位，“工会经费使用率”不计分，总分按其余指标分值换算成百分制。",
    "评分等级：90分（含）以上为优，80分（含）—90分为良，60分（含）—80分为中，60分以下为差。",
]
FIGURES = {
    "预算执行率_执行率": "0.934",
    "结转占比": "0.08",
    "培训人数_完成值": "180",
    "信息公开_公开预算": "1",
    "信息公开_公开决算": "0",
    "没有工会经费": "1",
}
POINTS = [19, 10, 0, 27, 8, 15]
ANSWER, CONFIRM = get_column_letter(QUESTIONS + 1), get_column_letter(CONFIRMED)


def blank(path):
    sheet = Workbook().active
    sheet.title = "自评表"
    sheet.append(["某市项目绩效自评表"])
    sheet.append(["一级指标", "二级指标", "三级指标", "分值", "目标值", "完成值", "评分标准", "得分"])
    for *names, target, text in ROWS:
        sheet.append([*names, target, None, text, None])
    sheet.append(["合计"])
    for note in NOTES:
        sheet.append([note])
    sheet.parent.save(path)
    return path


def press(action, path):
    """Press a button on a file as it stands; what it says and the file it opens."""
    desk = HeadlessDesk()
    desk.save_copy = lambda _book, copy: shutil.copy(path, copy)
    told = action_of(action)(desk, headless.open_book(path), "")
    return told, desk.opened[-1] if desk.opened else None


def answer(path, cells):
    """Answer on 评分规则 and press 按规则更新."""
    asked = edited(path, path, {(RULE_SHEET, cell): value for cell, value in cells.items()})
    return press("apply_rules", asked)[1]


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    """The form adopted by its button, answered three times, filled."""
    folder = tmp_path_factory.mktemp("walk")
    told, live = press("adopt", blank(folder / "空表.xlsx"))
    first = answer(live, {f"{ANSWER}{row_at(0)}": "不足一点按一点", f"{CONFIRM}{row_at(0)}": "是"})
    second = answer(first, {f"{ANSWER}{row_at(1)}": "按“不得分”补全"})
    third = answer(second, {f"{ANSWER}{note_row(len(ROWS), 0)}": "按这条算"})
    data = {key: Decimal(value) for key, value in FIGURES.items()} | {"宣传效果等次": "较好"}
    filing = Filing(unit="某局", year=2026, data=data)
    filled = {}
    for edition, suffix in ((UDF, ".xlsm"), (NATIVE, ".xlsx")):
        done = fill_form(third, filing, folder / f"填好{suffix}", edition, save=save_live)
        filled[suffix] = SimpleNamespace(path=done.path, table=done.tables[0])
    names = [one.name for one in (live, first, second, third)]
    return SimpleNamespace(told=told, names=names, live=live, last=third, filled=filled)


def copied(walked, suffix, folder):
    path = folder / f"填好{suffix}"
    shutil.copy(walked.filled[suffix].path, path)
    return path


def test_every_answer_is_in_force_and_stays(walked):
    assert walked.names == ["空表（认表）.xlsm", "空表（认表）（更新）.xlsm", *walked.names[2:]]
    assert walked.names[2:] == ["空表（认表）（更新2）.xlsm", "空表（认表）（更新3）.xlsm"]
    assert "表里的说明要选：没有工会经费的单位" in walked.told
    rows = {one.name: one for _, _, one in read_workbook(walked.last)[0].rows}
    assert '"不足一点按一点"' in rows["预算执行率"].score
    assert rows["预算执行率"].interpretation.confirmed
    assert rows["结转占比"].score == 'tiers(结转占比, "<=10%: 10; >10%: 0")'
    assert rows["工会经费使用率"].score.startswith("when(没有工会经费, 0, ")


def test_pressed_again_nothing_is_overwritten(walked, tmp_path):
    source = blank(tmp_path / "空表.xlsx")
    names = [press("adopt", source)[1].name for _ in range(2)]
    assert names == ["空表（认表）.xlsm", "空表（认表2）.xlsm"]
    with pytest.raises(InputError, match="已经认过；改规则请点“按规则更新”"):
        press("adopt", walked.live)


@pytest.mark.parametrize("suffix", [".xlsx", ".xlsm"])
def test_the_points_by_hand(request, walked, suffix):
    filled = walked.filled[suffix]
    assert [item.score for item in filled.table.items] == POINTS
    assert (filled.table.total, filled.table.grade) == (Decimal("83.16"), "良")
    office = request.getfixturevalue("libreoffice" if suffix == ".xlsm" else "bare_libreoffice")
    with office.open(filled.path, recalc=True) as document:
        shown = [row[0] for row in document.read("自评表", "H3:H9")]
    assert shown == pytest.approx([*map(float, POINTS), 83.16])


@pytest.mark.parametrize("suffix", [".xlsx", ".xlsm"])
def test_review_scenario_and_final_copy(request, walked, tmp_path, suffix):
    path = copied(walked, suffix, tmp_path)
    book = headless.open_book(path)
    told = action_of("review")(HeadlessDesk(), book, "")
    # Five rules and the note are not confirmed; nothing else is to be said.
    assert told.startswith("提示 1 处")
    scenarios = book.sheets[SCENARIO_SHEET]
    keys = scenarios.range("A1:A450").value
    scenarios[f"A{FIRST_ROW}"].value = scenarios.range((keys.index("培训人数_完成值") + 1, LABEL)).value
    scenarios[f"D{FIRST_ROW}"].value = 190
    scenarios[f"C{CHOICE_ROW}"].value = "情景1"
    workbook_of(book).save(path)
    office = request.getfixturevalue("libreoffice" if suffix == ".xlsm" else "bare_libreoffice")
    with office.open(path, recalc=True) as document:
        totals = next(row for row in document.read(SCENARIO_SHEET, "A1:F60") if row[0] == "合计")
    # 28.5 for 27: 80.5 of 95.
    assert totals[2:5] == pytest.approx([83.16, 84.74, 83.16])
    assert macros.apply_scenario(book) == 1
    sheet, cell = place_of(path, "培训人数_完成值")
    assert book.sheets[sheet][cell].value == 190
    assert macros.undo_scenario(book) == 1
    assert book.sheets[sheet][cell].value == 180


@pytest.mark.parametrize("suffix", [".xlsx", ".xlsm"])
def test_the_final_copy(walked, tmp_path, suffix):
    path = copied(walked, suffix, tmp_path)
    told, _ = press("finalize", path)
    assert told.startswith("已定稿：填好-定稿.xlsx")
    final = read_cells(path.with_name("填好-定稿.xlsx"))
    (sheet,) = final.sheets
    assert [final.value("自评表", row, 8) for row in range(3, 10)] == [*POINTS, 83.16]
    foot = "".join(str(value) for line in sheet.rows for value in line if "※" in str(value))
    assert "5 个指标、1 条表里的说明的评分规则没有经人确认" in foot
    # What was handed in is reviewed as it stands, without a standard: nothing is held against it.
    assert [one.code for one in review_cells(final, None).findings] == []


def test_the_standard_of_it(walked, tmp_path):
    standard = read_workbook(walked.last)[0]
    told, exported = press("export_standard", shutil.copy(walked.last, tmp_path / "附表.xlsm"))
    assert told.startswith("评分标准已写出：附表（标准）.xlsx")
    assert load_standard(exported) == standard
    for suffix in (".yaml", ".xlsx"):
        assert load_standard(export_standard(str(walked.last), tmp_path / f"标准{suffix}")) == standard
