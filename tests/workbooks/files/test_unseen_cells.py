"""Conditional formats put into the bytes of a sheet that somebody else made."""

from __future__ import annotations

import pytest
from lxml import etree

from workbooks.files.style_sheet import EMPTY_STYLES, StyleSheet
from workbooks.files.unseen_cells import unseen_while_unbegun
from workbooks.files.xlsx import MAIN

HEAD = f'<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0"/></sheetViews><sheetData/>'
MERGED = '<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>'
THEIRS = (
    '<conditionalFormatting sqref="C1:C9"><cfRule type="expression" dxfId="0" priority="7">'
    "<formula>ISNA(C1)</formula></cfRule></conditionalFormatting>"
)
FOOT = '<dataValidations count="1"/><pageMargins left="1" right="1" top="1" bottom="1"/></worksheet>'
FADED = [("B2", "AND(ISNA(B2),COUNTA(甲)=0)", 3), ("B3", 'AND(ISNA(B3),COUNTA(乙,"<")=0)', 4)]


def rules(content):
    """Area, formula, format and rank of each conditional format, in the order of the sheet."""
    found = []
    for area in etree.fromstring(content).iter(f"{{{MAIN}}}conditionalFormatting"):
        for rule in area:
            found.append((area.get("sqref"), rule[0].text, int(rule.get("dxfId")), int(rule.get("priority"))))
    return found


@pytest.mark.parametrize("before", ["", MERGED, MERGED + THEIRS])
@pytest.mark.parametrize("after", [FOOT, "</worksheet>"])
def test_they_stand_where_the_schema_wants_them_and_all_else_stays(before, after):
    content = f"{HEAD}{before}{after}".encode()
    made = unseen_while_unbegun(content, FADED)
    start = f"{HEAD}{before}".encode()
    assert made.startswith(start) and made.endswith(after.encode())
    theirs = [("C1:C9", "ISNA(C1)", 0, 7)] if THEIRS in before else []
    first = 8 if theirs else 1
    assert rules(made) == [*theirs, (*FADED[0], first), (*FADED[1], first + 1)]


def test_ours_of_an_earlier_time_are_replaced_and_theirs_stay():
    content = f"{HEAD}{MERGED}{THEIRS}{FOOT}".encode()
    again = unseen_while_unbegun(unseen_while_unbegun(content, FADED), FADED[:1])
    assert rules(again) == [("C1:C9", "ISNA(C1)", 0, 7), (*FADED[0], 10)]
    assert unseen_while_unbegun(again, []) == content


def test_a_condition_of_theirs_that_begins_alike_for_another_cell_stays():
    theirs = THEIRS.replace("ISNA(C1)", "AND(ISNA(D1),D1&gt;0)")
    content = f"{HEAD}{theirs}{FOOT}".encode()
    assert unseen_while_unbegun(content, []) == content


def test_a_sheet_that_calls_its_elements_otherwise():
    content = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData/><x:pageMargins/></x:worksheet>'.encode()
    made = unseen_while_unbegun(content, FADED)
    assert [rule[:3] for rule in rules(made)] == FADED
    names = [etree.QName(child).localname for child in etree.fromstring(made)]
    assert names == ["sheetData", "conditionalFormatting", "conditionalFormatting", "pageMargins"]


def test_a_sheet_in_another_encoding_is_written_in_utf_8():
    text = f'<?xml version="1.0" encoding="UTF-16"?>{HEAD}{FOOT}'
    made = unseen_while_unbegun(text.encode("utf-16"), FADED)
    assert [rule[:3] for rule in rules(made)] == FADED


FILLS = (
    '<fill><patternFill patternType="solid"><fgColor rgb="FFFFFF00"/></patternFill></fill>'
    '<fill><patternFill patternType="solid"><fgColor theme="4" tint="0.5"/></patternFill></fill>'
    '<fill><patternFill patternType="gray125"><fgColor rgb="FF00FF00"/></patternFill></fill>'
)


@pytest.mark.parametrize(
    ("fill", "letters"),
    [
        (0, {"rgb": "FFFFFFFF"}),
        (2, {"rgb": "FFFFFF00"}),
        (3, {"theme": "4", "tint": "0.5"}),
        (4, {"rgb": "FFFFFFFF"}),
    ],
)
def test_letters_have_the_colour_of_their_cell(fill, letters):
    root = etree.fromstring(EMPTY_STYLES)
    root.find(f"{{{MAIN}}}fills").extend(etree.fromstring(f'<f xmlns="{MAIN}">{FILLS}</f>'))
    root.find(f"{{{MAIN}}}cellXfs")[0].set("fillId", str(fill))
    styles = StyleSheet(root)
    assert styles.unseen(0) == styles.unseen(0) == 0
    (entry,) = root.find(f"{{{MAIN}}}dxfs")
    assert dict(entry[0][0].attrib) == letters
