"""What several commands share: exit codes, options, and how a file is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

FINE, FINDINGS, UNUSABLE = 0, 1, 2
"""Exit codes: all is well; findings, not complete or not read; an input that cannot be used."""

PATH = click.Path(path_type=Path)

json_option = click.option("--json", "as_json", is_flag=True, help="输出 JSON（UTF-8），供程序读取")
force_option = click.option("--force", is_flag=True, help="输出文件已存在时覆盖")
with_data_option = click.option("--with-data", is_flag=True, help="定稿里保留“数据”“执行明细”表")
force_final_option = click.option(
    "--force-final", is_flag=True, help="没有填齐或有错误也定稿，并在附表下方注明"
)

form_out_option = click.option(
    "-o", "--out", type=PATH, required=True, help="输出的文件：.xlsm 带评分函数，.xlsx 是普通公式"
)

period_option = click.option(
    "--period", default="", metavar="月份", help="监控表写哪几个月，如 1-10月；默认 1-7月"
)
warnings_option = click.option(
    "--warnings", metavar="规则", help="监控表按这套规则预警：common、sichuan；全国没有统一规则，不写不预警"
)

_EDITIONS = {
    "udf": "得分调用评分函数",
    "native": "普通公式，什么也不用装",
    "values": "定稿，只有数值",
}


def edition_option(*names: str) -> Callable[[F], F]:
    """The option `--edition` of a command that can write these editions; without it the extension decides."""
    listed = "；".join(f"{name}：{_EDITIONS[name]}" for name in names)
    told = f"不写则看扩展名：.xlsm 为 udf，.xlsx 为 native。{listed}"
    return click.option("--edition", type=click.Choice(names), default=None, help=told)
