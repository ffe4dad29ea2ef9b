"""What a report says, in the usual order: sections, sentences for each indicator, tables in their place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from workbooks.filing.scoring import ItemScore
from workbooks.reporting.quoted_figures import Quoted, QuotedTable

Piece = str | Quoted
Style = Literal["title", "heading1", "heading2", "text", "draft", "asked"]

_LONGEST_RULE = 160
_DRAFT = "【草稿】"
_WIDTHS = (2.3, 2.6, 4.7, 1.8, 1.9, 2.3)


@dataclass(frozen=True)
class Text:
    """A paragraph: words and figures; `asked` is for a person to write, `draft` for one to check."""

    style: Style
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Grid:
    """A table of the report; a blank first cell belongs to the one above it. Widths are in centimetres."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Piece, ...], ...]
    widths: tuple[float, ...]


Part = Text | Grid


def outline(tables: Sequence[QuotedTable]) -> Iterator[Part]:
    """The parts of a report on these tables."""
    first = tables[0].table
    kind = "项目支出绩效自评" if first.standard.projects else "部门整体支出绩效评价"
    yield _text("title", tables[0].year, f"年度{kind}报告")
    yield _text("text", f"单位：{first.unit or '（请填写单位名称）'}")
    yield _text("heading1", "一、基本情况")
    yield _text("asked", "（请补充：部门职能、机构和人员、年度主要工作、预算安排和执行情况。）")
    yield _text("heading1", "二、评价工作开展情况")
    yield _text("text", f"本次评价按《{first.standard.title}》的评分标准，逐项核对数据后计分。")
    yield _text("asked", "（请补充：组织实施、资料来源、现场核实情况。）")
    yield _text("heading1", "三、综合评价结论")
    for table in tables:
        yield from _conclusion(table)
    yield _text("heading1", "四、绩效评价指标分析")
    for table in tables:
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
            yield _text(
                "text", "各指标得分相加 ", table.sum, " 分，按规定折算后总分为 ", table.total, " 分。"
            )


def _text(style: Style, *pieces: Piece) -> Text:
    return Text(style, pieces)


def _conclusion(table: QuotedTable) -> Iterator[Part]:
    about = f"“{table.table.project}”" if table.table.project else "本单位"
    yield _text(
        "text",
        f"经评价，{about}",
        table.year,
        "年度绩效评价得分为 ",
        table.total,
        " 分（满分 ",
        table.full_mark,
        " 分），评价等级为“",
        table.grade,
        "”。",
    )
    rows = []
    for level in table.table.standard.indicators:
        if any(item.line.first is level for item in table.table.items):
            rows.append((level.name, *table.level(level)))
    rows.append(("合计", table.weights, table.sum, table.sum_rate))
    caption = f"{_of(table)}一级指标得分率表"
    yield Grid(caption, ("一级指标", "分值", "得分", "得分率"), tuple(rows), (6.0, 3.0, 3.0, 3.0))


def _analysis(table: QuotedTable) -> Iterator[Part]:
    if table.table.project:
        yield _text("heading2", f"项目：{table.table.project}")
    level = None
    for item in table.table.items:
        if item.line.first is not level:
            level = item.line.first
            weight, score, rate = table.level(level)
            yield _text("heading2", level.name)
            yield _text("text", f"{level.name}分值 ", weight, " 分，得分 ", score, " 分，得分率 ", rate, "。")
        yield _indicator(table, item)
        rule = " ".join(item.line.criterion.split())
        if rule:
            short = rule if len(rule) <= _LONGEST_RULE else f"{rule[:_LONGEST_RULE]}……"
            yield _text("text", f"评分标准：{short}")


def _indicator(table: QuotedTable, item: ItemScore) -> Text:
    """What an indicator was given, from which figures, and what it lost."""
    pieces: list[Piece] = [
        f"{item.line.name}：分值 ",
        table.weight(item),
        " 分，得分 ",
        table.score(item),
        " 分，",
        table.outcome(item),
        "。",
    ]
    for number, (label, figure) in enumerate(table.figures(item)):
        pieces += ["；" if number else "数据：", f"{label} ", figure]
    if isinstance(pieces[-1], Quoted):
        pieces.append("。")
    return Text("text", tuple(pieces))


def _causes(table: QuotedTable) -> Iterator[Part]:
    """A draft of what was lost and what would change it, the greatest loss first."""
    yield _text("heading2", f"{_of(table)}失分原因和改进方向（草稿）")
    open_items = table.without_score
    if open_items:
        yield _text("draft", _DRAFT, open_items, "，填好附表再更新报告。")
    if not table.losses:
        if not open_items:
            yield _text("draft", f"{_DRAFT}没有失分的指标。")
        return
    yield _text("draft", f"{_DRAFT}请核实后改写。以下按失分从多到少列出，改进方向由测算得出，不是结论。")
    for place, loss in enumerate(table.losses, 1):
        yield _text(
            "draft",
            f"{_DRAFT}{place}. {loss.item.line.name}：",
            table.outcome(loss.item),
            "。失分原因：（请填写）。测算：",
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
    return Grid(f"{_of(table)}{table.table.standard.title}", headings, tuple(rows), _WIDTHS)


def _of(table: QuotedTable) -> str:
    return f"{table.table.project}：" if table.prefix else ""
