"""Tables of text for a terminal: Chinese takes two columns, long texts go on in the next line of their cell.

Done here, as a library that draws tables took a quarter of the time of `jixiao score`.
"""

from __future__ import annotations

import re
import shutil
import sys
import unicodedata
from collections.abc import Iterator, Sequence

import click

from udfs.regex import regex
from workbooks.files.visible import visible

BETWEEN = "   "
_EDGE = " "
# Where the width of the screen is not known: an A4 page of a printed log.
_WIDTH = 100
_LEAST = 4
_PIECE = regex(r"[“‘（《]*(?:[A-Za-z0-9.,%+*/=≥≤<>#-]+|.)[，。；：、）》”’？！]*", re.DOTALL)


def screen_width() -> int:
    """The columns of the terminal; of a file at least those of a printed page."""
    width = shutil.get_terminal_size().columns
    return width if sys.stdout.isatty() else max(width, _WIDTH)


def columns_of(text: str) -> int:
    """How many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(_columns(sign) for sign in text)


def _columns(sign: str) -> int:
    if unicodedata.combining(sign):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def wrapped(text: str, width: int) -> list[str]:
    """Chinese text in lines of `width` columns: numbers and words stay whole where there is room for them.

    No line begins with a comma.
    """
    lines = []
    for paragraph in text.split("\n"):
        line, taken = "", 0
        for found in _PIECE.findall(paragraph):
            if line and taken + columns_of(found.rstrip()) > width:
                lines.append(line.rstrip())
                line, taken = "", 0
            *whole, rest = _split(found if line else found.lstrip(), width)
            lines += whole
            line, taken = line + rest, taken + columns_of(rest)
        lines.append(line.rstrip())
    return lines


def _split(piece: str, width: int) -> list[str]:
    """What is too long for a line, in lines; what is not, as it is."""
    lines, taken = [""], 0
    for sign in piece:
        wide = _columns(sign)
        if taken and taken + wide > width and not sign.isspace():
            lines.append("")
            taken = 0
        lines[-1] += sign
        taken += wide
    return lines


def natural_widths(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """The columns that the longest line of each column of a table takes."""
    return [
        max(columns_of(line) for cell in column for line in cell.split("\n"))
        for column in zip(headings, *rows, strict=True)
    ]


def table_lines(
    headings: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int], widths: Sequence[int]
) -> Iterator[str]:
    """A table line by line; the columns numbered in `right` hold numbers."""
    yield ""
    yield from (click.style(line, bold=True) for line in _row(headings, right, widths))
    yield _EDGE + "─" * (sum(widths) + len(BETWEEN) * (len(widths) - 1))
    for row in rows:
        yield from _row(row, right, widths)
    yield ""


def fitted(widths: Sequence[int], width: int) -> list[int]:
    """The widths of the columns of a table that is `width` wide: the widest give way first."""
    fit = list(widths)
    room = width - len(BETWEEN) * (len(fit) - 1) - 2 * len(_EDGE)
    while sum(fit) > room and max(fit) > _LEAST:
        fit[fit.index(max(fit))] -= 1
    return fit


def _row(cells: Sequence[str], right: Sequence[int], widths: Sequence[int]) -> Iterator[str]:
    parts = [wrapped(visible(cell), width) for cell, width in zip(cells, widths, strict=True)]
    for number in range(max(map(len, parts))):
        line = [part[number] if number < len(part) else "" for part in parts]
        padded = [
            " " * (width - columns_of(text)) + text
            if column in right
            else text + " " * (width - columns_of(text))
            for column, (text, width) in enumerate(zip(line, widths, strict=True))
        ]
        yield (_EDGE + BETWEEN.join(padded)).rstrip()
