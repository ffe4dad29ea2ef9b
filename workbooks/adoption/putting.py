"""Formulas and sheets of ours put into a bureau's own file; every other part of it stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from openpyxl.utils.cell import coordinate_to_tuple

from workbooks.files.editable import told_by_name
from workbooks.files.graft import Grafted, graft
from workbooks.files.package import Package
from workbooks.files.sheet_xml import SheetXml
from workbooks.files.xlsx import content
from workbooks.forms.build import Built, Cells
from workbooks.problems import InputError


@dataclass(frozen=True)
class MadeLive:
    """The package of a file and what has become of its parts."""

    package: Package
    changed: Mapping[str, bytes]
    gone: frozenset[str]

    @property
    def parts(self) -> dict[str, bytes]:
        """Every part of the new file."""
        kept = {part: body for part, body in self.package.parts.items() if part not in self.gone}
        return kept | dict(self.changed)


def put_in(package: Package, built: Built, values: Cells, replaced: frozenset[str] = frozenset()) -> MadeLive:
    """Put the formulas of a built workbook into the form's sheet, and its other sheets behind the others.

    `replaced` are the sheets of ours that are there from before. Raises `InputError` where a sheet of the
    bureau has the name of one of ours.
    """
    form = built.standard.form_sheet
    titles = [title for title in built.workbook.sheetnames if title != form]
    parts = package.sheets()
    taken = [title for title in titles if title in parts and title not in replaced]
    if taken:
        raise InputError(
            f"{package.name} 里已有名为“{'”“'.join(taken)}”的工作表，与要加的表同名；请先把它改名再认"
        )
    source = Package.read(content(built.workbook, values), package.name)
    names = {key: str(name.attr_text) for key, name in built.workbook.defined_names.items()}
    with told_by_name(package.name):
        done: Grafted = graft(package, source, titles, names)
        # Sheets of ours from another edition that has more of them.
        sheet = SheetXml(package.parts[parts[form]])
        for row in built.workbook[form].iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    place = coordinate_to_tuple(cell.coordinate)
                    sheet.set_formula(place, str(cell.value)[1:], values.get(form, {}).get(cell.coordinate))
        done.parts[parts[form]] = sheet.content
    return MadeLive(package, done.parts, frozenset(done.gone - done.parts.keys()))
