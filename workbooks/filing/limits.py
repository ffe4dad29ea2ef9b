"""What the figure of a data item may not be: bounds, kinds, parts greater than the whole, doubtful rates.

Each limit holds its word for the sheets, its formula and its reason, so that the column 状态, the sheet 情景,
the command line and the review say the same.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from udfs.expression import Call, Constant, Figure, Item
from udfs.once import once_for
from udfs.records import dataclass
from workbooks.standards.items import DataItem
from workbooks.standards.model import Standard

WRONG, DOUBTFUL = "有错", "请核对"
"""How the words for figures that cannot be begin; the word for one in doubt."""
NOT_NUMBER, NEGATIVE, NOT_WHOLE = f"{WRONG}：文本，不是数", f"{WRONG}：小于 0", f"{WRONG}：不是整数"
TOO_MUCH, NOT_OFFERED = f"{WRONG}：超过上限", f"{WRONG}：没有这一档"
MORE_THAN_WHOLE = f"{WRONG}：大于总数"

_FAR = Decimal(3)
"""Published rates of completion reach 248 %: above three times the highest bound one is asked."""
_HUNDRED, _HALF, _FIFTY = Decimal(100), Decimal("0.5"), Decimal(50)
"""What is a fiftieth of the lowest bound of a rule (60 %) may be a share written as per cents (0.9 %)."""


@dataclass(frozen=True)
class Limit:
    """One thing that a figure may not be.

    `broken` and `reason` get the figure and the whole it is a part of (None where that is no number);
    `formula` gets the cells of both and is the condition under which the limit is broken.
    """

    word: str
    broken: Callable[[Decimal, Decimal | None], bool]
    formula: Callable[[str, str], str]
    reason: Callable[[Decimal, Decimal | None], str]


def limits_of(standard: Standard, key: str) -> tuple[Limit, ...]:
    """The limits of a data item of the standard, the gravest first."""
    known = _known_limits(standard)
    if key not in known:
        item = standard.items[key]
        known[key] = (*limits(item), *_doubts(standard, key, item))
    return known[key]


@once_for(32)
def _known_limits(_: Standard) -> dict[str, tuple[Limit, ...]]:
    """The limits of a standard that were asked for before: thousands of forms ask for the same."""
    return {}


@once_for(1 << 10)
def limits(item: DataItem) -> tuple[Limit, ...]:
    """The limits that a data item has by itself."""
    if item.kind in ("target", "choice", "grade"):
        return ()
    found = []
    if is_bounded_below(item):
        found.append(_NEGATIVE)
    if item.kind == "count":
        found.append(_WHOLE)
    if item.max is not None:
        found.append(_at_most(item, item.max))
    if item.options:
        found.append(_offered(item.options))
    if item.at_most:
        found.append(_part_of(item.at_most))
    return tuple(found)


def is_bounded_below(item: DataItem) -> bool:
    """Whether a figure may not be less than 0."""
    return item.kind != "number" or item.max is not None or item.place == "weight"


def broken(found: tuple[Limit, ...], figure: Decimal, whole: Decimal | None) -> Limit | None:
    """The first limit that a figure breaks."""
    return next((limit for limit in found if limit.broken(figure, whole)), None)


def word_of(found: tuple[Limit, ...], figure: Figure, whole: Decimal | None) -> str:
    """The word for a figure that is typed: not a number, a broken limit, or "" where all is well."""
    if not isinstance(figure, Decimal):
        return NOT_NUMBER
    limit = broken(found, figure, whole)
    return limit.word if limit else ""


def word_formula(found: tuple[Limit, ...], cell: str, whole: str, fine: str) -> str:
    """`word_of` as a formula over the cell of a typed figure; `fine` is the text where all is well."""
    text = f'"{fine}"'
    for limit in reversed(found):
        text = f'IF({limit.formula(cell, whole)},"{limit.word}",{text})'
    return f'IF(ISNUMBER({cell}),{text},"{NOT_NUMBER}")'


def word_for(item: DataItem, found: tuple[Limit, ...], figure: Figure, whole: Decimal | None) -> str:
    """`word_of` for a data item; a grade is one of its texts, a target any that its rule can read."""
    if item.kind == "target":
        return ""
    if item.kind == "grade":
        return "" if figure in item.choices else NOT_OFFERED
    return word_of(found, figure, whole)


def word_formula_of(item: DataItem, found: tuple[Limit, ...], cell: str, whole: str, fine: str) -> str:
    """`word_for` as a formula."""
    if item.kind == "target":
        return f'"{fine}"'
    if item.kind != "grade":
        return word_formula(found, cell, whole, fine)
    offered = ",".join(f'{cell}="{choice}"' for choice in item.choices)
    return f'IF(OR({offered}),"{fine}","{NOT_OFFERED}")'


_NEGATIVE = Limit(
    NEGATIVE,
    lambda figure, _: figure < 0,
    lambda cell, _: f"{cell}<0",
    lambda figure, _: f"是 {figure}，不能小于 0，请核对",
)
_WHOLE = Limit(
    NOT_WHOLE,
    lambda figure, _: figure != figure.to_integral_value(),
    lambda cell, _: f"{cell}<>INT({cell})",
    lambda figure, _: f"是 {figure}，应为整数，请核对",
)


def _at_most(item: DataItem, most: Decimal) -> Limit:
    def reason(figure: Decimal, _: Decimal | None) -> str:
        if item.kind != "rate":
            return f"是 {figure}，最大只能是 {most}，请核对"
        percent = f"{figure}%"
        hint = f"是 {percent} 的，请填 {percent}" if figure <= most * _HUNDRED else "请核对"
        return f"是 {figure}，即 {_percent(figure)}，最大只能是 {_percent(most)}；{hint}"

    return Limit(TOO_MUCH, lambda figure, _: figure > most, lambda cell, _: f"{cell}>{most:f}", reason)


def _offered(options: tuple[Decimal, ...]) -> Limit:
    return Limit(
        NOT_OFFERED,
        lambda figure, _: figure not in options,
        lambda cell, _: f"AND({','.join(f'{cell}<>{option:f}' for option in options)})",
        lambda figure, _: f"是 {figure}，只能填 {' / '.join(map(str, options))}",
    )


def _part_of(key: str) -> Limit:
    return Limit(
        MORE_THAN_WHOLE,
        lambda figure, whole: whole is not None and figure > whole,
        lambda cell, whole: f"AND(ISNUMBER({whole}),{cell}>{whole})",
        lambda figure, whole: f"是 {figure}，大于“{key}”的 {whole}，请核对",
    )


def _doubts(standard: Standard, key: str, item: DataItem) -> tuple[Limit, ...]:
    """What may be a percentage without its sign, or points of a hundred written as a share."""
    if item.kind == "rate":
        bounds = _bounds(standard, key)
        above = () if item.max is not None else (_far_above(_FAR * max([*bounds, Decimal(1)])),)
        low = min(bounds, default=Decimal(0))
        return (*above, _far_below(low / _FIFTY)) if low >= _HALF else above
    if item.kind == "number" and item.max is not None and item.max >= _HUNDRED:
        return (_SHARE,)
    return ()


def is_far_above(rate: Decimal, bound: Decimal) -> bool:
    """Whether a rate is so far above a bound (at least 1) that it may be a percentage without its sign."""
    return rate > _FAR * max(bound, Decimal(1))


def _far_above(most: Decimal) -> Limit:
    def reason(figure: Decimal, _: Decimal | None) -> str:
        return f"是 {figure}，即 {_percent(figure)}；请核对是 {figure} 还是 {figure}%（是后者请填 {figure}%）"

    return Limit(DOUBTFUL, lambda figure, _: figure > most, lambda cell, _: f"{cell}>{_plain(most)}", reason)


def _far_below(least: Decimal) -> Limit:
    return Limit(
        DOUBTFUL,
        lambda figure, _: 0 < figure <= least,
        lambda cell, _: f"AND({cell}>0,{cell}<={_plain(least)})",
        lambda figure, _: (
            f"是 {_percent(figure)}；请核对是 {_percent(figure)} 还是 {_percent(figure * _HUNDRED)}"
        ),
    )


_SHARE = Limit(
    DOUBTFUL,
    lambda figure, _: 0 < figure <= 1,
    lambda cell, _: f"AND({cell}>0,{cell}<=1)",
    lambda figure, _: (
        f"是 {figure}；请核对是 {figure} 还是 {_plain(figure * _HUNDRED)}（百分制，90.4% 填 90.4）"
    ),
)


def _bounds(standard: Standard, key: str) -> list[Decimal]:
    """The bounds above 0 that the rules have for a rate that they are given as such."""
    found: list[Decimal] = []
    for _, _, indicator in standard.rows:
        for node in indicator.expression.root.walk():
            if not isinstance(node, Call):
                continue
            rule = [part.content if isinstance(part, Constant) else None for part in node.arguments]
            for place, argument in enumerate(node.arguments):
                if isinstance(argument, Item) and argument.key == key:
                    found += node.function.turning(place, rule, Decimal(0), _HUNDRED)
    return [bound for each in found if 0 < (bound := round(each, 6)) < _HUNDRED]


def _percent(rate: Decimal) -> str:
    return f"{_plain(rate * _HUNDRED)}%"


def _plain(number: Decimal) -> str:
    return f"{number.normalize() + 0:f}"
