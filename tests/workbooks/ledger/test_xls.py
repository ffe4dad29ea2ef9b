"""Ledgers in the old binary format (.xls), and files that only pretend to be one."""

from __future__ import annotations

import struct
from decimal import Decimal
from pathlib import Path

import pytest

from tests.support.old_xls import SECTOR, compound, label, number, record, workbook
from workbooks.files.sheets import read_sheets
from workbooks.ledger import read_file, read_ledger
from workbooks.problems import InputError

ROWS = [
    ["支付日期", "凭证号", "支付金额（元）"],
    [44260.0, "P1", 1234.5],
    ["2021-05-06", "P2", "-34.50"],
    ["不详", "P3", 1.0],
]


def refusal(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_ledger(path, 2021)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_an_error_value_is_one_and_no_blank(tmp_path: Path) -> None:
    path = tmp_path / "明细.xls"
    constant = record(0x0205, struct.pack("<HHHBB", 4, 2, 0, 0x17, 1))
    truth = record(0x0205, struct.pack("<HHHBB", 5, 2, 0, 1, 0))
    result = bytes((2, 0, 0x07, 0, 0, 0, 0xFF, 0xFF))
    formula = record(0x0006, struct.pack("<HHH", 6, 2, 0) + result + struct.pack("<HIH", 0, 0, 0))
    path.write_bytes(compound("Workbook", workbook(ROWS, constant, truth, formula)))
    sheet = read_sheets(path)[0]
    assert [row[2] for row in sheet.rows[4:]] == ["#REF!", True, "#DIV/0!"]


@pytest.mark.parametrize("stream", ["WORKBOOK", "Workbook"])
def test_the_stream_may_be_named_in_capitals(tmp_path: Path, stream: str) -> None:
    path = tmp_path / "明细.xls"
    path.write_bytes(compound(stream, workbook(ROWS)))
    assert read_ledger(path, 2021).total == Decimal("1200.00")


def test_hidden_rows_are_told(tmp_path: Path) -> None:
    path = tmp_path / "明细.xls"
    shown = record(0x0208, struct.pack("<HHHHHHHH", 1, 0, 3, 300, 0, 0, 0x0100, 15))
    hidden = record(0x0208, struct.pack("<HHHHHHHH", 2, 0, 3, 300, 0, 0, 0x0120, 15))
    path.write_bytes(compound("Workbook", workbook(ROWS, shown, hidden)))
    assert "有 1 行是隐藏的或筛选掉的，已一并计入（第 3 行）" in read_file(path).tables[0].hidden


def test_an_old_workbook_is_read(tmp_path: Path) -> None:
    path = tmp_path / "明细.xls"
    path.write_bytes(compound("Workbook", workbook(ROWS)))
    result = read_ledger(path, 2021)
    assert result.cumulative("元") == (Decimal("1234.5"), Decimal("1200.00"), None, None)
    assert [table.sheet for table in read_file(path).tables] == ["明细"]
    assert [(issue.row, issue.kind) for issue in result.issues] == [(4, "unreadable")]


def test_cut_short_anywhere(tmp_path: Path) -> None:
    whole = compound("Workbook", workbook(ROWS))
    for length in (1, 8, 9, 60, 76, 511, 512, 700, 1024, 1100, 1536, 3000, len(whole) - SECTOR):
        assert "不完整或已损坏" in refusal(tmp_path / "明细.xls", whole[:length])


def test_an_encrypted_new_workbook(tmp_path: Path) -> None:
    content = compound("EncryptedPackage", b"\1" * 4096)
    for name in ("明细.xlsx", "明细.xls"):
        assert "打开密码" in refusal(tmp_path / name, content)


def test_an_encrypted_old_workbook(tmp_path: Path) -> None:
    password = record(0x002F, bytes(54))
    content = compound("Workbook", workbook(ROWS, protection=password))
    assert "打开密码" in refusal(tmp_path / "明细.xls", content)


def test_an_old_workbook_with_a_new_extension(tmp_path: Path) -> None:
    content = compound("Workbook", workbook(ROWS))
    assert "内容却是老格式（.xls）工作簿" in refusal(tmp_path / "明细.xlsx", content)
    assert "内容却是老格式（.xls）工作簿" in refusal(tmp_path / "明细.csv", content)


def test_another_document(tmp_path: Path) -> None:
    assert "这不是电子表格" in refusal(tmp_path / "明细.xls", compound("WordDocument", b"\1"))


@pytest.mark.parametrize(
    "far",
    [
        number(65535, 60000, 1.0),
        label(65535, 60000, "远"),
        record(0x00BD, struct.pack("<HHHIHIH", 65535, 59999, 0, 2, 0, 2, 60000)),
    ],
)
def test_a_cell_outside_the_sheet(tmp_path: Path, far: bytes) -> None:
    # Reading this file ends the process: the reader reserves over 100 GB.
    content = compound("Workbook", workbook(ROWS, far))
    assert "不完整或已损坏" in refusal(tmp_path / "明细.xls", content)


@pytest.mark.parametrize(
    ("at", "value"),
    [(30, 0xFFFF), (44, 0xFFFFFFFF), (48, 0x00FFFFFF), (76, 0x00FFFFFF), (SECTOR + 4, 1), (SECTOR + 12, 2)],
    ids=["sector size", "table count", "directory", "table", "directory in a circle", "stream in a circle"],
)
def test_a_container_that_contradicts_itself(tmp_path: Path, at: int, value: int) -> None:
    content = bytearray(compound("Workbook", workbook(ROWS)))
    struct.pack_into("<H" if at == 30 else "<I", content, at, value)
    assert "不完整或已损坏" in refusal(tmp_path / "明细.xls", bytes(content))
