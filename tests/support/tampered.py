"""A file somebody changed by hand: single cells and rows of a sheet, all else as it was."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path

from workbooks.files.package import WORKBOOK, Package

Change = Callable[[str], str]

WORKBOOK_PART = "（工作簿）"
"""The key of changes to the workbook's own part: sheet titles and defined names."""


def tampered(source: Path, target: Path, changes: Mapping[str, list[Change]]) -> Path:
    """A copy of a workbook with changes to the XML of its sheets, and of the workbook (WORKBOOK_PART)."""
    package = Package.read(source.read_bytes(), source.name)
    parts = {**package.sheets(), WORKBOOK_PART: WORKBOOK}
    changed = {}
    for sheet, each in changes.items():
        text = package.parts[parts[sheet]].decode("utf-8")
        for change in each:
            text = change(text)
        changed[parts[sheet]] = text.encode("utf-8")
    with target.open("wb") as stream:
        package.write(stream, changed)
    return target


def typed(cell: str, value: object, keep_formula: bool = False) -> Change:
    """A number or a text typed into a cell, or another result of its formula."""

    def put(match: re.Match[str]) -> str:
        attributes = re.sub(r'\s+t="\w+"', "", match[1])
        formula = re.search(r"<f\b.*?(?:/>|</f>)", match[0]) if keep_formula else None
        if isinstance(value, str) and not keep_formula:
            return f'<c{attributes} t="inlineStr"><is><t>{escape(value)}</t></is></c>'
        kind = ' t="str"' if isinstance(value, str) else ""
        return f"<c{attributes}{kind}>{formula[0] if formula else ''}<v>{value}</v></c>"

    def change(sheet: str) -> str:
        found, count = re.subn(rf'<c((?: [^<>]*?)? r="{cell}"[^<>]*?)(?:/>|>.*?</c>)', put, sheet)
        assert count == 1, (cell, count)
        return found

    return change


def row_inserted(before: int) -> Change:
    """An empty row before another; the rows below move down."""

    def moved(match: re.Match[str]) -> str:
        row = int(match[2])
        return f"{match[1]}{row + 1 if row >= before else row}{match[3]}"

    def change(sheet: str) -> str:
        head, data, rest = re.split(r"(<sheetData>.*</sheetData>)", sheet, flags=re.DOTALL)
        data = re.sub(r'(<row\b[^<>]*? r=")(\d+)(")', moved, data)
        data = re.sub(r'(<c\b[^<>]*? r="[A-Z]+)(\d+)(")', moved, data)
        rest = re.sub(r'(<mergeCell ref="[A-Z]+)(\d+)(:)', moved, rest)
        rest = re.sub(r'(<mergeCell ref="[A-Z]+\d+:[A-Z]+)(\d+)(")', moved, rest)
        return head + data + rest

    return change


def rows_swapped(one: int, other: int) -> Change:
    """Two rows in each other's place, as a sort does it."""

    def moved(match: re.Match[str]) -> str:
        row = {one: other, other: one}.get(int(match[2]), int(match[2]))
        return f"{match[1]}{row}{match[3]}"

    def change(sheet: str) -> str:
        sheet = re.sub(r'(<c\b[^<>]*? r="[A-Z]+)(\d+)(")', moved, sheet)
        first, second = (
            re.search(rf'<row\b[^<>]*? r="{row}".*?</row>', sheet, re.DOTALL) for row in (one, other)
        )
        assert first is not None and second is not None
        swapped = {one: (first[0], second[0]), other: (second[0], first[0])}
        for row, (was, now) in swapped.items():
            inner = re.search(r">(.*)</row>", now, re.DOTALL)
            opening = re.match(r"<row\b[^<>]*>", was)
            assert inner is not None and opening is not None
            sheet = sheet.replace(was, f"{opening[0]}{inner[1]}</row>#{row}", 1)
        return re.sub(r"</row>#\d+", "</row>", sheet)

    return change


def row_hidden(row: int) -> Change:
    def change(sheet: str) -> str:
        found, count = re.subn(rf'(<row\b[^<>]*? r="{row}")', r'\1 hidden="1"', sheet)
        assert count == 1
        return found

    return change


def other_formula(cell: str, formula: str) -> Change:
    """Another formula in a cell, with the same result."""

    def change(sheet: str) -> str:
        pattern = rf'(<c\b[^<>]*? r="{cell}"[^<>]*>)<f\b[^<>]*>[^<]*</f>'
        found, count = re.subn(pattern, rf"\1<f>{escape(formula)}</f>", sheet)
        assert count == 1, (cell, count)
        return found

    return change


def results_lost(sheet: str) -> str:
    """Formulas without results, as a program writes them that does not calculate."""
    return re.sub(r"(<f\b[^<>]*>[^<]*</f>|<f\b[^<>]*/>)<v>[^<]*</v>", r"\1", sheet)


def row_deleted(row: int) -> Change:
    """A row taken out; the rows below move up."""

    def moved(match: re.Match[str]) -> str:
        number = int(match[2])
        return f"{match[1]}{number - 1 if number > row else number}{match[3]}"

    def change(sheet: str) -> str:
        head, data, rest = re.split(r"(<sheetData>.*</sheetData>)", sheet, flags=re.DOTALL)
        data, count = re.subn(rf'<row\b[^<>]*? r="{row}"[^<>]*?(?:/>|>.*?</row>)', "", data, flags=re.DOTALL)
        assert count == 1, (row, count)
        data = re.sub(r'(<row\b[^<>]*? r=")(\d+)(")', moved, data)
        data = re.sub(r'(<c\b[^<>]*? r="[A-Z]+)(\d+)(")', moved, data)
        return head + data + re.sub(r"<mergeCells.*?</mergeCells>", "", rest, flags=re.DOTALL)

    return change


def column_inserted(before: str) -> Change:
    """An empty column before another one of a single letter; those to its right move on."""

    def moved(match: re.Match[str]) -> str:
        letter = match[2]
        return f"{match[1]}{chr(ord(letter) + 1) if letter >= before else letter}{match[3]}"

    def change(sheet: str) -> str:
        head, data, rest = re.split(r"(<sheetData>.*</sheetData>)", sheet, flags=re.DOTALL)
        data = re.sub(r'(<c\b[^<>]*? r=")([A-Y])(\d+")', moved, data)
        return head + data + re.sub(r"<mergeCells.*?</mergeCells>", "", rest, flags=re.DOTALL)

    return change


def row_named_lost(sheet: str, row: int) -> Change:
    """What Excel makes of the names when a row of a sheet is deleted: lost, or a row higher."""

    def moved(match: re.Match[str]) -> str:
        rows = [int(number) for number in re.findall(r"\$(\d+)", match[2])]
        if rows[0] == rows[-1] == row:
            return f"{match[1]}{sheet}!#REF!{match[3]}"
        first, last = rows[0] - (rows[0] > row), rows[-1] - (rows[-1] >= row)
        ends = iter([first, last])
        return match[1] + re.sub(r"\$\d+", lambda _: f"${next(ends)}", match[2]) + match[3]

    def change(workbook: str) -> str:
        title = rf"'?{re.escape(sheet)}'?!"
        return re.sub(rf"(<definedName\b[^<>]*>)({title}[^<>#]*)(</definedName>)", moved, workbook)

    return change


def name_lost(key: str) -> Change:
    """A defined name that a program did not write."""

    def change(workbook: str) -> str:
        found, count = re.subn(rf'<definedName [^<>]*name="{key}"[^<>]*>[^<>]*</definedName>', "", workbook)
        assert count == 1, key
        return found

    return change


def sheet_lost(title: str) -> Change:
    """A sheet deleted: its names refer to nothing any more."""

    def change(workbook: str) -> str:
        titles = re.findall(r'<sheet\b[^<>]*name="([^"]*)"', workbook)
        number = titles.index(title)
        workbook = re.sub(rf'<sheet\b[^<>]*name="{title}"[^<>]*/>', "", workbook)
        own = rf'<definedName [^<>]*localSheetId="{number}"[^<>]*>[^<>]*</definedName>'
        workbook = re.sub(own, "", workbook)

        def moved(match: re.Match[str]) -> str:
            return f'localSheetId="{int(match[1]) - (int(match[1]) > number)}"'

        workbook = re.sub(r'localSheetId="(\d+)"', moved, workbook)
        return re.sub(rf">'?{title}'?!\$[^<>]*<", ">#REF!<", workbook)

    return change


def sheet_renamed(title: str, now: str, names_follow: bool) -> Change:
    """A sheet renamed, by a program whose names follow or not."""

    def change(workbook: str) -> str:
        workbook, count = re.subn(rf'(<sheet\b[^<>]*name="){title}"', rf'\g<1>{now}"', workbook)
        assert count == 1, title
        return re.sub(rf">'?{title}'?!", f">'{now}'!", workbook) if names_follow else workbook

    return change


def column_deleted(letter: str) -> Change:
    """A column of a single letter taken out; those to its right move up."""

    def moved(match: re.Match[str]) -> str:
        now = chr(ord(match[2]) - 1) if match[2] > letter else match[2]
        return f"{match[1]}{now}{match[3]}"

    def change(sheet: str) -> str:
        head, data, rest = re.split(r"(<sheetData>.*</sheetData>)", sheet, flags=re.DOTALL)
        own = rf'<c\b[^<>]*? r="{letter}\d+"[^<>]*?(?:/>|>.*?</c>)'
        data = re.sub(own, "", data, flags=re.DOTALL)
        data = re.sub(r'(<c\b[^<>]*? r=")([A-Z])(\d+")', moved, data)
        return head + data + re.sub(r"<mergeCells.*?</mergeCells>", "", rest, flags=re.DOTALL)

    return change
