"""自评情况汇总表 of files and folders: what goes into it, and what could not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from udfs.records import dataclass
from workbooks.files.saving import check_target
from workbooks.files.xlsx import save
from workbooks.followup.handed_in_files import HandedIn, Watch, read_places
from workbooks.followup.results_form import LeftOut, ResultRow, ordered_rows, results_workbook
from workbooks.problems import InputError

_NO_EVALUATION = "没有自评表（表头应有三级指标、指标值、实际完成值），没有列入"
_PARTLY = "有像表的内容没有读懂，未核对（{}），请看原表"
_OTHER_YEAR = "是 {} 年度的，没有列入"
_UNREAD = "U03"


@dataclass(frozen=True)
class WrittenResults:
    """The table that was written: its file, rows, and what was left out."""

    path: Path
    rows: tuple[ResultRow, ...]
    left: tuple[LeftOut, ...]

    def as_json(self) -> dict[str, object]:
        return {
            "file": str(self.path),
            "projects": [
                {
                    "file": row.file,
                    "sheet": row.project.sheet,
                    "unit": row.project.unit,
                    "project": row.project.project,
                    "year": row.project.year,
                    "budget": _text(row.project.budget),
                    "spent": _text(row.project.spent),
                    "score": _text(row.project.score),
                    "grade": row.project.grade,
                    "remark": row.project.remark,
                }
                for row in self.rows
            ],
            "left_out": [{"file": each.file, "why": each.why} for each in self.left],
        }


def write_results(
    places: Sequence[str],
    path: Path,
    standard: str | None = None,
    year: int | None = None,
    unit: str = "",
    force: bool = False,
    watch: Watch = lambda results, total: results,
) -> WrittenResults:
    """Write the table of every 自评表 at the places, of one `year` where it is given. Raises `InputError`."""
    check_target(path, force)
    files = read_places(places, standard, (path,), watch)
    rows, left = _sorted_out(files, year)
    if not rows:
        first = f"；{left[0].file}：{left[0].why}" if left else ""
        raise InputError(f"{'、'.join(places)} 里没有能列入汇总表的自评表{first}")
    rows = ordered_rows(rows)
    save(*results_workbook(rows, left, unit), path, force)
    return WrittenResults(path, tuple(rows), tuple(left))


def _sorted_out(files: Sequence[HandedIn], year: int | None) -> tuple[list[ResultRow], list[LeftOut]]:
    rows: list[ResultRow] = []
    left: list[LeftOut] = []
    for each in files:
        one = each.result
        if one.state == "unreadable":
            left.append(LeftOut(each.name, one.reason))
            continue
        unread = [f"{found.sheet} {found.message}" for found in one.findings if found.code == _UNREAD]
        if unread:
            left.append(LeftOut(each.name, _PARTLY.format("；".join(unread))))
        if not one.projects:
            # An 申报表 or 监控表 among them is nothing to be told of.
            if not one.stated:
                left.append(LeftOut(each.name, _NO_EVALUATION))
            continue
        for project in one.projects:
            if year is not None and project.year is not None and project.year != year:
                left.append(LeftOut(f"{each.name} {project.sheet}", _OTHER_YEAR.format(project.year)))
            else:
                rows.append(ResultRow(each.name, project))
    return rows, left


def _text(value: object) -> str | None:
    return None if value is None else f"{value:f}"
