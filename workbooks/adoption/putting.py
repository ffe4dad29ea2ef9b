"""Formulas and sheets of ours put into a bureau's own file; every other part of it stays as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from udfs.records import dataclass
from workbooks.files.coordinates import coordinate_to_tuple, get_column_letter, quote_sheetname
from workbooks.files.editable import told_by_name
from workbooks.files.graft import Grafted, graft
from workbooks.files.made_cells import cells_of
from workbooks.files.package import Package, parse, to_bytes
from workbooks.files.sheet_xml import Place, SheetXml
from workbooks.files.spliced_cells import spliced
from workbooks.files.style_sheet import StyleSheet
from workbooks.files.unseen_cells import unseen_while_unbegun
from workbooks.files.xlsx import content
from workbooks.forms.build import Built, Cells
from workbooks.forms.layout.form_layout import FormLayout
from workbooks.forms.page import screen
from workbooks.problems import InputError
from workbooks.standards.form import TYPED_TEXTS


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
        printed, opens = _printed(built, parts[form], package), built.workbook.active
        done = graft(
            package, source, titles, names, known.sheets | known.names, printed, opens.title if opens else ""
        )
        before_xml = done.parts.get(parts[form], package.parts[parts[form]])
        sheet = SheetXml(before_xml)
        written, typed = _write_formulas(sheet, built, values.get(form, {}), keep_typed=before is not None)
        if before is None:
            written += _write_beside(sheet, built)
        if figures:
            _write_figures(sheet, built)
        content_now = sheet.content if figures else spliced(before_xml, sheet, written)
        done.parts[parts[form]] = _unseen_while_unbegun(content_now, sheet, built, done)
    gone = frozenset(done.gone - done.parts.keys())
    return MadeLive(package, done.parts, gone, known.macros, tuple(typed))


def _write_formulas(
    sheet: SheetXml, built: Built, values: Mapping[str, object], *, keep_typed: bool
) -> tuple[list[Place], list[str]]:
    """Write the formulas of the form; return where, and the cells whose typed figure stays."""
    written, typed = list[Place](), list[str]()
    for cell in cells_of(built.workbook[built.standard.form_sheet]):
        if cell.data_type != "f":
            continue
        place = cell.row, cell.column
        if keep_typed and not sheet.holds_formula(place) and _is_filled(sheet, place):
            typed.append(cell.coordinate)
            continue
        sheet.set_formula(place, str(cell.value)[1:], values.get(cell.coordinate))
        written.append(place)
    return written, typed


def _unseen_while_unbegun(content: bytes, sheet: SheetXml, built: Built, done: Grafted) -> bytes:
    """The sheet of the form, on which #N/A looks like the cell that it stands in while nothing is begun."""
    styles = StyleSheet(parse(done.parts[done.style_part]))
    conditions = [
        (cell, formula, styles.unseen(sheet.style(coordinate_to_tuple(cell))))
        for cell, formula in screen.conditions(built.workbook[built.standard.form_sheet])
    ]
    done.parts[done.style_part] = to_bytes(styles.root)
    return unseen_while_unbegun(content, conditions)


def _printed(built: Built, part: str, package: Package) -> tuple[str, str] | None:
    """The form's sheet and what of it is printed, where we add columns beside it; None where we do not."""
    if not built.layout.placed or not built.layout.beside:
        return None
    sheet, last = SheetXml(package.parts[part]), built.layout.placed.beside - 2
    rows = [place[0] for place, _ in sheet.cells()] + [area[2] for area in sheet.merged]
    area = f"$A$1:${get_column_letter(last)}${max(rows, default=1)}"
    return built.standard.form_sheet, f"{quote_sheetname(built.standard.form_sheet)}!{area}"


def _write_beside(sheet: SheetXml, built: Built) -> list[Place]:
    """Write what the columns beside the unit's own rows are for, and their first choices."""
    layout, written = built.layout, list[Place]()
    rows = [layout.header_rows[1], *(place.row for place in layout.places if place.kind == "own")]
    for place in ((row, column) for row in rows for column in layout.beside.values()):
        value = built.workbook[built.standard.form_sheet].cell(*place).value
        if value is not None:
            sheet.set(place, value)
            written.append(place)
    return written


def _write_figures(sheet: SheetXml, built: Built) -> None:
    """Type the figures and texts that have their place in the form."""
    for form in built.forms:
        ours = built.workbook[form.sheet]
        for _, cell in form.places.values():
            sheet.set(coordinate_to_tuple(cell), ours[cell].value)
        for place in _typed_places(form.layout):
            typed = ours.cell(*place)
            if typed.value is not None and typed.data_type != "f":
                sheet.set(sheet.area_at(place)[:2], typed.value)


def _typed_places(layout: FormLayout) -> Iterator[Place]:
    """The cells in which a unit writes in its own words, and those of its own rows."""
    own = ("code", "name", "weight", *TYPED_TEXTS)
    for place in layout.places:
        if layout.is_above(place):
            continue
        fields = own if place.kind == "own" else TYPED_TEXTS
        yield from ((place.row, layout.column(field)) for field in fields if layout.has(field))
        if place.kind == "own":
            yield from ((place.row, column) for column in layout.beside.values())


def _is_filled(sheet: SheetXml, place: Place) -> bool:
    return len(sheet.cell(place)) > 0
