"""What people changed on the sheet 评分规则: choices, expressions, confirmations; mistakes by their cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from udfs.errors import RuleTextError
from udfs.records import dataclass
from udfs.tiers import check_tiers
from workbooks.files.cells import WorkbookCells
from workbooks.files.visible import visible
from workbooks.forms.layout.rule_places import (
    CONFIRMED,
    FIRST_ROW,
    NAME,
    NO,
    QUESTIONS,
    RULE_SHEET,
    SCORE_TEXT,
    WEIGHT,
    YES,
    fault_at,
    moved_columns,
    typed_text,
)
from workbooks.forms.page import paper as look
from workbooks.forms.sheets.rules.note_lines import answered_notes, name_of
from workbooks.forms.sheets.rules.rule_readings import said
from workbooks.problems import StandardError
from workbooks.sentences.asking import OWN_RULE
from workbooks.standards.carried import from_text, text_of
from workbooks.standards.expression import parse
from workbooks.standards.interpretation import Interpretation
from workbooks.standards.items import DataItem
from workbooks.standards.model import FirstLevel, Indicator, Standard
from workbooks.standards.notes_in_force import with_notes, without_condition, without_notes

_MOST_ROWS = 2000


@dataclass(frozen=True)
class RuleAnswer:
    """The line of an indicator: its row, the expression it asks for, the choices, whether it is confirmed."""

    row: int
    score: str
    answers: Mapping[str, str]
    confirmed: bool


def changed_rules(cells: WorkbookCells, standard: Standard) -> tuple[str, ...]:
    """The indicators whose line says something else than the rule in force; none where the sheet is gone."""
    if not cells.has_sheet(RULE_SHEET):
        return ()
    try:
        answers = dict(_answers(cells, standard, []))
    except StandardError:
        return ()
    rules = [
        one.name for _, _, one in standard.rows if one.name in answers and _differs(one, answers[one.name])
    ]
    now = [note for _, note in answered_notes(cells, standard, [])]
    notes = [
        name_of(note)
        for note, said in zip(standard.total_notes, now, strict=True)
        if note.chosen != said.chosen
    ]
    return (*rules, *notes)


def unconfirmed(cells: WorkbookCells, standard: Standard) -> dict[str, int]:
    """The indicators that nobody confirmed, each with its row on 评分规则 (0 where it has none)."""
    if standard.placed is None:
        return {}
    faults: list[StandardError] = []
    answers = dict(_answers(cells, standard, faults)) if cells.has_sheet(RULE_SHEET) else {}
    open_rules: dict[str, int] = {}
    for _, _, indicator in standard.rows:
        if indicator.interpretation is None:
            continue
        answer = answers.get(indicator.name)
        if answer is None or not answer.confirmed:
            open_rules[indicator.name] = answer.row if answer else 0
    return open_rules


def unconfirmed_notes(cells: WorkbookCells, standard: Standard) -> dict[str, int]:
    """The notes on the total that nobody confirmed, each with its row as `unconfirmed`."""
    if not cells.has_sheet(RULE_SHEET):
        return {name_of(note): 0 for note in standard.total_notes}
    return {
        name_of(note): row
        for row, note in answered_notes(cells, standard, [])
        if not (row and note.confirmed)
    }


def updated(cells: WorkbookCells, standard: Standard, more: Mapping[str, DataItem] | None = None) -> Standard:
    """The standard with what its sheet 评分规则 says now; `more` are data items that a rule may name as well.

    Raises `StandardError` with every mistake, each by its cell.
    """
    if not cells.has_sheet(RULE_SHEET):
        raise StandardError(f"{cells.name} 里没有“{RULE_SHEET}”表，可能删过或改过表名；请改回“{RULE_SHEET}”")
    if moved := moved_columns(cells):
        raise StandardError.of(cells.name, [fault_at(cells, *one) for one in moved.items()])
    faults: list[StandardError] = []
    notes = tuple(note for _, note in answered_notes(cells, standard, faults))
    known = dict(_answers(cells, standard, faults))
    answers = {
        name: replace(answer, score=without_condition(answer.score, standard.total_notes))
        for name, answer in known.items()
    }
    standard = without_notes(standard).changed(total_notes=notes)
    for_total = standard.items_for_total | {note.key: note.item for note in notes if note.is_live}
    pool = _pool(standard) | for_total | dict(more or {})
    # What other tables and the total bring is theirs.
    declared = set(for_total) | set(standard.money_items) | set(standard.table_items)
    firsts: list[FirstLevel] = []
    for first in standard.indicators:
        seconds = []
        for second in first.children:
            children = [
                _renewed(child, answers.get(child.name), pool, declared, cells, faults)
                if isinstance(child, Indicator)
                else child
                for child in second.children
            ]
            seconds.append(second.changed(children=tuple(children)))
        firsts.append(first.changed(children=tuple(seconds)))
    if faults:
        raise StandardError.of(cells.name, faults)
    renewed = with_notes(standard.changed(indicators=tuple(firsts)))
    return from_text(text_of(renewed), f"{standard.id}.yaml")


def _pool(standard: Standard) -> dict[str, DataItem]:
    """Every data item that a rule of the form may name."""
    pool: dict[str, DataItem] = {}
    for _, _, indicator in standard.rows:
        pool |= indicator.interpretation.items if indicator.interpretation else {}
    return pool | dict(standard.items)


def _answers(
    cells: WorkbookCells, standard: Standard, faults: list[StandardError]
) -> Iterator[tuple[str, RuleAnswer]]:
    if moved_columns(cells):
        return
    # The sheet shows no sign that is not to be seen.
    indicators = {visible(one.name): one for _, _, one in standard.rows}
    found: set[str] = set()
    for row in range(FIRST_ROW, FIRST_ROW + _MOST_ROWS):
        name = typed_text(cells, row, NAME)
        indicator = indicators.get(name)
        if indicator is None or name in found:
            if row > FIRST_ROW + len(indicators) + 20:
                break
            continue
        found.add(name)
        yield indicator.name, _answer(cells, row, indicator, faults)
    for name in indicators.keys() - found:
        faults.append(fault_at(cells, "", f"没有找到指标“{name}”一行，可能改过名称或删过行；请改回"))


def _answer(cells: WorkbookCells, row: int, indicator: Indicator, faults: list[StandardError]) -> RuleAnswer:
    read, answers = indicator.interpretation, dict[str, str]()
    for number, question in enumerate(read.questions if read else ()):
        column = QUESTIONS + 2 * number + 1
        chosen = typed_text(cells, row, column) or question.default
        if chosen not in question.choices:
            place = f"{look.letter(column)}{row}"
            listed = "、".join(question.choices)
            faults.append(fault_at(cells, place, f"“{indicator.name}”填的是“{chosen}”，只能选 {listed}"))
            chosen = question.default
        answers[question.key] = chosen
    word = typed_text(cells, row, CONFIRMED)
    weight = cells.value(RULE_SHEET, row, WEIGHT)
    if weight is not None and str(weight).strip() and not _same_weight(weight, indicator):
        place = f"{look.letter(WEIGHT)}{row}"
        text = f"“{indicator.name}”的分值是 {weight}，官方表里是 {indicator.weight}，不能在这里改，请改回"
        faults.append(fault_at(cells, place, text))
    if word not in (YES, NO, ""):
        place = f"{look.letter(CONFIRMED)}{row}"
        faults.append(fault_at(cells, place, f"“{indicator.name}”的确认填的是“{word}”，只能填 {YES} 或 {NO}"))
    return RuleAnswer(row, typed_text(cells, row, SCORE_TEXT) or indicator.score, answers, word == YES)


def _same_weight(value: object, indicator: Indicator) -> bool:
    try:
        return Decimal(str(value)) == indicator.weight
    except InvalidOperation:
        return False


def _differs(indicator: Indicator, answer: RuleAnswer) -> bool:
    return answer.score != indicator.score or _answers_of(indicator.interpretation) != dict(answer.answers)


def _answers_of(read: Interpretation | None) -> dict[str, str]:
    return {one.key: read.answers.get(one.key, one.default) for one in read.questions} if read else {}


def _renewed(
    indicator: Indicator,
    answer: RuleAnswer | None,
    pool: Mapping[str, DataItem],
    declared: set[str],
    cells: WorkbookCells,
    faults: list[StandardError],
) -> Indicator:
    """An indicator with the rule that its line asks for, and the items that no rule above it brings."""
    read, score = indicator.interpretation, indicator.score
    if answer is not None:
        place = f"{look.letter(SCORE_TEXT)}{answer.row}"
        typed = answer.score != indicator.score
        chosen = _answers_of(read) != dict(answer.answers)
        own_rule = OWN_RULE in answer.answers.values()
        if own_rule and not typed and chosen:
            text = f"“{indicator.name}”选了“{OWN_RULE}”，请在这一格写规则式，或者改选别的"
            faults.append(fault_at(cells, place, text))
        elif typed and chosen and not own_rule:
            text = f"“{indicator.name}”的规则式和选定的口径都改了，请只改一处（另一处改回原来的）"
            faults.append(fault_at(cells, place, text))
        elif typed:
            score = answer.score
        elif chosen and read is not None:
            score = read.score_for(dict(answer.answers)) or score
        if typed and (wrong := _wrong(score, pool)):
            faults.append(fault_at(cells, place, f"“{indicator.name}”的规则式{wrong}"))
            score = indicator.score
        if read is not None:
            said_now = {"spoken": said(score, pool)} if typed or chosen else {}
            outcome = {"outcome": "typed", "reason": "", "unread": ""} if typed else {}
            read = read.changed(
                **said_now, **outcome, answers=dict(answer.answers), confirmed=answer.confirmed
            )
    used = (*parse(score).keys, *(indicator.actual_expression.keys if indicator.actual_expression else ()))
    # Those there were stay in their order, so that the lines of 数据 do not change places.
    ordered = dict.fromkeys((*(key for key in indicator.items if key in used), *used))
    keys = [key for key in ordered if key in pool and key not in declared]
    declared.update(keys)
    items = {key: pool[key] for key in keys}
    return indicator.changed(score=score, interpretation=read, items=items)


def _wrong(score: str, pool: Mapping[str, DataItem]) -> str:
    """What is wrong with an expression that a person wrote; "" for nothing."""
    try:
        expression = parse(score, pool.keys())
        for call in expression.calls("tiers"):
            check_tiers(str(getattr(call.arguments[-1], "content", "")))
    except (StandardError, RuleTextError) as error:
        return f"不成立：{error}"
    return ""
