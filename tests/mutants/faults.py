"""The faults: one operator, comparison, constant or word of a module's code changed at a time."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
}
_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}


_NAMED_AT = {
    **{
        "place": 0,
        "_at_least_zero": 1,
        "snapped": 2,
        "number": 1,
        "not_negative": 1,
        "rule_number": 1,
        "rule_numbers": 1,
    },
    **{"refuse": 0, "refused": 0, "see": 1, "Steps": 1, "_Number": 1, "Argument": 1},
    **{"_one_each": 2, "part": 0, "read": 2},
}
"""Calls whose argument at a place only says to people what something is called."""


@dataclass(frozen=True)
class Fault:
    """One fault: where it is, and the module with it."""

    source: str
    place: int
    """Of the node, as `ast.walk` comes by."""
    number: int
    """Of the change, where a node has several."""
    line: int

    @property
    def before(self) -> str:
        return ast.unparse(list(ast.walk(ast.parse(self.source)))[self.place])

    @property
    def after(self) -> str:
        return ast.unparse(self._changed()[1])

    @property
    def tree(self) -> ast.Module:
        """The module with the fault."""
        return ast.fix_missing_locations(self._changed()[0])

    def _changed(self) -> tuple[ast.Module, ast.AST]:
        tree = ast.parse(self.source)
        node = list(ast.walk(tree))[self.place]
        list(_changes(node))[self.number]()
        return tree, node


def faults(source: str) -> Iterator[Fault]:
    """Every fault that is known for the code of a module; messages and docstrings are left alone."""
    tree = ast.parse(source)
    told = _texts_to_people(tree)
    for place, node in enumerate(ast.walk(tree)):
        if id(node) not in told:
            for number, _ in enumerate(_changes(node)):
                yield Fault(source, place, number, getattr(node, "lineno", 0))


def _changes(node: ast.AST) -> Iterator[Callable[[], object]]:
    """Functions that change a node in place, one for each fault."""
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        yield lambda: setattr(node, "op", _OPERATORS[type(node.op)]())
    elif isinstance(node, ast.Compare) and type(node.ops[0]) in _COMPARISONS:
        yield lambda: node.ops.__setitem__(0, _COMPARISONS[type(node.ops[0])]())
    elif isinstance(node, ast.BoolOp):
        yield lambda: setattr(node, "op", ast.Or() if isinstance(node.op, ast.And) else ast.And())
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield lambda: setattr(node, "operand", ast.UnaryOp(ast.Not(), node.operand))
    elif isinstance(node, ast.IfExp):
        yield lambda: node.__dict__.update(body=node.orelse, orelse=node.body)
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, bool):
            yield lambda: setattr(node, "value", not node.value)
        elif isinstance(node.value, int):
            yield lambda: setattr(node, "value", node.value + 1)
        elif isinstance(node.value, str) and node.value:
            yield lambda: setattr(node, "value", f"X{node.value}X")
    elif isinstance(node, ast.Return) and node.value is not None and not _is_false(node.value):
        yield lambda: setattr(node, "value", ast.Constant(None))


def _texts_to_people(tree: ast.Module) -> set[int]:
    """Nodes inside docstrings, annotations, messages and names of things in messages: no rule is in them."""
    found: set[int] = set()
    for node in ast.walk(tree):
        parts: list[ast.AST | None] = []
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            parts.append(node)
        if isinstance(node, ast.FunctionDef):
            parts += [
                node.returns,
                *(argument.annotation for argument in node.args.args),
                *node.decorator_list,
            ]
        if isinstance(node, ast.AnnAssign):
            parts.append(node.annotation)
        if isinstance(node, ast.Raise) or _is_sentence(node):
            parts += [inner for inner in ast.walk(node) if isinstance(inner, ast.Constant)]
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            parts.append(node)
        if isinstance(node, ast.Call):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            parts += node.args[_NAMED_AT[called] :][:1] if called in _NAMED_AT else []
            # What only the type checker reads.
            parts += [*node.args, *node.keywords] if called == "TypeVar" else []
            # Like an assertion: lengths that could differ are refused before, with a message.
            parts += [word.value for word in node.keywords if word.arg == "strict"]
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Literal":
            parts.append(node.slice)
        for part in parts:
            found |= {id(inner) for inner in ast.walk(part)} if part is not None else set()
    return found | {id(node) for node in ast.walk(tree) if _is_message(node)}


def _is_false(value: ast.expr) -> bool:
    """What asks for the answer takes None for it as well."""
    return isinstance(value, ast.Constant) and not value.value


def _is_sentence(node: ast.AST) -> bool:
    """An error that is made, or a sentence put together of texts and values."""
    if isinstance(node, ast.Call):
        return getattr(node.func, "id", "").endswith("Error")
    texts = [one.value for one in getattr(node, "values", ()) if isinstance(one, ast.Constant)]
    return isinstance(node, ast.JoinedStr) and _is_chinese("".join(map(str, texts)))


def _is_message(node: ast.AST) -> bool:
    """A text that only a person reads: a sentence, or part of one."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_chinese(node.value)


def _is_chinese(text: str) -> bool:
    return sum("\u4e00" <= sign <= "\u9fff" for sign in text) >= 6
