"""Files of an object store or any other place with a URL (s3://, oss://, webhdfs://, file://), by fsspec.

Nothing is copied to disk; what a file costs is its own bytes, read where the work is done.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from typing import IO, Any, NamedTuple

from workbooks.files.container import MAX_FILE_BYTES, size_problem
from workbooks.problems import InputError, to_install

_TRIES = 3
_PAUSE = 0.5


def is_url(path: str) -> bool:
    """Whether a path is a URL; a Windows drive (C:\\) is not."""
    return "://" in path


class Remote(NamedTuple):
    """What a store tells of a file: `size` in bytes (-1: unknown), `modified` in ns (0: unknown), its tag."""

    url: str
    size: int
    modified: int
    tag: str


def walk(url: str) -> Iterator[Remote]:
    """Every file below a URL, or the file itself.

    Raises `InputError` when the place cannot be reached.
    """
    try:
        system, path = _opened(url)
        found = system.find(path, detail=True) if not system.isfile(path) else {path: system.info(path)}
        # Named as the place was, so that a file is known again in the next run.
        root, place = path.rstrip("/"), url.rstrip("/")
        listed = [(place + name[len(root) :], about) for name, about in sorted(found.items())]
    except InputError:
        raise
    except Exception as error:  # Every driver has errors of its own.
        raise InputError(f"{url} 打不开（{_why(error)}），请核对地址和访问权限") from None
    if not listed and not system.exists(path):
        raise InputError(f"找不到 {url}，请核对地址和访问权限")
    for name, about in listed:
        size = about.get("size")
        yield Remote(name, -1 if size is None else int(size), _changed(about), _tag(about))


def open_stream(url: str) -> IO[bytes]:
    """A file to be read piece by piece, such as an archive. Raises `InputError`."""
    for tried in range(_TRIES):
        try:
            system, path = _opened(url)
            stream: IO[bytes] = system.open(path, "rb")
            return stream
        except InputError:
            raise
        except FileNotFoundError:
            break
        except Exception as error:  # Every driver has errors of its own; a lost connection may come back.
            if tried == _TRIES - 1:
                raise InputError(f"{url} 打不开（{_why(error)}），请核对访问权限后再运行一次") from None
            time.sleep(_PAUSE * 2**tried)
    raise InputError(f"找不到 {url}，可能刚被删去或改名，请再运行一次")


def read_url(url: str) -> bytes:
    """The whole content of a file. Raises `InputError` when it is empty, too large or cannot be had."""
    name = url.rpartition("/")[2]
    for tried in range(_TRIES):
        try:
            with open_stream(url) as stream:
                content = stream.read(MAX_FILE_BYTES + 1)
            break
        except InputError:
            raise
        except Exception as error:  # As above, in the middle of the file.
            if tried == _TRIES - 1:
                raise InputError(f"{name}：读到一半断了（{_why(error)}），请再运行一次") from None
            time.sleep(_PAUSE * 2**tried)
    if problem := size_problem(len(content)):
        raise InputError(f"{name}：{problem}")
    return content


def _opened(url: str) -> tuple[Any, str]:
    """The file system of a URL, and the path in it."""
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise InputError(f"读对象存储的组件没有安装（fsspec），{to_install('collect')}") from None
    try:
        system, path = url_to_fs(url)
    except ImportError as error:
        raise InputError(f"读 {url.partition(':')[0]}:// 还要装它的驱动：{error}") from None
    except ValueError:
        raise InputError(f"不认识 {url.partition(':')[0]}:// 这种地址，请核对") from None
    system.invalidate_cache()
    return system, path


def _tag(about: Mapping[str, Any]) -> str:
    """What changes with the content, by whatever name the store gives it."""
    tags = (about.get(key) for key in ("ETag", "etag", "md5Hash", "content_md5"))
    return next((tag.strip('"') for tag in tags if isinstance(tag, str) and tag), "")


def _changed(about: Mapping[str, Any]) -> int:
    if isinstance(thousandths := about.get("modificationTime"), int):
        return thousandths * 10**6
    for key in ("mtime", "LastModified", "last_modified", "modified", "updated", "created"):
        value = about.get(key)
        if isinstance(value, int | float):
            return int(value * 10**9)
        if isinstance(value, datetime):
            aware = value if value.tzinfo else value.replace(tzinfo=timezone.utc)
            return int(aware.timestamp() * 10**9)
    return 0


def _why(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}：{error}".split())[:120]
