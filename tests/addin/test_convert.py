"""From one edition to the other and back: nothing that was typed gets lost."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.formula import ArrayFormula

from addin import converting, headless, macros
from addin.blank_forms import new
from addin.converting import convert
from addin.excel.live import save_form
from tests.support.contents import content, folded, held, sheet_titles
from tests.support.examples import example
from tests.support.filled import published_workbook
from tests.support.office_sdk import office_faults
from workbooks.files.made_cells import cells_of
from workbooks.forms.build import build
from workbooks.forms.layout.kinds import WORKINGS_SHEET
from workbooks.forms.page.writer import NATIVE, UDF
from workbooks.forms.returned.read_back import read_workbook
from workbooks.problems import InputError
from workbooks.standards.library import available
from workbooks.standards.loading import load


@dataclass(frozen=True)
class There:
    """A published workbook with its ledger, the native one made of it, and the total that both have."""

    standard_id: str
    udf: Path
    native: Path
    totals: tuple[object, object]

    @cached_property
    def held(self):
        """What the cells of the native one hold."""
        return held(self.native)


@pytest.fixture(scope="module", params=available())
def there(request, tmp_path_factory):
    """Converted once for all that is asked of it."""
    folder = tmp_path_factory.mktemp("there")
    udf, native = folder / "udf.xlsx", folder / "native.xlsx"
    before = published_workbook(request.param, udf, ledger=True)
    after = convert(udf, NATIVE, native)
    return There(request.param, udf, native, (before.tables[0].total, after.tables[0].total))


def test_there_and_back_everything_is_as_it_was(there, tmp_path):
    again = tmp_path / "again.xlsx"
    before, after = there.totals
    assert after == before
    assert not any("JX_" in str(cell) for cell in there.held.values())
    convert(there.native, UDF, again)
    assert held(again) == held(there.udf)
    assert folded(again) == folded(there.udf)
    assert read_workbook(there.native) == read_workbook(there.udf)


def test_the_native_workbook_is_the_one_that_would_have_been_built(there, tmp_path):
    """Also the steps of the scenarios, which are folded away and go with the edition."""
    built = tmp_path / "built.xlsx"
    published_workbook(there.standard_id, built, NATIVE, ledger=True)
    assert there.held == held(built)
    assert sheet_titles(there.native) == sheet_titles(built)
    assert folded(there.native) == folded(built) != folded(there.udf)
    # Those that are built are looked at in test_written_files.
    assert office_faults(there.native) == []


def test_what_somebody_added_stays(tmp_path):
    """A note, a comment, a format, a formula typed for a figure, a score typed over, a sheet of one's own."""
    standard, filing = load("wuxi-2021"), example("wuxi-2021")
    mine, native = tmp_path / "我的.xlsx", tmp_path / "发出.xlsx"
    published_workbook(standard.id, mine)
    workbook = load_workbook(mine)
    form, data = workbook["附表"], workbook["数据"]
    layout = build(standard, filing).layout
    own = next(place.row for place in layout.places if place.kind == "own")
    indicator = next(place.row for place in layout.places if place.kind == "indicator")
    data["F6"] = "见账簿第 3 页"
    data["F6"].comment = Comment("核过", "审核人")
    form[f"A{own}"].font = Font(color="FFFF0000")
    form[layout.cell(indicator)] = 1.5
    workbook.create_sheet("草稿")["A1"] = "=1+2"
    workbook.save(mine)
    convert(mine, NATIVE, native)
    found = load_workbook(native)
    assert found["数据"]["F6"].value == "见账簿第 3 页"
    assert found["数据"]["F6"].comment.text == "核过"
    assert found["附表"][f"A{own}"].font.color.rgb == "FFFF0000"
    assert found["附表"][layout.cell(indicator)].value == 1.5
    assert found["草稿"]["A1"].value == "=1+2"


def test_scenarios_of_a_project_stay_under_whatever_title(tmp_path):
    """A figure and a formula typed, a name changed, a fourth column, and the sheets called otherwise."""
    udf, native = tmp_path / "udf.xlsx", tmp_path / "native.xlsx"
    published_workbook("project-2020", udf)
    book = headless.open_book(udf)
    workbook = headless.workbook_of(book)
    _, form = projects = [sheet for sheet in workbook if "表头_项目名称" in sheet.defined_names]
    workbook.active = form
    macros.add_scenario(book, "到位")
    sheet, charts = (workbook[f"{kind}－{form.title}"] for kind in ("情景", "图表"))
    sheet["G10"], sheet["E5"], sheet["E10"] = 80, "多花一成", "=C10*1.1"
    rename(workbook, {form.title: "更新", sheet.title: "试算 '更新'", charts.title: "更新的图"})
    workbook.save(udf)
    convert(udf, NATIVE, native)
    found = load_workbook(native)
    assert found.sheetnames == workbook.sheetnames
    kept = found["试算 '更新'"]
    assert [kept[cell].value for cell in ("C3", "E5", "G5", "E10", "G10")] == [
        "到位",
        "多花一成",
        "到位",
        "=C10*1.1",
        80,
    ]
    assert "JX_" not in "".join(str(content(cell)) for sheet in found for cell in cells_of(sheet))
    # The first 总分 is the line at the top that shows the one below the scores.
    *_, total = (row[0].row for row in kept.iter_rows() if row[0].value == "总分")
    assert kept[f"C{total}"].value.startswith("='更新'!")
    series = found["更新的图"]._charts[0].series[1]
    assert series.val.numRef.f.startswith("'更新的图'!")
    other = found[f"情景－{projects[0].title}"]
    assert other["G5"].value is None


def rename(workbook, titles):
    """Give sheets other titles, as Excel does it: whatever refers to them follows."""
    quoted = {quote_sheetname(old): quote_sheetname(new) for old, new in titles.items()}
    for sheet in workbook:
        names = [*sheet.defined_names.values()]
        for holder, part in [*((name, "attr_text") for name in names), *formulas(sheet)]:
            text = getattr(holder, part)
            for title, other in quoted.items():
                text = text.replace(f"{title}!", f"{other}!")
            setattr(holder, part, text)
    for title, other in titles.items():
        workbook[title].title = other


def formulas(sheet):
    """What holds a formula, and where in it."""
    cells = [cell for cell in cells_of(sheet) if cell.data_type == "f"]
    return [
        (cell.value, "text") if isinstance(cell.value, ArrayFormula) else (cell, "value") for cell in cells
    ]


def test_scenarios_that_did_not_keep_up_with_the_form_are_left_as_they_are(tmp_path, libreoffice):
    udf, inserted, native = (tmp_path / f"{name}.xlsx" for name in ("udf", "inserted", "native"))
    standard, filing = load("project-2020"), example("project-2020")
    published_workbook("project-2020", udf)
    form = build(standard, filing).forms[0]
    with libreoffice.open(udf) as document:
        document.unprotect(form.sheet)
        row = next(place.row for place in form.layout.places if place.kind == "own")
        document.insert_rows(form.sheet, row + 1)
        document.save(inserted)
    convert(inserted, NATIVE, native)
    before, after = (load_workbook(path) for path in (inserted, native))
    for title in (form.scenario_sheet, form.chart_sheet):
        cells = [
            [[content(cell) for cell in row] for row in book[title].iter_rows()] for book in (before, after)
        ]
        assert cells[0] == cells[1]
    other = build(standard, filing).forms[1].scenario_sheet
    assert "JX_" not in "".join(str(content(cell)) for row in after[other].iter_rows() for cell in row)


def test_an_empty_row_between_filled_ones_keeps_its_place(tmp_path):
    standard, filing = load("wuxi-2021"), example("wuxi-2021")
    mine, native = tmp_path / "我的.xlsx", tmp_path / "发出.xlsx"
    published_workbook(standard.id, mine)
    layout = build(standard, filing).layout
    rows = [place.row for place in layout.places if place.kind == "own" and place.child.rows == "部门目标"]
    workbook = load_workbook(mine)
    for column in range(1, layout.reported_column + 4):
        cell = workbook["附表"].cell(rows[1], column)
        if cell.data_type != "f" and type(cell).__name__ == "Cell":
            cell.value = None
    workbook.save(mine)
    convert(mine, NATIVE, native)
    shown = load_workbook(native, data_only=True)["附表"]
    assert shown[layout.cell(rows[1])].value in (None, "")
    assert isinstance(shown[layout.cell(rows[2])].value, int | float)


@pytest.mark.parametrize(("sheet", "said"), [("附表", "请先移走"), ("算式", "请先改名")])
def test_what_stands_in_the_way_is_named_and_nothing_is_written(tmp_path, sheet, said):
    standard_id = "wuxi-2021" if sheet == "附表" else "shenzhen-2021"
    standard, filing = load(standard_id), example(standard_id)
    mine, native = tmp_path / "我的.xlsx", tmp_path / "发出.xlsx"
    published_workbook(standard.id, mine)
    workbook = load_workbook(mine)
    layout = build(standard, filing).layout
    own = next((place.row for place in layout.places if place.kind == "own"), 1)
    (workbook[sheet] if sheet == "附表" else workbook.create_sheet(WORKINGS_SHEET)).cell(
        own, layout.steps_column + 5, "旁注"
    )
    workbook.save(mine)
    with pytest.raises(InputError, match=said):
        convert(mine, NATIVE, native)
    assert not native.exists()


def test_a_workbook_that_was_never_filled(tmp_path):
    empty, native = tmp_path / "空白.xlsx", tmp_path / "native.xlsx"
    new(load("shenzhen-2021"), empty)
    convert(empty, NATIVE, native)
    summary = load_workbook(native)["汇总"]
    assert summary["A5"].value == "部门决策"
    assert str(summary["C5"].value).startswith("=")


def test_the_macro_saves_a_file_beside_the_book(tmp_path):
    path = tmp_path / "附表.xlsx"
    new(load("wuxi-2021"), path)
    book = headless.open_book(path)
    saved = converting.to_native(book)
    assert saved == tmp_path / "附表（普通公式）.xlsx"
    with pytest.raises(InputError, match="已经存在"):
        converting.to_native(book)
    assert (
        converting.to_udf(headless.open_book(saved), save_form)
        == tmp_path / "附表（普通公式）（函数公式）.xlsm"
    )


@pytest.mark.parametrize("standard_id", ["heping-2024", "project-2020"])
def test_the_edition_it_has_already_may_be_asked_for_again(standard_id, tmp_path):
    """Also of a file that openpyxl saved: its sheet 算式 is ours, and nothing stands in the way of it."""
    native, resaved, again = (tmp_path / f"{name}.xlsx" for name in ("native", "resaved", "again"))
    published_workbook(standard_id, native, NATIVE)
    load_workbook(native).save(resaved)
    convert(resaved, NATIVE, again)
    assert held(again) == held(native)
    assert sheet_titles(again) == sheet_titles(native)
