"""An empty form is the same whether it was built now or kept from before, but for its date."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from addin import blank_forms
from addin.excel.live import save_form
from workbooks.forms.page.writer import NATIVE, UDF
from workbooks.kept import FOLDER_VARIABLE
from workbooks.problems import InputError
from workbooks.standards.library import source
from workbooks.standards.loading import load

CORE = "docProps/core.xml"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "kept"))
    return tmp_path / "kept"


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def kept_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def no_building(*_):
    raise AssertionError("built again")


@pytest.mark.parametrize(("edition", "name"), [(NATIVE, "空表.xlsx"), (UDF, "空表.xlsm")])
def test_the_kept_form_is_the_built_one(tmp_path, monkeypatch, edition, name):
    standard, first, second = load("shenzhen-2021"), tmp_path / f"一 {name}", tmp_path / f"二 {name}"
    blank_forms.new(standard, first, edition=edition, save=save_form)
    monkeypatch.setattr(blank_forms, "_build", no_building)
    blank_forms.new(standard, second, edition=edition, save=save_form)
    built, kept = parts(first), parts(second)
    assert list(built) == list(kept)
    assert {part for part in built if built[part] != kept[part]} <= {CORE}
    assert b"dcterms:created" in kept[CORE]


def test_another_edition_is_another_form(tmp_path):
    standard = load("heping-2024")
    blank_forms.new(standard, tmp_path / "一.xlsx", edition=NATIVE)
    blank_forms.new(standard, tmp_path / "二.xlsx", edition=UDF)
    assert parts(tmp_path / "一.xlsx") != parts(tmp_path / "二.xlsx")


def test_what_is_kept_and_broken_is_built_anew(tmp_path, folder):
    standard = load("heping-2024")
    blank_forms.new(standard, tmp_path / "一.xlsx", edition=NATIVE)
    for broken in (b"", b"12", b"0" * 32, bytes(40)):
        for path in kept_files(folder):
            path.write_bytes(broken)
        blank_forms.new(standard, tmp_path / "二.xlsx", edition=NATIVE, force=True)
        assert set(parts(tmp_path / "二.xlsx")) == set(parts(tmp_path / "一.xlsx"))


def test_a_file_that_is_there_stays(tmp_path):
    standard = load("heping-2024")
    blank_forms.new(standard, tmp_path / "一.xlsx", edition=NATIVE)
    before = (tmp_path / "一.xlsx").read_bytes()
    with pytest.raises(InputError, match=r"一\.xlsx"):
        blank_forms.new(standard, tmp_path / "一.xlsx", edition=NATIVE)
    assert (tmp_path / "一.xlsx").read_bytes() == before


def test_another_text_of_the_users_standard_is_another_form(tmp_path, monkeypatch):
    text = source("heping-2024").read_text(encoding="utf-8").replace("id: heping-2024", "id: own-form")
    own = tmp_path / "标准"
    own.mkdir()
    monkeypatch.setenv("JIXIAO_STANDARDS", str(own))
    shown = []
    for number in ("附件七", "附件八"):
        (own / "own-form.yaml").write_text(
            text.replace("number: 附件1", f"number: {number}"), encoding="utf-8"
        )
        path = tmp_path / f"{number}.xlsx"
        blank_forms.new(load("own-form"), path, edition=NATIVE)
        shown.append(number.encode() in b"".join(parts(path).values()))
    assert shown == [True, True]
