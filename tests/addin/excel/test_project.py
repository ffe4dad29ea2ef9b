"""vbaProject.bin read back by olevba and olefile, which know nothing of ours."""

from __future__ import annotations

import io
import random
import struct

import olefile
import pytest

from addin.excel.project import (
    LONGEST_LINE,
    Module,
    sheet_module,
    standard_module,
    vba_project,
    workbook_module,
)
from addin.excel.storage import compound_file
from tests.support.vba import decompressed, sources


def many_lines(count: int) -> str:
    return "Option Explicit\n" + "".join(f"Public Const C{n} As Long = {n * 7919}\n" for n in range(count))


def big_project() -> list[Module]:
    """Modules of one chunk, of many, and enough of them for a deep directory."""
    documents = [workbook_module("\nPrivate Sub Workbook_Open()\nEnd Sub\n"), sheet_module("Sheet1")]
    return [*documents, *(standard_module(f"M{n}", many_lines(1 + 40 * n * n)) for n in range(9))]


def read_back(content: bytes) -> dict[str, str]:
    return sources("vbaProject.bin", content)


def test_olevba_gives_back_exactly_what_was_put_in():
    modules = big_project()
    found = read_back(vba_project("jixiao", modules))
    assert found == {module.name: module.source for module in modules}
    assert max(len(module.source) for module in modules) > 16 * 4096


def test_a_single_changed_word_is_noticed():
    modules = [workbook_module(), standard_module("One", "Public Const A As Long = 1\n")]
    changed = [workbook_module(), standard_module("One", "Public Const A As Long = 2\n")]
    assert read_back(vba_project("jixiao", changed)) != {module.name: module.source for module in modules}


def test_the_same_text_is_the_same_bytes():
    assert vba_project("jixiao", big_project()) == vba_project("jixiao", big_project())


def streams(modules):
    with olefile.OleFileIO(io.BytesIO(vba_project("jixiao", modules))) as file:
        assert not file.parsing_issues
        return {"/".join(name): file.openstream(name).read() for name in file.listdir()}


def test_excel_is_told_to_compile_the_text():
    found = streams(big_project())
    # [MS-OVBA] 2.3.4.1: a version of 0xFFFF, and nothing cached behind it.
    assert found["VBA/_VBA_PROJECT"] == b"\xcc\x61\xff\xff\x00\x00\x00"
    directory = decompressed(found["VBA/dir"])
    offsets = [
        struct.unpack_from("<I", directory, at + 6)[0]
        for at in range(len(directory))
        if directory.startswith(b"\x31\x00\x04\x00\x00\x00", at)
    ]
    assert offsets == [0] * 11


def test_documents_and_modules_are_listed_as_what_they_are():
    text = streams(big_project())["PROJECT"].decode("ascii")
    assert "Document=ThisWorkbook/&H00000000\r\nDocument=Sheet1/&H00000000\r\nModule=M0\r\n" in text
    names = streams(big_project())["PROJECTwm"]
    assert names.startswith(b"ThisWorkbook\0" + "ThisWorkbook".encode("utf-16-le") + b"\0\0")
    assert names.endswith(b"\0\0\0\0")


def decrypted(text: str) -> tuple[int, int, bytes]:
    """Version, key and data of an encrypted field, by the steps of [MS-OVBA] 2.4.3.3."""
    seed, version, key, *rest = bytes.fromhex(text)
    plain, before, two_before, last = [], key, version, seed ^ key
    for byte in rest:
        value = byte ^ (two_before + last & 0xFF)
        plain.append(value)
        two_before, before, last = before, byte, value
    ignored = (seed & 6) // 2
    length = int.from_bytes(bytes(plain[ignored : ignored + 4]), "little")
    return seed ^ version, seed ^ key, bytes(plain[ignored + 4 : ignored + 4 + length])


def test_the_project_is_neither_protected_nor_hidden():
    lines = streams(big_project())["PROJECT"].decode("ascii").split("\r\n")
    fields = dict(line.split("=", 1) for line in lines if "=" in line)
    key = sum(fields["ID"].strip('"').encode()) & 0xFF
    assert decrypted(fields["CMG"].strip('"')) == (2, key, bytes(4))
    assert decrypted(fields["DPB"].strip('"')) == (2, key, b"\0")
    assert decrypted(fields["GC"].strip('"')) == (2, key, b"\xff")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ('MsgBox "完成"\n', "not plain ASCII"),
        ("' " + "x" * LONGEST_LINE + "\n", "line 2: longer than 1023"),
    ],
)
def test_text_that_vba_cannot_keep_is_refused(code, said):
    with pytest.raises(ValueError, match=said):
        standard_module("Bad", code)


def test_the_longest_line_is_still_taken():
    module = standard_module("Good", "'" + "x" * (LONGEST_LINE - 1) + "\n")
    assert read_back(vba_project("jixiao", [module])) == {"Good": module.source}


@pytest.mark.parametrize("name", ["1Module", "Mod ule", "模块", "x" * 32, ""])
def test_a_name_that_vba_does_not_take_is_refused(name):
    with pytest.raises(ValueError, match="no name for a module"):
        standard_module(name, "")


def test_two_modules_of_one_name_are_refused():
    with pytest.raises(ValueError, match="same name"):
        vba_project("jixiao", [standard_module("One", ""), standard_module("ONE", "")])


def test_a_source_without_its_name_is_refused():
    with pytest.raises(ValueError, match="does not begin with its name"):
        Module("One", 'Attribute VB_Name = "Two"\n')


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 4095, 4096, 4097, 70_000])
def test_a_compound_file_keeps_streams_of_every_size(size):
    content = random.Random(size).randbytes(size)
    folder = {f"S{n}": content[n:] for n in range(12)}
    written = compound_file({"top": content, "inner": {"deep": {"a": content}, **folder}})
    assert len(written) % 512 == 0
    with olefile.OleFileIO(io.BytesIO(written)) as file:
        assert not file.parsing_issues
        assert file.openstream("top").read() == content
        assert file.openstream("inner/deep/a").read() == content
        for name, expected in folder.items():
            assert file.openstream(f"inner/{name}").read() == expected


def test_a_compound_file_larger_than_its_first_tables():
    content = bytes(200_000)
    with olefile.OleFileIO(io.BytesIO(compound_file({"a": content, "b": content}))) as file:
        assert file.openstream("b").read() == content
    with pytest.raises(ValueError, match="room"):
        compound_file({"a": bytes(8_000_000)})
