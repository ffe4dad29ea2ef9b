"""What an 绩效目标申报表 (or a 监控表) sets: projects with their budgets, goals and indicators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal

from udfs.records import dataclass
from workbooks.official.head_amounts import TOTAL

FISCAL, CARRIED_OVER, OTHER = "财政拨款", "上年结转", "其他资金"
SOURCES = (TOTAL, FISCAL, CARRIED_OVER, OTHER)
"""Where money comes from, the total first."""
GOAL, TERM_GOAL = "预期目标", "中期目标"
"""The texts of a head that say what is to be reached: this year, and over several."""


@dataclass(frozen=True)
class SetIndicator:
    """An indicator with its target as written; the weight where the form has one.

    `term_name` and `term_target` are what is to be reached over several years. `state` is what a 监控表
    says, by field (progress, forecast, certain, reason …). `cells` are the addresses it was read from, by
    field; a target that is split over columns has those of its sign and unit beside it.
    """

    level1: str
    level2: str
    name: str
    target: str
    weight: Decimal | None = None
    term_name: str = ""
    term_target: str = ""
    remark: str = ""
    state: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SetTask:
    """A task of a department's year (年度主要任务) with its money by source."""

    name: str
    content: str = ""
    money: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class SetTargets:
    """One project (or department): texts of its head by label, amounts by source, indicators.

    Amounts are in `measure`; "" where the form does not say. `money` is the year's budget, `term_money`
    that of several years; `spent` and `expected` what a 监控表 says of the months so far and of the year.
    `money_cells` are the addresses of the year's budget by source.
    """

    project: str
    year: int | None
    sheet: str
    unit: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    money: Mapping[str, Decimal] = field(default_factory=dict)
    indicators: tuple[SetIndicator, ...] = ()
    term_money: Mapping[str, Decimal] = field(default_factory=dict)
    spent: Mapping[str, Decimal] = field(default_factory=dict)
    expected: Mapping[str, Decimal] = field(default_factory=dict)
    measure: str = ""
    money_cells: Mapping[str, str] = field(default_factory=dict)
    tasks: tuple[SetTask, ...] = ()
    is_of_department: bool = False
    period: str = ""
    """Of a 监控表: the months its state is told of, as in 1-7月."""
