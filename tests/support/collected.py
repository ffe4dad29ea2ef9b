"""Folders of workbooks to collect, small and quick to write."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.support.reviewed import plain_workbook

ROWS: tuple[tuple[object, ...], ...] = (
    ("预算编制", "预算编制合理性", 5, 5),
    ("预算编制", "预算编制规范性", 5, 4),
    ("目标设置", "绩效目标完整性", 3, 3),
    ("目标设置", "绩效指标明确性", 7, 7),
)


def table(unit: str, scores: Sequence[object] = (5, 4, 3, 7), total: object = 19) -> list[list[object]]:
    """A plain table of a unit: four indicators of 20 points, and a printed total."""
    head: list[list[object]] = [["部门整体绩效评价指标评分表"], [f"填报单位：{unit}"]]
    head.append(["一级指标", "二级指标", "三级指标", "分值", "得分"])
    rows = [["部门决策", *row[:3], score] for row, score in zip(ROWS, scores, strict=True)]
    return [*head, *rows, ["合计", "", "", 20, total]]


def unit_workbook(path: Path, unit: str, scores: Sequence[object] = (5, 4, 3, 7), total: object = 19) -> Path:
    """A workbook with that table."""
    return plain_workbook(path, {"评分表": table(unit, scores, total)})


def unit_folder(parent: Path, count: int) -> Path:
    """A new folder 单位 with so many of these workbooks: 0.xlsx of 第0局, 1.xlsx of 第1局 …"""
    folder = parent / "单位"
    folder.mkdir()
    for number in range(count):
        unit_workbook(folder / f"{number}.xlsx", f"第{number}局")
    return folder
