"""The 问题整改台账 as a file: begun anew, or brought up to date where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from workbooks.files.editable import load
from workbooks.files.saving import check_target
from workbooks.files.xlsx import save
from workbooks.followup.handed_in_files import Watch
from workbooks.followup.problems_found import problems_of
from workbooks.followup.rectification import Renewed, new_register, renew
from workbooks.problems import InputError


def begin_register(
    sources: Sequence[str],
    path: Path,
    standard: str | None = None,
    levels: Sequence[str] = (),
    force: bool = False,
    watch: Watch = lambda results, total: results,
    today: date | None = None,
) -> Renewed:
    """Write a new register of the problems of the sources. Raises `InputError`."""
    if path.exists() and not path.is_dir() and not force:
        raise InputError(
            f"{path} 已经存在；接着用请写 --update {path}，填过的措施、责任人、期限、完成情况都不动；"
            "不要了、重新写一份请加 --force"
        )
    check_target(path, force)
    problems = problems_of(sources, standard, (path,), watch)
    found = problems.of_levels(levels)
    save(new_register(found, today or date.today()), {}, path, force)
    return Renewed(new=len(found))


def renew_register(
    sources: Sequence[str],
    path: Path,
    out: Path | None = None,
    standard: str | None = None,
    levels: Sequence[str] = (),
    force: bool = False,
    watch: Watch = lambda results, total: results,
    today: date | None = None,
) -> Renewed:
    """Bring a register up to date, in its place or as `out`. Raises `InputError`."""
    check_target(out or path, force or out is None)
    workbook = load(path)
    problems = problems_of(sources, standard, tuple(filter(None, (path, out))), watch)
    renewed = renew(workbook, path.name, problems, levels, today or date.today())
    save(workbook, {}, out or path, force or out is None)
    return renewed
