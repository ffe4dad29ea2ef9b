"""A bureau's own form made live: the same file, and the scores its sentences say, in every program."""

from __future__ import annotations

import re
import zipfile
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from addin.adopting import adopt
from addin.excel.bureau_file import save_live
from addin.exporting import export_standard
from addin.renewing import renew
from tests.support.adopted import (
    DATA,
    exact,
    figures_of,
    indicator_of,
    rounds,
    sentence_cases,
    typed_into,
)
from tests.support.decorated import VBA, decorate
from tests.support.excel_limits import limit_faults
from tests.support.gnumeric import recalculated
from tests.support.office_sdk import sdk_faults, validator
from tests.support.published_schema import schema_faults
from udfs.expression import CellError
from workbooks.filing.scoring import score_forms
from workbooks.forms.page.writer import NATIVE
from workbooks.forms.returned.read_back import read_workbook
from workbooks.problems import InputError
from workbooks.standards.expression import parse
from workbooks.submission.final_copy import save_final_copy

CASES = sentence_cases()


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    path = tmp_path_factory.mktemp("adopted") / "live.xlsx"
    return adopt(DATA / "blank.xlsx", path)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.indicator} {case.figures} {case.choices}")
def test_every_sentence_gives_its_points(live, case):
    indicator = indicator_of(live.standard, case.indicator)
    expression = parse(indicator.interpretation.score_for(case.choices))
    if not case.choices:
        assert expression == indicator.expression
    figures = exact(figures_of(live.standard, case))
    if isinstance(case.score, str):
        with pytest.raises(CellError) as raised:
            expression.score(figures)
        assert raised.value.code == case.score
    else:
        assert expression.score(figures) == Decimal(str(case.score))


def test_bands_stand_in_the_notes(live):
    assert live.standard.grades.bands == "[90,100]: 优; [80,90): 良; [60,80): 中; [0,60): 差"


def test_only_what_must_change_has_changed(live):
    with zipfile.ZipFile(DATA / "blank.xlsx") as before, zipfile.ZipFile(live.path) as after:
        changed = [name for name in before.namelist() if before.read(name) != after.read(name)]
    assert sorted(changed) == [
        "[Content_Types].xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
    ]


def test_it_is_read_back_without_the_standard_elsewhere(live, tmp_path):
    for number, row in enumerate(rounds(CASES)):
        figures = {key: value for case in row for key, value in figures_of(live.standard, case).items()}
        path = typed_into(live.path, tmp_path / f"{number}.xlsx", figures)
        standard, filing = read_workbook(path)
        assert standard == live.standard
        scored = score_forms(standard, filing)[0].by_indicator
        for case in row:
            shown = scored[case.indicator].shown
            assert shown == (case.score if isinstance(case.score, str) else Decimal(str(case.score)))


def _score_cells(standard):
    return {name: f"G{place.row}" for name, place in standard.placed.rows.items()}


def _differing(read, row, cells):
    """The cases whose cell shows something else."""
    found = []
    for case in row:
        shown = read(cells[case.indicator])
        same = shown == case.score if isinstance(case.score, str) else abs(float(shown) - case.score) < 1e-9
        if not same:
            found.append((case.indicator, case.figures, shown, case.score))
    return found


def test_gnumeric_shows_the_points(gnumeric, live, tmp_path):
    cells = _score_cells(live.standard)
    for number, row in enumerate(rounds(CASES)):
        figures = {key: value for case in row for key, value in figures_of(live.standard, case).items()}
        path = typed_into(live.path, tmp_path / f"{number}.xlsx", figures)
        asked = [(live.standard.form_sheet, cell) for cell in cells.values()]
        shown = {cell: value for (_, cell), value in recalculated(path, asked, tmp_path).items()}
        assert not _differing(shown.__getitem__, row, cells)


def test_libreoffice_shows_the_points(bare_libreoffice, live):
    _in_libreoffice(bare_libreoffice, live)


def test_the_functions_show_the_points(libreoffice, tmp_path):
    live = adopt(DATA / "blank.xlsx", tmp_path / "live.xlsm", save=save_live)
    _in_libreoffice(libreoffice, live)


def _in_libreoffice(office, live):
    standard = live.standard
    cells = _score_cells(standard)
    with office.open(live.path, recalc=True) as document:
        places = {name: place.lstrip("$") for name, place in document.names().items()}
        for row in rounds(CASES):
            for case in row:
                for key, value in figures_of(standard, case).items():
                    sheet, _, cell = places[key].partition(".")
                    document.write(sheet.strip("'"), cell.replace("$", ""), value)
            document.recalculate()
            shown = {cell: document.read(standard.form_sheet, cell)[0][0] for cell in cells.values()}
            assert not _differing(shown.__getitem__, row, cells)
            if all(isinstance(value, float) for value in shown.values()):
                total = document.read(standard.form_sheet, "G17")[0][0]
                assert total == pytest.approx(sum(shown.values()))


def test_picture_stamp_notes_and_print_settings_stay(tmp_path):
    source = tmp_path / "decorated.xlsx"
    source.write_bytes((DATA / "blank.xlsx").read_bytes())
    decorate(source)
    for target in (tmp_path / "live.xlsx", tmp_path / "live.xlsm"):
        live = adopt(source, target, save=save_live)
        with zipfile.ZipFile(source) as before, zipfile.ZipFile(live.path) as after:
            changed = {name for name in before.namelist() if before.read(name) != after.read(name)}
        assert changed == {
            "[Content_Types].xml",
            "xl/_rels/workbook.xml.rels",
            "xl/styles.xml",
            "xl/workbook.xml",
            "xl/worksheets/sheet1.xml",
        }


def test_macros_of_the_bureau_stay_with_ordinary_formulas(tmp_path):
    source = tmp_path / "decorated.xlsm"
    source.write_bytes((DATA / "blank.xlsx").read_bytes())
    decorate(source)
    with pytest.raises(InputError, match="已有宏"):
        adopt(source, tmp_path / "live.xlsm", save=save_live)
    live = adopt(source, tmp_path / "live.xlsm", edition=NATIVE, save=save_live)
    with zipfile.ZipFile(live.path) as archive:
        assert archive.read("xl/vbaProject.bin") == VBA


def test_a_sheet_of_the_same_name_is_told(tmp_path):
    workbook = load_workbook(DATA / "blank.xlsx")
    workbook.create_sheet("数据")
    workbook.save(tmp_path / "source.xlsx")
    with pytest.raises(InputError, match="已有名为“数据”的工作表"):
        adopt(tmp_path / "source.xlsx", tmp_path / "live.xlsx")


def test_scores_of_a_filled_form_are_compared(tmp_path):
    live = adopt(DATA / "filled.xlsx", tmp_path / "live.xlsx")
    reported = live.tables[0].reported
    assert (reported.items["预算执行率"], reported.items["服务对象满意度"]) == (9, Decimal("7.6"))
    assert reported.total == 93
    assert live.tables[0].unit == "某市××区文化馆"


def test_every_byte_beside_the_formulas_stays(live):
    """The sheet of the form without its score cells and what hides their #N/A is the same text as before.

    Another sheet is chosen when the file is opened, so this one is not.
    """
    ours = rb'<c r="G(?:[5-9]|1[0-7])".*?(?:</c>|/>)| tabSelected="1"|<conditionalFormatting.*?</c[^>]*tting>'
    cells = re.compile(ours, re.DOTALL)
    with zipfile.ZipFile(DATA / "blank.xlsx") as before, zipfile.ZipFile(live.path) as after:
        part = "xl/worksheets/sheet1.xml"
        old, new = before.read(part), after.read(part)
    assert cells.sub(b"", old) == cells.sub(b"", new)
    assert len(re.findall(rb'<c r="G(?:[5-9]|1[0-7])"', new)) == new.count(b"<cfRule ") == 13


def test_a_new_one_opens_where_work_begins_and_shows_no_wall_of_errors(live):
    book = load_workbook(live.path)
    assert [sheet.title for sheet in book if sheet.sheet_view.tabSelected] == [book.active.title] == ["数据"]
    view = book.active.sheet_view
    (chosen,) = (each.activeCell for each in view.selection if each.pane == view.pane.activePane)
    assert chosen == "C2" and book.active[chosen].value is None
    faded = {str(area.sqref): area.rules[0] for area in book["附件2"].conditional_formatting}
    assert faded.keys() == {f"G{row}" for row in range(5, 18)}
    assert faded["G5"].formula == ["AND(ISNA(G5),COUNTA(年度部门预算支出数,年度部门预算调整数)=0)"]
    assert {rule.dxf.font.color.rgb for rule in faded.values()} == {"FFFFFFFF"}
    assert load_workbook(live.path, data_only=True)["附件2"]["G5"].value == "#N/A"


def test_what_hides_errors_is_not_gathered_by_making_live_again(live, tmp_path):
    again = renew(live.path, tmp_path / "again.xlsx", NATIVE).path
    for part, sign in (("xl/worksheets/sheet1.xml", b"<cfRule "), ("xl/styles.xml", b"FFFFFFFF")):
        with zipfile.ZipFile(live.path) as before, zipfile.ZipFile(again) as after:
            assert before.read(part).count(sign) == after.read(part).count(sign) > 0
    assert load_workbook(again).active.title == "数据"


def test_excel_would_take_every_file(tmp_path):
    """The published schemas, Excel's limits, and the Open XML SDK where it is installed."""
    source = tmp_path / "decorated.xlsx"
    source.write_bytes((DATA / "blank.xlsx").read_bytes())
    decorate(source)
    files = [adopt(source, tmp_path / name, save=save_live).path for name in ("live.xlsx", "live.xlsm")]
    files.append(export_standard(str(files[0]), tmp_path / "standard.xlsx"))
    files.append(save_final_copy(files[0], tmp_path / "final.xlsx", unfinished=True).path)
    program = validator()
    for path in files:
        assert schema_faults(path) == [], path.name
        assert limit_faults(path) == [], path.name
        assert program is None or sdk_faults(program, path) == [], path.name
