"""Files of every kind that hold official tables, and files that cannot be used."""

from __future__ import annotations

import random
import subprocess
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.support.filled import published_workbook
from tests.support.libreoffice import LibreOffice, find_soffice
from tests.workbooks.official.typed import levels, listed, only_table, type_workbook
from workbooks.files import container
from workbooks.forms.layout.kinds import CHART_SHEET, SCENARIO_SHEET
from workbooks.official import SheetCells, official_workbook, read_official
from workbooks.problems import InputError

TABLE = (
    ("某某局2021年度绩效自评表",),
    ("一级指标", "二级指标", "三级指标", "分值", "得分"),
    ("决策(30)", "立项", "甲", 10, 9.5),
    (None, None, "乙", 20, 20),
    ("产出", "数量", "丙", 70, "70分"),
    ("总分", None, None, 100, 99.5),
)
MERGED = ("A1:E1", "A3:A4", "B3:B4", "A6:C6")


def _saved_as(path: Path, suffix: str, profile: Path) -> Path:
    """Save a workbook as another format the way a person does, with a LibreOffice of its own."""
    folder = path.parent / "另存"
    program = [find_soffice() or "", f"-env:UserInstallation={profile.as_uri()}", "--headless"]
    command = [*program, "--convert-to", suffix[1:], "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, timeout=600)
    return folder / f"{path.stem}{suffix}"


@pytest.mark.parametrize("suffix", [".xlsx", ".ods", ".xls"])
def test_each_format_of_workbook(tmp_path: Path, libreoffice: LibreOffice, suffix: str) -> None:
    typed = type_workbook(tmp_path / "原表.xlsx", {"附表": TABLE}, {"附表": MERGED})
    table = only_table(read_official(_saved_as(typed, suffix, libreoffice.folder / "convert")))
    assert listed(table) == [
        ("决策", "立项", "甲", "10", "9.5"),
        ("决策", "立项", "乙", "20", "20"),
        ("产出", "数量", "丙", "70", "70分"),
    ]
    assert levels(table)[0] == (1, "决策", (3, 4), "30", None)
    assert table.total is not None and table.total["score"].address == "E6"


def test_a_table_away_from_the_first_cell(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row, values in enumerate(TABLE, 5):
        for column, value in enumerate(values, 3):
            sheet.cell(row, column, value)
    book.save(tmp_path / "表.xlsx")
    table = only_table(read_official(tmp_path / "表.xlsx"))
    assert table.header_row == 6
    assert table.cell(table.rows[0], "score") == "G7"


@pytest.mark.parametrize("largest_part_kept", [100, 2**20])
def test_error_values_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, largest_part_kept: int
) -> None:
    monkeypatch.setattr(container, "_KEPT_BYTES", largest_part_kept)
    rows = [list(row) for row in TABLE]
    rows[2][4] = "#DIV/0!"
    path = type_workbook(tmp_path / "表.xlsx", {"说明": [("甲",)], "附表": rows})
    workbook = read_official(path)
    assert [(item.cell.sheet, item.cell.address) for item in workbook.unread] == [("附表", "E3")]
    assert "#DIV/0!" in workbook.unread[0].why


def test_sheets_that_hold_no_table_get_one_line(tmp_path: Path) -> None:
    path = type_workbook(tmp_path / "表.xlsx", {"空": [], "通讯录": [("姓名", "电话")], "附表": TABLE})
    workbook = read_official(path)
    assert [item.sheet for item in workbook.left_alone] == ["空", "通讯录"]
    assert workbook.left_alone[0].why == "工作表是空的"
    assert workbook.source == "表.xlsx"


def test_hidden_sheets_are_read(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.create_sheet("附表")
    for row in TABLE:
        sheet.append(row)
    sheet.sheet_state = "veryHidden"
    book.save(tmp_path / "表.xlsx")
    assert only_table(read_official(tmp_path / "表.xlsx")).sheet == "附表"


def test_texts_with_figures_are_kept_from_every_sheet(tmp_path: Path) -> None:
    path = type_workbook(
        tmp_path / "表.xlsx",
        {"说明": [("固定资产利用率97.9%", "34/29=117.24%", "没有数字的句子", "第2条")], "附表": TABLE},
    )
    texts = [(cell.sheet, cell.text) for cell in read_official(path).texts]
    assert texts == [
        ("说明", "固定资产利用率97.9%"),
        ("附表", "某某局2021年度绩效自评表"),
        ("附表", "决策(30)"),
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("坏.xlsx", b"PK\x03\x04broken"),
        ("空.xlsx", b""),
        ("图.xls", b"\x89PNG\r\n\x1a\n"),
        ("文.csv", "一级指标,分值,得分\n甲,1,1\n".encode()),
        ("附.docx", b"PK\x03\x04"),
    ],
)
def test_files_that_cannot_be_used_get_one_line(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError) as raised:
        read_official(path)
    assert name in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_document_named_like_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", "<w/>")
    with pytest.raises(InputError, match="不是电子表格"):
        read_official(path)


def _rules(rows: int) -> tuple[object, ...]:
    """评分规则 lists the indicators and their weights, and no scores."""
    return ("评分规则", 3, rows, 0, None, None)


@pytest.mark.parametrize(
    ("name", "tables", "figures", "left_alone"),
    [
        (
            "shenzhen-2021",
            [("附表", 3, 21, 14, "91.26", "优"), _rules(21), ("汇总", 2, 11, 3, "91.26", "优")],
            [("表1", "budget", 6, (2, 3)), ("季度执行", "quarters", 7, (2, 3, 4, 5))],
            ["数据", "执行明细"],
        ),
        (
            "heping-2024",
            [("附表", 3, 21, 17, "99.2", "优"), _rules(21), ("汇总", 2, 13, 4, "99.2", None)],
            [("表1.4.1", "budget", 3, (2, 3, 4, 5, 6, 7))],
            ["数据"],
        ),
        (
            "wuxi-2021",
            [("附表", 3, 45, 18, "93.68", "优"), _rules(27), ("汇总", 2, 14, 4, "93.68", "优")],
            [],
            ["数据"],
        ),
        (
            "fengtai-2023",
            [("外事办外事工作经费", 3, 11, 12, "120", "不评等级"), _rules(2)],
            [
                ("部门预算执行", "budget", 3, (2, 3, 4)),
                ("结转结余和差异", "budget", 1, (2, 3, 4, 5, 6)),
                ("项目汇总", "budget", 2, (3, 4, 5, 6)),
            ],
            [],
        ),
    ],
)
def test_our_own_workbooks(
    tmp_path: Path, name: str, tables: list[object], figures: list[object], left_alone: list[str]
) -> None:
    """Rows and levels are counted from the published tables; 得分 is the form's, not 原报得分 beside it."""
    path = tmp_path / f"{name}.xlsm"
    published_workbook(name, path, ledger=True)
    workbook = read_official(path)
    assert [
        (
            table.sheet,
            table.depth,
            len(table.rows),
            len(table.levels),
            table.total["score"].text if table.total else None,
            table.grade.text if table.grade else None,
        )
        for table in workbook.tables
    ] == tables
    assert [
        (table.sheet, table.kind, len(table.rows), tuple(table.headings))
        for table in workbook.figures
        if table.sheet != CHART_SHEET
    ] == figures
    others = [item.sheet for item in workbook.left_alone]
    assert [sheet for sheet in others if sheet not in (SCENARIO_SHEET, CHART_SHEET)] == left_alone
    assert workbook.unread == ()


WORDS = """
一级指标 二级指标 三级指标 分值 权重 得分 得分率 名称 备注 总分 小计 评价等级 说明：
指标1： …… 无 111 1.部门管理 #N/A 十分 10分 9% 单位：万元 2021年度
年初预算数 全年预算数 全年执行数 执行率 收入 支出 年度资金总额 一季度 二季度
"""


@pytest.mark.parametrize("seed", range(100))
def test_odd_sheets_never_raise(seed: int) -> None:
    chance = random.Random(seed)
    words = WORDS.split()
    choices = [None, "", " ", 0, 10, 9.5, True, *words]
    rows = [[chance.choice(choices) for _ in range(chance.randint(0, 9))] for _ in range(40)]
    rows.insert(3, ["一级指标", "二级指标", chance.choice(words), "分值", "得分", "年初预算数", "支出"])
    workbook = official_workbook("表", [SheetCells("甲", rows, 3, 2)])
    for table in workbook.tables:
        assert all(table.cell(row, "name") for row in table.rows)
        assert {number for level in table.levels for number in level.rows} <= {
            row.number for row in table.rows
        }
