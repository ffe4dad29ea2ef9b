"""The formulas of the total and the grade of a form."""

from __future__ import annotations

from udfs.expression import SUM_NAME
from udfs.native import Term, constant
from workbooks.filing.scoring import NO_GRADE, ScoredTable
from workbooks.forms.layout.form_layout import FormLayout, reference
from workbooks.forms.page import paper as look
from workbooks.forms.page.writer import Writer

_NONE_YET, _GRADE = "—", "　等级 "
_LACKING, _OF_SCORES, _OF_WEIGHTS = "还缺 ", " 项得分　", " 分的指标"
_WEIGHTS, _NOT_FULL = "（分值合计 ", "，不是 "


def grade_formula(layout: FormLayout, writer: Writer, total: str) -> str:
    """The formula of the grade that the cell `total` gives; without bands there is none."""
    grades = layout.standard.grades
    if not grades.bands:
        return f"={look.quoted(NO_GRADE)}"
    given = writer.call("grade", Term(total, lambda _: None), constant(grades.bands))
    if grades.only_at_full_mark:
        weights = f"ROUND({layout.sum_of_weights()},2)<>{layout.standard.full_mark}"
        given = f"IF({weights},{look.quoted(NO_GRADE)},{given})"
    return f"=IF(ISNUMBER({total}),{given},{total})"


def result_line(layout: FormLayout, form: str = "") -> str:
    """The formula of a line with total and grade, on the form's sheet or (its title given) on another."""
    total, grade = (reference(sheet, cell, form) for sheet, cell in (layout.total_at, layout.grade_at))
    return (
        f'={look.quoted(_total_label(layout))}&IF(ISNUMBER({total}),TEXT({total},"0.00"),"{_NONE_YET}")'
        f'&"{_GRADE}"&IF(ISERROR({grade}),"{_NONE_YET}",{grade})'
    )


def result_shown(table: ScoredTable, layout: FormLayout) -> str:
    """What `result_line` shows."""
    total, grade = table.total, table.grade_shown
    points = _NONE_YET if total is None else f"{total:.2f}"
    return f"{_total_label(layout)}{points}{_GRADE}{_NONE_YET if grade.startswith('#') else grade}"


def _total_label(layout: FormLayout) -> str:
    return f"{layout.standard.form.total_name} "


def no_grade_line(layout: FormLayout) -> str:
    """The formula text of why a form has no grade, on its own sheet; nothing where it has one."""
    _, grade = layout.grade_at
    weights = f"ROUND({layout.sum_of_weights()},2)"
    why = f'"{_WEIGHTS}"&{weights}&"{_NOT_FULL}{layout.standard.full_mark}）"'
    return f'IF(ISERROR({grade}),"",IF({grade}={look.quoted(NO_GRADE)},{why},""))'


def no_grade_shown(table: ScoredTable) -> str:
    """What `no_grade_line` shows."""
    if table.grade_shown != NO_GRADE:
        return ""
    return f"{_WEIGHTS}{table.weights.normalize():f}{_NOT_FULL}{table.standard.full_mark}）"


def without_score(cells: str) -> str:
    """The formula text of how many cells of a column of scores show an error instead of a score."""
    return f'ROWS({cells})-COUNT({cells})-COUNTIF({cells},"")'


def missing_line(layout: FormLayout, cells: str, single: str) -> str:
    """The formula text of what a project form lacks: how many scores of a column and of a single cell, and
    the weights of the rows that the unit has yet to write; nothing where none lacks.
    """
    count = f'ROWS({cells})+1-COUNT({cells},{single})-COUNTIF({cells},"")'
    weights, full = layout.sum_of_weights(), f"{layout.standard.full_mark.normalize():f}"
    return (
        f'IF({count}=0,"","{_LACKING}"&{count}&"{_OF_SCORES}")'
        f'&IF(ROUND({weights},2)<{full},"{_LACKING}"&ROUND({full}-{weights},2)&"{_OF_WEIGHTS}","")'
    )


def missing_shown(table: ScoredTable) -> str:
    """What `missing_line` shows."""
    count, off = sum(item.score is None for item in table.items), table.standard.full_mark - table.weights
    lacking = f"{_LACKING}{count}{_OF_SCORES}" if count else ""
    return lacking + (f"{_LACKING}{off.normalize():f}{_OF_WEIGHTS}" if off > 0 else "")


def placed_total(layout: FormLayout, writer: Writer, sheet: str = "") -> str:
    """The formula of the total of a bureau's own form; `sheet` is its sheet, seen from another."""
    standard = layout.standard
    rows = [place.row for place in layout.places]

    def referred(key: str) -> str:
        return layout.sum_of_rows(rows, sheet=sheet) if key == SUM_NAME else key

    return "=" + writer.score(standard.total_expression, standard.form.total_name, referred)
