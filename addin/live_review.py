"""The sheet 复核 of a bureau's own file that was made live."""

from __future__ import annotations

import io
from dataclasses import replace

from openpyxl.workbook import Workbook

from addin import headless, macros
from workbooks.adoption.putting import MadeLive
from workbooks.files.cells import cells_in
from workbooks.files.graft import graft
from workbooks.files.package import Package
from workbooks.files.xlsx import content
from workbooks.review import review_sheet
from workbooks.review.reviewing import review_cells


def with_review(made: MadeLive, name: str) -> MadeLive:
    """The file with the findings of its review on a sheet; a sheet 复核 of the bureau's own stays alone."""
    stream = io.BytesIO()
    made.package.write(stream, made.changed, made.gone)
    package, cells = Package.read(stream.getvalue(), name), cells_in(stream.getvalue(), name)
    title = review_sheet.REVIEW_SHEET
    if any(sheet.name == title and not review_sheet.is_review(sheet) for sheet in cells.sheets):
        return made
    review = review_cells(cells)
    workbook = Workbook()
    macros.write_review(headless.wrap(workbook), review)
    review_sheet.finish(workbook[title], review)
    source = Package.read(content(workbook, {title: review_sheet.values(review)}), name)
    done = graft(package, source, [title], {}, {title})
    changed = {part: body for part, body in {**made.changed, **done.parts}.items() if part not in done.gone}
    gone = (made.gone | done.gone) - changed.keys()
    return replace(made, changed=changed, gone=frozenset(gone))
