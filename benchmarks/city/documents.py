"""The tables that plain workbooks are made from: the four published documents, corrected, and a project form.

Where the headings, scores and totals stand is written down from the documents, not read by our own reader,
so that a table it overlooks counts as a defect that was not found.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from benchmarks.city.grids import Grid, Place, Value
from tests.support.published import published


@dataclass(frozen=True)
class Document:
    """A workbook that follows in every figure; `unit` is the name that is replaced by that of each unit."""

    standard: str
    unit: str
    grids: tuple[Grid, ...]

    def value(self, sheet: str, cell: str) -> Value:
        letters = cell.rstrip("0123456789")
        row = int(cell[len(letters) :])
        column = sum((ord(letter) - 64) * 26**power for power, letter in enumerate(reversed(letters)))
        grid = next(grid for grid in self.grids if grid.name == sheet)
        return grid.rows[row - 1][column - 1] if column <= len(grid.rows[row - 1]) else None

    def changed(self, changes: Mapping[Place, Value]) -> Document:
        return replace(self, grids=tuple(_changed(grid, changes) for grid in self.grids))

    def without(self, *sheets: str) -> Document:
        return replace(self, grids=tuple(grid for grid in self.grids if grid.name not in sheets))


def _changed(grid: Grid, changes: Mapping[Place, Value]) -> Grid:
    mine = {cell: value for (sheet, cell), value in changes.items() if sheet == grid.name}
    if not mine:
        return grid
    rows = [
        tuple(mine.get(f"{chr(64 + column)}{number}", value) for column, value in enumerate(row, 1))
        for number, row in enumerate(grid.rows, 1)
    ]
    return replace(grid, rows=tuple(rows))


# Sheet: last row of the headings, columns under one heading, how many of these keep their order.
_LAYOUTS: Mapping[str, tuple[int, tuple[tuple[int, ...], ...], int]] = {
    "评分表": (5, ((1, 2, 3, 4, 5, 6), (7,), (8,), (9,)), 1),
    "表1": (3, ((1,), (2,), (3,)), 1),
    "表2": (3, ((1,), (2,), (3,), (4,), (5,)), 1),
    "评价指标体系": (2, ((1,), (2,), (3,), (4,), (5,), (6,), (7,), (8,)), 3),
    "表1.4.1": (3, ((1,), (2,), (3,), (4,), (5,), (6,), (7,)), 1),
    "附表2": (4, ((1,), (2, 3), (4,), (5,), (6,), (7,), (8,), (9,), (10,), (11,)), 2),
}
_OF_FIGURES = ("表1", "表2", "表1.4.1")
_UNITS = {
    "shenzhen-2021": "深圳市乡村振兴和协作交流局",
    "heping-2024": "天津市和平区人民政府劝业场街道办事处",
    "wuxi-2021": "无锡市人民政府外事办公室",
    "fengtai-2023": "区政府外办",
}


def published_document(name: str) -> Document:
    """A published document, corrected by hand where its own figures do not follow."""
    content = published(name)
    grids = []
    for sheet in content["sheets"]:
        width = max(map(len, sheet["rows"]))
        rows = tuple(tuple(row) + (None,) * (width - len(row)) for row in sheet["rows"])
        header, groups, fixed = _LAYOUTS.get(sheet["name"], (0, (), 0))
        leading = sheet["name"] in _OF_FIGURES
        grids.append(Grid(sheet["name"], rows, tuple(sheet["merged"]), header, groups, fixed, leading))
    fixed_cells = {(each["sheet"], each["cell"]): each["value"] for each in content["corrected"]}
    return Document(name, _UNITS[name], tuple(grids)).changed(fixed_cells)


def project_document(chance: random.Random) -> Document:
    """The national project form with figures of its own, scored by its rule here and now.

    ≥: full points if met, otherwise in proportion; execution: min(10, spent ÷ budget × 10).
    """
    unit = "示例市文化局（构造）"
    total_budget, own = chance.randint(40, 400), chance.choice((0, 10, 20))
    spent = Decimal(chance.randint(70, 100)) / 100 * total_budget
    spent_own = own if spent > own else 0
    execution = _round(spent / total_budget * 10)
    rows: list[list[Value]] = [
        ["项目支出绩效自评表"],
        ["（2020年度）"],
        ["项目名称", None, None, "公共文化服务补助（构造）"],
        ["主管部门", None, None, "示例市人民政府", None, "实施单位", None, unit],
        ["项目资金\n（万元）", None, None, "年初预算数", "全年预算数", "全年执行数",
         "分值", "执行率", "得分"],
        [None, "年度资金总额", None, total_budget, total_budget, float(spent), 10,
         f"{_round(spent / total_budget * 100)}%", float(execution)],
        [None, "其中：当年财政拨款", None, total_budget - own, total_budget - own,
         float(spent - spent_own), "—", None, "—"],
        [None, "上年结转资金", None, 0, 0, 0, "—", None, "—"],
        [None, "其他资金", None, own, own, spent_own, "—", None, "—"],
        ["年度总体目标", "预期目标", None, None, None, "实际完成情况"],
        [None, "改善群众文化活动条件。", None, None, None, "按计划改善了群众文化活动条件。"],
        ["绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分",
         "偏差原因分析及改进措施"],
    ]  # fmt: skip
    total = execution
    for place in _PROJECT_ROWS:
        first, second, name, points, unit_of_measure = place
        target = chance.randint(10, 90)
        done = target if chance.random() < 0.6 else chance.randint(target * 7 // 10, target + 2)
        score = _round(Decimal(points) * min(Decimal(1), Decimal(done) / target))
        total += score
        reason = None if score == points else "部分任务推迟到次年完成"
        rows.append([None, first, second, name, f"≥{target}{unit_of_measure}", f"{done}{unit_of_measure}",
                     points, float(score), reason])  # fmt: skip
    rows.append(["总分", None, None, None, None, None, 100, float(total)])
    width = max(map(len, rows))
    grid = Grid("项目自评表", tuple(tuple(row) + (None,) * (width - len(row)) for row in rows))
    return Document("project-2020", unit, (grid,))


_PROJECT_ROWS = (
    ("产出指标", "数量指标", "举办群众文化活动", 10, "场"),
    (None, None, "新增馆藏图书", 10, "册"),
    (None, "质量指标", "活动验收合格率", 10, "%"),
    (None, "时效指标", "按期完成活动", 10, "场"),
    (None, "成本指标", "低于预算的活动", 10, "场"),
    ("效益指标", "社会效益指标", "受益乡镇", 15, "个"),
    (None, "可持续影响指标", "续办的活动", 15, "场"),
    ("满意度指标", "服务对象满意度指标", "群众满意度", 10, "%"),
)


def _round(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def documents(chance: random.Random) -> list[Callable[[], Document]]:
    """What a plain workbook may be made from, each with its own chance."""
    made = [published_document(name) for name in _UNITS]
    return [*(lambda document=document: document for document in made), lambda: project_document(chance)]
