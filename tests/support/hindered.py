"""Work done where the system itself refuses: a folder without rights, a read-only disk, a full one.

Each runs in a fork, so that rights given up and disks put in place are those of that process only. Root may
write anywhere: it gives that right up as well.
"""

from __future__ import annotations

import ctypes
import os
import pickle
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

_NEW_MOUNTS = 0x20000
_READ_ONLY, _AGAIN, _BIND, _DEEP, _PRIVATE = 1, 32, 4096, 16384, 1 << 18
_CAPABILITIES = 0x20080522
"""The version of the two structures of capset(2)."""
_OVERRIDES_MODES = 0b110
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH."""


def unable_to_mount() -> str | None:
    """Why no disk can be put in place here, None where it can."""
    if sys.platform != "linux":
        return "只读盘和满盘只在 Linux 上试"
    try:
        in_a_fork(_own_mounts, lambda: None)
    except OSError as error:
        return f"这里不能挂载（{error.strerror}）：请用 root 在有 CAP_SYS_ADMIN 的环境里运行"
    return None


def in_a_fork(hinder: Callable[[], None], work: Callable[[], T]) -> T:
    """What some work gives in a process of its own, after `hinder` was done there."""
    receive, send = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            hinder()
            result: object = work()
        except BaseException as error:
            result = error
        with os.fdopen(send, "wb") as stream:
            pickle.dump(result, stream)
        os._exit(0)
    os.close(send)
    with os.fdopen(receive, "rb") as stream:
        done = pickle.load(stream)
    os.waitpid(child, 0)
    if isinstance(done, BaseException):
        raise done
    return done  # type: ignore[no-any-return]


def without_rights(folder: Path) -> None:
    """Nothing may be made, renamed or deleted in the folder, by root neither."""
    folder.chmod(0o555)
    header = (ctypes.c_uint32 * 2)(_CAPABILITIES, 0)
    sets = (ctypes.c_uint32 * 6)()
    _call("capget", header, sets)
    for kind in (0, 1):  # effective and permitted; those of low numbers come first
        sets[kind] &= ~_OVERRIDES_MODES
    _call("capset", header, sets)


def on_a_read_only_disk(folder: Path) -> None:
    """The folder is one of a disk that is only read."""
    _own_mounts()
    where = os.fsencode(folder.resolve())
    _call("mount", where, where, None, _BIND, None)
    _call("mount", None, where, None, _BIND | _AGAIN | _READ_ONLY, None)
    os.chdir(Path.cwd())  # which was below what is mounted now


def on_a_full_disk(folder: Path, room: int) -> None:
    """The folder, with the files in it, is one of a disk on which so many pages of 4 KiB are free."""
    folder = folder.resolve()
    contents = {path.name: path.read_bytes() for path in folder.iterdir()}
    _own_mounts()
    _call("mount", b"none", os.fsencode(folder), b"tmpfs", 0, b"size=64m")
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    used = sum(-(-len(content) // 4096) for content in contents.values())
    size = f"size={4096 * (used + room)}".encode()
    _call("mount", b"none", os.fsencode(folder), b"tmpfs", _AGAIN, size)
    os.chdir(Path.cwd())


def _own_mounts() -> None:
    _call("unshare", _NEW_MOUNTS)
    _call("mount", None, b"/", None, _DEEP | _PRIVATE, None)


def _call(name: str, *arguments: object) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*arguments):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
