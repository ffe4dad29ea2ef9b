"""Defined names of the workbook and of single sheets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from openpyxl.workbook.defined_name import DefinedName, DefinedNameDict
from xlwings import NoSuchObjectError, base_classes

from addin.headless.addresses import parse_a1, parse_reference, quoted
from addin.headless.unsupported import implements, of_kind, unsupported
from udfs.regex import regex

if TYPE_CHECKING:
    from addin.headless.book import Book
    from addin.headless.range_cells import Range
    from addin.headless.sheet import Sheet

_LEGAL = regex(r"[^\W\d][\w.?\\]*|\\[\w.?\\]*")
_MEANING = "名称的引用位置应是公式的文字"
_R1C1 = regex(r"(?i)R[0-9]*|C[0-9]*|R[0-9]*C[0-9]*")
_SCOPED = regex(r"(?:'((?:[^']|'')+)'|([^'!]+))!([^!]+)")


@implements(base_classes.Name)
class Name:
    """One defined name; a sheet's own name carries the sheet ("'附 表'!预算数") as in Excel."""

    __slots__ = ("_book", "_key", "_names", "_sheet")

    def __init__(self, book: Book, sheet: Sheet | None, names: DefinedNameDict, key: str) -> None:
        self._book = book
        self._sheet = sheet
        self._names = names
        self._key = key

    @property
    def name(self) -> str:
        return self._key if self._sheet is None else f"{quoted(self._sheet.name)}!{self._key}"

    @name.setter
    def name(self, value: str) -> None:
        raise unsupported("Name.name", f"改名会使引用“{self._key}”的公式失效，请在 Excel 中操作")

    @property
    def refers_to(self) -> str:
        return f"={self._names[self._key].attr_text or ''}"

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self._names[self._key].attr_text = of_kind(value, str, _MEANING).removeprefix("=")

    @property
    def refers_to_range(self) -> Range:
        """The cells the name stands for; raises NoSuchObjectError for a constant, a formula or #REF!."""
        target = parse_reference(self.refers_to)
        if target is None or not self._book.sheets.contains(target[0]):
            raise NoSuchObjectError(f"名称“{self.name}”不指向单元格区域：{self.refers_to}")
        return self._book.sheets(target[0]).block(target[1])

    def delete(self) -> None:
        del self._names[self._key]


@implements(base_classes.Names)
class Names:
    """Names by position or text, upper and lower case alike; a book's names include those of its sheets."""

    __slots__ = ("_book", "_sheet")

    def __init__(self, book: Book, sheet: Sheet | None = None) -> None:
        self._book = book
        self._sheet = sheet

    def _scopes(self) -> Iterator[tuple[Sheet | None, DefinedNameDict]]:
        if self._sheet is not None:
            yield self._sheet, self._sheet.grid.sheet.defined_names
            return
        yield None, self._book.workbook.defined_names
        for sheet in self._book.sheets:
            yield sheet, sheet.grid.sheet.defined_names

    def all(self) -> list[Name]:
        """In the order of their texts, as Excel lists them; Chinese ones in that of their characters."""
        found = [Name(self._book, sheet, names, key) for sheet, names in self._scopes() for key in names]
        return sorted(found, key=lambda name: name.name.rpartition("!")[2].casefold())

    def snapshot(self) -> list[tuple[str, Name]]:
        return [(name.name, name) for name in self.all()]

    def find(self, text: str) -> Name | None:
        """The name written `text`, with or without its sheet in front; a sheet's own name needs the sheet."""
        scope, key = split_scope(text)
        for sheet, names in self._scopes():
            if scope is not None and (sheet is None or sheet.name.casefold() != scope.casefold()):
                continue
            if scope is None and sheet is not self._sheet:
                continue
            for each in names:
                if each.casefold() == key.casefold():
                    return Name(self._book, sheet, names, each)
        return None

    def contains(self, key: str | int) -> bool:
        return 1 <= key <= len(self) if isinstance(key, int) else self.find(key) is not None

    def __len__(self) -> int:
        return len(self.all())

    def __call__(self, key: str | int) -> Name:
        """A name by its text or 1-based position; raises KeyError when there is none."""
        names = self.all()
        found = self.find(key) if isinstance(key, str) else None
        if isinstance(key, int) and 1 <= key <= len(names):
            found = names[key - 1]
        if found is None:
            raise KeyError(f"没有名称“{key}”" if isinstance(key, str) else f"没有第 {key} 个名称")
        return found

    def add(self, name: str, refers_to: str) -> Name:
        """Define or redefine a name; raises ValueError for a text Excel does not take as a name."""
        scope, key = split_scope(of_kind(name, str, "名称应是文字"))
        meaning = of_kind(refers_to, str, _MEANING)
        check_name(key)
        sheet = self._sheet if scope is None else self._book.sheets(scope)
        names = self._book.workbook.defined_names if sheet is None else sheet.grid.sheet.defined_names
        for each in [each for each in names if each.casefold() == key.casefold()]:
            del names[each]
        names[key] = DefinedName(key, attr_text=meaning.removeprefix("="))
        return Name(self._book, sheet, names, key)


def check_name(text: str) -> None:
    """Raise ValueError for a text Excel takes neither as a name nor as a table's name."""
    if not _LEGAL.fullmatch(text) or parse_a1(text) is not None or _R1C1.fullmatch(text) or len(text) > 255:
        raise ValueError(f"“{text}”不能作名称：应以汉字、字母或下划线开头，不含空格，也不能像单元格地址")


def split_scope(text: str) -> tuple[str | None, str]:
    """Take "'附 表'!预算数" apart into sheet and name; the sheet is None where none is written."""
    match = _SCOPED.fullmatch(text)
    if match is None:
        return None, text
    return (match[1].replace("''", "'") if match[1] else match[2]), match[3]
