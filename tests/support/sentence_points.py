"""Whether a reading gives the points worked out of a sentence by hand, whatever its figures are called."""

from __future__ import annotations

from decimal import Decimal
from itertools import islice, product

from udfs.expression import CellError, parse

MOST_TRIES = 20_000


def sources(need, names, limit=None):
    """How the figure of an item may follow from the inputs of the corpus, which have names of their own.

    The `limit` of its reading is an average that stands in the table beside the sentence.
    """
    ways = [lambda given, name=name: given.get(name, 0) for name in names]
    if need.kind == "choice":
        return [*ways, lambda given: tuple(sorted(given.items()))]
    if need.kind == "yesno":
        ways += [lambda given, name=name: 1 - given.get(name, 0) for name in names]
    if need.kind == "count" and len(names) > 1:
        ways.append(lambda given: sum(given.values()))
    if need.kind in ("money", "number", "count"):
        ways += [lambda given, name=name: 1 + given.get(name, 0) for name in names]
    constants = (0, 1, 10) if "分值" in need.label else (0, 1)
    if "平均" in need.label and isinstance(limit, int | float):
        constants += (limit,)
    return [*ways, *(lambda given, constant=constant: constant for constant in constants)]


def gives(expression, needs, points, limit=None):
    """Whether some way to take the corpus' inputs as our items gives every point of it."""
    root = parse(expression, {need.key for need in needs})
    names = sorted({name for point in points for name in point["in"]})
    if len(names) == len(needs):
        in_order = [lambda given, name=name: given.get(name, 0) for name in names]
        if fits(root, needs, in_order, points):
            return True
    for ways in islice(product(*(sources(need, names, limit) for need in needs)), MOST_TRIES):
        if fits(root, needs, ways, points):
            return True
    return False


def fits(root, needs, ways, points):
    picked = {need.key: {} for need in needs if need.kind == "choice"}
    for point in points:
        data = {}
        for need, way in zip(needs, ways, strict=True):
            try:
                value = way(point["in"])
            except TypeError:
                return False
            if need.kind == "choice":
                # A grade is whatever of its choices gives the point, the same one for the same input.
                picked[need.key].setdefault(value, list(need.choices))
                data[need.key] = value
            elif isinstance(value, str | tuple):
                return False
            else:
                data[need.key] = Decimal(str(value))
        if not any(same(root, one, point["score"]) for one in chosen(data, picked)):
            return False
    return True


def chosen(data, picked):
    keys = list(picked)
    for answers in product(*(picked[key][data[key]] for key in keys)):
        yield {**data, **dict(zip(keys, answers, strict=True))}


def same(root, data, score):
    try:
        return abs(root.score(data) - Decimal(str(score))) < Decimal("0.005")
    except CellError:
        return False
