"""The sheets 情景 in real LibreOffice: every column, recalculated, equals what is scored headless."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from openpyxl.utils import get_column_letter

from addin.converting import convert
from tests.addin.libreoffice.test_workbook import same
from tests.support.cases import standard_cases
from tests.support.examples import case_filing, example, first_form
from workbooks.files.xlsx import save
from workbooks.forms.build import build
from workbooks.forms.layout.kinds import SCENARIO_SHEET
from workbooks.forms.page.writer import NATIVE, UDF
from workbooks.forms.sheets.scenario_sheet import CHOICE_ROW, CLEARED, FIRST_ROW, LABEL, Scenario
from workbooks.forms.sheets.scenario_sheet.places import LISTED, STALE_ROW
from workbooks.standards.library import available
from workbooks.standards.loading import load
from workbooks.whatif.scenarios import base_of
from workbooks.whatif.variables import Slot

CHOICE = f"C{CHOICE_ROW}"
RANDOM = 6


def changes(standard_id, case):
    """What a case changes against the published figures, of several projects in the first."""
    filings = example(standard_id), case_filing(standard_id, case)
    before, after = (first_form(load(standard_id), filing) for filing in filings)
    found = {Slot(key): figure for key, figure in after.data.items() if figure != before.data.get(key)}
    for group, rows in after.rows.items():
        for number, (old, new) in enumerate(zip(before.rows[group], rows, strict=True)):
            found |= {
                Slot(key, group, number): figure
                for key, figure in new.figures.items()
                if figure != old.figures[key]
            }
    return found


def random_scenarios(standard_id):
    """Scenarios that change many figures at once: blanks, zeros, twice as much, text, half a percent more."""
    chosen, standard = random.Random(standard_id), load(standard_id)
    for form, filing in enumerate(example(standard_id).forms(standard)):
        base = base_of(standard, filing)
        slots = list(base.asking)
        for number in range(RANDOM):
            picked = chosen.sample(slots, chosen.randint(1, len(slots) // 3))
            changed = {slot: other(chosen, base.figure(slot)) for slot in picked}
            yield Scenario(f"随机{number + 1}", changed, form)


def other(chosen, figure):
    kind = chosen.randrange(12)
    if kind == 0:
        return None
    if kind == 1:
        return "六万"
    if isinstance(figure, Decimal):
        return [Decimal(0), figure * 2, figure * Decimal("1.005"), Decimal(1), figure / 2][kind % 5]
    return figure or Decimal(1)


def scenarios_of(standard_id):
    """The cases with a whole table, and random ones; every one differs from the base."""
    cases = [case for name, case in standard_cases() if name == standard_id and "total" in case]
    named = [Scenario(f"{n}", changes(standard_id, case)) for n, case in enumerate(cases)]
    return [one for one in [*named, *random_scenarios(standard_id)] if one.changes]


def pick(document, sheet, row, name):
    """Pick a figure in a row by its label, as the drop-down offers it; `name` is that of its folded row."""
    # Column by column: what lies between them is wide, empty and slow to read.
    names, labels, listed = (
        [line[0] for line in document.read(sheet, f"{letter}1:{letter}450")]
        for letter in ("A", get_column_letter(LABEL), get_column_letter(LISTED))
    )
    # Further down a line of the same name says what is wrong with the figure.
    label = labels[names.index(name)]
    assert label in listed
    document.write(sheet, f"A{row}", label)


@pytest.mark.parametrize("edition", [UDF, NATIVE])
@pytest.mark.parametrize("name", available())
def test_whole_tables_and_random_ones_as_columns_recalculate_to_the_headless_figures(
    libreoffice, tmp_path, name, edition
):
    scenarios = scenarios_of(name)
    assert len(scenarios) > RANDOM
    # A column of ordinary formulas has thousands of steps: one in four is enough, and begins with the first.
    chosen = scenarios[::4] if edition == NATIVE else scenarios
    built = build(load(name), example(name), edition=edition, scenarios=chosen)
    values = built.values(built.scored())
    save(built.workbook, values, tmp_path / "附表.xlsx", force=True)
    with libreoffice.open(tmp_path / "附表.xlsx", recalc=True) as document:
        shown = document.shown()
        for sheet in [title for form in built.forms for title in (form.scenario_sheet, form.chart_sheet)]:
            for cell, expected in values[sheet].items():
                found = shown(sheet, cell)
                assert same(found, expected), (sheet, cell, found, expected, document.formula(sheet, cell))


@pytest.mark.parametrize("name", available())
def test_the_charts_follow_the_choice(libreoffice, tmp_path, name):
    """The cells behind the charts are those of each scenario in turn, as soon as it is chosen."""
    # Of two projects the last of the first and the first of the second.
    scenarios = [one for one in scenarios_of(name) if "随机" in one.name][RANDOM - 2 : RANDOM + 2]
    save(
        build(load(name), example(name), scenarios=scenarios).workbook, {}, tmp_path / "附表.xlsx", force=True
    )
    with libreoffice.open(tmp_path / "附表.xlsx", recalc=True) as document:
        for scenario in scenarios:
            built = build(load(name), example(name), scenarios=[scenario])
            form = built.forms[scenario.form]
            document.write(form.scenario_sheet, CHOICE, scenario.name)
            values = built.values(built.scored())[form.chart_sheet]
            del values["M2"]
            shown = document.results(form.chart_sheet)
            for cell, expected in values.items():
                assert same(shown[cell], expected), (cell, shown[cell], expected)


def test_figures_typed_live_and_rows_that_came_in(libreoffice, tmp_path):
    """45 groups instead of 20 give 222 1.5 points, (89 - 0.5) / 0.95 = 93.16; a new row stops the total."""
    built = build(load("wuxi-2021"), example("wuxi-2021"))
    save(built.workbook, built.values(built.scored()), tmp_path / "附表.xlsx", force=True)
    typed = {"目标值": "20个", "完成值": "45个", "认定得分": CLEARED}
    with libreoffice.open(tmp_path / "附表.xlsx", recalc=False) as document:
        for row, (key, text) in enumerate(typed.items(), FIRST_ROW + 3):
            pick(document, SCENARIO_SHEET, row, f"部门目标/#2/{key}")
            document.write(SCENARIO_SHEET, f"D{row}", text)
        keys = [row[0] for row in document.read(SCENARIO_SHEET, "A1:A450")]
        total = keys.index("总　分") + 1
        assert document.value(SCENARIO_SHEET, f"D{total}") == pytest.approx(93.16)
        assert document.value(SCENARIO_SHEET, f"D{total + 2}") == pytest.approx(-0.52)
        document.unprotect("附表")
        row = next(
            place.row for place in built.layout.places if getattr(place.child, "rows", "") == "部门目标"
        )
        document.insert_rows("附表", row + 1)
        document.recalculate()
        assert document.value(SCENARIO_SHEET, f"D{total}") == "#N/A"
        assert "没有跟上" in document.value(SCENARIO_SHEET, "A4")


@pytest.mark.parametrize("edition", [UDF, NATIVE])
def test_a_wrong_pick_stops_the_total_and_says_why(libreoffice, tmp_path, edition):
    built = build(load("shenzhen-2021"), example("shenzhen-2021"), edition=edition)
    save(built.workbook, built.values(built.scored()), tmp_path / "附表.xlsx", force=True)
    first, second = f"A{FIRST_ROW}", f"A{FIRST_ROW + 1}"
    with libreoffice.open(tmp_path / "附表.xlsx", recalc=False) as document:

        def line():
            return document.value(SCENARIO_SHEET, f"A{STALE_ROW}"), document.value(SCENARIO_SHEET, "D6")

        document.write(SCENARIO_SHEET, f"D{FIRST_ROW}", 8.44)
        assert line() == ("第 10 行填了数，没有选要改的是哪个数；改好以前不算总分。", "#N/A")
        pick(document, SCENARIO_SHEET, FIRST_ROW, "三公经费_支出")
        assert line() == ("", pytest.approx(88.26))
        document.write(SCENARIO_SHEET, second, document.value(SCENARIO_SHEET, first))
        assert line() == (
            "“公用经费控制率：“三公”经费实际支出数”选了两次，请只留一行；改好以前不算总分。",
            "#N/A",
        )
        document.write(SCENARIO_SHEET, second, "三公经费_支出")
        assert line()[0].startswith("“三公经费_支出”不在可选的数里")
        document.write(SCENARIO_SHEET, second, None)
        assert line() == ("", pytest.approx(88.26))
        assert document.value(SCENARIO_SHEET, "D8") == pytest.approx(-3)
        # 基准不受影响。
        assert document.value(SCENARIO_SHEET, "C6") == pytest.approx(91.26)


def test_a_figure_that_is_an_error_leaves_the_other_scores_alone(libreoffice, tmp_path):
    """A formula for a figure that divides by 0: its own indicator and the total cannot be scored."""
    built = build(load("shenzhen-2021"), example("shenzhen-2021"))
    sheet, cell = built.places["三公经费_支出"]
    built.workbook[sheet][cell].value = "=1/0"
    save(built.workbook, {}, tmp_path / "附表.xlsx", force=True)
    with libreoffice.open(tmp_path / "附表.xlsx", recalc=True) as document:
        rows = {row[0]: row[3:6] for row in document.read(SCENARIO_SHEET, "A1:F90") if row[0]}
    assert rows["公用经费控制率"] == ["#VALUE!"] * 3
    assert rows["综合评分"] == ["#VALUE!"] * 3
    assert rows["固定资产利用率"] == [1.0] * 3


@pytest.mark.parametrize("edition", [UDF, NATIVE])
def test_a_scenario_in_a_converted_workbook_is_worked_out_anew(libreoffice, tmp_path, edition):
    """Its folded rows hold other formulas now; a figure typed afterwards counts on top of the old change."""
    other = NATIVE if edition == UDF else UDF
    before, after = tmp_path / "前.xlsx", tmp_path / "后.xlsx"
    scenario = Scenario("甲", {Slot("三公经费_支出"): Decimal("8.44")})
    built = build(load("shenzhen-2021"), example("shenzhen-2021"), edition=other, scenarios=[scenario])
    save(built.workbook, built.values(built.scored()), before, force=True)
    convert(before, edition, after)
    with libreoffice.open(after, recalc=False) as document:
        keys = [row[0] for row in document.read(SCENARIO_SHEET, "A1:A90")]
        total = f"D{keys.index('综合评分', FIRST_ROW) + 1}"
        # 三公超支 6→3：91.26−3；项目全部按时 5.57→6，再加 0.43。
        assert document.value(SCENARIO_SHEET, total) == pytest.approx(88.26)
        pick(document, SCENARIO_SHEET, FIRST_ROW + 1, "项目_按时完成数")
        assert document.value(SCENARIO_SHEET, f"C{FIRST_ROW + 1}") == 13
        document.write(SCENARIO_SHEET, f"D{FIRST_ROW + 1}", 14)
        assert document.value(SCENARIO_SHEET, total) == pytest.approx(88.69)


def test_a_column_dragged_to_the_right_has_errors_instead_of_zeros(libreoffice, tmp_path):
    """LibreOffice drags no array formula along; copied as a whole the column goes on (the macros' tests)."""
    built = build(load("shenzhen-2021"), example("shenzhen-2021"))
    save(built.workbook, built.values(built.scored()), tmp_path / "附表.xlsx", force=True)
    with libreoffice.open(tmp_path / "附表.xlsx", recalc=False) as document:
        document.fill_right(SCENARIO_SHEET, "F5:G200")
        keys = [row[0] for row in document.read(SCENARIO_SHEET, "A1:A90")]
        rows = [keys.index(key) + 1 for key in ("固定资产利用率", "综合评分")]
        assert [document.value(SCENARIO_SHEET, f"G{row}") for row in rows] == ["#VALUE!"] * 2


@pytest.mark.parametrize("edition", [UDF, NATIVE])
def test_each_project_has_scenarios_of_its_own(libreoffice, tmp_path, edition):
    """117.3 of 130 spent gives 9.02 instead of 9.7 points; 60 sets of 60 give 15 instead of 11.25."""
    built = build(load("project-2020"), example("project-2020"), edition=edition)
    save(built.workbook, built.values(built.scored()), tmp_path / "附表.xlsx", force=True)
    typed = ("资金总额_全年执行", 117.3), ("数量指标/#1/完成值", "60台（套）")
    totals = (97.3, 96.62, 97.3), (78.92, 82.67, 78.92)
    with libreoffice.open(tmp_path / "附表.xlsx", recalc=False) as document:
        for form, (key, value) in zip(built.forms, typed, strict=True):
            pick(document, form.scenario_sheet, FIRST_ROW, key)
            document.write(form.scenario_sheet, f"D{FIRST_ROW}", value)
        for form, total in zip(built.forms, totals, strict=True):
            # The results in sight; further down the folded rows of the rules have the same labels.
            rows = {row[0]: row[2:5] for row in document.read(form.scenario_sheet, "A6:E9")}
            assert rows["总分"] == pytest.approx(total)
            # 附表本身没有变。
            shown = document.value(form.sheet, form.layout.cell(form.layout.total_row))
            assert shown == pytest.approx(total[0])
        assert rows["评价等级"] == ["中", "良", "中"]
