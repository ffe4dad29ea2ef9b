"""The LibreOffice the tests stand on: what it reads, writes and prints, and how it fails."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName

from tests.support.libreoffice import LibreOffice, LibreOfficeError, unavailable_reason


@pytest.fixture
def path(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "附 表"
    cells = [
        "文字",
        1.5,
        None,
        '=""',
        "=B1*2",
        "=1/0",
        "=NA()",
        "=#REF!+1",
        '=1+"无"',
        "=2^2000",
        "=SQRT(-1)",
        "=无此名",
    ]
    sheet.append(cells)
    book.defined_names.add(DefinedName("完成值", attr_text="'附 表'!$B$1"))
    book.save(tmp_path / "绩效 附表.xlsx")
    return tmp_path / "绩效 附表.xlsx"


def cached(path, cell, value):
    """Give the formula in a cell of the first sheet another cached value, as a stale file has."""
    stale = path.with_name("stale.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(stale, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                start = content.index(b"<v>", content.index(f'r="{cell}"'.encode()))
                content = content[:start] + f"<v>{value}".encode() + content[content.index(b"</v>", start) :]
            new.writestr(name, content)
    return stale


def test_reads_numbers_texts_blanks_and_errors(libreoffice, path):
    with libreoffice.open(path) as document:
        assert document.sheets() == ["附 表"]
        assert document.read("附 表", "A1:L2") == [
            ["文字", 1.5, None, "", 3.0, "#DIV/0!", "#N/A", "#REF!", "#VALUE!", "#NUM!", "Err:502", "#NAME?"],
            [None] * 12,
        ]
        assert document.names() == {"完成值": "$'附 表'.$B$1"}
        assert document.formula("附 表", "E1") == "=B1*2"


def test_writes_numbers_texts_and_blanks(libreoffice, path):
    with libreoffice.open(path) as document:
        document.write("附 表", "B1", 2)
        assert document.value("附 表", "E1") == 4
        document.write_name("完成值", 7.25)
        assert document.read("附 表", "B1:E1") == [[7.25, None, "", 14.5]]
        document.write("附 表", "B1", "=不是公式")
        assert document.read("附 表", "B1:E1") == [["=不是公式", None, "", "#VALUE!"]]
        document.write("附 表", "B1", None)
        assert document.read("附 表", "B1:E1") == [[None, None, "", 0.0]]
    with libreoffice.open(path) as unchanged:
        assert unchanged.value("附 表", "B1") == 1.5


def test_inserted_rows_move_cells_and_names(libreoffice, path):
    with libreoffice.open(path) as document:
        document.insert_rows("附 表", 1, 2)
        assert document.value("附 表", "E3") == 3
        assert document.names() == {"完成值": "$'附 表'.$B$3"}


def test_opening_keeps_or_recalculates_cached_values(libreoffice, path):
    with libreoffice.open(path) as document:
        saved = document.save(path.with_name("saved.xlsx"))
    stale = cached(saved, "E1", 999)
    with libreoffice.open(stale, recalc=False) as document:
        assert document.value("附 表", "E1") == 999
        document.recalculate()
        assert document.value("附 表", "E1") == 3
    with libreoffice.open(stale, recalc=True) as document:
        assert document.value("附 表", "E1") == 3
    for recalculated, result in ((False, 999), (True, 3)):
        with libreoffice.open(stale, recalc=recalculated) as document:
            assert document.shown()("附 表", "E1") == result
            assert document.results("附 表")["E1"] == result
    with libreoffice.open(stale, recalc=False) as document:
        assert document.value("附 表", "E1") == 999


def test_prints_a_pdf(libreoffice, path, tmp_path):
    printed = libreoffice.to_pdf(path, tmp_path / "out")
    assert printed == tmp_path / "out" / "绩效 附表.pdf"
    assert printed.read_bytes().startswith(b"%PDF-")


def test_a_refused_request_says_which_and_leaves_libreoffice_usable(libreoffice, path, tmp_path):
    with libreoffice.open(path) as document:
        with pytest.raises(
            LibreOfficeError, match=r"read\(\d+, '没有这张表', 'A1'\): .*NoSuchElementException"
        ):
            document.read("没有这张表", "A1")
        with pytest.raises(LibreOfficeError, match=r"\.xlsm"):
            document.save(tmp_path / "macros.xlsm")
        assert document.value("附 表", "B1") == 1.5
    with pytest.raises(LibreOfficeError, match="无此文件"):
        libreoffice.open(tmp_path / "无此文件.xlsx")


def members(group):
    """Return the living processes of a group but its leader."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            # After the name in brackets: state, parent, group. Z is dead, only not yet counted out.
            state, _, its_group = status.read_text().rpartition(")")[2].split()[:3]
            if int(its_group) == group and state != "Z":
                found.append(int(status.parent.name))
    return [process for process in found if process != group]


def all_gone(group):
    """Tell whether a group is gone; the system takes a moment to end what was killed."""
    deadline = time.monotonic() + 600
    while members(group) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not members(group)


def test_a_hung_libreoffice_is_an_error_and_is_ended(libreoffice):
    with LibreOffice() as office:
        os.killpg(office.process_group, signal.SIGSTOP)
        with pytest.raises(LibreOfficeError, match=r"wizard\(\): LibreOffice did not answer within 1 s"):
            office.request("wizard", seconds=1)
        assert all_gone(office.process_group)
        with pytest.raises(LibreOfficeError, match="did not answer within 1 s"):
            office.wizard()


def test_a_crashed_libreoffice_is_an_error(libreoffice, path):
    with LibreOffice() as office:
        document = office.open(path)
        crashed = members(office.process_group)
        assert crashed
        for process in crashed:
            os.kill(process, signal.SIGKILL)
        with pytest.raises(LibreOfficeError, match=r"read\(1, '附 表', 'B1'\): LibreOffice has ended"):
            document.value("附 表", "B1")
        with pytest.raises(LibreOfficeError, match="LibreOffice has ended"):
            document.value("附 表", "B1")
        # What a crash leaves beside its file keeps others out.
        with office.open(shutil.copy(path, path.with_name("另一份.xlsx"))) as again:
            assert again.value("附 表", "B1") == 1.5
            with pytest.raises(LibreOfficeError, match="in which this was open has ended"):
                document.value("附 表", "B1")


def test_nothing_is_left_running_or_lying_about(libreoffice):
    with LibreOffice() as office:
        folder, group = office.folder, office.process_group
        assert folder.is_dir()
        assert members(group)
    assert not folder.exists()
    assert all_gone(group)


def programs(folder, version, uno):
    """Write a soffice of a version and a Python with or without uno, and return the two."""
    soffice, python = folder / "soffice", folder / "python"
    soffice.write_text(f"#!/bin/sh\necho 'LibreOffice {version}.3.2 520(Build:2)'\n")
    python.write_text(f"#!/bin/sh\nexit {0 if uno else 1}\n")
    for program in (soffice, python):
        program.chmod(0o755)
    return python


@pytest.mark.parametrize(
    ("version", "uno", "reason"),
    [
        ("25.2", True, None),
        ("26.2", True, None),
        ("7.4", True, "LibreOffice 版本是 7.4，太旧；请安装"),
        ("24.8", True, "LibreOffice 版本是 24.8，太旧；请安装"),
        ("25.2", False, "没有能 import uno 的 Python；请安装"),
    ],
)
def test_says_why_libreoffice_cannot_be_used(tmp_path, monkeypatch, version, uno, reason):
    python = programs(tmp_path, version, uno)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("JIXIAO_UNO_PYTHON", str(python))
    said = unavailable_reason()
    assert said is None if reason is None else said.startswith(reason)
