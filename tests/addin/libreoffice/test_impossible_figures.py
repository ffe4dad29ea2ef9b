"""Figures that cannot be, in real LibreOffice: 状态, 填报进度 and 情景 of both editions say so live."""

from __future__ import annotations

import pytest

from tests.support.cases import load as load_cases
from tests.support.examples import example, first_form
from workbooks.files.xlsx import save
from workbooks.filing.scoring import score
from workbooks.forms.build import build
from workbooks.forms.page.paper import plain
from workbooks.forms.page.writer import NATIVE, UDF
from workbooks.forms.sheets.data_sheet import progress, status
from workbooks.forms.sheets.scenario_sheet import Scenario
from workbooks.standards.loading import load
from workbooks.whatif.scenarios import base_of

NAMES = ("shenzhen-2021", "wuxi-2021")


def cases_of(name):
    return [case for case in load_cases("figures.yaml") if case["standard"] == name]


def filed(case):
    return example(case["standard"], {**case.get("set", {}), case["key"]: case["typed"]})


@pytest.mark.parametrize("edition", [UDF, NATIVE])
@pytest.mark.parametrize("name", NAMES)
def test_the_status_column_and_the_scenarios_follow_what_is_typed(libreoffice, tmp_path, name, edition):
    standard, cases = load(name), cases_of(name)
    base = base_of(standard, first_form(standard, example(name)))
    scenarios = [
        Scenario(f"{number}", base.typed({case["key"]: str(case["typed"]), **texts(case)}))
        for number, case in enumerate(cases if edition == UDF else cases[::4])
    ]
    built = build(standard, example(name), edition=edition, scenarios=scenarios)
    values = built.values(built.scored())
    save(built.workbook, values, tmp_path / "附表.xlsx", force=True)
    rows = {cell[0].value: cell[0].row for cell in built.workbook["情景"]["A1:A700"]}
    last = built.workbook["情景"].cell(5, 3 + len(scenarios)).column_letter
    line = f"C{rows['填报状态']}:{last}{rows['填报状态']}"
    keys = {cell[0].value: cell[0].row for cell in built.workbook["数据"]["B6:B90"]}
    with libreoffice.open(tmp_path / "附表.xlsx", recalc=True) as document:
        document.recalculate()
        (shown,) = document.read("情景", line)
        expected = [
            values["情景"][f"{built.workbook['情景'].cell(5, column).column_letter}{rows['填报状态']}"]
            for column in range(3, 4 + len(scenarios))
        ]
        assert ["" if value is None else value for value in shown] == expected
        assert any(expected)
        for case in cases:
            filing = filed(case)
            changed = [case["key"], *case.get("set", {})]
            for key in changed:
                document.write(*built.places[key], plain(filing.data[key]))
            table = score(standard, first_form(standard, filing))
            found = document.value("数据", f"G{keys[case['key']]}")
            assert found == status(table, case["key"]) == case["status"], case
            assert document.value("数据", "C4") == progress(table)
            for key in changed:
                document.write(*built.places[key], plain(base.table.data.get(key)))


def texts(case):
    return {key: str(value) for key, value in case.get("set", {}).items()}
