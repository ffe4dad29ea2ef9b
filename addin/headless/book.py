"""A workbook in memory as xlwings sees it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from xlwings import base_classes

from addin.headless.grid import Grid, Place
from addin.headless.names import Names
from addin.headless.saved_results import MACRO_SUFFIXES, SUFFIXES
from addin.headless.sheet import Sheets
from addin.headless.unsupported import implements, of_kind, unsupported
from workbooks.files.saving import write_whole

if TYPE_CHECKING:
    from addin.headless.engine import App, Books


@implements(base_classes.Book)
class Book:
    """An openpyxl workbook with the cached results of its formulas; `path` is None until it is saved."""

    __slots__ = ("_grids", "_name", "books", "path", "workbook")

    def __init__(
        self,
        books: Books,
        workbook: Workbook,
        cached: Mapping[str, Mapping[Place, object]],
        name: str,
        path: Path | None = None,
    ) -> None:
        self.books = books
        self.workbook = workbook
        self.path = path
        self._name = name
        self._grids = {id(sheet): Grid(sheet, cached.get(sheet.title, {})) for sheet in workbook.worksheets}

    def grid(self, worksheet: Worksheet) -> Grid:
        """The cells of a sheet, also of one that was added past xlwings."""
        found = self._grids.get(id(worksheet))
        if found is None or found.sheet is not worksheet:
            found = self._grids[id(worksheet)] = Grid(worksheet, {})
        return found

    def forget(self, grid: Grid) -> None:
        self._grids.pop(id(grid.sheet), None)

    def cached(self) -> dict[str, dict[str, object]]:
        """Sheet name → address → result, for formula cells whose result is still known."""
        return {sheet.title: self.grid(sheet).known() for sheet in self.workbook.worksheets}

    @property
    def app(self) -> App:
        return self.books.app

    @property
    def name(self) -> str:
        return self.path.name if self.path else self._name

    @property
    def fullname(self) -> str:
        return str(self.path) if self.path else self._name

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    @property
    def names(self) -> Names:
        return Names(self)

    def activate(self) -> None:
        self.books.activate(self)

    def close(self) -> None:
        """Forget the book without saving it."""
        self.books.remove(self)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Write the file, replacing an existing one only when all is written.

        Formulas are written without their results (see `addin.headless.cached_of`). Raises ValueError for a
        file type that does not fit the content, and where the file cannot be written. A book that was never
        saved goes to the current folder under its name, as in Excel; FileExistsError when there is such a
        file.
        """
        if password is not None:
            raise unsupported("Book.save 的 password", "请在 Excel 中加密")
        target = Path(of_kind(path, (str, Path), "保存路径应是文字")).resolve() if path else self.path
        if target is None:
            target = self._beside_the_program()
        self._check_type(target)
        write_whole(target, self.workbook.save, force=True)
        self.path = target

    def _beside_the_program(self) -> Path:
        target = Path.cwd() / (self._name if Path(self._name).suffix else f"{self._name}.xlsx")
        if target.exists():
            raise FileExistsError(f"当前文件夹里已有 {target.name}，没有覆盖，请写明保存路径")
        return target

    def _check_type(self, target: Path) -> None:
        suffix = target.suffix.lower()
        if suffix not in SUFFIXES:
            raise ValueError(f"只能存为 .xlsx 或 .xlsm：{target.name}")
        has_macros = self.workbook.vba_archive is not None
        if has_macros and suffix not in MACRO_SUFFIXES:
            raise ValueError(f"“{self.name}”含宏，只能存为 .xlsm：{target.name}")
        if not has_macros and suffix in MACRO_SUFFIXES:
            raise ValueError(f"“{self.name}”不含宏，应存为 .xlsx：{target.name}")
