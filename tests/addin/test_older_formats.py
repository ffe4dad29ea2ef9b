"""A bureau's form as .xls, .ods or .et: made .xlsx by LibreOffice where there is one, else one clear line."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from addin.adopting import adopt
from tests.support.adopted import DATA
from workbooks.files import older_formats
from workbooks.files.cells import read_cells
from workbooks.forms.returned.read_back import read_workbook
from workbooks.problems import InputError


@pytest.fixture(scope="module")
def saved(bare_libreoffice, tmp_path_factory):
    """The blank form as LibreOffice saves it in other formats; .et is what WPS calls the old one."""
    folder = tmp_path_factory.mktemp("older")
    # A copy: two tests at once may not have the same file open.
    blank = Path(shutil.copy(DATA / "blank.xlsx", folder / "原表.xlsx"))
    with bare_libreoffice.open(blank) as document:
        for suffix in (".xls", ".ods"):
            document.save(folder / f"空表{suffix}")
    shutil.copy(folder / "空表.xls", folder / "老表.et")
    return folder


@pytest.mark.parametrize("name", ["空表.xls", "空表.ods", "老表.et"])
def test_it_is_converted_and_read(saved, tmp_path, name):
    wanted = adopt(DATA / "blank.xlsx", tmp_path / "wanted.xlsx").standard
    before = (saved / name).read_bytes()
    done = adopt(saved / name, tmp_path / "live.xlsx")
    found, _ = read_workbook(done.path)
    assert [(one.name, one.weight, one.score) for _, _, one in found.rows] == [
        (one.name, one.weight, one.score) for _, _, one in wanted.rows
    ]
    assert done.notes[0].startswith(f"{name} 先转成了 .xlsx")
    assert "G5" in read_cells(done.path).formulas[found.form_sheet]
    assert (saved / name).read_bytes() == before


def test_without_libreoffice_it_is_told(saved, tmp_path, monkeypatch):
    monkeypatch.setattr(older_formats, "libreoffice", lambda: None)
    for name in ("空表.xls", "空表.ods", "老表.et"):
        with pytest.raises(InputError, match=r"另存为 \.xlsx") as told:
            adopt(saved / name, tmp_path / "live.xlsx")
        assert name in str(told.value)
        assert "\n" not in str(told.value)


def test_an_et_that_is_an_xlsx_needs_no_program(tmp_path, monkeypatch):
    monkeypatch.setattr(older_formats, "libreoffice", lambda: None)
    shutil.copy(DATA / "blank.xlsx", tmp_path / "表.et")
    assert len(adopt(tmp_path / "表.et", tmp_path / "live.xlsx").standard.rows) == 12


def test_a_program_that_makes_nothing_is_told(saved, tmp_path, monkeypatch):
    monkeypatch.setattr(older_formats, "libreoffice", lambda: sys.executable)
    with pytest.raises(InputError, match="没有转成"):
        adopt(saved / "空表.xls", tmp_path / "live.xlsx")


def test_what_is_no_workbook_is_refused_before(tmp_path, monkeypatch):
    monkeypatch.setattr(older_formats, "libreoffice", lambda: pytest.fail("asked for a bad file"))
    for name in ("坏.xls", "坏.ods", "坏.et"):
        (tmp_path / name).write_bytes(b"%PDF-1.7 not a workbook")
        with pytest.raises(InputError):
            adopt(tmp_path / name, tmp_path / "live.xlsx")
    with pytest.raises(InputError, match="找不到"):
        adopt(tmp_path / "没有.xls", tmp_path / "live.xlsx")


def test_another_suffix_is_told(tmp_path):
    (tmp_path / "表.csv").write_text("一级指标,二级指标", encoding="utf-8")
    with pytest.raises(InputError, match="先转成"):
        adopt(tmp_path / "表.csv", tmp_path / "live.xlsx")
