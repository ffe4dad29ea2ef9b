"""Every function in real Calc cells: the same number, text or error as `evaluate`."""

from __future__ import annotations

from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from tests.support.cases import function_cases
from udfs.array_columns import OFFERED
from udfs.catalogue import FUNCTIONS, evaluate
from udfs.errors import ScoreError

# Calc has no type for 是/否: TRUE reaches an add-in as 1.
CASES = [case for case in function_cases() if not any(isinstance(value, bool) for value in case[1]["call"])]
FORMS = ("typed", "referenced")
RULE = '"<90%: 3; <=100%: 2; >100%: 0"'
GRADES = '"[90,100]: 优; [60,90): 中; [0,60): 差"'

# Cells of the sheet 数据 that the formulas below refer to.
DATA = {
    "B1": 0.9,
    "B2": 1,
    "B3": "6.16万元",
    "B4": "=1/0",
    "B5": "=NA()",
    "B6": '=""',
    # B7 stays empty.
    "B8": "=B1=0.9",
    "B10": 20,
    "B11": 45,
    "B12": 75,
    "B13": 100,
}

# What only a spreadsheet can hand over: formula and what its cell must show.
CELLS = [
    ("from another sheet", f"JX_TIERS(数据!B1,{RULE})", 2.0),
    ("by a defined name", f"JX_TIERS(三公经费_支出/三公经费_预算,{RULE})", 2.0),
    ("lower case", f"jx_tiers(数据!B1,{RULE})", 2.0),
    ("nested in native functions", f"IF(数据!B1>0,ROUND(JX_TIERS(数据!B1,{RULE})/3,2),NA())", 0.67),
    ("function in function", f"JX_GRADE(JX_PROPORTION(数据!B1,100),{GRADES})", "优"),
    ("text in the place of a number", f"JX_TIERS(数据!B3,{RULE})", "#VALUE!"),
    ("division by zero goes through", f"JX_TIERS(数据!B4,{RULE})", "#DIV/0!"),
    ("division by zero in the argument", f"JX_TIERS(1/0,{RULE})", "#DIV/0!"),
    ("not available goes through", f"JX_TIERS(数据!B5,{RULE})", "#N/A"),
    ("empty text is missing", f"JX_TIERS(数据!B6,{RULE})", "#N/A"),
    ("a yes or no is 1 or 0 in Calc", f"JX_TIERS(数据!B8,{RULE})", 2.0),
    ("an empty cell is 0 in Calc", f"JX_TIERS(数据!B7,{RULE})", 3.0),
    ("hence the guard of our formulas", f"IF(COUNTA(数据!B7)<1,NA(),JX_TIERS(数据!B7,{RULE}))", "#N/A"),
    ("a range where one figure belongs", f"JX_TIERS(数据!B1:B2,{RULE})", "#VALUE!"),
    ("optional argument left out", "JX_PROPORTION(1.2,10)", 10.0),
    ("optional argument left blank", "JX_PROPORTION(1.2,10,)", 10.0),
    ("optional argument given", "JX_PROPORTION(1.2,10,11)", 11.0),
    ("required argument left out", "JX_PROPORTION(0.9)", "#N/A"),
    ("required argument left blank", "JX_PROPORTION(,10)", "#N/A"),
    ("one argument too many", "JX_PROPORTION(1,2,3,4)", "Err:504"),
    ("variadic: none", 'JX_POINTS("1; 1")', "#VALUE!"),
    ("variadic: a range", 'JX_POINTS("1; 1",数据!B1:B2)', 1.9),
    ("variadic: cells", 'JX_POINTS("1; 1",数据!B1,数据!B2)', 1.9),
    ("variadic: an array", 'JX_POINTS("1; 1",{0.5,1})', 1.5),
    ("variadic: ranges and figures", 'JX_POINTS("1; 1; 1; 1",数据!B1:B2,0.5,数据!B2:B2)', 3.4),
    ("variadic: left blank", 'JX_POINTS("1; 1",1,)', "#N/A"),
    ("variadic: an empty cell in a range", 'JX_POINTS("1; 1",数据!B7:B8)', "#N/A"),
    ("variadic: a text in a range", 'JX_POINTS("1; 1",数据!B2:B3)', "#VALUE!"),
    ("variadic: not available goes through", 'JX_POINTS("1; 1",数据!B1,数据!B5)', "#N/A"),
    ("variadic: division by zero goes through", 'JX_POINTS("1; 1",数据!B1,数据!B4)', "#DIV/0!"),
    # Calc itself refuses to hand over a range that holds an error.
    ("variadic: an error in a range", 'JX_POINTS("1; 1",数据!B4:B5)', "Err:504"),
    ("a quarter per row", 'JX_QUARTERLY(100,"25%;50%;75%;100%","1;1;1;1",2,数据!B10:B13)', 5.55),
    ("SUM stops at a missing score", f"SUM(1,JX_TIERS(数据!B6,{RULE}))", "#N/A"),
    ("SUM stops at a bad score", f"SUM(1,JX_TIERS(数据!B3,{RULE}))", "#VALUE!"),
    ("ISNA sees a missing score", f"IF(ISNA(JX_TIERS(数据!B6,{RULE})),1,0)", 1.0),
    ("an unknown function", "JX_NOPE(1)", "#NAME?"),
]


def literal(value: object) -> str:
    """Write an argument into a formula; None is left out."""
    if value is None:
        return ""
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    return repr(value)


class Sheet:
    """Writes cases as formulas in column A; the arguments they refer to stand in their row from C on."""

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet
        self.rows = 0

    def add(self, name: str, call: list[object], form: str) -> None:
        self.rows += 1
        self.column = 3
        arguments = ",".join(self._argument(value, form) for value in call)
        self.sheet.cell(self.rows, 1, f"={name}({arguments})")

    def _argument(self, value: object, form: str) -> str:
        if isinstance(value, list):
            figures = [figure for row in value for figure in (row if isinstance(row, list) else [row])]
            return f"{self._place(figures[0])}:{[self._place(figure) for figure in figures[1:]][-1]}"
        return self._place(value) if form == "referenced" and value is not None else literal(value)

    def _place(self, value: object) -> str:
        cell = f"{get_column_letter(self.column)}{self.rows}"
        self.sheet[cell] = value
        self.column += 1
        return cell


@pytest.fixture(scope="module")
def workbook(libreoffice, tmp_path_factory):
    """Open a workbook with all the calls in LibreOffice; nothing in it has a cached value."""
    book = openpyxl.Workbook()
    book.active.title = "数据"
    for cell, value in DATA.items():
        book["数据"][cell] = value
    book.defined_names.add(openpyxl.workbook.defined_name.DefinedName("三公经费_支出", attr_text="数据!$B$1"))
    book.defined_names.add(openpyxl.workbook.defined_name.DefinedName("三公经费_预算", attr_text="数据!$B$2"))
    for form in FORMS:
        sheet = Sheet(book.create_sheet(form))
        for name, case in CASES:
            sheet.add(name, case["call"], form)
    cells = book.create_sheet("cells")
    for row, (_, formula, _) in enumerate(CELLS, 1):
        cells.cell(row, 1, f"={formula}")
    path = tmp_path_factory.mktemp("functions") / "calls.xlsx"
    book.save(path)
    with libreoffice.open(path) as document:
        yield document


@pytest.fixture(scope="module")
def shown(workbook):
    """What column A of each sheet shows."""
    area = f"A1:A{max(len(CASES), len(CELLS))}"
    return {sheet: [row[0] for row in workbook.read(sheet, area)] for sheet in (*FORMS, "cells")}


def expected(name: str, call: list[object]) -> float | str:
    try:
        return evaluate(name, call)
    except ScoreError as error:
        return error.code


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("row", range(len(CASES)), ids=[f"{name}-{case['name']}" for name, case in CASES])
def test_a_cell_shows_what_evaluate_returns(shown, row, form):
    name, case = CASES[row]
    assert shown[form][row] == expected(name, case["call"])


def test_every_function_is_called_with_a_result_and_with_an_error():
    for function in FUNCTIONS:
        results = [expected(name, case["call"]) for name, case in CASES if name == function.name]
        errors = [result for result in results if isinstance(result, str) and result.startswith("#")]
        assert errors, function.name
        assert len(results) > len(errors), function.name


@pytest.mark.parametrize("row", range(len(CELLS)), ids=[description for description, _, _ in CELLS])
def test_what_only_a_spreadsheet_can_hand_over(shown, row):
    _, formula, result = CELLS[row]
    if isinstance(result, float):
        result = pytest.approx(result, abs=1e-12, rel=0)
    assert shown["cells"][row] == result, formula


def test_a_changed_figure_scores_again_at_once(workbook):
    before = workbook.value("cells", "A1")
    try:
        workbook.write("数据", "B1", 1.1)
        assert (before, workbook.value("cells", "A1")) == (2.0, 0.0)
        workbook.write("数据", "B1", "九成")
        assert workbook.value("cells", "A1") == "#VALUE!"
    finally:
        workbook.write("数据", "B1", 0.9)
    assert workbook.value("cells", "A1") == before


def test_a_workbook_saved_by_libreoffice_keeps_plain_names_and_results(workbook, shown, tmp_path):
    path = workbook.save(tmp_path / "saved.xlsx")
    formulas, values = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    for row, (name, case) in enumerate(CASES, 1):
        assert str(formulas["typed"].cell(row, 1).value).startswith(f"={name}("), case["name"]
        assert values["typed"].cell(row, 1).value == pytest.approx(shown["typed"][row - 1], abs=1e-9)
    assert formulas["cells"]["A1"].value == f"=JX_TIERS(数据!B1,{RULE})"
    assert formulas["cells"]["A2"].value == f"=JX_TIERS(三公经费_支出/三公经费_预算,{RULE})"


def test_a_workbook_saved_by_libreoffice_opens_again(libreoffice, workbook, shown, tmp_path):
    path = workbook.save(tmp_path / "saved.xlsx")
    with libreoffice.open(path, recalc=True) as again:
        again.recalculate()
        assert [row[0] for row in again.read("typed", f"A1:A{len(CASES)}")] == shown["typed"][: len(CASES)]


def test_the_function_wizard_explains_every_function_in_chinese(libreoffice):
    wizard = libreoffice.wizard()
    assert wizard.keys() == {function.name for function in OFFERED}
    for function in OFFERED:
        assert wizard[function.name]["description"] == f"{function.summary}。{function.errors}"
        arguments = [[label, text] for label, text, _ in wizard[function.name]["arguments"]]
        assert arguments == [[argument.label, argument.help] for argument in function.arguments]
