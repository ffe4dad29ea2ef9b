"""What the engine cannot do, and what nobody can have meant, is told in Chinese by name."""

from __future__ import annotations

import ast
import inspect
import re

import pytest
import xlwings as xw

from addin.headless import wrap
from tests.support.headless_classes import engine_classes

from .samples import form, since_0_37_8


def table_of(book: xw.Book) -> object:
    sheet = book.sheets[0]
    sheet["H20"].value = [["日期", "金额"], [1, 2]]
    return sheet.tables.add(sheet["H20:I21"], name="付款表")


def hidden(book: xw.Book) -> xw.Sheet:
    sheet = book.sheets.add("另一张")
    sheet.visible = False
    return sheet


@pytest.mark.parametrize(
    ("member", "use"),
    [
        ("App.calculate", lambda book: book.app.calculate()),
        ("App.run", lambda book: book.macro("Main")()),
        ("Range.copy", lambda book: book.sheets[0]["A1"].copy()),
        ("Range.formula_array", lambda book: setattr(book.sheets[0]["A1"], "formula_array", "=A1")),
        ("Range.left", lambda book: book.sheets[0]["A1"].left),
        ("Sheet.copy", lambda book: book.sheets[0].copy()),
        ("Sheet.charts", lambda book: book.sheets[0].charts),
        ("Book.to_pdf", lambda book: book.impl.to_pdf("a.pdf", "standard")),
        ("Range.api.Font", lambda book: book.sheets[0]["A1"].api.Font),
        ("Range.api.Value", lambda book: setattr(book.sheets[0]["A1"].api, "Value", 1)),
        ("Sheet.api.Name", lambda book: book.sheets[0].api.Name),
        ("Book.api.SaveCopyAs", lambda book: book.api.SaveCopyAs("a.xlsx")),
        ("App.api.ActiveWindow", lambda book: book.app.api.ActiveWindow),
        ("Sheet.freeze_panes", lambda book: book.sheets[0].freeze_panes.freeze_at("1:1")),
        pytest.param("Sheet.pivot_tables", lambda book: book.sheets[0].pivot_tables, marks=since_0_37_8),
        ("修改 Table.show_headers", lambda book: setattr(table_of(book), "show_headers", False)),
        ("修改 Table.table_style", lambda book: setattr(table_of(book), "table_style", None)),
        ("Name.api.Visible", lambda book: book.names.add("甲", "=1").api.Visible),
        ("Name.name", lambda book: setattr(book.names.add("甲", "=1"), "name", "乙")),
    ],
)
def test_what_cannot_be_done_is_refused_by_name(member: str, use: object) -> None:
    assert callable(use)
    with pytest.raises(NotImplementedError, match=f"无界面引擎不支持 {member}"):
        use(wrap(form()))


@pytest.mark.parametrize(
    ("said", "use"),
    [
        ("没有第 9 张", lambda book: book.sheets(9)),
        ("没有表格“9”", lambda book: book.sheets[0].tables(9)),
        ("没有第 9 个", lambda book: book.app.books(9)),
        ("没有工作表“None”", lambda book: book.sheets(None)),
        ("没有打开工作簿“None”", lambda book: book.app.books(None)),
        ("区域应写地址、名称或（行，列），不能是 1", lambda book: book.sheets[0].range(1)),
        ("目标应是单元格区域，不能是 'B1'", lambda book: book.sheets[0]["A1"].copy("B1")),
        ("延伸的方向应是 table、down 或 right", lambda book: book.sheets[0]["A1"].expand("left")),
        ("行号、列号应是整数，不能是 '甲'", lambda book: book.sheets[0]["A1"]("甲")),
        ("列宽应是数", lambda book: setattr(book.sheets[0]["A1"], "column_width", "宽")),
        ("行高应是数", lambda book: setattr(book.sheets[0]["A1"], "row_height", None)),
        ("字号应是数", lambda book: setattr(book.sheets[0]["A1"].font, "size", "小四")),
        ("颜色应是", lambda book: setattr(book.sheets[0]["A1"].font, "color", None)),
        ("名称应是文字", lambda book: setattr(book.sheets[0]["A1"], "name", 1)),
        ("引用位置应是公式的文字", lambda book: book.names.add("甲", 1)),
        ("引用位置应是公式的文字", lambda book: setattr(book.names.add("甲", "=1"), "refers_to", 1)),
        ("新的范围应是单元格区域", lambda book: table_of(book).resize("A1:B9")),
        ("打印区域应是单元格地址", lambda book: setattr(book.sheets[0].page_setup, "print_area", "全部")),
        ("保存路径应是文字，不能是 1", lambda book: book.save(1)),
        ("是隐藏的，没有网格线", lambda book: hidden(book).show_gridlines),
        ("是隐藏的，没有网格线", lambda book: setattr(hidden(book), "show_gridlines", False)),
    ],
)
def test_what_is_not_there_or_cannot_be_meant_is_said_in_chinese(said: str, use: object) -> None:
    assert callable(use)
    with pytest.raises((KeyError, TypeError, ValueError), match=re.escape(said)):
        use(wrap(form()))


def asked_of_engines() -> dict[str, tuple[set[str], set[str]]]:
    """By class of xlwings: what it reads of an engine's object, and what it sets."""
    found = {}
    for each in ast.parse(inspect.getsource(xw.main)).body:
        if not isinstance(each, ast.ClassDef):
            continue
        asked = [
            node
            for node in ast.walk(each)
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) in {"self.impl", "self._impl"}
        ]
        stored = {node.attr for node in asked if isinstance(node.ctx, ast.Store)}
        found[each.name] = {node.attr for node in asked} - stored, stored
    return found


@pytest.mark.parametrize("name", sorted(engine_classes()))
def test_all_that_xlwings_asks_of_an_object_is_there_or_refused(name: str) -> None:
    """Without this a member of a newer xlwings would end in an English AttributeError."""
    read, stored = asked_of_engines()[name]
    ours = engine_classes()[name]
    plain = getattr(ours, "__slots__", ())
    assert read | stored
    assert [each for each in sorted(read | stored) if not hasattr(ours, each)] == []
    assert [
        each
        for each in sorted(stored - set(plain))
        if isinstance(getattr(ours, each), property) and getattr(ours, each).fset is None
    ] == []


def test_an_application_is_never_taken_for_a_program_that_runs() -> None:
    """Systems number programs far lower; 0 and below would mean whole groups of them."""
    numbers = [wrap(form()).app.pid for _ in range(3)]
    assert all(number > 2**30 and number % 2 for number in numbers)
    assert len(set(numbers)) == 3
