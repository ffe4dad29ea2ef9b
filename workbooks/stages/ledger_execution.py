"""The execution part of a 监控表 from the payment ledger: what each project spent in its months."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from udfs.records import dataclass
from workbooks.files.sheets import SheetCells
from workbooks.ledger import Ledger
from workbooks.ledger.payments import Payment, exact_sum, in_unit
from workbooks.official import official_workbook
from workbooks.official.amounts import unit_in
from workbooks.official.form_stage import is_of_department, project_of, stage_of
from workbooks.official.head_amounts import TOTAL
from workbooks.official.money import column_of, row_of
from workbooks.official.official_table import IndicatorTable, MoneyBlock
from workbooks.official.printed import printed
from workbooks.official.words import YUAN
from workbooks.review.linked_forms import months_of
from workbooks.review.recognition import name_key

_SPENT, _BUDGET = "期间执行数", "年初预算数"
_MOST_ROWS = 40


@dataclass(frozen=True)
class MonitoredProject:
    """A 监控表 whose execution can be filled: the cells of what was spent, total first, and its unit.

    `only_source` is the one source that the whole budget comes from; "" where there are several, or none yet.
    """

    sheet: str
    project: str
    year: int | None
    months: int
    unit: str
    budget: tuple[int, int]
    spent: Mapping[str, tuple[int, int]]
    only_source: str = ""
    is_of_department: bool = False

    @property
    def spent_total(self) -> tuple[int, int]:
        """The cell of all that was spent."""
        return self.spent[TOTAL]

    @property
    def in_ten_thousands(self) -> str:
        """What makes 万元 of an amount of the form, as a formula multiplies it."""
        return f"{(YUAN[self.unit] / YUAN['万元']).normalize():f}"


@dataclass(frozen=True)
class Execution:
    """What a project spent by the ledger, in the unit of its form; None where it has nothing of it."""

    project: MonitoredProject
    amount: Decimal | None
    count: int = 0

    @property
    def cells(self) -> Iterator[tuple[int, int]]:
        """The cells that the amount is typed in: the total, and the only source of it."""
        for source in dict.fromkeys((TOTAL, self.project.only_source)):
            if source in self.project.spent:
                yield self.project.spent[source]


def monitored_projects(source: str, sheets: Sequence[SheetCells]) -> tuple[MonitoredProject, ...]:
    """The 监控表 among some sheets that say of which months they are and have a column for what was spent."""
    by_name = {sheet.name: sheet for sheet in sheets}
    tables = [table for table in official_workbook(source, sheets).tables if stage_of(table) == "监控表"]
    found = (_project(table, by_name[table.sheet]) for table in tables)
    return tuple(project for project in found if project is not None)


def executions(ledger: Ledger, projects: Sequence[MonitoredProject]) -> list[Execution]:
    """What each project spent up to the end of its months.

    A department takes every payment, and so does a single project of a ledger that names no projects; else
    names must agree.
    """
    named = any(payment.project for payment in ledger.payments)
    found = []
    for project in projects:
        alone = len(projects) == 1 and (project.is_of_department or not named)
        own = [
            payment
            for payment in ledger.payments
            if payment.date.month <= project.months
            and (alone or name_key(payment.project) == name_key(project.project))
        ]
        amount = in_unit(exact_sum(payment.amount for payment in own), project.unit) if own else None
        found.append(Execution(project, amount, len(own)))
    return found


def doubts(ledger: Ledger, found: Sequence[Execution]) -> Iterator[str]:
    """What to say of payments that no form took, and of forms that no payment was found for."""
    known = {name_key(one.project.project) for one in found}
    named = any(payment.project for payment in ledger.payments)
    if not named and len(found) > 1:
        yield f"支付明细没有“项目名称”，而监控表有 {len(found)} 个项目，没有填执行数；请在明细里加上项目名称"
        return
    if len(found) == 1 and found[0].project.is_of_department:
        named = False
    for name, payments in _others(ledger.payments, known).items() if named else ():
        total = exact_sum(payment.amount for payment in payments)
        label = f"项目“{name}”" if name else "没有写项目的"
        yield f"{label}支付 {len(payments)} 笔、{total:,.2f} 元，监控表里没有这个项目，没有计入"
    months = {one.project.months for one in found}
    for one in found:
        project = one.project
        if one.amount is None:
            yield (
                f"“{project.project}”在支付明细里没有 1—{project.months} 月的支付，执行数没有填；"
                "确实没有支出的请填 0，项目名称写得不同的请改成一致"
            )
        elif not project.only_source:
            yield f"“{project.project}”的资金来源不止一种（或还没填预算），明细没有写来源，只填了总额一行"
    last = ledger.last_date.month if ledger.payments else 0
    if months and 0 < last < max(months):
        yield f"支付明细最后一笔在 {last} 月，监控表要 1—{max(months)} 月的，执行数可能不全，请核对"


def _others(payments: Sequence[Payment], known: set[str]) -> dict[str, list[Payment]]:
    found: dict[str, list[Payment]] = {}
    for payment in payments:
        if name_key(payment.project) not in known:
            found.setdefault(payment.project, []).append(payment)
    return found


def _project(table: IndicatorTable, sheet: SheetCells) -> MonitoredProject | None:
    rows = {
        number: row
        for number, row in enumerate(sheet.rows[:_MOST_ROWS], sheet.first_row)
        if number < table.header_row
    }
    places = dict(_places(rows, sheet.first_column))
    texts = [str(value) for row in rows.values() for value in row if isinstance(value, str)]
    headings = (table.headings.get("progress", ""), *filter(_is_spent, texts))
    months = next(filter(None, map(months_of, headings)), None)
    if (TOTAL, _SPENT) not in places or (TOTAL, _BUDGET) not in places or months is None:
        return None
    unit = next(filter(None, map(unit_in, texts)), "万元")
    spent = {source: place for (source, column), place in places.items() if column == _SPENT}
    budgets = {
        source: figure.exact
        for (source, column), (row, at) in places.items()
        if column == _BUDGET and (figure := printed(_at(rows[row], at - sheet.first_column))) is not None
    }
    whole = budgets.get(TOTAL)
    parts = [source for source, amount in budgets.items() if source != TOTAL and amount]
    only = parts[0] if len(parts) == 1 and budgets[parts[0]] == whole else ""
    return MonitoredProject(
        table.sheet,
        project_of(table),
        table.year,
        months,
        unit,
        places[TOTAL, _BUDGET],
        spent,
        only,
        is_of_department(table),
    )


def _places(
    rows: Mapping[int, Sequence[object]], first_column: int
) -> Iterator[tuple[tuple[str, str], tuple[int, int]]]:
    """Where the budget and the spending of each source stand: under their headings, beside their labels."""
    columns: dict[str, int] = {}
    for number, row in rows.items():
        headings = {column_of(value): at for at, value in enumerate(row) if isinstance(value, str)}
        if _SPENT in headings:
            columns = {name: headings[name] for name in (_BUDGET, _SPENT) if name in headings}
            continue
        beside = row[: min(columns.values(), default=0)]
        labels = [row_of(value) for value in beside if isinstance(value, str)]
        source = next((label for label in reversed(labels) if label), None)
        if columns and source is None:
            return
        for name, at in columns.items():
            yield (_source(source or ""), name), (number, first_column + at)


def _source(row: str) -> str:
    return {MoneyBlock.TOTAL: TOTAL, "当年财政拨款": "财政拨款", "上年结转资金": "上年结转"}.get(row, row)


def _is_spent(text: str) -> bool:
    return column_of(text) == _SPENT


def _at(row: Sequence[object], place: int) -> object:
    return row[place] if place < len(row) else None
