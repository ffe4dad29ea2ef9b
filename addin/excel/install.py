"""Install the add-in for one user, and take it away again: files of the user, no registry, no network.

A list in the user's own folder says what was written and what stood there before. It is written first, so
that an interrupted install is still taken away whole. A file that is not as we wrote it is somebody's own.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, replace
from importlib import metadata
from pathlib import Path

from addin.excel.build import addin_bytes
from addin.excel.folders import APPLICATION, copies_folder
from addin.excel.windows import Machine
from udfs.records import dataclass
from workbooks.files.saving import write_whole
from workbooks.problems import InputError, reason_of

LIST, KEPT = "installed.json", "kept"
STORE_PYTHON = (
    "这个 Python 来自微软应用商店，它写进用户文件夹的文件 Excel 看不到；"
    "请改装 python.org 的 Python 3.10—3.13（64 位），再重新安装"
)


@dataclass(frozen=True)
class Written:
    """A file we wrote: the SHA-256 of every content we ever gave it, and whether something stood there."""

    path: str
    digests: tuple[str, ...] = ()
    kept: bool = False

    def is_ours(self, content: bytes) -> bool:
        return _digest(content) in self.digests


@dataclass(frozen=True)
class Installed:
    """What is installed: version, files, and the folders that were made for them."""

    version: str = ""
    files: tuple[Written, ...] = ()
    folders: tuple[str, ...] = ()

    def file(self, path: Path) -> Written:
        return next((file for file in self.files if file.path == str(path)), Written(str(path)))

    def with_file(self, file: Written) -> Installed:
        others = tuple(one for one in self.files if one.path != file.path)
        return replace(self, files=(*others, file))


def read_installed(machine: Machine) -> Installed | None:
    """What the list says, None when nothing is installed. Raises `InputError` when it cannot be read."""
    path = machine.state / LIST
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        files = tuple(Written(one["path"], tuple(one["digests"]), one["kept"]) for one in content["files"])
        return Installed(content["version"], files, tuple(content["folders"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError(f"安装记录 {path} 读不出来；请把这个文件改名后重新安装") from None


def settings_text(machine: Machine) -> str:
    """The settings as xlwings' VBA reads them: which Python runs.

    Raises `InputError` when VBA could not read the path.
    """
    interpreter = machine.short(machine.interpreter)
    if not machine.readable(interpreter):
        raise InputError(
            f"Python 装在 {interpreter}，其中有 Excel 读不出的字；请装到只含常用汉字和英文的文件夹"
        )
    return f'"INTERPRETER_WIN","{interpreter}"\r\n'


def install(machine: Machine) -> Iterator[str]:
    """Install or upgrade, telling each step. Raises `InputError`, one line, when something is in the way."""
    if "WindowsApps" in machine.base_prefix.parts:
        raise InputError(STORE_PYTHON)
    before = read_installed(machine)
    version = metadata.version("jixiao")
    contents = {
        machine.addin: addin_bytes(),
        machine.settings: settings_text(machine).encode(machine.code_page),
    }
    installed = replace(before or Installed(), version=version)
    for path, content in contents.items():
        installed = _put(machine, installed, path, content)
        kept = "（原来的同名文件已留存，卸载时放回）" if installed.file(path).kept else ""
        yield f"已写入：{path}{kept}"
    if before is not None and before.version != version:
        yield f"已从 {before.version} 更新到 {version}"


def uninstall(machine: Machine, copies: bool = False) -> Iterator[str]:
    """Take away what `install` wrote, put back what stood there, remove the log; with `copies` those too.

    A file somebody changed stays, and is told. Raises `InputError` when a program has a file open.
    """
    installed = read_installed(machine)
    if installed is None:
        yield "没有安装过，不需要卸载"
    else:
        for file in installed.files:
            yield from _take_away(machine, file)
        (machine.state / LIST).unlink()
        _remove_empty(machine.state / KEPT, *map(Path, reversed(installed.folders)))
    for log in machine.state.glob(f"{APPLICATION}*.log"):
        log.unlink()
    undo = machine.state / copies_folder().name
    if copies and undo.exists():
        shutil.rmtree(undo)
    _remove_empty(undo, machine.state)
    if undo.exists():
        yield f"改动前的留底还在，不要了可以自行删除：{undo}"


def _put(machine: Machine, installed: Installed, path: Path, content: bytes) -> Installed:
    """Write a file, keeping what stood there, and return the list with it."""
    file, current = installed.file(path), _read(path)
    if current is not None and current != content and not file.is_ours(current):
        file = replace(file, kept=True)
        _keep(machine, path, current)
    digests = dict.fromkeys((*file.digests, _digest(content)))
    file = replace(file, digests=tuple(digests))
    folders = [str(folder) for folder in reversed(path.parents) if not folder.exists()]
    installed = replace(installed.with_file(file), folders=(*installed.folders, *folders))
    _write_list(machine, installed)
    if current != content:
        _write(machine, path, content)
    return installed


def _keep(machine: Machine, path: Path, content: bytes) -> None:
    """Keep what stood in a place; never over something kept before."""
    kept = machine.state / KEPT / path.name
    before = _read(kept)
    if before is not None and before != content:
        raise InputError(f"{path} 安装后又被改动过；请先把它移走或改名，再重新安装")
    kept.parent.mkdir(parents=True, exist_ok=True)
    write_whole(kept, lambda stream: stream.write(content), force=True)


def _write_list(machine: Machine, installed: Installed) -> None:
    machine.state.mkdir(parents=True, exist_ok=True)
    path = machine.state / LIST
    new = path.with_suffix(".new")
    new.write_text(json.dumps(asdict(installed), ensure_ascii=False, indent=1), encoding="utf-8")
    new.replace(path)


def _write(machine: Machine, path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    new = path.with_name(f"{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new.write_bytes(content)
        machine.replace(new, path)
    except PermissionError:
        raise InputError(_in_use(path)) from None
    except OSError as error:
        raise InputError(f"不能写入 {path}（{reason_of(error)}）；请检查磁盘空间和文件夹的权限") from None
    finally:
        new.unlink(missing_ok=True)


def _take_away(machine: Machine, file: Written) -> Iterator[str]:
    """Remove a file of ours, or put back what stood there."""
    path = Path(file.path)
    kept, current = machine.state / KEPT / path.name, _read(path)
    if current is not None and not file.is_ours(current):
        yield f"安装后被改动过，没有删除：{path}"
        return
    try:
        if file.kept and kept.exists():
            machine.replace(kept, path)
            yield f"已放回原来的文件：{path}"
        elif current is not None:
            machine.remove(path)
            yield f"已删除：{path}"
    except PermissionError:
        raise InputError(_in_use(path)) from None


def _in_use(path: Path) -> str:
    return f"{path} 正被 Excel 使用，或没有写入的权限；请关闭所有 Excel 窗口（包括后台的）再试一次"


def _remove_empty(*folders: Path) -> None:
    for folder in folders:
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InputError(f"不能读取 {path}（{reason_of(error)}）") from None


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
