"""Plain official tables as a clerk would type them, saved and read back as the review reads them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from openpyxl.utils.cell import coordinate_to_tuple

from tests.workbooks.official.typed import Rows, type_workbook
from workbooks.findings import Finding
from workbooks.official import read_official
from workbooks.official.official_table import OfficialWorkbook
from workbooks.standards.loading import load
from workbooks.standards.model import Indicator, Standard

HEADINGS = ["一级指标", "二级指标", "", "权重", "目标值", "完成值", "打分标准", "自评分", "备注", "扣分原因"]
PROJECT_HEADINGS = [
    "一级指标",
    "二级指标",
    "三级指标",
    "年度指标值",
    "实际完成值",
    "分值",
    "得分",
    "偏差原因分析",
]
PROJECT_MONEY = [
    "项目资金（万元）",
    "",
    "",
    "年初预算数",
    "全年预算数",
    "全年执行数",
    "分值",
    "执行率",
    "得分",
]
_COLUMNS = {"weight": 3, "target": 4, "actual": 5, "score": 7, "remark": 8, "reason": 9}


def read_plain(folder: Path, sheets: Mapping[str, Rows]) -> OfficialWorkbook:
    """Type sheets into a real workbook and read it."""
    return read_official(type_workbook(folder / "表.xlsx", sheets))


def named_table(standard_id: str, share: float = 1.0) -> list[list[object]]:
    """A table with the first indicators of a standard, each with its full weight."""
    standard = load(standard_id)
    rows: list[list[object]] = [
        [standard.title],
        ["一级指标", "二级指标", "三级指标", "分值", "评分标准", "得分"],
    ]
    listed = standard.rows[: round(share * len(standard.rows))]
    for first, second, indicator in listed:
        points = float(indicator.weight)
        rows.append([first.name, second.name, indicator.name, points, "略", points])
    return rows


def coded_table(
    standard: Standard,
    changes: Mapping[str, Mapping[str, Any]],
    own: Mapping[str, Rows] | None = None,
    total: object = None,
) -> list[list[object]]:
    """A table with codes in which every indicator has its full weight, with changes by indicator name.

    A change to nothing (None) leaves the indicator out; `own` holds the unit's rows by second level.
    """
    rows: list[list[object]] = [[f"{standard.year}年度{standard.title}"], HEADINGS]
    for first in standard.indicators:
        rows.append([first.title, "", "", float(first.weight), *[""] * 3, ""])
        for second in first.children:
            place = second.title
            for child in second.children:
                if not isinstance(child, Indicator):
                    typed = list((own or {}).get(second.name, ()))
                elif changes.get(child.name, {}) is None:
                    continue
                else:
                    points = float(child.weight)
                    typed = [[child.code, child.name, points, child.target, "", "", points, "", ""]]
                    for column, value in changes.get(child.name, {}).items():
                        typed[0][_COLUMNS[column] - 1] = value
                for each in typed:
                    rows.append([place, *each])
                    place = ""
    rows.append(["总分", *[""] * 6, total if total is not None else ""])
    return rows


def place_of(finding: Finding, rows: Rows) -> str:
    """Where a finding stands, as a case says it: the row's indicator and the column's heading."""
    row, column = coordinate_to_tuple(finding.cell)
    name = rows[row - 1][2] or rows[row - 1][0]
    return f"{name} {HEADINGS[column - 1]}".strip()
