"""One file, from its bytes to plain data: the same function in a process of this machine and on a cluster."""

from __future__ import annotations

from workbooks.collect.evaluated import evaluated_projects
from workbooks.collect.files import content_hash, read
from workbooks.collect.jobs import SUMMARY_NAME, Candidate, Collected, unreadable
from workbooks.collect.scored_tables import tables_of
from workbooks.files.cells import cells_in
from workbooks.findings import NOT_READ
from workbooks.forms.standard_files import load_standard as load
from workbooks.problems import InputError, keep_traceback
from workbooks.review.review_result import Review
from workbooks.review.reviewing import WORKED_OUT, review_cells

_SUMMARY = "这是 jixiao collect 写出的汇总结果，不是附表，没有读取"
_NO_TABLE = (
    f"{NOT_READ}：没有找到指标评分表（表头应有 一级指标、三级指标、分值、得分 等），请核对是否交错了文件"
)


def collect_file(
    candidate: Candidate,
    standard: str | None = None,
    content: bytes | None = None,
    with_projects: bool = False,
) -> Collected:
    """Read, score and review one file; bad files never raise. `content` spares reading it here."""
    if candidate.problem:
        return unreadable(candidate, candidate.problem)
    found = ""
    try:
        content = read(candidate) if content is None else content
        found = content_hash(content)
        if found == candidate.known_hash:
            return Collected(candidate, "unchanged", found)
        cells = cells_in(content, candidate.name, WORKED_OUT)
        if SUMMARY_NAME in cells.shared:
            return unreadable(candidate, _SUMMARY, found)
        review = review_cells(cells, load(standard) if standard else None)
        return _collected(candidate, found, review, with_projects)
    except InputError as error:
        return unreadable(candidate, str(error).removeprefix(f"{candidate.name}："), found)
    except Exception as error:  # One odd file among thousands must not end the run.
        keep_traceback(error, candidate.name)
        why = f"读这个文件时程序出错（{type(error).__name__}：{error}），请把这份文件和这句话交给维护人员"
        return unreadable(candidate, " ".join(why.split())[:300], found)


def _collected(candidate: Candidate, found: str, review: Review, with_projects: bool) -> Collected:
    tables = tables_of(review)
    if not tables and not (review.subject is not None and review.subject.tables):
        return Collected(candidate, "unreadable", found, findings=review.findings, reason=_NO_TABLE)
    projects = evaluated_projects(review, tables) if with_projects else ()
    return Collected(
        candidate, "read", found, tables, review.findings, stated=review.stated, projects=projects
    )
