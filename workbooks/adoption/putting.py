"""Formulas and sheets of ours put into a bureau's own file; every other part of it stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workbooks.files.coordinates import coordinate_to_tuple
from workbooks.files.editable import told_by_name
from workbooks.files.graft import graft
from workbooks.files.package import Package
from workbooks.files.sheet_xml import Place, SheetXml
from workbooks.files.spliced_cells import spliced
from workbooks.files.xlsx import content
from workbooks.forms.build import Built, Cells
from workbooks.problems import InputError


@dataclass(frozen=True)
class Before:
    """What a file that was made live before has of ours: its sheets, its names, whether its macros are."""

    sheets: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    macros: bool = False


@dataclass(frozen=True)
class MadeLive:
    """The package of a file and what has become of its parts; `typed` are scores that somebody typed."""

    package: Package
    changed: Mapping[str, bytes]
    gone: frozenset[str]
    our_macros: bool = False
    typed: tuple[str, ...] = ()

    @property
    def parts(self) -> dict[str, bytes]:
        """Every part of the new file."""
        kept = {part: body for part, body in self.package.parts.items() if part not in self.gone}
        return kept | dict(self.changed)


def put_in(
    package: Package, built: Built, values: Cells, before: Before | None = None, *, figures: bool = False
) -> MadeLive:
    """Put the formulas of a built workbook into the form's sheet, and its other sheets behind the others.

    `before` tells what is there of ours already: that is replaced, and scores typed over a formula stay.
    With `figures` those that have their place in the form are typed there, too. Raises `InputError` where a
    sheet of the bureau has the name of one of ours.
    """
    form, known = built.standard.form_sheet, before or Before()
    titles = [title for title in built.workbook.sheetnames if title != form]
    parts = package.sheets()
    taken = [title for title in titles if title in parts and title not in known.sheets]
    if taken:
        raise InputError(
            f"{package.name} 里已有名为“{'”“'.join(taken)}”的工作表，与要加的表同名；请先把它改名再认"
        )
    if form not in parts:
        raise InputError(f"{package.name} 里没有“{form}”表，可能改过表名；请改回“{form}”")
    source = Package.read(content(built.workbook, values), package.name)
    names = {key: str(name.attr_text) for key, name in built.workbook.defined_names.items()}
    with told_by_name(package.name):
        done = graft(package, source, titles, names, known.sheets | known.names)
        before_xml = package.parts[parts[form]]
        sheet = SheetXml(before_xml)
        written, typed = _write_formulas(sheet, built, values.get(form, {}), keep_typed=before is not None)
        if figures:
            _write_figures(sheet, built)
        done.parts[parts[form]] = sheet.content if figures else spliced(before_xml, sheet, written)
    gone = frozenset(done.gone - done.parts.keys())
    return MadeLive(package, done.parts, gone, known.macros, tuple(typed))


def _write_formulas(
    sheet: SheetXml, built: Built, values: Mapping[str, object], *, keep_typed: bool
) -> tuple[list[Place], list[str]]:
    """Write the formulas of the form; return where, and the cells whose typed figure stays."""
    written, typed = list[Place](), list[str]()
    for row in built.workbook[built.standard.form_sheet].iter_rows():
        for cell in row:
            if cell.data_type != "f":
                continue
            place = coordinate_to_tuple(cell.coordinate)
            if keep_typed and not sheet.holds_formula(place) and _is_filled(sheet, place):
                typed.append(cell.coordinate)
                continue
            sheet.set_formula(place, str(cell.value)[1:], values.get(cell.coordinate))
            written.append(place)
    return written, typed


def _write_figures(sheet: SheetXml, built: Built) -> None:
    """Type the figures that have their place in the form."""
    for form in built.forms:
        for _, cell in form.places.values():
            sheet.set(coordinate_to_tuple(cell), built.workbook[form.sheet][cell].value)


def _is_filled(sheet: SheetXml, place: Place) -> bool:
    return len(sheet.cell(place)) > 0
