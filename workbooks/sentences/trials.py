"""Figures to try a reading with: each bound and both sides of it, worked out of the expression itself.

A wrong bound, a missing tier or a wrong step shows at these figures first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_CEILING, Decimal
from itertools import zip_longest

from udfs.errors import BAD_VALUE, RuleTextError
from udfs.expression import Arithmetic, Call, CellError, Constant, Expression, Figure, Item, Node, parse
from udfs.numbers import half_width, rule_number, rule_numbers, snap
from udfs.records import dataclass
from udfs.tiers import parse_tiers
from workbooks.sentences.pieces.outcome import Need, Reading

MOST = 5
_COUNTING = {"deduct_per_count": 1, "points_per_count": 0, "deduct_capped": 1}
"""Where the functions that count things hold the points of one thing."""
_START = Decimal(100)
_NEAR = Decimal("0.001")
_LAST = Decimal(-1_000_000)


@dataclass(frozen=True)
class TrialPoint:
    """Figures by data item, and the score they give; an error value where they give none."""

    figures: Mapping[str, Figure]
    score: Decimal | None
    error: str | None = None


def points_of(
    reading: Reading, weight: Decimal | None = None, expression: str | None = None
) -> list[TrialPoint]:
    """At most five trials of a reading (of its defaults where no `expression` is given), the best first.

    Scores above the `weight` are held to it. A reading without an expression has none.
    """
    text = expression or reading.expression
    if text is None:
        return []
    try:
        rule = parse(text, {need.key for need in reading.needs})
    except RuleTextError:
        return []
    return _Trials(rule, {need.key: need for need in reading.needed(text)}, weight).found()


class _Trials:
    """The trials of one expression: a base that gives the most, and one thing changed in each other."""

    def __init__(self, rule: Expression, needs: Mapping[str, Need], weight: Decimal | None) -> None:
        self._rule, self._needs, self._weight = rule, needs, weight
        self._known: dict[tuple[Figure, ...], TrialPoint] = {}
        self._divided = {
            one.key
            for node in rule.root.walk()
            if isinstance(node, Arithmetic) and node.operator == "/"
            for one in node.walk()
            if isinstance(one, Item)
        }
        self._base = self._best()

    def found(self) -> list[TrialPoint]:
        changes = [list(self._distinct(one)) for one in self._turns()]
        # One of every bound first, then the next of each, so that no part of a rule goes untried.
        rows = [change for row in zip_longest(*changes) for change in row if change is not None]
        blank: dict[str, Figure] = dict.fromkeys(list(self._needs)[:1])
        # Of one figure alone its bounds come first; of several the whole at its best says more.
        tries = [*rows, {}, blank] if len(self._needs) == 1 else [{}, *rows, blank]
        points: dict[tuple[Figure, ...], TrialPoint] = {}
        for change in tries:
            point = self._scored({**self._base, **change})
            points.setdefault(tuple(point.figures.values()), point)
            if len(points) == MOST:
                break
        return sorted(
            points.values(), key=lambda one: _LAST if one.score is None else one.score, reverse=True
        )

    def _scored(self, figures: Mapping[str, Figure]) -> TrialPoint:
        place = tuple(figures.values())
        if place not in self._known:
            self._known[place] = self._tried(figures)
        return self._known[place]

    def _tried(self, figures: Mapping[str, Figure]) -> TrialPoint:
        try:
            score = self._rule.score(figures)
        except CellError as error:
            return TrialPoint(figures, None, error.code)
        except ArithmeticError:
            return TrialPoint(figures, None, BAD_VALUE)
        return TrialPoint(figures, score if self._weight is None else min(score, self._weight))

    def _best(self) -> dict[str, Figure]:
        """Figures that give the most, found by trying a few of each item in turn."""
        figures = {key: _START if key in self._divided else _first(need) for key, need in self._needs.items()}
        for _ in range(2):
            if self._weight is not None and self._rank(figures) == self._weight:
                break
            for turn in self._turns(figures):
                figures = max([{**figures, **change} for change in [{}, *turn]], key=self._rank)
            for key, need in self._needs.items():
                figures = max([{**figures, key: one} for one in _usual(need, figures[key])], key=self._rank)
        return figures

    def _rank(self, figures: Mapping[str, Figure]) -> Decimal:
        score = self._scored(figures).score
        return _LAST if score is None else score

    def _distinct(self, turn: Sequence[dict[str, Figure]]) -> Iterator[dict[str, Figure]]:
        """The changes of one turning point, those first whose score differs from the one before."""
        scored = [(change, self._rank({**self._base, **change})) for change in turn]
        seen: set[Decimal] = set()
        later = []
        for change, score in scored:
            if score in seen:
                later.append(change)
            else:
                seen.add(score)
                yield change
        yield from later

    def _turns(self, base: Mapping[str, Figure] | None = None) -> list[list[dict[str, Figure]]]:
        """For each bound of each part: changes of figures that put the part on it and beside it."""
        found: list[list[dict[str, Figure]]] = []
        base = base if base is not None else self._base
        for node in self._rule.root.walk():
            if isinstance(node, Call):
                for measured, values in _bounds(node, self._needs):
                    turn = [self._put(measured, value, base) for value in values]
                    found.append([change for change in turn if change is not None])
        return [turn for turn in found if turn]

    def _put(self, node: Node, value: Figure, base: Mapping[str, Figure]) -> dict[str, Figure] | None:
        """The change of one figure that gives a part a value; a ratio is changed by its first amount."""
        if isinstance(node, Item):
            return {node.key: value}
        if not isinstance(value, Decimal) or not isinstance(node, Arithmetic):
            return None
        for key in dict.fromkeys(one.key for one in node.walk() if isinstance(one, Item)):
            change = self._solved(node, key, value, base)
            if change is not None:
                return change
        return None

    def _solved(
        self, node: Node, key: str, value: Decimal, base: Mapping[str, Figure]
    ) -> dict[str, Figure] | None:
        """The value of an item that makes a part what is wanted, where the part is a straight line of it."""
        for scale in (1, 10, 100):
            data = {**base, **dict.fromkeys(_amounts(node, self._needs), _START * scale)}
            try:
                zero, one, two = (_number(node, {**data, key: Decimal(at)}) for at in (0, 1, 2))
            except CellError:
                return None
            slope = one - zero
            if slope == 0 or snap(two - one) != snap(slope):
                return None
            figure = _plain((value - zero) / slope)
            whole = self._needs[key].kind != "count" or figure == figure.to_integral_value()
            if figure >= 0 and (whole or scale == 100):
                return {**{k: v for k, v in data.items() if k in _keys(node)}, key: figure}
        return None


def solved(node: Node, value: Decimal) -> dict[str, Decimal] | None:
    """Figures of the items of a ratio that give it a value: 100 for all but the first that can be moved."""
    keys = list(dict.fromkeys(one.key for one in node.walk() if isinstance(one, Item)))
    for key in keys:
        data: dict[str, Figure] = dict.fromkeys(keys, _START)
        try:
            zero, one, two = (_number(node, {**data, key: Decimal(at)}) for at in (0, 1, 2))
        except CellError:
            continue
        slope = one - zero
        if slope and snap(two - one) == snap(slope):
            return {**dict.fromkeys(keys, _START), key: (value - zero) / slope}
    return None


def _number(node: Node, data: Mapping[str, Figure]) -> Decimal:
    value = node.value(data)
    if isinstance(value, str):
        raise CellError(BAD_VALUE, value)
    return value


def _plain(value: Decimal) -> Decimal:
    """A figure as a person types it: no dust, no 2E+1."""
    return Decimal(f"{snap(value).normalize():f}")


def _keys(node: Node) -> set[str]:
    return {one.key for one in node.walk() if isinstance(one, Item)}


def _amounts(node: Node, needs: Mapping[str, Need]) -> set[str]:
    return {key for key in _keys(node) if key in needs and needs[key].kind in ("money", "count", "number")}


def _first(need: Need) -> Figure:
    """A figure of an item to begin with."""
    if need.kind == "choice":
        return need.choices[0]
    if need.kind == "points":
        return need.high if need.high is not None else Decimal(1)
    return {"yesno": Decimal(1), "rate": Decimal(1), "money": _START, "number": _START}.get(
        need.kind, Decimal(0)
    )


def _usual(need: Need, now: Figure) -> list[Figure]:
    if need.kind == "choice":
        return [now, *need.choices]
    if need.kind == "yesno":
        return [now, Decimal(0), Decimal(1)]
    return [now]


def _bounds(call: Call, needs: Mapping[str, Need]) -> Iterator[tuple[Node, list[Figure]]]:
    """What a function measures and the values at which its result turns, with those beside them."""
    key, arguments = call.function.key, call.arguments
    if key in ("tiers", "tier_range"):
        for bound in _tier_bounds(str(_content(arguments[-1]))):
            yield arguments[0], list(_beside(bound, arguments[0], needs, str(_content(arguments[-1]))))
    elif key in ("deduct_per_point", "per_step"):
        yield arguments[0], list(_stepped(call))
    elif key == "proportion":
        yield arguments[0], [Decimal(1), Decimal("0.8"), Decimal("0.5"), Decimal(0), Decimal("1.1")]
    elif key in _COUNTING:
        yield from _counted(call)
    elif key in ("checklist", "veto", "points", "levels", "grade_points", "grade_range"):
        yield from _by_person(call, needs)


def _content(node: Node) -> Decimal | str:
    return node.content if isinstance(node, Constant) else ""


def _tier_bounds(text: str) -> list[Decimal]:
    """The bounds of tiers as written, each once, the highest first."""
    ends = [end for tier in parse_tiers(text) for end in (tier.interval.low, tier.interval.high)]
    return sorted({end for end in ends if end is not None}, reverse=True)


def _beside(bound: Decimal, node: Node, needs: Mapping[str, Need], text: str) -> Iterable[Figure]:
    """A bound, what lies just below and just above; a count has its neighbours."""
    counted = isinstance(node, Item) and node.key in needs and needs[node.key].kind == "count"
    others = [abs(other - bound) for other in _tier_bounds(text) if other != bound]
    near = Decimal(1) if counted else _NEAR if "%" in text else Decimal("0.1")
    while not counted and others and near * 2 >= min(others):
        near /= 10
    return bound, bound - near, bound + near, _plain(bound / 2), _plain(bound * 2)


def _stepped(call: Call) -> Iterator[Figure]:
    """The threshold, half a step and a step beyond it, where the points are used up, and the good side."""
    threshold, size = (
        half_width(str(_content(call.arguments[1]))),
        rule_number(str(_content(call.arguments[2]))),
    )
    bound = rule_number(threshold.lstrip("<>= "))
    each, most = (
        Decimal(_content(call.arguments[3])),
        call.arguments[4 if call.function.key == "deduct_per_point" else -1],
    )
    away = -size if threshold.startswith("<") else size
    yield from (bound, bound + away, bound + away / 2)
    full = _content(most)
    if isinstance(full, Decimal) and each:
        yield bound + away * (full / each).to_integral_value(ROUND_CEILING)
    yield bound - away / 2


def _counted(call: Call) -> Iterator[tuple[Node, list[Figure]]]:
    """Nothing, one, and the count at which the points are used up with its neighbours."""
    place = _COUNTING[call.function.key]
    each = rule_numbers(_content(call.arguments[place]), "每项得分")
    full = _content(call.arguments[0]) if place else ""
    first = 3 if call.function.key == "deduct_capped" else place + 1
    for number, count in enumerate(call.arguments[first:]):
        values: list[Figure] = [Decimal(1), Decimal(0)]
        points = each[number % len(each)]
        if isinstance(full, Decimal) and points:
            last = (full / points).to_integral_value(ROUND_CEILING)
            values += [last, last - 1, last + 1] if last > 2 else [Decimal(2), Decimal(3)]
        else:
            values += [Decimal(2), Decimal(5)]
        yield count, values


def _by_person(call: Call, needs: Mapping[str, Need]) -> Iterator[tuple[Node, list[Figure]]]:
    """Yes and no, every grade, and the ends of what a person may give."""
    for node in call.arguments:
        need = needs.get(node.key) if isinstance(node, Item) else None
        if need is None:
            continue
        if need.kind == "choice":
            yield node, list(need.choices)
        elif need.kind == "points" and need.high is not None:
            low = need.low or Decimal(0)
            yield node, [need.high, low, (low + need.high) / 2, need.high + 1]
        else:
            yield node, [Decimal(0), Decimal(1)]
