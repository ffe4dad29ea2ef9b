"""The ledger: what a run leaves in it, what the next one reads, repeats, last year, export."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal

import duckdb
import pandas as pd
import pytest

from workbooks.collect.jobs import Candidate, Collected, ItemResult, TableScore, unreadable
from workbooks.collect.register import Register
from workbooks.collect.schema import TABLES, VIEWS
from workbooks.findings import ERROR, Finding
from workbooks.problems import InputError

FOLDER = "/单位"


def candidate(name: str, size: int = 10, modified: int = 1, problem: str = "") -> Candidate:
    return Candidate(f"{FOLDER}/{name}", size=size, modified=modified, problem=problem)


def scored(
    unit: str, total: str | None, year: int = 2024, standard: str = "heping-2024", project: str = ""
) -> TableScore:
    score = None if total is None else Decimal(total)
    item = ItemResult("部门决策", "预算编制", "预算编制合理性", Decimal(100), Decimal(90), score, "printed")
    return TableScore(
        "附表", project, standard, unit, year, Decimal(100), Decimal(90), score, "优", "优", "相加", (item,)
    )


def run(ledger: Register, files: dict[Candidate, Collected | TableScore], method: str = "m") -> list[str]:
    """A run over these files, each with what came of it; return the names of those that were asked for."""
    ledger.start([FOLDER], files, method)
    asked = list(ledger.to_read())
    results = []
    for one in asked:
        known = next(result for found, result in files.items() if found.path == one.path)
        if isinstance(known, TableScore):
            known = Collected(one, "read", f"hash of {one.name} {one.size}", (known,))
        results.append(known)
    ledger.write(results)
    ledger.finish()
    return [one.name for one in asked]


@pytest.fixture
def ledger(tmp_path):
    with Register(tmp_path / "台账.duckdb") as ledger:
        yield ledger


def test_everything_of_a_file_is_kept(ledger):
    one = candidate("甲.xlsx")
    found = Finding("T05", ERROR, "附表", "E8", "说明", "19", None, "依据")
    ledger.start([FOLDER], [one], "m")
    list(ledger.to_read())
    ledger.write([Collected(one, "read", "h", (scored("甲局", "92.5"),), (found,))])
    counts = ledger.finish()
    assert (counts.found, counts.read, counts.unchanged, counts.unreadable) == (1, 1, 0, 0)
    assert ledger.query("SELECT path, size, hash, state FROM files") == [(one.path, 10, "h", "read")]
    assert ledger.query("SELECT unit, family, year, recomputed_total FROM tables") == [
        ("甲局", "heping", 2024, Decimal("92.5000"))
    ]
    assert ledger.query("SELECT level1, name, weight, recomputed, status FROM items") == [
        ("部门决策", "预算编制合理性", 100, Decimal("92.5000"), "printed")
    ]
    assert ledger.query("SELECT * FROM findings") == [
        (1, 1, "T05", "错误", "附表", "E8", "说明", "19", None, "依据")
    ]


def test_only_new_and_changed_files_are_read(ledger):
    files = {candidate("a.xlsx"): scored("甲", "90"), candidate("b.xlsx"): scored("乙", "80")}
    assert run(ledger, files) == ["a.xlsx", "b.xlsx"]
    assert run(ledger, files) == []
    changed = {
        candidate("a.xlsx"): scored("甲", "90"),
        candidate("b.xlsx", size=11): scored("乙", "81"),
        candidate("c.xlsx"): scored("丙", "70"),
    }
    assert run(ledger, changed) == ["b.xlsx", "c.xlsx"]
    assert ledger.query("SELECT unit, recomputed_total FROM ranking ORDER BY place") == [
        ("甲", 90), ("乙", 81), ("丙", 70),
    ]  # fmt: skip
    assert ledger.query("SELECT count(*) FROM items") == [(3,)]


def test_a_store_without_times_is_known_by_its_tags(ledger):
    def stored(tag: str, modified: int = 0) -> Candidate:
        return Candidate(f"{FOLDER}/甲.xlsx", size=10, modified=modified, tag=tag)

    def asked(one: Candidate) -> list[str]:
        return run(ledger, {one: scored("甲局", "90")})

    assert asked(stored("a")) == ["甲.xlsx"]
    assert asked(stored("a")) == []
    assert asked(stored("b")) == ["甲.xlsx"]
    # The same second, the same size, another content.
    assert asked(stored("b", 10**9)) == ["甲.xlsx"]
    assert asked(stored("c", 10**9)) == ["甲.xlsx"]
    assert asked(stored("c", 10**9)) == []
    # Nothing that tells one content from another.
    assert asked(stored("")) == ["甲.xlsx"]
    assert asked(stored("")) == ["甲.xlsx"]


@pytest.mark.parametrize(
    ("place", "inside", "outside"),
    [
        ("s3://附表/2024", "s3://附表/2024/甲.xlsx", "s3://附表/2024年/乙.xlsx"),
        ("s3://附表/2024/", "s3://附表/2024/甲.xlsx", "s3://附表/2024年/乙.xlsx"),
        ("D:\\附表", "D:\\附表\\甲.xlsx", "D:\\附表2\\乙.xlsx"),
        ("\\\\nas\\附表\\", "\\\\nas\\附表\\甲.xlsx", "\\\\nas\\附表2\\乙.xlsx"),
        ("/附表/甲.xlsx", "/附表/甲.xlsx", "/附表/乙.xlsx"),
    ],
)
def test_what_is_gone_is_below_the_place(ledger, place, inside, outside):
    ledger.start(["/"], [Candidate(inside, size=1), Candidate(outside, size=1)], "m")
    ledger.finish()
    ledger.start([place], [], "m")
    assert ledger.query("SELECT path FROM files WHERE removed_run = 2") == [(inside,)]


def test_another_method_reads_everything_again(ledger):
    files = {candidate("a.xlsx"): scored("甲", "90")}
    run(ledger, files, "old")
    ledger.start([FOLDER], files, "new")
    (one,) = ledger.to_read()
    assert one.known_hash == ""


def test_a_touched_file_with_the_same_content_keeps_its_tables(ledger):
    run(ledger, {candidate("a.xlsx"): scored("甲", "90")})
    touched = candidate("a.xlsx", modified=2)
    ledger.start([FOLDER], [touched], "m")
    (one,) = ledger.to_read()
    assert one.known_hash == "hash of a.xlsx 10"
    ledger.write([Collected(one, "unchanged", one.known_hash)])
    assert ledger.finish().unchanged == 1
    assert ledger.query("SELECT unit FROM ranking") == [("甲",)]
    assert run(ledger, {touched: scored("甲", "90")}) == []


def test_what_could_not_be_had_is_tried_again_and_what_cannot_be_read_is_not(ledger):
    files = {
        candidate("挂.xlsx"): unreadable(candidate("挂.xlsx"), "超过 60 秒"),
        candidate("密.xlsx"): unreadable(candidate("密.xlsx"), "有密码", "hash"),
    }
    assert run(ledger, files) == ["挂.xlsx", "密.xlsx"]
    assert run(ledger, files) == ["挂.xlsx"]
    assert ledger.query("SELECT count(*) FROM present WHERE state = 'unreadable'") == [(2,)]


def test_removed_files_are_marked_and_come_back(ledger):
    both = {candidate("a.xlsx"): scored("甲", "90"), candidate("b.xlsx"): scored("乙", "80")}
    run(ledger, both)
    ledger.start([FOLDER], [candidate("a.xlsx")], "m")
    assert ledger.finish().removed == 1
    assert ledger.query("SELECT unit FROM scores") == [("甲",)]
    assert ledger.query("SELECT path, removed_run FROM files WHERE removed_run IS NOT NULL") == [
        (f"{FOLDER}/b.xlsx", 2)
    ]
    assert run(ledger, both) == []
    assert ledger.query("SELECT unit FROM scores ORDER BY unit") == [("乙",), ("甲",)]


def test_files_of_another_folder_are_not_removed(ledger):
    other = Candidate("/单位2/c.xlsx", size=1, modified=1)
    ledger.start(["/单位2"], [other], "m")
    list(ledger.to_read())
    ledger.write([Collected(other, "read", "h", (scored("丙", "70"),))])
    ledger.finish()
    run(ledger, {candidate("a.xlsx"): scored("甲", "90")})
    assert ledger.query("SELECT count(*) FROM files WHERE removed_run IS NOT NULL") == [(0,)]
    assert ledger.query("SELECT unit FROM scores") == [("甲",)]


def test_a_broken_off_run_goes_on(ledger):
    files = [candidate(f"{number}.xlsx") for number in range(3)]
    ledger.start([FOLDER], files, "m")
    first = next(ledger.to_read())
    ledger.write([Collected(first, "read", "h", (scored("甲", "90"),))])
    assert ledger.finish(complete=False).read == 1
    assert ledger.query("SELECT finished FROM runs") == [(None,)]
    ledger.start([FOLDER], files, "m")
    assert [one.name for one in ledger.to_read()] == ["1.xlsx", "2.xlsx"]


def test_units_of_the_same_total_share_a_place_and_standards_are_ranked_apart(ledger):
    run(
        ledger,
        {
            candidate("a.xlsx"): scored("甲", "90"),
            candidate("b.xlsx"): scored("乙", "90"),
            candidate("c.xlsx"): scored("丙", "80"),
            candidate("d.xlsx"): scored("丁", None),
            candidate("e.xlsx"): scored("戊", "70", standard="wuxi-2021"),
        },
    )
    assert dict(ledger.query("SELECT unit, place FROM ranking")) == {
        "甲": 1, "乙": 1, "丙": 3, "丁": None, "戊": 1,
    }  # fmt: skip


def test_the_latest_of_repeated_files_counts(ledger):
    run(
        ledger,
        {
            candidate("旧.xlsx", modified=1): scored("甲", "90"),
            candidate("新.xlsx", modified=2): scored("甲", "80"),
            candidate("项目.xlsx"): scored("甲", "70", project="一"),
            candidate("无名1.xlsx"): scored("", "60"),
            candidate("无名2.xlsx"): scored("", "50"),
        },
    )
    ((standard, unit, year, project, copies, files),) = ledger.query("SELECT * FROM duplicates")
    assert (standard, unit, year, project, copies) == ("heping-2024", "甲", 2024, "", 2)
    assert [one["path"] for one in files] == [f"{FOLDER}/新.xlsx", f"{FOLDER}/旧.xlsx"]
    (left_out,) = ledger.query("SELECT path, main_path, place FROM ranking WHERE NOT counted")
    assert left_out == (f"{FOLDER}/旧.xlsx", f"{FOLDER}/新.xlsx", None)


def test_forms_that_do_not_say_which_project_are_no_repeats(ledger):
    run(
        ledger,
        {
            candidate("甲1.xlsx", modified=1): scored("甲", "90", project=None),
            candidate("甲2.xlsx", modified=2): scored("甲", "80", project=None),
        },
    )
    assert ledger.query("SELECT count(*) FROM scores WHERE counted") == [(2,)]
    assert ledger.query("SELECT * FROM duplicates") == []


def test_last_year_is_that_of_the_same_unit_and_kind_of_standard(ledger):
    run(
        ledger,
        {candidate("22.xlsx"): scored("甲", "70", 2022), candidate("23.xlsx"): scored("甲", "85", 2023)},
    )
    run(
        ledger,
        {
            candidate("24.xlsx"): scored("甲", "90.5", 2024),
            candidate("乙.xlsx"): scored("乙", "60", 2024),
            candidate("项.xlsx"): scored("甲", "60", 2024, project="一"),
        },
    )
    assert ledger.query("SELECT unit, year, earlier_year, earlier_total, change FROM last_year") == [
        ("甲", 2024, 2023, 85, Decimal("5.5000"))
    ]


def test_many_files_page_by_page(ledger):
    files = {candidate(f"{number:05}.xlsx"): scored(f"{number}", "1") for number in range(4500)}
    assert run(ledger, files) == [one.name for one in files]
    assert len(list(ledger.stream("SELECT * FROM tables"))) == 4500
    assert ledger.query("SELECT count(DISTINCT file), max(file) FROM files") == [(4500, 4500)]


def test_odd_texts_and_figures(ledger):
    one = candidate("a\udcff.xlsx")
    ledger.start([FOLDER], [one], "m")
    (asked,) = ledger.to_read()
    huge = ItemResult("", "", "", Decimal("1E+17"), Decimal("-0.00001"), None, "missing")
    table = TableScore("", "", "", "'); DROP TABLE items; --", None, None, None, None, "", "", "", (huge,))
    ledger.write([Collected(asked, "read", "h", (table,))])
    assert ledger.query("SELECT unit, year FROM tables") == [("'); DROP TABLE items; --", None)]
    assert ledger.query("SELECT weight, reported FROM items") == [(None, 0)]


def test_every_column_says_what_it_is(ledger):
    told = ledger.query("SELECT count(*) FROM duckdb_columns() WHERE comment IS NOT NULL AND NOT internal")
    assert told == [(sum(len(columns) for _, columns in TABLES.values()),)]
    views = ledger.query("SELECT view_name FROM duckdb_views() WHERE comment IS NOT NULL AND NOT internal")
    assert {name for (name,) in views} == set(VIEWS)


def test_parquet_and_pandas(ledger, tmp_path):
    run(ledger, {candidate("a.xlsx"): scored("甲", "90")})
    paths = ledger.export(tmp_path / "出")
    assert {path.stem for path in paths} == set(TABLES)
    query = f"SELECT unit, recomputed_total FROM '{tmp_path / '出' / 'tables.parquet'}'"
    frame = duckdb.sql(query).df()
    assert isinstance(frame, pd.DataFrame)
    assert frame.values.tolist() == [["甲", 90.0]]


class TestRefused:
    def test_a_file_that_is_no_ledger(self, tmp_path):
        (tmp_path / "a.duckdb").write_bytes(b"no database" * 1000)
        with pytest.raises(InputError, match="不能作为台账打开"):
            Register(tmp_path / "a.duckdb")

    def test_another_database(self, tmp_path):
        with duckdb.connect(str(tmp_path / "a.duckdb")) as other:
            other.execute("CREATE TABLE t (a INTEGER)")
        with pytest.raises(InputError, match="不是这个版本的台账"):
            Register(tmp_path / "a.duckdb")

    def test_no_folder(self, tmp_path):
        with pytest.raises(InputError, match="不能建立台账"):
            Register(tmp_path / "没有" / "a.duckdb")

    def test_in_use_by_another_program(self, tmp_path):
        path = tmp_path / "a.duckdb"
        code = "import pathlib, sys, workbooks.collect.register as r; r.Register(pathlib.Path(sys.argv[1]))"
        command = [sys.executable, "-c", code, str(path)]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        with Register(path):
            other = subprocess.run(command, env=environment, capture_output=True, check=False)
        assert "正被另一个程序使用" in other.stderr.decode()


def test_forms_of_other_full_marks_are_ranked_apart_and_one_above_it_is_not(ledger):
    def weighing(unit: str, total: str, weight: str, full: str = "100") -> TableScore:
        item = ItemResult("产出", "数量", "甲", Decimal(weight), None, Decimal(total), "printed")
        return replace(scored(unit, total), full_mark=Decimal(full), items=(item,))

    run(
        ledger,
        {
            # 120 points of 100 are no first place; 98 points printed for 100 may still be ranked.
            candidate("a.xlsx"): weighing("甲", "120", "120"),
            candidate("b.xlsx"): weighing("乙", "99", "100"),
            candidate("c.xlsx"): weighing("丙", "90", "98"),
            candidate("d.xlsx"): weighing("丁", "110", "120", full="120"),
        },
    )
    assert dict(ledger.query("SELECT unit, place FROM ranking")) == {
        "甲": None, "乙": 1, "丙": 2, "丁": 1,
    }  # fmt: skip
