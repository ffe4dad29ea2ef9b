"""What a report claims in words: rates of points, sums of parts, grades, totals, years, conclusions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from decimal import Decimal
from difflib import get_close_matches
from itertools import groupby, pairwise

from udfs.once import once_for
from udfs.regex import regex
from workbooks.findings import ERROR, NOTICE, Finding, quoted
from workbooks.official.grade_bands import grades_in
from workbooks.official.labels import plain
from workbooks.official.official_table import Cell, IndicatorTable, Row
from workbooks.review.checks.consistency import (
    NamedEntries,
    entries_of,
    near_entries,
)
from workbooks.review.checks.grades import NATIONAL_BANDS, grades_by_bands
from workbooks.review.checks.single_rows import is_unmet, target_of
from workbooks.review.reading.comparing import compared
from workbooks.review.reading.named_points import entry_key, name_before
from workbooks.review.reading.point_sums import shown
from workbooks.review.reading.quantities import Quantity, quantities
from workbooks.review.registry import check
from workbooks.review.subject import Subject

_SCORE_LABEL = regex(r"(?:实际|自评|评价)*得分(?:为|是|:)?$")
_RATE_BETWEEN = regex(r"[,、(](?:自评)?得分率(?:为|是|达到?|:)?")
_OTHER_SCORES = regex("上年|去年|往年|同期|平均")
_YEAR = regex(r"((?:19|20)\d\d)年")

_PIECE = regex(r"[。\n]")
_WHOLE = regex(
    r"(?:得分|评分|总分)(?:为|是|:)?(\d+(?:\.\d+)?)分(?:,得分率(?:为|是)?[\d.]+%)?[^。;\d]{0,24}?(?P<open>\()?(?:其中)[:,]?(?P<rest>.*)"
)
_PART = regex(r"得分?(?:为|是|:)?(\d+(?:\.\d+)?)分")
_LISTS_PARTS = regex(r"其中[:,]|其中(?![^,]{0,20}(?:扣|失|最|较|主要))")
_FEWEST_PARTS = 2
_HALF = Decimal("0.005")

_GRADED = regex(
    r"(?:得分|评分|总分)(?:为|是|:)?(\d+(?:\.\d+)?)分[^。;\d]{0,16}?"
    r"(?:(?:等级|等次|评级|结果|结论|级别|档次)(?:评?定?为|是|:|属于)?[“\"]?(优秀?|良好?|中等?|较?差)"
    r"|(?:评定?为|属于|达到|为)[“\"](优秀?|良好?|中等?|较?差)[”\"])"
)
_BANDS = regex(
    r"\d\)?(?:分|\(含\))*[-~—–至到]\d+分?(?:\(含\))?分?(?:的|之间)*(?:评|定)?(?:为|是|:)?[“\"]?(?:优|良|中|差)"
    r"|分?(?:\(含\))?以上(?:的)?(?:评|定)?(?:为|是|:)?[“\"]?优"
)
_SOURCE = {
    True: "文字写的分档",
    False: "财政部《项目支出绩效评价管理办法》（财预〔2020〕10号）的全国口径",
}
_SAME = {"优秀": "优", "良好": "良", "中等": "中", "较差": "差"}

_HEADING = regex(
    r"^[^。;:,]{0,12}?((?:19|20)\d\d)年度?(?:[^。;:,—–~-]{0,20})(?:情况|预算|决算|绩效|支出|目标|表)"
)
_OTHER_YEARS = regex(r"计划|安排|打算|展望|规划|下一步|上年|《|〔|[—–~-]\d{4}|至\d{4}")
_LONGEST_HEADING = 40
_HEADING_ROWS = 2

_ALL_DONE = regex(
    r"(?:各项|所有|全部)(?:年度|绩效|工作)*(?:指标|目标)(?:值)?(?:均|都|已|全部|全面|圆满|顺利|按期)*(?:完成|实现|达到|达成)"
)
_NOT_ALL = regex(r"基本|部分|大部分|除|外,|未|没有|应|力争|确保|如|若|是否|扣|得\d")
_RATE_OF_ROW = regex(r"(?:的)?完成(?:率|比例)(?:为|是|达到?|:)?$")
_OTHER_TIME = regex(r"上年|去年|往年|力争|确保|计划(?:于|在|到)|预计|下一步")
_YEARS = regex(r"((?:19|20)\d\d)年")
_SHORTEST = 4
_LISTED = regex(
    r"(?:^|[。;:])(?P<name>[^。;:,]{4,30}?):?(?:分值)?为?(?P<weight>\d+(?:\.\d+)?)分,得分为?\d+(?:\.\d+)?分"
)
# ① is a 1 in half width.
_NUMBERING = regex(r"^(?:\(?[\d一二三四五六七八九十]+[)、.]|\d{1,2}(?=[\u4e00-\u9fff]))+")
_ALIKE = 0.7


@check
def rate_of_points(subject: Subject) -> Iterator[Finding]:
    """C08 文字里的得分率

    文字写明某个指标（一级、二级、三级）的得分和得分率而没有写分值的，得分率应为得分÷指标表里的分值。分值也写在
    句子里的由 R03 核对；别的年度、平均数不比。
    """
    entries = entries_of(subject)
    for cell in subject.narrative if entries else ():
        for _, group in groupby(quantities(cell), key=lambda each: each.whole):
            sentence = list(group)
            for place, (score, rate) in enumerate(pairwise(sentence)):
                before = sentence[place - 1] if place else None
                if before is None or before.unit != "分" or not _adjoin(before, score):
                    yield from _rate_of_points(subject, entries, score, rate)


def _adjoin(weight: Quantity, score: Quantity) -> bool:
    """Whether a figure right before the score is its weight: 分值 7 分，得分 6.2 分."""
    between = score.sentence[len(weight.sentence) + len(weight.shown) :]
    return bool(re.fullmatch(r"[,、](?:实际|自评|评价)*得分?(?:为|是|:)?", between))


def _rate_of_points(
    subject: Subject, entries: NamedEntries, score: Quantity, rate: Quantity
) -> Iterator[Finding]:
    if (score.unit, rate.unit) != ("分", "%"):
        return
    between = rate.sentence[len(score.sentence) + len(score.shown) :]
    label = _SCORE_LABEL.search(score.sentence)
    if label is None or not _RATE_BETWEEN.fullmatch(between) or _OTHER_SCORES.search(score.sentence):
        return
    if not set(_YEAR.findall(score.sentence)) <= subject.years:
        return
    name = name_before(score.sentence[: label.start()], entries)
    weights = [entry.figure("weight") for entry in near_entries(subject, score.cell, entries.get(name, []))]
    known = [weight.value for weight in weights if weight is not None and weight.value]
    if len(known) == 1:
        rule = f"{score.shown}÷分值 {shown(known[0])} 分"
        exact = score.value / known[0]
        finding = compared("C08", rate.cell, f"{quoted(name)}得分率", rate.figure, exact, rule)
        if finding is not None:
            yield finding


@check
def parts_of_points(subject: Subject) -> Iterator[Finding]:
    """T15 文字里各部分得分之和

    “自评得分 5.85 分（其中甲得分 0.85 分，乙得分 2 分，丙得分 3 分）”：各部分得分相加应等于前面的得分。
    大于它的是错误，小于它的可能只列了一部分，是提示。
    """
    for cell in subject.narrative:
        for piece in _pieces_with_parts(cell.text) if "其中" in cell.text else ():
            found = _WHOLE.search(piece)
            if found is None:
                continue
            rest = found["rest"].split(")")[0] if found["open"] else found["rest"]
            parts = [Decimal(part) for part in _PART.findall(rest)]
            whole, total = Decimal(found[1]), sum(parts, Decimal(0))
            if len(parts) < _FEWEST_PARTS or abs(total - whole) < _HALF:
                continue
            listed = "、".join(map(shown, parts))
            message = f"得分写的是 {shown(whole)} 分，其中各部分（{listed}）相加为 {shown(total)} 分"
            level = ERROR if total > whole else NOTICE
            yield _finding("T15", level, cell, message, shown(total), found[1], "总的得分等于各部分之和")


def _pieces_with_parts(text: str) -> Iterator[str]:
    """The sentences of a text; one that lists parts behind 其中 goes on from that before."""
    before = ""
    for piece in map(plain, _PIECE.split(text)):
        yield f"{before},{piece}" if before and _LISTS_PARTS.match(piece) else piece
        before = piece


@check
def grade_in_text(subject: Subject) -> Iterator[Finding]:
    """E04 文字里的得分和等级

    同一句话写了得分和等级的，等级应是得分所在的档：按文字里写的分档（90分以上为优，80分至90分为良……），没有写分档的
    按全国口径（90 分以上优、80 分以上良、60 分以上中、其余差）。不符时提示；写了分档而读不出来的不核对。
    """
    for cell in subject.narrative:
        for piece in _PIECE.split(cell.text):
            text = plain(piece)
            found = _GRADED.search(text)
            before = text[: found.start()] if found else ""
            other_year = bool(subject.years) and bool(set(_YEAR.findall(before)) - subject.years)
            if found is None or other_year or _OTHER_SCORES.search(before):
                continue
            value, written, bands = Decimal(found[1]), found[2] or found[3], _bands_in(subject)
            possible = grades_in(bands, value) if bands else grades_by_bands(value, NATIONAL_BANDS)
            if possible and _SAME.get(written, written) not in possible:
                expected = "或".join(sorted(possible))
                rule = "文字写的分档" if bands else "全国口径"
                message = f"写的是得分 {found[1]} 分、等级“{written}”，按{rule}应为“{expected}”，请核对"
                yield _finding("E04", NOTICE, cell, message, expected, written, _SOURCE[bool(bands)])


@once_for(2)
def _bands_in(subject: Subject) -> list[str]:
    """The texts that say where each grade begins."""
    return [cell.text for cell in subject.workbook.texts if _BANDS.search(plain(cell.text))]


@check
def other_year_in_heading(subject: Subject) -> Iterator[Finding]:
    """H25 标题里的年度

    报告的小标题、表名写的年度应与附表（报告）的年度相同；规划、安排、上年、文件名称里的年份不提。
    """
    if len(subject.years) != 1:
        return
    (year,) = subject.years
    headings = _headings(subject)
    told: dict[str, Finding] = {}
    for cell in subject.narrative:
        if (cell.sheet, cell.row) in headings:
            continue
        text = plain(cell.text)
        if len(text) > _LONGEST_HEADING or text.endswith(("。", ";")) or _OTHER_YEARS.search(text):
            continue
        found = _HEADING.search(text)
        # What states amounts is no heading: 2021年预算500万元，支出470万元.
        if found and found[1] != year and not quantities(cell):
            message = f"标题写的是 {found[1]} 年，报告是 {year} 年度，请核对年份"
            # The name of a table stands in the text and above the table: it is told once.
            told[text] = _finding("H25", NOTICE, cell, message, year, found[1], "标题的年度与报告相同")
    yield from told.values()


def _headings(subject: Subject) -> set[tuple[str, int]]:
    """The rows with the headings of tables, which compare years: 2021年决算数."""
    book = subject.workbook
    first = [(table.sheet, table.header_row) for table in book.tables]
    first += [(table.sheet, table.header_row) for table in book.figures]
    first += [(listing.sheet, listing.header_row) for listing in book.listings]
    return {(sheet, row + more) for sheet, row in first for more in range(_HEADING_ROWS)}


@check
def conclusion_against_row(subject: Subject) -> Iterator[Finding]:
    """C10 结论与指标表

    文字写某个指标完成率 100%，或者各项指标均已完成，指标表里该指标（或有的指标）的完成值却没有达到目标值，
    提示核对。只看目标值、完成值都是数的；写明基本完成、除外的不提。
    """
    unmet = [(table, row) for table in subject.tables for row in table.rows if _is_unmet(row)]
    for cell in subject.narrative if unmet else ():
        for found in quantities(cell):
            claimed = found.unit == "%" and found.figure.value == 1 and _RATE_OF_ROW.search(found.label)
            if claimed and not _of_other_time(found.sentence, subject.years):
                yield from _claimed(found, unmet)
        for sentence in re.split(r"[。;\n]", plain(cell.text)):
            if _of_other_time(sentence, subject.years):
                continue
            if _ALL_DONE.search(sentence) and not _NOT_ALL.search(sentence):
                yield from _all_claimed(cell, sentence, unmet)


def _of_other_time(sentence: str, years: Set[str]) -> bool:
    """Whether a sentence speaks of another year, or of what is still to be done."""
    return bool(_OTHER_TIME.search(sentence) or set(_YEARS.findall(sentence)) - years)


def _is_unmet(row: Row) -> bool:
    target = target_of(row)
    return target is not None and is_unmet(row, target)


def _claimed(found: Quantity, unmet: Sequence[tuple[IndicatorTable, Row]]) -> Iterator[Finding]:
    named = _RATE_OF_ROW.sub("", found.label)
    for table, row in unmet:
        name = plain(row.name)
        if len(name) >= _SHORTEST and named.endswith(name):
            message = f"{quoted(row.name)}写的是完成率 {found.shown}，{_what(table, row)}，请核对"
            yield _finding("C10", NOTICE, found.cell, message, None, found.shown, "结论与指标表一致")


def _all_claimed(cell: Cell, sentence: str, unmet: Sequence[tuple[IndicatorTable, Row]]) -> Iterator[Finding]:
    table, row = unmet[0]
    others = f"等 {len(unmet)} 个指标" if len(unmet) > 1 else ""
    message = f"写的是指标全部完成，{quoted(row.name)}{others}没有达到目标：{_what(table, row)}，请核对"
    said = _ALL_DONE.search(sentence)
    yield _finding("C10", NOTICE, cell, message, None, said[0] if said else None, "结论与指标表一致")


def _what(table: IndicatorTable, row: Row) -> str:
    return (
        f"工作表“{table.sheet}”{table.cell(row, 'actual')} 目标值 {row.text('target')}，"
        f"完成值 {row.text('actual')}"
    )


@check
def name_unlike_the_table(subject: Subject) -> Iterator[Finding]:
    """C11 文字里的指标名称

    “资产管理规范性：分值 4 分，得分 3.2 分，得分率 80%”这样写的指标，指标表里没有这个名称，有一个分值相同、
    字面相近的（资产管理合规性），提示统一名称。
    """
    entries = entries_of(subject)
    for cell in subject.narrative if entries and len(subject.tables) == 1 else ():
        text = plain(cell.text)
        for found in _LISTED.finditer(text) if "分,得分" in text else ():
            name = _NUMBERING.sub("", found["name"])
            if entry_key(name) in entries or name_before(name, entries):
                continue
            close = get_close_matches(entry_key(name), entries, 1, _ALIKE)
            weights = [each.figure("weight") for each in entries[close[0]]] if close else []
            if any(each is not None and each.value == Decimal(found["weight"]) for each in weights):
                right = entries[close[0]][0].name
                message = (
                    f"文字写的是“{name}”，指标表里是{quoted(right)}（分值都是 {found['weight']}），请统一名称"
                )
                yield _finding("C11", NOTICE, cell, message, right, name, "同一指标的名称前后一致")


def _finding(
    code: str, level: str, cell: Cell, message: str, expected: str | None, found: str | None, basis: str
) -> Finding:
    return Finding(code, level, cell.sheet, cell.address, message, expected, found, basis)
