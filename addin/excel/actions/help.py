"""帮助: how the work goes, and which versions do it."""

from __future__ import annotations

import platform
from importlib import metadata
from typing import TYPE_CHECKING

from addin.excel.copies import KEPT
from addin.excel.desk import Desk
from addin.excel.folders import copies_folder, log_file

if TYPE_CHECKING:
    import xlwings as xw


def show_help(_desk: Desk, _book: xw.Book, _argument: str) -> str:
    """帮助."""
    return (
        "顺序：新建附表 → 填写各项数据 → 导入执行明细 → 填季度执行 → 填汇总 → 复核 → 定稿。\n"
        "财政局自己的表：认表 → 在“评分规则”核对、确认 → 按规则更新 → 填写“数据” → 复核 → 定稿。\n\n"
        "一项也没填的得分看上去是空白，值为 #N/A；填了还缺数的显示 #N/A。\n"
        "显示 #VALUE!：该填数字的地方填了文字，或超出规定的范围。\n"
        "所有得分都是 #VALUE!：Excel 没有叫到 Python，算完时有一次提示，照提示做。\n"
        "显示 #DIV/0!：作除数的数是 0。\n"
        "显示 #NAME?：没有启用宏，或没有装好加载项。\n\n"
        f"改动前的留底（最近 {KEPT} 份）：\n{copies_folder()}\n"
        f"日志：\n{log_file()}"
    )


def about(_desk: Desk, _book: xw.Book, _argument: str) -> str:
    """版本."""
    return (
        f"绩效附表 jixiao {metadata.version('jixiao')}\n"
        f"xlwings {metadata.version('xlwings')}\nPython {platform.python_version()}"
    )
