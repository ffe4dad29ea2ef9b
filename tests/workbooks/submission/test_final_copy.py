"""The submission copy: values only, the same look, nothing else; and when it is refused."""

from __future__ import annotations

import itertools
import re
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from lxml import etree
from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell

from tests.support.decorated import decorate
from tests.support.examples import changed, example
from tests.support.office_sdk import office_faults
from workbooks.files.cells import WorkbookCells, read_cells
from workbooks.files.xlsx import save
from workbooks.forms.build import build
from workbooks.forms.page.paper import INPUT_COLOUR
from workbooks.forms.sheets.quarterly_sheet import ledger_note
from workbooks.ledger.payments import Ledger, Payment
from workbooks.problems import InputError
from workbooks.standards.loading import load
from workbooks.submission.final_copy import beside, save_final_copy

SOUND = ("heping-2024", "project-2020")
FORM = {"heping-2024": "附表", "project-2020": "公共图书馆免费开放补助（构造）"}
FORMS = {*FORM.values(), "乡镇文化站设备更新（构造）"}
PUBLISHED = {
    "heping-2024": {"附表", "表1.4.1", "汇总"},
    "project-2020": {"公共图书馆免费开放补助（构造）", "乡镇文化站设备更新（构造）", "项目汇总"},
}


def live_file(folder, standard_id, edition="udf", filing=None, name="附表.xlsx"):
    """A filled workbook as it is on the clerk's machine."""
    built = build(load(standard_id), filing or example(standard_id), edition=edition)
    path = folder / name
    save(built.workbook, built.values(built.scored()), path, force=False)
    return path


@pytest.fixture(scope="module", params=[(name, edition) for name in SOUND for edition in ("udf", "native")])
def pair(request, tmp_path_factory):
    """A live file and its final copy."""
    standard_id, edition = request.param
    folder = tmp_path_factory.mktemp("定 稿")
    live = live_file(folder, standard_id, edition)
    before = live.read_bytes()
    copy = save_final_copy(live, folder / "定稿.xlsx")
    assert live.read_bytes() == before
    return standard_id, live, copy


def columns(path):
    """The last printed column of each sheet."""
    book = load_workbook(path)
    return {sheet.title: sheet[sheet.print_area.rpartition(":")[2].replace("$", "")].column for sheet in book}


def texts_reworded(value):
    return isinstance(value, str) and value.startswith("※")


def test_it_follows_the_published_schemas(pair):
    # As the live ones do, which are looked at in test_written_files.
    _, _, copy = pair
    assert office_faults(copy.path) == []


def printed(sheet, width):
    """What each row shows, the lines that are reworded left aside; points may stand on lines of their own."""
    rows = ([cell.value or "" for cell in row] for row in sheet.iter_rows(max_col=width))
    flowing = (
        [value.replace("\n", " ") if isinstance(value, str) else value for value in row] for row in rows
    )
    return [tuple("" if texts_reworded(value) else value for value in row) for row in flowing]


def left_out(live, final, width):
    """The rows of the live sheet that the final one has not; all others are there in the same order.

    What is merged over the end of a page is said once more on the next one.
    """
    rows, kept = printed(live, width), printed(final, width)
    gone, above = [], [set() for _ in range(width)]
    for number, row in enumerate(rows, 1):
        cells = zip(row, kept[0], above, strict=True) if kept else ()
        if kept and all(was == now or (was == "" and now in said) for was, now, said in cells):
            kept.pop(0)
        else:
            gone.append(number)
        for said, value in zip(above, row, strict=True):
            said.add(value)
    assert not any(any(row) for row in kept), kept
    return gone


def test_every_printed_value_is_that_of_the_live_file_but_our_own_lines(pair):
    standard_id, live, copy = pair
    widths = columns(copy.path)
    before, after = load_workbook(live, data_only=True), load_workbook(copy.path)
    for sheet in after:
        was, form = before[sheet.title], sheet.title == FORM[standard_id]
        for row in left_out(was, sheet, widths[sheet.title]):
            texts = [cell.value for cell in was[row][: widths[sheet.title]] if cell.value not in (None, "")]
            ours = not texts or texts[0] == "评价等级" or re.match(r"\d+\. |右侧“核对”列|按钮", str(texts[0]))
            assert ours or (texts[0].startswith("※") and not form), (sheet.title, row, texts)


def test_the_rows_that_only_the_work_needed_are_gone(pair):
    standard_id, _, copy = pair
    sheet = load_workbook(copy.path)[FORM[standard_id]]
    firsts = [str(sheet.cell(row, 1).value or "") for row in range(1, sheet.max_row + 1)]
    assert "评价等级" not in firsts
    assert not [text for text in firsts if re.match(r"\d+\. ", text)]
    if standard_id == "project-2020":
        # 10 indicators, and one line for each of the second levels without any: 经济效益 and 生态效益.
        table = range(firsts.index("绩效指标") + 2, firsts.index("总分") + 1)
        names = [sheet.cell(row, 4).value for row in table]
        assert len(names) - names.count(None) == 10
        assert names.count(None) == 2
        merged = [block for block in sheet.merged_cells.ranges if block.min_col == block.max_col == 3]
        assert sorted(block.max_row - block.min_row + 1 for block in merged) == [2, 2, 2]
    assert sheet.print_area.rpartition("$")[2] == str(sheet.max_row)


def test_nothing_is_coloured_as_a_cell_to_type_in(pair):
    _, live, copy = pair
    assert any(INPUT_COLOUR in part for part in styles(live))
    assert not any(INPUT_COLOUR in part for part in styles(copy.path))


def styles(path):
    with zipfile.ZipFile(path) as archive:
        return [archive.read("xl/styles.xml").decode("utf-8")]


def test_there_is_no_formula_and_no_name_but_what_is_printed(pair):
    _, _, copy = pair
    with zipfile.ZipFile(copy.path) as archive:
        for part in archive.namelist():
            content = archive.read(part).decode("utf-8")
            assert not re.search(r"<f[ >/]", content), part
            assert "JX_" not in content
        book = archive.read("xl/workbook.xml").decode("utf-8")
    assert set(re.findall(r'<definedName name="([^"]*)"', book)) <= {"_xlnm.Print_Area", "_xlnm.Print_Titles"}


def test_only_the_official_tables_are_left(pair):
    standard_id, _, copy = pair
    sheets = load_workbook(copy.path).sheetnames
    assert set(sheets) == PUBLISHED[standard_id]
    assert load_workbook(copy.path).active.title == sheets[0]


def test_nothing_stands_beside_the_form(pair):
    _, _, copy = pair
    widths = columns(copy.path)
    for sheet in load_workbook(copy.path):
        assert sheet.max_column <= widths[sheet.title]
        assert all(merged.max_col <= widths[sheet.title] for merged in sheet.merged_cells.ranges)


def style(cell):
    """The style of a cell but for its colour."""
    if isinstance(cell, MergedCell) or not cell.has_style:
        return None
    book, ids = cell.parent.parent, cell._style
    borders, alignment = book._borders[ids.borderId], book._alignments[ids.alignmentId]
    return (book._fonts[ids.fontId], borders, alignment, cell.number_format)


def parts(block, ends):
    """A merged block, as (rows above, column, rows, last column), parted where pages end."""
    top, left, height, right = block
    edges = [top, *(row for row in ends if top < row < top + height), top + height]
    return [(upper, left, lower - upper, right) for upper, lower in itertools.pairwise(edges)]


def look(sheet, width, gone=(), ends=()):
    """Everything that makes a sheet look as it does, up to a column and without some rows, merged cells
    parted where pages end."""
    rows = [row for row in range(1, sheet.max_row + 1) if row not in gone]
    cells = [[style(sheet.cell(row, column)) for column in range(1, width + 1)] for row in rows]
    merged = [
        (place, each.min_col, sum(each.min_row <= row <= each.max_row for row in rows), each.max_col)
        for each in sheet.merged_cells.ranges
        if each.max_col <= width
        for place in [sum(row < each.min_row for row in rows)]
    ]
    merged = [part for block in merged for part in parts(block, ends)]
    merged = sorted(each for each in merged if each[2] and (each[2] > 1 or each[1] < each[3]))
    setup = sheet.page_setup
    return (
        cells,
        merged,
        (setup.paperSize, setup.orientation, setup.fitToWidth, setup.fitToHeight),
        (sheet.print_title_rows, sheet.freeze_panes),
        (sheet.page_margins.left, sheet.page_margins.top, sheet.oddFooter.center.text),
    )


def measures(sheet, width, gone):
    """The heights of rows, the widths of columns, and where pages end."""
    heights = [sheet.row_dimensions[row].height for row in range(1, sheet.max_row + 1) if row not in gone]
    columns = sheet.column_dimensions.items()
    widths = {key: column.width for key, column in columns if sheet[f"{key}1"].column <= width}
    return heights, widths, [each.id for each in sheet.row_breaks.brk]


def test_it_looks_as_before(pair):
    """The widths, heights and page ends of a form are set for paper: test_fitted_page.py."""
    _, live, copy = pair
    widths, before = columns(copy.path), load_workbook(live, data_only=True)
    for sheet in load_workbook(copy.path):
        width, was = widths[sheet.title], before[sheet.title]
        gone = left_out(was, sheet, width)
        cells, *now = look(sheet, width, gone[:1] and [0])
        cells_before, *then = look(was, width, gone, [each.id for each in sheet.row_breaks.brk])
        assert now == then
        for row, row_before in zip(cells, cells_before, strict=True):
            # openpyxl draws the borders of merged cells anew.
            for style_of_cell, style_before in zip(row, row_before, strict=True):
                assert None in (style_of_cell, style_before) or style_of_cell == style_before
        if sheet.title not in FORMS:
            assert measures(sheet, width, ()) == measures(was, width, gone)


def test_it_is_open_to_copying_and_says_nothing_about_people(pair):
    _, _, copy = pair
    book = load_workbook(copy.path)
    assert not any(sheet.protection.sheet or sheet.data_validations.dataValidation for sheet in book)
    assert book.properties.creator in (None, "", "openpyxl")
    with zipfile.ZipFile(copy.path) as archive:
        core = archive.read("docProps/core.xml").decode("utf-8")
        assert "creator" not in core and "created" not in core and "modified" not in core
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_pandas_and_libreoffice_read_the_same_values(pair, libreoffice):
    _, _, copy = pair
    book = load_workbook(copy.path)
    with libreoffice.open(copy.path) as document:
        for sheet in book:
            frame = pd.read_excel(copy.path, sheet_name=sheet.title, header=None, engine="calamine")
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.value in (None, ""):
                        continue
                    shown = document.value(sheet.title, cell.coordinate)
                    assert shown == (float(cell.value) if cell.data_type == "n" else cell.value)
                    assert frame.iloc[cell.row - 1, cell.column - 1] == cell.value


def test_judged_rows_are_named_where_the_column_beside_the_form_is_gone(tmp_path):
    copy = save_final_copy(live_file(tmp_path, "project-2020"), tmp_path / "定稿.xlsx")
    lines = [
        cell.value
        for row in load_workbook(copy.path)[FORM["project-2020"]].iter_rows(max_col=1)
        for cell in row
        if str(cell.value).startswith("※")
    ]
    assert lines == [
        "※ “持续提升全民阅读服务能力”由人工认定，没有按完成值与目标值计算；依据见该行说明或另附材料。"
    ]


def test_many_judged_rows_do_not_run_off_the_page(tmp_path):
    live = live_file(tmp_path, "wuxi-2021")
    copy = save_final_copy(live, tmp_path / "定稿.xlsx", unfinished=True)
    column = [row[0].value for row in load_workbook(copy.path)["附表"].iter_rows(max_col=1)]
    (line,) = [text for text in column if "由人工认定" in str(text)]
    # 四个名称以后只说有几个。
    assert re.search(r"”等 \d\d 个指标由人工认定", line)
    assert line.count("”、“") == 3
    # 名称里自己的引号在外面的引号里用单引号。
    assert "““" not in line and "””" not in line and "‘深耕计划’”、" in line


@pytest.mark.parametrize("ledger", [False, True])
def test_no_text_names_a_sheet_or_a_button_that_is_not_there(tmp_path, ledger):
    live = live_file(tmp_path, "shenzhen-2021")
    if ledger:
        book = load_workbook(live)
        payment = Payment(2, date(2021, 3, 5), "", "", "", Decimal("12.5"), "")
        book["季度执行"]["A12"].value = ledger_note(Ledger("支付明细.xlsx", 2021, 1, [payment], ()))
        book.save(live)
    copy = save_final_copy(live, tmp_path / "定稿.xlsx", unfinished=True)
    gone = [*(f"“{name}”" for name in copy.left_out), "按钮", "点“", "由宏"]
    texts = [
        cell.value
        for sheet in load_workbook(copy.path)
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str)
    ]
    assert not [text for text in texts if any(name in text for name in gone)]
    # Nor is a row of ours left below the table of the document.
    assert not [text for text in texts if text.startswith(("累计执行数手工", "累计执行数按", "各季度得分"))]
    last = load_workbook(copy.path)["季度执行"]
    assert last.cell(last.max_row, 1).value == "总分"


def test_with_the_data_sheet_when_asked(tmp_path):
    copy = save_final_copy(live_file(tmp_path, "heping-2024"), tmp_path / "定稿.xlsx", with_data=True)
    assert "数据" in copy.sheets
    assert load_workbook(copy.path)["数据"].max_row > 10


def test_texts_of_a_sheet_that_is_left_out_do_not_travel_with_the_file(tmp_path):
    live = live_file(tmp_path, "heping-2024", filing=replace(example("heping-2024"), notes={}))
    book = load_workbook(live, data_only=True)
    book["数据"]["G9"] = "领导口头同意"
    book.save(live)
    with zipfile.ZipFile(live) as archive:
        assert any("领导口头同意" in text_of(archive, part) for part in archive.namelist())
    copy = save_final_copy(live, tmp_path / "定稿.xlsx")
    with zipfile.ZipFile(copy.path) as archive:
        assert not any("领导口头同意" in text_of(archive, part) for part in archive.namelist())


def text_of(archive, part):
    return "".join(etree.fromstring(archive.read(part)).itertext())


def test_a_missing_figure_keeps_it_from_being_final(tmp_path):
    filing = changed(example("heping-2024"), {first_needed("heping-2024"): None})
    live = live_file(tmp_path, "heping-2024", filing=filing)
    with pytest.raises(InputError, match=r"还不能定稿：1 处未填.*--force-final") as refusal:
        save_final_copy(live, tmp_path / "定稿.xlsx")
    assert "\n" not in str(refusal.value)
    assert not (tmp_path / "定稿.xlsx").exists()


def first_needed(standard_id):
    """A figure without which there is no score."""
    standard = load(standard_id)
    return next(key for key in standard.figures_to_score if key not in standard.excuses)


def test_insisted_on_it_says_below_the_form_what_is_missing(tmp_path):
    key = first_needed("heping-2024")
    live = live_file(tmp_path, "heping-2024", filing=changed(example("heping-2024"), {key: None}))
    copy = save_final_copy(live, tmp_path / "定稿.xlsx", unfinished=True)
    sheet = load_workbook(copy.path)["附表"]
    last = int(sheet.print_area.rpartition("$")[2])
    assert sheet.cell(last, 1).value == f"※ 本表定稿时尚有 1 处未填：数据项“{key}”没有填写。"
    assert f"A{last}:H{last}" in {str(each) for each in sheet.merged_cells.ranges}
    # The total stays the error value that it was, never a smaller total.
    assert "#N/A" in [cell.value for row in sheet.iter_rows() for cell in row]


def test_an_error_of_the_review_keeps_it_from_being_final(tmp_path):
    live = live_file(tmp_path, "shenzhen-2021")
    with pytest.raises(
        InputError,
        match=r"1 处错误，如 表1!C5 “基本支出”的“调整预算数”印的是 13,962,645\.99，应为 14,936,444\.69",
    ):
        save_final_copy(live, tmp_path / "定稿.xlsx")
    copy = save_final_copy(live, tmp_path / "定稿.xlsx", unfinished=True)
    texts = [str(row[0].value) for row in load_workbook(copy.path)["附表"].iter_rows()]
    assert any(text.startswith("※ 本表定稿时尚有 1 处错误未处理：") for text in texts)


def test_scores_that_were_not_recalculated_are_not_made_final(tmp_path):
    standard, filing = load("heping-2024"), example("heping-2024")
    built = build(standard, filing)
    values = built.values(built.scored())
    layout = built.layout
    place = layout.scored_places[0]
    values["附表"][layout.score_cell(place)] = Decimal("0.25")
    live = tmp_path / "附表.xlsx"
    save(built.workbook, values, live, force=False)
    with pytest.raises(InputError, match=r"决策和管理制度规范性：格里是 0\.25"):
        save_final_copy(live, tmp_path / "定稿.xlsx")


def test_values_that_are_open_and_not_saved_are_those_of_the_copy(tmp_path):
    live = live_file(tmp_path, "heping-2024")
    cells = read_cells(live)
    now = WorkbookCells(
        cells.name,
        tuple(
            replace(sheet, rows=[["改过的标题", *sheet.rows[0][1:]], *sheet.rows[1:]])
            if sheet.name == "附表"
            else sheet
            for sheet in cells.sheets
        ),
        cells.shared,
        cells.by_sheet,
    )
    copy = save_final_copy(live, tmp_path / "定稿.xlsx", live=now)
    assert load_workbook(copy.path)["附表"]["A1"].value == "改过的标题"
    assert load_workbook(live)["附表"]["A1"].value != "改过的标题"


@pytest.fixture
def decorated(tmp_path):
    """A live .xlsm with a stamp, a text box, a note, a header picture, printer settings and macros."""
    live = live_file(tmp_path, "heping-2024")
    return decorate(live.rename(tmp_path / "附表.xlsm"))


def test_stamps_and_header_pictures_stay_macros_and_notes_go(decorated, tmp_path, libreoffice):
    copy = save_final_copy(decorated, tmp_path / "定稿.xlsx")
    with zipfile.ZipFile(copy.path) as archive:
        parts = set(archive.namelist())
        with zipfile.ZipFile(decorated) as before:
            for part in (
                "xl/media/image1.png",
                "xl/media/image2.png",
                "xl/drawings/vmlDrawing2.vml",
                "xl/printerSettings/printerSettings1.bin",
            ):
                assert archive.read(part) == before.read(part)
        assert b'macro=""' in archive.read("xl/drawings/drawing1.xml")
        assert b"macroEnabled" not in archive.read("[Content_Types].xml")
    assert not {"xl/vbaProject.bin", "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml"} & parts
    with libreoffice.open(copy.path) as document:
        assert document.sheets() == list(copy.sheets)


def test_every_relation_leads_to_a_part_that_is_there(decorated, tmp_path):
    copy = save_final_copy(decorated, tmp_path / "定稿.xlsx")
    with zipfile.ZipFile(copy.path) as archive:
        parts = archive.namelist()
        for listed in (part for part in parts if part.endswith(".rels")):
            for target in re.findall(r'Target="([^"]*)"', archive.read(listed).decode("utf-8")):
                assert any(part.endswith(target.lstrip("./")) for part in parts), (listed, target)
        for part in re.findall(r'PartName="/([^"]*)"', archive.read("[Content_Types].xml").decode("utf-8")):
            assert part in parts


def test_neither_the_live_file_nor_an_older_copy_is_written_over(tmp_path):
    live = live_file(tmp_path, "heping-2024")
    with pytest.raises(InputError, match="就是要定稿的文件本身"):
        save_final_copy(live, live, force=True)
    save_final_copy(live, tmp_path / "定稿.xlsx")
    with pytest.raises(InputError, match="已经存在"):
        save_final_copy(live, tmp_path / "定稿.xlsx")


def test_rows_that_were_inserted_and_not_saved_are_told(tmp_path):
    live = live_file(tmp_path, "heping-2024")
    cells = read_cells(live)
    moved = {key: place.replace("$9", "$10") for key, place in cells.shared.items()}
    with pytest.raises(InputError, match="请先保存再定稿"):
        save_final_copy(live, tmp_path / "定稿.xlsx", live=replace(cells, shared=moved))


def test_a_copy_beside_the_workbook_never_takes_a_name_that_is_taken(tmp_path):
    source = tmp_path / "附表.xlsm"
    assert beside(source).name == "附表-定稿.xlsx"
    for name, following in (("附表-定稿.xlsx", "附表-定稿2.xlsx"), ("附表-定稿2.xlsx", "附表-定稿3.xlsx")):
        (tmp_path / name).write_bytes(b"")
        assert beside(source).name == following


def test_a_table_of_somebody_else_is_no_workbook_of_ours(tmp_path):
    path = tmp_path / "别人的.xlsx"
    book = load_workbook(live_file(tmp_path, "heping-2024"))
    del book.defined_names["评分标准编号"]
    book.save(path)
    with pytest.raises(InputError, match="不是本工具生成的附表"):
        save_final_copy(path, tmp_path / "定稿.xlsx")
