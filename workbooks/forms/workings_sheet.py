"""算式: the partial results of a native edition; written step by step by `writer.Workings`."""

from __future__ import annotations

from workbooks.forms.work import Work


def add(work: Work) -> None:
    """Finish the sheet, where the edition has one."""
    if work.writer.workings:
        work.writer.workings.finish()
