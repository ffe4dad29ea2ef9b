"""The functions that give a whole column: what an array formula down a column calls.

Like the catalogue for functions of one cell, this is the one place that says what they are; every host is
generated from both, and `evaluate_column` is the border that all of them call.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from .catalogue import CATEGORY, FUNCTIONS, Argument, Function, as_cell, flatten
from .errors import ScoreError
from .records import dataclass
from .whole_scenario import scenario


@dataclass(frozen=True)
class ColumnFunction:
    """A function that gives a column; its fields are as in a `Function`."""

    name: str
    compute: Callable[..., Sequence[Decimal | str]]
    summary: str
    errors: str
    arguments: tuple[Argument, ...]
    category: str = CATEGORY


COLUMN_FUNCTIONS = (
    ColumnFunction(
        "JX_SCENARIO",
        scenario,
        "情景得分：一次算出一个情景的各指标得分、总分和等级，用作一列的数组公式",
        "算不出的指标、总分和等级各自显示 #N/A 或 #VALUE!；名称和数不一样多时全部显示 #VALUE!",
        (
            Argument(
                "rules",
                "规则",
                "三列：规则的写法；自填行的位置和不得都空的栏目；自填行的名称。最后一行是总分",
            ),
            Argument("names", "名称", "各数据项的名称，一列"),
            Argument("figures", "数", "各数据项在用的数，一列，与名称一一对应；没有填的留空"),
            Argument("bands", "分等标准", "如 [90,100]: 优; [80,90): 良; [60,80): 中; [0,60): 差"),
        ),
    ),
)
Offered = Function | ColumnFunction
OFFERED: tuple[Offered, ...] = (*FUNCTIONS, *COLUMN_FUNCTIONS)
"""Every function that a host offers."""

_BY_NAME = {function.name: function for function in COLUMN_FUNCTIONS}


def evaluate_column(name: str, arguments: Sequence[object]) -> list[float | str]:
    """Call a function as an array formula does: ranges as rows of cells in, a column out.

    An error value in the column is its text, as "#N/A". Raises a `ScoreError` where there is no column.
    """
    rules, *columns, last = arguments
    flat = [flatten([column]) for column in columns]
    column = _BY_NAME[name].compute(rules, *flat, last)
    return [_shown(value) for value in column]


def _shown(value: Decimal | str) -> float | str:
    try:
        return value if isinstance(value, str) else as_cell(value)
    except ScoreError as error:
        return error.code
