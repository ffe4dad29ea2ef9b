"""A standard from a workbook in which people may have changed it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from workbooks.files.cells import WorkbookCells
from workbooks.forms.layout.rule_places import fault_at
from workbooks.forms.page.paper import letter
from workbooks.forms.sheets.rules.rule_answers import updated
from workbooks.forms.standard_book import (
    AT_MOST,
    CHOICES,
    FACTS,
    FACTS_ROW,
    FACTS_SHEET,
    ITEMS_ROW,
    ITEMS_SHEET,
    KEY,
    KIND,
    KINDS,
    LABEL,
    MOST,
    UNIT,
    editable_items,
)
from workbooks.problems import StandardError
from workbooks.standards.carried import from_text, text_of
from workbooks.standards.items import DataItem
from workbooks.standards.model import Standard
from workbooks.standards.strict import ContentError, checked

_MOST_ITEMS = 5000
_KIND_OF = {label: kind for kind, label in KINDS.items()}


def edited(cells: WorkbookCells, standard: Standard) -> Standard:
    """The standard with what people changed in its workbook. Raises `StandardError` with every mistake."""
    faults: list[StandardError] = []
    facts = _facts(cells, standard, faults)
    items = dict(_items(cells, standard, faults))
    try:
        renewed = updated(cells, standard, items)
    except StandardError as error:
        told = [line.removeprefix(cells.name).strip() for line in str(error).splitlines()]
        faults += [StandardError(f"{cells.name} {line}") for line in (told[1:] or told)]
        renewed = standard
    if faults:
        raise StandardError.of(cells.name, faults)
    content = renewed.changed(**facts)
    return from_text(text_of(content), f"{standard.id}.yaml")


def _facts(cells: WorkbookCells, standard: Standard, faults: list[StandardError]) -> dict[str, object]:
    rows = {key: row for row, key in enumerate(FACTS, FACTS_ROW)}
    texts = {key: _text(cells, FACTS_SHEET, row, 2) for key, row in rows.items()}
    try:
        year = int(Decimal(texts["year"]))
    except (InvalidOperation, ValueError):
        year = standard.year
        text = f"年度填的是“{texts['year']}”，应为四位数的年度，如 2024"
        faults.append(fault_at(cells, f"B{rows['year']}", text, FACTS_SHEET))
    return {
        "title": texts["title"] or standard.title,
        "region": texts["region"],
        "year": year,
        "source": standard.source.changed(issuer=texts["issuer"]),
        "grades": standard.grades.changed(bands=texts["bands"], source=texts["grades_source"]),
    }


def _items(
    cells: WorkbookCells, standard: Standard, faults: list[StandardError]
) -> Iterator[tuple[str, DataItem]]:
    """The data items as they are listed now, new ones included."""
    known, found = editable_items(standard), set[str]()
    for row in range(ITEMS_ROW, ITEMS_ROW + _MOST_ITEMS):
        texts = {column: _text(cells, ITEMS_SHEET, row, column) for column in range(KEY, AT_MOST + 1)}
        key = texts[KEY]
        if not key:
            break
        if key in found:
            faults.append(fault_at(cells, f"{letter(KEY)}{row}", f"数据项“{key}”写了两次", ITEMS_SHEET))
            continue
        found.add(key)
        item = _item(cells, row, texts, known.get(key), faults)
        if item is not None:
            yield key, item


def _item(
    cells: WorkbookCells,
    row: int,
    texts: dict[int, str],
    known: DataItem | None,
    faults: list[StandardError],
) -> DataItem | None:
    kind = _KIND_OF.get(texts[KIND])
    if kind is None:
        text = f"种类填的是“{texts[KIND]}”，只能填 {'、'.join(KINDS.values())}"
        faults.append(fault_at(cells, f"{letter(KIND)}{row}", text, ITEMS_SHEET))
        return None
    try:
        most = Decimal(texts[MOST]) if texts[MOST] else None
    except InvalidOperation:
        text = f"最高填的是“{texts[MOST]}”，应为数字"
        faults.append(fault_at(cells, f"{letter(MOST)}{row}", text, ITEMS_SHEET))
        return None
    listed = [one.strip() for one in texts[CHOICES].split("、") if one.strip()]
    as_options = kind == "level"
    try:
        return checked(
            DataItem,
            {
                "label": texts[LABEL] or texts[KEY],
                "kind": kind,
                "unit": texts[UNIT],
                "max": most,
                "options": listed if as_options else (),
                "choices": () if as_options else listed,
                "at_most": texts[AT_MOST] or None,
                "place": known.place if known else None,
                "hint": known.hint if known else "",
            },
        )
    except ContentError as error:
        reason = error.faults[0][1]
        place = f"{letter(KEY)}{row}"
        faults.append(fault_at(cells, place, f"数据项“{texts[KEY]}”：{reason}", ITEMS_SHEET))
        return None


def _text(cells: WorkbookCells, sheet: str, row: int, column: int) -> str:
    value = cells.value(sheet, row, column)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()
