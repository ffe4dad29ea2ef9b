"""Blank official forms of the five standards as their bureaus send them out.

Those of the documents are made of the shared material at run time; `plain_form` needs none of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.support.blank_forms import blank_form
from tests.support.examples import example
from tests.support.places import SHARED
from workbooks.filing.data_file import Filing
from workbooks.review.recognition import level_key
from workbooks.standards.loading import load
from workbooks.standards.model import Standard

FACTS = SHARED / "seeds" / "facts.json"
_OURS = ("情景", "图表")
GOALS = ("预期目标", "实际完成情况")


def plain_form(name: str, path: Path) -> Path:
    """Our own likeness of a form, emptied, with as many rows of the unit's own as its example has."""
    path.write_bytes(_plain_form(name))
    return path


@cache
def _plain_form(name: str) -> bytes:
    """Made once in a process: whoever changes it has a copy."""
    standard, filing = load(name), example(name)
    first = Filing(projects=filing.projects[:1]) if standard.projects else filing
    with TemporaryDirectory() as folder:
        path = Path(folder) / "空表.xlsx"
        blank_form(standard, first, path)
        workbook = load_workbook(path)
        for title in workbook.sheetnames:
            if title.startswith(_OURS):
                del workbook[title]
        sheet = workbook.worksheets[0]
        for area in [area for area in sheet.merged_cells.ranges if area.min_col > sheet.max_column]:
            sheet.unmerge_cells(str(area))
        workbook.save(path)
        return path.read_bytes()


def document(name: str) -> dict[str, Any]:
    documents = json.loads(FACTS.read_text(encoding="utf-8"))["documents"]
    return dict(next(one for one in documents if one["id"] == name))


def _merge_down(sheet: Worksheet, first: int, column: int, values: Sequence[object]) -> None:
    """Write values down a column; neighbours that are the same are one merged cell."""
    row = first
    for value, run in groupby(values):
        last = row + len(list(run)) - 1
        if value:
            sheet.cell(row, column, value)
            if last > row:
                sheet.merge_cells(start_row=row, start_column=column, end_row=last, end_column=column)
        row = last + 1


def _department(facts: dict[str, Any], path: Path) -> Path:
    """Three levels of indicators with their sentences, a total and a grade."""
    sheet = Workbook().active
    sheet.title = "评分表"
    sheet.append([facts["title"]])
    sheet.append(["部门（单位）名称："])
    sheet.append(["一级指标", "二级指标", "三级指标", "分值", "指标说明", "评分标准", "得分", "扣分原因"])
    rows = facts["indicators"]
    for number, row in enumerate(rows, 4):
        texts = [row["l3"], float(row["weight"]), row.get("explanation"), row["standard"]]
        for column, value in enumerate(texts, 3):
            sheet.cell(number, column, value)
    _merge_down(sheet, 4, 1, [row["l1"] for row in rows])
    _merge_down(sheet, 4, 2, [row["l2"] for row in rows])
    sheet.append(["综合评分"])
    sheet.append(["评分等级"])
    sheet.parent.save(path)
    return path


def _wuxi(standard: Standard, path: Path) -> Path:
    """Sections, codes, targets; the rows of the unit's own goals are blank."""
    facts = document("WX")
    own = {level_key(s.name) for first in standard.indicators for s in first.children if s.has_own_rows}
    sheet = Workbook().active
    sheet.title = "附表2"
    sheet.append([facts["title"]])
    sheet.append(["预算部门（单位）名称："])
    heads = ["一级指标", "二级指标", None, "权重", "2021年目标值", "2021年完成值", "指标解释", "打分标准"]
    sheet.append([*heads, "自评分", "备注", "扣分原因"])
    sheet.merge_cells("B3:C3")
    number = 4
    for part, rows in groupby(facts["indicators"], key=lambda row: row["part"]):
        section = next(one for one in facts["sections"] if one["name"] == part)
        sheet.cell(number, 1, part)
        sheet.cell(number, 4, float(section["weight"]))
        lines = list(rows)
        for at, row in enumerate(lines, number + 1):
            blank = level_key(row["l1"]) in own
            texts = (
                [None] * 4 if blank else [row["code"], row["l2"], float(row["weight"]), row["target"] or None]
            )
            for column, value in enumerate([*texts, None, row["explanation"], row["standard"]], 2):
                sheet.cell(at, column, value)
        _merge_down(sheet, number + 1, 1, [row["l1"] for row in lines])
        number += len(lines) + 1
    sheet.cell(number, 1, "总　分")
    for at, note in enumerate(facts["footnotes"], number + 1):
        sheet.cell(at, 1, note)
    sheet.parent.save(path)
    return path


def _project(
    title: str, notes: Sequence[str], fields: Sequence[Sequence[str]], path: Path, rows: int
) -> Path:
    """The form of one project: names, money block, goals, indicators with placeholders."""
    sheet = Workbook().active
    sheet.title = "自评表"
    sheet.append([title])
    sheet.append(["（     年度）"])
    for line in fields:
        sheet.append([line[0], None, None, None, *([line[1]] if len(line) > 1 else [])])
    heading = [
        "项目资金（万元）",
        None,
        None,
        "年初预算数",
        "全年预算数",
        "全年执行数",
        "分值",
        "执行率",
        "得分",
    ]
    sheet.append(heading)
    for number, label in enumerate(("年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金")):
        sheet.append([None, label, *[None] * 4, *([10] if number == 0 else ["—", "—", "—"])])
    sheet.append(["年度总体目标", GOALS[0], None, None, None, GOALS[1]])
    sheet.append([])
    top = sheet.max_row + 2
    heads = ["绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"]
    for column, text in enumerate([*heads, "偏差原因分析及改进措施"], 1):
        sheet.cell(top, column, text)
    levels = (
        *(("产出指标", name) for name in ("数量指标", "质量指标", "时效指标", "成本指标")),
        *(("效益指标", f"{name}指标") for name in ("经济效益", "社会效益", "生态效益", "可持续影响")),
        ("满意度指标", "服务对象满意度指标"),
    )
    lines = [(*level, f"指标{number}：") for level in levels for number in range(1, rows + 1)]
    _merge_down(sheet, top + 1, 2, [first for first, _, _ in lines])
    _merge_down(sheet, top + 1, 3, [second for _, second, _ in lines])
    for at, (_, _, name) in enumerate(lines, top + 1):
        sheet.cell(at, 4, name)
    end = top + len(lines) + 1
    sheet.cell(end, 1, "总分")
    for at, note in enumerate(notes, end + 1):
        sheet.cell(at, 1, note)
    sheet.parent.save(path)
    return path


def official_form(standard: Standard, path: Path, rows: int = 4) -> Path:
    """A blank form as the bureau of a standard sends it out, made of the shared material."""
    makers: dict[str, Callable[[], Path]] = {
        "shenzhen-2021": lambda: _department(document("SZ"), path),
        "heping-2024": lambda: _department(document("TJ"), path),
        "wuxi-2021": lambda: _wuxi(standard, path),
        "fengtai-2023": lambda: _project(
            document("FT")["title"], document("FT")["footnotes"], standard.form.head.fields, path, rows
        ),
        "project-2020": lambda: _project(standard.title, (), standard.form.head.fields, path, rows),
    }
    return makers[standard.id]()
