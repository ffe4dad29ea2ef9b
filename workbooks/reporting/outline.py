"""What a report says, in the usual order: sections, sentences for each indicator, tables in their place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from udfs.records import dataclass
from workbooks.filing.scoring import ItemScore
from workbooks.reporting.accompanying import accompanying
from workbooks.reporting.quoted_figures import Quoted, QuotedTable
from workbooks.reporting.wording import NONE, rule

Piece = str | Quoted
Style = Literal["title", "heading1", "heading2", "heading3", "text", "draft", "asked"]

DRAFT = "【草稿】"
_SHORTEST_RULE = 20
"""A row of the unit's own may point at its rule only (注意事项第 3 条)."""
_DIGITS = ("", *"一二三四五六七八九")
_WIDTH = 15.6
_LABEL_WIDTH = 4.4


@dataclass(frozen=True)
class Text:
    """A paragraph: words and figures; `asked` is for a person to write, `draft` for one to check."""

    style: Style
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Grid:
    """A table of the report; a blank first cell belongs to the one above it. Widths are in centimetres.

    `levels` is how many of its first columns name levels, each over several rows.
    """

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Piece, ...], ...]
    widths: tuple[float, ...]
    unit: str = ""
    levels: int = 0


Part = Text | Grid


def outline(tables: Sequence[QuotedTable]) -> Iterator[Part]:
    """The parts of a report on these tables, those in the text numbered."""
    number = 0
    for part in _parts(tables):
        if isinstance(part, Grid) and not part.levels:
            number += 1
            yield replace(part, caption=f"表{number} {part.caption}")
        else:
            yield part


def _parts(tables: Sequence[QuotedTable]) -> Iterator[Part]:
    first = tables[0].table
    kind = "项目支出绩效自评" if first.standard.projects else "部门整体支出绩效评价"
    yield _text("title", first.unit or "（请填写单位名称）", tables[0].year, f"年度{kind}报告")
    yield _text("heading1", "一、基本情况")
    yield _text("asked", "（请补充：部门职能、机构和人员、年度主要工作、预算安排和执行情况。）")
    for table in tables:
        for each in accompanying(table):
            rest = (_WIDTH - _LABEL_WIDTH) / (len(each.headings) - 1)
            widths = (_LABEL_WIDTH, *[rest] * (len(each.headings) - 1))
            yield Grid(f"{_of(table)}{each.title}", each.headings, each.rows, widths, each.unit)
    yield _text("heading1", "二、评价工作开展情况")
    yield _text("text", f"本次评价按《{first.standard.title}》的评分标准，逐项核对数据后计分。")
    yield _text("asked", "（请补充：组织实施、资料来源、现场核实情况。）")
    yield _text("heading1", "三、综合评价结论")
    for table in tables:
        yield from _conclusion(table)
    yield _text("heading1", "四、绩效评价指标分析")
    for place, table in enumerate(tables, 1):
        if table.prefix:
            yield _text("heading2", f"{_in_brackets(place)}项目：{table.table.project}")
        yield from _analysis(table)
    yield _text("heading1", "五、主要经验、存在的问题和原因")
    yield _text("asked", "（请补充：主要经验和做法。）")
    for table in tables:
        yield from _causes(table)
    yield _text("heading1", "六、有关建议")
    yield _text("asked", "（请补充。）")
    yield _text("heading1", "七、附表")
    for table in tables:
        yield _grid(table)
        if table.total.shown != table.sum.shown:
            yield _text("text", "各指标得分相加", table.sum, "分，按规定折算后总分为", table.total, "分。")


def _text(style: Style, *pieces: Piece) -> Text:
    return Text(style, pieces)


def _conclusion(table: QuotedTable) -> Iterator[Part]:
    projects = table.table.standard.projects
    about = f"“{table.table.project}”项目" if table.table.project else "本单位"
    done, what = ("经自评", "绩效自评得分") if projects else ("经评价", "绩效评价得分")
    yield _text(
        "text",
        f"{done}，{about}",
        table.year,
        f"年度{what}为",
        table.total,
        "分（满分",
        table.full_mark,
        "分），",
        table.grade,
        "。",
    )
    rows = []
    for level in table.table.standard.indicators:
        if any(item.line.first is level for item in table.table.items):
            rows.append((level.name, *table.level(level)))
    rows.append(("合计", table.weights, table.sum, table.sum_rate))
    headings = ("一级指标", "分值", "得分", "得分率")
    yield Grid(f"{_of(table)}一级指标得分率表", headings, tuple(rows), (6.6, 3.0, 3.0, 3.0))


def _analysis(table: QuotedTable) -> Iterator[Part]:
    """A heading for each first level, below that of the project where there are several."""
    level, levels, place, said = None, 0, 0, ""
    for item in table.table.items:
        if item.line.first is not level:
            level, levels, place = item.line.first, levels + 1, 0
            weight, score, rate = table.level(level)
            if table.prefix:
                yield _text("heading3", f"{levels}. {level.name}")
            else:
                yield _text("heading2", f"{_in_brackets(levels)}{level.name}")
            rated = () if rate.shown == NONE else ("，得分率", rate)
            called = level.name if level.name.endswith("指标") else f"{level.name}指标"
            yield _text("text", f"{called}分值", weight, "分，得分", score, "分", *rated, "。")
        place += 1
        yield _indicator(table, item, f"（{place}）" if table.prefix else f"{place}. ")
        criterion = rule(item.line.criterion)
        own = item.line.own is not None
        if criterion and not (own and (criterion == said or len(criterion) < _SHORTEST_RULE)):
            yield _text("text", f"评分标准：{criterion}")
        said = criterion


def _in_brackets(place: int) -> str:
    """（一）, （十二）, （二十）."""
    tens, ones = divmod(place, 10)
    ten = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return f"（{ten}{_DIGITS[ones]}）" if place < 100 else f"（{place}）"


def _indicator(table: QuotedTable, item: ItemScore, numbered: str) -> Text:
    """What an indicator was given, from which figures, and what it lost."""
    pieces: list[Piece] = [
        f"{numbered}{item.line.name}：分值",
        table.weight(item),
        "分，得分",
        table.score(item),
        "分，",
        table.outcome(item),
        "。",
    ]
    before = "评分依据："
    for words, figure, unit in table.figures(item):
        pieces += [f"{before}{words}", figure, unit]
        before = "；"
    return Text("text", (*pieces, "。") if before == "；" else tuple(pieces))


def _causes(table: QuotedTable) -> Iterator[Part]:
    """A draft of what was lost and what would change it, the greatest loss first."""
    yield _text("heading2", f"{_of(table)}失分原因和改进方向（草稿）")
    open_items = table.without_score
    if open_items:
        yield _text("draft", DRAFT, open_items, "，填好附表再更新报告。")
    if not table.losses:
        if not open_items:
            yield _text("draft", f"{DRAFT}没有失分的指标。")
        return
    yield _text("draft", f"{DRAFT}请核实后改写。以下按失分从多到少列出，改进方向由测算得出，不是结论。")
    for place, loss in enumerate(table.losses, 1):
        yield _text(
            "draft",
            f"{DRAFT}{place}. {loss.item.line.name}：",
            table.outcome(loss.item),
            "。失分原因：（请填写）。改进测算：",
            table.causes(loss),
            "。",
        )


def _grid(table: QuotedTable) -> Grid:
    rows: list[tuple[Piece, ...]] = []
    before: tuple[object, object] = (None, None)
    for item in table.table.items:
        first, second = item.line.first, item.line.second
        rows.append(
            (
                first.name if first is not before[0] else "",
                second.name if second is not before[1] else "",
                item.line.name,
                table.weight(item),
                table.score(item),
                table.score_rate(item),
            )
        )
        before = (first, second)
    if table.total.shown == table.sum.shown:
        rows.append(("总分", "", "", table.weights, table.total, table.sum_rate))
    headings = ("一级指标", "二级指标", "三级指标", "分值", "得分", "得分率")
    widths = (2.3, 2.7, 5.2, 1.6, 1.7, 2.1)
    return Grid(f"{_of(table)}{table.table.standard.title}", headings, tuple(rows), widths, levels=2)


def _of(table: QuotedTable) -> str:
    return f"{table.table.project}：" if table.prefix else ""
