"""Reading the text of an expression with Python's own `ast`; what is not allowed is named with its place."""

from __future__ import annotations

import ast
from collections.abc import Collection
from decimal import Decimal

from ..catalogue import BY_KEY, Function
from ..errors import RuleTextError
from ..records import dataclass
from ..regex import regex
from .nodes import SUM_NAME, Arithmetic, Call, Constant, Given, Item, Judged, Node, Sum, When

JUDGED, WHEN, GIVEN = "judged", "when", "given"
_SPECIAL = {
    JUDGED: (Judged, "judged(认定得分的数据项, 上限, 规则)"),
    WHEN: (When, "when(数据项, 不为0时, 为0时)"),
    GIVEN: (Given, "given(数据项, 填了时, 没填时)"),
}
LONGEST_TEXT = 255
DEEPEST = 100
"""Levels of an expression, a sum of so many terms too; Excel nests functions 64 deep."""
_PLAIN_NUMBER = regex(r"[0-9]{0,15}(?:\.[0-9]{0,15})?")
_TOO_DEEP = f"写法太长或括号套得太多，最多 {DEEPEST} 层（相加的一项也算一层），请分成几个指标"
_OPERATORS: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}


def read_node(text: str, known: Collection[str] | None = None) -> Node:
    """Read an expression; `known` holds the data items it may name, any where it is None.

    Raises `RuleTextError` naming the column and what is allowed instead.
    """
    if "\\" in text:
        raise RuleTextError("写法里不能有“\\”，请删去")
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except SyntaxError as error:
        raise RuleTextError(
            f"第{error.offset or 1}列附近写法不完整，请检查括号、引号和逗号：{text}"
        ) from None
    except UnicodeError:
        raise RuleTextError("写法里有不成字的字符，请重新键入") from None
    except (RecursionError, MemoryError):
        raise RuleTextError(_TOO_DEEP) from None
    return _Builder(text.strip(), known).build(tree.body, 1)


@dataclass(frozen=True)
class _Builder:
    text: str
    known: Collection[str] | None

    def build(self, node: ast.expr, level: int) -> Node:
        if level > DEEPEST:
            raise RuleTextError(_TOO_DEEP)
        if isinstance(node, ast.Constant):
            return self._constant(node)
        if isinstance(node, ast.Name):
            return self._item(node)
        if (
            isinstance(node, ast.UnaryOp)
            and isinstance(node.op, ast.USub)
            and isinstance(node.operand, ast.Constant)
        ):
            constant = self._constant(node.operand)
            if isinstance(constant.content, Decimal):
                return Constant(-constant.content)
        if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
            left, right = (self.build(part, level + 1) for part in (node.left, node.right))
            return Arithmetic(_OPERATORS[type(node.op)], left, right)
        if isinstance(node, ast.Call):
            return self._call(node, level)
        raise self._error(node, "这种写法不允许，只能用函数、数据项、数、文字和加减乘除")

    def _constant(self, node: ast.Constant) -> Constant:
        if isinstance(node.value, str):
            if len(node.value) > LONGEST_TEXT:
                raise self._error(node, f"文字超过 {LONGEST_TEXT} 个字，Excel 公式放不下")
            return Constant(node.value)
        if isinstance(node.value, int | float) and not isinstance(node.value, bool):
            written = ast.get_source_segment(self.text, node) or ""
            if _PLAIN_NUMBER.fullmatch(written):
                return Constant(Decimal(written))
            raise self._error(node, "数应写成 100、0.6 的样子，小数点前后各不超过 15 位")
        raise self._error(node, "只能写数或文字")

    def _item(self, node: ast.Name) -> Node:
        if self.known is not None and node.id not in self.known:
            raise self._error(node, f"没有叫“{node.id}”的数据项，请在 items 里写明，或改正名称")
        return Sum() if node.id == SUM_NAME else Item(node.id)

    def _call(self, node: ast.Call, level: int) -> Node:
        if not isinstance(node.func, ast.Name) or node.keywords:
            raise self._error(node, "函数应写成 tiers(数值, 分档标准) 的样子")
        arguments = tuple(self.build(argument, level + 1) for argument in node.args)
        if node.func.id in _SPECIAL:
            return self._special(node, node.func.id, arguments)
        function = BY_KEY.get(node.func.id)
        if function is None:
            allowed = "、".join([*BY_KEY, *_SPECIAL])
            raise self._error(node, f"没有叫“{node.func.id}”的函数，可用：{allowed}")
        least = sum(not argument.optional for argument in function.arguments)
        most = len(function.arguments) if not function.arguments[-1].variadic else len(arguments)
        if not least <= len(arguments) <= most:
            labels = "、".join(argument.label for argument in function.arguments)
            raise self._error(node, f"{node.func.id} 的参数应为：{labels}")
        return Call(function, _read_as_text(function, arguments))

    def _special(self, node: ast.Call, name: str, arguments: tuple[Node, ...]) -> Node:
        form, usage = _SPECIAL[name]
        if len(arguments) != 3 or not isinstance(arguments[0], Item):
            raise self._error(node, f"{name} 应写成 {usage}")
        return form(arguments[0], arguments[1], arguments[2])

    def _error(self, node: ast.expr, reason: str) -> RuleTextError:
        line = self.text.splitlines()[node.lineno - 1]
        column = len(line.encode()[: node.col_offset].decode()) + 1
        part = ast.get_source_segment(self.text, node)
        return RuleTextError(f"第{node.lineno}行第{column}列“{part}”：{reason}")


def _read_as_text(function: Function, arguments: tuple[Node, ...]) -> tuple[Node, ...]:
    """The arguments, data items marked where the function itself reads what is written."""
    last = len(function.arguments) - 1
    return tuple(
        Item(node.key, True) if isinstance(node, Item) and function.arguments[min(place, last)].text else node
        for place, node in enumerate(arguments)
    )
