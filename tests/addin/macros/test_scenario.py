"""The macros of 情景: new columns, applying and taking back, what they refuse."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from openpyxl.workbook.defined_name import DefinedName

from addin import headless, macros
from tests.support.examples import example
from workbooks.files.xlsx import save
from workbooks.filing.scoring import score_forms
from workbooks.forms.build import build
from workbooks.forms.layout.kinds import SCENARIO_SHEET
from workbooks.forms.returned.read_back import read_workbook
from workbooks.forms.sheets.scenario_sheet import CHOICE_ROW, FIRST_ROW, FORM_NAME, HEADER_ROW, Scenario
from workbooks.problems import InputError
from workbooks.standards.loading import load
from workbooks.whatif.variables import Slot

CHOICE, TITLES = f"C{CHOICE_ROW}", f"D{HEADER_ROW}:H{HEADER_ROW}"


def opened(name="shenzhen-2021", changes=None):
    """A book with one scenario and the workbook it was built from."""
    scenarios = (Scenario("甲", changes),) if changes else ()
    built = build(load(name), example(name), scenarios=scenarios)
    return built, headless.wrap(built.workbook, built.values(built.scored()))


def titles(book):
    return [name for name in book.sheets[SCENARIO_SHEET].range(TITLES).value if name]


def contents(built):
    """Everything that is typed outside of the sheets 情景."""
    return {
        (sheet.title, cell.coordinate): (cell.value, cell.data_type)
        for sheet in built.workbook
        if not sheet.title.startswith(SCENARIO_SHEET)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def recalculated(libreoffice, built, path):
    """What 情景 shows after LibreOffice has worked it out."""
    save(built.workbook, {}, path, force=True)
    with libreoffice.open(path, recalc=True) as document:
        document.recalculate()
        return document.read(SCENARIO_SHEET, "A1:H100")


def test_a_new_scenario_is_another_column_and_chosen():
    built, book = opened()
    assert macros.add_scenario(book) == "新情景"
    assert macros.add_scenario(book) == "新情景（2）"
    assert titles(book) == ["情景1", "情景2", "情景3", "新情景", "新情景（2）"]
    assert book.sheets[SCENARIO_SHEET][CHOICE].value == "新情景（2）"
    sheet = built.workbook[SCENARIO_SHEET]
    assert sheet["G6"].style == sheet["D6"].style


def test_a_copy_takes_the_figures_along_and_a_new_one_does_not():
    built, book = opened(changes={Slot("编制合理_符合职责"): Decimal("0.5")})
    assert macros.duplicate_scenario(book) == "甲副本"
    macros.add_scenario(book)
    sheet = built.workbook[SCENARIO_SHEET]
    assert [sheet[f"{letter}{FIRST_ROW}"].value for letter in "DGH"] == [0.5, 0.5, None]


def test_a_copied_column_recalculates_like_its_original(libreoffice, tmp_path):
    # 满分 1 分的一条只得 0.5：91.26−0.5＝90.76。
    built, book = opened(changes={Slot("编制合理_符合职责"): Decimal("0.5")})
    macros.duplicate_scenario(book)
    macros.add_scenario(book)
    rows = recalculated(libreoffice, built, tmp_path / "附表.xlsx")
    total = next(row for row in rows if row[0] == "综合评分")
    assert total[2:] == pytest.approx([91.26, 90.76, 91.26, 91.26, 90.76, 91.26])


def test_a_scenario_is_applied_and_taken_back_exactly():
    changes = {
        Slot("编制合理_符合职责"): Decimal("0.5"),
        Slot("编制规范_不符合项数"): Decimal(2),
        Slot("满意度_认定得分"): None,
        Slot("满意度_调查结果"): Decimal("0.95"),
        Slot("四季度_累计支出"): Decimal("430000.25"),
    }
    built, book = opened(changes=changes)
    data = {key: built.workbook[sheet][cell] for key, (sheet, cell) in built.places.items()}
    data["编制合理_符合职责"].value = "=0.5*2"
    data["编制规范_不符合项数"].value = "两项"
    before = contents(built)
    assert macros.apply_scenario(book) == 5
    assert {slot.key: data[slot.key].value for slot in changes} == {
        "编制合理_符合职责": 0.5,
        "编制规范_不符合项数": 2,
        "满意度_认定得分": None,
        "满意度_调查结果": 0.95,
        "四季度_累计支出": 430000.25,
    }
    # 再套用一次别的，撤销仍回到第一次套用之前。
    assert "第1条" in str(book.sheets[SCENARIO_SHEET][f"A{FIRST_ROW}"].value)
    book.sheets[SCENARIO_SHEET][f"D{FIRST_ROW}"].value = 0.25
    macros.apply_scenario(book)
    assert macros.undo_scenario(book) == 5
    assert contents(built) == before
    with pytest.raises(InputError, match="没有套用过情景"):
        macros.undo_scenario(book)


def test_what_is_typed_in_a_row_of_the_units_own_stays_text():
    slots = {key: Slot(key, "部门目标", 1) for key in ("目标值", "完成值", "认定得分")}
    changes = {slots["目标值"]: "=20", slots["完成值"]: "130%", slots["认定得分"]: None}
    built, book = opened("wuxi-2021", changes)
    before, form = contents(built), built.forms[0]
    place = [place for place in form.layout.places if getattr(place.child, "rows", "") == "部门目标"][1]
    macros.apply_scenario(book)
    cells = [built.workbook[form.sheet][form.layout.item_cell(place, key)] for key in slots]
    assert [(cell.value, cell.data_type) for cell in cells] == [("=20", "s"), ("130%", "s"), (None, "n")]
    macros.undo_scenario(book)
    assert contents(built) == before


def test_a_scenario_applied_scores_what_its_column_shows():
    changes = {Slot("三公经费_支出"): Decimal("8.44"), Slot("项目_按时完成数"): Decimal(14)}
    built, book = opened(changes=changes)
    shown = built.values(built.scored())[SCENARIO_SHEET]
    macros.apply_scenario(book)
    assert built.scored()[0].total in shown.values()
    # 三公超支 6→3，项目全部按时 5.57→6：91.26−3＋0.43＝88.69。
    assert built.scored()[0].total == Decimal("88.69")


def test_cleared_figures_leave_the_rest_alone():
    built, book = opened(changes={Slot("编制合理_符合职责"): Decimal("0.5")})
    before = contents(built)
    assert macros.clear_scenario(book) == "甲"
    with pytest.raises(InputError, match="没有填要改的数"):
        macros.apply_scenario(book)
    assert contents(built) == before


@pytest.mark.parametrize(
    ("picked", "said"),
    [
        (None, "“情景”表第 11 行填了数，没有选要改的是哪个数；请在 A11 选"),
        ("三公经费_支出", "“情景”表 A11 的“三公经费_支出”不在可选的数里，请从下拉里重新选"),
        ("预算编制合理性：第1条：符合职责和政策要求", "选了两次（A11），请只留一行"),
    ],
)
def test_a_figure_that_is_not_picked_by_its_label_is_not_applied(picked, said):
    built, book = opened(changes={Slot("编制合理_符合职责"): Decimal("0.5")})
    before = contents(built)
    sheet = book.sheets[SCENARIO_SHEET]
    sheet["A11"].value, sheet["D11"].value = picked, 7
    with pytest.raises(InputError, match=re.escape(said)):
        macros.apply_scenario(book)
    assert contents(built) == before


def test_a_figure_picked_by_hand_is_applied():
    built, book = opened(changes={Slot("编制合理_符合职责"): Decimal("0.5")})
    sheet = book.sheets[SCENARIO_SHEET]
    sheet["A24"].value, sheet["D24"].value = "公用经费控制率：“三公”经费实际支出数", 8.44
    assert macros.apply_scenario(book) == 2
    place, cell = built.places["三公经费_支出"]
    assert built.workbook[place][cell].value == 8.44


@pytest.mark.parametrize("macro", [macros.apply_scenario, macros.clear_scenario, macros.duplicate_scenario])
def test_the_base_is_no_scenario(macro):
    built, book = opened()
    before = contents(built)
    with pytest.raises(InputError, match="请先在“情景”表的“当前情景”里选一个情景（现在是“基准”）"):
        macro(book)
    assert contents(built) == before


def test_rows_that_came_into_the_form_are_noticed_before_anything_is_written():
    """情景 lists one row of 部门目标 less than the form has."""
    built, book = opened("wuxi-2021", {Slot("完成值", "部门目标", 1): "45个"})
    last = built.forms[0].layout.sizes["部门目标"]
    for cell in built.workbook[SCENARIO_SHEET]["A"]:
        if str(cell.value).startswith(f"部门目标/#{last}/"):
            cell.value = cell.value.replace(f"#{last}", "#1")
    before = contents(built)
    with pytest.raises(InputError, match="“部门目标”的行有增减"):
        macros.apply_scenario(book)
    assert contents(built) == before


SPENT = Slot("资金总额_全年执行")


def projects(*, active):
    """A book of two projects, each with a scenario, in which a sheet is looked at."""
    scenarios = [Scenario("甲", {SPENT: Decimal("117.3")}), Scenario("乙", {SPENT: Decimal(80)}, form=1)]
    built = build(load("project-2020"), example("project-2020"), scenarios=scenarios)
    built.workbook.active = built.workbook[active(built)]
    return built, headless.wrap(built.workbook, built.values(built.scored()))


@pytest.mark.parametrize("sheet", ["sheet", "scenario_sheet", "chart_sheet"])
def test_the_project_looked_at_is_the_one_that_is_changed(sheet):
    built, book = projects(active=lambda built: getattr(built.forms[1], sheet))
    before = contents(built)
    assert macros.apply_scenario(book) == 1
    # 第一个项目不变；第二个项目的执行率 80÷80：7.5→10，78.92＋2.5＝81.42。
    assert [table.total for table in built.scored()] == [Decimal("97.3"), Decimal("81.42")]
    assert macros.undo_scenario(book) == 1
    assert contents(built) == before


def test_what_a_project_has_in_rows_of_its_own_is_changed_on_its_sheet(tmp_path):
    slot = Slot("完成值", "数量指标", 0)
    scenario = Scenario("乙", {slot: "60台（套）"}, form=1)
    built = build(load("project-2020"), example("project-2020"), scenarios=[scenario])
    built.workbook.active = built.workbook[built.forms[1].sheet]
    macros.apply_scenario(headless.wrap(built.workbook, built.values(built.scored())))
    save(built.workbook, {}, tmp_path / "附表.xlsx", force=True)
    tables = score_forms(*read_workbook(tmp_path / "附表.xlsx"))
    # 更新设备 11.25→15：78.92＋3.75＝82.67。
    assert [table.total for table in tables] == [Decimal("97.3"), Decimal("82.67")]


def test_beside_the_projects_the_macros_ask_for_one():
    built, book = projects(active=lambda _: "项目汇总")
    before = contents(built)
    with pytest.raises(InputError, match="有 2 张“情景”表，请先切换"):
        macros.clear_scenario(book)
    assert contents(built) == before


def test_one_project_alone_needs_no_choice():
    built, book = opened("fengtai-2023", {SPENT: Decimal(0)})
    built.workbook.active = built.workbook["项目汇总"]
    assert macros.apply_scenario(book) == 1


def test_a_project_copied_in_excel_has_no_scenarios():
    built, book = opened("fengtai-2023", {SPENT: Decimal(0)})
    form = built.workbook[built.forms[0].sheet]
    copied = built.workbook.copy_worksheet(form)
    for name, defined in form.defined_names.items():
        text = defined.attr_text.replace(form.title, copied.title)
        copied.defined_names[name] = DefinedName(name, attr_text=text)
    built.workbook.active = copied
    before = contents(built)
    with pytest.raises(InputError, match=f"“{copied.title}”没有“情景”表；请先保存，再用 jixiao fill"):
        macros.apply_scenario(book)
    assert contents(built) == before


def test_a_sheet_whose_project_was_deleted_says_so():
    built, book = projects(active=lambda built: built.forms[1].scenario_sheet)
    for title in (built.forms[1].scenario_sheet, built.forms[1].chart_sheet):
        built.workbook[title].defined_names[FORM_NAME].attr_text = "#REF!$A$1"
    with pytest.raises(InputError, match="所属的附表已经删除"):
        macros.apply_scenario(book)


def test_a_renamed_sheet_is_still_found():
    built, book = opened(changes={Slot("编制合理_符合职责"): Decimal("0.5")})
    sheet = built.workbook[SCENARIO_SHEET]
    sheet.title = "十一月试算"
    for defined in sheet.defined_names.values():
        defined.attr_text = defined.attr_text.replace(f"'{SCENARIO_SHEET}'", "'十一月试算'")
    assert macros.apply_scenario(book) == 1


def test_charts_are_kept_by_the_headless_engine(tmp_path):
    built, _ = opened(changes={Slot("编制合理_符合职责"): Decimal("0.5")})
    save(built.workbook, {}, tmp_path / "附表.xlsx", force=True)
    book = headless.open_book(tmp_path / "附表.xlsx")
    macros.add_scenario(book)
    headless.workbook_of(book).save(tmp_path / "后.xlsx")
    # openpyxl reads charts back, as it wrote them.
    assert len(load_workbook(tmp_path / "后.xlsx")["图表"]._charts) == 2
