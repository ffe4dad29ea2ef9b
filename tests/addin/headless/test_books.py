"""Opening, saving and closing; sheets; several books; the application."""

from __future__ import annotations

import gc
import shutil
import subprocess
import sys
import weakref
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from addin import headless
from addin.headless import activate, alerts_of, cached_of, open_book, workbook_of, wrap

from .samples import form, save_with_results, since_0_37_8

WORKBOOK_TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACRO_TYPE = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
VBA = b"\xd0\xcf\x11\xe0not really a project" * 40


@pytest.fixture
def macro_file(tmp_path: Path) -> Path:
    """An .xlsm with a vbaProject.bin of our own bytes, wired up as Excel does."""
    plain = tmp_path / "plain.xlsx"
    form().save(plain)
    path = tmp_path / "附表.xlsm"
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "[Content_Types].xml":
                content = content.replace(WORKBOOK_TYPE, MACRO_TYPE).replace(
                    b"<Default",
                    b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/><Default',
                    1,
                )
            if name == "xl/_rels/workbook.xml.rels":
                kind = b"http://schemas.microsoft.com/office/2006/relationships/vbaProject"
                link = (
                    b'<Relationship Id="rIdVba" Type="'
                    + kind
                    + b'" Target="vbaProject.bin"/></Relationships>'
                )
                content = content.replace(b"</Relationships>", link)
            target.writestr(name, content)
        target.writestr("xl/vbaProject.bin", VBA)
    return path


def test_a_macro_reads_everything_then_writes(tmp_path: Path) -> None:
    workbook = form()
    page = workbook["附 表"]
    page["D5"].fill = PatternFill("solid", fgColor="FFFFF2CC")
    page["D5"].comment = Comment("请核对", "审核")
    path = save_with_results(
        workbook, tmp_path / "附表.xlsx", {"附 表": {"E5": ("n", "5.4"), "E6": ("n", "10")}}
    )

    def mark_missing(book: xw.Book) -> None:
        sheet = book.sheets["附 表"]
        rows = sheet["B5"].expand("down").resize(column_size=4).options(ndim=2).value
        summary = book.sheets.add("汇总", after=book.sheets[-1])
        summary["A1"].value = [["指标", "得分"], *([name, score] for name, _, _, score in rows)]
        summary["A1:B1"].font.bold = True
        sheet["D5"].value = 0.95

    with open_book(path) as book:
        mark_missing(book)
        book.save(tmp_path / "结果.xlsx")

    saved = openpyxl.load_workbook(tmp_path / "结果.xlsx")
    assert list(saved["汇总"].iter_rows(values_only=True)) == [
        ("指标", "得分"),
        ("公用经费控制率", 5.4),
        ("预算执行率", 10),
        ("政府采购执行率", None),
        ("合计", None),
    ]
    assert saved["附 表"]["D5"].value == 0.95
    assert saved["附 表"]["D5"].fill.fgColor.rgb == "FFFFF2CC"
    assert saved["附 表"]["D5"].comment.text == "请核对"
    assert saved["附 表"]["E8"].value == "=SUM(E5:E7)"
    assert [str(area) for area in saved["附 表"].merged_cells.ranges] == ["B3:E3"]


def test_macros_of_an_xlsm_stay_byte_for_byte(macro_file: Path, tmp_path: Path) -> None:
    book = open_book(macro_file)
    book.sheets["附 表"]["D7"].value = 1
    book.save()
    with zipfile.ZipFile(macro_file) as archive:
        assert archive.read("xl/vbaProject.bin") == VBA
        assert MACRO_TYPE in archive.read("[Content_Types].xml")
    assert open_book(macro_file).sheets["附 表"]["D7"].value == 1.0

    with pytest.raises(ValueError, match="含宏，只能存为"):
        book.save(tmp_path / "无宏.xlsx")
    with pytest.raises(ValueError, match="不含宏，应存为"):
        wrap(form()).save(tmp_path / "假.xlsm")


def test_saving_replaces_the_file_only_when_complete(tmp_path: Path) -> None:
    path = tmp_path / "附表.xlsx"
    form().save(path)
    before = path.read_bytes()
    book = open_book(path)
    for stored in workbook_of(book).worksheets:
        stored.sheet_state = "hidden"
    with pytest.raises(IndexError, match="visible"):
        book.save()

    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["附表.xlsx"]


def test_a_new_book_is_saved_in_the_current_folder_or_where_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = wrap(form(), name="自评.xlsx")
    assert (book.name, book.fullname) == ("自评.xlsx", "自评.xlsx")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "自评.xlsx").write_bytes(b"somebody's")
    with pytest.raises(FileExistsError, match="没有覆盖，请写明保存路径"):
        book.save()
    (tmp_path / "自评.xlsx").unlink()
    book.save()
    assert book.fullname == str(tmp_path / "自评.xlsx")
    book.save(tmp_path / "甲.xlsx")
    assert (book.name, book.fullname) == ("甲.xlsx", str(tmp_path / "甲.xlsx"))
    book.sheets["数据"]["B2"].value = 1
    book.save()

    assert openpyxl.load_workbook(tmp_path / "甲.xlsx")["数据"]["B2"].value == 1
    for name in ("甲.csv", "没有/甲.xlsx"):
        with pytest.raises(ValueError, match="甲"):
            book.save(tmp_path / name)
    with pytest.raises(NotImplementedError, match="password"):
        book.save(password="x")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("坏.xlsx", b"not a zip", "内容却是文本"),
        ("旧.xls", b"\xd0\xcf\x11\xe0", "不是 .xlsx 或 .xlsm"),
        ("空.xlsx", None, "不是电子表格"),
    ],
)
def test_what_is_no_workbook_is_named(tmp_path: Path, name: str, content: bytes | None, message: str) -> None:
    path = tmp_path / name
    if content is None:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("readme.txt", "没有工作簿")
    else:
        path.write_bytes(content)
    with pytest.raises(ValueError, match=f"{name}.*{message}"):
        open_book(path)
    assert len(xw.apps) == 0


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="找不到工作簿"):
        open_book(tmp_path / "没有.xlsx")


def test_books_of_the_same_name_in_two_folders(tmp_path: Path) -> None:
    paths = [tmp_path / unit / "附表.xlsx" for unit in ("甲单位", "乙单位")]
    for number, path in enumerate(paths):
        path.parent.mkdir()
        workbook = form()
        workbook["数据"]["B2"] = number
        workbook.save(path)
    first, second = map(open_book, paths)

    assert first != second
    assert first.sheets["数据"] != second.sheets["数据"]
    first.sheets["数据"]["B2"].value = 7
    first.app.screen_updating = False
    first.app.alert("甲单位已完成")
    assert second.sheets["数据"]["B2"].value == 1.0
    assert second.app.screen_updating is True
    assert alerts_of(first) == ["甲单位已完成"]
    assert alerts_of(second) == []
    assert second.sheets["数据"]["A1"].expand().sheet == second.sheets["数据"]


def test_xlwings_own_calls_find_and_open_books(tmp_path: Path) -> None:
    path = tmp_path / "附表.xlsx"
    form().save(path)
    activate()
    book = xw.Book(path)

    assert xw.Book(str(path)) == book
    assert xw.Book("附表.xlsx") == book
    assert xw.books.active == book
    assert xw.sheets.active.name == "附 表"
    new = xw.Book()
    assert (new.name, new.sheet_names) == ("Book1", ["Sheet1"])
    book.activate()
    assert xw.books.active == book
    assert xw.Range("C5").value == 6.0
    book.close()
    new.close()
    assert len(xw.apps) == 0
    with xw.App() as app:
        assert [each.name for each in app.books] == ["Book1"]
    assert len(xw.apps) == 0


def test_books_no_longer_used_leave_nothing_behind() -> None:
    workbook = form()
    watched = weakref.ref(workbook)
    book = wrap(workbook)
    assert xw.books[0] == book
    del book, workbook
    gc.collect()

    assert watched() is None
    assert len(xw.apps) == 0


def test_activating_leaves_other_engines_registered() -> None:
    class Other:
        name, type = "excel-stand-in", "desktop"
        apps: list[object] = []  # noqa: RUF012

    other = xw.Engine(impl=Other())
    xw.engines.add(other)
    try:
        xw.engines.active = other
        book = wrap(form())
        assert xw.engines.active is other, "an engine that is active stays so until ours is asked for"
        activate()
        activate()
        assert [engine.name for engine in xw.engines].count("openpyxl") == 1
        assert xw.engines["excel-stand-in"] is other
        other.activate()
        book.sheets["数据"].activate()
        assert book.sheets.active.name == "数据"
    finally:
        xw.engines.engines.remove(other)
        del xw.engines.engines_by_name["excel-stand-in"]
        activate()


def test_other_books_are_refused() -> None:
    class Foreign:
        impl = object()

    with pytest.raises(TypeError, match="不是无界面工作簿"):
        workbook_of(Foreign())
    with pytest.raises(TypeError, match="不是无界面工作簿"):
        cached_of(Foreign())


def test_sheets_by_name_in_any_case_and_by_position() -> None:
    workbook = form()
    workbook.create_sheet("Summary")
    book = wrap(workbook)

    assert book.sheets["SUMMARY"].name == "Summary"
    assert "summary" in book.sheets
    assert "没有" not in book.sheets
    assert book.sheets[-1].index == book.sheets(3).index == 3
    with pytest.raises(KeyError, match=r"没有工作表“没有”，现有：附 表、数据、Summary"):
        _ = book.sheets["没有"]


def test_sheets_are_added_where_asked() -> None:
    book = wrap(form())
    book.sheets["数据"].activate()
    assert book.sheets.add().name == "Sheet1"
    book.sheets.add("汇总", after="数据")
    book.sheets.add("封面", before="附 表")
    book.sheets.add("尾页", after=book.sheets[-1])

    assert book.sheet_names == ["封面", "附 表", "Sheet1", "数据", "汇总", "尾页"]
    selected = [ws.title for ws in workbook_of(book).worksheets if ws.sheet_view.tabSelected]
    assert selected == ["尾页"], "two selected sheets would be edited together"
    for bad in ("汇总/一", "", "a" * 32, "'引号", "数据"):
        with pytest.raises(ValueError, match=r"工作表名|already present"):
            book.sheets.add(bad)
    with pytest.raises(ValueError, match=r"已有工作表“数据”|already present"):
        book.sheets["汇总"].name = "数据"
    book.sheets["汇总"].name = "汇总表"
    assert "汇总表" in book.sheets


@since_0_37_8
def test_sheets_are_moved() -> None:
    book = wrap(form())
    book.sheets.add("汇总", before="数据")
    book.sheets["数据"].activate()
    book.sheets["汇总"].move(after=book.sheets["数据"])
    book.sheets["数据"].move(before=book.sheets["附 表"])

    assert book.sheet_names == ["数据", "附 表", "汇总"]
    assert book.sheets.active.name == "数据"


def test_sheets_are_hidden_and_deleted(tmp_path: Path) -> None:
    book = wrap(form())
    book.sheets.add("汇总", after="数据")
    book.sheets.add("封面", before="附 表")
    book.sheets["封面"].visible = False
    book.sheets["封面"].delete()
    book.sheets["数据"].activate()

    book.sheets["数据"].visible = False
    assert book.sheets.active.name == "汇总"
    assert book.sheets["数据"].visible is False
    with pytest.raises(ValueError, match="不能激活"):
        book.sheets["数据"].activate()
    book.sheets["附 表"].delete()
    assert book.sheet_names == ["数据", "汇总"]
    assert book.sheets.active.name == "汇总"
    with pytest.raises(ValueError, match="唯一可见"):
        book.sheets["汇总"].visible = False
    with pytest.raises(ValueError, match="唯一可见"):
        book.sheets["汇总"].delete()
    book.save(tmp_path / "a.xlsx")
    assert open_book(tmp_path / "a.xlsx").sheets["数据"].visible is False


def test_print_settings() -> None:
    sheet = wrap(form()).sheets["附 表"]
    sheet.page_setup.print_area = "B3:E8"
    assert sheet.page_setup.print_area == "$B$3:$E$8"


@since_0_37_8
def test_gridlines() -> None:
    sheet = wrap(form()).sheets["附 表"]
    assert sheet.show_gridlines is True
    sheet.show_gridlines = False

    assert sheet.show_gridlines is False
    assert workbook_of(sheet.book)["附 表"].sheet_view.showGridLines is False


def test_the_application_keeps_settings_and_messages() -> None:
    book = wrap(form())
    app = book.app
    with app.properties(
        screen_updating=False, display_alerts=False, status_bar="正在汇总…", calculation="manual"
    ):
        assert (app.screen_updating, app.status_bar, app.calculation) == (False, "正在汇总…", "manual")
    assert (app.screen_updating, app.status_bar, app.calculation) == (True, False, "automatic")
    assert app.alert("完成") == "ok"
    assert app.alert("覆盖吗？", buttons="yes_no") == "no"
    assert app.alert("继续吗？", buttons="yes_no_cancel") == "cancel"
    assert alerts_of(book) == ["完成", "覆盖吗？", "继续吗？"]
    with pytest.raises(ValueError, match="计算方式"):
        app.calculation = "从不"


def test_1904_dates_of_results() -> None:
    workbook = Workbook()
    workbook.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    workbook.active["A1"] = "=TODAY()"
    workbook.active["A1"].number_format = "yyyy-mm-dd"
    book = wrap(workbook, {"Sheet": {"A1": 43890}})

    assert book.sheets[0]["A1"].value.isoformat() == "2024-03-01T00:00:00"


def test_the_engine_itself_needs_neither_pandas_nor_numpy() -> None:
    """xlwings imports pandas where it is installed; with pandas and numpy out of reach all still works."""
    program = (
        "import sys\n"
        "sys.modules['pandas'] = sys.modules['numpy'] = None\n"
        "from openpyxl import Workbook\n"
        "from addin.headless import wrap\n"
        "sheet = wrap(Workbook()).sheets[0]\n"
        "sheet['A1'].value = [[1, '优'], [None, 2.5]]\n"
        "assert sheet['A1'].expand().value == [1.0, '优'], sheet['A1'].expand().value\n"
        "assert sheet['A1:B2'].value == [[1.0, '优'], [None, 2.5]]\n"
    )
    root = Path(headless.__file__).parents[2]
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr


def test_opening_a_copy_while_the_first_is_open(tmp_path: Path) -> None:
    form().save(tmp_path / "甲.xlsx")
    first = open_book(tmp_path / "甲.xlsx")
    shutil.copy(tmp_path / "甲.xlsx", tmp_path / "乙.xlsx")
    (tmp_path / "甲.xlsx").unlink()

    assert (
        first.sheets["数据"]["B2"].value == open_book(tmp_path / "乙.xlsx").sheets["数据"]["B2"].value == 8.43
    )


def test_chart_sheets_stay_in_their_place(tmp_path: Path) -> None:
    workbook = form()
    chart = BarChart()
    chart.add_data(Reference(workbook["数据"], min_col=2, min_row=1, max_row=2), titles_from_data=True)
    workbook.create_chartsheet("图", 1).add_chart(chart)
    workbook.active = 1
    workbook.save(tmp_path / "a.xlsx")
    book = open_book(tmp_path / "a.xlsx")

    assert book.sheet_names == ["附 表", "数据"]
    assert book.sheets.active.name == "附 表"
    assert book.sheets["数据"].index == 2
    book.sheets.add("汇总", after="附 表")
    assert workbook_of(book).sheetnames == ["附 表", "汇总", "图", "数据"]
    with pytest.raises(ValueError, match="已有工作表“图”"):
        book.sheets["汇总"].name = "图"
