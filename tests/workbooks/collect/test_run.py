"""The processes of this machine: every file once, and one that kills or hangs its process costs that file."""

from __future__ import annotations

from itertools import islice

import pytest

from tests.support.collected import unit_workbook
from tests.support.poison import ENDLESS, Poisonous
from workbooks.collect.files import candidates
from workbooks.collect.jobs import DIED, HUNG
from workbooks.collect.one_file import collect_file
from workbooks.collect.run import on_this_machine
from workbooks.collect.task import Task
from workbooks.problems import InputError


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("units")
    for number in range(12):
        unit_workbook(folder / f"{number:02}.xlsx", f"第{number}局")
    return folder


def test_the_same_results_as_here(folder):
    files = list(candidates([str(folder)]))
    results = list(on_this_machine(files, Task(), 2))
    assert sorted(results, key=lambda one: one.candidate.path) == [collect_file(one) for one in files]


def test_a_crash_and_a_hang_cost_one_file_each(folder, tmp_path):
    for name in ("崩溃.xlsx", "死循环.xlsx", "好.xlsx"):
        unit_workbook(tmp_path / name, "甲局")
    files = [*candidates([str(tmp_path)]), *candidates([str(folder)])]
    results = {one.candidate.name: one for one in on_this_machine(files, Poisonous(), 2)}
    assert len(results) == len(files)
    assert results["崩溃.xlsx"].reason == DIED
    assert results["死循环.xlsx"].reason == HUNG.format(seconds=ENDLESS)
    assert {name for name, one in results.items() if one.state != "read"} == {"崩溃.xlsx", "死循环.xlsx"}


def test_nothing_to_do_starts_nothing():
    assert list(on_this_machine([], Task())) == []


def test_files_are_taken_as_they_are_needed(folder):
    (one,) = islice(candidates([str(folder)]), 1)
    taken = 0

    def endless():
        nonlocal taken
        while True:
            taken += 1
            yield one

    results = on_this_machine(endless(), Task(), 1)
    assert len(list(islice(results, 5))) == 5
    results.close()
    assert taken < 50


def test_no_process_can_be_started(folder, monkeypatch, tmp_path):
    monkeypatch.setattr("sys.executable", str(tmp_path / "没有"))
    with pytest.raises(InputError, match="进程起不来"):
        list(on_this_machine(list(candidates([str(folder)])), Task(), 1))
