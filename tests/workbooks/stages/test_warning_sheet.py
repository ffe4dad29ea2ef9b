"""预警 in a workbook: every case of the rules as a row of a form, worked out by other programs too."""

from __future__ import annotations

from decimal import Decimal

import pytest

from addin.staging import Monitored, monitoring_file
from tests.addin.test_gnumeric import same
from tests.support.cases import load
from tests.support.gnumeric import recalculated, values
from workbooks.stages.progress_warnings import rules_called
from workbooks.stages.targets_set import SetIndicator, SetTargets
from workbooks.stages.warning_sheet import COLOUR

CASES = load("progress_warnings.yaml")


def projects(rules, months):
    """A project with every indicator of some rules and months, and one for each case of money."""
    rows = [case for case in CASES["indicators"] if (case["rules"], case["months"]) == (rules, months)]
    indicators = tuple(
        SetIndicator(
            "产出指标", "数量指标", f"指标{n}", case["target"], state={"progress": str(case["done"])}
        )
        for n, case in enumerate(rows)
    )
    money = [case for case in CASES["execution"] if (case["rules"], case["months"]) == (rules, months)]
    found = [SetTargets("指标", 2024, "", indicators=indicators)] if rows else []
    colours = [[None, *(case["colour"] for case in rows)]] if rows else []
    for n, case in enumerate(money):
        amounts = [
            {} if case[key] is None else {"资金总额": Decimal(str(case[key]))} for key in ("budget", "spent")
        ]
        one = SetIndicator("产出指标", "数量指标", "没填", "≥1个")
        found.append(SetTargets(f"资金{n}", 2024, "", indicators=(one,), money=amounts[0], spent=amounts[1]))
        colours.append([case["colour"], None])
    return found, [colour for project in colours for colour in project]


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    """A workbook for each set of rules and months, with the colours due line by line."""
    folder, found = tmp_path_factory.mktemp("预警"), {}
    keys = {(case["rules"], case["months"]) for kind in CASES.values() for case in kind}
    for rules, months in sorted(keys):
        targets, colours = projects(rules, months)
        path = folder / f"{rules}-{months}.xlsx"
        asked = Monitored(period=f"1-{months}月", rules=rules_called(rules))
        monitoring_file(targets, path, False, asked)
        found[path] = colours
    return found


def shown(cells):
    """The colours on 预警 from the top, of the lines below its headings."""
    lines = {
        int(cell[1:]): value
        for (sheet, cell), value in cells.items()
        if sheet == "预警" and cell[0] == "ABCDEF"[COLOUR - 1]
    }
    return [lines[row] or None for row in sorted(lines)]


def test_the_stored_colours_are_those_of_the_rules(books):
    assert len(books) > 4
    for path, due in books.items():
        assert shown(values(path)) == due, path.name


def test_gnumeric_works_out_the_same(gnumeric, books, tmp_path):
    for path, due in books.items():
        stored = values(path)
        computed = recalculated(path, stored, tmp_path)
        assert shown(computed) == due, path.name
        # A step that is a day looks like one to Gnumeric.
        results = [cell for cell in stored if cell[0] != "算式"]
        differing = {
            cell: (stored[cell], computed[cell]) for cell in results if not same(stored[cell], computed[cell])
        }
        assert differing == {}, path.name


def test_libreoffice_works_out_the_same_and_follows_what_is_typed(bare_libreoffice, books):
    for path, due in books.items():
        stored = values(path)
        with bare_libreoffice.open(path, recalc=True) as document:
            document.recalculate()
            cells = {key: document.value(*key) for key in stored if key[0] != "算式"}
            assert shown(cells) == due, path.name
            if path.name == "common-7.xlsx":
                first = due.index("红")
                document.write("指标", f"F{12 + first}", "84个")
                document.recalculate()
                row = next(int(cell[1:]) for sheet, cell in stored if sheet == "预警" and cell[0] == "F")
                assert document.value("预警", f"F{row + first}") == "蓝"
