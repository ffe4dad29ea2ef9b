"""A desk without Excel: what a person would choose is given, what they would see is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import xlwings as xw

from addin.headless import workbook_of


@dataclass
class HeadlessDesk:
    """The desk of a workbook in memory."""

    ledger: Path | None = None
    target: Path | None = None
    said: list[str] = field(default_factory=list)
    suggested: list[str] = field(default_factory=list)
    opened: list[Path] = field(default_factory=list)
    in_sight: list[tuple[str, int]] = field(default_factory=list)

    def say(self, text: str) -> None:
        self.said.append(text)

    def ask_ledger(self) -> Path | None:
        return self.ledger

    def ask_target(self, suggestion: str) -> Path | None:
        self.suggested.append(suggestion)
        return self.target

    def save_copy(self, book: xw.Book, path: Path) -> None:
        workbook_of(book).save(path)

    def open(self, path: Path) -> None:
        self.opened.append(path)

    def keep_in_sight(self, sheet: xw.Sheet, rows: int) -> None:
        sheet.activate()
        self.in_sight.append((sheet.name, rows))
