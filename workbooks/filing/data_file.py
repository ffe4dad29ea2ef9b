"""A filing (填报): the figures of one unit for one standard, from a data file."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from udfs.expression import Figure
from udfs.records import dataclass
from workbooks.filing.by_hand import ROW_WORDS, ByHand, in_words_of_file
from workbooks.filing.figures import cell_figure, in_full_width, row_in_full_width, typed_figure
from workbooks.filing.lines import OwnRow
from workbooks.findings import Finding
from workbooks.standards import yamlfile
from workbooks.standards.form import TYPED_TEXTS, TypedText
from workbooks.standards.model import Standard


@dataclass(frozen=True)
class Reported:
    """The scores somebody printed or typed, for comparison only; they never enter a calculation."""

    items: Mapping[str, Decimal] = field(default_factory=dict)
    total: Decimal | None = None
    grade: str | None = None


@dataclass(frozen=True)
class KeptScenario:
    """A scenario that a workbook holds: its name and its changes, by data item or 组/#行/栏目.

    `form` counts the forms of the workbook from 0.
    """

    name: str
    changes: Mapping[str, Figure]
    form: int = 0


@dataclass(frozen=True)
class Filing:
    """What a unit filled in: figures by data item, notes on where they come from, printed scores.

    `texts` holds what it wrote about each indicator, by the indicator's name and the form's column
    (target, actual, analysis, remark, reason); `rows` the rows that the unit added itself. Where a
    standard is filled project by project, `projects` holds one filing for each, with its `name` and the
    texts above its table (`head`). Of a workbook, `ledger_rows` are the payments pasted in it and `gone` the
    data items whose place in it is no more, `rows_gone` where that is so of rows of the unit's own or, with
    `columns_gone`, of a column of theirs; `told` is what to say of the file it was read from.
    """

    unit: str = ""
    year: int | None = None
    data: Mapping[str, Figure] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    rows: Mapping[str, Sequence[OwnRow]] = field(default_factory=dict)
    reported: Reported = field(default_factory=Reported)
    ledger: Path | None = None
    name: str = ""
    head: Mapping[str, str] = field(default_factory=dict)
    projects: tuple[Filing, ...] = ()
    ledger_rows: Sequence[Sequence[object]] = ()
    gone: frozenset[str] = frozenset()
    rows_gone: bool = False
    columns_gone: bool = False
    told: tuple[Finding, ...] = ()
    scenarios: tuple[KeptScenario, ...] = ()
    """What is typed on the sheets 情景 of a workbook, to be carried into another one."""
    full_width: Mapping[str, str] = field(default_factory=dict)
    """Figures of `data` as they were typed, in full-width digits."""

    def as_typed(self) -> Filing:
        """The filing as a spreadsheet sees it: digits in full width are text."""
        projects = tuple(project.as_typed() for project in self.projects)
        rows = {
            group: [replace(row, figures={**row.figures, **row.full_width}) for row in rows]
            for group, rows in self.rows.items()
        }
        data = {**self.data, **self.full_width}
        return replace(self, data=data, full_width={}, rows=rows, projects=projects)

    def forms(self, standard: Standard) -> tuple[Filing, ...]:
        """One filing for each form: the projects (one empty form where there is none), or itself."""
        if not standard.projects:
            return (self,)
        projects = self.projects or (Filing(),)
        return tuple(replace(project, unit=self.unit, year=self.year) for project in projects)


@dataclass(frozen=True, kw_only=True)
class _Reported(ByHand):
    items: dict[str, Decimal] = field(default_factory=dict)
    total: Decimal | None = None
    grade: str | None = None


@dataclass(frozen=True, kw_only=True)
class _Form(ByHand):
    """One form: what is typed in it."""

    data: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, dict[TypedText, str]] = field(default_factory=dict)
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    reported: _Reported = field(default_factory=_Reported)


@dataclass(frozen=True, kw_only=True)
class _Project(_Form):
    name: str
    head: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class _File(_Form):
    standard: str
    unit: str = ""
    year: int | None = None
    ledger: str | None = None
    notes: dict[str, str] = field(default_factory=dict)
    projects: list[_Project] = field(default_factory=list)


def read_filing(path: Path, standard: Standard) -> Filing:
    """Read a YAML data file. Raises `InputError` naming the line and the remedy."""
    document = yamlfile.read(path)
    content = document.validate(_File)
    if content.standard != standard.id:
        text = f"这份数据是按“{content.standard}”填的，不是“{standard.id}”"
        raise document.error(("standard",), text)
    for key in content.notes:
        if key not in standard.items:
            raise document.error(("notes", key), unknown_item(key, standard))
    if content.projects and not standard.projects:
        raise document.error(("projects",), f"“{standard.title}”不分项目填报，请去掉 projects")
    form = _form(content, (), standard, document)
    projects = tuple(
        _project(project, ("projects", number), standard, document)
        for number, project in enumerate(content.projects)
    )
    ledger = path.parent / content.ledger if content.ledger else None
    return replace(
        form,
        unit=content.unit,
        year=content.year,
        notes=content.notes,
        ledger=ledger,
        projects=projects,
    )


def _project(
    content: _Project, place: yamlfile.Place, standard: Standard, document: yamlfile.Document
) -> Filing:
    head = standard.form.head
    for label in content.head:
        if head is None or label not in head.texts:
            raise document.error((*place, "head", label), f"表头里没有“{label}”一栏")
    return replace(_form(content, place, standard, document), name=content.name, head=content.head)


def _form(content: _Form, place: yamlfile.Place, standard: Standard, document: yamlfile.Document) -> Filing:
    """What is typed in one form, checked against the standard."""
    for key in content.data:
        if key not in standard.items:
            raise document.error((*place, "data", key), unknown_item(key, standard))
        if standard.projects and (key in standard.table_items) is bool(place):
            belongs = "最上面的 data（不属于哪个项目）" if place else "各个项目（projects）的 data"
            raise document.error((*place, "data", key), f"“{key}”要写在{belongs}里")
        if isinstance(content.data[key], dict | list):
            raise document.error((*place, "data", key), "应为一个数，写成了几项；请改为一个数")
    names = {indicator.name for _, _, indicator in standard.rows}
    for part, listed in (("reported", list(content.reported.items)), ("texts", list(content.texts))):
        for name in listed:
            if name not in names:
                where = (*place, part, "items", name) if part == "reported" else (*place, part, name)
                raise document.error(where, f"没有叫“{name}”的指标")
    return Filing(
        data={key: typed_figure(value, standard.items[key]) for key, value in content.data.items()},
        full_width={
            key: value for key, value in content.data.items() if in_full_width(value, standard.items[key])
        },
        texts={
            name: {str(column): text for column, text in row.items()} for name, row in content.texts.items()
        },
        rows={
            key: _own_rows(key, entries, place, standard, document) for key, entries in content.rows.items()
        },
        reported=Reported(content.reported.items, content.reported.total, content.reported.grade),
    )


def _own_rows(
    key: str,
    entries: list[dict[str, Any]],
    form: yamlfile.Place,
    standard: Standard,
    document: yamlfile.Document,
) -> list[OwnRow]:
    """The rows of one group; each may hold name, code, the items of its rule, texts and the printed score."""
    if key not in standard.own_rows:
        known = "、".join(standard.own_rows) or "没有"
        raise document.error((*form, "rows", key), f"没有叫“{key}”的一组自填行；可用：{known}")
    items = standard.rule_of(standard.own_rows[key]).items
    found: list[OwnRow] = []
    for number, written in enumerate(entries):
        entry = in_words_of_file(written, {word: key for word, key in ROW_WORDS.items() if word not in items})
        unknown = set(entry) - set(items) - set(TYPED_TEXTS) - {"name", "code", "reported"}
        if unknown:
            allowed = "、".join(["name", "code", *items, "remark", "reason", "reported"])
            text = f"不认识“{'”“'.join(sorted(unknown))}”；可写：{allowed}"
            raise document.error((*form, "rows", key, number, sorted(unknown)[0]), text)
        for item in items:
            if isinstance(entry.get(item), dict | list):
                where = (*form, "rows", key, number, item)
                raise document.error(where, "应为一个数或一句话，写成了几项；请改为一个")
        figures = {item: typed_figure(entry.get(item), items[item]) for item in items}
        texts = {column: str(entry[column]) for column in TYPED_TEXTS if entry.get(column)}
        printed = cell_figure(entry.get("reported"))
        if isinstance(printed, str):
            printed = _decimal(printed, document, (*form, "rows", key, number, "reported"))
        name, code = str(entry.get("name", "")), str(entry.get("code", ""))
        wide = {item: str(entry[item]) for item in items if row_in_full_width(entry.get(item), items[item])}
        found.append(OwnRow(name, code, figures, texts, printed, full_width=wide))
    return found


def _decimal(text: str, document: yamlfile.Document, place: yamlfile.Place) -> Decimal:
    try:
        return Decimal(text)
    except ArithmeticError:
        raise document.error(place, f"填的是“{text}”，应为数字") from None


def unknown_item(key: str, standard: Standard) -> str:
    """Say that a data item is unknown, and which one was probably meant."""
    begun = [item for item in standard.items if len(key) > 1 and item.startswith(key)]
    close = begun[:3] or difflib.get_close_matches(key, standard.items, n=1, cutoff=0.6)
    meant = f"，是不是“{'”“'.join(close)}”？" if close else "，"
    return f"没有叫“{key}”的数据项{meant}用 jixiao items {standard.id} 可列出全部数据项"
