"""The screen: where a workbook opens, what stays in sight, ten rows of every form on a small laptop."""

from __future__ import annotations

from dataclasses import replace

import pytest
from openpyxl.utils.cell import coordinate_from_string, get_column_letter

from tests.support.examples import example
from workbooks.filing.data_file import Filing
from workbooks.filing.figures import DATA_SHEET
from workbooks.forms.build import build
from workbooks.forms.page.writer import NATIVE
from workbooks.forms.sheets.scenario_sheet import SCENARIO_SHEET
from workbooks.ledger import gather
from workbooks.standards.library import available
from workbooks.standards.loading import load

# What Excel's ribbon leaves of 1366 × 768, in pixels at 100 %; a point is 4/3 pixels.
ROOM, ROWS = 490, 10
# Below that a person leans forward.
READABLE = 68
# By standard: the rows and the columns held in sight.
HELD = {
    "shenzhen-2021": (6, "E"),
    "heping-2024": (4, "C"),
    "wuxi-2021": (4, "C"),
    # All of it is seen across, and the edge of what is held would cut the title.
    "project-2020": (1, ""),
    "fengtai-2023": (1, ""),
}


def built(name, filled):
    return build(load(name), example(name) if filled else Filing())


def rules(sheet):
    """The formulas of the conditional formats, by area."""
    return {
        str(area.sqref): [rule.formula[0] for rule in area.rules] for area in sheet.conditional_formatting
    }


@pytest.mark.parametrize("filled", [False, True])
@pytest.mark.parametrize("name", available())
def test_ten_rows_of_every_form_are_in_sight(name, filled):
    made = built(name, filled)
    for form in made.forms:
        sheet, (rows, column) = made.workbook[form.sheet], HELD[name]
        pane = sheet.sheet_view.pane
        assert (pane.ySplit, pane.xSplit or 0) == (rows, " ABCDEFG".index(column or " "))
        shown = [*range(1, rows + 1), *(place.row for place in form.layout.places[:ROWS])]
        height = sum(round(sheet.row_dimensions[row].height * 4 / 3) for row in shown)
        scale = sheet.sheet_view.zoomScale or 100
        assert height * scale / 100 <= ROOM, scale
        assert scale >= READABLE


@pytest.mark.parametrize("name", ["shenzhen-2021", "heping-2024", "wuxi-2021"])
def test_ten_rows_of_the_data_are_in_sight(name):
    sheet = built(name, filled=False).workbook[DATA_SHEET]
    held = int(sheet.sheet_view.pane.ySplit)
    heights = [sheet.row_dimensions[row].height or 15 for row in range(1, held + ROWS + 1)]
    assert sum(round(height * 4 / 3) for height in heights) <= ROOM


@pytest.mark.parametrize(
    ("name", "title", "cell"),
    [
        ("shenzhen-2021", "表1", "B5"),
        ("shenzhen-2021", "季度执行", "B5"),
        ("shenzhen-2021", "执行明细", "A3"),
        ("heping-2024", "表1.4.1", "B5"),
        ("fengtai-2023", "部门预算执行", "B5"),
        ("fengtai-2023", "项目汇总", "B2"),
    ],
)
def test_every_sheet_to_type_in_opens_at_its_first_input(name, title, cell):
    view = built(name, filled=False).workbook[title].sheet_view
    part = view.pane.activePane if view.pane else None
    (chosen,) = (each.activeCell for each in view.selection if view.pane is None or each.pane == part)
    assert chosen == cell


# What LibreOffice without Calibri takes for a character (measured), and leaves of 1366 pixels.
DRAWN, ACROSS = 9.87, 1267


def right_edge(sheet, last):
    """Where the columns up to one end on the screen, as the sheet opens."""
    widths = [sheet.column_dimensions[get_column_letter(column)].width for column in range(1, last + 1)]
    return sum(widths) * DRAWN * (sheet.sheet_view.zoomScale or 100) / 100


@pytest.mark.parametrize("filled", [False, True])
@pytest.mark.parametrize("name", available())
def test_scores_are_seen_across(name, filled):
    made = built(name, filled)
    for form in made.forms:
        sheet, layout = made.workbook[form.sheet], form.layout
        # The box with total and grade of a project form stands beside it, and what is typed for its rows.
        last = max(layout.beside.values()) if layout.standard.form.head else layout.column("score")
        assert right_edge(sheet, last) <= ACROSS


def test_a_form_opens_at_one_size_blank_and_filled():
    for name in available():
        views = [
            made.workbook[made.forms[0].sheet].sheet_view for made in (built(name, False), built(name, True))
        ]
        assert views[0].zoomScale == views[1].zoomScale


def test_amounts_of_a_ledger_stand_right_and_within_the_screen():
    standard, filing = load("shenzhen-2021"), example("shenzhen-2021")
    sheet = build(standard, filing, gather([filing.ledger]).rows).workbook["执行明细"]
    assert right_edge(sheet, 6) <= ACROSS
    assert sheet["F5"].value == "1,286,540.00" and sheet["F5"].alignment.horizontal == "right"
    assert {sheet[cell].alignment.horizontal for cell in ("A5", "B5")} == {"left"}


def test_a_ledger_has_its_headings_and_the_column_of_checks_framed():
    standard, filing = load("shenzhen-2021"), example("shenzhen-2021")
    sheet = build(standard, filing, gather([filing.ledger]).rows).workbook["执行明细"]
    # The line above the headings is no frame, and runs on.
    assert not sheet["A3"].alignment.wrap_text and sheet["A3"].border.left is None
    assert {sheet[cell].fill.fgColor.rgb for cell in ("A4", "F4", "G4")} == {"FFEDEDED"}
    assert sheet["G5"].border.left.style == "thin" and sheet["G5"].value is None
    assert sheet.freeze_panes == "A5"


def test_figures_typed_on_the_form_stand_right_on_the_data_sheet():
    sheet = built("wuxi-2021", filled=True).workbook[DATA_SHEET]
    assert sheet["B18"].value == "预算执行率"
    assert sheet["E18"].alignment.horizontal == sheet["E17"].alignment.horizontal == "right"
    assert sheet["E18"].number_format == "0.00%" and sheet["E18"].protection.locked


@pytest.mark.parametrize("name", available())
def test_the_rules_are_seen_across(name):
    sheet = built(name, filled=False).workbook["评分规则"]
    widths = [sheet.column_dimensions[letter].width for letter in "ABCDEF"]
    # LibreOffice takes 7.85 pixels for a character (measured), and 100 for what stands beside the cells.
    assert sum(widths) * 7.85 * (sheet.sheet_view.zoomScale or 100) / 100 < 1366 - 100


def test_no_sheet_of_a_new_form_shows_a_wall_of_errors():
    """Steps, charts and groups without rows look blank while nothing is typed."""
    made = build(load("wuxi-2021"), Filing(), edition=NATIVE)
    book = made.workbook
    steps = rules(book["算式"])
    assert "编制合理_符合职责" in steps.pop("C5:C11")[0]
    # A step of the way that the figures do not take, such as two amounts where the rate is typed.
    assert steps == {
        "C5:C8": ["AND(ISNA(C5),COUNT('附表'!$I$12)=1)"],
        "C9:C11": ["AND(ISNA(C9),COUNT('附表'!$I$23)=1)"],
    }
    (charts,) = rules(book["图表"]).items()
    assert charts[0].startswith("M3:AF") and charts[1][0].startswith("AND(ISNA(M3),COUNTA(")
    assert rules(book["汇总"])["F12:H12"] == ["AND(N($F12)=0,N($G12)=0)"]


@pytest.mark.parametrize("name", ["shenzhen-2021", "heping-2024", "wuxi-2021"])
def test_names_are_held_in_sight(name):
    """Up to the column of names, and no more than half of a screen of 1366 pixels."""
    made = built(name, filled=False)
    sheet, form = made.workbook[made.forms[0].sheet], made.forms[0]
    last = sheet.sheet_view.pane.xSplit
    assert last == form.layout.column("name")
    widths = [sheet.column_dimensions["ABCDEFG"[number]].width for number in range(int(last))]
    assert sum(widths) * 7 * (sheet.sheet_view.zoomScale or 100) / 100 < 1366 / 2


def opened(made):
    """The sheet shown and the cell chosen, as a person finds them."""
    sheet = made.workbook.active
    view = sheet.sheet_view
    assert [each.title for each in made.workbook.worksheets if each.sheet_view.tabSelected] == [sheet.title]
    part = view.pane.activePane
    (chosen,) = (each.activeCell for each in view.selection if (each.pane or "topLeft") == part)
    return sheet.title, chosen


def test_a_new_form_opens_at_the_first_input():
    assert opened(built("shenzhen-2021", filled=False)) == (DATA_SHEET, "C2")
    assert opened(built("project-2020", filled=False)) == ("项目1", "C4")


def test_every_project_opens_at_its_first_input():
    made = built("project-2020", filled=True)
    for form in made.forms:
        view = made.workbook[form.sheet].sheet_view
        (chosen,) = (each.activeCell for each in view.selection if each.pane == view.pane.activePane)
        assert chosen == "C4"
    assert made.workbook.active.title == made.forms[0].sheet


def test_a_form_in_the_making_opens_at_the_first_figure_that_is_missing():
    filing = example("shenzhen-2021")
    some = {key: value for key, value in filing.data.items() if key != "政府采购_实际"}
    made = build(load("shenzhen-2021"), replace(filing, data=some))
    missing = made.places["政府采购_实际"][1]
    assert opened(made) == (DATA_SHEET, missing)
    # Below the first screen the sheet is scrolled to it.
    top = coordinate_from_string(made.workbook[DATA_SHEET].sheet_view.pane.topLeftCell)[1]
    assert 0 <= coordinate_from_string(missing)[1] - top <= ROWS


def test_what_is_not_asked_for_is_not_where_work_begins():
    """The survey's result is not needed where its score was judged: nothing is missing."""
    made = built("shenzhen-2021", filled=True)
    assert made.workbook[DATA_SHEET][made.places["满意度_调查结果"][1]].value is None
    assert opened(made) == (DATA_SHEET, "C2")


def test_scores_look_blank_only_while_nothing_of_theirs_is_typed():
    made = built("shenzhen-2021", filled=False)
    form = made.forms[0]
    found = rules(made.workbook[form.sheet])
    for place in form.layout.places:
        cell = form.layout.score_cell(place)
        keys = place.child.expression.keys
        assert found[cell] == [f"AND(ISNA({cell}),COUNTA({','.join(keys)})=0)"]
    total = form.layout.cell(form.layout.total_row)
    assert f"AND(ISNA({total}),COUNTA(编制合理_符合职责," in found[total][0]
    # What a cell holds is #N/A all the same.
    assert made.values(made.scored())[form.sheet][total] == "#N/A"


def test_a_form_nobody_filled_has_no_grade_and_says_nothing_of_it():
    made = built("project-2020", filled=False)
    form = made.forms[0]
    grade = form.layout.cell(form.layout.grade_row)
    assert made.values(made.scored())[form.sheet][grade] == "#N/A"
    some = replace(Filing(), projects=(replace(Filing(), name="甲"),))
    money = {"资金总额_全年预算": 100, "资金总额_全年执行": 90}
    filled = replace(some, projects=(replace(some.projects[0], data=money),))
    begun = build(load("project-2020"), filled)
    values = begun.values(begun.scored())[begun.forms[0].sheet]
    assert values[grade] == "不评等级"
    # It says why, beside the grade and where the total is always in sight.
    beside = f"{get_column_letter(form.layout.column('score') + 1)}{form.layout.grade_row}"
    assert values[beside] == "（分值合计 10，不是 100）"
    assert values["K1"].startswith("总分 9.00　等级 不评等级（分值合计 10，不是 100）")


def test_a_form_with_a_grade_says_nothing_of_its_weights():
    made = built("project-2020", filled=True)
    form = made.forms[0]
    beside = f"{get_column_letter(form.layout.column('score') + 1)}{form.layout.grade_row}"
    assert made.values(made.scored())[form.sheet][beside] == ""
    assert made.workbook[form.sheet][beside].value.startswith("=IF(ISERROR(")


@pytest.mark.parametrize(
    ("name", "filled", "line"),
    [
        ("shenzhen-2021", False, "综合评分 —　等级 —"),
        ("shenzhen-2021", True, "综合评分 91.26　等级 优"),
    ],
)
def test_total_and_grade_are_in_sight_on_the_data_sheet(name, filled, line):
    made = built(name, filled)
    sheet = made.workbook[DATA_SHEET]
    assert made.values(made.scored())[DATA_SHEET]["E4"] == line
    assert sheet.sheet_view.pane.ySplit >= 4
    total = made.layout.cell(made.layout.total_row)
    assert f"'{made.forms[0].sheet}'!{total}" in sheet["E4"].value


@pytest.mark.parametrize(
    ("year", "shown"),
    [
        (2021, "评价年度"),
        (None, "评价年度"),
        (2022, "评价年度（标准是 2021 年度的，请核对）"),
        (2020, "评价年度（标准是 2021 年度的，请核对）"),
    ],
)
def test_a_year_that_is_not_the_standards_is_asked_about(year, shown):
    made = build(load("shenzhen-2021"), replace(example("shenzhen-2021"), year=year))
    assert made.values(made.scored())[DATA_SHEET]["A3"] == shown


def test_total_grade_and_what_is_missing_are_in_sight_beside_a_project():
    made = built("project-2020", filled=False)
    form = made.forms[0]
    assert made.values(made.scored())[form.sheet]["K1"] == "总分 —　等级 —　还缺 1 项得分　还缺 90 分的指标"
    assert made.workbook[form.sheet].sheet_view.pane.ySplit == 1
    filled = built("project-2020", filled=True)
    shown = filled.values(filled.scored())[filled.forms[0].sheet]["K1"]
    table = filled.scored()[0]
    assert shown == f"总分 {table.total:.2f}　等级 {table.grade}　"


@pytest.mark.parametrize("name", available())
def test_the_results_of_every_scenario_are_in_sight(name):
    made = built(name, filled=True)
    sheet = made.workbook[made.forms[0].scenario_sheet]
    values, table = made.values(made.scored())[sheet.title], made.scored()[0]
    assert sheet.sheet_view.pane.ySplit == 9
    assert [values.get(f"C{row}") for row in (6, 7, 9)] == [table.total_shown, table.grade_shown, 0]
    assert [values[f"D{row}"] for row in (6, 7, 8)] == [table.total_shown, table.grade_shown, 0]
    assert sheet["A9"].value == "还缺几项得分"


def test_what_is_missing_is_counted_in_the_scenario_sheet():
    made = built("shenzhen-2021", filled=False)
    values = made.values(made.scored())[SCENARIO_SHEET]
    assert values["C9"] == values["D9"] == len(load("shenzhen-2021").rows)


@pytest.mark.parametrize(
    ("name", "column", "told"),
    [
        ("project-2020", "M", "定性指标才填"),
        ("fengtai-2023", "M", "填了就以它为得分"),
        ("wuxi-2021", "O", "反向"),
        ("wuxi-2021", "P", "填了就以它为得分"),
    ],
)
def test_what_is_typed_beside_a_row_says_when_it_is_needed(name, column, told):
    made = built(name, filled=False)
    sheet = made.workbook[made.forms[0].sheet]
    own = [place.row for place in made.forms[0].layout.places if place.kind == "own"]
    for row in own:
        cell = f"{column}{row}"
        (rule,) = (each for each in sheet.data_validations.dataValidation if cell in each.sqref)
        assert rule.showInputMessage and rule.showErrorMessage
        assert told in rule.prompt and len(rule.prompt) <= 255
    # Beside the row on the same screen.
    letters = "ABCDEFGHIJKLMNOP"
    widths = [sheet.column_dimensions[each].width for each in letters[: letters.index(column) + 1]]
    assert sum(widths) * 7 * (sheet.sheet_view.zoomScale or 100) / 100 < 1300


def test_a_project_form_without_rows_says_what_is_missing():
    """One score, and the rows that the unit has yet to write, told by their weights."""
    made = built("project-2020", filled=False)
    values = made.values(made.scored())[made.forms[0].scenario_sheet]
    assert values["C9"] == values["D9"] == "1（缺 90 分）"
    filled = built("project-2020", filled=True)
    assert filled.values(filled.scored())[filled.forms[0].scenario_sheet]["C9"] == 0


def test_a_chart_without_figures_says_what_it_will_show():
    made = built("shenzhen-2021", filled=False)
    sheet, values = made.workbook["图表"], made.values(made.scored())["图表"]
    assert values["B11"].startswith("还没有总分") and values["B41"].startswith("还没有累计执行数")
    assert [f"{one.anchor._from.row + 1}-{one.anchor.to.row}" for one in sheet._charts] == ["4-32", "34-62"]
    filled = built("shenzhen-2021", filled=True)
    shown = filled.values(filled.scored())["图表"]
    assert shown["B11"] == shown["B41"] == ""
    whole = built("fengtai-2023", filled=True)
    assert whole.values(whole.scored())[whole.forms[0].chart_sheet]["B11"] == "没有失分"


@pytest.mark.parametrize(
    ("name", "bars"),
    [("shenzhen-2021", 11), ("heping-2024", 11), ("wuxi-2021", 13), ("project-2020", 11)],
)
def test_a_chart_has_room_for_the_bars_there_may_be(name, bars):
    """The ends, eight items and the others; points over and above, and the total worked out anew, of 无锡.

    Below them stands the scale.
    """
    chart = built(name, filled=False).workbook["图表"]._charts[0]
    assert chart.series[0].cat.numRef.f == f"'图表'!$V$5:$V${5 + bars}"


@pytest.mark.parametrize("name", available())
def test_what_the_charts_are_drawn_from_is_folded_away(name):
    sheet = built(name, filled=False).workbook["图表"]
    folded = sheet.column_dimensions["L"]
    assert folded.hidden and (folded.min, folded.max) == (12, 40)
    # Programs draw what is hidden only where they are told to.
    assert not any(chart.visible_cells_only for chart in sheet._charts)


def marked(sheet, cells):
    """The conditional formats of cells: formula, whether bold, and the form of numbers."""
    (area,) = (area for area in sheet.conditional_formatting if str(area.sqref) == cells)
    return [
        (rule.formula[0], rule.dxf.font.b or None, rule.dxf.numFmt.formatCode if rule.dxf.numFmt else "")
        for rule in area.rules
    ]


def test_what_a_scenario_changes_is_seen_on_the_screen_and_in_a_grey_print():
    sheet = built("shenzhen-2021", filled=True).workbook[SCENARIO_SHEET]
    shown = [cell for row in sheet["C6:F7"] for cell in row] + [
        cell for row in sheet["C26:F30"] for cell in row
    ]
    assert not any(cell.font.b for cell in shown)
    for cells, cell, base in (("D6:AZ7", "D6", "$C6"), ("D26:AZ48", "D26", "$C26")):
        up, down, other, *_ = marked(sheet, cells)
        off = f"IF(COUNT({cell},{base})=2,ROUND({cell}-{base},6),0)"
        assert up == (f"{off}>0", True, '"↑ "0.00;"↑ "-0.00;"↑ "0.00')
        assert down == (f"{off}<0", True, '"↓ "0.00;"↓ "-0.00;"↓ "0.00')
        assert other == (f'AND({cell}<>"",{cell}<>{base})', True, "")


@pytest.mark.parametrize(
    ("name", "title", "cells"),
    [
        ("shenzhen-2021", "表1", "E5:F10"),
        ("shenzhen-2021", "附表", "L7:L28"),
        ("wuxi-2021", "附表", "N6:N58"),
    ],
)
def test_a_difference_is_seen_at_once(name, title, cells):
    sheet = built(name, filled=True).workbook[title]
    cell = cells.partition(":")[0]
    assert marked(sheet, cells) == [
        (f"IF(ISNUMBER({cell}),ROUND({cell},2)<>0,FALSE)", True, ""),
        (f"IF(ISNUMBER({cell}),ROUND({cell},2)=0,FALSE)", None, ""),
    ]


@pytest.mark.parametrize(("name", "cell"), [("heping-2024", "G5"), ("wuxi-2021", "E6")])
def test_a_form_with_inputs_of_its_own_is_opened_at_the_first(name, cell):
    view = built(name, filled=False).workbook["附表"].sheet_view
    (chosen,) = (each.activeCell for each in view.selection if each.pane == view.pane.activePane)
    assert chosen == cell


@pytest.mark.parametrize("title", [DATA_SHEET, SCENARIO_SHEET])
def test_the_edge_of_what_is_held_cuts_no_title(title):
    sheet = built("shenzhen-2021", filled=True).workbook[title]
    held = int(sheet.sheet_view.pane.xSplit)
    banners = [area for area in sheet.merged_cells.ranges if area.min_row <= sheet.sheet_view.pane.ySplit]
    assert banners
    assert not [area.coord for area in banners if area.min_col <= held < area.max_col]


@pytest.mark.parametrize(
    ("name", "filled", "begins", "ends"),
    [
        ("shenzhen-2021", True, "80 分", [85, 90, 95, 100]),
        ("wuxi-2021", True, "70 分", [75, 80, 85, 90, 95, 100]),
        ("shenzhen-2021", False, "", []),
    ],
)
def test_the_scale_under_the_bars_says_how_many_points(name, filled, begins, ends):
    made = built(name, filled)
    values, chart = made.values(made.scored())["图表"], made.workbook["图表"]._charts[0]
    last = 5 + {"shenzhen-2021": 11, "wuxi-2021": 13}[name]
    assert values[f"V{last}"] == begins
    letters = ["AG", "AH", "AI", "AJ", "AK", "AL", "AM", "AN"]
    # A part without a name would be given one by the program that draws it.
    assert [values[f"{letter}4"] for letter in letters] == [*ends, *[" "] * (8 - len(ends))]
    assert [values[f"{letter}{last}"] for letter in letters] == [*[5] * len(ends), *[0] * (8 - len(ends))]
    parts = chart.series[4:]
    assert [one.tx.strRef.f for one in parts] == [f"'图表'!{letter}4" for letter in letters]
    assert {one.dLbls.dLbl[0].idx for one in parts} == {one.dPt[0].idx for one in parts} == {last - 5}
