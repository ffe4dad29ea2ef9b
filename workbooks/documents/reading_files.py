"""Reading the file of a report, opened only after `files.container` found it safe."""

from __future__ import annotations

import io
from functools import partial
from pathlib import Path

from workbooks.documents.blocks import Block, Passage, ReadDocument, TextTable, joined_passages
from workbooks.documents.page_breaks import whole_tables
from workbooks.files import apart
from workbooks.files.container import REPORT_SUFFIXES, check_document, read_bytes, unreadable
from workbooks.problems import InputError

_SECONDS = 120
_EMBEDDED = "有 {} 个嵌入的 Excel 对象，里面的表没有核对，请把工作簿一起给出"


def is_document(path: Path) -> bool:
    """Whether a file is a report by its name; .doc is one that has to be saved anew."""
    return path.suffix.lower() in (*REPORT_SUFFIXES, ".doc", ".wps", ".rtf")


def read_document(path: Path) -> ReadDocument:
    """Read a report. Raises `InputError` (one line with the file's name) when it cannot be used."""
    content, name = read_bytes(path), path.name
    check_document(content, name)
    read = _pdf_apart(content, name) if path.suffix.lower() == ".pdf" else _word(content, name)
    return ReadDocument(name, tuple(_put_together(read.blocks)), read.certain, read.left_out)


def _word(content: bytes, name: str) -> ReadDocument:
    # Loaded late: no other command should wait for it.
    from docx import Document
    from lxml import etree

    from workbooks.documents.word_text import TooMuchError, blocks_of, embedded_in

    try:
        document = Document(io.BytesIO(content))
        count = embedded_in(document)
        left_out = (_EMBEDDED.format(count),) if count else ()
        return ReadDocument(name, tuple(blocks_of(document)), left_out=left_out)
    except TooMuchError:
        raise InputError(f"{name}：段落和表格的格太多，不像一份报告，请拆开") from None
    except (KeyError, ValueError, AttributeError, IndexError, RecursionError, etree.XMLSyntaxError):
        # What python-docx raises where a package is not as a document's should be.
        raise unreadable(name, ".docx") from None


def _pdf_apart(content: bytes, name: str) -> ReadDocument:
    """A PDF read in a process apart: one that never ends is given up."""
    from workbooks.documents.pdf_text import pdf_blocks

    read = partial(pdf_blocks, content, name)
    return apart.apart_once(read, name, _SECONDS, "请用原来的 .docx 文件", "workbooks.documents.pdf_text")


def _put_together(blocks: tuple[Block, ...]) -> list[Block]:
    """Sentences and tables that were broken at the end of a page in one piece."""
    whole: list[Block] = []
    run: list[Passage] = []
    for block in [*whole_tables(blocks), None]:
        if isinstance(block, Passage):
            run.append(block)
            continue
        whole += joined_passages(run)
        run = []
        if isinstance(block, TextTable):
            whole.append(block)
    return whole
