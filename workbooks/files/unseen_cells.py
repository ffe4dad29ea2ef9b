"""Conditional formats put into the bytes of a sheet, by which #N/A is not seen while a cell is not begun."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from xml.parsers import expat

from udfs.records import dataclass
from workbooks.files.package import parse, to_bytes
from workbooks.files.spliced_cells import is_utf8
from workbooks.files.xlsx import MAIN
from workbooks.files.xml_text import in_attribute, in_text

UNBEGUN = "AND(ISNA({cell}),"
"""How the conditions begin that we write; by that those of an earlier time are found again."""
_BEFORE = frozenset(
    {
        *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr"),
        *("sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate"),
        *("customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting"),
    }
)
"""What stands before the conditional formats of a sheet, and they."""
_WITHIN_SHEET = 2


@dataclass
class _Found:
    """What a sheet has of conditional formats, by the bytes; `at` is where more of them may follow."""

    at: int = 0
    priority: int = 0
    ours: list[tuple[int, int]] = field(default_factory=list)


def unseen_while_unbegun(content: bytes, conditions: Sequence[tuple[str, str, int]]) -> bytes:
    """A sheet with conditional formats (area, formula, number of the format) in the place of those of ours.

    Every other byte stays as it is, unless the sheet is written in another encoding than UTF-8.
    """
    if not is_utf8(content):
        content = to_bytes(parse(content))
    found = _found(content)
    new = [
        f'<conditionalFormatting xmlns="{MAIN}" sqref="{in_attribute(area)}">'
        f'<cfRule type="expression" dxfId="{number}" priority="{found.priority + count}">'
        f"<formula>{in_text(formula)}</formula></cfRule></conditionalFormatting>"
        for count, (area, formula, number) in enumerate(conditions, 1)
    ]
    parts, at = list[bytes](), 0
    for first, last in (*found.ours, (found.at, found.at)):
        parts.append(content[at:first])
        at = last
    return b"".join([*parts, "".join(new).encode(), content[at:]])


def _found(content: bytes) -> _Found:
    """Look through a sheet, whatever it calls the namespace of its elements."""
    found, path, text = _Found(), list[str](), list[str]()
    formulas, areas, begun = list[str](), list[str](), list[int]()
    parser = expat.ParserCreate(namespace_separator=" ")

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        path.append(local)
        text.clear()
        if local == "cfRule":
            found.priority = max(found.priority, int(attributes.get("priority", 0)))
        if len(path) != _WITHIN_SHEET:
            return
        if local == "conditionalFormatting":
            areas[:], formulas[:], begun[:] = [attributes.get("sqref", "")], [], [parser.CurrentByteIndex]
        elif local not in _BEFORE and not found.at:
            found.at = parser.CurrentByteIndex

    def end(name: str) -> None:
        depth, local = len(path), path.pop()
        if depth == 1 and not found.at:
            found.at = parser.CurrentByteIndex
        if local == "formula":
            formulas.append("".join(text))
        if depth == _WITHIN_SHEET and local == "conditionalFormatting":
            ours = UNBEGUN.format(cell=areas[0].partition(":")[0])
            if formulas and all(formula.startswith(ours) for formula in formulas):
                found.ours.append((begun[0], content.index(b">", parser.CurrentByteIndex) + 1))

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text.append
    parser.Parse(content, True)
    return found
