"""Filling a blank official form that somebody else made: only the XML of its sheets is edited.

Everything else in the file stays byte for byte: pictures, shapes, notes, macros, printer settings, styles and
shared texts. Only blank cells are filled; what is printed in a cell, and every formula, stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from udfs.records import dataclass
from workbooks.files.container import read_bytes
from workbooks.files.editable import told_by_name
from workbooks.files.package import Package
from workbooks.files.saving import check_target, write_whole
from workbooks.files.sheet_xml import SheetXml
from workbooks.files.sheets import read_sheets
from workbooks.files.xlsx import MAIN
from workbooks.filing.data_file import Filing
from workbooks.filing.scoring import ScoredTable, score_forms
from workbooks.problems import InputError
from workbooks.standards.model import Standard
from workbooks.submission.template.blank_sheet import BlankSheet, Placed, Report, Shown, Unplaced
from workbooks.submission.template.captions import fill_captions, fill_year
from workbooks.submission.template.fits import refuse_unlike
from workbooks.submission.template.formula_results import update_results
from workbooks.submission.template.indicator_places import BlankTable, fill_table, knows, tables_on
from workbooks.submission.template.money_tables import fill_budget, fill_money, fill_quarters

_SUFFIXES = (".xlsx", ".xlsm")
_STYLES = "xl/styles.xml"
_PERCENT_FORMATS = (9, 10)


@dataclass(frozen=True)
class FilledTemplate:
    """A form that was filled and saved: what stands where, what found no place, and what else to know."""

    path: Path
    tables: tuple[ScoredTable, ...]
    placed: tuple[Placed, ...]
    unplaced: tuple[Unplaced, ...]
    notes: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        return {
            "file": str(self.path),
            "placed": [one.as_json() for one in self.placed],
            "unplaced": [one.as_json() for one in self.unplaced],
            "notes": list(self.notes),
        }


def fill_template(
    standard: Standard, filing: Filing, template: Path, target: Path, force: bool = False
) -> FilledTemplate:
    """Fill a blank form with a filing and its scores. Raises `InputError` before anything is written.

    A form with other indicators or weights than the standard is filled in part only with `force`, which
    also overwrites the target.
    """
    suffix = template.suffix.lower()
    if suffix not in _SUFFIXES:
        raise InputError(
            f"{template.name}：只能填 .xlsx 或 .xlsm 的空表，请用 Excel 或 WPS 打开后另存为 .xlsx 再用"
        )
    check_target(target, force, suffix)
    if target.exists() and target.samefile(template):
        raise InputError(f"{target.name} 就是空表本身，请换一个文件名")
    package, report = Package.read(read_bytes(template), template.name), Report()
    with told_by_name(template.name):
        sheets = _sheets(package, template, report)
    scored = score_forms(standard, filing)
    with told_by_name(template.name):
        _fill_forms(sheets, standard, filing, scored, template.name, force)
        _fill_tables(sheets, standard, filing, scored[0], report)
        for sheet in sheets.values():
            if sheet.written:
                fill_year(sheet, scored[0].year)
                update_results(sheet)
        edited = [sheet for sheet in sheets.values() if sheet.written]
        parts = package.sheets()
        _note_other_formulas(package, edited, report)
        changed = {parts[sheet.name]: sheet.xml.content for sheet in edited}
    write_whole(target, lambda stream: package.write(stream, changed), force)
    return FilledTemplate(
        target, tuple(scored), tuple(report.placed), tuple(report.unplaced), tuple(report.notes)
    )


def _sheets(package: Package, template: Path, report: Report) -> dict[str, BlankSheet]:
    percent, parts = _percent_styles(package), package.sheets()
    return {
        cells.name: BlankSheet(cells, package.parts[parts[cells.name]], percent, report)
        for cells in read_sheets(template)
        if cells.name in parts
    }


def _fill_forms(
    sheets: dict[str, BlankSheet],
    standard: Standard,
    filing: Filing,
    scored: Sequence[ScoredTable],
    name: str,
    force: bool,
) -> None:
    """Fill one indicator table for each form of the filing, in the order of the sheets."""
    tables = [table for sheet in sheets.values() for table in tables_on(sheet) if knows(table, standard)]
    if not tables:
        raise InputError(
            f"{name} 里没有找到“{standard.title}”的指标表（按表头和指标名称找），请核对空表和编号"
        )
    forms = filing.forms(standard)
    if len(forms) > len(tables):
        raise InputError(
            f"数据里有 {len(forms)} 个项目，{name} 里只有 {len(tables)} 张自评表；"
            "请把空表工作表复制够，或一个项目一份数据"
        )
    used = tables[: len(forms)]
    if not force:
        for table in used:
            refuse_unlike(table, standard, name)
    for table, form, one in zip(used, forms, scored, strict=True):
        _fill_form(table, standard, form, one)


def _fill_form(table: BlankTable, standard: Standard, form: Filing, scored: ScoredTable) -> None:
    sheet = table.sheet
    fill_captions(sheet, standard, form, scored.year, table.header.row)
    lacking = []
    if standard.form.head is not None:
        if not fill_money(sheet, standard, form, scored):
            sheet.leave("项目资金", Shown("各项金额"), "空表里没有项目资金一栏")
        lacking = [name for name in _in_head(standard) if not sheet.report.has_placed(f"“{name}”得分")]
    fill_table(table, form, scored, lacking)
    judged = [item.line.name for item in scored.items if item.status == "judged"]
    if judged:
        names = "”“".join(judged)
        sheet.report.notes.append(f"“{names}”是人工认定的得分，空表里没有注明的地方，请在备注里写依据")


def _in_head(standard: Standard) -> Iterator[str]:
    """The indicators that are scored in the money block."""
    return (indicator.name for first, _, indicator in standard.rows if first.in_head)


def _fill_tables(
    sheets: dict[str, BlankSheet],
    standard: Standard,
    filing: Filing,
    scored: ScoredTable,
    report: Report,
) -> None:
    """The accompanying tables, on whatever sheet they stand."""
    for table in standard.tables:
        figures = sum(filing.data.get(key) is not None for key, _ in table.items())
        if figures and not any(fill_budget(sheet, table, filing) for sheet in sheets.values()):
            report.unplaced.append(Unplaced(f"“{table.title}”", f"{figures} 个数", "空表里没有这张表"))
    quarters = standard.quarters
    if quarters and not any(fill_quarters(sheet, standard, scored) for sheet in sheets.values()):
        report.unplaced.append(Unplaced(f"“{quarters.title}”", "四个季度", "空表里没有这张表"))


def _percent_styles(package: Package) -> frozenset[int]:
    """The styles that show 0.979 as 97.9%."""
    if _STYLES not in package.parts:
        return frozenset()
    styles = package.xml(_STYLES)
    custom = {
        int(each.get("numFmtId"))
        for each in styles.iter(f"{{{MAIN}}}numFmt")
        if "%" in str(each.get("formatCode"))
    }
    formats = styles.find(f"{{{MAIN}}}cellXfs")
    return frozenset(
        number
        for number, style in enumerate(() if formats is None else formats)
        if int(style.get("numFmtId", 0)) in custom.union(_PERCENT_FORMATS)
    )


def _note_other_formulas(package: Package, edited: Sequence[BlankSheet], report: Report) -> None:
    """Sheets that were not touched and look at one that was: their stored results are old."""
    names = {sheet.name for sheet in edited}
    for title, part in package.sheets().items():
        if title in names:
            continue
        formulas = SheetXml(package.parts[part]).formulas.values()
        if any(f"{name}'!" in text or f"{name}!" in text for name in names for text in formulas):
            report.notes.append(f"“{title}”有公式引用填过的表，其结果还是旧的；请打开后重新计算并保存")
