"""The formulas of the total and the grade of a form."""

from __future__ import annotations

from udfs.expression import SUM_NAME
from udfs.native import Term, constant
from workbooks.filing.scoring import NO_GRADE
from workbooks.forms import paper as look
from workbooks.forms.form_layout import FormLayout
from workbooks.forms.writer import Writer


def grade_formula(layout: FormLayout, writer: Writer, total: str) -> str:
    """The formula of the grade that the cell `total` gives; without bands there is none."""
    grades = layout.standard.grades
    if not grades.bands:
        return f"={look.quoted(NO_GRADE)}"
    given = writer.call("grade", Term(total, lambda _: None), constant(grades.bands))
    formula = f"IF(ISNUMBER({total}),{given},{total})"
    if grades.only_at_full_mark:
        weights = f"ROUND({layout.sum_of_weights()},2)<>{layout.standard.full_mark}"
        formula = f"IF({weights},{look.quoted(NO_GRADE)},{formula})"
    return f"={formula}"


def placed_total(layout: FormLayout, writer: Writer, sheet: str = "") -> str:
    """The formula of the total of a bureau's own form; `sheet` is its sheet, seen from another."""
    standard = layout.standard
    rows = [place.row for place in layout.places]

    def referred(key: str) -> str:
        return layout.sum_of_rows(rows, sheet=sheet) if key == SUM_NAME else key

    return "=" + writer.score(standard.total_expression, standard.form.total_label, referred)
