"""算式: the partial results of a native edition; written step by step by `writer.Workings`."""

from __future__ import annotations

from workbooks.forms import screen
from workbooks.forms.work import Work


def add(work: Work) -> None:
    """Finish the sheet, where the edition has one."""
    if work.writer.workings:
        typed = (cell for form in work.forms for cell in screen.typed_in(form.layout, form.sheet))
        work.writer.workings.finish(list(typed))
