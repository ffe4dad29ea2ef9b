"""The final copy on paper: letters of 7 points, no text cut off, pages filled and parted between rows."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook

from tests.support.examples import example
from workbooks.files.xlsx import save
from workbooks.forms.build import build
from workbooks.forms.page.wrapping import LINE_HEIGHT, SetText, lines, raised
from workbooks.standards.library import available
from workbooks.standards.loading import load
from workbooks.submission.final_copy import save_final_copy

# A4 less margins of 0.45 inch on both sides, in pixels; a character of LibreOffice takes 7.5 at most.
ACROSS = {"landscape": (841.9 - 64.8) * 96 / 72, "portrait": (595.3 - 64.8) * 96 / 72}
CHARACTER, BODY, READABLE = 7.5, 9, 7
NARROWED = {
    "shenzhen-2021": [],
    "heping-2024": [4, 5, 6],
    "wuxi-2021": [2, 5, 6, 7, 9],
    "project-2020": [3, 8],
    "fengtai-2023": [3, 8],
}


@pytest.fixture(scope="module", params=available())
def pair(request, tmp_path_factory):
    """The sheet of the form, live and final."""
    folder = tmp_path_factory.mktemp("paper")
    built = build(load(request.param), example(request.param), edition="native")
    save(built.workbook, built.values(built.scored()), folder / "live.xlsx", force=False)
    final = save_final_copy(folder / "live.xlsx", folder / "final.xlsx", unfinished=True).path
    title = built.forms[0].sheet
    return request.param, load_workbook(folder / "live.xlsx")[title], load_workbook(final)[title]


def widths(sheet, last):
    return [sheet.column_dimensions[letter].width for letter in "ABCDEFGHIJK"[:last]]


def last_column(sheet):
    return sheet[sheet.print_area.rpartition(":")[2].replace("$", "")].column


def test_letters_can_be_read(pair):
    name, live, final = pair
    last = last_column(final)
    scale = ACROSS[final.page_setup.orientation] / (sum(widths(final, last)) * CHARACTER)
    assert BODY * min(1, scale) >= READABLE - 0.01
    # Live forms are too wide for that, projects by a hair; only columns of running text are narrowed.
    both = zip(widths(live, last), widths(final, last), strict=True)
    assert [number for number, (before, after) in enumerate(both) if before != after] == NARROWED[name]


def test_no_text_is_cut_off(pair):
    _, _, final = pair
    merged = {(area.min_row, area.min_col): area for area in final.merged_cells.ranges}
    letters, texts = widths(final, last_column(final)), []
    for cell in (cell for row in final.iter_rows() for cell in row):
        if isinstance(cell.value, str) and cell.alignment.wrap_text:
            area = merged.get((cell.row, cell.column))
            bottom, right = (area.max_row, area.max_col) if area else (cell.row, cell.column)
            width = sum(letters[cell.column - 1 : right])
            texts.append(SetText(cell.value, range(cell.row, bottom + 1), width, cell.font.size))
    assert len(texts) > 40
    short = raised(texts, lambda row: final.row_dimensions[row].height or 15)
    assert {row: new - (final.row_dimensions[row].height or 15) for row, new in short.items()} == {
        row: pytest.approx(0, abs=0.01) for row in short
    }


def test_pages_are_filled(pair):
    """On paper (looked at): 深圳 goes over after 项目监管 and 群众信访, 和平 after 资金使用合规性 and
    基层安全服务成效, 无锡 after 125, 152, 226 and 241."""
    name, _, final = pair
    expected = {"shenzhen-2021": [15, 26], "heping-2024": [13, 24], "wuxi-2021": [13, 23, 36, 49]}
    assert [each.id for each in final.row_breaks.brk] == expected.get(name, [])


def test_points_stand_on_lines_of_their_own(pair):
    name, live, final = pair
    if name not in ("shenzhen-2021", "heping-2024", "wuxi-2021"):
        pytest.skip("the form has no column of criteria")
    places = [(row, column) for row in range(5, 24) for column in range(1, 10)]
    both = [(live.cell(*place), final.cell(*place)) for place in places]
    in_lines = [
        (was.value, now.value)
        for was, now in both
        if isinstance(now.value, str) and "\n2. " in now.value and now.alignment.wrap_text
    ]
    assert len(in_lines) > 3
    assert all(was == now.replace("\n", " ") for was, now in in_lines)


def test_no_page_ends_with_the_row_of_a_level(pair):
    name, _, final = pair
    for row in [each.id for each in final.row_breaks.brk]:
        assert final.cell(row, 3).value is not None or name != "wuxi-2021"


def test_what_a_clerk_typed_at_length_gets_its_room(tmp_path):
    built = build(load("heping-2024"), example("heping-2024"), edition="native")
    save(built.workbook, built.values(built.scored()), tmp_path / "live.xlsx", force=False)
    typed = "按规定编制并公开" * 40
    book = load_workbook(tmp_path / "live.xlsx")
    book["附表"]["G5"].value = typed
    book.save(tmp_path / "typed.xlsx")
    final = save_final_copy(tmp_path / "typed.xlsx", tmp_path / "final.xlsx", unfinished=True).path
    sheet = load_workbook(final)["附表"]
    needed = lines(typed, sheet.column_dimensions["G"].width) * LINE_HEIGHT
    assert needed > book["附表"].row_dimensions[5].height
    assert sheet.row_dimensions[5].height >= needed


def test_each_page_ends_with_a_line(pair):
    """No merged cell goes on to the next page, and what ends a page and begins the next is ruled off."""
    _, _, final = pair
    for row in [each.id for each in final.row_breaks.brk]:
        assert not [str(area) for area in final.merged_cells.ranges if area.min_row <= row < area.max_row]
        for column in range(1, last_column(final) + 1):
            assert final.cell(row, column).border.bottom.style == "thin", (row, column)
            assert final.cell(row + 1, column).border.top.style == "thin", (row, column)


@pytest.mark.parametrize("sheet", ["live", "final"])
def test_figures_and_words_of_a_column_stand_alike(pair, sheet):
    """The columns of targets and of what was achieved hold both."""
    name, live, final = pair
    if name not in ("wuxi-2021", "project-2020", "fengtai-2023"):
        pytest.skip("the form has no such columns")
    table = live if sheet == "live" else final
    last = next(cell.row for cell in table["A"] if "".join(str(cell.value or "").split()) == "总分")
    for column in (5, 6):
        cells = [table.cell(row, column) for row in range(last - 12, last)]
        assert {cell.alignment.horizontal for cell in cells} == {"center"}


def test_what_goes_on_over_the_end_of_a_page_is_said_on_both(pair):
    """By hand: below row 15 of 深圳 部门管理 goes on, and its 20 points with it."""
    name, live, final = pair
    place = {"shenzhen-2021": ("A16", "部门管理", "B16", 20)}.get(name)
    if place:
        assert (final[place[0]].value, final[place[2]].value) == (place[1], place[3])
        assert {"A16:A20", "B16:B20"} <= {str(each) for each in final.merged_cells.ranges}
    merged = {area.min_col for area in live.merged_cells.ranges if area.min_row < area.max_row}
    tops = {(area.max_row, area.min_col): area.min_row for area in final.merged_cells.ranges}
    for row in [each.id for each in final.row_breaks.brk]:
        if name == "wuxi-2021" and final.cell(row + 1, 3).value is None:
            continue  # A level begins with the page: nothing goes on.
        for column in merged:
            upper, lower = final.cell(tops.get((row, column), row), column), final.cell(row + 1, column)
            assert (upper.value is None) == (lower.value is None), (row, column)
            assert upper.style_id == lower.style_id and lower.data_type != "f"


def test_cells_stay_merged_where_a_part_is_too_low_for_the_text(tmp_path):
    built = build(load("shenzhen-2021"), example("shenzhen-2021"), edition="native")
    save(built.workbook, built.values(built.scored()), tmp_path / "live.xlsx", force=False)
    book = load_workbook(tmp_path / "live.xlsx")
    # Five rows below the end of the page have no room for so many lines in a column of 8 characters.
    book["附表"]["A11"].value = "部门管理" * 20
    book.save(tmp_path / "long.xlsx")
    final = save_final_copy(tmp_path / "long.xlsx", tmp_path / "final.xlsx", unfinished=True).path
    sheet = load_workbook(final)["附表"]
    assert "A11:A20" in {str(each) for each in sheet.merged_cells.ranges}
    assert {"B11:B15", "B16:B20"} <= {str(each) for each in sheet.merged_cells.ranges}
