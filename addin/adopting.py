"""认表: a bureau's own file becomes live, its rules read from its own sentences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from addin import headless, macros
from addin.editions import check_form_target, edition_for
from workbooks.adoption.blank_form import BureauForm, form_in
from workbooks.adoption.proposal import propose
from workbooks.adoption.putting import MadeLive, put_in
from workbooks.files.container import read_bytes
from workbooks.files.editable import told_by_name
from workbooks.files.package import WORKBOOK, Package
from workbooks.files.saving import write_whole
from workbooks.files.sheets import read_sheets
from workbooks.filing.data_file import Filing, Reported
from workbooks.filing.scoring import ScoredTable
from workbooks.forms.build import build
from workbooks.forms.writer import UDF, Edition
from workbooks.problems import InputError
from workbooks.standards.model import Standard

SaveLive = Callable[[MadeLive, Path, Edition], None]
"""Saves a file that was made live; the doors know how it gets the functions."""
_READABLE = (".xlsx", ".xlsm")


@dataclass(frozen=True)
class Adopted:
    """A form that was made live."""

    path: Path
    standard: Standard
    tables: list[ScoredTable]
    notes: tuple[str, ...]


def adopt(
    source: Path, target: Path, force: bool = False, edition: Edition | None = None, save: SaveLive | None = None
) -> Adopted:
    """Read the table and the sentences of a file and save it live. Raises `InputError` before anything is written."""
    check_form_target(target, force)
    if source.suffix.lower() not in _READABLE:
        raise InputError(
            f"{source.name}：认表要改动文件本身，只能用 .xlsx 或 .xlsm；请用 Excel 或 WPS 打开后另存为 .xlsx 再认"
        )
    if target.exists() and target.samefile(source):
        raise InputError(f"{target.name} 就是要认的文件本身，请换一个文件名")
    package = Package.read(read_bytes(source), source.name)
    with told_by_name(source.name):
        form = form_in(package, read_sheets(source))
        proposal = propose(form, _names(package))
    filing = _filing(form, proposal.standard)
    made, tables = made_live(package, proposal.standard, filing, edition_for(target, edition))
    (save or save_plain)(made, target, edition_for(target, edition))
    return Adopted(target, proposal.standard, tables, proposal.notes)


def made_live(
    package: Package, standard: Standard, filing: Filing, edition: Edition, replaced: frozenset[str] = frozenset()
) -> tuple[MadeLive, list[ScoredTable]]:
    """A bureau's file with the formulas and sheets of a standard, and the scores they show."""
    built = build(standard, filing, edition=edition)
    tables = built.scored()
    values = built.values(tables)
    for sheet, cells in macros.fill_summary(headless.wrap(built.workbook, values)).items():
        values.setdefault(sheet, {}).update(cells)
    return put_in(package, built, values, replaced), tables


def save_plain(made: MadeLive, path: Path, edition: Edition) -> None:
    """Save a file without macros."""
    if edition == UDF:
        raise InputError(f"{path.name} 要带评分函数，只有命令行和加载项能存")
    write_whole(path, lambda stream: made.package.write(stream, made.changed, made.gone))


def _names(package: Package) -> list[str]:
    """The defined names that a file uses already."""
    return [str(name.get("name")) for name in package.xml(WORKBOOK).iter("{*}definedName")]


def _filing(form: BureauForm, standard: Standard) -> Filing:
    """What a form that somebody filled in says already: its unit and year, and the scores as reported."""
    table, placed = form.table, standard.placed
    rows = {row.number: row for row in table.rows}
    items: dict[str, Decimal] = {}
    for name, place in (placed.rows if placed else {}).items():
        score = rows[place.row].score
        if score is not None and not score.percent:
            items[name] = score.value
    total = (table.total or {}).get("score")
    printed = total.number.value if total is not None and total.number is not None else None
    filing = Filing(unit=table.unit, year=table.year, reported=Reported(items, printed if items else None))
    return replace(filing, data={})
