"""Forms of a bureau made live, and the hand-worked cases of their sentences."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path
from typing import Any

from openpyxl.utils.cell import coordinate_to_tuple

from addin.adopting import adopt
from addin.excel.bureau_file import save_live
from addin.renewing import fill_form
from tests.support.cases import read_yaml
from tests.support.places import ROOT
from workbooks.files.cells import read_cells
from workbooks.files.package import Package
from workbooks.files.sheet_xml import SheetXml
from workbooks.filing.data_file import Filing
from workbooks.forms.page.writer import NATIVE, UDF, Edition
from workbooks.standards.model import Indicator, Standard

DATA = ROOT / "tests" / "data" / "own-form"
CASES = ROOT / "tests" / "cases" / "adoption" / "own-form.yaml"


@dataclass(frozen=True)
class SentenceCase:
    """Figures for an indicator (by part of a label), choices, and the points or the error value."""

    indicator: str
    figures: dict[str, Any]
    choices: dict[str, str]
    score: Any


def sentence_cases(path: Path = CASES) -> list[SentenceCase]:
    content = read_yaml(path.read_text(encoding="utf-8"))
    return [
        SentenceCase(one["indicator"], case["in"], case.get("choose", {}), case["score"])
        for one in content
        for case in one["cases"]
    ]


def rounds(cases: list[SentenceCase]) -> list[list[SentenceCase]]:
    """The cases by the defaults, one of each indicator at a time, so that a workbook holds many at once."""
    by_indicator: dict[str, list[SentenceCase]] = {}
    for case in cases:
        if not case.choices:
            by_indicator.setdefault(case.indicator, []).append(case)
    return [[case for case in row if case] for row in zip_longest(*by_indicator.values())]


def indicator_of(standard: Standard, name: str) -> Indicator:
    return next(one for _, _, one in standard.rows if one.name == name)


def figures_of(standard: Standard, case: SentenceCase) -> dict[str, Any]:
    """The figures of a case by the key of their data item."""
    indicator = indicator_of(standard, case.indicator)
    known = standard.items | (indicator.interpretation.items if indicator.interpretation else {})
    found: dict[str, Any] = {}
    for part, value in case.figures.items():
        keys = [
            key
            for key, item in known.items()
            if part in item.label and key in (*indicator.expression.keys, *_alternative_keys(indicator))
        ]
        assert keys, (case.indicator, part)
        found[min(keys, key=len)] = value
    return found


def _alternative_keys(indicator: Indicator) -> list[str]:
    return list(indicator.interpretation.items) if indicator.interpretation else []


def exact(figures: dict[str, Any]) -> dict[str, Any]:
    """The figures as the rules take them."""
    return {key: value if isinstance(value, str) else Decimal(str(value)) for key, value in figures.items()}


def typed_into(source: Path, target: Path, figures: dict[str, Any]) -> Path:
    """A copy of a workbook with figures typed into the cells of their names."""
    places = places_of(source, figures)
    return edited(source, target, {places[key]: value for key, value in figures.items()})


def place_of(path: Path, key: str) -> tuple[str, str]:
    """Sheet and cell of a defined name."""
    return places_of(path, (key,))[key]


def places_of(path: Path, keys: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Sheet and cell of each of some defined names."""
    cells = read_cells(path)
    return {key: cells.place(cells.shared, key) for key in keys}


def edited(source: Path, target: Path, cells: dict[tuple[str, str], Any]) -> Path:
    """A copy of a workbook with other values in some cells, all else as it is."""
    package = Package.read(source.read_bytes(), source.name)
    parts, sheets = package.sheets(), dict[str, SheetXml]()
    for (title, cell), value in cells.items():
        sheet = sheets.setdefault(title, SheetXml(package.parts[parts[title]]))
        sheet.set(coordinate_to_tuple(cell), value)
    stream = io.BytesIO()
    package.write(stream, {parts[title]: sheet.content for title, sheet in sheets.items()})
    target.write_bytes(stream.getvalue())
    return target


def filled_form(path: Path) -> Path:
    """The bureau's form made live and filled in with what its sentences take, saved there."""
    live = adopt(DATA / "blank.xlsx", path.with_stem("认表"), save=save_live)
    figures: dict[str, Any] = {}
    for row in reversed(rounds(sentence_cases())):
        for case in row:
            if not isinstance(case.score, str):
                figures |= exact(figures_of(live.standard, case))
    edition: Edition = UDF if path.suffix == ".xlsm" else NATIVE
    filing = Filing(unit="某局", year=2024, data=figures)
    return fill_form(live.path, filing, path, edition, save=save_live).path
