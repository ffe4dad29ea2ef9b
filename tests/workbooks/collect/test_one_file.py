"""One file as plain data: what is recomputed and why, and what a bad file says."""

from __future__ import annotations

import io
import pickle
import zipfile
from decimal import Decimal
from pathlib import Path

import msoffcrypto.format.ooxml
import pytest

from tests.support.collected import table, unit_workbook
from tests.support.published import write_published
from tests.support.reviewed import our_workbook, plain_workbook
from workbooks.collect import one_file
from workbooks.collect.files import candidates
from workbooks.collect.jobs import Candidate
from workbooks.collect.one_file import collect_file
from workbooks.collect.task import Task
from workbooks.problems import LOG


def collected(path: Path, standard: str | None = None):
    (one,) = candidates([str(path)])
    return collect_file(one, standard)


class TestScores:
    def test_a_table_without_a_standard_is_added_up(self, tmp_path):
        result = collected(unit_workbook(tmp_path / "a.xlsx", "甲局", total=20))
        (one,) = result.tables
        assert (one.unit, one.standard, one.reported_total, one.recomputed_total) == ("甲局", "", 20, 19)
        assert one.basis == "各指标原报得分相加"
        assert [(item.level1, item.level2, item.name, item.weight) for item in one.items][1] == (
            "部门决策", "预算编制", "预算编制规范性", 5,
        )  # fmt: skip
        assert {item.status for item in one.items} == {"printed"}
        assert [finding.code for finding in result.findings] == ["T05"]

    def test_a_score_that_is_not_there_leaves_no_total(self, tmp_path):
        (one,) = collected(unit_workbook(tmp_path / "a.xlsx", "甲局", scores=(5, "", 3, 7))).tables
        assert one.recomputed_total is None
        assert one.basis == "有 1 个指标没有得分，没有总分"
        assert one.items[1].status == "missing"

    def test_a_published_table_takes_the_scores_of_the_findings(self, tmp_path):
        # 预算执行率 90.60 % leaves 1 of 3, 在职人员控制率 over 100 % none of 2; a note divides by 0.95.
        (one,) = collected(write_published("wuxi-2021", tmp_path)).tables
        changed = {item.name: (item.reported, item.recomputed) for item in one.items
                   if item.reported != item.recomputed}  # fmt: skip
        assert changed == {"预算执行率(%)": (3, 1), "在职人员控制率（%）": (2, 0)}
        # The rows add up to 93 as printed, so to 93 - 2 - 2 = 89; 89 / 0.95 = 93.684.
        assert sum(item.reported for item in one.items) == 93
        assert one.recomputed_total == Decimal("93.68")
        assert (one.reported_total, one.standard, one.full_mark) == (Decimal("97.94"), "wuxi-2021", 100)
        assert one.basis.endswith("没有专项资金的除以 0.95")

    @pytest.mark.parametrize("name", ["shenzhen-2021", "heping-2024", "wuxi-2021"])
    def test_a_correct_table_stays_as_printed(self, tmp_path, name):
        (one,) = collected(write_published(name, tmp_path, corrected=True)).tables
        assert one.reported_total == one.recomputed_total
        assert all(item.reported == item.recomputed for item in one.items)

    def test_our_workbook_is_recomputed_from_its_data(self, tmp_path):
        (one,) = collected(our_workbook(tmp_path / "a.xlsx", "shenzhen-2021")).tables
        assert (one.reported_total, one.recomputed_total) == (Decimal("91.3"), Decimal("91.26"))
        assert (one.unit, one.year, one.recomputed_grade) == ("深圳市乡村振兴和协作交流局", 2021, "优")
        assert one.basis == "按填报的数据重算"

    def test_a_workbook_of_several_projects(self, tmp_path):
        tables = collected(our_workbook(tmp_path / "a.xlsx", "project-2020")).tables
        assert [(one.project, one.recomputed_total) for one in tables] == [
            ("公共图书馆免费开放补助（构造）", Decimal("97.30")),
            ("乡镇文化站设备更新（构造）", Decimal("78.92")),
        ]

    def test_two_tables_on_one_sheet(self, tmp_path):
        rows = [*table("甲局"), [], *table("乙局", total=20)]
        result = collected(plain_workbook(tmp_path / "a.xlsx", {"两张": rows}))
        assert [one.reported_total for one in result.tables] == [19, 20]
        assert [finding.code for finding in result.findings] == ["T05"]

    def test_the_standard_asked_for(self, tmp_path):
        path = our_workbook(tmp_path / "a.xlsx", "heping-2024")
        assert collected(path, "heping-2024").state == "read"
        assert "不是“wuxi-2021”的" in collected(path, "wuxi-2021").reason


class TestUnchanged:
    def test_the_hash_it_had_before(self, tmp_path):
        first = collected(unit_workbook(tmp_path / "a.xlsx", "甲局"))
        again = Candidate(first.candidate.path, known_hash=first.hash)
        assert collect_file(again).state == "unchanged"
        assert collect_file(again).tables == ()


def reason(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    result = collected(path)
    assert result.state == "unreadable"
    assert not result.reason.startswith(path.name)
    return result.reason


class TestBadFiles:
    @pytest.fixture
    def good(self, tmp_path):
        return unit_workbook(tmp_path / "好.xlsx", "甲局").read_bytes()

    def test_a_password(self, tmp_path, good):
        locked = io.BytesIO()
        msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(good)).encrypt("1", locked)
        assert "打开密码" in reason(tmp_path / "密.xlsx", locked.getvalue())

    def test_cut_off(self, tmp_path, good):
        assert "重新导出" in reason(tmp_path / "断.xlsx", good[:500])

    def test_empty(self, tmp_path):
        assert "文件是空的" in reason(tmp_path / "空.xlsx", b"")

    def test_another_kind_of_file(self, tmp_path, good):
        assert "内容却是新格式工作簿" in reason(tmp_path / "a.xls", good)
        assert "PDF" in reason(tmp_path / "b.xlsx", b"%PDF-1.4")

    def test_a_bomb(self, tmp_path, good):
        path = tmp_path / "弹.xlsx"
        path.write_bytes(good)
        with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
            package.writestr("xl/media/a.bin", bytes(60 * 2**20))
        assert "不像正常的文件" in reason(path, path.read_bytes())

    def test_nothing_scored(self, tmp_path):
        path = plain_workbook(tmp_path / "通讯录.xlsx", {"表": [["姓名", "办公室"], ["甲", "1"]]})
        assert "没有找到指标评分表" in collected(path).reason

    def test_a_file_on_which_the_program_fails(self, tmp_path, good, monkeypatch):
        def fail(*_):
            raise KeyError("x")

        monkeypatch.setattr(one_file, "review_cells", fail)
        monkeypatch.setenv(LOG, str(tmp_path / "错.log"))
        assert "程序出错（KeyError" in reason(tmp_path / "a.xlsx", good)
        log = (tmp_path / "错.log").read_text("utf-8")
        assert "a.xlsx" in log.splitlines()[0]
        assert log.endswith("KeyError: 'x'\n\n")

    def test_gone_meanwhile(self, tmp_path):
        assert "找不到这个文件" in collect_file(Candidate(str(tmp_path / "a.xlsx"))).reason


def test_macros_are_not_run_and_the_cells_are_read(tmp_path):
    path = unit_workbook(tmp_path / "a.xlsm", "甲局")
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    before = path.read_bytes()
    assert collected(path).state == "read"
    assert path.read_bytes() == before


def test_a_unit_that_looks_like_a_formula(tmp_path):
    (one,) = collected(unit_workbook(tmp_path / "=1+1.xlsx", "=HYPERLINK(1)")).tables
    assert one.unit == "=HYPERLINK(1)"


def test_results_and_work_travel(tmp_path):
    result = collected(unit_workbook(tmp_path / "a.xlsx", "甲局", total=20))
    assert pickle.loads(pickle.dumps(result)) == result
    assert pickle.loads(pickle.dumps(Task("heping-2024", 5))) == Task("heping-2024", 5)
