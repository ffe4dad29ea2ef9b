"""Which rows of a budget table are parts of which, from their labels: 一、 （一） 1. 其中： 合计."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import takewhile

from udfs.records import dataclass
from udfs.regex import regex
from workbooks.official.labels import plain
from workbooks.official.official_table import FigureRow

_TOTAL = regex(r"[\u4e00-\u9fff]{0,8}(?:合计|总计|小计|总额)")
_ALL = ("合计", "总计", "支出合计", "收入合计", "本年支出合计", "本年收入合计")
# The classes of 人员经费; what else a table of 基本支出 lists is 公用经费.
_STAFF = ("301", "303")
_SHARES = {"人员经费合计": True, "公用经费合计": False}
# Below 年初结转和结余 they tell of which fund it is.
_FUND = regex(r"(?:其中:)?(?:一般公共预算|政府性基金|国有资本经营)(?:预算)?(?:财政拨款|资金)?")
_CARS = "公务用车"
_FEWEST_CODES = 2
_PARTIAL = regex(r"其中[:,、]?")
_NUMBERING = (
    regex(r"[一二三四五六七八九十]+[、.]"),
    regex(r"\([一二三四五六七八九十]+\)"),
    regex(r"\d+[.、](?!\d)"),
    regex(r"\(\d+\)|[①-⑳]"),
)


@dataclass(frozen=True)
class Whole:
    """A row and lists of rows that may add up to it, the likeliest first.

    `partial` are the 其中 rows, of which each is only a part; `coded` where account codes say so: there a
    part without a figure has nothing in that column.
    """

    row: FigureRow
    parts: tuple[tuple[FigureRow, ...], ...] = ()
    partial: tuple[FigureRow, ...] = ()
    coded: bool = False


@dataclass
class _Node:
    row: FigureRow
    depth: int
    parts: list[FigureRow]
    partial: list[FigureRow]
    top: bool


def name_of(row: FigureRow) -> str:
    """A label without numbering and 其中: 一、基本支出 → 基本支出."""
    text = (
        _PARTIAL.sub("", plain(row.label), count=1) if _PARTIAL.match(plain(row.label)) else plain(row.label)
    )
    for pattern in _NUMBERING:
        if found := pattern.match(text):
            return text[found.end() :]
    return text


def is_total(row: FigureRow) -> bool:
    return bool(_TOTAL.fullmatch(plain(row.label)))


def wholes(rows: Sequence[FigureRow]) -> tuple[Whole, ...]:
    """Every row that has parts, from the top; by the codes of budget accounts where the rows have them."""
    if (by_code := _by_code(rows)) is not None:
        return by_code
    nodes = _nodes(rows)
    top = {id(node.row) for node in nodes if node.top and not is_total(node.row)}
    found = (Whole(node.row, _lists(node), _named_partial(node)) for node in nodes)
    return tuple(whole for whole in found if whole.parts or whole.partial) + _totals(rows, top)


def _by_code(rows: Sequence[FigureRow]) -> tuple[Whole, ...] | None:
    """类, 款 and 项 by their codes of 3, 5 and 7 digits; None where most rows have none or a code twice."""
    coded = {row.code: row for row in rows if row.code}
    others = [row for row in rows if not row.code]
    if len(coded) < _FEWEST_CODES or len(coded) < len(rows) - len(others) or not all(map(is_total, others)):
        return None
    parts: dict[str, list[FigureRow]] = {}
    for code, row in coded.items():
        above = next((code[:size] for size in range(len(code) - 1, 0, -1) if code[:size] in coded), "")
        parts.setdefault(above, []).append(row)
    found = [Whole(row, (tuple(parts[code]),), coded=True) for code, row in coded.items() if code in parts]
    top = tuple(parts[""])
    totals = [Whole(row, (part,), coded=True) for row in others if (part := _share(row, top))]
    return (*totals, *found)


def _share(total: FigureRow, top: Sequence[FigureRow]) -> tuple[FigureRow, ...]:
    """The classes that a total row is of: all of them, of 基本支出 those of people or the others."""
    label = plain(total.label)
    if label in _ALL:
        return tuple(top)
    staff = _SHARES.get(label)
    return tuple(row for row in top if (row.code in _STAFF) == staff) if staff is not None else ()


def _lists(node: _Node) -> tuple[tuple[FigureRow, ...], ...]:
    """The parts of a row, without or with those that stand behind a 其中 row and may belong to it."""
    behind = [row for row in node.partial if not _PARTIAL.match(plain(row.label))]
    lists = [tuple(node.parts), tuple(node.parts + behind)] if node.parts else []
    below = sorted((*node.partial, *node.parts), key=lambda row: row.number)
    if all(_CARS in plain(row.label) for row in (node.row, *below)):
        lists = [tuple(below)]  # 购置费 and 运行维护费 are all there is.
    return _distinct(lists)


def _named_partial(node: _Node) -> tuple[FigureRow, ...]:
    """The rows that say 其中 themselves; those behind them, and their 其中, may belong elsewhere."""
    return tuple(takewhile(lambda row: _PARTIAL.match(plain(row.label)), node.partial))


def _distinct(lists: Iterable[Sequence[FigureRow]]) -> tuple[tuple[FigureRow, ...], ...]:
    """Lists of two and more rows, each once."""
    return tuple({tuple(map(id, parts)): tuple(parts) for parts in lists if len(parts) > 1}.values())


def _nodes(rows: Sequence[FigureRow]) -> list[_Node]:
    nodes: list[_Node] = []
    path: list[_Node] = []
    numbered, behind = False, False
    for row in rows:
        depth = _depth(row)
        if path and (_PARTIAL.match(plain(row.label)) or (behind and depth is None and not is_total(row))):
            behind = True
            path[-1].partial.append(row)
            continue
        behind = False
        if is_total(row):
            path, depth, numbered = [], 0, False
        elif depth is None and numbered:
            path[-1].parts.append(row)
            continue
        else:
            numbered = numbered or depth is not None
            path = [node for node in path if node.depth < (depth or 0) and not is_total(node.row)]
        node = _Node(row, depth or 0, [], [], top=not path)
        if path:
            path[-1].parts.append(row)
        path.append(node)
        nodes.append(node)
    return nodes


def _depth(row: FigureRow) -> int | None:
    text = plain(row.label)
    return next((depth for depth, pattern in enumerate(_NUMBERING) if pattern.match(text)), None)


def _totals(rows: Sequence[FigureRow], top: set[int]) -> tuple[Whole, ...]:
    """The 合计 rows: of the rows since the one before, of these and that one, the last also of all above."""
    found: list[Whole] = []
    since: list[FigureRow] = []
    totals = [row for row in rows if is_total(row)]
    all_top = [row for row in rows if id(row) in top]
    last: FigureRow | None = None
    for row in rows:
        if id(row) in top:
            since.append(row)
        elif is_total(row):
            before = [last] if last else []
            whole_funds = [other for other in since if not _FUND.fullmatch(plain(other.label))]
            lists = [since, [*before, *since], [*before, *whole_funds]]
            if plain(row.label).endswith("总计"):
                lists.reverse()
            if row is totals[-1]:
                lists.append([other for other in all_top if other.number < row.number] or all_top)
            if distinct := _distinct(lists):
                found.append(Whole(row, distinct))
            since, last = [], row
    return tuple(found)
