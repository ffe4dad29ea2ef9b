"""Looking into a file from outside before a reader touches it: what it really is, and whether it is safe.

What is refused here would otherwise be a stack trace, an endless wait, a crash of the spreadsheet program,
or a sheet read only in part. Every file of somebody else comes in through here.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from udfs.records import dataclass
from udfs.regex import regex
from workbooks.files.archive import Archive, opened
from workbooks.files.compound import MAGIC, CompoundFile, check_records, is_encrypted, with_usual_names
from workbooks.files.reach import MAX_CELLS, reach
from workbooks.files.refusals import DamagedFileError, RefusedFileError
from workbooks.files.xml_check import checked, is_checked
from workbooks.problems import InputError, not_found

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

MAX_FILE_BYTES = 100 * 2**20

TEXT_SUFFIXES = (".csv", ".tsv", ".txt")
REPORT_SUFFIXES = (".docx", ".pdf")
ZIP_SUFFIXES = (".xlsx", ".xlsm", ".ods")
SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods", *TEXT_SUFFIXES)

_ZIP_MAGIC = b"PK\x03\x04"
_OTHER_MAGIC = {
    b"%PDF": "PDF 文件",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"Rar!": "压缩包",
    b"7z\xbc": "压缩包",
}
_MARKUP = regex(rb"\s*<(?:!doctype|html|\?xml|table|meta|head)", re.IGNORECASE)
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_KEPT_BYTES = 2**20
_MOST_KEPT = 64
_ALIKE_BYTES = 2**15
_SHEETS = "xl/worksheets/"
_SCANNED = 2**20

_RESAVE = "请用 Excel 或 WPS 打开后另存为 .xlsx 再用"
_MACRO_SHEETS = b"xl/macrosheets/"
_RESAVE_DOCUMENT = "请用 Word 或 WPS 打开后另存为 .docx 再用"


@dataclass(frozen=True)
class Unpacked:
    """The parts of a package as the check unpacked them; a large one is unpacked again when it is asked for.

    `sizes` are those of the parts by name, in bytes; what is no package has none.
    """

    content: bytes = field(repr=False)
    sizes: Mapping[str, int] = field(default_factory=dict, repr=False)
    kept: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    @property
    def names(self) -> Collection[str]:
        return self.sizes.keys()

    def read(self, part: str) -> bytes:
        """The content of a part. Raises `KeyError` where there is none."""
        if part in self.kept:
            return self.kept[part]
        with opened(self.content) as package:
            return package.read(part)


def read_bytes(path: Path) -> bytes:
    """The content of a file. Raises `InputError` when it is missing, empty, too large or locked."""
    try:
        if path.is_dir():
            raise InputError(f"{path.name or path}：这是文件夹，请选择文件")
        if problem := size_problem(path.stat().st_size):
            raise InputError(f"{path.name}：{problem}")
        return path.read_bytes()
    except InputError:
        raise
    except FileNotFoundError:
        raise InputError(not_found(path)) from None
    except (OSError, ValueError):
        raise InputError(f"{path.name}：文件打不开，请先在其他程序里关闭它，并确认有读取权限") from None


def size_problem(size: int) -> str:
    """Why a file of so many bytes is not read; "" for any other."""
    if not size:
        return "文件是空的（0 字节），请重新导出"
    if size > MAX_FILE_BYTES:
        return f"文件有 {size / 2**20:.0f} MB，超过上限 {MAX_FILE_BYTES // 2**20} MB，请拆开"
    return ""


def check_content(content: bytes, name: str) -> Unpacked:
    """The parts of a file. Raises `InputError` unless it is what its extension says, and safe to read."""
    suffix = Path(name).suffix.lower()
    if suffix in (".yaml", ".yml"):
        kinds = "应为 .xlsx、.xls、.ods 或 .csv"
        raise InputError(
            f"{name}：不支持扩展名“{suffix}”，{kinds}；数据文件请写在 jixiao fill 的 --data 后面"
        )
    if suffix not in SUFFIXES:
        raise InputError(f"{name}：不支持扩展名“{suffix}”，应为 .xlsx、.xls、.ods 或 .csv，{_RESAVE}")
    actual = _actual_kind(content)
    if actual == "OLE":
        _check_compound(content, name)
    expected = "ZIP" if suffix in ZIP_SUFFIXES else "OLE" if suffix == ".xls" else "文本"
    if actual != expected:
        label = {"ZIP": "新格式工作簿或压缩包", "OLE": "老格式（.xls）工作簿"}.get(actual, actual)
        raise InputError(f"{name}：扩展名是 {suffix}，内容却是{label}，{_RESAVE}")
    return _check_package(content, name, suffix) if actual == "ZIP" else Unpacked(content)


def check_document(content: bytes, name: str) -> None:
    """Raise `InputError` unless a report (.docx, .pdf) is what its extension says, and safe to read."""
    suffix = Path(name).suffix.lower()
    if suffix not in REPORT_SUFFIXES:
        raise InputError(f"{name}：报告只读 .docx 和 .pdf，请用 Word 或 WPS 打开后另存为 .docx 再用")
    if content.startswith(MAGIC):
        raise InputError(f"{name}：文件有打开密码，或是老格式（.doc）改的扩展名，{_RESAVE_DOCUMENT}")
    if suffix == ".pdf":
        if b"%PDF" not in content[:1024]:
            raise InputError(f"{name}：扩展名是 .pdf，内容却不是 PDF，请重新导出")
        return
    if not content.startswith(_ZIP_MAGIC):
        raise InputError(f"{name}：扩展名是 .docx，内容却不是 Word 文档，{_RESAVE_DOCUMENT}")
    try:
        with opened(content) as package:
            if package.encrypted or "word/document.xml" not in package.entries:
                raise InputError(f"{name}：这不是 Word 文档（可能是表格或压缩包），请另选文件")
            if sum(entry.file_size for entry in package.entries.values()) > MAX_FILE_BYTES:
                raise RefusedFileError("内容太多，请删去大的图片")
            for part in package.entries:
                pieces = package.pieces(part)
                for _ in checked(pieces) if is_checked(part) else pieces:
                    pass
    except DamagedFileError:
        raise unreadable(name, ".docx") from None
    except RefusedFileError as error:
        raise InputError(f"{name}：{error}，{_RESAVE_DOCUMENT}") from None


@contextmanager
def open_workbook(content: bytes, name: str) -> Iterator[CalamineWorkbook]:
    """A workbook that `check_content` found safe, open in its reader; raises `InputError` if that fails."""
    # Loaded late: `jixiao --help` should not wait for it.
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        if content.startswith(MAGIC):
            content = with_usual_names(content)
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            yield book
    except InputError:
        raise
    except PasswordError:
        raise _locked(name) from None
    except (CalamineError, OSError, ValueError):
        raise _with_macro_sheet(name) if _MACRO_SHEETS in content else unreadable(name) from None
    except BaseException as error:
        # A panic of the reader on a damaged file is not an `Exception`, and has no importable name.
        if type(error).__name__ == "PanicException":
            raise unreadable(name) from None
        raise


def _with_macro_sheet(name: str) -> InputError:
    """What to say of a workbook with a sheet of macros, which its reader does not know."""
    why = "里面有宏表（Excel 4.0 宏），不能读"
    return InputError(f"{name}：{why}；请用 Excel 或 WPS 打开，删去宏表后另存为 .xlsx 再用")


def _actual_kind(content: bytes) -> str:
    """ZIP, OLE, 文本, or the Chinese name of something that is none of them."""
    if content.startswith(_ZIP_MAGIC):
        return "ZIP"
    if content.startswith(MAGIC[: len(content)]):
        return "OLE"
    for magic, label in _OTHER_MAGIC.items():
        if content.startswith(magic):
            return label
    if _MARKUP.match(content.removeprefix(_BOMS[0])):
        return "网页或 XML"
    if b"\0" in content[:_SCANNED] and not content.startswith(_BOMS):
        return "无法识别的数据"
    return "文本"


def _check_compound(content: bytes, name: str) -> None:
    try:
        compound = CompoundFile(content)
        if "EncryptedPackage" in compound:
            raise _locked(name)
        streams = [compound.read(stream) for stream in ("Workbook", "Book") if stream in compound]
    except DamagedFileError:
        raise _damaged(name) from None
    if not streams:
        raise InputError(f"{name}：这不是电子表格（可能是文档），请另选文件")
    for records in streams:
        if is_encrypted(records):
            raise _locked(name)
        try:
            check_records(records)
        except DamagedFileError:
            raise _damaged(name) from None


def _locked(name: str) -> InputError:
    return InputError(f"{name}：文件有打开密码，请在 Excel 或 WPS 里取消密码另存后再用")


def _damaged(name: str) -> InputError:
    return InputError(f"{name}：文件不完整或已损坏，请重新导出或重新下载")


def refused(name: str, error: RefusedFileError) -> InputError:
    """What to say of a file that is not read for a reason."""
    return InputError(f"{name}：{error}，{_RESAVE}")


def unreadable(name: str, suffix: str = ".xlsx") -> InputError:
    """What to say of a file that is what its extension says and cannot be read all the same."""
    program = "Word" if suffix == ".docx" else "Excel"
    return InputError(
        f"{name}：文件不完整或已损坏，请重新导出，或用 {program}、WPS 打开后另存为 {suffix} 再用"
    )


def _check_package(content: bytes, name: str, suffix: str) -> Unpacked:
    try:
        with opened(content) as package:
            _check_kind(package, name, suffix)
            sizes = {part: entry.file_size for part, entry in package.entries.items()}
            return Unpacked(content, sizes, _check_parts(package))
    except DamagedFileError:
        raise _damaged(name) from None
    except RefusedFileError as error:
        raise refused(name, error) from None


def _check_kind(package: Archive, name: str, suffix: str) -> None:
    parts = package.entries.keys()
    encrypted = package.encrypted or "encrypted-package" in parts
    manifest = "META-INF/manifest.xml"
    if encrypted or (manifest in parts and b"encryption-data" in package.read(manifest)):
        raise _locked(name)
    if "xl/workbook.bin" in parts:
        raise InputError(f"{name}：这是二进制工作簿（.xlsb），{_RESAVE}")
    is_ods = "mimetype" in parts and b"opendocument.spreadsheet" in package.read("mimetype")
    actual = ".ods" if is_ods else ".xlsx"
    if actual == ".xlsx" and not any(part.startswith("xl/") for part in parts):
        raise InputError(f"{name}：这不是电子表格（可能是文档或压缩包），请另选文件")
    if (actual == ".ods") != (suffix == ".ods"):
        raise InputError(
            f"{name}：扩展名是 {suffix}，内容却是 {actual}，请把扩展名改为 {actual}，或{_RESAVE}"
        )


def _check_parts(package: Archive) -> dict[str, bytes]:
    """Read every part once: finds damage, sizes that lie, and cells too far out. Returns the small parts."""
    kept: dict[str, bytes] = {}
    cells = 0
    for part, entry in package.entries.items():
        if entry.file_size <= _KEPT_BYTES and len(kept) < _MOST_KEPT:
            kept[part] = package.read(part)
        cells += _check_part(package, part, kept.get(part))
    if cells > MAX_CELLS:
        raise RefusedFileError(f"各表合计有 {cells} 格，太大，请删去远处多余的内容")
    return kept


@lru_cache(maxsize=1 << 7)
def _reach_of(part: bytes) -> int:
    """As `_check_part`, of what thousands of forms have alike: styles, themes, relations."""
    return reach(lambda: checked(iter((part,))), len(part))


def _check_part(package: Archive, part: str, whole: bytes | None) -> int:
    """The cells that a part reaches over. Raises `DamagedFileError`, `RefusedFileError`."""

    def pieces() -> Iterator[bytes]:
        return package.pieces(part) if whole is None else iter((whole,))

    if is_checked(part):
        if whole is not None and len(whole) <= _ALIKE_BYTES and not part.startswith(_SHEETS):
            return _reach_of(whole)
        return reach(lambda: checked(pieces()), package.entries[part].file_size)
    for piece in pieces():
        # A reader takes any part for a sheet that the workbook says is one.
        if b"sheetData" in piece:
            raise RefusedFileError(f"工作簿的“{part[-60:]}”像工作表而不是")
    return 0
