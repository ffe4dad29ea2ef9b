"""预警 in a workbook: every case of the rules as a row of a form, worked out by other programs too."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from openpyxl import load_workbook

from addin.staging import Monitored, monitoring_file
from tests.addin.test_gnumeric import same
from tests.support.cases import load
from tests.support.gnumeric import recalculated, values
from workbooks.stages.progress_warnings import of_execution, rules_called
from workbooks.stages.targets_set import SetIndicator, SetTargets
from workbooks.stages.warning_sheet import COLOUR

CASES = load("progress_warnings.yaml")
MONTHS = 7
"""The months in which the goals are held against the money."""


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
    goals = CASES["goals"] if months == MONTHS else []
    found = [SetTargets("指标", 2024, "", indicators=indicators)] if rows else []
    colours = [[None, *(case["colour"] for case in rows)]] if rows else []
    for n, case in enumerate(money):
        amounts = [
            {} if case[key] is None else {"资金总额": Decimal(str(case[key]))} for key in ("budget", "spent")
        ]
        one = SetIndicator("产出指标", "数量指标", "没填", "≥1个")
        found.append(SetTargets(f"资金{n}", 2024, "", indicators=(one,), money=amounts[0], spent=amounts[1]))
        colours.append([case["colour"], None])
    for n, case in enumerate(one for one in goals if one["rules"] == rules):
        amounts = [
            {} if case[key] is None else {"资金总额": Decimal(str(case[key]))} for key in ("budget", "spent")
        ]
        state = {"progress": str(case["done"])}
        one = SetIndicator("产出指标", "数量指标", "目标", case["target"], state=state)
        found.append(SetTargets(f"目标{n}", 2024, "", indicators=(one,), money=amounts[0], spent=amounts[1]))
        colours.append(
            [
                of_execution(rules_called(rules), *(one.get("资金总额") for one in amounts), months),
                case["colour"],
            ]
        )
    return found, [colour for project in colours for colour in project]


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    """A workbook for each set of rules and months, with the colours due line by line."""
    folder, found = tmp_path_factory.mktemp("预警"), {}
    kinds = (CASES["indicators"], CASES["execution"])
    keys = {(case["rules"], case["months"]) for kind in kinds for case in kind}
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
            sheets = {sheet: document.results(sheet) for sheet in document.sheets() if sheet != "算式"}
            cells = {(sheet, cell): sheets[sheet][cell] for sheet, cell in stored if sheet in sheets}
            assert shown(cells) == due, path.name
            if path.name == "common-7.xlsx":
                first = due.index("红")
                document.write("指标", f"F{12 + first}", "84个")
                document.recalculate()
                row = next(int(cell[1:]) for sheet, cell in stored if sheet == "预警" and cell[0] == "F")
                assert document.value("预警", f"F{row + first}") == "蓝"


def decided(path):
    """A warned project of 四川, one that is not; the lines of their choices, and the cells of the days."""
    one = SetIndicator("产出指标", "数量指标", "做的", "≥100个", state={"progress": "50个"})
    targets = [
        SetTargets(
            name, 2025, "", indicators=(one,), money={"资金总额": Decimal(100)}, spent={"资金总额": spent}
        )
        for name, spent in (("慢的", Decimal(20)), ("跟得上的", Decimal(50)))
    ]
    monitoring_file(targets, path, False, Monitored(period="1-7月", rules=rules_called("sichuan")))
    sheet = load_workbook(path)["预警"]
    labels = {cell.value: cell.row for cell in reversed(sheet["A"]) if cell.value}
    return labels["慢的"], labels["跟得上的"], [labels[text] for text in LABELS]


LABELS = ("预警日期（收到预警的那一天）", "几个工作日内选定", "最迟在这一天选定")


def serial(day):
    return None if day is None else (day - date(1899, 12, 30)).days


def test_what_is_to_be_decided_before_anything_is_typed(tmp_path):
    path = tmp_path / "四川.xlsx"
    slow, fine, days = decided(path)
    sheet = load_workbook(path, data_only=True)["预警"]
    assert [sheet[f"H{row}"].value or "" for row in (slow, fine)] == ["请填预警日期", ""]
    assert [sheet[f"C{row}"].value or "" for row in days] == ["", 10, ""]
    lists = {one.formula1: str(one.sqref) for one in sheet.data_validations.dataValidation}
    assert lists['"继续,调剂,取消"'] in (f"G{slow} G{fine}", f"G{slow}", f"G{fine}")


def test_the_last_day_is_worked_out_by_libreoffice(bare_libreoffice, tmp_path):
    path = tmp_path / "四川.xlsx"
    slow, fine, (warned, _, last) = decided(path)
    with bare_libreoffice.open(path, recalc=True) as document:
        for case in CASES["decisions"]:
            type_days(partial(document.write, "预警"), case, warned)
            document.recalculate()
            assert document.value("预警", f"C{last}") == (serial(case["due"]) or ""), case
            # These days are long past.
            told = "过期没有选，自动暂停" if case["due"] else "请填预警日期"
            assert [document.value("预警", f"H{row}") for row in (slow, fine)] == [told, ""], case
        document.write("预警", f"G{slow}", "调剂")
        document.recalculate()
        assert document.value("预警", f"H{slow}") == "调剂"


def test_the_last_day_is_worked_out_by_gnumeric(gnumeric, tmp_path):
    hard = [case for case in CASES["decisions"] if "worked" in case or case["warned"] is None]
    for number, case in enumerate(hard):
        path = tmp_path / f"四川{number}.xlsx"
        slow, _, (warned, _, last) = decided(path)
        book = load_workbook(path)
        type_days(book["预警"].__setitem__, case, warned)
        book.save(path)
        shown = recalculated(path, [("预警", f"C{last}"), ("预警", f"H{slow}")], tmp_path)
        day = shown["预警", f"C{last}"]
        assert (day.date() if day else None) == case["due"], case
        assert shown["预警", f"H{slow}"] == ("过期没有选，自动暂停" if case["due"] else "请填预警日期")


def type_days(write, case, warned):
    """Type the day of a warning and the calendar beside the rules; what is not there is blank."""
    write(f"C{warned}", serial(case["warned"]) or "")
    for column, key in (("G", "holidays"), ("H", "worked")):
        days = [serial(day) for day in case.get(key, ())]
        for line in range(12):
            write(f"{column}{4 + line}", days[line] if line < len(days) else "")
