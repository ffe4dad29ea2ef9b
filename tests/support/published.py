"""The published tables as plain workbooks, laid out as in the documents and typed as a person types them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tests.support.cases import read_yaml
from tests.support.places import DATA
from workbooks.official.printed import printed

FOLDER = DATA / "published"

NAMES = ("shenzhen-2021", "heping-2024", "wuxi-2021", "fengtai-2023")

_FULL_WIDTH = str.maketrans("0123456789.%", "０１２３４５６７８９．％")


def write_published(name: str, folder: Path, corrected: bool = False, numbers: bool = False) -> Path:
    """Save the plain copy of a published document.

    `corrected` makes everything in it follow; `numbers` types 64.25% and 2,077.35 as formatted numbers.
    """
    document = published(name)
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in document["sheets"]:
        _type(book.create_sheet(sheet["name"]), sheet)
    for change in document["corrected"] if corrected else ():
        book[change["sheet"]][change["cell"]].value = change["value"]
    if numbers:
        for sheet in book:
            _type_numbers(sheet)
    path = folder / f"{name}.xlsx"
    book.save(path)
    return path


def write_in_other_layout(
    name: str, sheet: str, layout: Mapping[str, Any], path: Path, alone: Path
) -> dict[str, str]:
    """Save one sheet as it is (`alone`) and in another layout; return where each cell now stands.

    `header` is the last row of its headings, `titles` and `headings` take the place of all up to there,
    `columns` tells for each column which old one it is ("" for a new one), `wide` which are typed full-width.
    """
    content = next(each for each in published(name)["sheets"] if each["name"] == sheet)
    book, other = Workbook(), Workbook()
    _type(book.worksheets[0], content)
    book.worksheets[0].title = sheet
    book.save(alone)
    target, moved = other.worksheets[0], dict[str, str]()
    above = [*layout["titles"], *layout["headings"]]
    for row in above:
        target.append(row)
    for number, row in enumerate(content["rows"][layout["header"] :], layout["header"] + 1):
        note = len(row) == 1
        columns = ["A"] if note else layout["columns"]
        for column, old in enumerate(columns, 1):
            place = f"{get_column_letter(column)}{number - layout['header'] + len(above)}"
            value = book.worksheets[0][f"{old}{number}"].value if old else None
            wide = old in layout["wide"] and not note and value is not None
            target[place].value = str(value).translate(_FULL_WIDTH) if wide else value
            moved[f"{old}{number}"] = place
    other.save(path)
    return moved


def published(name: str) -> dict[str, Any]:
    """The sheets and the corrections of a document."""
    document: dict[str, Any] = load(f"{name}.yaml")
    return document


def load(file: str) -> Any:
    return read_yaml((FOLDER / file).read_text(encoding="utf-8"))


def _type(sheet: Worksheet, content: Mapping[str, Any]) -> None:
    for row in content["rows"]:
        sheet.append(row)
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="center")
            cell.font = Font(name="宋体", size=10, bold=cell.row in content["bold"])
    for span in content["merged"]:
        sheet.merge_cells(span)
    for column, width in content["widths"].items():
        sheet.column_dimensions[column].width = width


def _type_numbers(sheet: Worksheet) -> None:
    for cells in sheet.iter_rows():
        for cell in cells:
            figure = printed(cell.value) if isinstance(cell.value, str) else None
            if figure is not None:
                cell.value = float(figure.value)
                decimals = f".{'0' * figure.decimals}" if figure.decimals else ""
                cell.number_format = f"0{decimals}%" if figure.percent else f"#,##0{decimals}"
