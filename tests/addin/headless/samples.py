"""Workbooks the tests open: built with openpyxl, results put beside the formulas as Excel saves them."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
import xlwings as xw
from lxml import etree
from openpyxl import Workbook

# xlwings 0.37.1 and later need Python 3.11; on 3.10 the members added since then do not exist.
since_0_37_8 = pytest.mark.skipif(
    tuple(map(int, xw.__version__.split(".")[:3])) < (0, 37, 8), reason="xlwings 太旧，没有这个成员"
)

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

Result = tuple[str, str]  # the cell's type attribute and the text of its value element


def save_with_results(workbook: Workbook, path: Path, results: Mapping[str, Mapping[str, Result]]) -> Path:
    """Save, then write each result into its formula cell; sheets by title."""
    workbook.save(path)
    parts = {f"xl/worksheets/sheet{n}.xml": ws.title for n, ws in enumerate(workbook.worksheets, 1)}
    with zipfile.ZipFile(path) as source:
        entries = {name: source.read(name) for name in source.namelist()}
    for part, title in parts.items():
        entries[part] = _with_results(entries[part], results.get(title, {}))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in entries.items():
            target.writestr(name, content)
    return path


def _with_results(sheet: bytes, results: Mapping[str, Result]) -> bytes:
    root = etree.fromstring(sheet)
    for cell in root.iter(f"{MAIN}c"):
        if cell.find(f"{MAIN}f") is None:
            continue
        for old in cell.findall(f"{MAIN}v"):
            cell.remove(old)
        kind, text = results.get(str(cell.get("r")), ("n", None))
        if text is not None:
            cell.set("t", kind)
            etree.SubElement(cell, f"{MAIN}v").text = text
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def form() -> Workbook:
    """A small 附表: two leading blank rows, a merged title, formulas, names and a sheet name with a blank."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "附 表"
    sheet["B3"] = "部门整体支出绩效自评表"
    sheet.merge_cells("B3:E3")
    for column, heading in enumerate(("三级指标", "分值", "完成值", "得分"), 2):
        sheet.cell(4, column, heading)
    for row, (name, weight) in enumerate(
        (("公用经费控制率", 6), ("预算执行率", 10), ("政府采购执行率", 2)), 5
    ):
        sheet.cell(row, 2, name)
        sheet.cell(row, 3, weight)
        sheet.cell(row, 5, f"=MIN(C{row},C{row}*D{row})")
    sheet["D5"], sheet["D6"] = 0.9, 1
    sheet["B8"], sheet["E8"] = "合计", "=SUM(E5:E7)"
    data = workbook.create_sheet("数据")
    data["A1"], data["B1"], data["C1"] = "数据项", "数值", "单位"
    data["A2"], data["B2"], data["C2"] = "三公经费_预算", 8.43, "万元"
    return workbook
