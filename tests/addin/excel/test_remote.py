"""Every macro through two implementations of xlwings that share nothing: the same workbook, cell by cell."""

from __future__ import annotations

from decimal import Decimal

import pytest
from openpyxl.utils import range_boundaries

from addin import headless, macros
from tests.addin.headless.samples import since_0_37_8
from tests.support import remote
from tests.support.contents import content, filled
from tests.support.examples import EXAMPLES
from tests.support.macros import macro_names
from workbooks.filing.data_file import read_filing
from workbooks.forms.build import build
from workbooks.forms.sheets.scenario_sheet import BEFORE, USED_NAME, Scenario
from workbooks.standards.library import available
from workbooks.standards.loading import load
from workbooks.whatif.variables import Slot

# Older ones cannot read a defined name that is a constant.
pytestmark = since_0_37_8
LEDGER = EXAMPLES / "shenzhen-2021-ledger.csv"
ROWS = [
    ["支付日期", "支付凭证号", "项目名称", "支付金额（元）"],
    ["2021-03-31", "1", "甲", "1,234,500.00"],
    ["2021-06-30", "2", "乙", 20_000],
    ["2021-13-01", "3", "丙", 20_000],
    ["2020-12-31", "4", "丁", 20_000],
]
RUNS = {
    "fill_quarterly": macros.fill_quarterly,
    "fill_summary": macros.fill_summary,
    "review": macros.review,
    "add_scenario": macros.add_scenario,
    "duplicate_scenario": macros.duplicate_scenario,
    "apply_scenario": macros.apply_scenario,
    "undo_scenario": macros.undo_scenario,
    "clear_scenario": macros.clear_scenario,
    "import_ledger": lambda book: macros.import_ledger(book, LEDGER),
}

# They save a new file and write nothing into the workbook.
SAVING = {"finalize"}


def built_and_shown(name):
    """A filled workbook just built, and the values its formulas show."""
    standard = load(name)
    filing = read_filing(EXAMPLES / f"{name}.yaml", standard)
    scenarios = (Scenario("甲", changes(standard)),)
    built = build(standard, filing, ROWS if standard.quarters else (), scenarios=scenarios)
    # Something that an earlier macro applied, so that there is something to undo.
    sheet = built.workbook[built.forms[0].scenario_sheet]
    area = sheet.defined_names[USED_NAME].attr_text.rpartition("!")[2].replace("$", "")
    sheet.cell(range_boundaries(area)[1] + 1, BEFORE).value = 0.5
    return built.workbook, built.values(built.scored())


def changes(standard):
    """One figure changed, one left out."""
    keys = list(standard.figures_to_score)
    return {Slot(keys[0]): Decimal(0), Slot(keys[1]): None}


def cells(workbook):
    return {place: (content(cell), cell.data_type) for place, cell in filled(workbook).items()}


def both(name, macro):
    """The cells after the macro ran headless, and after it ran remote; and those of before."""
    one, shown = built_and_shown(name)
    other, _ = built_and_shown(name)
    before = cells(one)
    macro(headless.wrap(one, shown))
    remote.run(other, shown, macro)
    return cells(one), cells(other), before


@pytest.mark.parametrize(
    ("macro", "name"),
    [
        (macro, name)
        for macro in RUNS
        for name in available()
        if macro in ("fill_summary", "review")
        or macro.endswith("scenario")
        or load(name).quarters is not None
    ],
)
def test_both_write_the_same(macro, name):
    ours, theirs, before = both(name, RUNS[macro])
    assert ours == theirs
    assert ours != before


def test_every_macro_is_compared():
    assert set(RUNS) | SAVING == macro_names()


def test_a_macro_that_reads_what_it_wrote_is_found_out():
    def careless(book):
        macros.fill_quarterly(book)
        sheet = book.sheets["季度执行"]
        sheet["H1"].value = sheet["B5"].value

    ours, theirs, _ = both("shenzhen-2021", careless)
    assert ours != theirs
