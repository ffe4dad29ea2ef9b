"""The buttons as VBA runs them: messages, copies to go back to, settings restored, the log."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook

from addin import headless, macros
from addin.excel import copies, host, log
from addin.excel.desk import quiet
from addin.excel.folders import copies_folder, log_file
from tests.support.contents import content, filled
from tests.support.desk import HeadlessDesk
from tests.support.examples import EXAMPLES, example
from tests.support.filled import published_workbook
from workbooks.filing.data_file import Filing
from workbooks.forms.build import build
from workbooks.forms.layout.kinds import LEDGER_SHEET
from workbooks.forms.page.writer import NATIVE
from workbooks.standards.library import STANDARD_NAME, available
from workbooks.standards.loading import load

LEDGER = EXAMPLES / "shenzhen-2021-ledger.csv"
HEADINGS = ["支付日期", "支付凭证号", "项目名称", "支付金额（元）"]


@pytest.fixture(autouse=True)
def data_folder(tmp_path, monkeypatch):
    """The user's own folder, with Chinese and a space in its name."""
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "用户 张"))
    return tmp_path / "用户 张" / "jixiao"


def shenzhen(rows=(), name="附表.xlsm"):
    built = build(load("shenzhen-2021"), example("shenzhen-2021"), rows)
    return built, headless.wrap(built.workbook, built.values(built.scored()), name)


def kept() -> list[Path]:
    return sorted(copies_folder().iterdir()) if copies_folder().exists() else []


def logged() -> list[str]:
    return log_file().read_text(encoding="utf-8").splitlines() if log_file().exists() else []


def quarters(built):
    return [built.workbook["季度执行"][f"B{row}"].value for row in range(5, 9)]


def test_a_macro_says_what_it_did():
    built, book = shenzhen([HEADINGS, ["2021-03-31", "1", "甲", 12345], ["2020-01-01", "2", "甲", 1]])
    desk = HeadlessDesk()
    host.serve(desk, book, "fill_quarterly")
    assert desk.said == [
        "已汇总到季度执行：计入 1 笔，合计 12,345.00 元。\n有 1 处需要核对，原因写在“执行明细”表的“核对”列。"
    ]
    assert quarters(built)[0] == 1.2345


def test_a_review_is_listed_and_told():
    built, book = shenzhen()
    desk = HeadlessDesk()
    host.serve(desk, book, "review")
    assert desk.said[0].endswith("\n详见“复核”表。")
    assert built.workbook["复核"]["A1"].value == "复核意见"
    assert built.workbook["复核"]["A4"].value == "序号"
    assert desk.in_sight == [("复核", 4)]
    assert len(kept()) == 1


class OneSheetWindow(HeadlessDesk):
    """A window in which nothing can be held in sight, as that of a shared workbook."""

    def keep_in_sight(self, sheet, rows):
        raise OSError(-2147352567, "发生意外。")


def test_a_review_does_not_hang_on_its_window():
    built, book = shenzhen()
    desk = OneSheetWindow()
    host.serve(desk, book, "review")
    assert desk.said[0].endswith("\n详见“复核”表。")
    assert built.workbook["复核"]["A1"].value == "复核意见"


def test_a_ledger_is_imported_checked_and_added_up():
    built, book = shenzhen([HEADINGS, ["2021-01-01", "9", "旧", 5], *[["2021-01-02", "x", "旧", 6]] * 200])
    desk = HeadlessDesk(ledger=LEDGER)
    host.serve(desk, book, "import_ledger")
    assert desk.said[0].startswith("已导入：shenzhen-2021-ledger.csv。\n已汇总到季度执行：计入 ")
    # The published figures, which the constructed ledger adds up to.
    other, _ = shenzhen()
    assert quarters(built) == pytest.approx([float(value) for value in quarters(other)], abs=0.005)
    texts = [cell.value for row in built.workbook[LEDGER_SHEET].iter_rows() for cell in row]
    assert "旧" not in texts


def test_imported_text_stays_text(tmp_path):
    path = tmp_path / "明细.csv"
    lines = ["支付日期,支付凭证号,项目名称,支付金额（元）", "2021-01-05,00012345678901234567,=1+1,100"]
    path.write_text("\n".join(lines), encoding="utf-8")
    built, book = shenzhen()
    host.serve(HeadlessDesk(ledger=path), book, "import_ledger")
    row = [cell.value for cell in built.workbook[LEDGER_SHEET][4]][:4]
    assert row == ["2021-01-05", "00012345678901234567", "=1+1", "100"]
    assert built.workbook[LEDGER_SHEET]["C4"].data_type == "s"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("日期,说明\n2021-01-01,甲\n", "支付金额"),
        ("支付日期,支付金额（元）\n2019-01-01,5\n", "2019"),
    ],
)
def test_a_file_that_is_no_ledger_changes_nothing(tmp_path, content, said):
    path = tmp_path / "别的.csv"
    path.write_text(content, encoding="utf-8")
    built, book = shenzhen([HEADINGS, ["2021-01-01", "9", "旧", 5]])
    before = quarters(built)
    desk = HeadlessDesk(ledger=path)
    host.serve(desk, book, "import_ledger")
    assert said in desk.said[0]
    assert "别的.csv" in desk.said[0]
    assert built.workbook[LEDGER_SHEET]["C4"].value == "旧"
    assert quarters(built) == before


@pytest.mark.parametrize("action", ["import_ledger", "new_table"])
def test_nothing_happens_when_nothing_is_chosen(action):
    built, book = shenzhen()
    before = quarters(built)
    desk = HeadlessDesk()
    host.serve(desk, book, action, "shenzhen-2021")
    assert desk.said == desk.opened == kept() == []
    assert quarters(built) == before
    assert logged()[-1].endswith("\tnothing chosen")


@pytest.mark.parametrize("action", ["import_ledger", "fill_quarterly", "fill_summary"])
def test_a_workbook_that_is_not_ours_is_told_so_and_not_copied(action):
    desk = HeadlessDesk(ledger=LEDGER)
    host.serve(desk, headless.wrap(Workbook(), name="别人的.xlsx"), action)
    assert len(desk.said) == 1
    assert "“别人的.xlsx”不是本工具生成的附表" in desk.said[0]
    assert kept() == []


def test_a_standard_without_quarters_is_told_so():
    built = build(load("wuxi-2021"), Filing())
    desk = HeadlessDesk(ledger=LEDGER)
    host.serve(desk, headless.wrap(built.workbook), "import_ledger")
    assert "没有季度执行表" in desk.said[0]


@pytest.mark.parametrize("name", available())
def test_a_new_table_is_written_where_it_was_asked_for_and_opened(tmp_path, name):
    # Excel's dialog may give back a name without its ending.
    desk = HeadlessDesk(target=tmp_path / "我的 附表 1.2")
    host.serve(desk, headless.wrap(Workbook()), "new_table", name)
    assert desk.opened == [tmp_path / "我的 附表 1.2.xlsm"]
    assert desk.suggested == [f"{load(name).title}.xlsm"]
    assert desk.said[0].startswith("已新建：我的 附表 1.2.xlsm。")
    workbook = openpyxl.load_workbook(desk.opened[0])
    assert workbook.defined_names[STANDARD_NAME].attr_text == f'"{name}"'
    assert "xl/vbaProject.bin" in zipfile.ZipFile(desk.opened[0]).namelist()


def test_a_new_table_never_overwrites(tmp_path):
    desk = HeadlessDesk(target=tmp_path / "附表.xlsm")
    desk.target.write_bytes(b"work of a year")
    host.serve(desk, headless.wrap(Workbook()), "new_table", "shenzhen-2021")
    assert desk.said == ["附表.xlsm 已经存在，没有覆盖。请换一个文件名"]
    assert desk.opened == []
    assert desk.target.read_bytes() == b"work of a year"


def test_a_folder_that_is_not_there(tmp_path):
    target = tmp_path / "没有" / "附表.xlsm"
    desk = HeadlessDesk(target=target)
    host.serve(desk, headless.wrap(Workbook()), "new_table", "shenzhen-2021")
    assert f"不能写入 {target}：没有这个文件或文件夹" in desk.said[0]


@pytest.mark.parametrize("action", ["import_ledger", "fill_quarterly", "fill_summary"])
def test_a_copy_from_before_is_kept_of_whatever_is_written_into(action):
    built, book = shenzhen([HEADINGS, ["2021-03-31", "1", "甲", 12345]])
    before = values_of(built.workbook)
    host.serve(HeadlessDesk(ledger=LEDGER), book, action)
    (copy,) = kept()
    assert re.fullmatch(r"附表\.\d{8}-\d{6}-\d{6}\.xlsm", copy.name)
    # The content of a workbook without VBA, which openpyxl reads under any name.
    assert values_of(openpyxl.load_workbook(copy)) == before
    assert values_of(built.workbook) != before


def test_only_the_last_copies_are_kept_and_nothing_else_is_touched():
    _, book = shenzhen()
    copies_folder().mkdir(parents=True)
    (copies_folder() / "我自己放的.xlsx").write_bytes(b"mine")
    desk = HeadlessDesk()
    made = [copies.keep_copy(desk, book) for _ in range(copies.KEPT + 3)]
    names = {path.name for path in kept()}
    assert names == {"我自己放的.xlsx", *(path.name for path in made[3:])}


def test_nothing_is_overwritten_when_no_copy_can_be_kept(data_folder):
    built, book = shenzhen([HEADINGS, ["2021-03-31", "1", "甲", 12345]])
    data_folder.mkdir(parents=True)
    (data_folder / "undo").write_bytes(b"in the way")
    before, desk = quarters(built), HeadlessDesk()
    host.serve(desk, book, "fill_quarterly")
    assert "留底没有存成" in desk.said[0]
    assert quarters(built) == before


def test_drawing_and_calculation_come_back_when_a_macro_fails():
    _, book = shenzhen()
    app = book.app
    app.screen_updating, app.calculation = True, "semiautomatic"
    with pytest.raises(RuntimeError), quiet(app):
        assert (app.screen_updating, app.calculation) == (False, "manual")
        raise RuntimeError
    assert (app.screen_updating, app.calculation) == (True, "semiautomatic")


def test_a_failure_is_reported_with_the_log_and_never_raised(monkeypatch):
    _, book = shenzhen([HEADINGS, ["2021-03-31", "1", "甲", 12345]])

    def fault_of_ours(*_):
        raise ZeroDivisionError

    monkeypatch.setattr("addin.macros.quarterly.parse_gathered", fault_of_ours)
    desk = HeadlessDesk()
    host.serve(desk, book, "fill_quarterly")
    assert len(desk.said) == 1
    assert str(log_file()) in desk.said[0]
    assert "Traceback" not in desk.said[0]
    assert book.app.screen_updating is True
    assert book.app.calculation == "automatic"
    line = logged()[-1]
    assert "fill_quarterly\t附表.xlsm\t" in line
    assert re.search(r"\w+Error.* < quarterly\.py:\d+ ", line)


def test_a_folder_of_ones_own_that_cannot_be_used_is_no_traceback(data_folder):
    data_folder.parent.mkdir()
    data_folder.write_bytes(b"in the way")
    desk = HeadlessDesk()
    host.serve(desk, shenzhen()[1], "fill_summary")
    host.serve(desk, shenzhen()[1], "show_help")
    assert "留底没有存成" in desk.said[0]
    assert str(log_file()) in desk.said[1]


def test_the_log_holds_no_figure_no_text_and_no_path(tmp_path):
    _, book = shenzhen([HEADINGS, ["2021-03-31", "1", "张三", 98765]])
    host.serve(HeadlessDesk(), book, "fill_quarterly")
    host.serve(HeadlessDesk(ledger=tmp_path / "没有.csv"), book, "import_ledger")
    try:
        raise OSError(13, "拒绝访问", "C:\\Users\\张三\\附表.xlsm")
    except OSError as error:
        log.note("about", "附表.xlsm", log.where(error))
    text = "\n".join(logged())
    assert len(logged()) == 3
    assert "PermissionError 13 < test_host.py:" in text
    for private in ("张三", "98765", "98,765", str(tmp_path), "Users"):
        assert private not in text


def test_a_log_that_grew_long_begins_again(monkeypatch):
    monkeypatch.setattr(log, "MOST_BYTES", 200)
    for number in range(10):
        log.note("about", f"{number}.xlsm", "done")
    assert len(logged()) < 10
    assert log_file().with_suffix(".old.log").exists()
    assert "9.xlsm" in logged()[-1]


def test_a_log_that_cannot_be_written_stops_no_work(data_folder):
    data_folder.mkdir(parents=True)
    (data_folder / "jixiao.log").mkdir()
    desk = HeadlessDesk()
    host.serve(desk, shenzhen()[1], "fill_summary")
    assert desk.said == ["已填写“汇总”表。"]


@pytest.mark.parametrize("action", ["show_help", "about"])
def test_help_and_version_need_no_workbook_of_ours(action):
    desk = HeadlessDesk()
    host.serve(desk, headless.wrap(Workbook()), action)
    assert len(desk.said) == 1
    # Excel's message box shows no more than about a thousand characters.
    assert len(desk.said[0]) < 1000
    assert kept() == []


def test_whatever_a_macro_writes_is_not_locked():
    """Excel refuses to write into a locked cell of a protected sheet; the headless engine does not."""
    for name in available():
        built = build(load(name), Filing())
        before = values_of(built.workbook)
        if load(name).quarters is not None:
            macros.import_ledger(headless.wrap(built.workbook), LEDGER)
        macros.fill_summary(headless.wrap(built.workbook, built.values(built.scored())))
        changed = {place for place, value in values_of(built.workbook).items() if before.get(place) != value}
        assert changed
        for sheet, cell in changed:
            protected = built.workbook[sheet].protection.sheet
            assert not (protected and built.workbook[sheet][cell].protection.locked), (name, sheet, cell)


def values_of(workbook):
    return {place: content(cell) for place, cell in filled(workbook).items()}


def test_a_report_is_written_beside_and_later_only_its_numbers_change(tmp_path):
    path = tmp_path / "附表.xlsx"
    published_workbook("shenzhen-2021", path, NATIVE)
    book, desk = headless.open_book(path), HeadlessDesk()
    host.serve(desk, book, "write_report")
    assert desk.said == ["报告已写出：附表-报告.docx，在附表旁边。灰色的字是要补充、要核改的。"]
    before = (tmp_path / "附表-报告.docx").read_bytes()
    host.serve(desk, book, "write_report")
    assert desk.said[1] == "附表-报告.docx：改了 0 个数，其余不动。"
    assert (tmp_path / "附表-报告.docx").read_bytes() == before


def test_a_report_of_a_book_that_was_never_saved_is_an_input_to_correct():
    _, book = shenzhen(name="没有保存.xlsm")
    desk = HeadlessDesk()
    host.serve(desk, book, "write_report")
    assert desk.said == ["“没有保存.xlsm”没有保存在本机的文件夹里，请先保存再写报告"]
