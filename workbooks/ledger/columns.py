"""The columns of a ledger by what their headings mean: date, amount, voucher, state of payment …"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from udfs.records import dataclass
from udfs.regex import regex
from workbooks.official.words import YUAN_EXPONENT

from .units import DEFAULT_UNIT, stated_unit, without_unit

NEEDED = {
    "date": "“支付日期”（或付款日期、清算日期、交易日期、记账日期、日期）",
    "amount": "“支付金额”（或付款金额、支出金额、实际支付金额、金额）",
}

_PAID = r"(?:支付|付款|支出|拨付|拨款|清算)"
_DATED = ("支付", "付款", "拨[付款]", "清算", "交易", "(?:记账|入账)")
# Patterns of each column's heading, the most telling first: 支付日期 wins over 记账日期 beside it, and what
# was paid (实际支付金额) over what was asked for (支付金额).
_ALIASES: dict[str, tuple[str, ...]] = {
    "date": (
        rf"实际{_PAID}日期",
        rf"实际{_PAID}时间",
        *(f"{kind}{what}" for kind in _DATED for what in ("日期", "时间")),
        "日期",
    ),
    "project": ("(预算|指标)?项目名称", "(预算|指标)项目", "项目"),
    "functional": (
        "(支出)?功能(分类)?(科目)?名称",
        "(支出)?功能(分类)?(科目)?",
        "(支出)?功能(分类)?(科目)?(编码|代码)",
    ),
    "economic": (
        "部门(预算)?(支出)?经济(分类)?(科目)?(名称)?",
        "(支出)?经济(分类)?(科目)?名称",
        "(支出)?经济(分类)?(科目)?",
        "政府(预算)?(支出)?经济(分类)?(科目)?(名称)?",
        "(部门|政府)?(预算)?(支出)?经济(分类)?(科目)?(编码|代码)",
    ),
    "amount": (
        rf"实际{_PAID}金额|实[付支]金额|已(支付|付款|付)金额",
        "(本次|本期|本月)?支付金额",
        "(本次|本期|本月)?付款金额",
        "拨[付款]金额",
        "支出金额",
        "清算金额",
        "金额",
    ),
    "voucher": (
        "支付凭证(编?号|号码)",
        "(记账)?凭证(编?号|号码)",
        "支付令(编?号|号码)",
        "支付申请(书|单)?(编?号|号码)",
        "(单据|业务单据)(编?号|号码)",
    ),
}
_PATTERNS = {name: tuple(map(regex, patterns)) for name, patterns in _ALIASES.items()}

_STATES = r"(?:支付|付款|单据|凭证|业务|处理|办理|交易|指令|支付令|当前)?(?:单)?(?:状态|结果)"
_VOIDED = r"(?:作废|退回|退款|退票|退汇|撤销|撤回|取消|无效)"
# Columns that bear on whether, and how, a row counts; there may be several of each.
_ROLES = {
    name: regex(pattern)
    for name, pattern in {
        "state": _STATES,
        "later_state": r"(?:清算|记账|入账|回单|审批|审核|流程|对账|打印)(?:状态|结果)",
        "voided": rf"是否(?:已|被)?{_VOIDED}|{_VOIDED}(?:标志|标识|标记)?",
        "voided_on": r"(?:作废|撤销|退票|退汇|退回|退款)(?:日期|时间)",
        "paid": r"是否(?:已)?(?:支付|付款|有效|成功)|(?:支付|付款|有效)(?:标志|标识|标记)",
        "refunded": r"(?:已)?(?:退回|退款|退付|收回|冲减)(?:金额|额)",
        "kind": r"(?:业务|支付|凭证|单据|交易)(?:类型|种类|类别)",
        "direction": r"(?:借贷|收支|收付)?(?:方向|类型|标志|标识)|借贷|收支",
        "currency": r"币种|币别|货币(?:种类|名称)?",
        "unit": r"(?:金额|计量|货币|计价)?单位",
        "payee": r"(?:实际)?(?:收款|对方|往来|供应商|领款)(?:方|人|单位|户名?)?(?:账户)?(?:全称|名称|户名)?",
        "summary": r"(?:业务)?摘要|(?:支付|资金)?用途|事由|(?:业务|支出)?内容|备注(?:栏|信息)?|说明|附言",
        "line_number": r"(?i:序号|行号|行次|NO\.?)",
    }.items()
}
_ASKED = regex(rf"(?:申请|计划|应付|本次|本期|本月)?{_PAID}?金额")
_ACTUAL_AMOUNT, _ACTUAL_DATE = _PATTERNS["amount"][0], regex(rf"实际{_PAID}(?:日期|时间)")


@dataclass(frozen=True)
class Columns:
    """Where things stand in a ledger, all from 0.

    `fields` are the columns that become a payment; `roles` those that decide whether it counts. `asked` are
    amounts that were asked for, beside an amount or a date that says what was actually paid; with
    `dated_when_paid` the date is that of the payment itself (实际支付日期).
    """

    names: tuple[str, ...]
    fields: dict[str, int]
    roles: dict[str, tuple[int, ...]]
    asked: tuple[int, ...] = ()
    dated_when_paid: bool = False

    @classmethod
    def of(cls, names: tuple[str, ...]) -> Columns:
        """The columns under a heading that has date and amount."""
        fields, bare = find_fields(names), [without_unit(name) for name in names]
        taken = set(fields.values())
        free = [(n, name) for n, name in enumerate(bare) if n not in taken]
        roles = {
            role: tuple(n for n, name in free if pattern.fullmatch(name)) for role, pattern in _ROLES.items()
        }
        dated = "date" in fields and bool(_ACTUAL_DATE.fullmatch(bare[fields["date"]]))
        return cls(names, fields, roles, tuple(_asked(bare, fields)), dated)

    @property
    def paid_by_date(self) -> bool:
        """Whether only the date says that an amount was actually paid."""
        return self.asked == (self.fields["amount"],)

    @property
    def labels(self) -> tuple[int, ...]:
        """Where a row may say that it is no payment (期初余额): summary, payee, project, voucher, date."""
        named = (self.fields.get(name) for name in ("project", "voucher", "date"))
        return (*(n for n in named if n is not None), *self.roles["summary"], *self.roles["payee"])

    def name(self, field_name: str) -> str:
        """The heading of a field, without its unit."""
        return without_unit(self.names[self.fields[field_name]])


def find_fields(names: Sequence[str]) -> dict[str, int]:
    """Map each field to the column whose heading names it best."""
    bare = [without_unit(name) for name in names]
    fields = {}
    for field_name, patterns in _PATTERNS.items():
        for pattern in patterns:
            matching = [column for column, name in enumerate(bare) if name and pattern.fullmatch(name)]
            if matching:
                fields[field_name] = _finest(matching, names) if field_name == "amount" else matching[0]
                break
    return fields


def has_needed(names: Sequence[str]) -> bool:
    """Whether headings have a date and an amount."""
    return NEEDED.keys() <= find_fields(names).keys()


def _asked(bare: Sequence[str], fields: dict[str, int]) -> Iterable[int]:
    """Columns of what was asked for; of an amount that is paid by its date, that amount."""
    if "amount" not in fields or "date" not in fields:
        return
    if _ACTUAL_AMOUNT.fullmatch(bare[fields["amount"]]):
        yield from (
            n
            for n, name in enumerate(bare)
            if n != fields["amount"] and _ASKED.fullmatch(name) and not _ACTUAL_AMOUNT.fullmatch(name)
        )
    elif _ACTUAL_DATE.fullmatch(bare[fields["date"]]):
        yield fields["amount"]


def _finest(columns: list[int], names: Sequence[str]) -> int:
    """Of amounts given in several units, the column of the smallest unit."""
    return min(columns, key=lambda column: YUAN_EXPONENT[stated_unit(names[column]) or DEFAULT_UNIT])
