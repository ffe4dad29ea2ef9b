"""Workbooks built by this tool: one for each standard and defect, filled with the published figures.

The figures that the documents themselves get wrong are put right first; the copies differ in their unit.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from openpyxl import load_workbook

from addin.demo import EXAMPLES
from addin.filling import fill
from benchmarks.city.defects import ERROR, MISSING, Defect
from benchmarks.city.grids import zipped
from udfs.expression import Figure
from workbooks.filing.data_file import Filing, Reported, read_filing
from workbooks.filing.lines import OwnRow
from workbooks.standards.library import available
from workbooks.standards.loading import load

_CORE = "docProps/core.xml"
_TIME = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_OFF = Decimal("1.37")
_FIXED: Mapping[str, Mapping[str, Figure]] = {
    "shenzhen-2021": {"表1_日常公用经费_调整": Decimal("1022149.78")}
}
# 无锡: 履职 adds up to 45; 丰台: all rows add up to 100.
_WEIGHTS: Mapping[str, Mapping[str, Mapping[str, Decimal]]] = {
    "wuxi-2021": {"市政府目标": {"211": Decimal(5), "212": Decimal(5)}},
    "fengtai-2023": {
        "社会效益指标": {"青少年友好交流活动": Decimal(5), "国际交往中心功能建设": Decimal(5)},
        "可持续影响指标": {"优化国际语言环境建设": Decimal(5), "国际交往中心功能建设": Decimal(5)},
    },
}
_REQUIRED = {
    "shenzhen-2021": "固定资产_利用率",
    "heping-2024": "固定资产_总额",
    "wuxi-2021": "人员_编制",
    "fengtai-2023": "资金总额_全年执行",
    "project-2020": "资金总额_全年执行",
}
_NEGATIVE = {
    "shenzhen-2021": "三公经费_预算",
    "heping-2024": "公用经费_预算",
    "wuxi-2021": "三公经费_预算",
}
_ALONE = {"wuxi-2021": "管理规范", "shenzhen-2021": "项目监管", "heping-2024": "预算执行情况"}


@dataclass(frozen=True)
class OwnTemplate:
    """A workbook of ours, the unit in it, and its defect (without codes: it follows); built when used."""

    standard: str
    unit: str
    name: str
    codes: tuple[str, ...]
    level: str
    key: str
    filing: Filing

    def of(self, unit: str) -> bytes:
        """The workbook of another unit."""
        old, new = self.unit.encode(), unit.encode()
        parts, _ = self._built
        return zipped({name: content.replace(old, new) for name, content in parts.items()})

    @property
    def defect(self) -> Defect | None:
        """What is wrong in it."""
        return self._built[1]

    @cached_property
    def _built(self) -> tuple[Mapping[str, bytes], Defect | None]:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "own.xlsx"
            fill(load(self.standard), self.filing, path)
            with zipfile.ZipFile(path) as archive:
                parts = {part: archive.read(part) for part in archive.namelist()}
            # When it was made must not make one city differ from the next.
            parts[_CORE] = _TIME.sub(b"2024-01-01T00:00:00Z", parts[_CORE])
            if not self.codes:
                return parts, None
            also = _FOLLOWS.get(self.name, ())
            return parts, Defect(self.name, self.level, self.codes, _places(path, self.key), also=also)


@cache
def own_templates() -> tuple[OwnTemplate, ...]:
    """Every standard, without a defect and with each."""
    return tuple(template for standard in available() for template in _templates(standard))


def _templates(standard_id: str) -> Iterator[OwnTemplate]:
    clean = _clean(read_filing(EXAMPLES / f"{standard_id}.yaml", load(standard_id)))
    for variant in _variants(standard_id, clean):
        yield OwnTemplate(standard_id, clean.unit, *variant)


# Scores that cannot be worked out show as error values on the other sheets of the workbook.
_FOLLOWS = {"负数": ("S01", "R01", "R02", "R03"), "缺少数据项": ("U01",)}


def _variants(standard: str, clean: Filing) -> Iterator[tuple[str, tuple[str, ...], str, str, Filing]]:
    yield "", (), "", "", clean
    yield "缺少数据项", ("D01",), MISSING, _REQUIRED[standard], _with(clean, {_REQUIRED[standard]: None})
    if standard in _NEGATIVE:
        key = _NEGATIVE[standard]
        yield "负数", ("D03",), ERROR, key, _with(clean, {key: Decimal(-1)})
    wrong = _reported(clean, Reported(total=_OFF))
    yield "报出的总分不等于各指标得分之和", ("S03",), ERROR, "", wrong
    if standard in _ALONE:
        wrong = _reported(clean, Reported(items={_ALONE[standard]: _OFF}))
        yield "报出的得分与评分标准不符", ("S02",), ERROR, "", wrong


def _clean(filing: Filing) -> Filing:
    fixed = _FIXED.get(_id(filing), {})
    weights = _WEIGHTS.get(_id(filing), {})

    def form(each: Filing) -> Filing:
        rows = {
            group: [_right(row, weights.get(group, {})) for row in listed]
            for group, listed in each.rows.items()
        }
        return replace(each, rows=rows, reported=Reported())

    projects = tuple(form(project) for project in filing.projects)
    return replace(form(filing), projects=projects, data={**filing.data, **fixed}, ledger=None)


def _id(filing: Filing) -> str:
    return next(
        name
        for name in available()
        if f"unit: {filing.unit}\n" in (EXAMPLES / f"{name}.yaml").read_text("utf-8")
    )


def _right(row: OwnRow, weights: Mapping[str, Decimal]) -> OwnRow:
    figures = dict(row.figures)
    weight = weights.get(row.code) or weights.get(row.name)
    if weight is not None:
        for key in ("权重", "分值", "认定得分", "完成值", "指标值"):
            if isinstance(figures.get(key), Decimal):
                figures[key] = weight
    return replace(row, figures=figures, reported=None)


def _with(filing: Filing, data: Mapping[str, Figure]) -> Filing:
    if not filing.projects:
        return replace(filing, data={**filing.data, **data})
    first = replace(filing.projects[0], data={**filing.projects[0].data, **data})
    return replace(filing, projects=(first, *filing.projects[1:]))


def _reported(filing: Filing, reported: Reported) -> Filing:
    if not filing.projects:
        return replace(filing, reported=reported)
    first = replace(filing.projects[0], reported=reported)
    return replace(filing, projects=(first, *filing.projects[1:]))


def _places(path: Path, key: str) -> tuple[tuple[str, str], ...]:
    """The cell with a defined name, or those that show the wrong figure, as openpyxl sees them."""
    book = load_workbook(path)
    if not key:
        return tuple(
            (sheet.title, cell.coordinate)
            for sheet in book
            for row in sheet.iter_rows()
            for cell in row
            if cell.value == float(_OFF)
        )
    named = [book.defined_names.get(key), *(sheet.defined_names.get(key) for sheet in book.worksheets[:2])]
    found = [name for name in named if name is not None]
    return tuple((sheet, cell.replace("$", "")) for name in found for sheet, cell in name.destinations)
