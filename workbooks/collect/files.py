"""The files to be read: every workbook below the folders given, also in .zip files, and what is in the way.

Nothing is unpacked to disk and no program is started. What cannot be read is named, never left out silently:
only lock files, system files and files of other kinds (documents, pictures) are passed over.
"""

from __future__ import annotations

import os
import stat
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path, PurePath, PurePosixPath

from workbooks.collect.jobs import Candidate
from workbooks.collect.remote import is_url, open_stream, read_url, walk
from workbooks.files.container import REPORT_SUFFIXES, read_bytes, size_problem
from workbooks.problems import InputError, reason_of

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
ARCHIVE = ".zip"
_OTHER_TABLES = (".et", ".ett", ".xlsb", ".xltx", ".xltm", ".xlt", ".fods", ".numbers")
_OTHER_ARCHIVES = (".rar", ".7z", ".gz", ".tar", ".tgz", ".bz2")
_IGNORED_NAMES = ("~$", "._", ".~")
_IGNORED_FOLDERS = ("__MACOSX",)

MAX_MEMBERS = 5000
MAX_UNPACKED = 4 * 2**30
_MAX_RATIO, _RATIO_FLOOR = 200, 50 * 2**20
_UTF8 = 0x800
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError, OSError)

_RESAVE = "请用 Excel 或 WPS 打开后另存为 .xlsx"


def candidates(places: Sequence[str], leave_out: Sequence[Path] = ()) -> Iterator[Candidate]:
    """Every workbook at the places (files or folders), in the order of their names; once where they overlap.

    `leave_out` are files that are not the units' (the summary and the ledger). Raises `InputError` for a
    place that is not there.
    """
    return (one for _, one in found_at(places, leave_out))


def found_at(places: Sequence[str], leave_out: Sequence[Path] = ()) -> Iterator[tuple[str, Candidate]]:
    """The same, each with the place where it was found."""
    left = {os.path.realpath(path) for path in leave_out}
    # Resolving every path would take longer than finding the files.
    names = {Path(path).name for path in left} | {path.name for path in leave_out}
    for number, place in enumerate(places):
        above = [_whole(one) for one in places[:number]]
        if is_url(place):
            yield from ((place, one) for one in _remote(place) if not _is_at(one.path, above))
            continue
        path = Path(os.path.abspath(place))  # noqa: PTH100 (links stay as they are)
        if not path.exists() and not path.is_symlink():
            raise InputError(f"找不到 {place}，请核对文件夹或文件的路径")
        found = _folder(path, ()) if path.is_dir() else _file(path)
        for one in found:
            if _is_at(one.path, above):
                continue
            if PurePath(one.path).name not in names or os.path.realpath(one.path) not in left:
                yield place, one if _is_text(one.path) else _with_odd_name(one)


def _whole(place: str) -> str:
    return place if is_url(place) else os.path.abspath(place)  # noqa: PTH100 (links stay as they are)


def _is_at(path: str, places: Sequence[str]) -> bool:
    """Whether a file is one of these or below one."""
    return any(
        path == place or path.startswith(place.rstrip("/\\") + ("/" if is_url(place) else os.sep))
        for place in places
    )


def _is_text(path: str) -> bool:
    """Whether the name is text: names may be any bytes, as archives of other systems leave them."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _with_odd_name(one: Candidate) -> Candidate:
    why = "文件名或文件夹名是乱码（多半是解压时用错了编码），没有读；请改名再交，或用能选编码的程序重新解压"
    return Candidate(one.path, one.member, problem=why)


def reports_at(places: Sequence[str]) -> list[Path]:
    """The reports (.docx, .pdf) in local folders; they are not collected but checked beside a table."""
    found = []
    for place in places:
        if not is_url(place):
            for folder, _, names in os.walk(place):
                found += [Path(folder, name) for name in names if _is_report(folder, name)]
    return sorted(found)


def _is_report(folder: str, name: str) -> bool:
    ignored = set(Path(folder).parts) & set(_IGNORED_FOLDERS) or name.startswith(_IGNORED_NAMES)
    return not ignored and PurePath(name).suffix.lower() in REPORT_SUFFIXES


def read(candidate: Candidate) -> bytes:
    """The content of a candidate. Raises `InputError` when it cannot be had."""
    if candidate.member:
        return _member(candidate)
    return read_url(candidate.path) if is_url(candidate.path) else read_bytes(Path(candidate.path))


def content_hash(content: bytes) -> str:
    return blake2b(content, digest_size=16).hexdigest()


def _folder(folder: Path, above: tuple[tuple[int, int], ...]) -> Iterator[Candidate]:
    try:
        about = folder.stat()
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield Candidate(str(folder), problem=f"文件夹打不开（{reason_of(error)}），请检查读取权限")
        return
    here = (about.st_dev, about.st_ino)
    if here in above:
        yield Candidate(str(folder), problem="这个链接指回上级文件夹，里面的文件已从上级读过，没有再读")
        return
    for entry in entries:
        path = Path(entry.path)
        if not entry.is_dir():
            yield from _file(path)
            continue
        if entry.name in _IGNORED_FOLDERS:
            continue
        if path.suffix.lower() in (*WORKBOOKS, ARCHIVE):
            why = "这是名称像工作簿的文件夹，不是文件；里面的工作簿已照常读取，如果是解压出来的请改交原文件"
            yield Candidate(str(path), problem=why)
        yield from _folder(path, (*above, here))


def _file(path: Path) -> Iterator[Candidate]:
    suffix = path.suffix.lower()
    if path.name.startswith(_IGNORED_NAMES):
        return
    if problem := _other_kind(suffix):
        yield Candidate(str(path), problem=problem)
    if suffix not in (*WORKBOOKS, ARCHIVE):
        return
    try:
        about = path.stat()
    except OSError as error:
        why = "链接指向的文件不存在" if path.is_symlink() else f"文件打不开（{reason_of(error)}）"
        yield Candidate(str(path), problem=f"{why}，请重新取得这份文件")
        return
    if not stat.S_ISREG(about.st_mode):
        yield Candidate(str(path), problem="这不是普通文件，没有读取，请重新取得这份文件")
    elif suffix == ARCHIVE:
        yield from _archive(str(path), about.st_mtime_ns)
    else:
        yield Candidate(str(path), "", about.st_size, about.st_mtime_ns, problem=size_problem(about.st_size))


def _other_kind(suffix: str) -> str:
    """Why a file that may well be a table is not read; "" for any other."""
    if suffix in _OTHER_TABLES:
        return f"{suffix} 格式不能直接读取，{_RESAVE}"
    if suffix in _OTHER_ARCHIVES:
        return f"{suffix} 压缩包不能直接读取，请解压后再汇总（.zip 可以直接读取）"
    return ""


def _remote(place: str) -> Iterator[Candidate]:
    for about in walk(place):
        url = about.url
        *folders, name = url.split("/")
        suffix = PurePosixPath(name).suffix.lower()
        if name.startswith(_IGNORED_NAMES) or set(folders) & set(_IGNORED_FOLDERS):
            continue
        if problem := _other_kind(suffix):
            yield Candidate(url, problem=problem)
        elif suffix == ARCHIVE:
            yield from _archive(url, about.modified, about.tag)
        elif suffix in WORKBOOKS:
            yield Candidate(url, "", about.size, about.modified, about.tag, problem=size_problem(about.size))


def _archive(path: str, modified: int, tag: str = "") -> Iterator[Candidate]:
    try:
        members = _open(path, modified, tag)[1]
    except InputError as error:
        yield Candidate(path, problem=str(error))
        return
    except _BROKEN:
        yield Candidate(path, problem="压缩包不完整或已损坏，请重新压缩后再交")
        return
    for name, part in sorted(members.items()):
        own = PurePosixPath(name)
        suffix = own.suffix.lower()
        if own.name.startswith(_IGNORED_NAMES) or own.parts[0] in _IGNORED_FOLDERS:
            continue
        problem = _other_kind(suffix) or _member_problem(name, part)
        if problem and suffix in (*WORKBOOKS, ARCHIVE, *_OTHER_TABLES, *_OTHER_ARCHIVES):
            yield Candidate(path, name, problem=problem)
        elif suffix in WORKBOOKS:
            yield Candidate(path, name, part.file_size, modified, tag)


def _member_problem(name: str, part: zipfile.ZipInfo) -> str:
    if PurePosixPath(name).suffix.lower() == ARCHIVE:
        return "压缩包里还有压缩包，请解压后再汇总"
    if name.startswith(("/", "\\")) or ".." in PurePosixPath(name.replace("\\", "/")).parts or ":" in name:
        return "压缩包里的路径不正常，没有读取，请重新压缩后再交"
    if part.flag_bits & 1:
        return "压缩包有密码，请解压后再汇总"
    if problem := size_problem(part.file_size):
        return problem
    if part.file_size > _RATIO_FLOOR and part.file_size > _MAX_RATIO * max(1, part.compress_size):
        return f"解压后有 {part.file_size / 2**20:.0f} MB，不像正常的工作簿，{_RESAVE}再压缩"
    return ""


@lru_cache(maxsize=1)
def _open(path: str, _modified: int, _tag: str) -> tuple[zipfile.ZipFile, dict[str, zipfile.ZipInfo]]:
    """An archive, kept open while its members are read one after the other; files by name."""
    package = zipfile.ZipFile(open_stream(path) if is_url(path) else path)
    parts = [part for part in package.infolist() if not part.is_dir()]
    if "[Content_Types].xml" in package.namelist():
        raise InputError("扩展名是 .zip，内容却是工作簿，请把扩展名改回 .xlsx")
    if len(parts) > MAX_MEMBERS:
        raise InputError(f"压缩包里有 {len(parts)} 个文件，超过上限 {MAX_MEMBERS} 个，请解压后再汇总")
    if (size := sum(part.file_size for part in parts)) > MAX_UNPACKED:
        raise InputError(f"压缩包解压后有 {size / 2**30:.0f} GB，不像正常的压缩包，请解压后再汇总")
    members: dict[str, zipfile.ZipInfo] = {}
    for part in parts:
        name, number = _name(part), 2
        while name in members:
            whole = PurePosixPath(_name(part))
            name, number = str(whole.with_name(f"{whole.stem}（同名 {number}）{whole.suffix}")), number + 1
        members[name] = part
    return package, members


def _name(part: zipfile.ZipInfo) -> str:
    """The name of a member; archives made on Chinese Windows write it in GBK without saying so."""
    if part.flag_bits & _UTF8:
        return part.filename
    raw = part.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return part.filename


def _member(candidate: Candidate) -> bytes:
    broken = f"{candidate.name}：压缩包不完整或已损坏，请重新压缩后再交"
    try:
        package, members = _open(candidate.path, candidate.modified, candidate.tag)
        return package.read(members[candidate.member])
    except (KeyError, *_BROKEN):
        raise InputError(broken) from None
