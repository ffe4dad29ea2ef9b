"""What a clerk unpacks: the files, their names, and the same bytes every time."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path, PurePosixPath

import pytest

from bundle.archive import INSTALL, READ_ME, UNINSTALL, contents, write
from bundle.wheels import PYTHONS
from tests.support.wheels import wheel
from workbooks.standards.library import available


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("wheels")
    wheel(folder, "jixiao", "9.9")
    return contents("9.9", folder)


def test_everything_is_there(files: dict[str, bytes]) -> None:
    tables = [name for name in files if name.startswith("空白附表/")]
    assert len(tables) == len(available())
    assert {"LibreOffice/jixiao.oxt", "wheels/jixiao-9.9-py3-none-any.whl"} < set(files)
    # The add-in is made by what is installed, whose version of the DLL it names.
    assert not any(name.endswith(".xlam") for name in files)
    assert [name for name in files if "/" not in name] == [INSTALL, UNINSTALL, READ_ME, "jixiao-setup.py"]
    assert "jixiao 9.9" in files[READ_ME].decode("utf-8-sig")


def test_pictures_of_the_pages_are_there(files: dict[str, bytes]) -> None:
    pages = {name: content.decode() for name, content in files.items() if name.endswith(".html")}
    assert list(pages) == ["说明/填表人员.html", "说明/申报、监控、自评.html", "说明/财政部门.html"]
    for page in pages.values():
        pictures = re.findall(r'<img src="([^"]+)"', page)
        assert pictures or "申报" in page.split("</title>")[0]
        assert all(f"说明/{picture}" in files for picture in pictures)
        assert not re.findall(r'href="[^"#]+\.md', page), "a page of the docs that is not in the bundle"


@pytest.mark.parametrize(("name", "work"), [(INSTALL, "install"), (UNINSTALL, "uninstall")])
def test_batch_files(files: dict[str, bytes], name: str, work: str) -> None:
    batch = files[name].decode()
    assert batch.count("\n") == batch.count("\r\n"), "cmd.exe loses its labels in lines that end in LF"
    assert re.findall(r'(?:py|python) .*jixiao-setup\.py" (\w+)', batch) == ["probe", work, "probe", work]
    # The newest first, and exactly those there are wheels for.
    assert re.search(r"in \(([\d. ]+)\)", batch)[1].split() == list(reversed(PYTHONS))


@pytest.mark.parametrize("name", [INSTALL, UNINSTALL])
def test_chinese_in_a_batch_file_comes_after_the_change_of_code_page(
    files: dict[str, bytes], name: str
) -> None:
    """What cmd.exe read before it would be read in the code page of the machine."""
    lines = files[name].decode().splitlines()
    chinese = [number for number, line in enumerate(lines) if not line.isascii()]
    assert len(chinese) == 2
    for number in chinese:
        assert lines[number].startswith("echo ")
        start = max(at for at in range(number) if lines[at].startswith("chcp 65001"))
        assert not any("(" in line and line.rstrip().endswith("(") for line in lines[start:number])


@pytest.mark.parametrize("name", [INSTALL, UNINSTALL])
def test_a_batch_file_alone_says_that_the_zip_was_not_unpacked(files: dict[str, bytes], name: str) -> None:
    """Windows unpacks only the file that is double-clicked inside a zip."""
    lines = files[name].decode().splitlines()
    asked = {re.search(r'"%~dp0(.+)"', line)[1] for line in lines if line.endswith(" goto zipped")}
    beside = {PurePosixPath(path).parts[0] for path in files}
    assert asked == {"jixiao-setup.py", "wheels"} <= beside
    first = next(number for number, line in enumerate(lines) if re.match(r" *(py|python) ", line))
    assert all(lines.index(line) < first for line in lines if line.endswith(" goto zipped"))
    said = lines[lines.index(":zipped") :]
    assert any("全部解压缩" in line for line in said)


def test_the_only_text_file_is_the_one_to_read(files: dict[str, bytes]) -> None:
    """Without Python the batch file opens `*.txt`: its own text must be ASCII."""
    assert [name for name in files if PurePosixPath(name).match("*.txt")] == [READ_ME]


def test_zip_is_the_same_whatever_the_order(tmp_path: Path) -> None:
    one, two = tmp_path / "a" / "包.zip", tmp_path / "b" / "包.zip"
    for path, files in ((one, {"b": b"2", "中/a": b"1"}), (two, {"中/a": b"1", "b": b"2"})):
        path.parent.mkdir()
        write(files, path)
    assert one.read_bytes() == two.read_bytes()
    with zipfile.ZipFile(one) as archive:
        assert archive.namelist() == ["包/b", "包/中/a"]
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
