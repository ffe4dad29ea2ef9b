"""One run over a folder: what is read, what is kept when it is broken off, and the next run."""

from __future__ import annotations

import pytest

from tests.support.collected import unit_folder, unit_workbook
from workbooks.collect.collecting import collect
from workbooks.collect.register import Register
from workbooks.collect.task import Task


def here(files, work):
    """A runner in this process."""
    return (work(one) for one in files)


@pytest.fixture
def folder(tmp_path):
    return unit_folder(tmp_path, 6)


@pytest.fixture
def ledger(tmp_path):
    with Register(tmp_path / "a.duckdb") as ledger:
        yield ledger


def run(ledger, folder, runner=here, work=None):
    counts = collect(ledger, [str(folder)], runner, work or Task())
    return counts.found, counts.read, counts.unchanged, counts.unreadable, counts.removed


def test_the_second_run_reads_nothing(ledger, folder):
    (folder / "坏.xlsx").write_bytes(b"PK\x03\x04")
    (folder / "夹.xlsx").mkdir()
    assert run(ledger, folder) == (8, 8, 0, 2, 0)
    unread = dict(ledger.query("SELECT path, reason FROM present WHERE state = 'unreadable'"))
    assert {path.rpartition("/")[2] for path in unread} == {"坏.xlsx", "夹.xlsx"}
    assert run(ledger, folder) == (8, 0, 8, 2, 0)


def test_changed_added_and_removed(ledger, folder):
    run(ledger, folder)
    unit_workbook(folder / "0.xlsx", "第0局", total=20)
    unit_workbook(folder / "新.xlsx", "新局")
    (folder / "1.xlsx").unlink()
    (folder / "2.xlsx").touch()
    assert run(ledger, folder) == (6, 2, 4, 0, 1)
    assert ledger.query("SELECT unit FROM scores JOIN findings USING (file)") == [("第0局",)]


def test_what_only_got_or_lost_its_content(ledger, folder):
    content = (folder / "0.xlsx").read_bytes()
    (folder / "0.xlsx").write_bytes(b"")
    assert run(ledger, folder) == (6, 6, 0, 1, 0)
    assert run(ledger, folder) == (6, 0, 6, 1, 0)
    (folder / "0.xlsx").write_bytes(content)
    (folder / "1.xlsx").write_bytes(b"")
    assert run(ledger, folder) == (6, 2, 4, 1, 0)
    assert ledger.query("SELECT count(*) FROM tables JOIN files USING (file) WHERE path LIKE '%/1.xlsx'") == [
        (0,)
    ]


def test_another_standard_reads_everything_again(ledger, folder):
    run(ledger, folder)
    assert run(ledger, folder, work=Task("heping-2024"))[1] == 6


def test_broken_off_and_taken_up_again(ledger, folder):
    def broken(files, work):
        for number, one in enumerate(files):
            if number == 4:
                raise KeyboardInterrupt
            yield work(one)

    with pytest.raises(KeyboardInterrupt):
        run(ledger, folder, broken)
    assert ledger.query("SELECT finished, found, read FROM runs") == [(None, 6, 4)]
    assert run(ledger, folder) == (6, 2, 4, 0, 0)
    assert ledger.query("SELECT count(*) FROM tables") == [(6,)]
