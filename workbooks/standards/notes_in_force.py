"""The rules of a standard with and without the notes that set a condition on its total."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from udfs.expression import SUM_NAME
from workbooks.standards.interpretation import Interpretation
from workbooks.standards.model import Indicator, Standard
from workbooks.standards.total_note import TotalNote

MOST_NOTES = 3
"""How many notes a form may have: each doubles the ways in which its total is worked out."""


def with_notes(standard: Standard) -> Standard:
    """A standard without notes in its rules, with those that are live in them."""
    live = [note for note in standard.total_notes if note.is_live]
    weights = {one.name: one.weight for _, _, one in standard.rows}

    def rule(indicator: Indicator) -> Indicator:
        score, read = indicator.score, indicator.interpretation
        for note in live:
            if indicator.name in note.rows:
                score = f"when({note.key}, 0, {score})"
                read = read.changed(spoken=read.spoken + _said(note)) if read else None
        return indicator.changed(score=score, interpretation=read)

    scored = _rescored(standard, rule)
    if not live:
        return scored
    items = {note.key: note.item for note in live}
    return scored.changed(total=_total(live, standard.full_mark, weights), items_for_total=items)


def without_notes(standard: Standard) -> Standard:
    """The standard as if none of its notes were live."""
    if not standard.total_notes:
        return standard
    notes = standard.total_notes

    def rule(indicator: Indicator) -> Indicator:
        score, read = without_condition(indicator.score, notes), indicator.interpretation
        return indicator.changed(score=score, interpretation=_unsaid(read, notes) if read else None)

    bare = _rescored(standard, rule)
    return bare.changed(total=SUM_NAME, items_for_total={})


def without_condition(score: str, notes: Sequence[TotalNote]) -> str:
    """The rule of a row without what live notes put around it."""
    for note in reversed(notes):
        begins = f"when({note.key}, 0, "
        if score.startswith(begins) and score.endswith(")"):
            score = score[len(begins) : -1]
    return score


def _said(note: TotalNote) -> str:
    return f"（{note.lacking}的得 0 分）"


def _unsaid(read: Interpretation, notes: Sequence[TotalNote]) -> Interpretation:
    spoken = read.spoken
    for note in reversed(notes):
        spoken = spoken.removesuffix(_said(note))
    return read.changed(spoken=spoken)


def _total(
    notes: Sequence[TotalNote], full: Decimal, weights: dict[str, Decimal], lost: tuple[str, ...] = ()
) -> str:
    """The total where the rows `lost` count nothing, and the remaining notes may apply."""
    if not notes:
        left = full - sum((weights[name] for name in lost), Decimal(0))
        return f"{SUM_NAME} * {full.normalize():f} / {left.normalize():f}" if lost else SUM_NAME
    note, more = notes[0], notes[1:]
    without = _total(more, full, weights, lost)
    if note.divisor is not None:
        return f"when({note.key}, {SUM_NAME} / {note.divisor.normalize():f}, {without})"
    both = tuple(dict.fromkeys((*lost, *note.rows)))
    return f"when({note.key}, {_total(more, full, weights, both)}, {without})"


def _rescored(standard: Standard, rule: Callable[[Indicator], Indicator]) -> Standard:
    firsts = []
    for first in standard.indicators:
        seconds = []
        for second in first.children:
            children = tuple(
                rule(child) if isinstance(child, Indicator) else child for child in second.children
            )
            seconds.append(second.changed(children=children))
        firsts.append(first.changed(children=tuple(seconds)))
    return standard.changed(indicators=tuple(firsts))
