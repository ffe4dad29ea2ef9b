"""One project through a year by real commands: declared, carried, monitored in August, scored in January.

One target is changed on the way; it is found where the forms are carried and where they are held together.
"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
import yaml
from openpyxl import load_workbook

from tests.support.cases import load
from tests.support.places import ROOT
from tests.workbooks.official.typed import type_workbook

CASE = load("year_of_a_project.yaml")


def command(*arguments, code=0):
    """Run the command line as a process of its own; return what it says."""
    line = [sys.executable, "-m", "addin", *map(str, arguments)]
    done = subprocess.run(line, check=False, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=600)
    assert (done.returncode, done.stderr) == (code, ""), done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    """The files of the year, made one after the other, and what the commands said."""
    folder = tmp_path_factory.mktemp("一年")
    files = {name: folder / f"{name}.xlsx" for name in ("申报", "监控", "监控8月", "自评", "汇总")}
    data = folder / "数据.yaml"
    data.write_text(yaml.safe_dump(CASE["declared"], allow_unicode=True), encoding="utf-8")
    ledger = type_workbook(folder / "明细.xlsx", {"明细": CASE["ledger"]})
    command("fill", "declare-project", "--data", data, "-o", files["申报"])
    command("check", files["申报"])
    command("carry", files["申报"], "--to", "监控", "--period", "1-7月", "-o", files["监控"])
    fill_in(files["监控"], CASE["project"], CASE["in_august"])
    command(
        "fill", "monitor-project", "--data", files["监控"], "--ledger", ledger,
        "--warnings", "common", "-o", files["监控8月"],
    )  # fmt: skip
    command("monitor", files["监控8月"], "--warnings", "common", "-o", files["汇总"])
    said = command("carry", files["监控8月"], "--to", "自评", "--against", files["申报"], "-o", files["自评"])
    fill_in(files["自评"], CASE["project"], CASE["in_january"])
    return files, said


def fill_in(path, title, typed):
    """Type into the row that has a text in it, some columns to the right of it."""
    book = load_workbook(path)
    sheet = book[title]
    rows = {str(cell.value): cell for row in sheet.iter_rows() for cell in row if cell.value is not None}
    for text, columns in typed.items():
        for column, value in columns.items():
            sheet[f"{column}{rows[text].row}"] = value
    book.save(path)


def test_in_august_the_money_comes_from_the_ledger(year):
    sheet = load_workbook(year[0]["监控8月"], data_only=True)[CASE["project"]]
    row = next(cell.row for cell in sheet["C"] if cell.value == "年度资金总额")
    budget, spent, rate = (sheet[f"{column}{row}"].value for column in "EFG")
    assert [budget, spent, round(rate, 6)] == CASE["money"]


def test_the_warnings_of_august(year):
    sheet = load_workbook(year[0]["监控8月"], data_only=True)["预警"]
    shown = {row[1]: row[5] or None for row in sheet.iter_rows(values_only=True) if row[0] == CASE["project"]}
    assert shown == CASE["colours"]
    summary = load_workbook(year[0]["汇总"], data_only=True)["监控汇总"]
    line = next(summary.iter_rows(min_row=5, values_only=True))
    assert [line[1], line[6]] == [CASE["project"], "红"]


def test_the_target_that_was_changed_is_named_when_it_is_carried_on(year):
    told = "".join(year[1].split())
    assert CASE["changed"] in told
    assert told.count("改动：") == 1


def test_in_january_it_is_scored(year):
    # What typed it in stored no results, which is all that is found.
    table = json.loads(command("score", year[0]["自评"], "--json", code=1))
    assert [finding["code"] for finding in table["findings"]] == ["S08"]
    scores = {item["name"]: item["score"] for item in table["items"]}
    assert {name: scores[name] for name in CASE["scores"]} == CASE["scores"]
    assert (table["total"], table["grade"]) == (CASE["total"], CASE["grade"])


def test_the_three_forms_held_together_find_that_one_target(year):
    files = year[0]
    told = json.loads(command("check", files["申报"], files["监控8月"], files["自评"], "--json", code=1))
    found = [
        (file["file"].rpartition("/")[2], one["code"], one["expected"], one["found"])
        for file in told["files"]
        for one in file["findings"]
        if one["code"].startswith("Y")
    ]
    assert found == [tuple(one) for one in CASE["differences"]]
