"""Where the rows and columns of a standard stand in a bureau's own file."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from workbooks.adoption.blank_form import BureauForm
from workbooks.official.official_table import Row
from workbooks.problems import InputError
from workbooks.review.recognition import codes_of, name_key
from workbooks.standards.form import BureauPlaces, Column, Form, FormField, PlacedRow, Subtotal
from workbooks.standards.items import DataItem
from workbooks.standards.model import Indicator, Standard

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
_MOST_NAMED = 4


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
    base = dict(like) if like is not None else {"unit_label": "单位名称"}
    return Form(
        **{
            **base,
            "columns": tuple(
                Column(field=_FIELDS[field], header=(form.heading(at),) * depth, at=at)
                for at, field in columns
            ),
            "total_label": total_label or (like.total_label if like else "合计"),
            "grade_label": grade_label or (like.grade_label if like else "等级"),
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


def known_standard_in(
    form: BureauForm, standard: Standard, sheets: Collection[str], name: str, force: bool = False
) -> Standard:
    """A known standard with the bureau's file as its form. `sheets` are those the file has already.

    Raises `InputError` for a form without its indicators, with other weights (unless forced), or where the
    standard has rows that the unit adds itself.
    """
    if standard.own_rows or standard.projects:
        raise InputError(
            f"“{standard.title}”有单位自己增加的行，不能把公式放进官方文件；"
            f"请先填一份附表，再用 jixiao fill {standard.id} --data 附表.xlsx --template {name} 填进官方文件"
        )
    rows = _rows_of(form, standard)
    lacking = [one.name for _, _, one in standard.rows if one.name not in rows]
    if lacking:
        more = "等" if len(lacking) > _MOST_NAMED else ""
        names = "、".join(f"“{one}”" for one in lacking[:_MOST_NAMED]) + more
        raise InputError(
            f"{name}“{form.sheet}”里没有 {len(lacking)} 个指标：{names}；"
            f"请核对是不是“{standard.title}”的官方表，别的表请用 jixiao adopt"
        )
    other = [one for _, _, one in standard.rows if not force and not _same_weight(one, rows[one.name])]
    if other:
        names = "、".join(
            f"“{one.name}”{rows[one.name].text('weight')}（标准是 {one.weight}）"
            for one in other[:_MOST_NAMED]
        )
        raise InputError(f"{name}“{form.sheet}”的分值与标准不同：{names}；确实要用，请加 --force")
    has = {field for field in ("target", "actual") if form.table.has(field)}
    indicators = tuple(
        first.model_copy(
            update={
                "children": tuple(
                    second.model_copy(update={"children": tuple(_free(one, has) for one in second.children)})
                    for second in first.children
                )
            }
        )
        for first in standard.indicators
    )
    taken = set(sheets)
    tables = tuple(
        table.model_copy(update={"sheet": f"{table.sheet}（数据）", "key": table.key or table.sheet})
        if table.sheet in taken
        else table
        for table in standard.tables
    )
    quarters = standard.quarters
    if quarters is not None and quarters.sheet in taken:
        quarters = quarters.model_copy(update={"sheet": f"{quarters.sheet}（数据）"})
    update = {
        "form": placed_form(form, rows, standard.form),
        "indicators": indicators,
        "tables": tables,
        "quarters": quarters,
    }
    return standard.model_copy(update=update)


def _rows_of(form: BureauForm, standard: Standard) -> dict[str, Row]:
    names = {name_key(one.name): one.name for _, _, one in standard.rows}
    codes = codes_of(standard)
    rows: dict[str, Row] = {}
    for row in form.table.rows:
        key = name_key(row.name)
        key = key if key in names else codes.get(row.code, "")
        if key in names and form.score_place(row) is not None:
            rows.setdefault(names[key], row)
    return rows


def _same_weight(indicator: Indicator, row: Row) -> bool:
    if row.weight is None:
        return True
    weight = row.weight.value * Decimal(100) if row.weight.percent else row.weight.value
    return weight == indicator.weight


def _free(indicator: object, has: Collection[str]) -> object:
    """An indicator whose figures are typed where the file has a place for them, else on 数据."""
    if not isinstance(indicator, Indicator):
        return indicator
    items: dict[str, DataItem] = {
        key: item if item.place in has else item.model_copy(update={"place": None})
        for key, item in indicator.items.items()
    }
    return indicator.model_copy(update={"items": items, "actual": ""})
