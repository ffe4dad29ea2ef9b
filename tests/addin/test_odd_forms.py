"""Odd forms of bureaus: read, or a clear line."""

from __future__ import annotations

import subprocess
import sys

import pytest
from openpyxl import Workbook, load_workbook

from addin.adopting import adopt
from tests.support.adopted import DATA
from tests.support.places import ROOT
from workbooks.files.cells import read_cells
from workbooks.forms.returned.read_back import read_own
from workbooks.problems import InputError
from workbooks.review.reviewing import review_cells

HEADINGS = ["一级指标", "二级指标", "三级指标", "分值", "指标说明", "评分标准", "得分", "扣分原因"]
ROWS = [
    [
        "管理",
        "预算",
        "预算执行率",
        60,
        "支出数÷预算数×100%",
        "执行率≥95%得60分；90%（含）—95%得30分；90%以下不得分。",
    ],
    ["管理", "预算", "资料报送", 10, "是否按时报送", "每迟报一次扣2分，扣完为止。"],
    [
        "效果",
        "满意",
        "群众满意度",
        30,
        "满意度调查结果",
        "满意度≥90%得30分，80%（含）—90%得15分，80%以下不得分。",
    ],
]


def book(rows=ROWS, headings=HEADINGS, total=True, above=()):
    """A form: what stands above, the headings, a row each, the total."""
    sheet = Workbook().active
    sheet.title = "附件1"
    sheet.append(["某县部门整体支出绩效自评表"])
    for line in above:
        sheet.append(line)
    sheet.append(headings)
    for row in rows:
        sheet.append(row)
    if total:
        sheet.append(["合计", None, None, 100])
    return sheet


def live(sheet, tmp_path, name="空表.xlsx"):
    """The form made live, read back without a fault of its layout."""
    path = tmp_path / name
    sheet.parent.save(path)
    done = adopt(path, tmp_path / f"live-{name}")
    cells = read_cells(done.path)
    assert read_own(cells).forms[0].drift.in_order
    codes = {finding.code for finding in review_cells(cells).findings}
    assert not codes & {"S06", "S07", "S08", "U02"}, codes
    return done


def outcomes(done):
    return {one.name: one.interpretation.outcome for _, _, one in done.standard.rows}


def formulas(done):
    return read_cells(done.path).formulas[done.standard.form_sheet]


READ = {"预算执行率": "read", "资料报送": "read", "群众满意度": "read"}


def test_plain(tmp_path):
    done = live(book(), tmp_path)
    assert outcomes(done) == READ
    assert set(formulas(done)) == {"G3", "G4", "G5", "G6"}


def test_one_rule_merged_over_several_indicators(tmp_path):
    sheet = book()
    sheet.merge_cells("F3:F4")
    done = live(sheet, tmp_path)
    assert outcomes(done) == {**READ, "预算执行率": "refused", "资料报送": "refused"}
    assert "几个指标合用" in done.standard.rows[0][2].interpretation.reason
    assert set(formulas(done)) == {"G3", "G4", "G5", "G6"}


def test_rules_in_the_explanations(tmp_path):
    rows = [[*row[:4], row[5], None, None] for row in ROWS]
    done = live(
        book(rows, ["一级指标", "二级指标", "三级指标", "分值", "指标说明", "得分", "扣分原因"]), tmp_path
    )
    assert outcomes(done) == READ


def test_points_inside_the_name(tmp_path):
    rows = [[row[0], row[1], f"{row[2]}（{row[3]}分）", *row[4:]] for row in ROWS]
    done = live(
        book(rows, ["一级指标", "二级指标", "三级指标", "指标说明", "评分标准", "得分"], total=False),
        tmp_path,
    )
    assert [(one.name, one.weight) for _, _, one in done.standard.rows] == [
        ("预算执行率", 60),
        ("资料报送", 10),
        ("群众满意度", 30),
    ]
    assert outcomes(done) == READ


def test_two_tables_on_a_sheet(tmp_path):
    sheet = book()
    sheet.append([])
    sheet.append(["某县项目支出绩效自评表"])
    sheet.append(HEADINGS)
    sheet.append(ROWS[0])
    sheet.append(ROWS[2])
    sheet.parent.save(tmp_path / "空表.xlsx")
    with pytest.raises(InputError, match="有 2 张指标表"):
        adopt(tmp_path / "空表.xlsx", tmp_path / "live.xlsx")


def test_two_tables_on_two_sheets(tmp_path):
    sheet = book()
    other = sheet.parent.create_sheet("附件2")
    for row in sheet.iter_rows(values_only=True):
        other.append(row)
    sheet.parent.save(tmp_path / "空表.xlsx")
    with pytest.raises(InputError, match="请用 --sheet 表名 选一张"):
        adopt(tmp_path / "空表.xlsx", tmp_path / "live.xlsx")
    done = adopt(tmp_path / "空表.xlsx", tmp_path / "live.xlsx", sheet="附件2")
    assert done.standard.form_sheet == "附件2"
    assert read_cells(done.path).formulas.get("附件1", {}) == {}
    with pytest.raises(InputError, match="没有名为“附件3”的工作表"):
        adopt(tmp_path / "空表.xlsx", tmp_path / "other.xlsx", sheet="附件3")
    with pytest.raises(InputError, match="已经认过"):
        adopt(done.path, tmp_path / "again.xlsx")


def test_a_total_above_the_table(tmp_path):
    done = live(book(total=False, above=[["总分", None, None, None]]), tmp_path)
    assert done.standard.placed.total == "B2"
    assert "B2" in formulas(done)


def test_no_total_at_all(tmp_path):
    done = live(book(total=False), tmp_path)
    assert done.standard.placed.total == ""
    assert "G3" in formulas(done)
    cells = read_cells(done.path)
    assert "SUM(" in cells.formulas["评分规则"]["I8"]


def test_headings_over_two_rows(tmp_path):
    sheet = Workbook().active
    sheet.append(["某县部门整体支出绩效自评表"])
    sheet.append(["一级指标", None, "二级指标", None, "三级指标", None, "评分标准", "得分"])
    sheet.append(["名称", "分值", "名称", "分值", "名称", "分值", None, None])
    for area in ("A2:B2", "C2:D2", "E2:F2", "G2:G3", "H2:H3"):
        sheet.merge_cells(area)
    for row in ROWS:
        sheet.append([row[0], None, row[1], None, row[2], row[3], row[5], None])
    assert outcomes(live(sheet, tmp_path)) == READ


def test_rows_of_subtotals(tmp_path):
    rows = [*ROWS[:2], ["小计", None, None, 70], ROWS[2], ["小计", None, None, 30]]
    done = live(book(rows), tmp_path)
    assert outcomes(done) == READ
    assert formulas(done)["G5"] == "ROUND(SUM(G3:G4),2)"
    assert formulas(done)["G7"] == "ROUND(SUM(G6),2)"
    assert "G3:G4" in formulas(done)["G8"]


def test_a_grade_row(tmp_path):
    sheet = book()
    sheet.append(["评价等级"])
    sheet.append(["说明：90分（含）以上为优，80分（含）—90分为良，60分（含）—80分为中，60分以下为差。"])
    done = live(sheet, tmp_path)
    assert done.standard.placed.grade == "G7"
    assert "优" in formulas(done)["G7"]


def test_weights_in_per_cent_and_with_their_unit(tmp_path):
    rows = [[*row[:3], f"{row[3]}分", *row[4:]] for row in ROWS]
    assert outcomes(live(book(rows), tmp_path)) == READ


def test_two_indicators_of_one_name(tmp_path):
    rows = [ROWS[0], ["效果", "产出", "预算执行率", 10, "", "每迟报一次扣2分，扣完为止。"], ROWS[2]]
    done = live(book(rows), tmp_path)
    assert list(outcomes(done)) == ["预算执行率", "产出_预算执行率", "群众满意度"]


def test_a_total_that_is_a_formula(tmp_path):
    sheet = book()
    sheet["G6"] = "=SUM(G3:G5)"
    done = live(sheet, tmp_path)
    assert "SUM(G3:G5)" in formulas(done)["G6"]


def test_scores_before_the_rules(tmp_path):
    headings = ["一级指标", "二级指标", "三级指标", "分值", "得分", "评分标准", "指标说明"]
    rows = [[*row[:4], None, row[5], row[4]] for row in ROWS]
    done = live(book(rows, headings), tmp_path)
    assert outcomes(done) == READ
    assert set(formulas(done)) == {"E3", "E4", "E5", "E6"}


def test_targets_and_actual_values_are_used(tmp_path):
    headings = ["一级指标", "二级指标", "三级指标", "分值", "评分标准", "目标值", "完成值", "得分"]
    rows = [[*row[:4], row[5], None, None, None] for row in ROWS]
    done = live(book(rows, headings), tmp_path)
    places = {key: item.place for key, item in done.standard.items.items()}
    assert list(places.values()) == ["actual", "actual", "actual"]
    names = read_cells(done.path).shared
    assert [names[key] for key in places] == ["'附件1'!$G$3", "'附件1'!$G$4", "'附件1'!$G$5"]


def test_no_column_of_scores_is_told(tmp_path):
    book([row[:6] for row in ROWS], HEADINGS[:6]).parent.save(tmp_path / "空表.xlsx")
    with pytest.raises(InputError, match="没有“得分”一栏"):
        adopt(tmp_path / "空表.xlsx", tmp_path / "live.xlsx")


def test_a_row_without_points_is_told(tmp_path):
    rows = [ROWS[0], [*ROWS[1][:3], None, *ROWS[1][4:]], ROWS[2]]
    done = live(book(rows), tmp_path)
    assert list(outcomes(done)) == ["预算执行率", "群众满意度"]
    assert any("第 4 行“资料报送”没有分值，没有认" in note for note in done.notes)


def test_a_row_without_a_rule_is_typed(tmp_path):
    rows = [ROWS[0], [*ROWS[1][:4], "", None], ROWS[2]]
    done = live(book(rows), tmp_path)
    assert outcomes(done)["资料报送"] == "refused"
    assert done.unread


def test_rules_from_a_second_file(tmp_path):
    """A table without scoring sentences takes them from another file; what finds no row is told."""
    book([*ROWS, ["效果", "满意", "别的", 1, "", "按时完成得1分，否则不得分。"]]).parent.save(
        tmp_path / "细则.xlsx"
    )
    bare = book([[*row[:4], None, None, None] for row in ROWS])
    bare.parent.save(tmp_path / "空表.xlsx")
    done = adopt(tmp_path / "空表.xlsx", tmp_path / "live.xlsx", rules=tmp_path / "细则.xlsx")
    assert outcomes(done) == READ
    assert any("“别的”在表里没有这个指标" in note for note in done.notes)
    without = adopt(tmp_path / "空表.xlsx", tmp_path / "typed.xlsx")
    assert set(outcomes(without).values()) == {"refused"}


def test_a_score_cell_of_two_rows(tmp_path):
    sheet = book()
    sheet.merge_cells("G3:G4")
    done = live(sheet, tmp_path)
    assert any("得分格和别的指标合并成一格" in note for note in done.notes)


def test_a_sheet_with_an_odd_name(tmp_path):
    sheet = book()
    sheet.title = "附件 1（某'县）"
    done = live(sheet, tmp_path)
    assert outcomes(done) == READ


def test_no_table_is_told(tmp_path):
    sheet = Workbook().active
    sheet.append(["通知"])
    sheet.parent.save(tmp_path / "空表.xlsx")
    with pytest.raises(InputError, match="没有找到指标表"):
        adopt(tmp_path / "空表.xlsx", tmp_path / "live.xlsx")


def test_the_command_line(tmp_path):
    target = tmp_path / "附表.xlsx"
    done = subprocess.run(
        [sys.executable, "-m", "addin", "adopt", DATA / "blank.xlsx", "-o", target],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, target.exists()) == (0, True), done.stderr
    assert "共 12 个指标：读懂 7，要选 4，认定 1" in done.stdout


def test_grades_of_many_words_can_be_picked(tmp_path):
    """A drop-down holds no commas and 255 characters at most; longer choices stand in cells beside it."""
    rule = "按规定内容、时限公开的得60分；公开了，内容不全的得30分；没有公开的不得分。"
    done = live(book([[*ROWS[0][:5], rule], *ROWS[1:]]), tmp_path)
    grades = [item for item in done.standard.items.values() if item.kind == "grade"]
    sheet = load_workbook(done.path)["数据"]
    lists = [one.formula1 for one in sheet.data_validations.dataValidation if one.type == "list"]
    assert len([one for one in lists if one not in ('"1,0"',)]) >= len(grades)
    for one in lists:
        if one.startswith("$"):
            offered = [cell.value for cell in sheet[one.replace("$", "")][0]]
            assert offered in [list(item.choices) for item in grades]
