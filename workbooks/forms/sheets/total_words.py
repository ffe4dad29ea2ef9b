"""How the total of a standard comes about, in words for the reader of 汇总."""

from __future__ import annotations

from decimal import Decimal

from udfs.expression import Arithmetic, Constant, Item, Node, Sum, When
from workbooks.standards.model import Standard

_SIGNS = {"*": "×", "/": "÷", "+": "+", "-": "−"}


def total_in_words(standard: Standard) -> str:
    """Why the lines of a summary need not add up to its total; "" where they always do."""
    told = list[str]()
    if any(level.weight is None for first in standard.indicators for level in first.children):
        told.append("自填行所在二级指标的分值是所填分值之和，可能与一级指标的分值不同")
    if standard.bonus_mark:
        told.append(
            f"合计的分值是满分 {_plain(standard.full_mark)} 分，加分 {_plain(standard.bonus_mark)} 分不计在内"
        )
    root = standard.total_expression.root
    if not isinstance(root, Sum):
        told.append(f"合计的得分：{_words(root) or f'按算式“{standard.total}”计算'}，四舍五入到两位小数")
    return f"※ {'；'.join(told)}。" if told else ""


def _words(node: Node) -> str:
    """A part of the rule in words; "" where there is a part that has none."""
    match node:
        case Sum():
            return "各项得分之和"
        case Item():
            return f"“{node.key}”"
        case Constant():
            return _plain(node.content) if isinstance(node.content, Decimal) else ""
        case Arithmetic():
            adds = isinstance(node.left, Arithmetic) and node.left.operator in "+-" and node.operator in "*/"
            left = _enclosed(node.left) if adds or isinstance(node.left, When) else _words(node.left)
            right = _enclosed(node.right) if isinstance(node.right, Arithmetic | When) else _words(node.right)
            return f"{left} {_SIGNS[node.operator]} {right}" if left and right else ""
        case When():
            yes, no = _words(node.yes), _words(node.no)
            return f"数据项“{node.condition.key}”为 0 时为{no}，不为 0 时为{yes}" if yes and no else ""
    return ""


def _enclosed(node: Node) -> str:
    words = _words(node)
    return f"（{words}）" if words else ""


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
