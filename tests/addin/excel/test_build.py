"""The built files: reproducible, complete, and openable with everything in them."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from lxml import etree

from addin import blank_forms, headless, macros
from addin.excel.build import build_addin
from addin.excel.functions import description
from addin.excel.macro_package import ADDIN, MACRO_WORKBOOK, RIBBON_PART, TYPES, VBA_PART
from addin.excel.modules import addin_modules
from addin.excel.ribbon import ribbon_xml
from addin.excel.troubles import TROUBLES
from addin.excel.workbook_modules import ADDIN_FILE, workbook_modules
from tests.support.builds import build_twice
from tests.support.parts import parts, write_parts
from tests.support.published_schema import schema_faults
from tests.support.vba import project_streams, sources
from udfs.array_columns import OFFERED
from workbooks.problems import InputError
from workbooks.standards.library import available
from workbooks.standards.loading import load

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
PACKAGE = "{http://schemas.openxmlformats.org/package/2006/content-types}"
CODE_NAMES = re.compile(rb' codeName="[^"]*"')


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("加载 项")
    build_addin(folder)
    return folder


@pytest.fixture(scope="module", params=available())
def pair(request, built, tmp_path_factory):
    """The live workbook of a standard, and the plain one of `jixiao new`."""
    plain = tmp_path_factory.mktemp("plain") / f"{request.param}.xlsx"
    blank_forms.new(load(request.param), plain)
    return built / f"{request.param}.xlsm", plain


def test_the_addin_and_a_workbook_for_each_standard(built):
    expected = {ADDIN_FILE, *(f"{name}.xlsm" for name in available())}
    assert {path.name for path in built.iterdir()} == expected


@pytest.mark.parametrize(("part", "before"), [("xl/workbook.xml", b"<sheets>"), ("xl/styles.xml", b"<font>")])
def test_a_file_against_the_schemas_is_found_out(built, tmp_path, part, before):
    found = parts(built / ADDIN_FILE)
    assert before in found[part]
    found[part] = found[part].replace(before, before + b"<row/>")
    (fault,) = schema_faults(write_parts(found, tmp_path / "错.xlam"))
    assert "row" in fault


def test_two_builds_are_the_same_bytes_whenever_and_by_whomever(tmp_path):
    build_twice("addin.excel.build", "build_addin", (tmp_path / "one", tmp_path / "two"))
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / n).iterdir()} for n in ("one", "two"))
    assert one == two
    assert len(one) == 1 + len(available())


def test_a_second_build_replaces_the_first(built, tmp_path):
    (tmp_path / ADDIN_FILE).write_bytes(b"old")
    build_addin(tmp_path)
    assert (tmp_path / ADDIN_FILE).read_bytes() == (built / ADDIN_FILE).read_bytes()


def test_a_folder_that_cannot_be_made_is_said_in_one_line(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(InputError, match="不能建立文件夹"):
        build_addin(tmp_path / "file" / "inside")


def test_a_file_in_the_way_is_said_in_one_line(tmp_path):
    (tmp_path / "shenzhen-2021.xlsm").mkdir()
    with pytest.raises(InputError, match=r"不能写入 .*shenzhen-2021\.xlsm") as caught:
        build_addin(tmp_path)
    assert "\n" not in str(caught.value)


def code_names(path: Path) -> list[str]:
    """The names VBA knows the sheets by, in the order of the parts."""
    found = parts(path)
    sheets = sorted((name for name in found if name.startswith("xl/worksheets/sheet")), key=len)
    names = [etree.fromstring(found[name]).find(f"{MAIN}sheetPr").get("codeName") for name in sheets]
    assert etree.fromstring(found["xl/workbook.xml"]).find(f"{MAIN}workbookPr").get("codeName") == (
        "ThisWorkbook"
    )
    return names


def test_olevba_gives_back_the_vba_of_the_addin(built):
    path = built / ADDIN_FILE
    modules = addin_modules(code_names(path))
    assert sources(path) == {module.name: "\n".join([*module.source.splitlines(), ""]) for module in modules}


def test_olevba_gives_back_the_vba_of_every_workbook(pair):
    path, _ = pair
    names = code_names(path)
    modules = workbook_modules(names)
    assert len(names) == len(openpyxl.load_workbook(path).sheetnames)
    assert sources(path) == {module.name: "\n".join([*module.source.splitlines(), ""]) for module in modules}


def test_a_workbook_with_other_vba_is_noticed(built, pair):
    path, _ = pair
    assert sources(built / ADDIN_FILE) != sources(path)


def test_every_sheet_has_the_module_of_its_code_name(pair):
    listed = project_streams(pair[0])["PROJECT"].decode("ascii")
    documents = re.findall(r"^Document=(\w+)/", listed, re.M)
    assert documents == ["ThisWorkbook", *code_names(pair[0])]


def test_a_live_workbook_is_the_plain_one_with_vba(pair):
    live, plain = map(parts, pair)
    assert set(live) - set(plain) == {VBA_PART}
    assert set(plain) <= set(live)
    different = {
        name for name in plain if CODE_NAMES.sub(b"", live[name]) != CODE_NAMES.sub(b"", plain[name])
    }
    # The types and the links name the VBA part; the properties have the time of the build.
    assert {name for name in different if not name.startswith("xl/worksheets/")} <= {
        TYPES,
        "xl/_rels/workbook.xml.rels",
        "docProps/core.xml",
        "xl/workbook.xml",
    }
    for name in different:
        if name.startswith("xl/worksheets/"):
            assert same_sheet(live[name], plain[name]), name


def same_sheet(live: bytes, plain: bytes) -> bool:
    """Whether two sheets are the same but for the code name."""
    roots = [etree.fromstring(sheet) for sheet in (live, plain)]
    for root in roots:
        properties = root.find(f"{MAIN}sheetPr")
        if properties is not None:
            properties.attrib.pop("codeName", None)
    return etree.tostring(roots[0]) == etree.tostring(roots[1])


def test_a_changed_cell_would_be_noticed(pair):
    sheet = parts(pair[0])["xl/worksheets/sheet1.xml"]
    assert same_sheet(sheet, sheet)
    assert not same_sheet(sheet, sheet.replace(b"<c r=", b"<c q=", 1))


def test_a_macro_runs_on_a_live_workbook_and_leaves_its_vba_alone(pair, tmp_path):
    path, _ = pair
    with headless.open_book(path) as book:
        filled = macros.fill_summary(book)
        book.save(tmp_path / "filled.xlsm")
    assert filled
    assert parts(tmp_path / "filled.xlsm")[VBA_PART] == parts(path)[VBA_PART]


@pytest.mark.parametrize("kind", ["addin", "workbook"])
def test_the_parts_are_announced_as_what_they_are(built, kind):
    found = parts(built / (ADDIN_FILE if kind == "addin" else "shenzhen-2021.xlsm"))
    types = etree.fromstring(found[TYPES])
    workbook = [one.get("ContentType") for one in types if one.get("PartName") == "/xl/workbook.xml"]
    assert workbook == [ADDIN if kind == "addin" else MACRO_WORKBOOK]
    defaults = {one.get("Extension"): one.get("ContentType") for one in types.iter(f"{PACKAGE}Default")}
    assert defaults["bin"] == "application/vnd.ms-office.vbaProject"
    links = etree.fromstring(found["xl/_rels/workbook.xml.rels"])
    assert [one.get("Target") for one in links if one.get("Type").endswith("/vbaProject")] == [
        "vbaProject.bin"
    ]
    ribbons = [
        one.get("Target")
        for one in etree.fromstring(found["_rels/.rels"])
        if one.get("Type").endswith("/ui/extensibility")
    ]
    assert ribbons == ([RIBBON_PART] if kind == "addin" else [])
    if kind == "addin":
        assert found[RIBBON_PART].decode() == ribbon_xml()


def as_workbook(addin: Path, folder: Path) -> Path:
    """An add-in announced as a workbook: neither openpyxl nor LibreOffice opens one that says what it is."""
    found = parts(addin)
    found[TYPES] = found[TYPES].replace(ADDIN.encode(), MACRO_WORKBOOK.encode())
    return write_parts(found, folder / "relabelled.xlsm")


def test_the_addin_holds_the_texts_that_vba_cannot(built, tmp_path):
    workbook = openpyxl.load_workbook(as_workbook(built / ADDIN_FILE, tmp_path))
    assert [row[0] for row in workbook["Texts"].iter_rows(values_only=True)] == [
        trouble.text for trouble in TROUBLES
    ]
    rows = [[value for value in row if value] for row in workbook["Functions"].iter_rows(values_only=True)]
    assert [row[:3] for row in rows] == [[f.name, description(f), f.category] for f in OFFERED]
    for function, row in zip(OFFERED, rows, strict=True):
        assert row[3:] == [f"{one.label}：{one.help}" for one in function.arguments]


def test_the_addin_does_not_have_excel_calculate_every_workbook_anew(built):
    settings = etree.fromstring(parts(built / ADDIN_FILE)["xl/workbook.xml"]).find(f"{MAIN}calcPr")
    assert settings.get("fullCalcOnLoad") in (None, "0")
    assert int(settings.get("calcId")) >= 191029


def test_libreoffice_opens_the_addin(libreoffice, built, tmp_path):
    with libreoffice.open(as_workbook(built / ADDIN_FILE, tmp_path)) as document:
        assert document.sheets() == ["Texts", "Functions"]
        assert document.value("Functions", f"A{len(OFFERED)}") == OFFERED[-1].name


def test_libreoffice_opens_a_workbook_with_all_sheets_names_and_formulas(libreoffice, pair):
    live, plain = pair
    with libreoffice.open(live) as ours, libreoffice.open(plain) as theirs:
        assert ours.sheets() == theirs.sheets()
        assert ours.names() == theirs.names()
        found = 0
        for sheet in openpyxl.load_workbook(plain):
            formulas = theirs.formulas(sheet.title, sheet.dimensions)
            found += sum(text.startswith("=") for row in formulas for text in row)
            assert ours.formulas(sheet.title, sheet.dimensions) == formulas, sheet.title
            shown = theirs.read(sheet.title, sheet.dimensions)
            assert ours.read(sheet.title, sheet.dimensions) == shown, sheet.title
        assert found > 20
