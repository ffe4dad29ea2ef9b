"""The text and the tables of a .pdf that has a text layer; the order of the words is pdfplumber's guess."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from workbooks.documents.blocks import Block, Passage, ReadDocument, TextTable
from workbooks.problems import InputError

if TYPE_CHECKING:
    from pdfplumber.page import Page

_MOST_PAGES = 500
_FEWEST_CHARACTERS = 12
_FEWEST_COLUMNS = 2


def pdf_blocks(content: bytes, name: str) -> ReadDocument:
    """What a PDF says, page by page. Raises `InputError` for a scan and for what cannot be read."""
    try:
        import pdfplumber
    except ImportError:
        raise InputError(f"{name}：读 PDF 要先安装 jixiao[pdf]；也可以用原来的 .docx 文件") from None
    blocks: list[Block] = []
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
                blocks += _page(page)
                page.close()
    except InputError:
        raise
    except Exception as error:
        # A damaged PDF ends the reader in as many ways as there are objects in it.
        locked = "password" in type(error).__name__.lower() or "encrypt" in str(error).lower()
        why = "文件有打开密码，请取消密码" if locked else "文件不完整或已损坏，请重新导出"
        raise InputError(f"{name}：{why}") from None
    if not blocks:
        raise InputError(f"{name}：没有文字层（像是扫描件），不能核对，请用原来的 .docx 文件或先做文字识别")
    shown = "、".join(map(str, pictures))
    left_out = (f"第 {shown} 页是图片，没有文字，未核对",) if pictures else ()
    return ReadDocument(name, tuple(blocks), certain=False, left_out=left_out)


def _page(page: Page) -> Iterator[Block]:
    """The lines and the tables of a page from the top."""
    tables = [table for table in page.find_tables() if len(table.extract()[0]) >= _FEWEST_COLUMNS]
    areas = [table.bbox for table in tables]

    def outside(thing: dict[str, float]) -> bool:
        middle = (thing["top"] + thing["bottom"]) / 2
        return not any(top <= middle <= bottom for _, top, _, bottom in areas)

    words = page.filter(lambda thing: thing["object_type"] != "char" or outside(thing))
    lines = [(float(line["top"]), Passage(line["text"].strip())) for line in words.extract_text_lines()]
    found: list[tuple[float, Block]] = [(top, each) for top, each in lines if _says_something(each.text)]
    found += [(float(table.bbox[1]), TextTable(tuple(_rows(table.extract())))) for table in tables]
    yield from (block for _, block in sorted(found, key=lambda each: each[0]))


def _says_something(text: str) -> bool:
    """Whether a line is more than the number of the page."""
    return bool(text) and not text.strip("—-–· 第页/共").isdecimal()


def _rows(rows: Sequence[Sequence[str | None]]) -> Iterator[tuple[str, ...]]:
    for row in rows:
        yield tuple("".join((cell or "").split("\n")).strip() for cell in row)
