"""台账: the DuckDB file that keeps every run, file, table, item and finding (see `schema`)."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb

from udfs.records import dataclass
from udfs.regex import regex
from workbooks.collect.jobs import Candidate, Collected
from workbooks.collect.schema import TABLES, VERSION, statements
from workbooks.files.saving import UNFINISHED, make_folder
from workbooks.findings import Finding
from workbooks.problems import InputError

_PAGE = 2000
_OF_A_FILE = ("tables", "items", "findings", "stated", "stated_indicators")
# Memory that does not grow with the files: what is not yet in the file is in memory, so it goes there
# often; each thread takes memory of its own; what is no longer used is given back.
_SETTINGS = {
    "memory_limit": "512MB",
    "checkpoint_threshold": "2MB",
    "threads": "1",
    "allocator_bulk_deallocation_flush_threshold": "1MB",
}
# Writing needs little; what DuckDB keeps for queries to come is left to the processes that read files.
_WHILE_WRITING = "16MB"
_YEAR = regex(r"-\d{4}$")

_SCANNED = """
CREATE OR REPLACE TEMP TABLE scanned (
    number INTEGER, path VARCHAR, member VARCHAR, size BIGINT, modified BIGINT, tag VARCHAR,
    problem VARCHAR)
"""
# What is known of each file that was found; a file read as it is now, by the same method, need not be read,
# nor one that cannot be read for the same reason as before.
_KNOWN = """
CREATE OR REPLACE TEMP TABLE todo AS
SELECT s.*, f.file, f.file IS NOT NULL AND f.state <> 'pending' AS had,
       CASE WHEN f.method = $method AND f.state <> 'pending' THEN f.hash ELSE '' END AS known_hash,
       coalesce(CASE WHEN s.problem <> '' THEN f.state = 'unreadable' AND f.reason = s.problem
           ELSE f.state <> 'pending' AND f.hash <> '' AND f.method = $method
               AND f.size = s.size AND f.modified = s.modified AND f.tag = s.tag
               AND (s.modified <> 0 OR s.tag <> '') END, false) AS unchanged
FROM scanned s LEFT JOIN files f USING (path, member)
"""
_NEW = """
INSERT INTO files (file, path, member, size, modified, tag, hash, state, reason, method, seen_run)
SELECT coalesce((SELECT max(file) FROM files), 0) + row_number() OVER (ORDER BY number),
       path, member, size, modified, tag, '', 'pending', '', '', $run
FROM todo WHERE file IS NULL
"""
_NO_ROOM = os.strerror(errno.ENOSPC)
"""Within what DuckDB says."""
_GONE = """
UPDATE files SET removed_run = $run
WHERE removed_run IS NULL AND seen_run < $run
  AND list_bool_or([path = rtrim(place, '/\\') OR starts_with(path, place) FOR place IN $places])
"""
# Nothing was read, came or went between two runs over the same places.
_SAME = """
SELECT (a.places, a.method, a.found) = (b.places, b.method, b.found)
   AND NOT EXISTS (SELECT * FROM files WHERE read_run > a.run OR removed_run > a.run)
FROM runs a, runs b WHERE a.run = $run AND b.run = $last AND a.finished IS NOT NULL
"""


@dataclass(frozen=True)
class Counts:
    """How a run stands: files found, read, kept as they were, not readable, and gone since."""

    found: int
    read: int
    unchanged: int
    unreadable: int
    removed: int


class Register:
    """An open ledger; use as a context manager. One program at a time may have it open for writing."""

    def __init__(self, path: Path) -> None:
        """Open a ledger or make a new one. Raises `InputError` for a file that is none or is in use."""
        new = not path.exists()
        try:
            self._db = duckdb.connect(str(path), config=dict(_SETTINGS))
        except duckdb.Error as error:
            told = _why_not(path, error)
            if new:
                # On a disk that is only read even a file that is not there is not taken away.
                with suppress(OSError):
                    path.unlink(missing_ok=True)
            raise InputError(told) from None
        self.path = path
        self.run = 0
        self._method = ""
        self._waiting: dict[tuple[str, str], tuple[int, bool]] = {}
        self._prepare()

    def _prepare(self) -> None:
        known = {name for (name,) in self._db.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        if not known:
            with _Transaction(self._db):
                for statement in statements():
                    self._db.execute(statement)
        elif "about" not in known or self._db.execute("SELECT version FROM about").fetchall() != [(VERSION,)]:
            self._db.close()
            raise InputError(f"{self.path.name} 不是这个版本的台账，请用 --db 换一个文件名")

    def __enter__(self) -> Register:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()
        # Ctrl-C in the middle of a query.
        if isinstance(error, RuntimeError) and "Query interrupted" in str(error):
            raise KeyboardInterrupt from None

    def query(self, sql: str, parameters: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """The rows of a query, all at once."""
        return self._db.execute(sql, parameters or {}).fetchall()

    def stream(self, sql: str, parameters: Mapping[str, Any] | None = None) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, page by page; several may be read at once."""
        with self._db.cursor() as cursor:
            cursor.execute(sql, parameters or {})
            while rows := cursor.fetchmany(_PAGE):
                yield from rows

    def start(self, places: Sequence[str], found: Iterable[Candidate], method: str) -> int:
        """Begin a run: take in what was found at the places; return how many files are to be read."""
        self._method = method
        self._db.execute(_SCANNED)
        numbered = iter(enumerate(found, 1))
        while page := list(islice(numbered, _PAGE)):
            self._append_scanned(page)
        with _Transaction(self._db):
            self.run = self.query("SELECT coalesce(max(run), 0) + 1 FROM runs")[0][0]
            run = {"run": self.run}
            self._db.execute(_KNOWN, {"method": method})
            self._db.execute(_NEW, run)
            self._db.execute(
                "UPDATE todo SET file = f.file FROM files f "
                "WHERE todo.file IS NULL AND todo.path = f.path AND todo.member = f.member"
            )
            self._db.execute(
                "UPDATE files SET seen_run = $run, removed_run = NULL FROM todo WHERE files.file = todo.file",
                run,
            )
            names = [_name(place) for place in places]
            self._db.execute(_GONE, {**run, "places": [_below(name) for name in names]})
            counts = "(SELECT count(*) FROM todo), 0, 0, 0"
            self._db.execute(
                f"INSERT INTO runs SELECT $run, $now, NULL, $places, $method, {counts}, "  # noqa: S608
                "(SELECT count(*) FROM files WHERE removed_run = $run)",
                {**run, "now": datetime.now(), "places": names, "method": method},
            )
        self._db.execute("DROP TABLE scanned")
        self._db.execute(f"SET memory_limit = '{_WHILE_WRITING}'")
        return int(self.query("SELECT count(*) FROM todo WHERE NOT unchanged")[0][0])

    def _append_scanned(self, page: Sequence[tuple[int, Candidate]]) -> None:
        columns = [
            [number for number, _ in page],
            [_name(one.path) for _, one in page],
            [_text(one.member) for _, one in page],
            [one.size for _, one in page],
            [one.modified for _, one in page],
            [_text(one.tag) for _, one in page],
            [_text(one.problem) for _, one in page],
        ]
        values = ", ".join(f"unnest(${number})" for number in range(1, len(columns) + 1))
        self._db.execute(f"INSERT INTO scanned SELECT {values}", columns)

    def to_read(self) -> Iterator[Candidate]:
        """The files of this run that are new or changed, page by page."""
        last = 0
        sql = (
            "SELECT number, file, had, path, member, size, modified, tag, known_hash, problem FROM todo "
            "WHERE NOT unchanged AND number > $last ORDER BY number LIMIT $page"
        )
        while rows := self.query(sql, {"last": last, "page": _PAGE}):
            for number, file, had, *candidate in rows:
                one = Candidate(*candidate)
                self._waiting[one.path, one.member] = (file, had)
                yield one
                last = number

    def write(self, results: Sequence[Collected]) -> None:
        """Put results into the ledger in one transaction, in place of what was known of these files."""
        if not results:
            return
        known = [self._waiting.pop((one.candidate.path, one.candidate.member)) for one in results]
        batch = [(file, one) for (file, _), one in zip(known, results, strict=True)]
        fresh = [(file, one) for file, one in batch if one.state != "unchanged"]
        stale = [
            file for (file, had), one in zip(known, results, strict=True) if had and one.state != "unchanged"
        ]
        with _Transaction(self._db):
            for table in _OF_A_FILE if stale else ():
                self._db.execute(f"DELETE FROM {table} WHERE file IN (SELECT unnest($1))", [stale])  # noqa: S608
            self._update_files(batch)
            self._insert("tables", [row for file, one in fresh for row in _table_rows(file, one)])
            self._insert("items", [row for file, one in fresh for row in _item_rows(file, one)])
            self._insert(
                "findings", [row for file, one in fresh for row in _finding_rows(file, one.findings)]
            )
            self._insert("stated", [row for file, one in fresh for row in _stated_rows(file, one)])
            self._insert(
                "stated_indicators", [row for file, one in fresh for row in _stated_indicator_rows(file, one)]
            )

    def _update_files(self, batch: Sequence[tuple[int, Collected]]) -> None:
        columns: dict[str, list[Any]] = {
            "file": [file for file, _ in batch],
            "size": [one.candidate.size for _, one in batch],
            "modified": [one.candidate.modified for _, one in batch],
            "tag": [_text(one.candidate.tag) for _, one in batch],
            "hash": [one.hash for _, one in batch],
            "state": [one.state for _, one in batch],
            "reason": [_text(one.reason) for _, one in batch],
        }
        self._load("CREATE OR REPLACE TEMP TABLE done AS SELECT * FROM arrays", _arrays(columns))
        self._db.execute(
            "UPDATE files SET size = done.size, modified = done.modified, tag = done.tag, "
            "hash = done.hash, "
            "method = $method, "
            "state = CASE WHEN done.state = 'unchanged' THEN files.state ELSE done.state END, "
            "reason = CASE WHEN done.state = 'unchanged' THEN files.reason ELSE done.reason END, "
            "read_run = CASE WHEN done.state = 'unchanged' OR "
            # Tried again in vain: nothing new.
            "(done.hash = '' AND files.state = 'unreadable' AND files.reason = done.reason) "
            "THEN files.read_run ELSE $run END "
            "FROM done WHERE files.file = done.file",
            {"method": self._method, "run": self.run},
        )

    def _insert(self, table: str, rows: Sequence[tuple[object, ...]]) -> None:
        """Append rows; every value goes in as text, and the column's type is made of it."""
        if not rows:
            return
        listed = TABLES[table][1]
        columns = {
            column.name: [_text(value) for value in values]
            for column, values in zip(listed, zip(*rows, strict=True), strict=True)
        }
        cast = ", ".join(f"TRY_CAST({column.name} AS {column.type})" for column in listed)
        self._load(f"INSERT INTO {table} SELECT {cast} FROM arrays", _arrays(columns))  # noqa: S608

    def _load(self, sql: str, arrays: Mapping[str, Any]) -> None:
        """Run a statement that selects from `arrays`, which DuckDB finds here by its name."""
        self._db.execute(sql)

    def is_as_before(self) -> bool:
        """Whether this run found the files of the last one, none of them changed."""
        same = self.query(_SAME, {"run": self.run - 1, "last": self.run})
        return bool(same and same[0][0])

    def replace_findings(self, codes: Sequence[str], found: Iterable[tuple[int, Finding]]) -> None:
        """Put findings about files, by their numbers, in the place of all those with these codes."""
        self._db.execute(f"SET memory_limit = '{_SETTINGS['memory_limit']}'")
        by_file: dict[int, list[Finding]] = {}
        for file, finding in found:
            by_file.setdefault(file, []).append(finding)
        with _Transaction(self._db):
            self._db.execute("DELETE FROM findings WHERE code IN (SELECT unnest($1))", [list(codes)])
            last = dict(self.query("SELECT file, max(number) FROM findings GROUP BY file")) if by_file else {}
            rows = [
                row for file, each in by_file.items() for row in _finding_rows(file, each, last.get(file, 0))
            ]
            self._insert("findings", rows)

    def finish(self, complete: bool = True) -> Counts:
        """Note how the run went; one that was broken off has no time of its end."""
        self._db.execute(f"SET memory_limit = '{_SETTINGS['memory_limit']}'")
        seen = "SELECT count(*) FROM files WHERE seen_run = $run AND state"
        self._db.execute(
            f"UPDATE runs SET read = ({seen} <> 'pending' AND read_run = $run), "  # noqa: S608
            f"unchanged = ({seen} <> 'pending' AND read_run < $run), "
            f"unreadable = ({seen} = 'unreadable'), finished = $now WHERE run = $run",
            {"run": self.run, "now": datetime.now() if complete else None},
        )
        sql = "SELECT found, read, unchanged, unreadable, removed FROM runs WHERE run = $run"
        return Counts(*self.query(sql, {"run": self.run})[0])

    def has_summary(self, path: Path, layout: str) -> bool:
        """Whether the file at a path is the summary of what the ledger holds for the last run."""
        known = self.query(
            "SELECT run, size, modified FROM summaries WHERE path = $path AND layout = $layout",
            {"path": str(path), "layout": layout},
        )
        if not known or not path.is_file():
            return False
        (run, size, modified), about = known[0], path.stat()
        same = self.query(_SAME, {"run": run, "last": self.run})[0][0]
        return bool(same) and (about.st_size, about.st_mtime_ns) == (size, modified)

    def note_summary(self, path: Path, layout: str) -> None:
        """Remember that the summary of the last run was written."""
        about = path.stat()
        with _Transaction(self._db):
            self._db.execute("DELETE FROM summaries WHERE path = $1", [str(path)])
            values = [str(path), self.run, layout, about.st_size, about.st_mtime_ns]
            self._db.execute("INSERT INTO summaries VALUES ($1, $2, $3, $4, $5)", values)

    def export(self, folder: Path) -> list[Path]:
        """Write every table as a Parquet file, each put in place when it is whole. Raises `InputError`."""
        paths = [folder / f"{table}.parquet" for table in TABLES]
        make_folder(folder)
        for table, path in zip(TABLES, paths, strict=True):
            unfinished = path.with_name(f"{UNFINISHED}{path.name}")
            try:
                self._db.table(table).write_parquet(str(unfinished), compression="zstd")
                unfinished.replace(path)
            except (OSError, duckdb.Error) as error:
                with suppress(OSError):
                    unfinished.unlink(missing_ok=True)
                full = _NO_ROOM in str(error)
                why = "磁盘已满；请腾出空间，或换一个文件夹" if full else "请换一个文件夹或检查权限"
                raise InputError(f"不能写入 {path}：{why}") from None
        return paths


class _Transaction:
    """All or nothing."""

    def __init__(self, db: duckdb.DuckDBPyConnection) -> None:
        self._db = db

    def __enter__(self) -> None:
        self._db.begin()

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._db.commit()
        else:
            self._db.rollback()


def _below(place: str) -> str:
    """What the path of everything in a folder begins with; a whole path has a / unless Windows wrote it."""
    return place.rstrip("/\\") + ("/" if "/" in place else "\\")


def _table_rows(file: int, one: Collected) -> Iterator[tuple[object, ...]]:
    for part, table in enumerate(one.tables, 1):
        yield (
            file,
            part,
            table.sheet,
            table.project,
            table.standard,
            _YEAR.sub("", table.standard),
            table.unit,
            table.year,
            table.full_mark,
            table.reported_total,
            table.recomputed_total,
            table.reported_grade,
            table.recomputed_grade,
            table.basis,
        )


def _item_rows(file: int, one: Collected) -> Iterator[tuple[object, ...]]:
    for part, table in enumerate(one.tables, 1):
        for number, item in enumerate(table.items, 1):
            figures = (item.weight, item.reported, item.recomputed)
            yield file, part, number, item.level1, item.level2, item.name, *figures, item.status


def _finding_rows(file: int, findings: Sequence[Finding], last: int = 0) -> Iterator[tuple[object, ...]]:
    for number, found in enumerate(findings, last + 1):
        place = (found.code, found.level, found.sheet, found.cell)
        yield file, number, *place, found.message, found.expected, found.found, found.basis


def _stated_rows(file: int, one: Collected) -> Iterator[tuple[object, ...]]:
    if not one.stated:
        return
    # Here, because a run in which nothing changed needs none of it.
    from workbooks.review.recognition import name_key

    for part, form in enumerate(one.stated, 1):
        named = (form.stage, form.sheet, form.project, name_key(form.project), form.year)
        yield file, part, *named, form.budget, form.budget_cell, form.months, form.unit, form.head


def _stated_indicator_rows(file: int, one: Collected) -> Iterator[tuple[object, ...]]:
    for part, form in enumerate(one.stated, 1):
        for number, each in enumerate(form.indicators, 1):
            cells = (each.name, each.cell, each.target, each.target_cell, each.weight, each.weight_cell)
            yield file, part, number, *cells


def _arrays(columns: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """Columns as DuckDB takes them in five times as fast as lists."""
    # Here, because a run in which nothing changed needs none.
    import numpy as np

    return {name: np.array(values, dtype=object) for name, values in columns.items()}


def _text(value: object) -> str | None:
    """A value as text; no text may hold half a character."""
    if value is None:
        return None
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value).encode("utf-8", "replace").decode()


def _name(path: str) -> str:
    """A path as text; what is no text in it is written out, so that two names stay two."""
    return path.encode("utf-8", "backslashreplace").decode()


def _why_not(path: Path, error: duckdb.Error) -> str:
    if "lock" in str(error).lower():
        return f"台账 {path.name} 正被另一个程序使用，请先关闭它（或等另一次汇总结束）"
    if _NO_ROOM in str(error):
        return f"不能写入台账 {path}：磁盘已满；请腾出空间，或用 --db 换一个文件夹"
    if path.exists():
        return f"{path.name} 不能作为台账打开（不是 DuckDB 文件，或已损坏），请用 --db 换一个文件名"
    return f"不能建立台账 {path}，请检查文件夹是否存在、有没有写入权限"
