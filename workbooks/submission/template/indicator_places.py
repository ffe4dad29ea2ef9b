"""The indicator table of a blank form: each row found by its name, the unit's own rows by their level."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal

from udfs.expression import shown
from udfs.records import dataclass
from udfs.totals import total_of
from workbooks.files.sheet_xml import Place, address
from workbooks.filing.data_file import Filing
from workbooks.filing.lines import OwnRow
from workbooks.filing.scoring import ItemScore, ScoredTable
from workbooks.official.headings import Header, header_at, is_heading_line
from workbooks.official.labels import is_grade, is_note, is_total, title_of, without_placeholder
from workbooks.official.shape import Shape, shape_of
from workbooks.official.sheet_rows import SheetRow
from workbooks.official.split_targets import split_target
from workbooks.review.recognition import codes_of, groups_of, level_key, name_key
from workbooks.standards.expression import parse
from workbooks.standards.model import Indicator, OwnRows, Standard
from workbooks.submission.template.blank_sheet import BlankSheet, Shown, is_unfilled

_ADDED_UP = ("score", "weight")
_FIELDS = {
    "target": "目标值",
    "relation": "指标性质",
    "measure": "度量单位",
    "actual": "完成值",
    "score": "得分",
    "analysis": "指标分析",
    "remark": "备注",
    "reason": "扣分原因",
    "weight": "分值",
    "code": "编码",
    "name": "指标名称",
}


@dataclass(frozen=True)
class BlankTable:
    """An indicator table of the form: its headings, and the lines below them."""

    sheet: BlankSheet
    header: Header
    shape: Shape
    body: tuple[SheetRow, ...]

    def text(self, line: SheetRow, field: str) -> str:
        cell = self.shape.cell(line, field)
        return cell.text if cell else ""

    def place(self, row: int, field: str) -> Place | None:
        return (row, self.shape.columns[field]) if field in self.shape.columns else None

    def heading(self, field: str) -> str:
        return self.header.heading(self.shape.columns[field])


def tables_on(sheet: BlankSheet) -> Iterator[BlankTable]:
    """The indicator tables of a sheet, each with the lines up to the next."""
    starts: list[Header] = []
    place = 0
    while place < len(sheet.lines):
        header = header_at(sheet.lines, place)
        place = header.end if header else place + 1
        if header and not (starts and starts[-1].columns == header.columns):
            starts.append(header)
    for number, header in enumerate(starts, 1):
        end = starts[number].first if number < len(starts) else len(sheet.lines)
        body = tuple(line for line in sheet.lines[header.end : end] if not is_heading_line(line))
        yield BlankTable(sheet, header, shape_of(header, body), body)


def knows(table: BlankTable, standard: Standard) -> bool:
    """Whether a table has an indicator, or a level for the unit's own rows, of a standard."""
    filler = TableRows(table, standard)
    return bool(filler.indicators or filler.groups)


def fill_table(table: BlankTable, filing: Filing, scored: ScoredTable, lacking: Collection[str] = ()) -> None:
    """Fill every row of a table that the standard knows, and report what of the filing has no row.

    A sum is written only where the scores and weights of all its rows are; `lacking` names those that have
    no place outside the table.
    """
    standard, rows = scored.standard, TableRows(table, scored.standard)
    without = [name for name in lacking if not _fill_head_row(table, rows, filing, scored, name)]
    for _, _, indicator in (row for row in standard.rows if not row[0].in_head):
        item = scored.by_indicator[indicator.name]
        row = rows.indicators.get(indicator.name)
        if row is None:
            table.sheet.leave(f"“{indicator.name}”得分", _points(item), "空表里没有这个指标")
            without.append(indicator.name)
            continue
        if not _fill_row(table, row, indicator.name, dict(_indicator_fields(indicator, filing, item))):
            without.append(indicator.name)
        _fill_target(table, row, indicator)
    for key, group in standard.own_rows.items():
        without += _fill_group(table, rows.groups.get(key), group, filing.rows.get(key, ()), scored)
    if standard.form.sections:
        _fill_sections(table, rows, scored, without)
    _fill_foot(table, scored, without)


def _fill_head_row(
    table: BlankTable, rows: TableRows, filing: Filing, scored: ScoredTable, name: str
) -> bool:
    """Fill 预算执行率 where the form lists it among its indicators; whether it stands there now."""
    row, item = rows.indicators.get(name), scored.by_indicator[name]
    if row is None or scored.standard.form.head is None:
        return False
    rate = parse(scored.standard.form.head.money.rate, scored.standard.money_items)
    value = shown(rate.root, filing.data)
    actual = Shown(value if isinstance(value, Decimal) else None, is_rate=True)
    return _fill_row(
        table, row, name, {"actual": actual, "weight": Shown(item.line.weight), "score": _points(item)}
    )


class TableRows:
    """Where the indicators and the groups of the unit's own rows stand."""

    def __init__(self, table: BlankTable, standard: Standard) -> None:
        self.table = table
        self.indicators: dict[str, int] = {}
        self.groups: dict[str, range] = {}
        names = {name_key(indicator.name): indicator.name for _, _, indicator in standard.rows}
        codes, groups = codes_of(standard), groups_of(standard)
        for place, line in enumerate(table.body):
            key = name_key(title_of(without_placeholder(table.text(line, "name"))).name)
            key = key if key in names else codes.get(table.text(line, "code"), "")
            if key in names:
                self.indicators.setdefault(names[key], line.number)
                continue
            levels = (level_key(table.text(line, field)) for field in ("level2", "level1"))
            own = next((groups[level] for level in levels if level in groups), None)
            if own is not None and own.rows not in self.groups:
                self.groups[own.rows] = range(line.number, self._end(place))

    def _end(self, place: int) -> int:
        """The first row below a group: that below its merged level, or the next level, total or note."""
        line = self.table.body[place]
        level = self.table.shape.cell(line, "level2") or self.table.shape.cell(line, "level1") or line.first
        bottom = self.table.sheet.area((line.number, level.column))[2]
        if bottom > line.number:
            return bottom + 1
        for following in self.table.body[place + 1 :]:
            named = any(self.table.text(following, field) for field in ("level1", "level2"))
            if named or is_foot(following):
                return following.number
        return bottom + 1


def is_foot(line: SheetRow) -> bool:
    """Whether a line is the total, the grade or a note."""
    text = line.first.text
    return is_total(text) or is_grade(text) or is_note(text)


def _fill_row(table: BlankTable, row: int, name: str, fields: Mapping[str, Shown]) -> bool:
    """Fill the cells of a row; whether its score and its weight stand in it now."""
    whole = True
    for field, shown_value in _as_columns(table, fields).items():
        place = table.place(row, field)
        if place is None:
            if field != "code":
                why = f"空表里没有“{_FIELDS[field]}”一列"
                table.sheet.leave(f"“{name}”{_FIELDS[field]}", shown_value, why)
        elif field in _ADDED_UP and _is_shared(table, row, place):
            why = "这一格是几行合并成的一格，放不下各行的数"
            table.sheet.leave(f"“{name}”{_label(table, field)}", shown_value, why)
        else:
            table.sheet.put(place, f"“{name}”{_label(table, field)}", shown_value)
            whole = whole and (field not in _ADDED_UP or table.sheet.shows(place, shown_value))
            continue
        whole = whole and field not in _ADDED_UP
    return whole


def _as_columns(table: BlankTable, fields: Mapping[str, Shown]) -> dict[str, Shown]:
    """The fields with the target in as many columns as the form gives it: ≥ | 40 | 场."""
    filled = dict(fields)
    if "target" in filled and {"relation", "measure"} <= table.shape.columns.keys():
        parts = split_target(filled["target"].text)
        filled |= {
            "relation": Shown(parts.relation),
            "target": Shown(parts.value),
            "measure": Shown(parts.measure),
        }
    return filled


def _is_shared(table: BlankTable, row: int, place: Place) -> bool:
    """Whether a cell is merged over more rows than the name of the indicator."""
    top, _, bottom, _ = table.sheet.area(place)
    name = table.place(row, "name")
    own = table.sheet.area(name) if name else (row, 0, row, 0)
    return top < own[0] or bottom > own[2]


def _fill_target(table: BlankTable, row: int, indicator: Indicator) -> None:
    """The target that the document prints, where the form leaves it blank."""
    place = table.place(row, "target")
    if place is not None and is_unfilled(table.sheet.text(place)):
        for field, value in _as_columns(table, {"target": Shown(indicator.target)}).items():
            if (at := table.place(row, field)) is not None:
                table.sheet.put(at, f"“{indicator.name}”{_label(table, field)}", value)


def _label(table: BlankTable, field: str) -> str:
    return table.heading(field) or _FIELDS[field]


def _points(item: ItemScore | None) -> Shown:
    return Shown(item.score if item else None)


def _indicator_fields(indicator: Indicator, filing: Filing, item: ItemScore) -> Iterator[tuple[str, Shown]]:
    """What the unit's form shows in the row of an indicator, beside what the document prints."""
    for key, typed in indicator.items.items():
        if typed.place in ("target", "actual"):
            yield typed.place, Shown(filing.data.get(key), typed.kind == "rate")
    if indicator.actual_expression is not None:
        value = shown(indicator.actual_expression.root, filing.data)
        yield "actual", Shown(value if isinstance(value, Decimal) else None, is_rate=True)
    for field, text in filing.texts.get(indicator.name, {}).items():
        yield field, Shown(text)
    yield "score", _points(item)


def _fill_group(
    table: BlankTable,
    rows: range | None,
    group: OwnRows,
    filled: Sequence[OwnRow],
    scored: ScoredTable,
) -> list[str]:
    """Rows with the same name first, then the blank ones in order; none is inserted.

    Returns those whose score or weight has no place.
    """
    if not filled:
        return []
    without: list[str] = []
    listed = "、".join(row.name for row in filled)
    if rows is None or "name" not in table.shape.columns:
        table.sheet.leave(f"“{group.rows}”{len(filled)} 行", Shown(listed), "空表里没有这一组")
        return [row.name for row in filled]
    column = table.shape.columns["name"]
    places = [row for row in rows if table.sheet.area((row, column))[0] == row]
    named = {name_key(table.sheet.text((row, column))): row for row in places}
    known = {row.name: named[name_key(row.name)] for row in filled if name_key(row.name) in named}
    free = iter([row for row in places if is_unfilled(table.sheet.text((row, column)))])
    for number, own in enumerate(filled):
        row = known.get(own.name) or next(free, None)
        if row is None:
            why = f"“{group.rows}”只有 {len(places)} 行，没有空行可填；请在空表里插入行后再填"
            table.sheet.leave(f"“{group.rows}”“{own.name}”", Shown(own.name), why)
            without.append(own.name)
            continue
        fields = dict(_own_fields(own, scored.standard, group, scored.at(group, number)))
        if not _fill_row(table, row, own.name, fields):
            without.append(own.name)
    return without


def _own_fields(
    own: OwnRow, standard: Standard, group: OwnRows, item: ItemScore | None
) -> Iterator[tuple[str, Shown]]:
    rule = standard.rule_of(group)
    yield "name", Shown(own.name)
    yield "code", Shown(own.code)
    for field in ("target", "actual", "weight"):
        if key := rule.key_at(field):
            yield field, Shown(own.figures.get(key), rule.items[key].kind == "rate")
    for field, text in own.texts.items():
        yield field, Shown(text)
    yield "score", _points(item)


def _fill_sections(table: BlankTable, rows: TableRows, scored: ScoredTable, without: Collection[str]) -> None:
    """The sums of the first levels, on rows of their own, where all their indicators have a place."""
    taken = set(rows.indicators.values())
    levels = {level_key(first.name): first for first in scored.standard.indicators}
    for line in table.body:
        first = levels.get(level_key(table.text(line, "level1")))
        place = table.place(line.number, "score")
        if first is None or place is None or line.number in taken:
            continue
        lost = [item.line.name for item in scored.items if item.line.first is first]
        if any(name in without for name in lost):
            continue
        total = total_of([item.shown for item in scored.items if item.line.first is first])
        if isinstance(total, Decimal):
            table.sheet.put(place, f"“{first.name}”得分小计", Shown(total))


def _fill_foot(table: BlankTable, scored: ScoredTable, without: Sequence[str]) -> None:
    """The total and the grade: in the column of scores, else behind their label; not without all rows."""
    form = scored.standard.form
    graded = Shown(scored.grade)
    labels = ((form.total_name, is_total, Shown(scored.total)), (form.grade_name, is_grade, graded))
    for label, is_label, value in labels:
        found = [(line, cell) for line in table.body for cell in line.cells.values() if is_label(cell.text)]
        if not found:
            table.sheet.leave("".join(label.split()), value, "空表里没有这一行")
            continue
        line, cell = found[-1]
        if without:
            names = "”“".join(without[:3]) + ("”等" if len(without) > 3 else "”")
            table.sheet.leave(cell.text.strip(":："), value, f"“{names}的得分或分值没有填进表里，不能合计")
            continue
        place = table.sheet.right_of((line.number, cell.column))
        score = table.place(line.number, "score")
        if score and score[1] >= place[1] and table.sheet.area(score)[1] >= place[1] and cell is line.first:
            place = score
        if place[1] > max(table.shape.columns.values()):
            why = f"{address((line.number, cell.column))} 与整行合并成一格，没有位置"
            table.sheet.leave(cell.text, value, why)
            continue
        table.sheet.put(place, cell.text.strip(":："), value)
        weight = table.place(line.number, "weight") if form.total_weight and is_label is is_total else None
        if weight and weight[1] > table.sheet.area((line.number, cell.column))[3]:
            table.sheet.put(weight, "分值合计", Shown(scored.weights_printed))
