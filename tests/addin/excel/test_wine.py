"""The real DLL of xlwings under Wine, with the very command of the add-in: `make wine`.

No Python for Windows can be had here, so programs compiled from C stand for it.
"""

from __future__ import annotations

import os
import re
import shutil

import pytest

from addin.excel.modules import python_modules
from bundle.archive import batch
from tests.support.wine import NEEDED, Wine

ASKED = os.environ.get("JIXIAO_WINE") == "1"
pytestmark = pytest.mark.skipif(not ASKED, reason="只在 make wine 里运行")


@pytest.fixture(scope="module")
def wine(tmp_path_factory):
    missing = [program for program in NEEDED if shutil.which(program) is None]
    assert not missing, f"先安装 {missing}"
    return Wine(tmp_path_factory.mktemp("wine")).prepare()


@pytest.fixture(scope="module")
def arguments():
    """The words after the interpreter in the command that the add-in hands to the bridge."""
    return re.findall(r'Starting = Chr\(34\) & program & Chr\(34\) & " (.*)"', python_modules()[0].source)[0]


def play(wine, kind: str) -> None:
    shutil.copy(wine.folder / f"{kind}.exe", wine.place / "python.exe")


def test_a_python_that_ends_at_once_keeps_nobody_waiting(wine, arguments):
    play(wine, "exit")
    said = wine.activations("python.exe", arguments)
    assert [line[0] for line in said] == ["no", "no"]
    assert all("exited before" in line[1] for line in said)


def test_a_python_that_is_not_there_keeps_nobody_waiting(wine, arguments):
    said = wine.activations("nothing.exe", arguments)
    assert [line[0] for line in said] == ["no", "no"]
    assert all("Could not create" in line[1] for line in said)


def test_a_server_is_started_once_and_answers_whatever_the_folder_is_called(wine, arguments):
    play(wine, "server")
    first, second = wine.activations("python.exe", arguments)
    assert first[0] == "ok"
    assert first[1].startswith("0.9 ")
    assert second == first, "the same process"


def test_a_batch_file_started_inside_the_zip_says_what_is_wrong(wine):
    folder = wine.folder / "Temp1_包.zip"
    folder.mkdir()
    (folder / "安装.bat").write_bytes(batch("install"))
    said = wine.wine("cmd", "/c", "安装.bat", folder=folder)
    assert "Extract the whole zip first" in said
    assert "Python 3.10" not in said
