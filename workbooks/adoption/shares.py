"""The share of a target that was done (完成率), out of the columns 目标值 and 完成值 of the form itself."""

from __future__ import annotations

from collections.abc import Mapping

from udfs.errors import ScoreError
from udfs.regex import regex
from udfs.targets import parse_target
from workbooks.adoption.item_keys import renamed
from workbooks.official.official_table import IndicatorTable, Row
from workbooks.review.recognition import name_key
from workbooks.sentences.pieces.needs import is_rate
from workbooks.standards.items import DataItem

TARGET, ACTUAL, SHARE = "目标值", "完成值", "完成率"
_LESS_IS_BETTER = regex(
    "成本|费用|造价|能耗|消耗|事故|投诉|差错|违规|违法|超支|超期|超标|伤亡|死亡|发病|返贫|失业|流失|逾期|延误|时限|时长|天数|周期|用时|耗时|时间"
    "|闲置|结转|结余|退回|不合格|压减|压降|下降|降低|减少|减量|控制|排放|污染|缺口|空置|负债"
)
_OF_A_TARGET = regex("目标|任务|计划|指标值")
_AT_LEAST = regex(r"\d{4}年|\d{1,2}月|^\s*(?:[≥＞>]|不[低少小]于|大于|至少|[达超]到|高于|超过)")


def share_of_target(table: IndicatorTable, row: Row, text: str, items: Mapping[str, DataItem]) -> str:
    """The one item of a rule that is 完成值÷目标值 of its row; "" where the form does not say both of them.

    Of what is better low (costs, complaints, days) no share follows from a plain number: only a target
    printed with ≥ says otherwise. A rate whose sentence (`text`) speaks of 完成率 and of no target is that
    rate itself.
    """
    if not (table.has("target") and table.has("actual") and len(items) == 1):
        return ""
    ((key, item),) = items.items()
    itself = is_per_cent(row) and "完成率" in text and not _OF_A_TARGET.search(text)
    usable = is_share(item, row, text) and not itself and not is_better_low(row)
    return key if usable and _divides(row.text("target")) else ""


def is_share(item: DataItem, row: Row, text: str) -> bool:
    """Whether an item is how much of a target was done: 完成率, or a rate held against its target."""
    if item.kind != "rate":
        return False
    by_target = bool(_OF_A_TARGET.search(text)) and "%" not in text and "％" not in text
    return item.label.endswith(SHARE) or (by_target and name_key(item.label) == name_key(row.name))


def is_beside(item: DataItem, row: Row, text: str) -> bool:
    """Whether 完成值 of a row is not the share that its rule asks for: 180人, or 3% of what is better low."""
    return is_share(item, row, text) and (is_better_low(row) or not is_per_cent(row))


def _divides(target: str) -> bool:
    """Whether a target as printed is one number or a day, or is still to be typed."""
    if not target.strip():
        return True
    try:
        read = parse_target(target)
    except ScoreError:
        return False
    one_number = read.number is not None and read.number > 0 and read.upper is None
    return read.kind == "date" or (one_number and not (read.operator or "").startswith("<"))


def is_per_cent(row: Row) -> bool:
    """Whether 完成值 of a row is a percentage: 95% of 满意度, not 180人."""
    name = name_key(row.name)
    return is_rate(name) or "%" in row.text("target")


def is_better_low(row: Row) -> bool:
    """Whether less may be better in a row: its name says so, and no ≥ of its target says otherwise."""
    words = row.name + ("成本" if "成本" in row.level2 else "")
    return bool(_LESS_IS_BETTER.search(words)) and not _AT_LEAST.search(row.text("target"))


def by_columns(expression: str, share: str, target: str, actual: str) -> str:
    """A rule of a share as one of the columns; what is typed for the share itself comes first."""
    of_form = renamed(expression, {share: f"target_share({target}, {actual})"})
    return f"given({share}, {expression}, {of_form})"


def typed_beside(item: DataItem, name: str) -> DataItem:
    """A share that is typed only where the columns give none."""
    return item.changed(label=share_label(item, name), hint=f"{ACTUAL}÷{TARGET}算不出来的才填，填了按它计分")


def share_label(item: DataItem, name: str) -> str:
    """满意度 as the share of a target that was done is 满意度完成率."""
    return item.label if item.label.endswith(SHARE) else f"{name}{SHARE}"
