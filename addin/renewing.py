"""A bureau's form that was made live, made live again: other rules, or another edition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from openpyxl.workbook import Workbook

from addin import headless, macros
from addin.adopting import SaveLive, save_plain
from addin.editions import check_form_target
from addin.filling import Filled
from addin.live_review import with_review
from workbooks.adoption.putting import Before, put_in
from workbooks.files import editable
from workbooks.files.cells import NAMING_SUFFIXES, WorkbookCells, cells_in
from workbooks.files.container import read_bytes
from workbooks.files.coordinates import coordinate_to_tuple
from workbooks.files.made_cells import cells_of
from workbooks.files.package import Package
from workbooks.files.saving import write_whole
from workbooks.filing.data_file import Filing
from workbooks.filing.figures import DATA_SHEET
from workbooks.findings import NOTICE, Finding
from workbooks.forms.build import Built, build
from workbooks.forms.convert import kept_scenarios, used_names_on
from workbooks.forms.findings import findings_in
from workbooks.forms.layout.kinds import SCENARIO_SHEET, WORKINGS_SHEET, titles
from workbooks.forms.page.writer import NATIVE, UDF, Edition
from workbooks.forms.returned.read_back import own_workbook
from workbooks.forms.sheets.rules.rule_answers import updated
from workbooks.forms.sheets.scenario_sheet import CHOICE_ROW, FIRST
from workbooks.problems import InputError
from workbooks.standards.model import Standard

_MOST_COPIES = 100
_OUR_NAME = b'codeName="JxSheet'


def apply_rules(path: Path, target: Path, force: bool = False, save: SaveLive | None = None) -> Filled:
    """Save a file with the rules that its sheet 评分规则 asks for. Raises `InputError` with all faults."""
    cells = cells_in(read_bytes(path), path.name)
    standard = own_workbook(cells).standard
    if standard.placed is None:
        raise InputError(f"{path.name} 不是认来的附表，规则在评分标准里，不能改")
    return renew(path, target, edition_of(cells, standard), force, save, updated(cells, standard))


def apply_in_place(path: Path, save: SaveLive | None = None) -> tuple[Filled, Path]:
    """`apply_rules` in the file itself; what it was before is kept beside it. Returns the kept file too."""
    kept = _beside(path)
    content = read_bytes(path)
    with TemporaryDirectory() as folder:
        new = Path(folder) / path.name
        applied = apply_rules(path, new, save=save)
        renewed = new.read_bytes()
    write_whole(kept, lambda stream: stream.write(content), force=False)
    write_whole(path, lambda stream: stream.write(renewed), force=True)
    return replace(applied, path=path), kept


def _beside(path: Path) -> Path:
    """A free name for what a file was before."""
    for number in ("", *range(2, _MOST_COPIES)):
        kept = path.with_name(f"{path.stem}-更新前{number}{path.suffix}")
        if not kept.exists():
            return kept
    raise InputError(f"{path.parent} 里已有太多“更新前”的文件，请先移走一些")


def edition_of(cells: WorkbookCells, standard: Standard) -> Edition:
    """The edition of a form: its scores call our functions, or they are ordinary formulas."""
    formulas = cells.formulas.get(standard.form_sheet, {})
    return UDF if any("JX_" in text for text in formulas.values()) else NATIVE


def renew(
    path: Path,
    target: Path,
    edition: Edition,
    force: bool = False,
    save: SaveLive | None = None,
    standard: Standard | None = None,
    filing: Filing | None = None,
) -> Filled:
    """Save a form of a bureau in an edition, with another standard where one is given.

    What the unit typed stays: figures, notes, scenarios, and scores typed over. Raises `InputError`.
    """
    check_form_target(target, force)
    content = read_bytes(path)
    cells, package = cells_in(content, path.name), Package.read(content, path.name)
    own = own_workbook(cells)
    wanted = standard or own.standard
    data = {key: figure for key, figure in own.filing.data.items() if key in wanted.items}
    notes = {key: note for key, note in own.filing.notes.items() if key in wanted.items}
    filled = replace(own.filing, data=data, notes=notes)
    if filing is not None:
        filing = _of_one_form(filing, path.name)
        unit, year = filing.unit or own.filing.unit, filing.year or own.filing.year
        figures = data | {key: figure for key, figure in filing.data.items() if figure is not None}
        _check_room(wanted, filing, path.name)
        filled = replace(
            filled,
            unit=unit,
            year=year,
            data=figures,
            notes=notes | dict(filing.notes),
            texts={**filled.texts, **filing.texts},
            rows={**filled.rows, **filing.rows},
        )
    old = editable.load(path)
    scenarios, rows = kept_scenarios(old, own.standard), own.filing.ledger_rows
    built = build(wanted, filled, rows, edition, scenarios=scenarios)
    typed = _carry_scenarios(old, built)
    tables = built.scored()
    values = built.values(tables)
    for sheet, summed in macros.fill_summary(headless.wrap(built.workbook, values)).items():
        values.setdefault(sheet, {}).update(summed)
    if typed:
        # What a scenario shows is calculated when the file is opened.
        shown = values.get(SCENARIO_SHEET, {})
        values[SCENARIO_SHEET] = {
            cell: value for cell, value in shown.items() if coordinate_to_tuple(cell)[1] < FIRST
        }
    before = _before(package, own.standard)
    made = with_review(put_in(package, built, values, before, figures=filing is not None), package.name)
    (save or save_plain)(made, target, edition, force)
    return Filled(target, tables, findings_in(built, tables), list(_lost(own.filing, wanted)))


def _of_one_form(filing: Filing, name: str) -> Filing:
    """What a filing by projects says of its only one, for a bureau's file of one project."""
    if not filing.projects:
        return filing
    if len(filing.projects) > 1:
        names = "、".join(f"“{project.name}”" for project in filing.projects[:3])
        raise InputError(
            f"数据文件有 {len(filing.projects)} 个项目（{names}），{name} 只放得下一个；请一个项目一份"
        )
    return replace(filing.projects[0], unit=filing.unit, year=filing.year)


def _check_room(standard: Standard, filing: Filing, name: str) -> None:
    """Raise `InputError` where a data file has more rows of the unit's own than the bureau's form."""
    room = {key: len(rows) for key, rows in standard.placed.own.items()} if standard.placed else {}
    for key, rows in filing.rows.items():
        if len(rows) > room.get(key, 0):
            raise InputError(
                f"数据文件的“{key}”有 {len(rows)} 行，{name} 只有 {room.get(key, 0)} 行；"
                "请在官方空表里加好行，再用 jixiao new 编号 --form 官方空表.xlsx 重新放规则"
            )


def fill_form(
    form: Path,
    filing: Filing,
    target: Path,
    edition: Edition,
    force: bool = False,
    save: SaveLive | None = None,
) -> Filled:
    """Save a form that was made live with the figures of a data file in it. Raises `InputError`."""
    if form.suffix.lower() not in NAMING_SUFFIXES:
        how = "请给认过的附表，如 jixiao fill 附表.xlsx --data 数据.yaml"
        raise InputError(f"{form.name} 只有评分标准，没有官方文件；{how}")
    return renew(form, target, edition, force, save, filing=filing)


def _before(package: Package, standard: Standard) -> Before:
    """What the file has of ours."""
    ours = set(titles(standard, lambda _kind: True)) - {standard.form_sheet} | {WORKINGS_SHEET}
    parts = package.sheets()
    sheets = frozenset(title for title in parts if title in ours)
    macros_are_ours = any(_OUR_NAME in package.parts[parts[title]] for title in sheets)
    return Before(sheets, frozenset(standard.items), macros_are_ours)


def _carry_scenarios(old: Workbook, built: Built) -> bool:
    """Type what was typed on the old sheet 情景 into the new one of the same figures; whether any was."""
    if SCENARIO_SHEET not in old.sheetnames or SCENARIO_SHEET not in built.workbook.sheetnames:
        return False
    before, after = old[SCENARIO_SHEET], built.workbook[SCENARIO_SHEET]
    if used_names_on(before) != used_names_on(after):
        return False
    typed = False
    for cell in cells_of(before):
        if cell.row < CHOICE_ROW or cell.data_type == "f" or cell.value is None:
            continue
        now = after.cell(cell.row, cell.column)
        if now.data_type != "f" and cell.value != now.value:
            now.value, typed = cell.value, True
    return typed


def _lost(filing: Filing, standard: Standard) -> Iterator[Finding]:
    """Figures that the rules in force do not ask for any more."""
    for key, figure in filing.data.items():
        if figure is not None and key not in standard.items:
            message = f"“{key}”填的是 {figure}，现在的规则用不到，没有带过来"
            yield Finding("S12", NOTICE, DATA_SHEET, "", message, None, str(figure))
