"""Finding the standard of a plain table by the names in its rows, and scoring it by that standard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from functools import lru_cache

from udfs.once import once_for
from udfs.regex import regex
from workbooks.filing.scoring import score
from workbooks.official.form_stage import is_declared
from workbooks.official.labels import plain, title_of
from workbooks.official.official_table import IndicatorTable, OfficialWorkbook, Row
from workbooks.review.as_filing import filing_of
from workbooks.review.subject import Recognised, Subject
from workbooks.standards import loading
from workbooks.standards.model import Indicator, OwnRows, Standard

NATIONAL = "全国"

_SIGNS = regex("[()\\[\\]【】%\"'“”‘’「」《》:,，、;；]")
_PLACE = regex(r"(?:.*[省市])?(.{2,})[省市区县旗]")
# A table of a bureau's own year may lack or add a few indicators.
_ENOUGH = 0.6
_CLEARLY_BEST = 0.2
_FIRST_LEVELS = 2


def recognise(workbook: OfficialWorkbook, standard: Standard | None = None) -> Subject:
    """The file under review, its indicator tables scored by the standard given, or by that found for each.

    A table whose standard is not clear, or that has nothing of the one given, stays without.
    """
    tables = [table for table in workbook.tables if table.depth == 3 and has_points(table)]
    known = list(loading.every()) if tables and standard is None else []
    found = []
    for table in tables:
        given = standard if standard and _share(table, standard) else None
        chosen = given or _standard_of(table, known, _texts(table, workbook))
        if chosen is not None:
            children = children_of(table, chosen)
            scored = score(chosen, filing_of(table, chosen, children, workbook))
            found.append(Recognised(table, chosen, children, scored))
    return Subject(workbook, tuple(found))


def has_points(table: IndicatorTable) -> bool:
    """Whether a table is one of weights and scores; goals without points follow no scoring standard."""
    return (table.has("weight") or table.has("score")) and not is_declared(table)


def children_of(table: IndicatorTable, standard: Standard) -> dict[int, Indicator | OwnRows]:
    """Which indicator, or group of the unit's own rows, each sheet row is; unknown rows are left out."""
    # A row that is called like the line of the money block, which has its points there, is the unit's own.
    in_block = table.money is not None and table.money.score is not None
    names = {
        name_key(indicator.name): indicator
        for first, _, indicator in standard.rows
        if not (in_block and first.in_head)
    }
    codes = codes_of(standard)
    groups = groups_of(standard)
    children: dict[int, Indicator | OwnRows] = {}
    for row in table.rows:
        indicator = names.pop(_row_key(row, codes), None)
        child = indicator or groups.get(level_key(row.level2)) or groups.get(level_key(row.level1))
        if child is not None:
            children[row.number] = child
    return children


@lru_cache(maxsize=1 << 13)
def name_key(text: str) -> str:
    """A name to be compared: half-width, without blanks, brackets, per cent signs and quotes."""
    return _SIGNS.sub("", plain(text))


@lru_cache(maxsize=1 << 13)
def level_key(text: str) -> str:
    """The name of a level to be compared, without its code, its weight and a last 指标."""
    return name_key(title_of(text).name).removesuffix("指标")


def groups_of(standard: Standard) -> dict[str, OwnRows]:
    """The groups of own rows by second level, and by first level where it has only that one."""
    groups: dict[str, OwnRows] = {}
    for first in standard.indicators:
        own = [(second, child) for second in first.children for child in second.children]
        rows = [(second.name, child) for second, child in own if isinstance(child, OwnRows)]
        groups.update({level_key(name): child for name, child in rows})
        if len(own) == len(rows) == 1:
            groups.setdefault(level_key(first.name), rows[0][1])
    return groups


def _standard_of(table: IndicatorTable, known: Sequence[Standard], texts: str) -> Standard | None:
    known = [standard for standard in known if table.money is not None or standard.form.head is None]
    shares = {standard.id: _share(table, standard) for standard in known}
    best = max(shares.values(), default=0.0)
    if best < _ENOUGH:
        return None
    close = [standard for standard in known if shares[standard.id] > best - _CLEARLY_BEST]
    if len(close) == 1 and not close[0].projects:
        return close[0]
    here = [standard for standard in close if _is_named(standard.region, texts)]
    chosen = here or [standard for standard in close if standard.region == NATIONAL]
    return chosen[0] if len(chosen) == 1 else None


def _share(table: IndicatorTable, standard: Standard) -> float:
    """The share of the standard's names that the table has; of its levels, where it names no indicators."""
    if wanted := _names_of(standard):
        codes = codes_of(standard)
        return len(wanted & {_row_key(row, codes) for row in table.rows}) / len(wanted)
    levels = {level_key(first.name) for first in standard.indicators if not first.in_head}
    has = levels & {level_key(row.level1) for row in table.rows}
    return len(has) / len(levels) if len(has) >= _FIRST_LEVELS else 0.0


@once_for(32)
def _names_of(standard: Standard) -> Set[str]:
    """The names of the indicators to be compared, those in the money block left out."""
    return {name_key(indicator.name) for first, _, indicator in standard.rows if not first.in_head}


@once_for(32)
def codes_of(standard: Standard) -> dict[str, str]:
    """The name of each indicator to be compared, by its code."""
    return {indicator.code: name_key(indicator.name) for _, _, indicator in standard.rows if indicator.code}


def _row_key(row: Row, codes: Mapping[str, str]) -> str:
    """The name of a row; of one without, that of its code or of its level."""
    return name_key(row.name) or codes.get(row.code, "") or name_key(row.level2)


def _is_named(region: str, texts: str) -> bool:
    place = _PLACE.fullmatch(region)
    return region != NATIONAL and (region in texts or (place is not None and place[1] in texts))


def _texts(table: IndicatorTable, workbook: OfficialWorkbook) -> str:
    """Everything that may name the place, above the table and below it."""
    above = [cell for cell in workbook.texts if cell.sheet == table.sheet and cell.row < table.header_row]
    return "\n".join([table.above, *(cell.text for cell in (*above, *table.notes))])
