"""认表: a bureau's own file becomes live beside itself; rules changed in it take effect the same way."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from addin import adopting, exporting, renewing
from addin.editions import PLAIN, WITH_FUNCTIONS
from addin.excel.bureau_file import save_live
from addin.excel.desk import Desk, quiet
from udfs.regex import regex
from workbooks.forms.layout.rule_places import RULE_SHEET
from workbooks.problems import InputError

if TYPE_CHECKING:
    import xlwings as xw

_UPDATED, _MOST_COPIES = "更新", 100
_PRESSED = regex(rf"（{_UPDATED}\d*）$")


def adopt(desk: Desk, book: xw.Book, _argument: str) -> str:
    """认表: read the open file as it stands, and open the live one beside it."""
    path = _saved(book)
    target = _beside(path, "认表", WITH_FUNCTIONS if path.suffix.lower() == PLAIN else PLAIN)
    with quiet(book.app), TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        desk.save_copy(book, copy)
        adopted = adopting.adopt(copy, target, save=save_live)
    desk.open(target)
    counts = Counter(line[2] for line in adopted.lines())
    listed = "，".join(f"{label} {count}" for label, count in counts.items())
    return "\n".join(
        [
            f"已认表：{target.name}，在原文件旁边，原文件没有动。",
            f"{len(adopted.lines())} 个指标：{listed}。",
            *(f"表里的说明要选：{note.question.label}。" for note in adopted.standard.total_notes),
            *(f"{note}。" for note in adopted.notes),
            f"请在“{RULE_SHEET}”逐行核对、选定口径、确认，再点“按规则更新”。",
        ]
    )


def apply_rules(desk: Desk, book: xw.Book, _argument: str) -> str:
    """按规则更新: save the open form with the rules that 评分规则 asks for now, and open that."""
    path = _saved(book)
    target = _beside(path, _UPDATED, path.suffix)
    with quiet(book.app), TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        desk.save_copy(book, copy)
        renewing.apply_rules(copy, target, save=save_live)
    desk.open(target)
    return f"已按规则更新：{target.name}，在原文件旁边，填的数都在；原文件没有动。"


def export_standard(desk: Desk, book: xw.Book, _argument: str) -> str:
    """导出标准: the rules of the open form as a workbook for people to edit, beside it, opened."""
    path = _saved(book)
    target = _beside(path, "标准", PLAIN)
    with quiet(book.app), TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        desk.save_copy(book, copy)
        exporting.export_standard(str(copy), target)
    desk.open(target)
    return f"评分标准已写出：{target.name}，在附表旁边；汇总的人用它作准，要改的直接在里面改。"


def _saved(book: xw.Book) -> Path:
    path = Path(book.fullname)
    if not path.is_file():
        raise InputError(f"“{book.name}”还没有保存，请先保存")
    return path


def _beside(path: Path, label: str, suffix: str) -> Path:
    """A free name beside a file: 附表（更新）.xlsm, then 附表（更新2）.xlsm; also of 附表（更新） itself."""
    stem = _PRESSED.sub("", path.stem) if label == _UPDATED else path.stem
    names = (f"{stem}（{label}{number or ''}）{suffix}" for number in (0, *range(2, _MOST_COPIES)))
    free = next((target for target in map(path.with_name, names) if not target.exists()), None)
    if free is None:
        raise InputError(f"{path.parent} 里已有太多“{stem}（{label}）”，请先移走一些")
    return free
