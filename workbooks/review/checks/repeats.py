"""The same quantity twice with different values: in two texts, or rounded from a table to a text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from itertools import chain, combinations, product

from udfs.records import dataclass
from udfs.regex import regex
from workbooks.findings import ERROR, NOTICE, Finding, quoted
from workbooks.official.official_table import Cell
from workbooks.official.rounding import rounded
from workbooks.review.reading.hierarchy import name_of
from workbooks.review.reading.quantities import Quantity, in_yuan, quantities
from workbooks.review.reading.things import Place, Things, of_different_things, thing_in, things_of_headings
from workbooks.review.registry import check
from workbooks.review.subject import Subject

_LEADING = regex(
    r"^(?:截[至止]|(?:19|20)\d\d年[度底末]?|全年|年度|本年度?|本单位|我单位|单位|部门|我[局办校院厅委]|本[局办]|共计|累计|共|已|再|并|为|按时|"
    r"圆满|积极|顺利|完成|实现|开展|举办|组织|办理|发放|安装|配备|提供|落实|新建|建成)+"
)
_TRAILING = regex(r"(?:合计|累计|总计|共|为|是|达到?|有|了|约|的|计){1,8}$")
_VERB = regex(r"完成|实现|开展|举办|组织|办理|发放|安装|配备|配置|提供|建成|聘请|建立|出动|发现")
_GENERIC = regex(
    r"实际|预算|决算|支出|收入|金额|资金|总额|数额|总数|年度|指标|目标|完成|执行|数量|人数|次数|值|率|得分|分值|权重|数|总|额|"
    r"安排|调整|投入|经费|财政|拨款|本年|项目"
)
_PERIOD = regex(r"第?[一二三四1-4]季度|[上下]半年|\d{1,2}月|年初|年末|年底|上年|去年|同期|前[一二三]季度")
_KIND = regex(
    r"预算|决算|计划|目标|应|实际|新增|存量|目前|现有|共有|累计|同比|增长|减少|剩余|其他|收入|支出|结余|调整|在用|闲置|变更|"
    r"撤销|申请|审核|男|女|党员|重点|市级|区级|街道|社区"
)
_YEAR = regex(r"((?:19|20)\d\d)年")
_TOTAL = regex(r"总额|总数|总量|合计|全年")
Scope = Callable[[Cell], object]
"""What a cell speaks of, None where it may be anything in the file."""
# A cell without any is an entry of a list.
_SENTENCE = regex(r"[,。;:、]")
_SHORTEST, _CONTEXT = 4, 4
_DIGITS = 6
# 每人每学年5000元 is a rate: every kind of people has its own.
_RATE = regex(r"^(?:每|人均|户均|单价|标准)|标准$")
_TOPIC = regex(r"^[^:,。;]{2,30}:")
# More values of one name are those of several things; more places than these are not compared.
_MOST_VALUES, _MOST = 2, 40


@dataclass(frozen=True)
class _Named:
    """A quantity with its name (`label` cleaned), the noun at the end of it and the years it is of."""

    quantity: Quantity
    name: str
    noun: str
    years: Set[str]


@check
def same_quantity(subject: Subject) -> Iterator[Finding]:
    """C04 同一数量前后不同

    不同句子里名称、单位、期间、口径都相同的数量应相同（万元与元折算后比较）。名称只是相近、上下文相同的提示。约数、
    目标与完成（预期目标一栏与实际完成情况一栏）、预算与决算、不同年度季度、“其中”的数不比；几张指标表之间、一张清单的
    各行之间、冒号前说的是不同事项的不比，几个项目（学校、街道……）各在自己的标题下或句子里写的也不比；同一名称有三个以上不同数值的，是逐项的数，不比。
    """
    own = subject.years if len(subject.years) == 1 else set()
    sentences = [cell for cell in subject.narrative if _SENTENCE.search(cell.text)]
    named = [_named(found, own) for cell in sentences for found in quantities(cell)]
    groups: dict[str, list[_Named]] = {}
    above = things_of_headings(subject)
    for each in named:
        if each is not None:
            groups.setdefault(each.quantity.measure, []).append(each)
    told: dict[tuple[Cell, Cell, str, str], list[tuple[Quantity, Quantity]]] = {}
    for group in groups.values():
        parts = [
            [each for each in group if subject.is_planned(each.quantity.cell) == plan]
            for plan in (True, False)
        ]
        for first, second in chain.from_iterable(_repeats(part, subject.scope_of, above) for part in parts):
            one, other = first.quantity, second.quantity
            told.setdefault((one.cell, other.cell, first.name, second.name), []).append((one, other))
    for (cell, at, name, repeated), pairs in told.items():
        total = name == repeated and all(_both_total(one, other) for one, other in pairs)
        # Of a thing and of the whole: they may well be two amounts.
        total = total and _place_of(cell) not in above and _place_of(at) not in above
        before, found = (
            "、".join(each.shown for each in shown) for shown in zip(*sorted(pairs, key=_place), strict=True)
        )
        message = (
            f"“{repeated}”写的是 {found}，工作表“{cell.sheet}”{cell.address} "
            f"的{quoted(name)}是 {before}，请核对是不是同一个数"
        )
        level = ERROR if total else NOTICE
        yield Finding("C04", level, at.sheet, at.address, message, before, found, "同一数量前后一致")


@check
def converted_amount(subject: Subject) -> Iterator[Finding]:
    """C05 元与万元的尾数

    文字里以万元写的大额，如果是预算表里以元印的数截去尾数得来的，应四舍五入，给出提示。
    """
    if not subject.budgets:
        return
    texts = [
        found
        for cell in subject.workbook.texts
        for found in quantities(cell)
        if found.unit in ("万元", "亿元") and len(found.figure.value.normalize().as_tuple().digits) >= _DIGITS
    ]
    texts.sort(key=lambda found: found.value)
    values = [text.value for text in texts]
    reach = max((text.step for text in texts), default=Decimal(0))
    told: set[tuple[Decimal, str]] = set()
    for table in subject.budgets:
        for row in table.rows:
            for cell in row.cells.values():
                amount = in_yuan(cell.number.value, table.unit) if cell.number is not None else None
                if amount is None:
                    continue
                near = texts[bisect_left(values, amount - reach) : bisect_right(values, amount)]
                for text in near:
                    if _is_truncated(amount, text) and (text.value, cell.address) not in told:
                        told.add((text.value, cell.address))
                        yield _truncated(
                            text, amount, cell, f"{quoted(name_of(row))}的{cell.text}{table.unit}"
                        )


def _truncated(text: Quantity, amount: Decimal, cell: Cell, what: str) -> Finding:
    expected = f"{_in_unit(amount, text):,f}{text.unit}"
    message = (
        f"写的是 {text.shown}，按工作表“{cell.sheet}”{cell.address} {what}"
        f"四舍五入应为 {expected}（像是截去了尾数）"
    )
    at = text.cell
    return Finding("C05", NOTICE, at.sheet, at.address, message, expected, text.shown, "同一金额前后一致")


def _named(quantity: Quantity, own: Set[str]) -> _Named | None:
    """A quantity that can be compared: exact, whole, with a name of its own; `own` is the table's year."""
    if not quantity.exact or quantity.partial or quantity.unit in ("分", "%"):
        return None
    label = quantity.label
    last = _TRAILING.sub("", label)[-2:]
    if quantity.rest and (not label or _VERB.fullmatch(last)):
        label = quantity.rest
    name = _TRAILING.sub("", _LEADING.sub("", label))
    noun = _VERB.split(name)[-1].lstrip("了的")
    if _RATE.search(name) or len(name) < _SHORTEST or len(_GENERIC.sub("", name)) < 2:
        return None
    years = set(_YEAR.findall(quantity.sentence)) or own
    return _Named(quantity, name, noun if len(noun) >= _SHORTEST else name, years)


def _repeats(group: Iterable[_Named], scope: Scope, above: Things) -> Iterator[tuple[_Named, _Named]]:
    """The contradictions among quantities of one unit."""
    by_name: dict[str, list[_Named]] = {}
    for each in group:
        by_name.setdefault(each.name, []).append(each)
    values = {name: {each.quantity.value for each in listed} for name, listed in by_name.items()}
    names = [name for name in by_name if len(values[name]) <= _MOST_VALUES]
    for name in names:
        if len(values[name]) == _MOST_VALUES:
            yield from _first_contradiction(by_name[name], by_name[name], scope, above)
    by_end: dict[str, list[str]] = {}
    for name in names:
        by_end.setdefault(name[-2:], []).append(name)
    for alike in by_end.values():
        for one, other in combinations(alike[:_MOST], 2):
            if len(values[one] | values[other]) == _MOST_VALUES:
                yield from _first_contradiction(by_name[one], by_name[other], scope, above)


def _first_contradiction(
    firsts: Sequence[_Named], seconds: Sequence[_Named], scope: Scope, above: Things
) -> Iterator[tuple[_Named, _Named]]:
    for first, second in product(firsts[:_MOST], seconds[:_MOST]):
        one, other = first.quantity, second.quantity
        if one.cell == other.cell and one.whole == other.whole:
            continue
        if _of_different_things(scope(one.cell), scope(other.cell)):
            continue
        if of_different_things(one.cell, other.cell, (thing_in(one.whole), thing_in(other.whole)), above):
            continue
        same = first.name == second.name
        if _equal(one, other) or not _comparable(first, second) or not (same or _alike(first, second)):
            continue
        yield first, second
        return


def _place_of(cell: Cell) -> Place:
    return cell.sheet, cell.row, cell.column


def _of_different_things(one: object, other: object) -> bool:
    return one is not None and other is not None and one != other


def _both_total(one: Quantity, other: Quantity) -> bool:
    return bool(_TOTAL.search(one.clause)) and bool(_TOTAL.search(other.clause))


def _place(pair: tuple[Quantity, Quantity]) -> int:
    """Where the later quantity of a pair stands in its sentence."""
    return len(pair[1].sentence)


def _comparable(first: _Named, second: _Named) -> bool:
    """Whether nothing around two quantities says that they are of different periods or kinds."""
    one, other = first.quantity, second.quantity
    if set(_PERIOD.findall(one.sentence)) != set(_PERIOD.findall(other.sentence)):
        return False
    if set(_KIND.findall(one.clause)) != set(_KIND.findall(other.clause)):
        return False
    topics = [found[0] for each in (one, other) if (found := _TOPIC.match(each.sentence))]
    if len(topics) == 2 and topics[0] != topics[1]:
        return False
    return not (first.years and second.years and first.years != second.years)


def _equal(one: Quantity, other: Quantity) -> bool:
    """Whether two values agree at the coarser of their decimals, rounded or truncated."""
    if not one.is_money:
        return one.value == other.value
    return abs(one.value - other.value) < max(one.step, other.step)


def _alike(first: _Named, second: _Named) -> bool:
    """Whether the nouns differ only by an inserted qualifier, and the sentences share their context."""
    if first.quantity.is_money:
        return False
    short, long = sorted((first.noun, second.noun), key=len)
    head = next((size for size in range(len(short), 0, -1) if long.startswith(short[:size])), 0)
    if len(short) < _SHORTEST or not long.endswith(short[head:]):
        return False
    contexts = first.quantity, second.quantity
    one, other = (
        each.clause.replace(noun, "") for each, noun in zip(contexts, (first.noun, second.noun), strict=True)
    )
    return any(one[start : start + _CONTEXT] in other for start in range(len(one) - _CONTEXT + 1))


def _is_truncated(amount: Decimal, text: Quantity) -> bool:
    """Whether a text gives an amount in 元 cut off at the decimals it prints, and not rounded."""
    figure = text.figure.value
    return figure == _in_unit(amount, text, ROUND_DOWN) != _in_unit(amount, text)


def _in_unit(amount: Decimal, text: Quantity, mode: str = ROUND_HALF_UP) -> Decimal:
    """An amount in 元 in the unit of a text, at the decimals printed there."""
    return rounded(amount / (in_yuan(Decimal(1), text.unit) or 1), text.figure.decimals or 0, mode)
