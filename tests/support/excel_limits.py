"""What Excel refuses or shows wrongly and no schema says: limits of lengths, names, formats, calculation.

From Microsoft's «Excel specifications and limits», «Names in formulas» and [MS-OI29500]; a fault is a line.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree
from openpyxl.utils.cell import range_boundaries

from workbooks.files.xlsx import CALCULATED_BY, MAIN

LONGEST_FORMULA, LONGEST_LITERAL, DEEPEST, LONGEST_TEXT = 8192, 255, 64, 32_767
LONGEST_NAME, LONGEST_SHEET, LONGEST_HEADER, LONGEST_RULE = 255, 31, 255, 255
_VALIDATION = {"errorTitle": 32, "error": 255, "promptTitle": 32, "prompt": 255}
_LITERAL = re.compile(r'"(?:[^"]|"")*"')
_QUOTED_SHEET = re.compile(r"'(?:[^']|'')*'")
_NAME = re.compile(r"[^\W\d][\w.\\?]*")
_LIKE_A_CELL = re.compile(r"(?i)[A-Z]{1,3}[0-9]{1,7}|R[0-9]*C[0-9]*|[RC][0-9]*|TRUE|FALSE")
# Excel shows the point of 0.## even where no digit follows: "5.".
_BARE_POINT = re.compile(r"\.#+(?![0-9?])")
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_Q = f"{{{MAIN}}}"


def limit_faults(path: Path, calculated: bool = True, charts: bool = True) -> list[str]:
    """What in a workbook is beyond what Excel takes.

    `calculated`: the file is ours as a whole, so Excel must show its results; `charts`: they are openpyxl's.
    """
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name.endswith(".xml")}
    faults: list[str] = []
    for name, content in parts.items():
        root = etree.fromstring(content)
        if name.startswith("xl/worksheets/"):
            faults += (f"{name} {fault}" for fault in _in_sheet(root, calculated))
        elif name == "xl/workbook.xml":
            faults += _in_workbook(root, calculated)
        elif name == "xl/styles.xml":
            codes = (str(each.get("formatCode")) for each in root.iter(f"{_Q}numFmt"))
            faults += (f"number format {code}" for code in codes if _BARE_POINT.search(code))
        elif name.startswith("xl/charts/chart") and charts:
            faults += (f"{name} {fault}" for fault in _in_chart(root))
    return faults


def formula_faults(formula: str) -> Iterator[str]:
    """What is beyond the limits in one formula."""
    if len(formula) > LONGEST_FORMULA:
        yield f"formula of {len(formula)} characters"
    # Of the hundred thousand formulas of our files few can be beyond: only those are taken apart.
    if len(formula) > LONGEST_LITERAL:
        for literal in _LITERAL.findall(formula):
            if len(literal[1:-1].replace('""', '"')) > LONGEST_LITERAL:
                yield f"text of {len(literal)} characters in a formula"
    if formula.count("(") <= DEEPEST:
        return
    depth = deepest = 0
    for char in _QUOTED_SHEET.sub("", _LITERAL.sub("", formula)):
        depth += (char == "(") - (char == ")")
        deepest = max(deepest, depth)
    if deepest > DEEPEST:
        yield f"formula nested {deepest} deep"


def name_faults(name: str) -> Iterator[str]:
    """What is wrong with a defined name."""
    if not name.startswith("_xlnm.") and (not _NAME.fullmatch(name) or _LIKE_A_CELL.fullmatch(name)):
        yield f"name {name}"
    if len(name) > LONGEST_NAME:
        yield f"name of {len(name)} characters"


def _in_sheet(root: Any, calculated: bool) -> Iterator[str]:
    merged = [range_boundaries(str(each.get("ref"))) for each in root.iter(f"{_Q}mergeCell")]
    for cell in root.iter(f"{_Q}c"):
        place, formula = cell.get("r"), cell.find(f"{_Q}f")
        texts = "".join(cell.itertext(f"{_Q}t"))
        if len(texts) > LONGEST_TEXT:
            yield f"{place} text of {len(texts)} characters"
        if formula is None:
            continue
        yield from (f"{place} {fault}" for fault in formula_faults(formula.text or ""))
        if calculated and not cell.findtext(f"{_Q}v") and cell.get("t") != "str":
            yield f"{place} formula without its result"
        if formula.get("t") == "array":
            area = range_boundaries(str(formula.get("ref")))
            if any(_meet(area, each) for each in merged):
                yield f"{place} array formula in merged cells"
    for rule in root.iter(f"{_Q}dataValidation"):
        for attribute, most in _VALIDATION.items():
            if len(rule.get(attribute, "")) > most:
                yield f"validation {rule.get('sqref')} {attribute} of {len(rule.get(attribute))} characters"
        for formula in (*rule.iter(f"{_Q}formula1"), *rule.iter(f"{_Q}formula2")):
            if len(formula.text or "") > LONGEST_RULE:
                yield f"validation {rule.get('sqref')} formula of {len(formula.text)} characters"
    for kind in ("oddHeader", "oddFooter", "evenHeader", "evenFooter"):
        for text in root.iter(f"{_Q}{kind}"):
            if len(text.text or "") > LONGEST_HEADER:
                yield f"{kind} of {len(text.text)} characters"
    for rule in root.iter(f"{_Q}cfRule"):
        for formula in rule.iter(f"{_Q}formula"):
            yield from (f"conditional format {fault}" for fault in formula_faults(formula.text or ""))


def _in_workbook(root: Any, calculated: bool) -> Iterator[str]:
    titles = [str(sheet.get("name")) for sheet in root.iter(f"{_Q}sheet")]
    for title in titles:
        if not title or len(title) > LONGEST_SHEET or re.search(r"[\[\]:*?/\\]|^'|'$", title):
            yield f"sheet {title}"
    if len({title.casefold() for title in titles}) < len(titles):
        yield "two sheets of one name"
    for name in root.iter(f"{_Q}definedName"):
        yield from name_faults(str(name.get("name")))
        yield from (f"name {name.get('name')} {fault}" for fault in formula_faults(name.text or ""))
    if not calculated:
        return
    settings = root.find(f"{_Q}calcPr")
    if settings is None or settings.get("calcId") != str(CALCULATED_BY):
        yield "Excel calculates the file anew: calcId"
    elif settings.get("fullCalcOnLoad", "0") not in ("0", "false"):
        yield "Excel calculates the file anew: fullCalcOnLoad"


def _in_chart(root: Any) -> Iterator[str]:
    for title in root.iter(f"{_CHART}title"):
        overlay = title.find(f"{_CHART}overlay")
        if overlay is None or overlay.get("val") not in ("0", "false"):
            yield f"a title over the plot: {''.join(title.itertext())}"


def _meet(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
