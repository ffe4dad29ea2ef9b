"""The notes of a bureau's form that set a condition on its total, with the rows they mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from udfs.regex import regex
from workbooks.adoption.blank_form import BureauForm
from workbooks.adoption.item_keys import ItemKeys
from workbooks.official.official_table import Row
from workbooks.review.recognition import level_key, name_key
from workbooks.sentences.notes_on_total import NoteOnTotal, notes_on_total
from workbooks.standards.interpretation import OpenQuestion
from workbooks.standards.items import DataItem
from workbooks.standards.model import Indicator
from workbooks.standards.notes_in_force import MOST_NOTES
from workbooks.standards.total_note import TotalNote

_NOT_APPLIED, _APPLIED = "不按这条算", "按这条算"
_VERB = regex(
    r"^(?:没有|未|不|无)(?:发生|安排|开展|设立|承担|涉及|存在)?|(?:支出|经费|资金|预算|事项|项目|工作|任务|单位|业务)$"
)
_HUNDRED = Decimal(100)

Rows = Sequence[tuple[Row, Indicator]]


def total_notes(
    form: BureauForm, indicators: Rows, full: Decimal, keys: ItemKeys
) -> tuple[tuple[TotalNote, ...], tuple[str, ...]]:
    """What the notes around a table ask, and those that change points but are not understood."""
    found, unread = list[TotalNote](), list[str]()
    for text in _texts(form):
        read, left = notes_on_total(text)
        unread += left
        for note in read:
            rows = _rows(note, indicators)
            clear = rows and note.lacking not in [one.lacking for one in found]
            if clear and _divisible(note, rows, full) and len(found) < MOST_NOTES:
                found.append(_asked(note, rows, full, keys))
            else:
                unread.append(note.text)
    stated = [note for note in found if note.divisor is not None]
    if stated and len(found) > 1:
        # What two of them divide by when both hold, no note says.
        return (), (*unread, *(note.text for note in found))
    return tuple(found), tuple(dict.fromkeys(unread))


def _texts(form: BureauForm) -> Iterator[str]:
    above = [cell for line in form.lines[: form.header.first] for cell in line.cells.values()]
    for cell in (*above, *form.table.notes):
        if isinstance(cell.value, str):
            yield cell.value


def _rows(note: NoteOnTotal, indicators: Rows) -> list[Indicator]:
    """The indicators that a note means; none where one of its words fits none, or 该项 fits several."""
    if not note.rows:
        told = name_key(_VERB.sub("", note.lacking))
        fitting = [one for row, one in indicators if told and told in name_key(row.name)]
        return fitting if len(fitting) == 1 else []
    found: list[Indicator] = []
    for word in note.rows:
        fitting = _named(word, indicators)
        if not fitting:
            return []
        found += [one for one in fitting if one not in found]
    return found


def _named(word: str, indicators: Rows) -> list[Indicator]:
    """The indicator with a name or a code, or all below a level of that name."""
    key = name_key(word)
    coded = [one for row, one in indicators if row.code and row.code.strip(".、 ") == word.strip(".")]
    named = [one for row, one in indicators if name_key(row.name) == key]
    if coded or named:
        return (coded or named) if len(coded or named) == 1 else []
    return [
        one for row, one in indicators if level_key(word) in (level_key(row.level1), level_key(row.level2))
    ]


def _divisible(note: NoteOnTotal, rows: Sequence[Indicator], full: Decimal) -> bool:
    """Whether points are left, and the form is one of 100 where the note makes it one."""
    left = full - sum((one.weight for one in rows), Decimal(0))
    return left > 0 and (note.divisor is not None or not note.hundred or full == _HUNDRED)


def _asked(note: NoteOnTotal, rows: Sequence[Indicator], full: Decimal, keys: ItemKeys) -> TotalNote:
    label = f"本单位{note.lacking}"
    item = DataItem(label=label, kind="yesno")
    lost = sum((one.weight for one in rows), Decimal(0))
    listed = "".join(f"“{one.name}”" for one in rows)
    if note.divisor is None:
        scaled = f"其余得分之和×{full.normalize():f}÷{(full - lost).normalize():f}"
        remark = ""
    else:
        scaled = f"其余得分之和÷{note.divisor.normalize():f}"
        share = 1 - note.divisor
        off = share * full != lost
        remark = (
            f"；这几行共 {lost.normalize():f} 分，÷{note.divisor.normalize():f} 是按"
            f" {(share * full).normalize():f} 分折算，请与财政局核对"
            if off
            else ""
        )
    question = OpenQuestion(
        key="applies",
        label=f"{note.lacking}的单位，{listed}得 0 分，总分为{scaled}：按不按这条算",
        choices=(_NOT_APPLIED, _APPLIED),
        default=_NOT_APPLIED,
        reason=f"要由人定，没有定以前总分就是各指标得分之和；选“{_APPLIED}”，“数据”表多一行“{label}”由单位填{remark}",
    )
    return TotalNote(
        text=note.text,
        lacking=note.lacking,
        key=keys.own(_key(note.lacking), item),
        item=item,
        rows=tuple(one.name for one in rows),
        divisor=note.divisor,
        question=question,
        answer=_NOT_APPLIED,
    )


def _key(text: str) -> str:
    return regex(r"[^\u4e00-\u9fffA-Za-z0-9_]+").sub("", text)
