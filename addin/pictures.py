"""The charts as PNG files, drawn by matplotlib (the extra `charts`) from the figures of 图表."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import IO, Any

from workbooks.files.saving import check_target, make_folder, write_whole
from workbooks.files.sheet_titles import sheet_titles
from workbooks.filing.quarterly_rule import Progress, QuarterlyRule
from workbooks.filing.scoring import ScoredTable
from workbooks.forms.page.paper import CellValue
from workbooks.problems import InputError, to_install
from workbooks.whatif.waterfall import bars, entries, start

FONTS = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "SimHei",
    "SimSun",
    "DengXian",
    "PingFang SC",
    "Songti SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Noto Serif CJK SC",
    "Noto Sans CJK JP",
    "Noto Serif CJK JP",
)
"""Fonts with Chinese characters, the first that is there is taken; the CJK ones of Noto hold all of them."""
_SIZE, _DPI = (10.0, 4.8), 150
_BLACK, _DARK, _GREY, _LIGHT = "#000000", "#404040", "#7f7f7f", "#bfbfbf"
_HEADROOM = 1.1
_NOTHING = "没有总分，画不了失分图；请先把数据填齐"
Draw = Callable[[Any], None]


def save_charts(tables: Sequence[ScoredTable], folder: Path, stem: str, force: bool = False) -> list[Path]:
    """Draw the charts of each form into a folder, named after `stem`; return the files.

    Raises `InputError` when matplotlib or a font with Chinese characters is not there, when a file exists
    and `force` is not given, or when no form has a total.
    """
    style, pictures = _style(), dict(_pictures(tables, stem))
    if not pictures:
        raise InputError(_NOTHING)
    make_folder(folder)
    for name in pictures:
        check_target(folder / name, force, ".png")
    for name, draw in pictures.items():
        write_whole(folder / name, _drawn([draw], style), force)
    return [folder / name for name in pictures]


def save_chart(tables: Sequence[ScoredTable], path: Path, force: bool = False) -> None:
    """Draw the charts of the only form into one picture, below each other; raises as `save_charts`."""
    if len(tables) > 1:
        raise InputError(f"有 {len(tables)} 个项目，一张图放不下；-o 请写文件夹，一个项目一张")
    style, pictures = _style(), dict(_pictures(tables, path.stem))
    if not pictures:
        raise InputError(_NOTHING)
    check_target(path, force, ".png")
    write_whole(path, _drawn([*pictures.values()], style), force)


def _style() -> dict[str, object]:
    return {"font.family": _font(), "font.size": 9, "axes.unicode_minus": False, "hatch.linewidth": 0.6}


def _pictures(tables: Sequence[ScoredTable], stem: str) -> Iterator[tuple[str, Draw]]:
    """The name of each picture, and what draws it."""
    titles = sheet_titles([table.project for table in tables], ()) if len(tables) > 1 else [""]
    for table, title in zip(tables, titles, strict=True):
        name = "-".join(filter(None, (stem, title)))
        if table.total is not None:
            yield f"{name}-失分.png", partial(_waterfall, table=table)
        quarters = table.standard.quarters
        if quarters is not None:
            points = QuarterlyRule.of(table.standard).progress(table.data)
            if any(isinstance(point.spent, Decimal) for point in points):
                yield f"{name}-执行进度.png", partial(_progress, points=points, unit=quarters.unit)


def _drawn(draws: Sequence[Draw], style: Mapping[str, object]) -> Callable[[IO[bytes]], None]:
    """What writes charts, below each other, into a stream as one picture."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    def write(stream: IO[bytes]) -> None:
        with rc_context(dict(style)):
            width, height = _SIZE
            figure = Figure(figsize=(width, height * len(draws)), dpi=_DPI, layout="constrained")
            for draw, (axes,) in zip(draws, figure.subplots(len(draws), 1, squeeze=False), strict=True):
                draw(axes)
            figure.savefig(stream, format="png", metadata={"Software": None})

    return write


def _font() -> str:
    """A font with Chinese characters. Raises `InputError` when there is none, or no matplotlib."""
    try:
        from matplotlib import font_manager
    except ImportError:
        raise InputError(f"画图的组件没有安装（matplotlib），{to_install('charts')}") from None
    there = {font.name for font in font_manager.fontManager.ttflist}
    found = next((font for font in FONTS if font in there), None)
    if found is None:
        raise InputError("没有找到中文字体，图上的字会变成方框；请安装 Noto Sans CJK、微软雅黑或宋体后再试")
    return found


def _waterfall(axes: Any, table: ScoredTable) -> None:
    """Points lost, from the full mark down to the score."""
    drawn = bars(entries(table))
    least, most = start(drawn), float(max(bar.after for bar in drawn))
    for place, bar in enumerate(drawn):
        look = {"color": _LIGHT} if bar.end else {"color": "white", "hatch": "////" if bar.lost else ".."}
        first, last = float(max(bar.base, Decimal(least))), float(bar.base + bar.lost + bar.won + bar.whole)
        axes.barh(place, last - first, left=first, height=0.62, edgecolor=_DARK, linewidth=0.8, **look)
        text = f"{bar.whole:.2f}" if bar.end else f"{bar.won - bar.lost:+.2f}"
        axes.annotate(text, (last, place), xytext=(4, 0), textcoords="offset points", va="center")
    axes.set_yticks(range(len(drawn)), [bar.label for bar in drawn])
    axes.invert_yaxis()
    axes.set_xlim(least, most + (most - least) * 0.12)
    axes.set_xlabel(f"单位：分（横轴从 {least} 分起）" if least else "单位：分")
    axes.set_title(f"失分：从满分到得分　{table.project or table.unit}".rstrip("　"))
    _dress(axes, "x")


def _progress(axes: Any, points: Sequence[Progress], unit: str) -> None:
    """Spend against schedule at the end of each quarter."""
    places = range(len(points))
    scheduled = [_float(point.scheduled) for point in points]
    spent = [_float(point.spent) for point in points]
    axes.plot(places, scheduled, color=_GREY, linestyle="--", marker="D", label="序时进度")
    axes.plot(places, spent, color=_BLACK, linestyle="-", marker="o", label="累计执行数")
    known = [value for value in (*scheduled, *spent) if not math.isnan(value)]
    for place, value in enumerate(spent):
        if not math.isnan(value):
            text = f"{value:,.2f}"
            axes.annotate(text, (place, value), (6, -13), textcoords="offset points")
    axes.margins(x=0.12)
    axes.set_xticks(places, [point.label for point in points])
    # Room below 0 too, for the figure under a quarter in which nothing was spent.
    axes.set_ylim(-max(known) * (_HEADROOM - 1), max(known) * _HEADROOM)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}" if value >= 0 else "")
    axes.set_xlabel("时点（累计执行率／序时进度）")
    axes.set_ylabel(f"单位：{unit}")
    axes.set_title("累计执行数与序时进度")
    axes.legend(loc="upper left", frameon=False)
    _dress(axes, "y")


def _float(value: CellValue) -> float:
    return float(value) if isinstance(value, Decimal) else math.nan


def _dress(axes: Any, grid: str) -> None:
    axes.grid(axis=grid, color="#d9d9d9", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
