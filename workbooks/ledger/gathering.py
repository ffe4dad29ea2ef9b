"""Several ledger files and sheets made one: added up, copies left out, and what is not read told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from udfs.records import dataclass

from .payments import Ledger, LedgerIssue, Payment
from .raw_rows import LedgerTable, check_row_count, read_file
from .rows import RowReader
from .sections import SOURCE_MARK, find_sections

_Key = tuple[object, ...]


@dataclass(frozen=True)
class Gathered:
    """The rows of ledger files one below the other, and what is to be told of whole sheets and files.

    The rows of a single table are as they stand in its sheet; of several, each has a line above it that
    says where it comes from.
    """

    rows: list[list[object]]
    issues: tuple[LedgerIssue, ...] = ()

    def told_with(self, ledger: Ledger) -> Ledger:
        """A ledger of these rows with what was told of whole sheets and files."""
        return replace(ledger, issues=(*self.issues, *ledger.issues))


@dataclass(frozen=True)
class _Part:
    """A table and the file it comes from."""

    file: str
    table: LedgerTable

    @property
    def label(self) -> str:
        return f"{self.file} 工作表“{self.table.sheet}”" if self.table.sheet else self.file


def gather(paths: Sequence[Path]) -> Gathered:
    """Read ledger files. Raises `InputError` when one of them cannot be used."""
    parts: list[_Part] = []
    issues: list[LedgerIssue] = []
    for path in paths:
        file = read_file(path)
        parts += (_Part(file.name, table) for table in file.tables)
        issues += (_issue("left_out", f"{file.name}：{why}") for why in file.left_out)
    kept = _without_copies(parts, issues)
    issues += (_issue("doubtful", f"{part.file}：{part.table.hidden}") for part in kept if part.table.hidden)
    rows = kept[0].table.rows if len(kept) == 1 else list(_stacked(kept))
    check_row_count(len(rows), "、".join(path.name for path in paths))
    return Gathered(rows, tuple(issues))


def _stacked(parts: Sequence[_Part]) -> Iterator[list[object]]:
    for part in parts:
        yield [f"{SOURCE_MARK}{part.label}"]
        yield from part.table.rows


def _without_copies(parts: list[_Part], issues: list[LedgerIssue]) -> list[_Part]:
    """The tables without those whose payments all stand in others too; they are named."""
    if len(parts) < 2:
        return parts
    payments = [Counter(map(_key, _payments(part))) for part in parts]
    kept = list(range(len(parts)))
    for n in reversed(range(len(parts))):
        others = sum((payments[other] for other in kept if other != n), Counter[_Key]())
        same = any(parts[other].table.rows == parts[n].table.rows for other in kept if other != n)
        if payments[n] and (same or _is_telling(payments[n])) and payments[n] <= others:
            kept.remove(n)
            where = "、".join(parts[other].label for other in kept if payments[other] & payments[n])
            issues.append(_issue("left_out", f"{parts[n].label}：支付记录在{where}里都有，没有重复计入"))
    return [parts[n] for n in kept]


def _payments(part: _Part) -> list[Payment]:
    reader = RowReader(part.table.rows, part.label)
    for section in find_sections(part.table.rows, part.label):
        reader.read(section)
    reader.finish()
    return reader.payments


def _key(payment: Payment) -> _Key:
    return tuple(payment[1:])


def _is_telling(payments: Counter[_Key]) -> bool:
    """Whether payments that all stand elsewhere are no accident: several, or one with a voucher."""
    return payments.total() > 1 or any(key[-1] for key in payments)


def _issue(kind: str, message: str) -> LedgerIssue:
    return LedgerIssue(None, kind, message, "")
