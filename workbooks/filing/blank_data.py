"""An empty data file of a standard: every data item on a line of its own, with what may be typed there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import IO

from workbooks.files.saving import check_target, write_whole
from workbooks.files.visible import visible
from workbooks.standards.items import DataItem
from workbooks.standards.model import Standard

_HEAD = (
    "# {title}：空的数据文件",
    "# 冒号（后面空一格）后填数；比率带百分号，如 97.9%；没有的留空，不要填 0。",
    "# 填好后：jixiao fill {id} --data 数据.yaml -o 填好.xlsx",
)
_WHOLE = "不小于 0 的整数"


def save_blank_data(standard: Standard, path: Path, force: bool = False) -> None:
    """Write an empty data file (.yaml). Raises `InputError` where the target cannot be written."""
    check_target(path, force, ".yaml", ".yml", ".xlsx")
    write_lines(path, _lines(standard), force)


def write_lines(path: Path, lines: Iterable[str], force: bool) -> None:
    """Write a data file; what somebody has put into a name ends no line and is seen."""
    text = "".join(f"{' '.join(visible(line).splitlines())}\n" for line in lines)
    write_whole(path, partial(_write, text.encode()), force)


def _write(content: bytes, stream: IO[bytes]) -> None:
    stream.write(content)


def _lines(standard: Standard) -> Iterator[str]:
    for line in _HEAD:
        yield line.format(title=standard.title, id="认过的附表.xlsx" if standard.placed else standard.id)
    yield f"standard: {standard.id}"
    yield 'unit: ""'
    yield f"year: {standard.year}"
    if not standard.projects:
        yield from _form(standard, standard.items)
        return
    if standard.table_items:
        yield from _data(standard, standard.table_items)
    yield "# 每个项目一段：再有项目，照第一段抄在下面。"
    yield "projects:"
    yield f'  - name: ""  # {standard.project_name}'
    head = standard.form.head
    labels = [label for label in head.texts if label != standard.project_name] if head else []
    if labels:
        yield "    head:"
        yield from (f'      {label}: ""' for label in labels)
    own = {key: item for key, item in standard.items.items() if key not in standard.table_items}
    yield from (f"    {line}" for line in _form(standard, own))


def _form(standard: Standard, items: Mapping[str, DataItem]) -> Iterator[str]:
    """The figures of one form, and the rows that a unit adds itself."""
    yield from _data(standard, items)
    if standard.own_rows:
        yield "# 自填的行：去掉 [] ，每行写成下面注释的样子。"
        yield "rows:"
    for key, rows in standard.own_rows.items():
        fields = ("名称", *standard.rule_of(rows).items, "备注", "扣分原因")
        yield f"  {key}: []"
        yield f"    # - {{{', '.join(f'{one}: ' for one in fields).rstrip()}}}"


def _data(standard: Standard, items: Mapping[str, DataItem]) -> Iterator[str]:
    """A line for each data item, under the name of the indicator that asks for it."""
    used = {key: row.name for _, _, row in standard.rows for key in row.items}
    yield "data:" if items else "data: {}"
    for name, keys in groupby(items, lambda key: used.get(key, "")):
        if name:
            yield f"  # {name}"
        for key in keys:
            told = (items[key].label, items[key].hint, _allowed(items[key]))
            yield f"  {key}:  # {'；'.join(filter(None, told))}"


def _allowed(item: DataItem) -> str:
    """What may be typed, in a few words."""
    if item.options or item.choices:
        return f"填 {'、'.join(map(str, item.options or item.choices))} 之一"
    most = f"，不大于“{item.at_most}”" if item.at_most else ""
    if item.kind == "points":
        return f"0 至 {item.max} 分"
    if item.kind == "rate":
        return f"比率，如 97.9%{most}"
    if item.kind == "target":
        return "目标值或完成值，如 ≥95%"
    return f"{item.unit_label}{most}" + (f"，{_WHOLE}" if item.kind == "count" else "")
