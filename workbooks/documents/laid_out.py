"""A report laid out as sheets for the readers of forms, and where each cell stands in the report."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field

from udfs.records import dataclass
from udfs.regex import regex
from workbooks.documents.blocks import Passage, ReadDocument, TextTable
from workbooks.files.coordinates import coordinate_to_tuple
from workbooks.files.sheets import SheetCells
from workbooks.official.labels import plain

_MOST_ABOVE = 3
_CAPTION = regex(
    r"(?:附[表件]?|表)\d|.{0,40}(?:表|体系|明细|一览)(?:\([^()]*\))?$|(?:金额)?单位:|\(?20\d\d年度?\)?$"
)
_YEAR = regex(r"((?:19|20)\d\d)年度")
_ANY_YEAR = regex(r"(?:19|20)\d\d年")
_FIRST_PASSAGES = 12
_LONGEST_NAME = 18
_TOLD_CELL = regex(
    r"工作表“(?P<sheet>[^”]{1,80})” ?(?P<cell>[A-Z]{1,3}\d{1,7})"
    r"|(?P<bare>[^\s“”（(，。!]{1,60})!(?P<at>[A-Z]{1,3}\d{1,7})"
)
_TOLD_ROW = regex(r"第 (\d{1,7})(?:—(\d{1,7}))? 行")


@dataclass(frozen=True)
class LaidOut:
    """The sheets of a report: its text by passage, a row each, and each of its tables.

    `above` is how many rows of a table's sheet hold its caption and not the table itself; of the `guessed`
    tables the first column is uncertain.
    """

    sheets: tuple[SheetCells, ...]
    texts: frozenset[str]
    above: Mapping[str, int] = field(default_factory=dict)
    year: str = ""
    guessed: frozenset[str] = frozenset()

    @property
    def names(self) -> frozenset[str]:
        return frozenset(sheet.name for sheet in self.sheets)

    def place(self, sheet: str, cell: str) -> str:
        """Where a cell stands, for people: 第12段, 第3行第2列."""
        if not cell or sheet not in self.names:
            return cell
        row, column = coordinate_to_tuple(cell.partition(":")[0])
        if sheet in self.texts:
            return f"第{row}段"
        row -= self.above.get(sheet, 0)
        return f"第{row}行第{column}列" if row > 0 else "表名"

    def text(self, sheet: str, cell: str) -> str:
        """What stands in a cell."""
        found = next((each for each in self.sheets if each.name == sheet), None)
        if found is None or not cell:
            return ""
        row, column = coordinate_to_tuple(cell.partition(":")[0])
        inside = row <= len(found.rows) and column <= len(found.rows[row - 1])
        return str(found.rows[row - 1][column - 1]) if inside else ""

    def told(self, sheet: str, message: str) -> str:
        """A message with the places of the report in the place of cell addresses."""

        def cell(found: re.Match[str]) -> str:
            name, at = found["sheet"] or found["bare"], found["cell"] or found["at"]
            return f"“{name}”{self.place(name, at)}" if name in self.names else found[0]

        def row(found: re.Match[str]) -> str:
            first, last = (
                int(number) - self.above.get(sheet, 0) if number else 0 for number in found.groups()
            )
            return f"第 {first}—{last} 行" if last else f"第 {first} 行"

        return _TOLD_ROW.sub(row, _TOLD_CELL.sub(cell, message))


def laid_out(document: ReadDocument) -> LaidOut:
    """The sheets of a report, in its order; a table stands below what is written above it."""
    texts: dict[str, list[list[object]]] = {}
    tables: list[SheetCells] = []
    above: dict[str, int] = {}
    guessed: set[str] = set()
    near: list[str] = []
    title = _title(document)
    for block in document.blocks:
        if isinstance(block, Passage):
            texts.setdefault(block.kind, []).append([block.text])
            near = [*near, block.text] if block.kind == "正文" else near
            continue
        captions = _captions(near)
        if title and not any(_ANY_YEAR.search(plain(text)) for text in captions):
            captions = [title, *captions]
        name = _name(len(tables) + 1, captions[1:] if captions[:1] == [title] else captions)
        tables.append(SheetCells(name, [*([text] for text in captions), *_rows(block)]))
        above[name], near = len(captions), []
        if not block.certain:
            guessed.add(name)
    sheets = [SheetCells(kind, rows) for kind, rows in texts.items()]
    return LaidOut((*tables, *sheets), frozenset(texts), above, _year_of(title), frozenset(guessed))


def _rows(table: TextTable) -> Iterator[Sequence[object]]:
    yield from ([text or None for text in row] for row in table.rows)


def _captions(near: Sequence[str]) -> list[str]:
    """What is written right above a table: its name, the unit of its amounts, its year."""
    found: list[str] = []
    for text in reversed(near[-_MOST_ABOVE:]):
        if not _CAPTION.match(plain(text)):
            break
        found.insert(0, text)
    return found


def _name(number: int, captions: Sequence[str]) -> str:
    """What a table is called, distinct in the report: 表格2（表1 部门预算安排情况表）."""
    named = [" ".join(text.split()) for text in captions if "单位:" not in plain(text)]
    called = named[-1] if named else ""
    short = called if len(called) <= _LONGEST_NAME else f"{called[: _LONGEST_NAME - 1]}…"
    return f"表格{number}（{short}）" if short else f"表格{number}"


def _title(document: ReadDocument) -> str:
    """The first line of a report that tells its year, "" for none."""
    first = [block.text for block in document.blocks if isinstance(block, Passage)][:_FIRST_PASSAGES]
    return next((text for text in first if _YEAR.search(plain(text)) and len(text) < 60), "")


def _year_of(title: str) -> str:
    found = _YEAR.search(plain(title))
    return found[1] if found else ""
