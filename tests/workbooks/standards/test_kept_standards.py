"""A standard is read once and kept: the same as read anew, never an older one, never anything else."""

from __future__ import annotations

import pickle

import pytest

from workbooks import kept
from workbooks.problems import StandardError
from workbooks.standards import loading
from workbooks.standards.library import FOLDER, available
from workbooks.standards.model import Standard
from workbooks.standards.packed import packed, unpacked


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(kept.FOLDER_VARIABLE, str(tmp_path / "kept"))
    loading._load.cache_clear()
    yield tmp_path / "kept"
    loading._load.cache_clear()


def in_the_next_run(standard):
    loading._load.cache_clear()
    return loading.load(standard)


def never(*_):
    raise AssertionError("read again")


@pytest.mark.parametrize("standard_id", available())
def test_what_was_kept_is_what_was_read(standard_id, monkeypatch):
    first = loading.load(standard_id)
    monkeypatch.setattr(loading, "_read", never)
    second = in_the_next_run(standard_id)
    assert second == first
    assert second is not first
    assert [row.expression.formula() for _, _, row in second.rows] == [
        row.expression.formula() for _, _, row in first.rows
    ]


def test_another_text_is_read_anew(tmp_path):
    path = tmp_path / "own.yaml"
    text = (FOLDER / "heping-2024.yaml").read_text(encoding="utf-8").replace("id: heping-2024", "id: own")
    path.write_text(text, encoding="utf-8")
    title = loading.load(path).title
    path.write_text(text.replace(f"title: {title}", "title: 新名称", 1), encoding="utf-8")
    assert in_the_next_run(path).title == "新名称"


def test_a_file_of_another_name_is_told_so_though_its_text_was_kept(tmp_path):
    text = (FOLDER / "heping-2024.yaml").read_text(encoding="utf-8")
    path = tmp_path / "heping-2024.yaml"
    path.write_text(text, encoding="utf-8")
    loading.load(path)
    with pytest.raises(StandardError, match="应与文件名“other”相同"):
        loading.load(path.rename(tmp_path / "other.yaml"))


def test_what_was_kept_by_another_program_is_read_anew(monkeypatch):
    loading.load("wuxi-2021")
    monkeypatch.setattr(kept, "_state", lambda packages: "另一版")
    read, true_read = [], loading._read
    monkeypatch.setattr(loading, "_read", lambda *asked: read.append(1) or true_read(*asked))
    in_the_next_run("wuxi-2021")
    assert read == [1]


def test_bytes_of_anything_else_make_nothing():
    assert unpacked(pickle.dumps(print)) is None
    assert unpacked(pickle.dumps(loading.load)) is None
    assert unpacked(pickle.dumps({"id": "wuxi-2021"})) is None
    sound = packed(loading.load("wuxi-2021"))
    assert unpacked(sound.replace(b"workbooks.standards.model", b"workbooks.followup.models")) is None
    assert unpacked(sound.replace(b"Standard", b"Standart")) is None
    assert unpacked(sound[:-1]) is None
    assert unpacked(b"") is None
    assert isinstance(unpacked(sound), Standard)
