"""Files and folders of our own: written whole or not at all, nothing overwritten unasked."""

from __future__ import annotations

import errno
import io
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from workbooks.problems import InputError, reason_of

UNFINISHED = ".~jixiao-"
"""How the name of a file begins that is not whole yet; a killed run leaves it, `collect` passes it by."""
_LOCKS = ((".~lock.{}#", "LibreOffice"), ("~${}", "Excel 或 WPS"))
_WRITABLE = 0o200
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_IN_USE = "如果文件正在其他程序中打开，请先关闭"
EXISTS = "{} 已经存在；要覆盖请加 --force，或换一个文件名"


def write_whole(path: Path, write: Callable[[IO[bytes]], object], force: bool) -> None:
    """Write a file beside its place and put it there when it is whole.

    Not forced it takes no other file's place, one that appeared while it was written included. Raises
    `InputError`, also for a file that is open in another program or read-only.
    """
    _refuse_taken(path)
    try:
        handle, temporary = tempfile.mkstemp(prefix=UNFINISHED, suffix=path.suffix, dir=path.parent)
    except OSError as error:
        raise InputError(f"不能写入 {path}：{reason_of(error)}，请换一个文件夹或检查权限") from None
    try:
        with _Stream(io.FileIO(handle, "wb")) as stream, stream.given_up_if_it_fails():
            write(stream)
        _set_mode(temporary)
        _put(Path(temporary), path, force)
    except OSError as error:
        remedy = "请腾出空间，或换一个文件夹" if error.errno in _NO_ROOM else _IN_USE
        raise InputError(f"不能写入 {path}：{reason_of(error)}；{remedy}") from None
    finally:
        Path(temporary).unlink(missing_ok=True)


class _Stream(io.BufferedWriter):
    """A file being written that, once given up, takes whatever comes and keeps none of it.

    Libraries leave the archive that they write open when the disk is full; Python closes it when it is
    forgotten, and that would be complained of on the terminal after all has been told.
    """

    _given_up = False
    _place = 0

    @contextmanager
    def given_up_if_it_fails(self) -> Iterator[None]:
        try:
            yield
            self.flush()
        except BaseException:
            self._given_up = True
            raise

    def write(self, content: Any, /) -> int:
        if not self._given_up:
            return super().write(content)
        self._place += len(content)
        return len(content)

    def seek(self, target: int, whence: int = 0, /) -> int:
        if not self._given_up:
            return super().seek(target, whence)
        self._place = target
        return target

    def tell(self) -> int:
        return self._place if self._given_up else super().tell()

    def flush(self) -> None:
        if not self._given_up:
            super().flush()


def _put(temporary: Path, path: Path, force: bool) -> None:
    """Give a whole file its name; of two runs that were to make the same new file the second is refused."""
    if force:
        temporary.replace(path)
        return
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise InputError(EXISTS.format(path)) from None
    # Some discs and shares know no second name for a file.
    except OSError:
        if path.exists():
            raise InputError(EXISTS.format(path)) from None
        temporary.replace(path)


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
        raise InputError(EXISTS.format(path))
    _refuse_taken(path)


def _refuse_taken(path: Path) -> None:
    """Refuse to put a file in the place of one that somebody works in, or that may only be read."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return
    for pattern, program in _LOCKS:
        lock = path.with_name(pattern.format(path.name))
        if lock.exists():
            raise InputError(
                f"{path} 正在 {program} 中打开，没有写入；请先关闭再试，"
                f"或换一个文件名（如果没有打开，请删去旁边的 {lock.name}）"
            )
    # Another file could still take its place: it is the name that would change, not the file.
    if not mode & _WRITABLE:
        raise InputError(f"{path} 是只读文件，没有写入；请先去掉只读，或换一个文件名")


def make_folder(folder: Path) -> None:
    """Make a folder for output, with those above it. Raises `InputError` when that cannot be done."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"不能建立文件夹 {folder}：{reason_of(error)}，请换一个文件夹或检查权限") from None


def _set_mode(temporary: str) -> None:
    """Give the new file the rights any new file gets (mkstemp makes it private)."""
    mask = os.umask(0)
    os.umask(mask)
    Path(temporary).chmod(0o666 & ~mask)
