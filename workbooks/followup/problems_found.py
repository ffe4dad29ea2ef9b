"""The problems to be put right: findings of files just reviewed, of `check --json`, or of a ledger."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from pathlib import Path, PurePath
from typing import Any

from udfs.records import dataclass
from workbooks.files.container import read_bytes
from workbooks.findings import LEVELS, MISSING, Finding
from workbooks.followup.handed_in_files import HandedIn, Watch, read_places
from workbooks.problems import InputError, to_install
from workbooks.review.linked_forms import differences

NOT_READ_CODE = "未读"
"""The code of the problem that a file could not be read."""
JSON, LEDGER = ".json", ".duckdb"
_FIELDS = ("code", "level", "sheet", "cell", "message")
_NO_JSON = "{} 不是 jixiao check --json 的输出：{}；请用 jixiao check 附表.xlsx --json > 复核.json 重新写一份"
_NO_LEDGER = "{} 不是 jixiao collect 的台账，或正被另一个程序使用，请核对文件"
_ROWS = """
SELECT p.path, p.member, p.state, p.reason, coalesce(u.unit, ''),
       f.code, f.level, f.sheet, f.cell, f.message
FROM present p LEFT JOIN findings f USING (file)
LEFT JOIN (SELECT file, max(unit) AS unit FROM tables GROUP BY file) u USING (file)
ORDER BY p.path, p.member, f.number
"""


@dataclass(frozen=True)
class Problem:
    """A finding in a file, called as the source calls it; `unit` is "" where nobody said."""

    file: str
    unit: str
    finding: Finding


@dataclass
class Problems:
    """What was found, the files that were looked at, and those of them that could not be read."""

    found: list[Problem] = field(default_factory=list)
    files: set[str] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)

    def add_unread(self, file: str, why: str) -> None:
        message = f"没有读到，未核对：{why}"
        self.files.add(file)
        self.unread.add(file)
        self.found.append(Problem(file, "", Finding(NOT_READ_CODE, MISSING, "", "", message)))

    def of_levels(self, levels: Sequence[str]) -> list[Problem]:
        return [each for each in self.found if not levels or each.finding.level in levels]


def problems_of(
    sources: Sequence[str],
    standard: str | None,
    leave_out: Sequence[Path],
    watch: Watch = lambda results, total: results,
) -> Problems:
    """The problems of all sources. Raises `InputError` for one that cannot be used."""
    problems = Problems()
    places = [source for source in sources if _kind(source) not in (JSON, LEDGER)]
    for source in sources:
        if _kind(source) == JSON:
            _of_json(Path(source), problems)
        elif _kind(source) == LEDGER:
            _of_ledger(Path(source), problems)
    if places:
        _of_files(read_places(places, standard, leave_out, watch), problems)
    return problems


def _kind(source: str) -> str:
    path = Path(source)
    return "" if path.is_dir() else path.suffix.lower()


def _of_files(files: Sequence[HandedIn], problems: Problems) -> None:
    linked: dict[int, list[Finding]] = {}
    for number, finding in differences([(each.name, each.result.stated) for each in files]):
        linked.setdefault(number, []).append(finding)
    for number, each in enumerate(files):
        one = each.result
        if one.state == "unreadable":
            problems.add_unread(each.name, one.reason)
            continue
        units = (*(table.unit for table in one.tables), *(form.unit for form in one.stated))
        unit = next(filter(None, units), "")
        problems.files.add(each.name)
        problems.found += [
            Problem(each.name, unit, finding) for finding in (*one.findings, *linked.get(number, ()))
        ]


def _of_json(path: Path, problems: Problems) -> None:
    try:
        content = json.loads(read_bytes(path).decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        why = (
            f"第 {error.lineno} 行第 {error.colno} 列读不出来"
            if isinstance(error, json.JSONDecodeError)
            else "不是 UTF-8"
        )
        raise InputError(_NO_JSON.format(path.name, why)) from None
    files = content.get("files") if isinstance(content, dict) else None
    if not isinstance(files, list):
        raise InputError(_NO_JSON.format(path.name, "没有 files"))
    for number, each in enumerate(files, 1):
        if not isinstance(each, dict) or not isinstance(each.get("file"), str):
            raise InputError(_NO_JSON.format(path.name, f"files 的第 {number} 项没有 file"))
        name = PurePath(each["file"].replace("\\", "/")).name
        if "error" in each:
            problems.add_unread(name, str(each["error"]))
            continue
        problems.files.add(name)
        problems.found += [
            Problem(name, "", finding) for finding in _findings(path, each.get("findings"), number)
        ]


def _findings(path: Path, listed: object, number: int) -> Iterator[Finding]:
    if not isinstance(listed, list):
        raise InputError(_NO_JSON.format(path.name, f"files 的第 {number} 项没有 findings"))
    for place, each in enumerate(listed, 1):
        values = [each.get(name) for name in _FIELDS] if isinstance(each, dict) else []
        if not all(isinstance(value, str) for value in values) or len(values) < 5 or values[1] not in LEVELS:
            where = f"files 的第 {number} 项的第 {place} 个发现不完整"
            raise InputError(_NO_JSON.format(path.name, where))
        code, level, sheet, cell, message = map(str, values)
        yield Finding(code, level, sheet, cell, message)


def _of_ledger(path: Path, problems: Problems) -> None:
    try:
        import duckdb
    except ModuleNotFoundError:
        raise InputError(f"读台账的组件没有安装（duckdb），{to_install('collect')}") from None
    if not path.is_file():
        raise InputError(f"找不到 {path}，请核对台账的路径")
    try:
        with duckdb.connect(str(path), read_only=True) as ledger:
            places = ledger.execute("SELECT places FROM runs ORDER BY run DESC LIMIT 1").fetchone()
            rows = ledger.execute(_ROWS).fetchall()
    except duckdb.Error:
        raise InputError(_NO_LEDGER.format(path.name)) from None
    _add_rows(rows, places[0] if places else [], problems)


def _add_rows(rows: Iterable[tuple[Any, ...]], places: Sequence[str], problems: Problems) -> None:
    for whole, member, state, reason, unit, code, *rest in rows:
        name = _below(whole, places) + (f"/{member}" if member else "")
        if state == "unreadable":
            if name not in problems.files:
                problems.add_unread(name, reason)
            continue
        problems.files.add(name)
        if code is not None:
            problems.found.append(Problem(name, unit, Finding(code, *rest)))


def _below(whole: str, places: Sequence[str]) -> str:
    for place in places:
        top = place.rstrip("/\\")
        if whole.startswith((f"{top}/", f"{top}\\")):
            return whole[len(top) + 1 :].replace("\\", "/")
    return PurePath(whole).name
