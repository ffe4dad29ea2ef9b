"""A workbook in the making: what the modules of its sheets are given, and where they leave their work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING

from udfs.records import dataclass
from workbooks.files.coordinates import absolute_coordinate, quote_sheetname
from workbooks.files.written_with import DefinedName, Workbook, Worksheet
from workbooks.filing.data_file import Filing
from workbooks.forms.layout.form_layout import FormLayout
from workbooks.forms.page.paper import Paper
from workbooks.forms.page.writer import Writer
from workbooks.standards.model import Standard

if TYPE_CHECKING:
    from workbooks.forms.sheets.scenario_sheet.one_column import Scenario
    from workbooks.forms.sheets.scenario_sheet.places import ScenarioSheet


@dataclass(frozen=True)
class FormSheets:
    """The titles of a form's sheets ("" for a 情景 or 图表 that is not to be), and its layout."""

    form: str
    scenarios: str
    charts: str
    layout: FormLayout


@dataclass(frozen=True)
class BuiltForm:
    """One form of a workbook: its sheets, its layout, and the cells of what is typed in it."""

    sheet: str
    layout: FormLayout
    filing: Filing
    places: Mapping[str, tuple[str, str]]
    scenario_sheet: str
    chart_sheet: str

    @property
    def is_there(self) -> bool:
        return True

    def place(self, cell: str) -> str:
        """Where a cell of the layout stands: nothing was moved yet."""
        return cell


@dataclass
class Work:
    """What is to be written (a filing, its forms in `sheets`, scenarios, a ledger), and what is.

    `places` holds sheet and cell of each data item that all forms share.
    """

    standard: Standard
    filing: Filing
    workbook: Workbook
    writer: Writer
    papers: dict[str, Paper]
    sheets: Sequence[FormSheets]
    ledger_rows: Sequence[Sequence[object]] = ()
    scenarios: Sequence[Scenario] = ()
    places: dict[str, tuple[str, str]] = field(default_factory=dict)
    forms: list[BuiltForm] = field(default_factory=list)
    scenario_sheets: dict[str, ScenarioSheet] = field(default_factory=dict)
    """The sheets 情景 by the title of their form."""

    def keep(self, sheet: str, cells: Mapping[str, str]) -> None:
        """Remember where data items stand."""
        self.places.update({key: (sheet, cell) for key, cell in cells.items()})

    def new_paper(self, title: str) -> Paper:
        """A sheet behind the others."""
        self.papers[title] = Paper(self.workbook.create_sheet(title))
        return self.papers[title]


def add_name(scope: Workbook | Worksheet, name: str, sheet: str, *corners: str) -> None:
    """Name an area, for the workbook or for a sheet."""
    area = ":".join(absolute_coordinate(corner) for corner in corners)
    scope.defined_names[name] = DefinedName(name, attr_text=f"{quote_sheetname(sheet)}!{area}")
