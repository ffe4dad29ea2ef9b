"""The three forms of a project in a folder: what differs stands in the ledger, by file and cell."""

from __future__ import annotations

import os
import zipfile

import pytest

from tests.support.cases import load
from tests.support.project_year import form_rows
from tests.workbooks.official.typed import type_workbook
from workbooks.collect.collecting import collect
from workbooks.collect.register import Register
from workbooks.collect.task import Task

FILE = load("collected_forms.yaml")
CASES = FILE["cases"]
FOUND = (
    "SELECT path, member, code, level, sheet, cell, message FROM findings JOIN present USING (file) "
    "WHERE code LIKE 'Y%' ORDER BY path, member, number"
)


def here(files, work):
    return (work(one) for one in files)


def typed(folder, files):
    for name, listed in files.items():
        each = listed if isinstance(listed, list) else [listed]
        forms = [{**FILE["defaults"], **form} for form in each]
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        type_workbook(path, {form["form"]: form_rows(form) for form in forms})


def told(ledger, folder):
    """What was found, by file as the case names it."""
    found = []
    for path, member, code, level, sheet, cell, message in ledger.query(FOUND):
        name = member or path.removeprefix(f"{folder}/")
        found.append((name, code, level, f"{sheet}!{cell}" if cell else sheet, message))
    return found


def run(ledger, folder):
    return collect(ledger, [str(folder)], here, Task())


@pytest.fixture
def ledger(tmp_path):
    with Register(tmp_path / "台账.duckdb") as ledger:
        yield ledger


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(tmp_path, ledger, case):
    folder = tmp_path / "交来"
    folder.mkdir()
    typed(folder, case["files"])
    if "zip" in case:
        with zipfile.ZipFile(folder / case["zip"], "w") as package:
            for name in case["files"]:
                package.write(folder / name, name)
                (folder / name).unlink()
    run(ledger, folder)
    assert ledger.query("SELECT path, reason FROM present WHERE state <> 'read'") == []
    found = told(ledger, folder)
    assert len(found) == len(case["finds"]), found
    for name, code, place, *words in case["finds"]:
        (message,) = [each[4] for each in found if each[:4] == (name, code, "提示", place)] or [str(found)]
        assert [word for word in words if word not in message] == []


def test_forms_that_are_not_scored_are_not_ranked(tmp_path, ledger):
    folder = tmp_path / "交来"
    typed(folder, CASES[0]["files"])
    run(ledger, folder)
    assert ledger.query("SELECT path[-7:], place FROM ranking") == [("自评.xlsx"[-7:], 1)]


def test_a_file_that_changed_or_left_is_held_against_the_others_anew(tmp_path, ledger):
    folder = tmp_path / "交来"
    typed(folder, CASES[1]["files"])
    run(ledger, folder)
    assert len(told(ledger, folder)) == 1
    typed(folder, {"自评.xlsx": CASES[0]["files"]["自评.xlsx"]})
    run(ledger, folder)
    assert told(ledger, folder) == []
    typed(folder, {"自评.xlsx": CASES[1]["files"]["自评.xlsx"]})
    run(ledger, folder)
    run(ledger, folder)
    assert len(told(ledger, folder)) == 1
    (folder / "申报.xlsx").unlink()
    (folder / "监控.xlsx").unlink()
    run(ledger, folder)
    assert told(ledger, folder) == []


def test_of_a_form_handed_in_twice_the_last_is_taken(tmp_path, ledger):
    folder = tmp_path / "交来"
    typed(folder, {"旧/自评.xlsx": CASES[1]["files"]["自评.xlsx"], **CASES[0]["files"]})
    os.utime(folder / "旧/自评.xlsx", ns=(1_700_000_000_000_000_000, 1_700_000_000_000_000_000))
    run(ledger, folder)
    assert told(ledger, folder) == []
    os.utime(folder / "旧/自评.xlsx", ns=(4_000_000_000_000_000_000, 4_000_000_000_000_000_000))
    run(ledger, folder)
    assert [(name, code) for name, code, *_ in told(ledger, folder)] == [("旧/自评.xlsx", "Y01")]
