"""The engine xlwings talks to, with its applications and their open books."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from weakref import ref

import xlwings
from openpyxl import Workbook
from xlwings import base_classes

from addin.headless.book import Book
from addin.headless.grid import Place
from addin.headless.range_cells import Range
from addin.headless.saved_results import load
from addin.headless.unsupported import implements, unsupported
from addin.headless.values import cleaned, storable

NAME = "openpyxl"

# Odd and beyond what systems give out: no application is ever taken for a running Excel, or stopped as one.
_next_pid = count(2**31 - 1, -2)

_CAUTIOUS_ANSWER = {"ok": "ok", "ok_cancel": "cancel", "yes_no": "no", "yes_no_cancel": "cancel"}
_CALCULATION = {"automatic", "manual", "semiautomatic"}


class Engine:
    """Registered with xlwings under the name "openpyxl"; it behaves as desktop Excel does."""

    name = NAME
    type = "desktop"

    def __init__(self) -> None:
        self.apps = Apps(self)

    @staticmethod
    def clean_value_data(
        data: Sequence[Sequence[object]],
        datetime_builder: Callable[..., object],
        empty_as: object,
        number_builder: Callable[[float], object] | None,
        err_to_str: bool,
    ) -> list[list[object]]:
        return cleaned(data, datetime_builder, empty_as, number_builder, err_to_str)

    @staticmethod
    def prepare_xl_data_element(x: object, options: object) -> object:
        return storable(x)

    def activate(self) -> None:
        """Make xlwings' own calls (xw.Book(path), xw.books …) use this engine."""
        if NAME not in xlwings.engines.engines_by_name:
            xlwings.engines.add(xlwings.Engine(impl=self))
        xlwings.engines[NAME].activate()


@implements(base_classes.Apps)
class Apps:
    """The applications that are open, the active one first.

    One that xlwings opened stays open until it is closed, as Excel does. One made by `open_book` or `wrap`
    lasts as long as its book is in use, so that a batch of hundreds leaves nothing behind.
    """

    __slots__ = ("_kept", "_open", "engine")

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._open: list[ref[App]] = []
        self._kept: set[App] = set()

    def __iter__(self) -> Iterator[App]:
        return iter([app for each in self._open if (app := each()) is not None])

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __getitem__(self, pid: int) -> App:
        for app in self:
            if app.pid == pid:
                return app
        raise KeyError(f"没有编号为 {pid} 的应用")

    def keys(self) -> list[int]:
        return [app.pid for app in self]

    def add(
        self,
        spec: str | None = None,
        add_book: bool | None = None,
        xl: object = None,
        visible: bool | None = None,
    ) -> App:
        app = App(self)
        self.keep(app)
        self.bring_forward(app)
        if add_book:
            app.books.add()
        return app

    def keep(self, app: App) -> None:
        """Hold the application open until it is closed."""
        self._kept.add(app)

    def bring_forward(self, app: App) -> None:
        self._open = [ref(app), *(ref(other) for other in self if other is not app)]

    def remove(self, app: App) -> None:
        self._open = [ref(other) for other in self if other is not app]
        self._kept.discard(app)

    @staticmethod
    def cleanup() -> None:
        """There are no stray processes."""


@implements(base_classes.App)
class App:
    """One application; settings that only affect a screen are kept and otherwise without effect.

    `alerts` holds what macros told the user through `alert`, in order.
    """

    __slots__ = (
        "__weakref__",
        "_apps",
        "_calculation",
        "alerts",
        "books",
        "display_alerts",
        "enable_events",
        "interactive",
        "pid",
        "screen_updating",
        "status_bar",
        "visible",
    )

    version = "16.0"

    def __init__(self, apps: Apps) -> None:
        self._apps = apps
        self.pid = next(_next_pid)
        self.books = Books(self)
        self.alerts: list[str] = []
        self.visible = False
        self.screen_updating = True
        self.display_alerts = True
        self.enable_events = True
        self.interactive = True
        self.status_bar: str | bool = False
        self._calculation = "automatic"

    @property
    def engine(self) -> Engine:
        return self._apps.engine

    @property
    def apps(self) -> Apps:
        return self._apps

    @property
    def selection(self) -> Range | None:
        book = self.books.active
        if book is None:
            return None
        sheet = book.sheets.active
        return sheet.range(str(sheet.grid.sheet.sheet_view.selection[0].sqref or "A1").split()[0])

    @property
    def calculation(self) -> str:
        return self._calculation

    @calculation.setter
    def calculation(self, value: str) -> None:
        if value not in _CALCULATION:
            raise ValueError(f"计算方式应为 automatic、manual 或 semiautomatic：{value}")
        self._calculation = value

    def calculate(self) -> None:
        raise unsupported("App.calculate", "公式由 Excel 打开时计算，这里只保留上次的结果")

    def alert(
        self,
        prompt: str,
        title: str | None = None,
        buttons: str = "ok",
        mode: str | None = None,
        callback: object = None,
    ) -> str:
        """Keep the message; nobody can answer, so a question gets the answer that changes nothing."""
        if buttons not in _CAUTIOUS_ANSWER:
            raise ValueError(f"按钮应为 {'、'.join(_CAUTIOUS_ANSWER)}：{buttons}")
        self.alerts.append(prompt)
        return _CAUTIOUS_ANSWER[buttons]

    def activate(self, steal_focus: bool | None = None) -> None:
        """Become the active application; xlwings insists on finding it in its active engine."""
        self.engine.activate()
        self._apps.bring_forward(self)

    def quit(self) -> None:
        """Close all books without saving."""
        for book in self.books:
            self.books.remove(book)
        self._apps.remove(self)

    def kill(self) -> None:
        self.quit()


@implements(base_classes.Books)
class Books:
    """The open books of one application, the active one last."""

    __slots__ = ("_open", "app")

    def __init__(self, app: App) -> None:
        self.app = app
        self._open: list[Book] = []

    @property
    def active(self) -> Book | None:
        return self._open[-1] if self._open else None

    def __len__(self) -> int:
        return len(self._open)

    def __iter__(self) -> Iterator[Book]:
        return iter(list(self._open))

    def __call__(self, key: str | int) -> Book:
        if isinstance(key, int):
            if not 1 <= key <= len(self._open):
                raise KeyError(f"打开的工作簿有 {len(self._open)} 个，没有第 {key} 个")
            return self._open[key - 1]
        for book in self._open:
            if str(key).casefold() in {book.name.casefold(), book.fullname.casefold()}:
                return book
        raise KeyError(f"没有打开工作簿“{key}”")

    def add(self) -> Book:
        """A new book with one sheet, named as Excel does."""
        workbook = Workbook()
        workbook.worksheets[0].title = "Sheet1"
        taken = {book.name for app in self.app.apps for book in app.books}
        name = next(each for each in (f"Book{number}" for number in count(1)) if each not in taken)
        self.app.apps.keep(self.app)
        return self.adopt(workbook, {}, name)

    def open(
        self, fullname: str, update_links: bool | None = None, read_only: bool | None = None, *further: object
    ) -> Book:
        """Open a file for reading and writing; options that need Excel are refused."""
        if read_only or any(option is not None for option in further):
            raise unsupported("Books.open 的附加参数", "只支持文件路径")
        self.app.apps.keep(self.app)
        return self.load(Path(fullname))

    def load(self, path: Path) -> Book:
        """Read a file; raises FileNotFoundError, or ValueError when it is not such a workbook."""
        path = path.resolve()
        workbook, cached = load(path)
        return self.adopt(workbook, cached, path.name, path)

    def adopt(
        self,
        workbook: Workbook,
        cached: Mapping[str, Mapping[Place, object]],
        name: str,
        path: Path | None = None,
    ) -> Book:
        """Take a workbook in and make it the active one."""
        book = Book(self, workbook, cached, name, path)
        self._open.append(book)
        self.app.apps.bring_forward(self.app)
        return book

    def activate(self, book: Book) -> None:
        self._open.remove(book)
        self._open.append(book)

    def remove(self, book: Book) -> None:
        """Close a book; an application without books goes too, so that a batch leaves nothing behind."""
        if book in self._open:
            self._open.remove(book)
        if not self._open:
            self.app.apps.remove(self.app)


engine = Engine()
