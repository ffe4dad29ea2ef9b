"""Cells that were begun and not finished: instructions left in, broken calculations, targets for nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from udfs.regex import regex
from workbooks.findings import MISSING, NOTICE, Finding, quoted
from workbooks.official.labels import plain
from workbooks.official.official_table import Cell, IndicatorTable, Row
from workbooks.review.reading.point_sums import points, printed_of
from workbooks.review.registry import check
from workbooks.review.subject import Subject

_WRITTEN = ("name", "target", "actual", "analysis", "remark", "reason")
_RULES = ("explanation", "criterion")
_REMARKS = ("remark", "analysis", "reason")
_CLAUSE = regex(r"[,。;:!?]")
_INSTRUCTION = regex(
    r"(?:请|此处|在此)(?:\S{0,4})(?:填写|填列|填报|说明|描述|列出|注明|简述)"
    r"|(?:需|须)(?:\S{0,4})(?:填写|填列)"
    r"|请(?:根据|按照?|参照|结合|对照)\S{2,30}(?:确定|填写|填报|调整|修改|设置)"
)
_HINTED = regex("[请此需须例Xx×]")
"""A look at a text first: without one of these it is neither of the two."""
_EXAMPLE = regex(r"(?:^|[。;])(?:示例|样例|例如?):|(?<![A-Za-z])[Xx×]{2,}(?![A-Za-z\d×]|[^\W\d]*号)")
# 没有填写的扣1分, 是否按要求填写 are rules about forms, not a form's own words.
_ABOUT_FILLING = regex(r"扣|得\d|是否|发现|没有|齐全|完整|规范")

_FORMULA = regex(r"(?P<left>[^=]*)=(?P<right>[^=].*)")
_OPEN_END = regex(r"[/÷*×+(=]$|[^\d)%]-$")
_SCORING = regex(r"得分|扣分|评分|计分")
_WORDS = regex(r"[\u4e00-\u9fff]{4,}")
_WORD = regex(r"[^/÷*×+()=,。;:%\d\s-]{3,}")

_NONE = regex(
    r"(?:我|本)?(?:单位|部门|局|办|校|院)?(?:本年度?|当年|今年|20\d\d年度?)?"
    r"(?:无|没有|未|不涉及)(?:安排|设立)?(?P<thing>[\u4e00-\u9fff]{2,10})"
)
_RATE = regex(r"(?P<name>[^\s=,。;:、()\d.]{3,20})=\(?[^=。;]{2,60}[/÷]")
_SUFFIX = 3


@check
def template_text(subject: Subject) -> Iterator[Finding]:
    """H19 填报提示没有换成内容

    指标一行里还留着空表的填报提示（“需填写……”“请简要说明……”“例如：”）或没有换掉的“XX”，应换成本单位的内容。
    同一句话只说一次。讲怎样评填报质量的标准（“没有填写的扣 1 分”）不算。
    """
    for table in subject.tables:
        fields = _WRITTEN if table.sheet in subject.standards else (*_WRITTEN, *_RULES)
        places: dict[str, list[Cell]] = {}
        for row in table.rows:
            for field in fields:
                cell = row.cells.get(field)
                if cell is not None and isinstance(cell.value, str) and (said := _left_in(cell.text)):
                    places.setdefault(said, []).append(cell)
        for said, cells in places.items():
            times = f"（{len(cells)} 格）" if len(cells) > 1 else ""
            message = f"“{said}”像是空表里的填报提示{times}，请换成本单位的内容"
            first = cells[0]
            yield Finding(
                "H19", NOTICE, first.sheet, first.address, message, None, said, "填报提示应换成内容"
            )


def _left_in(text: str) -> str:
    """The words of a form that nobody replaced; "" for none."""
    flat = plain(text)
    if not _HINTED.search(flat):
        return ""
    if found := _EXAMPLE.search(flat):
        return found[0].strip("。;")
    for clause in _CLAUSE.split(flat):
        if _INSTRUCTION.match(clause) and not _ABOUT_FILLING.search(clause):
            return clause[:20]
    return ""


@check
def broken_calculation(subject: Subject) -> Iterator[Finding]:
    """H20 算式没有写完

    备注、分析里的算式断在运算符、括号上，或者断在半个词上（解释里写的是“所有固定资产总额”，算式写到“所有固定资产总”），
    是缺失；算式只写了名称，一个数也没有代入，而完成值是算出来的数，无法重算，是提示。讲怎样计分的算式不算。
    """
    for table in subject.tables:
        for row in table.rows:
            for field in _REMARKS:
                cell = row.cells.get(field)
                if cell is not None and isinstance(cell.value, str) and "=" in plain(cell.text):
                    yield from _calculation(row, cell)


def _calculation(row: Row, cell: Cell) -> Iterator[Finding]:
    text = plain(cell.text).rstrip("。;")
    found = _FORMULA.search(text)
    if found is None and not text.endswith("="):
        return
    basis, name = "算式写完整才能重算", quoted(row.name)
    right = found["right"] if found else ""
    cut = _cut_word(row, right)
    if cut or _OPEN_END.search(text) or text.count("(") > text.count(")"):
        whole = f"，应为“{cut}”" if cut else ""
        message = f"{name}的算式没有写完，断在“{text[-10:]}”{whole}，请补全"
        yield Finding("H20", MISSING, cell.sheet, cell.address, message, None, text[-10:], basis)
        return
    bare = not re.search(r"\d", right.replace("100%", "")) and re.search(r"[/÷]", right)
    actual = row.figure("actual") or row.figure("rate")
    if bare and found and actual is not None and not _SCORING.search(found["left"]):
        message = f"{name}的算式“{right[:24]}”没有代入数，完成值 {row.text('actual')} 无法重算，请写出各数"
        yield Finding("H20", NOTICE, cell.sheet, cell.address, message, None, right[:24], basis)


def _cut_word(row: Row, formula: str) -> str:
    """The word of the explanation of which a calculation ends with the beginning; "" for none."""
    ends = _WORD.findall(formula)
    if not ends or not formula.endswith(ends[-1]) or len(ends[-1]) < _SUFFIX + 1:
        return ""
    known = {word for field in _RULES for word in _WORDS.findall(plain(row.text(field)))}
    if ends[-1] in known:
        return ""
    longer = [word for word in known if word.startswith(ends[-1]) and len(word) <= len(ends[-1]) + 2]
    return get_close_matches(ends[-1], longer, 1, 0)[0] if longer else ""


@check
def target_for_nothing(subject: Subject) -> Iterator[Finding]:
    """H22 没有的资金、事项定了目标

    备注里写明没有某项资金或事项（“我单位无专项资金”），指标名称说的就是它，目标值却是大于 0 的数，提示核对。
    """
    for table in subject.tables:
        for row in table.rows:
            target = row.figure("target")
            thing = _not_there(row)
            if thing and target is not None and target.value > 0:
                shown = row.text("target")
                message = f"写明没有“{thing}”，{quoted(row.name)}的目标值却是 {shown}，没有的请改为不适用"
                cell = row.cells["target"]
                yield Finding(
                    "H22", NOTICE, cell.sheet, cell.address, message, None, shown, "没有的事项不定目标"
                )


def _not_there(row: Row) -> str:
    """What the remarks of a row say the unit does not have, where the indicator is named after it."""
    name = plain(row.name)
    for field in ("remark", "reason", "analysis", "actual"):
        for clause in _CLAUSE.split(plain(row.text(field))):
            found = _NONE.fullmatch(clause)
            if found and found["thing"] in name:
                return found["thing"]
    return ""


@check
def points_without_figure(subject: Subject) -> Iterator[Finding]:
    """H24 得分没有数可依

    指标解释写明要算哪几个比率，评分标准也按它们给分，得了满分，分析里却没有提到其中一个，这一部分的得分无从核对。
    写明没有这一项的不提。
    """
    for table in subject.tables:
        if table.has("analysis"):
            for row in table.rows:
                yield from _silent(table, row)


def _silent(table: IndicatorTable, row: Row) -> Iterator[Finding]:
    said = plain("".join(row.text(field) for field in (*_REMARKS, "actual", "rate")))
    weight, score = printed_of(row.cells.get("weight")), printed_of(row.cells.get("score"))
    if not plain(row.text("analysis")) or weight is None or score is None or points(weight) != points(score):
        return
    lacking = [name for name in _rates(row) if not _is_said(name, said)]
    if lacking:
        names = "”“".join(lacking)
        message = (
            f"{quoted(row.name)}得满分 {row.text('score')}，评分标准要看的“{names}”"
            "在分析里没有写，请写出它的数或说明没有这一项"
        )
        cell = table.cell(row, "analysis")
        yield Finding("H24", NOTICE, table.sheet, cell, message, None, None, "得分依据写在分析里")


def _rates(row: Row) -> Sequence[str]:
    """The rates that the explanation defines and the criterion gives points for."""
    criterion = plain(row.text("criterion"))
    rules = plain(f"{row.text('explanation')}。{row.text('criterion')}")
    names = dict.fromkeys(found["name"] for found in _RATE.finditer(rules))
    return [name for name in names if name[-_SUFFIX:] in criterion]


def _is_said(name: str, said: str) -> bool:
    """Whether a text speaks of a rate: by its last word, or by what it is of (没有“三公”经费支出)."""
    subject = name.strip("“”\"'")[:2]
    return subject in said or name[-_SUFFIX:] in said
