"""The text and the tables of a .pdf that has a text layer; the order of the words is pdfplumber's guess."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from statistics import median
from typing import TYPE_CHECKING, Any

from udfs.records import dataclass
from udfs.regex import regex
from workbooks.documents.blocks import Block, Passage, ReadDocument, TextTable
from workbooks.problems import InputError, to_install

if TYPE_CHECKING:
    from pdfplumber.page import Page

_MOST_PAGES = 500
_FEWEST_CHARACTERS = 12
_FEWEST_COLUMNS = 2
# Letters of notes, and the raised numbers that point at them, beside those of the text.
_SMALL, _RAISED = 0.93, 0.72
_NOTE_MARK = regex(r"(?:\d{1,3}|[①-⑳*＊]|\[\d{1,3}\]|注\d*[:：])\s*(?=\S)")
_FEWEST_RUNNING, _SAME_PLACE = 3, 4


def pdf_blocks(content: bytes, name: str) -> ReadDocument:
    """What a PDF says, page by page. Raises `InputError` for a scan and for what cannot be read."""
    try:
        import pdfplumber
    except ImportError:
        raise InputError(
            f"{name}：读 PDF 的组件没有安装（pdfplumber），{to_install('pdf')}；也可以用原来的 .docx 文件"
        ) from None
    read: list[_Page] = []
    pictures: list[int] = []
    try:
        with pdfplumber.open(io.BytesIO(content)) as pdf:
            if len(pdf.pages) > _MOST_PAGES:
                raise InputError(f"{name}：有 {len(pdf.pages)} 页，超过上限 {_MOST_PAGES} 页，请拆开")
            for number, page in enumerate(pdf.pages, 1):
                if len(page.chars) < _FEWEST_CHARACTERS:
                    if page.images:
                        pictures.append(number)
                    continue
                read.append(_page(page))
                page.close()
    except InputError:
        raise
    except Exception as error:
        # A damaged PDF ends the reader in as many ways as there are objects in it.
        locked = "password" in type(error).__name__.lower() or "encrypt" in str(error).lower()
        why = "文件有打开密码，请取消密码" if locked else "文件不完整或已损坏，请重新导出"
        raise InputError(f"{name}：{why}") from None
    running = _running_heads(read)
    blocks = [block for page in read for block in page.blocks(running)]
    if not blocks:
        raise InputError(f"{name}：没有文字层（像是扫描件），不能核对，请用原来的 .docx 文件或先做文字识别")
    shown = "、".join(map(str, pictures))
    left_out = (f"第 {shown} 页是图片，没有文字，未核对",) if pictures else ()
    return ReadDocument(name, tuple(blocks), certain=False, left_out=left_out)


@dataclass(frozen=True)
class _Line:
    """A line of a page: where its top is, its text, and how large its letters are."""

    top: float
    text: str
    size: float


@dataclass(frozen=True)
class _Page:
    """What stands on a page: its lines, and its tables with the place of their tops."""

    lines: tuple[_Line, ...]
    tables: tuple[tuple[float, TextTable], ...]
    body: float

    def blocks(self, running: Set[tuple[int, str]]) -> Iterator[Block]:
        """The lines and tables from the top, without the `running` heads and feet; the notes last."""
        kept = [line for line in self.lines if _running(line) not in running]
        noted = next((place for place, line in enumerate(kept) if self._is_note(kept[place:])), len(kept))
        found: list[tuple[float, Block]] = [(line.top, Passage(line.text)) for line in kept[:noted]]
        yield from (block for _, block in sorted([*found, *self.tables], key=lambda each: each[0]))
        for line in kept[noted:]:
            yield Passage(_NOTE_MARK.sub("", line.text), "脚注")

    def _is_note(self, lines: Sequence[_Line]) -> bool:
        """Whether these last lines of the page are its notes: small, the first of them with a mark."""
        last = max((top for top, _ in self.tables), default=0.0)
        small = all(line.size < _SMALL * self.body and line.top > last for line in lines)
        return small and bool(_NOTE_MARK.match(lines[0].text))


def _page(page: Page) -> _Page:
    tables = [table for table in page.find_tables() if len(table.extract()[0]) >= _FEWEST_COLUMNS]
    areas = [table.bbox for table in tables]
    sizes = Counter(round(float(each["size"]), 1) for each in page.chars)
    body = sizes.most_common(1)[0][0]

    def read(thing: dict[str, Any]) -> bool:
        """Whether a thing is read as text: not that of tables, nor the raised number of a note."""
        if thing["object_type"] != "char":
            return True
        middle = (thing["top"] + thing["bottom"]) / 2
        within = any(top <= middle <= bottom for _, top, _, bottom in areas)
        return not within and (thing["size"] >= _RAISED * body or not thing["text"].isdecimal())

    lines = [
        _Line(float(line["top"]), line["text"].strip(), median(float(each["size"]) for each in line["chars"]))
        for line in page.filter(read).extract_text_lines()
    ]
    placed = ((float(table.bbox[1]), TextTable(tuple(_rows(table.extract())))) for table in tables)
    return _Page(tuple(line for line in lines if _says_something(line.text)), tuple(placed), body)


def _running_heads(pages: Sequence[_Page]) -> set[tuple[int, str]]:
    """The lines that stand in the same place on most pages: heads and feet, not what the report says."""
    counted = Counter(key for page in pages for key in {_running(line) for line in page.lines})
    return {key for key, count in counted.items() if count >= _FEWEST_RUNNING and 2 * count > len(pages)}


def _running(line: _Line) -> tuple[int, str]:
    return round(line.top / _SAME_PLACE), line.text


def _says_something(text: str) -> bool:
    """Whether a line is more than the number of the page."""
    return bool(text) and not text.strip("—-–· 第页/共").isdecimal()


def _rows(rows: Sequence[Sequence[str | None]]) -> Iterator[tuple[str, ...]]:
    for row in rows:
        yield tuple("".join((cell or "").split("\n")).strip() for cell in row)
