"""Each sheet of ours is registered once: title, who writes it, what becomes of it."""

from __future__ import annotations

from importlib import import_module

import pytest

from tests.support.examples import example
from workbooks.forms.build import build
from workbooks.forms.layout.kinds import KINDS, titles
from workbooks.forms.page.writer import NATIVE
from workbooks.standards.library import available
from workbooks.standards.loading import load


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.module)
def test_every_kind_has_a_module_that_writes_it(kind):
    assert callable(import_module(f"workbooks.forms.sheets.{kind.module}").add)


@pytest.mark.parametrize("name", available())
def test_a_workbook_has_the_sheets_that_are_registered_and_no_others(name):
    standard = load(name)
    built = build(standard, example(name), edition=NATIVE)
    named = {form.sheet for form in built.forms}
    named |= {form.scenario_sheet for form in built.forms} | {form.chart_sheet for form in built.forms}
    registered = titles(standard, lambda _kind: True)
    assert set(built.workbook.sheetnames) - named <= set(registered)
    assert set(titles(standard, lambda kind: kind.belongs == "workbook")) <= set(built.workbook.sheetnames)


def test_what_is_handed_in():
    shenzhen = load("shenzhen-2021")
    assert titles(shenzhen, lambda kind: kind.handed_in == "always")[-1] == "汇总"
    assert titles(shenzhen, lambda kind: kind.handed_in == "with data") == ["数据", "执行明细"]
    assert "项目汇总" in titles(load("project-2020"), lambda kind: kind.handed_in == "always")
