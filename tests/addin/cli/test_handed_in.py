"""fill --template, fill --edition values and finalize, from outside."""

from __future__ import annotations

import json
import zipfile

import pytest
from openpyxl import load_workbook

from addin.demo import EXAMPLES
from tests.support.blank_forms import blank_form
from tests.support.examples import example
from workbooks.standards.loading import load


def data(standard_id):
    return EXAMPLES / f"{standard_id}.yaml"


def filled(jixiao, folder, standard_id, *more):
    path = folder / "附表.xlsx"
    jixiao("fill", standard_id, "--data", data(standard_id), "-o", path, *more)
    return path


def blank(folder, standard_id):
    path = folder / "空表.xlsx"
    blank_form(load(standard_id), example(standard_id), path)
    return path


def test_a_blank_form_is_filled_and_every_place_told(jixiao, tmp_path):
    out = tmp_path / "填好.xlsx"
    template = blank(tmp_path, "heping-2024")
    code, printed, _ = jixiao(
        "fill", "heping-2024", "--data", data("heping-2024"), "--template", template, "-o", out, "--json"
    )
    told = json.loads(printed)
    assert (code, told["unplaced"], told["file"]) == (0, [], str(out))
    book = load_workbook(out)
    for one in told["placed"]:
        assert book[one["sheet"]][one["cell"]].value is not None
    assert told["total"] in [cell.value for row in book["附表"].iter_rows() for cell in row]


def test_what_found_no_place_is_told_with_its_reason(jixiao, tmp_path):
    template = blank(tmp_path, "project-2020")
    code, printed, _ = jixiao(
        "fill",
        "fengtai-2023",
        "--data",
        data("fengtai-2023"),
        "--template",
        template,
        "-o",
        tmp_path / "a.xlsx",
    )
    assert code == 1
    assert "[没有填]" in printed
    assert "空表里没有" in printed
    assert "已填" in printed


@pytest.mark.parametrize("suffix", [".xls", ".ods"])
def test_an_old_form_is_refused_in_one_line(refused, tmp_path, suffix):
    template = tmp_path / f"空表{suffix}"
    template.write_bytes(b"1")
    out = tmp_path / "a.xlsx"
    error = refused("fill", "heping-2024", "--data", data("heping-2024"), "--template", template, "-o", out)
    assert "另存为 .xlsx" in error


def test_a_form_takes_no_edition(refused, tmp_path):
    template = blank(tmp_path, "heping-2024")
    call = ("fill", "heping-2024", "--data", data("heping-2024"), "--template", template)
    error = refused(*call, "-o", tmp_path / "a.xlsx", "--edition", "native")
    assert "--template 不能与" in error


def test_the_values_edition_has_no_formula_and_no_data(jixiao, tmp_path):
    code, _, _ = jixiao(
        "fill", "heping-2024", "--data", data("heping-2024"), "-o", tmp_path / "a.xlsx", "--edition", "values"
    )
    assert code == 0
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert not any(b"<f>" in archive.read(part) for part in archive.namelist())
    assert "数据" not in load_workbook(tmp_path / "a.xlsx").sheetnames


def test_an_error_stops_the_values_edition_unless_insisted_on(jixiao, refused, tmp_path):
    call = ("fill", "shenzhen-2021", "--data", data("shenzhen-2021"), "-o", tmp_path / "a.xlsx")
    error = refused(*call, "--edition", "values")
    assert "还不能定稿：1 处错误，如 表1!C5 “基本支出”的“调整预算数”印的是" in error
    assert not (tmp_path / "a.xlsx").exists()
    code, printed, _ = jixiao(*call, "--edition", "values", "--force-final", "--with-data")
    assert code == 1
    assert "已定稿" in printed
    assert "数据" in load_workbook(tmp_path / "a.xlsx").sheetnames


def test_finalize_puts_the_copy_beside_the_file_and_leaves_that_alone(jixiao, tmp_path):
    live = filled(jixiao, tmp_path, "heping-2024")
    before = live.read_bytes()
    code, printed, _ = jixiao("finalize", live)
    assert (code, live.read_bytes()) == (0, before)
    assert "没有带上的工作表：数据" in printed
    assert (tmp_path / "附表-定稿.xlsx").exists()
    assert jixiao("finalize", live)[0] == 0
    assert (tmp_path / "附表-定稿2.xlsx").exists()
