"""Whether a row of a ledger was paid: its 支付状态, 是否作废, 业务类型 …, and words anybody wrote into it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from enum import Enum
from functools import lru_cache

from udfs.records import dataclass
from udfs.regex import regex

from .cell_values import cell_text, is_blank, tidy
from .columns import Columns


class Effect(Enum):
    """What a remark does to its row."""

    NOT_PAID = "not_paid"
    NO_PAYMENT = "not_payment"
    RETURNED = "returned"
    REFUND = "refund"
    DOUBT = "doubt"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Remark:
    """What a cell says about its row, as it stands there, for instance 支付状态是“已作废”."""

    effect: Effect
    text: str


_VOID = regex(
    r"作废|废止|失败|撤[销回单]|取消|驳回|拒[绝付收]|终止|无效|删除|注销|冻结|挂起|止付|不予|停止|暂停|暂缓|不通过|不成功|未成功|未通过"
    r"|FAIL|CANCEL|VOID|REJECT",
    re.IGNORECASE,
)
_RETURNED = regex(r"退回|退票|退汇|退款|退付|REFUND|RETURN", re.IGNORECASE)
_WAITING = regex(
    r"(?:尚?未|待|等待|没有|没)(?:支付|付|拨付|提交|审核|审批|复核|发送|送审|确认|处理|下达|签章|受理)|草稿|暂存|(?:支付|处理|审核|审批|办理)中|在途"
)
_NOT_VOID = regex(
    r"(?:未|没有|没|无|非|不|否)(?:被)?(?:作废|退回|退票|退汇|退款|撤[销回]|取消|失败|冻结|挂起)"
)
_PAID = regex(
    r"成功|已(?:支付|付款|付|拨付|清算|记账|入账|到账|回单|完成|办结|终审|确认|生效|归档|核销|审核|复核|审批|打印|签[章收])"
    r"|完[成毕结]|付讫|办结|正常|有效|通过|支付|SUCCESS|PAID|DONE|COMPLETE|NORMAL|OK",
    re.IGNORECASE,
)
_AGAIN = regex(r"部分|重新|重[付汇开发拨]|再次|又|改")
_REVERSED = regex(r"冲[销正红账减]|红冲|红字|更正")
_YES = frozenset(("是", "Y", "YES", "1", "TRUE", "T", "√", "有", "已"))
_NO = frozenset(("否", "N", "NO", "0", "FALSE", "F", "×", "无", "未", "-", "—", "没有", "正常"))

# A cell that says nothing else, in whatever column; and words in running text, which may mean anything.
_WHOLE_CELL = regex(
    r"(?:此|本|该)?(?:笔|单|行|凭证)?(?:已|被)*(?P<word>作废|废止|退回|退票|退汇|撤销|支付失败|付款失败|未支付|未付款|支付不成功|取消支付)"
    r"(?:凭证|处理)?"
)
_IN_TEXT = regex(r"作废|支付失败|付款失败|未支付|未付款|退票|退汇")
_MARKS = frozenset("废退撤败未消功")
_REFUND_KIND = regex(
    r"(?:国库|集中|支付|资金|财政|授权|直接)*(?:退款|退回|退付|收回|缴回)(?:通知)?(?:书|单|凭证)?"
)
_BRACKETS = "()[]【】<>《》*!"


def remark_on(row: Sequence[object], columns: Columns) -> Remark | None:
    """What a row says about itself that keeps it from counting as it stands; None for nothing."""
    doubt: Remark | None = None
    for found in _remarks(row, columns):
        if found.effect not in (Effect.DOUBT, Effect.UNKNOWN):
            return found
        doubt = doubt or found
    return doubt


def _remarks(row: Sequence[object], columns: Columns) -> list[Remark]:
    found = []
    for role, read in _READERS.items():
        for column in columns.roles[role]:
            value = row[column] if column < len(row) else None
            if not is_blank(value) and (effect := read(_plain(value))):
                heading = columns.names[column]
                found.append(Remark(effect, f"“{heading}”是“{cell_text(value)[:20]}”"))
    known = {column for role in _READERS for column in columns.roles[role]}
    for column, value in enumerate(row):
        if isinstance(value, str) and column not in known and not _MARKS.isdisjoint(value):
            effect = _of_any_cell(value)
            if effect:
                found.append(Remark(effect, f"写着“{cell_text(value)[:20]}”"))
    return found


def _plain(value: object) -> str:
    return tidy(cell_text(value)).replace(" ", "").strip(_BRACKETS)


def _of_state(text: str) -> Effect | None:
    """A state of payment: paid, not paid, returned; what is said both ways is a doubt."""
    rest = _NOT_VOID.sub("", text)
    void, returned, waiting = _VOID.search(rest), _RETURNED.search(rest), _WAITING.search(rest)
    if not (void or returned or waiting):
        if rest != text or _PAID.search(rest) or text in _NO:
            return Effect.DOUBT if _REVERSED.search(rest) else None
        return Effect.UNKNOWN
    if _AGAIN.search(rest):
        return Effect.DOUBT
    if returned and not void:
        return Effect.RETURNED
    return Effect.NOT_PAID


def _of_later_state(text: str) -> Effect | None:
    """A state of clearing or booking: only what says that the payment was void matters."""
    effect = _of_state(text)
    waiting = _WAITING.search(text) and not _VOID.search(text)
    return None if effect is Effect.UNKNOWN or waiting else effect


def _of_voided(text: str) -> Effect | None:
    if text.upper() in _NO or _NOT_VOID.fullmatch(text):
        return None
    if text.upper() in _YES:
        return Effect.NOT_PAID
    return _of_state(text)


def _of_voided_on(text: str) -> Effect | None:
    return None if text.upper() in _NO else Effect.RETURNED


def _of_paid(text: str) -> Effect | None:
    if text.upper() in _YES:
        return None
    return Effect.NOT_PAID if text.upper() in _NO else _of_state(text)


def _of_kind(text: str) -> Effect | None:
    return Effect.REFUND if _REFUND_KIND.fullmatch(text) else None


def _of_direction(text: str) -> Effect | None:
    return Effect.NO_PAYMENT if text in ("收入", "收", "贷", "贷方", "收款", "入") else None


@lru_cache(maxsize=4096)
def _of_any_cell(value: str) -> Effect | None:
    text = _plain(value)
    if match := _WHOLE_CELL.fullmatch(text):
        return Effect.RETURNED if _RETURNED.search(match["word"]) else Effect.NOT_PAID
    return Effect.DOUBT if _IN_TEXT.search(_NOT_VOID.sub("", text)) else None


_READERS: dict[str, Callable[[str], Effect | None]] = {
    "state": lru_cache(maxsize=1024)(_of_state),
    "later_state": lru_cache(maxsize=1024)(_of_later_state),
    "voided": _of_voided,
    "voided_on": _of_voided_on,
    "paid": _of_paid,
    "kind": _of_kind,
    "direction": _of_direction,
}
