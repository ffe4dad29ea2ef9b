"""Files and folders of our own: written whole or not at all, nothing overwritten unasked."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

from workbooks.problems import InputError, reason_of


def write_whole(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    """Write a file beside its place and put it there when it is whole. Raises `InputError`."""
    try:
        handle, temporary = tempfile.mkstemp(prefix=".", suffix=path.suffix, dir=path.parent)
    except OSError as error:
        raise InputError(f"不能写入 {path}：{reason_of(error)}，请换一个文件夹或检查权限") from None
    try:
        with os.fdopen(handle, "wb") as stream:
            write(stream)
        _set_mode(temporary)
        Path(temporary).replace(path)
    except OSError as error:
        raise InputError(
            f"不能写入 {path}：{reason_of(error)}；如果文件正在其他程序中打开，请先关闭"
        ) from None
    finally:
        Path(temporary).unlink(missing_ok=True)


def check_target(path: Path, force: bool, *suffixes: str) -> None:
    """Refuse a target that exists (unless forced), is a folder, or whose folder is not there.

    It ends in one of `suffixes`; .xlsx when none is given.
    """
    suffixes = suffixes or (".xlsx",)
    if path.is_dir():
        raise InputError(f"{path} 是文件夹，请写明文件名，如 {path / f'附表{suffixes[0]}'}")
    if path.suffix.lower() not in suffixes:
        raise InputError(f"输出文件 {path.name} 应以 {' 或 '.join(suffixes)} 结尾")
    if not path.parent.is_dir():
        raise InputError(f"文件夹 {path.parent} 不存在，请先建好")
    if path.exists() and not force:
        raise InputError(f"{path} 已经存在；要覆盖请加 --force，或换一个文件名")


def make_folder(folder: Path) -> None:
    """Make a folder for output, with those above it. Raises `InputError` when that cannot be done."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"不能建立文件夹 {folder}：{reason_of(error)}") from None


def _set_mode(temporary: str) -> None:
    """Give the new file the rights any new file gets (mkstemp makes it private)."""
    mask = os.umask(0)
    os.umask(mask)
    Path(temporary).chmod(0o666 & ~mask)
