"""Reading our own workbooks back: the figures in the data cells and the scores as reported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from workbooks.files.cells import NAMING_SUFFIXES, WorkbookCells, read_cells
from workbooks.filing.data_file import Filing
from workbooks.forms.returned.anchors import labels_around
from workbooks.forms.returned.damage import damage_findings
from workbooks.forms.returned.heads import data_notes, ledger_rows, unit_of, year_of
from workbooks.forms.returned.homes import homes_of, money_homes, repeats_of
from workbooks.forms.returned.own_book import OwnForm, OwnWorkbook, figures_in
from workbooks.forms.returned.renamed import as_built, forms_among
from workbooks.forms.returned.whereabouts import Whereabouts, whereabouts
from workbooks.official import official_workbook
from workbooks.problems import InputError
from workbooks.standards.carried import CARRIED_SHEET, from_lines
from workbooks.standards.library import STAGE_NAME
from workbooks.standards.loading import load
from workbooks.standards.model import Standard

_NOT_OURS = "不是本工具生成的附表（找不到“评分标准编号”）；请用 jixiao new 新建一份，把数据填进去"


def read_workbook(path: Path) -> tuple[Standard, Filing]:
    """Read a workbook built by us: which standard it follows, and what is filled in.

    Raises `InputError` when it is not ours or the file cannot be read; what is gone of it is blank.
    """
    own = own_workbook(read_cells(path))
    return own.standard, own.filing


def own_workbook(cells: WorkbookCells) -> OwnWorkbook:
    """The cells of a file as a workbook built by us, as `read_workbook`."""
    if not cells.name.lower().endswith(NAMING_SUFFIXES):
        raise InputError(f"{cells.name} 不是 .xlsx 附表，请在 Excel 中另存为 .xlsx")
    return read_own(cells)


def standard_in(cells: WorkbookCells) -> Standard:
    """The standard that a workbook of ours carries, else the one that it names. Raises `InputError`."""
    if STAGE_NAME in cells.shared:
        raise InputError(
            f"{cells.name} 是没有得分的表（申报表、监控表），不算分、不换版本、不用定稿；"
            "复核用 jixiao check，结转用 jixiao carry，填好直接报送"
        )
    if cells.standard_id is None:
        raise InputError(f"{cells.name} {_NOT_OURS}")
    return carried_in(cells) or load(cells.standard_id)


def carried_in(cells: WorkbookCells) -> Standard | None:
    """The standard that a workbook carries; None without one. Raises `StandardError` for a spoiled one."""
    carried = next((sheet for sheet in cells.sheets if sheet.name == CARRIED_SHEET), None)
    if carried is None:
        return None
    lines = [str(row[0]) if row and row[0] is not None else "" for row in carried.rows]
    return from_lines(lines, cells.name)


def read_own(cells: WorkbookCells, standard: Standard | None = None) -> OwnWorkbook:
    """Read the cells of a workbook built by us, by its standard or another of the same form.

    Raises `InputError` when it is not ours.
    """
    standard = standard or standard_in(cells)
    homes, repeats = homes_of(standard), repeats_of(standard)
    cells, renamed = as_built(cells, standard, homes)
    others = {} if standard.projects else {standard.form_sheet: labels_around(standard)}
    spots = whereabouts(cells, cells.shared, homes, repeats, standard.excuses, others)
    forms = tuple(_forms(cells, standard, spots))
    data, full_width = figures_in(cells, spots, {key: standard.items[key] for key in homes})
    shared = Filing(
        unit=unit_of(cells, standard) or _unit_above(cells, standard),
        year=year_of(cells, standard),
        data=data,
        full_width=full_width,
        notes=data_notes(cells, standard),
        ledger_rows=ledger_rows(cells),
        gone=frozenset(spots.lost),
    )
    if standard.projects:
        filing = replace(shared, projects=tuple(form.filing() for form in forms))
    else:
        form = forms[0].filing()
        filing = replace(
            shared,
            texts=form.texts,
            rows=form.rows,
            reported=form.reported,
            rows_gone=form.rows_gone,
            columns_gone=form.columns_gone,
        )
    own = OwnWorkbook(standard, filing, forms, cells, renamed, spots)
    return replace(own, filing=replace(filing, told=tuple(damage_findings(own))))


def _unit_above(cells: WorkbookCells, standard: Standard) -> str:
    """The unit that is written above the table of a bureau's own form."""
    sheet = cells.sheet(standard.placed.sheet) if standard.placed else None
    if sheet is None:
        return ""
    return next((table.unit for table in official_workbook(cells.name, [sheet]).tables if table.unit), "")


def _forms(cells: WorkbookCells, standard: Standard, spots: Whereabouts) -> Iterator[OwnForm]:
    """The forms of a workbook; that of a unit is one, even where its sheet is gone."""
    if not standard.projects:
        yield OwnForm(cells, standard.form_sheet, cells.shared, standard, spots)
        return
    sheets = forms_among(cells, standard)
    if not sheets:
        raise InputError(f"{cells.name} 里一张项目自评表也没有，可能都删了；请从原来的文件恢复")
    for sheet in sheets:
        names = cells.by_sheet.get(sheet, {})
        yield OwnForm(
            cells,
            sheet,
            names,
            standard,
            whereabouts(
                cells, names, money_homes(standard, sheet), {}, others={sheet: labels_around(standard)}
            ),
        )
