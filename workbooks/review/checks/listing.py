"""Checks of how the indicators of a table are listed (H codes): codes, names, years, copied columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise

from udfs.regex import regex
from workbooks.files.coordinates import get_column_letter
from workbooks.findings import ERROR, MISSING, NOTICE, Finding, quoted
from workbooks.official.labels import plain, title_of
from workbooks.official.official_table import Cell, IndicatorTable, Row
from workbooks.review.reading.years import YEAR
from workbooks.review.recognition import name_key
from workbooks.review.registry import check
from workbooks.review.subject import Subject

_FEWEST_COPIED = 4
_FEWEST_IN_SEQUENCE = 3
_MOST_LEFT_OUT = 3
# Codes of two digits (01, 02) may begin anew below each level.
_CODE = regex(r"\d{3,9}")
_LEVEL_CODE = regex(r"\d{2,8}")

_ONE_EACH = regex(r"每个二级指标[^。;]*(?:至少|不少于|不低于)[^。;]*三级指标")
_BEGINNING = "(?:年初|初(?![步级中次期]))"
_OF_A_YEAR = regex(rf"((?:19|20)\d\d)年度?(?:{_BEGINNING}|的?(?:目标值|完成值|指标值|绩效目标|工作目标))")
_START_OF_YEAR = regex(rf"(?<![比较])((?:19|20)\d\d)年{_BEGINNING}")
_FIRST_YEAR = regex(YEAR)
_TYPED = ("target", "actual", "remark", "reason", "analysis")

Groups = Mapping[tuple[str, str], list[Row]]


@check
def copied_columns(subject: Subject) -> Iterator[Finding]:
    """H07 目标值、完成值都与分值相同

    每个指标的目标值和完成值都等于它的分值（四个指标以上），像是把分值一栏复制过去，没有填实际的目标。
    """
    for table in subject.tables:
        filled = [row for row in table.rows if any(row.text(f) for f in ("target", "actual", "weight"))]
        if len(filled) < _FEWEST_COPIED or not all(map(_is_copied, filled)):
            continue
        first = filled[0]
        message = (
            f"{len(filled)} 个指标的目标值、完成值都与分值相同（如{quoted(first.name)}都是 "
            f"{first.text('weight')}），像是复制了分值一栏，请按实际填写目标值和完成值"
        )
        cell = table.cell(first, "target")
        basis = "目标值、完成值应是指标本身的数"
        yield Finding("H07", NOTICE, table.sheet, cell, message, None, first.text("target"), basis)


@check
def empty_second_levels(subject: Subject) -> Iterator[Finding]:
    """H08 二级指标下没有三级指标

    表下的填报说明要求每个二级指标至少写一条三级指标的，列出没有写的二级指标；没有这项要求的不提。
    """
    for table in subject.tables:
        note = next((found for cell in table.notes if (found := _ONE_EACH.search(plain(cell.text)))), None)
        if note is None:
            continue
        for level in table.levels:
            if level.depth == 2 and not level.rows:
                message = f"二级指标{quoted(level.name)}下没有填写三级指标，应至少写一条"
                basis = f"填报说明：{note[0]}"
                yield Finding("H08", MISSING, table.sheet, level.heading.address, message, None, None, basis)


@check
def codes_in_order(subject: Subject) -> Iterator[Finding]:
    """H09 指标编码重复、缺号

    同一编码在表里用了两次是错误；同一二级指标下的编码中间缺号，或者用到了另一个二级指标的号段，是提示。
    """
    for table in subject.tables:
        yield from _repeated_codes(table)
        used = {int(row.code) for row in table.rows if _CODE.fullmatch(row.code)}
        for rows in _groups(table).values():
            yield from _left_out_codes(table, rows, used)
        yield from _foreign_codes(table)


@check
def names_repeated(subject: Subject) -> Iterator[Finding]:
    """H10 指标名称重复

    同一二级指标下有两个指标名称相同，像是重复填报。
    """
    for table in subject.tables:
        for rows in _groups(table).values():
            seen: dict[str, Row] = {}
            for row in rows:
                key = name_key(row.name)
                if key and key in seen:
                    message = f"{quoted(row.name)}与第 {seen[key].number} 行名称相同，同一二级指标下不应重复"
                    cell = _cell(table, row, "name")
                    yield Finding("H10", NOTICE, table.sheet, cell, message, None, row.name, "一个指标填一行")
                seen.setdefault(key, row)


@check
def wrong_years(subject: Subject) -> Iterator[Finding]:
    """H11 文字里的年份与本表年度不符

    栏目名称、填报说明和填写的文字，说到“某年年初”“某年目标值”的，年份应与本表年度相符；完成值写的是以后年度的事
    也提出来。规划、文件名称里的年份和与往年的比较不算。
    """
    for table in subject.tables:
        yield from _years_of_headings(table)
        for cell in table.notes:
            yield from _mixed_years(table, cell)
            yield from _years_of_text(table, cell)
        for row in table.rows:
            for field in _TYPED:
                if field in row.cells:
                    yield from _years_of_text(table, row.cells[field])
            yield from _later_year(table, row)


def _is_copied(row: Row) -> bool:
    figures = [row.figure(field) for field in ("target", "actual", "weight")]
    values = {figure.value for figure in figures if figure is not None}
    return None not in figures and len(values) == 1 and values != {Decimal(0)}


def _groups(table: IndicatorTable) -> Groups:
    """The rows below each second level."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in table.rows:
        groups.setdefault((row.level1, row.level2), []).append(row)
    return groups


def _cell(table: IndicatorTable, row: Row, field: str) -> str:
    """Where a field stands: a code may stand in the cell of the name."""
    return row.cells[field].address if field in row.cells else table.cell(row, field)


def _repeated_codes(table: IndicatorTable) -> Iterator[Finding]:
    """Codes used twice; where most are, they begin anew below each level."""
    times = Counter(row.code for row in table.rows if _CODE.fullmatch(row.code))
    if 2 * sum(count for count in times.values() if count > 1) > sum(times.values()):
        return
    first: dict[str, Row] = {}
    for row in table.rows:
        code = row.code
        if _CODE.fullmatch(code) and code in first:
            message = (
                f"{quoted(row.name)}的编码 {code} 与第 {first[code].number} 行{quoted(first[code].name)}重复"
            )
            yield Finding(
                "H09",
                ERROR,
                table.sheet,
                _cell(table, row, "code"),
                message,
                None,
                code,
                "一个编码只用于一个指标",
            )
        first.setdefault(code, row)


def _left_out_codes(table: IndicatorTable, rows: list[Row], used: set[int]) -> Iterator[Finding]:
    numbered = [(int(row.code), row) for row in rows if _CODE.fullmatch(row.code)]
    codes = [code for code, _ in numbered]
    if len(codes) < _FEWEST_IN_SEQUENCE or codes != sorted(set(codes)):
        return
    for (before, _), (after, row) in pairwise(numbered):
        missing = [str(code) for code in range(before + 1, after) if code not in used]
        if 0 < len(missing) <= _MOST_LEFT_OUT:
            message = f"编码 {before} 与 {after} 之间缺 {'、'.join(missing)}，请核对是否漏了指标"
            cell = _cell(table, row, "code")
            yield Finding("H09", NOTICE, table.sheet, cell, message, None, str(after), "编码应连续")


def _foreign_codes(table: IndicatorTable) -> Iterator[Finding]:
    """Codes below one level that run on into the numbers of another."""
    codes = {level.name: title_of(level.heading.text).code for level in table.levels}
    known = {code for code in codes.values() if _LEVEL_CODE.fullmatch(code)}
    repeated = {code for code, times in Counter(row.code for row in table.rows).items() if times > 1}
    for (_, name), rows in _groups(table).items():
        own = codes.get(name, "")
        foreign = [
            row
            for row in rows
            if own in known
            and not row.code.startswith(own)
            and _owner(row.code, known)
            and row.code not in repeated
        ]
        if foreign:
            first, last = foreign[0].code, foreign[-1].code
            shown_codes = first if first == last else f"{first}—{last}"
            other = _owner(first, known)
            message = f"“{own}. {name}”下的编码 {shown_codes} 用的是“{other}.”的号段，会与那里的编码重复"
            cell = _cell(table, foreign[0], "code")
            yield Finding(
                "H09", NOTICE, table.sheet, cell, message, None, shown_codes, "编码以所在二级指标的编码开头"
            )


def _owner(code: str, known: set[str]) -> str:
    """The level whose code begins a code."""
    return next((code[:size] for size in range(len(code) - 1, 0, -1) if code[:size] in known), "")


def _years_of_headings(table: IndicatorTable) -> Iterator[Finding]:
    for field, heading in table.headings.items():
        found = _OF_A_YEAR.search(plain(heading))
        if found and table.year is not None and int(found[1]) != table.year and field in table.columns:
            cell = f"{get_column_letter(table.columns[field])}{table.header_row}"
            yield _year_finding(table, cell, f"栏目名称“{heading}”", found[1])


def _mixed_years(table: IndicatorTable, cell: Cell) -> Iterator[Finding]:
    """A note that asks for the beginning of two different years."""
    years = sorted(set(_START_OF_YEAR.findall(plain(cell.text))))
    if len(years) > 1:
        own = f"，本表是 {table.year} 年度" if table.year else ""
        message = f"填报说明里既写“{years[0]}年年初”，又写“{years[1]}年年初”{own}，请核对年份"
        basis = "同一说明应是同一年度"
        yield Finding("H11", NOTICE, table.sheet, cell.address, message, None, "、".join(years), basis)


def _years_of_text(table: IndicatorTable, cell: Cell) -> Iterator[Finding]:
    if table.year is None or not isinstance(cell.value, str):
        return
    far = [found for found in _OF_A_YEAR.finditer(plain(cell.text)) if abs(int(found[1]) - table.year) > 1]
    if far:
        yield _year_finding(table, cell.address, f"文字里的“{far[0][0]}”", far[0][1])


def _later_year(table: IndicatorTable, row: Row) -> Iterator[Finding]:
    """An actual value that begins with a year after that of the form."""
    cell = row.cells.get("actual")
    found = _FIRST_YEAR.match(cell.text) if cell and isinstance(cell.value, str) else None
    if cell and found and table.year is not None and int(found[1]) > table.year:
        text = cell.text if len(cell.text) <= 20 else f"{cell.text[:20]}…"
        yield _year_finding(table, cell.address, f"{quoted(row.name)}的完成值“{text}”", found[1])


def _year_finding(table: IndicatorTable, cell: str, what: str, year: str) -> Finding:
    message = f"{what}是 {year} 年，本表是 {table.year} 年度，请核对年份"
    return Finding("H11", NOTICE, table.sheet, cell, message, str(table.year), year, "年份应与本表年度相符")
