"""汇总.xlsx: its sheets, figures, links, print set-up, and texts that stay texts."""

from __future__ import annotations

import posixpath
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook

from tests.support.collected import unit_workbook
from tests.support.published import write_published
from tests.support.published_schema import schema_faults
from tests.support.reviewed import our_workbook
from workbooks.collect.collecting import collect
from workbooks.collect.files import candidates
from workbooks.collect.one_file import collect_file
from workbooks.collect.register import Register
from workbooks.collect.summary import sheet_writer, write_summary
from workbooks.collect.task import Task

EVIL = '=cmd|"/c"!A1'


def here(files, work):
    return (work(one) for one in files)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with a summary of six files, one of them repeated, one of no standard and one unreadable."""
    place = tmp_path_factory.mktemp("summary")
    folder = place / "单 位"
    folder.mkdir()
    write_published("wuxi-2021", folder).rename(folder / "旧.xlsx")
    write_published("wuxi-2021", folder, corrected=True).rename(folder / "a#1 100%.xlsx")
    our_workbook(folder / "own.xlsx", "shenzhen-2021")
    our_workbook(folder / "项目.xlsx", "project-2020")
    unit_workbook(folder / "=1+1.xlsx", EVIL, total=20)
    (folder / "坏.xlsx").write_bytes(b"")
    with Register(place / "汇总.duckdb") as ledger:
        collect(ledger, [str(folder)], here, Task())
        write_summary(ledger, place / "汇总.xlsx", force=False)
    return place


@pytest.fixture(scope="module")
def book(place):
    return load_workbook(place / "汇总.xlsx")


def test_it_follows_the_published_schemas(place):
    assert schema_faults(place / "汇总.xlsx") == []


def rows(sheet):
    """The rows of the table below its headings, by heading."""
    lines = list(sheet.iter_rows(values_only=True))
    header = next(number for number, line in enumerate(lines) if sum(cell is not None for cell in line) > 2)
    return [dict(zip(lines[header], line, strict=True)) for line in lines[header + 1 :]]


def header_row(sheet):
    return int(sheet.auto_filter.ref.split(":")[0].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def test_the_sheets(book):
    assert book.sheetnames == [
        "单位排名",
        *[
            f"指标对比－{name}"
            for name in ("全国项目2020", "广东省深圳市部门整体2021", "江苏省无锡市部门整体2021")
        ],
        "得分率",
        *("等级分布", "失分", "图表", "问题清单", "未能读取"),
    ]


def test_ranking(book):
    found = {(row["文件"], row["项目"]): row for row in rows(book["单位排名"])}
    own = found["own.xlsx", None]
    assert (own["排名"], own["年度"], own["原报总分"], own["重算总分"]) == (1, 2021, 91.3, 91.26)
    assert own["差异"] == pytest.approx(0.04)
    assert (own["单位"], own["原报等级"], own["重算等级"]) == ("深圳市乡村振兴和协作交流局", "优", "优")
    unknown = found["=1+1.xlsx", None]
    assert (unknown["单位"], unknown["评分标准"], unknown["差异"]) == (EVIL, "未识别标准", 1)
    assert (unknown["错误"], unknown["缺失"], unknown["提示"]) == (1, 0, 0)
    repeated = found["旧.xlsx", None]
    projects = [row for (file, _), row in found.items() if file == "项目.xlsx"]
    assert [(row["排名"], row["重算总分"]) for row in projects] == [(1, 97.3), (2, 78.92)]
    counted = found["a#1 100%.xlsx", None]
    latest, older = (counted, repeated) if repeated["排名"] == "重复" else (repeated, counted)
    assert (latest["排名"], older["排名"]) == (1, "重复")
    assert older["备注"] == f"重复报送，按最后修改的计：{latest['文件']}"


def test_comparison(book):
    (shenzhen,) = (sheet for sheet in book if "深圳" in str(sheet["A1"].value))
    lines = rows(shenzhen)
    assert list(lines[0]) == ["一级指标", "二级指标", "三级指标", "分值", "深圳市乡村振兴和协作交流局"]
    assert len(lines) == 22
    assert sum(line["深圳市乡村振兴和协作交流局"] for line in lines[:-1]) == pytest.approx(91.26)
    assert lines[-1]["深圳市乡村振兴和协作交流局"] == 91.26


def test_projects_are_compared_by_second_level(book):
    (projects,) = (sheet for sheet in book if "全国" in str(sheet["A1"].value))
    assert list(rows(projects)[0])[:3] == ["一级指标", "二级指标", "分值"]
    assert list(rows(projects)[-1].values())[-2:] == [97.3, 78.92]


def test_rates(book):
    # 部门决策 of the Shenzhen form: 25 points.
    first = next(row for row in rows(book["得分率"]) if "深圳" in row["评分标准"])
    assert (first["一级指标"], first["二级指标"], first["平均分值"], first["评分表数"]) == (
        "部门决策",
        None,
        20,
        1,
    )
    assert first["平均得分率"] == pytest.approx(first["平均得分"] / first["平均分值"])
    assert first["最低"] == first["最高"] == first["平均得分率"]


def test_grades_and_losses(book):
    # Counted: Wuxi once, Shenzhen, two projects and the table without a standard.
    whole = {row["等级"]: row for row in rows(book["等级分布"]) if row["评分标准"] == "全部"}
    assert sum(row["重算评分表数"] for row in whole.values()) == 5
    assert (whole["优"]["重算评分表数"], whole["中"]["重算评分表数"], whole["未评"]["重算评分表数"]) == (
        3,
        1,
        1,
    )
    losses = [row["平均失分"] for row in rows(book["失分"])]
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] > 0
    assert len(book["图表"]._charts) == 2


def test_findings_lead_to_their_cells(book, place):
    listed = rows(book["问题清单"])
    found = {
        (one.candidate.name, finding.code, finding.cell)
        for one in map(collect_file, candidates([str(place / "单 位")]))
        for finding in one.findings
    }
    assert len(listed) == len(found)
    sheet = book["问题清单"]
    for row, line in enumerate(sheet.iter_rows(min_row=header_row(sheet) + 1), header_row(sheet) + 1):
        link = sheet.cell(row, 5).hyperlink
        target, location = unquote(link.target), link.location
        assert (place / target).is_file()
        assert posixpath.basename(target) == line[3].value
        assert "!".join(part.strip("'") for part in location.split("!")) == line[4].value


def test_unread(book):
    (row,) = rows(book["未能读取"])
    assert (row["序号"], row["文件"]) == (1, "坏.xlsx")
    assert row["原因和办法"] == "文件是空的（0 字节），请重新导出"


def test_no_text_is_a_formula(book):
    kinds = {cell.data_type for sheet in book for line in sheet.iter_rows() for cell in line}
    assert kinds <= {"s", "n"}
    cells = [cell for line in book["单位排名"].iter_rows() for cell in line if cell.value == EVIL]
    assert [cell.quotePrefix for cell in cells] == [True]


def test_filters_frozen_panes_and_paper(book):
    for sheet in book:
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == ("9", "landscape") or (
            sheet.page_setup.paperSize,
            sheet.page_setup.orientation,
        ) == (9, "landscape")
        if sheet.title == "图表":
            continue
        header = header_row(sheet)
        assert sheet.auto_filter.ref.endswith(str(sheet.max_row))
        assert sheet.freeze_panes.endswith(str(header + 1))
        assert sheet.print_title_rows == f"${header}:${header}"


def test_a_summary_is_not_taken_for_a_unit(place):
    (one,) = candidates([str(place / "汇总.xlsx")])
    assert "汇总结果" in collect_file(one).reason


def test_a_summary_that_would_be_the_same_is_left_alone(tmp_path):
    folder, out = tmp_path / "单位", tmp_path / "汇总.xlsx"
    folder.mkdir()
    unit_workbook(folder / "a.xlsx", "甲局")

    def write():
        with Register(tmp_path / "a.duckdb") as ledger:
            collect(ledger, [str(folder)], here, Task())
            write_summary(ledger, out, force=True)
        return out.stat().st_ino

    first = write()
    assert write() == first
    out.write_bytes(b"changed")
    second = write()
    assert load_workbook(out).sheetnames[0] == "单位排名"
    unit_workbook(folder / "b.xlsx", "乙局")
    assert write() != second
    (folder / "b.xlsx").unlink()
    write()
    assert [row["单位"] for row in rows(load_workbook(out)["单位排名"])] == ["甲局"]


def test_no_more_links_than_a_sheet_takes(tmp_path, monkeypatch):
    monkeypatch.setattr(sheet_writer, "MAX_LINKS", 1)
    folder, out = tmp_path / "单位", tmp_path / "汇总.xlsx"
    folder.mkdir()
    for name in ("a", "b"):
        unit_workbook(folder / f"{name}.xlsx", name)
    with Register(tmp_path / "a.duckdb") as ledger:
        collect(ledger, [str(folder)], here, Task())
        write_summary(ledger, out, force=True)
    cells = [cell for line in load_workbook(out)["单位排名"].iter_rows() for cell in line]
    assert {cell.value for cell in cells} >= {"a.xlsx", "b.xlsx"}
    assert sum(cell.hyperlink is not None for cell in cells) == 1


def test_a_unit_has_one_name_wherever_it_stands(tmp_path):
    """The unit that hands in a project, not the one that carries it out: 丰台's form names both."""
    folder, out = tmp_path / "单位", tmp_path / "汇总.xlsx"
    folder.mkdir()
    our_workbook(folder / "a.xlsx", "fengtai-2023")
    unit_workbook(folder / "b.xlsx", "乙局", total=20)
    with Register(tmp_path / "a.duckdb") as ledger:
        collect(ledger, [str(folder)], here, Task())
        write_summary(ledger, out, force=True)
    book = load_workbook(out)
    for sheet in ("单位排名", "问题清单"):
        named = {(row["文件"], row["单位"]) for row in rows(book[sheet])}
        assert named == {("a.xlsx", "北京市丰台区人民政府外事办公室"), ("b.xlsx", "乙局")}, sheet
    own = book["指标对比－北京市丰台区项目2023"]
    assert any("北京市丰台区人民政府外事办公室" in str(cell.value) for line in own for cell in line)
