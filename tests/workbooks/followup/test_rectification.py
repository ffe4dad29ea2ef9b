"""问题整改台账: what people typed stays, whatever a later run finds, by cases."""

from __future__ import annotations

import json
from datetime import date

import pytest
from openpyxl import load_workbook

from tests.support.cases import load
from workbooks.followup.rectification import HEADINGS, SHEET, TYPED
from workbooks.followup.rectifying import begin_register, renew_register
from workbooks.problems import InputError

CASES = load("rectification.yaml")["cases"]
FIRST, THEN = date(2025, 3, 1), date(2025, 4, 1)
COLUMN = {heading: number for number, heading in enumerate(HEADINGS, 1)}


def checked(path, files):
    """The output of `check --json` for these files."""
    told = []
    for name, findings in files.items():
        if findings == "读不了":
            told.append({"file": name, "status": "unread", "error": "坏了"})
            continue
        listed = [
            {"code": code, "level": "错误", "sheet": "附表", "cell": cell, "message": message}
            for code, cell, message in findings
        ]
        told.append({"file": f"D:\\交来\\{name}", "findings": listed})
    path.write_text(json.dumps({"files": told}, ensure_ascii=False), encoding="utf-8")
    return str(path)


def fill_in(path):
    """Type into every column that is people's, in every row, and a row of their own below."""
    book = load_workbook(path)
    sheet = book[SHEET]
    last = sheet.max_row
    for row in range(4, last + 1):
        for heading in TYPED:
            sheet.cell(row, COLUMN[heading]).value = f"{heading}{row}"
    sheet.cell(last + 1, COLUMN["问题"]).value = "领导交办的一项"
    sheet.cell(last + 1, COLUMN["整改措施"]).value = "另行报告"
    book.save(path)
    return last + 1


def rows_of(path):
    sheet = load_workbook(path)[SHEET]
    return {
        row: {h: sheet.cell(row, c).value for h, c in COLUMN.items()} for row in range(4, sheet.max_row + 1)
    }


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(tmp_path, case):
    path = tmp_path / "整改台账.xlsx"
    begin_register([checked(tmp_path / "一.json", case["first"])], path, today=FIRST)
    own = fill_in(path)
    renewed = renew_register([checked(tmp_path / "二.json", case["then"])], path, today=THEN)
    assert renewed.as_json() == case["counts"]
    rows = rows_of(path)
    assert (rows[own]["问题"], rows[own]["整改措施"], rows[own]["复核情况"]) == (
        "领导交办的一项",
        "另行报告",
        None,
    )
    listed = [row for row in rows if row != own and rows[row]["问题"]]
    assert len(listed) == len(case["rows"])
    for row, (problem, state, cell, typed) in zip(listed, case["rows"], strict=True):
        assert rows[row]["问题"] == problem
        assert state in rows[row]["复核情况"]
        assert rows[row]["单元格"] == cell
        assert [rows[row][heading] for heading in TYPED] == [f"{h}{row}" if typed else None for h in TYPED]


def test_columns_may_be_moved_and_a_state_that_was_typed_stays(tmp_path):
    path, source = (
        tmp_path / "台账.xlsx",
        checked(tmp_path / "一.json", {"甲.xlsx": [["T05", "F9", "总分不对"]]}),
    )
    begin_register([source], path, today=FIRST)
    book = load_workbook(path)
    book[SHEET].cell(4, COLUMN["复核情况"]).value = "处长：已销号"
    book[SHEET].insert_cols(3)
    book[SHEET].cell(3, 3).value = "科室"
    book[SHEET].cell(4, 3).value = "综合科"
    book.save(path)
    renew_register([source], path, today=THEN)
    sheet = load_workbook(path)[SHEET]
    assert [sheet.cell(4, 3).value, sheet.cell(4, 4).value] == ["综合科", "总分不对"]
    assert sheet.cell(4, COLUMN["复核情况"] + 1).value == "处长：已销号"


def test_levels_and_the_last_day_it_was_gone(tmp_path):
    path = tmp_path / "台账.xlsx"
    source = tmp_path / "一.json"
    found = [
        {"code": "T05", "level": level, "sheet": "附表", "cell": f"F{row}", "message": "说明"}
        for row, level in enumerate(("错误", "缺失", "提示"), 1)
    ]
    source.write_text(json.dumps({"files": [{"file": "甲.xlsx", "findings": found}]}), encoding="utf-8")
    assert begin_register([str(source)], path, levels=("错误", "缺失"), today=FIRST).new == 2
    source.write_text(json.dumps({"files": [{"file": "甲.xlsx", "findings": []}]}), encoding="utf-8")
    renew_register([str(source)], path, today=FIRST)
    renew_register([str(source)], path, today=THEN)
    assert {row["复核情况"] for row in rows_of(path).values()} == {f"没有再查出（{FIRST}）"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "第 1 行"),
        ("[]", "没有 files"),
        ('{"files": [{}]}', "第 1 项没有 file"),
        ('{"files": [{"file": "甲.xlsx"}]}', "第 1 项没有 findings"),
        ('{"files": [{"file": "甲.xlsx", "findings": [{"code": "T05"}]}]}', "第 1 个发现不完整"),
    ],
)
def test_json_that_is_no_review_is_refused(tmp_path, content, words):
    (tmp_path / "坏.json").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=words):
        begin_register([str(tmp_path / "坏.json")], tmp_path / "台账.xlsx")
    assert not (tmp_path / "台账.xlsx").exists()


def test_a_workbook_that_is_no_register_is_left_as_it_is(tmp_path):
    source = checked(tmp_path / "一.json", {"甲.xlsx": [["T05", "F9", "总分不对"]]})
    path = tmp_path / "台账.xlsx"
    begin_register([source], path, today=FIRST)
    book = load_workbook(path)
    book[SHEET].cell(3, COLUMN["期限"]).value = "时限"
    book.save(path)
    before = path.read_bytes()
    with pytest.raises(InputError, match="缺少栏目“期限”"):
        renew_register([source], path)
    assert path.read_bytes() == before
    with pytest.raises(InputError, match="--update"):
        begin_register([source], path)
