"""What goes wrong with the files of a user: one clear Chinese line, never a traceback.

A fault of ours on somebody's file is one line too; a maintainer who asks for it gets the traceback in a log.
"""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from udfs.regex import regex

LOG = "JIXIAO_LOG"
"""The environment variable that names the file to which tracebacks are added; without it none are kept."""


_MARKS = {"“": "“‘", "”": "”’"}
"""What stands for a quotation mark at an even depth, and at an odd one."""
_MARK = regex("([“”])")


def well_quoted(text: str) -> str:
    """The text with single quotation marks inside double ones, as “‘三公’经费”; an uneven one stays."""
    if text.count("“") < 2 or text.count("“") != text.count("”"):
        return text
    written, depth = [], 0
    for part in _MARK.split(text):
        if part == "”":
            depth -= 1
            if depth < 0:
                return text
        written.append(_MARKS[part][depth % 2] if part in _MARKS else part)
        if part == "“":
            depth += 1
    return "".join(written)


class InputError(ValueError):
    """An input that cannot be used; the message is one Chinese line saying what to do."""

    def __init__(self, message: str = "") -> None:
        super().__init__(well_quoted(message))


class StandardError(InputError):
    """A mistake in a standard; the message names the file, the place and what to write instead."""

    @classmethod
    def of(cls, file: str, faults: Sequence[StandardError]) -> StandardError:
        """All mistakes of a file at once: one as it is, several as a line each below how many there are."""
        if len(faults) == 1:
            return faults[0]
        told = [f"  {str(fault).removeprefix(file).strip()}" for fault in faults]
        return cls("\n".join([f"{file} 有 {len(faults)} 处要改：", *told]))


_REASONS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "超过了磁盘限额",
    errno.EROFS: "磁盘是只读的",
    errno.EEXIST: "已经有同名的文件",
    errno.EISDIR: "这是文件夹",
    errno.ENOTDIR: "路径里有一段不是文件夹",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EBUSY: "正被别的程序占用",
    errno.ETXTBSY: "正被别的程序占用",
    errno.EMFILE: "同时打开的文件太多",
    errno.ENFILE: "同时打开的文件太多",
    errno.EIO: "磁盘读写出错",
    errno.ELOOP: "链接绕了圈",
    errno.EFBIG: "文件太大",
    errno.EINVAL: "文件名或路径不合规定",
    errno.ETIMEDOUT: "等得太久，没有回应",
    errno.ECONNREFUSED: "对方拒绝连接",
}


def reason_of(error: OSError) -> str:
    """Why the system refused a file, in Chinese; of what is not known, the number to search for."""
    known = _REASONS.get(error.errno or 0)
    return known or f"系统错误 {error.errno or type(error).__name__}"


def not_found(path: Path) -> str:
    """What is said of a file that is not there, and where it was looked for."""
    return f"{path.name}：找不到这个文件，请核对文件名和位置：{path.absolute()}"


def in_a_command(path: object) -> str:
    """A file as it is typed in a command: in quotation marks where its name has a space."""
    return f'"{path}"' if " " in str(path) else str(path)


def to_install(extra: str) -> str:
    """How what an optional part needs is added to the Python that runs this program."""
    return f'请运行 "{sys.executable}" -m pip install "jixiao[{extra}]" 后再试'


def keep_traceback(error: Exception, name: str) -> None:
    """Add the traceback of a fault on the file with this name; a log that cannot be written stops no work."""
    log = os.environ.get(LOG)
    if not log:
        return
    trace = "".join(traceback.format_exception(error))
    from importlib import metadata

    entry = f"{datetime.now():%Y-%m-%d %H:%M:%S} jixiao {metadata.version('jixiao')} {name}\n{trace}\n"
    # One write, as several processes may add to the same file.
    with suppress(OSError), Path(log).open("a", encoding="utf-8", errors="backslashreplace") as stream:
        stream.write(entry)
