"""Where the rows and columns of a standard stand in a bureau's own file."""

from __future__ import annotations

from collections.abc import Mapping

from workbooks.adoption.blank_form import BureauForm
from workbooks.official.official_table import Row
from workbooks.standards.form import BureauPlaces, Column, Form, FormField, PlacedRow, Subtotal

_FIELDS: Mapping[str, FormField] = {
    "level1": "level1.name",
    "level2": "level2.name",
    "code": "code",
    "name": "name",
    "weight": "weight",
    "target": "target",
    "actual": "actual",
    "explanation": "explanation",
    "criterion": "criterion",
    "analysis": "analysis",
    "score": "score",
    "remark": "remark",
    "reason": "reason",
}


def placed_form(form: BureauForm, rows: Mapping[str, Row], like: Form | None = None) -> Form:
    """The form of a standard in a bureau's file; `rows` has the row of each indicator by its name.

    Labels and the rest are those of the form `like`, where one is given.
    """
    table = form.table
    top, bottom = form.header_rows
    depth = bottom - top + 1
    columns = sorted((at, field) for field, at in table.columns.items() if field in _FIELDS)
    total, total_label, grade, grade_label = form.result_cells()
    scored = {row.number for row in rows.values()}
    base = dict(vars(like)) if like is not None else {"unit_label": "单位名称"}
    return Form(
        **{
            **base,
            "columns": tuple(
                Column(field=_FIELDS[field], header=(form.heading(at),) * depth, at=at)
                for at, field in columns
            ),
            "total_label": total_label or (like.total_label if like else "合计"),
            "grade_label": grade_label or (like.grade_label if like else "等级"),
            # The file prints its title, number and notes itself.
            "number": "",
            "title": "",
            "notes": (),
            "notes_label": "",
            "sections": False,
            "total_weight": False,
            "placed": BureauPlaces(
                sheet=form.sheet,
                header_rows=(top, bottom),
                rows={name: PlacedRow(row=row.number, label=_label(form, row)) for name, row in rows.items()},
                total=total,
                grade=grade,
                subtotals=tuple(
                    Subtotal(cell=cell, rows=kept)
                    for cell, added in form.subtotals()
                    if cell not in (total, grade) and (kept := tuple(row for row in added if row in scored))
                ),
            ),
        }
    )


def _label(form: BureauForm, row: Row) -> str:
    return "".join(form.printed((row.number, form.table.columns["name"])).split())
