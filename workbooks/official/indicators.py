"""An indicator table: its rows, the levels they stand under, the total, the grade and the notes below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from itertools import pairwise
from typing import NamedTuple

from udfs.records import dataclass
from workbooks.files.xlsx import is_error
from workbooks.official.caption import Caption, is_title
from workbooks.official.headings import Header, is_heading_line
from workbooks.official.labels import (
    GRADES,
    Title,
    grade_within,
    is_code,
    is_grade,
    is_note,
    is_total,
    label_of,
    subtotal_of,
    title_of,
    total_field,
    without_placeholder,
)
from workbooks.official.official_table import Cell, IndicatorTable, Level, MoneyBlock, Row, Unread
from workbooks.official.percent_weights import are_percents, percent_level, percent_row, percent_total
from workbooks.official.shape import has_figure, shape_of
from workbooks.official.sheet_rows import SheetRow
from workbooks.official.split_targets import with_joined_target
from workbooks.official.words import is_blank

_LEVEL_FIGURES = ("level1_weight", "level2_weight", "level1_score", "level2_score")
_NUMBERS = frozenset({"weight", "score", *_LEVEL_FIGURES})
_TITLES = ("level1", "level2", "name", "code")
_NOT_A_FIELD = ("level1_score", "level2_score", "level1_rate", "level2_rate")
_LONGEST_TITLE = 60
_SCORED = frozenset({"actual", "rate", "criterion", "analysis", "reason"})


class TableReading(NamedTuple):
    """A table, and what of it could not be read."""

    table: IndicatorTable
    unread: tuple[Unread, ...]


@dataclass
class _Group:
    """A level while its rows are collected."""

    depth: int
    name: str
    heading: Cell
    weight: Cell | None = None
    score: Cell | None = None
    rows: list[int] = field(default_factory=list)

    def level(self) -> Level:
        return Level(self.depth, self.name, tuple(self.rows), self.heading, self.weight, self.score)


def read_indicators(
    header: Header, body: Sequence[SheetRow], caption: Caption, money: MoneyBlock | None
) -> TableReading:
    """Read the lines below a header, up to the next table."""
    return _Reader(header, body).read(caption, money)


class _Reader:
    def __init__(self, header: Header, body: Sequence[SheetRow]) -> None:
        self.header = header
        self.body = body
        self.passed_over = [self._is_heading(place) for place in range(len(body))]
        self.shape = shape_of(header, body)
        self.last = max((place for place, line in enumerate(body) if self._counts(line)), default=-1)
        self.rows: list[Row] = []
        self.groups: dict[tuple[str, ...], _Group] = {}
        self.named: dict[str, _Group] = {}
        self.path = ("", "")
        self.total: dict[str, Cell] | None = None
        self.total_label = ""
        self.at_top: tuple[dict[str, Cell], str] | None = None
        self.grade: Cell | None = None
        self.unread: list[Unread] = []

    def read(self, caption: Caption, money: MoneyBlock | None) -> TableReading:
        notes, ended = list[Cell](), False
        for place, line in enumerate(self.body):
            if self.passed_over[place]:
                continue
            below = self._is_below(place, line, ended)
            ended = ended or (below and place > self.last)
            if below or not self._take(place, line):
                self._find_grade(line)
                notes.extend(cell for cell in line.cells.values() if isinstance(cell.value, str))
        if self.total is None and self.at_top is not None:
            self.total, self.total_label = self.at_top
        levels = [group.level() for group in self.groups.values()]
        if are_percents(self.rows):
            levels = list(map(percent_level, levels))
            self.rows = list(map(percent_row, self.rows))
            self.total = percent_total(self.total) if self.total else self.total
        table = IndicatorTable(
            sheet=self.header.sheet,
            title=caption.title,
            unit=caption.unit,
            year=caption.year,
            header_row=self.header.row,
            columns=self._printed_columns(),
            headings={name: self.header.heading(column) for name, column in self._printed_columns().items()},
            rows=tuple(self.rows),
            levels=tuple(levels),
            total=self.total,
            total_label=self.total_label,
            grade=self.grade,
            notes=tuple(notes),
            depth=self.shape.depth,
            project=caption.project,
            above=caption.text,
            money=money,
        )
        return TableReading(table, (*self.unread, *self._not_understood()))

    def _not_understood(self) -> Iterator[Unread]:
        """The columns of figures beside weights (or scores) that may be the scores (or weights)."""
        lacking = {"weight": "分值", "score": "得分"}.keys() - self.shape.columns.keys()
        if "score" in lacking and not _SCORED & self.shape.columns.keys():
            return  # Targets with their weights, of a year that is not over.
        if len(lacking) != 1 or not self.rows or (lacking == {"weight"} and self._weights_in_names()):
            return
        word = "得分" if "score" in lacking else "分值"
        columns = [column for column in self.header.unknown if self._holds_figures(column)]
        for column in columns:
            cell = Cell(self.header.sheet, self.header.row, column, self.header.heading(column))
            yield Unread(cell, f"没有看懂“{cell.text}”一栏，不知道是不是{word}，{word}没有核对")
        if not columns and "score" in lacking and "actual" in self.shape.columns:
            column = self.shape.columns["weight"]
            cell = Cell(self.header.sheet, self.header.row, column, self.header.heading(column))
            yield Unread(cell, "表里有分值和完成值，没有找到得分一栏，得分没有核对")

    def _weights_in_names(self) -> bool:
        return all("weight" in row.cells for row in self.rows)

    def _holds_figures(self, column: int) -> bool:
        numbers = {row.number for row in self.rows}
        cells = [line.cells[column] for line in self.body if line.number in numbers and column in line.cells]
        figures = sum(cell.number is not None for cell in cells)
        return figures > 0 and 2 * figures > len(cells)

    def _printed_columns(self) -> dict[str, int]:
        return {name: at for name, at in self.shape.columns.items() if name not in _NOT_A_FIELD}

    def _is_below(self, place: int, line: SheetRow, ended: bool) -> bool:
        """Whether a line is a note or a signature; below the last indicator all that follows one is."""
        label = line.first.text
        note = is_note(label) or grade_within(label) != ""
        if place <= self.last:
            return note and not has_figure(self.shape, line)
        return note or ended or self.total is not None

    def _is_heading(self, place: int) -> bool:
        """Headings, and the title of the table, printed again on the next page."""
        return is_heading_line(self.body[place]) or (
            place + 1 < len(self.body)
            and is_title(self.body[place])
            and is_heading_line(self.body[place + 1])
        )

    def _following(self, place: int) -> SheetRow | None:
        """The next row of the table after a place."""
        for at in range(place + 1, len(self.body)):
            if not self.passed_over[at]:
                return self.body[at]
        return None

    def _take(self, place: int, line: SheetRow) -> bool:
        """Take a line into the table; False for one that stands below it."""
        titles = [line.first, *filter(None, (self.shape.cell(line, name) for name in _TITLES))]
        sub = next((cell for cell in titles if subtotal_of(cell.text) is not None), None)
        total = next((cell for cell in titles if is_total(cell.text)), None)
        if total is not None:
            self._take_total(place, line, total)
        elif sub is not None:
            self._take_subtotal(line, sub)
        elif is_grade(line.first.text):
            self._take_grade(line)
        elif (
            len(line.cells) == 1
            and len(line.first.text) > _LONGEST_TITLE
            and line.first.column < self._name_column
        ):
            return False
        else:
            self._take_row(place, line)
        return True

    @property
    def _name_column(self) -> int:
        return self.shape.columns["name"]

    def _counts(self, line: SheetRow) -> bool:
        """Whether a line is an indicator with a figure, the total or the grade."""
        if is_total(line.first.text) or is_grade(line.first.text):
            return True
        return self.shape.cell(line, "name") is not None and has_figure(self.shape, line)

    def _take_total(self, place: int, line: SheetRow, label: Cell) -> None:
        self.total, self.total_label = self._labelled_total(place, line, label), label_of(label.text)
        for name, column in self.shape.columns.items() if not self.total else ():
            if name not in (*_TITLES, *_NOT_A_FIELD) and column in line.cells:
                self.total[name] = line.cells[column]
                self._note_unread(name, line.cells[column])
        if not self.rows and self.at_top is None:
            # Above all indicators, as some print it; below what follows another may stand.
            self.at_top = self.total, self.total_label
        self._find_grade(line)

    def _labelled_total(self, place: int, line: SheetRow, label: Cell) -> dict[str, Cell]:
        """The total under labels of its own (总分值, 总得分) or behind them (自评得分 | 98); none without."""
        following = self._following(place)
        names = {
            column: name
            for column, cell in line.cells.items()
            if cell is not label and (name := total_field(cell.text))
        }
        if names and following is not None and not is_total(following.first.text):
            below = {name: following.cells[at] for at, name in names.items() if at in following.cells}
            if below and all(cell.number is not None for cell in below.values()):
                self.passed_over[self.body.index(following)] = True
                self._find_grade_below(line, following)
                return below
        found: dict[str, Cell] = {}
        for cell, beside in pairwise(line.cells.values()):
            name = total_field(cell.text)
            if name and beside.number is not None and beside.column not in self._figures:
                found.setdefault(name, beside)
        return found

    @property
    def _figures(self) -> set[int]:
        """The columns in which the table itself prints weights and scores."""
        return {self.shape.columns[name] for name in ("weight", "score") if name in self.shape.columns}

    def _find_grade_below(self, line: SheetRow, following: SheetRow) -> None:
        """The grade under its label in the row of a total."""
        for column, cell in line.cells.items():
            if self.grade is None and is_grade(cell.text) and column in following.cells:
                self.grade = following.cells[column]

    def _take_subtotal(self, line: SheetRow, label: Cell) -> None:
        """小计 of the level it names, else of the level it stands below."""
        if line.first is not label:
            self._enter(1, line, "level1")
        name = subtotal_of(label.text)
        depth = 2 if label.column >= self._name_column and self.path[1] else 1
        key = self.path[:depth]
        group = self.named.get(name or "") or self.groups.get(key)
        if group is not None:
            self._give(group, line, "weight", "score")

    def _take_grade(self, line: SheetRow) -> None:
        """The grade beside its label; a row that lists several grades explains their bands."""
        last = max(self.shape.columns.values())
        filled = list(line.cells.values())[1:]
        listed = {cell.text for cell in filled if cell.column <= last and cell.text in GRADES}
        if filled and self.grade is None and len(listed) <= 1:
            self.grade = filled[0]

    def _find_grade(self, line: SheetRow) -> None:
        """A grade further right in a row, with its label in a cell before it or in its own."""
        cells = list(line.cells.values())
        for cell, following in zip(cells, [*cells[1:], None], strict=True):
            # Where the scores stand left of the names, so does the grade.
            beside = following or self.shape.cell(line, "score")
            if self.grade is None and beside is not None and is_grade(cell.text):
                self.grade = beside
            elif self.grade is None and (grade := grade_within(cell.text)):
                self.grade = replace(cell, value=grade)

    def _take_row(self, place: int, line: SheetRow) -> None:
        shape, following = self.shape, self._following(place)
        if shape.opens_section(line, following):
            self._enter(1, line, "level1", "weight", "score")
            return
        if shape.sections:
            self._enter(2, line, "level1")
        else:
            self._enter(1, line, "level1")
            group = shape.cell(line, "level2") is not None and shape.opens_group(line, following)
            self._enter(2, line, "level2", *(("weight", "score") if group else ()))
            if group:
                return
        self._add(line)

    def _enter(self, depth: int, line: SheetRow, column: str, *figures: str) -> None:
        """Enter the level that a row names, if it does; a new first level leaves the second."""
        cell = self.shape.cell(line, column)
        title = title_of(without_placeholder(cell.text) if cell else "")
        if cell is None or not title.name:
            return
        if depth == 1:
            self.path = (title.name, self.path[1] if title.name == self.path[0] else "")
        else:
            self.path = (self.path[0], title.name)
        weight = replace(cell, value=title.weight) if title.weight else None
        group = self.groups.setdefault(self.path[:depth], _Group(depth, title.name, cell))
        self.named[title.name] = group
        group.weight = group.weight or weight
        self._give(group, line, *(figures or (f"level{depth}_weight", f"level{depth}_score")))

    def _give(self, group: _Group, line: SheetRow, weight: str, score: str) -> None:
        """Give a level the weight and score printed for it in a row, unless it has them."""
        group.weight = group.weight or self._figure_cell(line, weight)
        group.score = group.score or self._figure_cell(line, score)

    def _figure_cell(self, line: SheetRow, name: str) -> Cell | None:
        cell = self.shape.cell(line, name)
        if cell is None or is_blank(cell.text):
            return None
        self._note_unread(name, cell)
        return cell

    def _add(self, line: SheetRow) -> None:
        """Add the indicator of a row, if it has one; a placeholder only leaves its levels."""
        cells = {
            name: line.cells[column]
            for name, column in self.shape.columns.items()
            if column in line.cells and name not in ("level1", "level2", *_LEVEL_FIGURES, *_NOT_A_FIELD)
        }
        name = self._name(line, cells)
        if name is None:
            self._share_with_last(line, cells)
            return
        cells = with_joined_target({**cells, **name})
        # What is called a total and has indicators below it is none of the whole table.
        self.total, self.total_label = None, ""
        shared = self._shared(line, cells)
        if shared and self.rows:
            self.rows[-1] = replace(self.rows[-1], shared=self.rows[-1].shared | shared)
        self.rows.append(Row(line.number, *self.path, cells, shared))
        for depth in (1, 2):
            if self.path[:depth] in self.groups and self.path[depth - 1]:
                self.groups[self.path[:depth]].rows.append(line.number)
        for field_name, cell in cells.items():
            self._note_unread(field_name, cell)

    def _share_with_last(self, line: SheetRow, cells: Mapping[str, Cell]) -> None:
        """Note that the indicator above goes on in a row without a name: its figures are of both."""
        if self.rows and (shared := self._shared(line, cells)):
            self.rows[-1] = replace(self.rows[-1], shared=self.rows[-1].shared | shared)

    def _shared(self, line: SheetRow, cells: Mapping[str, Cell]) -> frozenset[str]:
        """The figures of a row that stand in the merged cell of the row above."""
        columns = {name: self.shape.columns.get(name) for name in ("weight", "score")}
        return frozenset(name for name, at in columns.items() if at in line.covered and name not in cells)

    def _name(self, line: SheetRow, cells: dict[str, Cell]) -> dict[str, Cell] | None:
        """Name and code of the indicator in a row; None where there is none."""
        own = cells.get("name")
        title = title_of(without_placeholder(own.text)) if own else Title("")
        if own and title.weight and "weight" not in cells:
            cells["weight"] = replace(own, value=title.weight)
        if own and is_code(title.name) and "code" not in cells:
            title = Title("", title.name)
        named = {"code": replace(own, value=title.code)} if own and title.code and "code" not in cells else {}
        if own and without_placeholder(title.name):
            return {**named, "name": own if own.value == title.name else replace(own, value=title.name)}
        if not has_figure(self.shape, line):
            return None
        if level := self.shape.cell(line, "level2") or self.shape.cell(line, "level1"):
            return {**named, "name": replace(level, value=title_of(level.text).name)}
        where = Cell(self.header.sheet, line.number, self._name_column)
        self.unread.append(Unread(where, "这一行有分值或得分，没有指标名称"))
        return {**named, "name": where}

    def _note_unread(self, name: str, cell: Cell) -> None:
        """Note a cell that should hold a number and does not, or holds an error value."""
        if is_error(cell.value):
            heading = self.header.heading(cell.column)
            self.unread.append(Unread(cell, f"“{heading}”是错误值 {cell.text}，应为填写或算出的内容"))
        elif name in _NUMBERS and cell.number is None and not is_blank(cell.text):
            heading = self.header.heading(cell.column)
            self.unread.append(Unread(cell, f"“{heading}”填的是“{cell.text[:20]}”，不是数字"))
