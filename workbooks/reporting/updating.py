"""Changed numbers put into a report that people have edited meanwhile, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.parsers import expat

from udfs.records import dataclass
from udfs.regex import regex
from workbooks.files.archive import opened
from workbooks.files.container import check_document, read_bytes, unreadable
from workbooks.files.package import Package
from workbooks.files.saving import write_whole
from workbooks.problems import InputError
from workbooks.reporting.bound_figures import KeptFigure, is_figures_part, read_figures, with_changes
from workbooks.reporting.controls import controls_of, with_texts
from workbooks.reporting.quoted_figures import Quoted

_TEXT_PART = regex(r"word/(?:document|footnotes|endnotes|header\d*|footer\d*)\.xml")
_NOT_OURS = (
    "里没有与附表相连的数，不是 jixiao report 写的报告，或者存成了不带内容控件的格式；请用 -o 另写一份"
)


@dataclass(frozen=True)
class NumberChange:
    """A number of a report: what it is of, what is shown, and what the workbook says now ("" for nothing)."""

    key: str
    shown: str
    now: str

    def as_json(self) -> dict[str, Any]:
        return {"figure": self.key, "shown": self.shown, "now": self.now or None}


@dataclass(frozen=True)
class Update:
    """What an update did: numbers that changed, that people typed over (left as they are), that are gone.

    `missing` are figures of the workbook that came in since the report was written, which has no place for
    them.
    """

    changed: tuple[NumberChange, ...]
    typed_over: tuple[NumberChange, ...]
    gone: tuple[NumberChange, ...]
    missing: tuple[NumberChange, ...] = ()

    @property
    def left(self) -> tuple[NumberChange, ...]:
        """What was not touched though it is not the workbook's."""
        return (*self.typed_over, *self.gone)

    @property
    def is_whole(self) -> bool:
        """Whether every number of the report is the workbook's now, and it has all of them."""
        return not self.left and not self.missing

    def as_json(self) -> dict[str, Any]:
        return {
            name: [each.as_json() for each in getattr(self, name)]
            for name in ("changed", "typed_over", "gone", "missing")
        }


def update_report(
    path: Path, figures: Iterable[Quoted], target: Path | None = None, force: bool = False
) -> Update:
    """Put the figures into a report, in its place or in another file. Raises `InputError`."""
    figures = list(figures)
    now = {each.id: each.shown for each in figures}
    package = _package(path)
    part = next((name for name, content in package.parts.items() if _may_be_ours(name, content)), None)
    written = read_figures(package.parts[part]) if part else None
    if part is None or not written:
        raise InputError(f"{path.name}：{_NOT_OURS}")
    try:
        update, changed = _compared(package, written, now)
        missing = {each.id: each for each in figures if each.new and each.id not in written}
        came_in = tuple(NumberChange(each.key, "", each.shown) for each in missing.values())
        update = replace(update, missing=came_in)
        texts = {id: (written[id].was, new) for id, new in changed.items()}
        parts = {name: with_texts(package.parts[name], texts) for name in _texts_of(package)}
    except expat.ExpatError:
        raise unreadable(path.name, ".docx") from None
    if changed:
        parts[part] = with_changes(package.parts[part], changed)
    different = {name: content for name, content in parts.items() if content != package.parts[name]}
    if different or target is not None:
        replaced = force or target is None
        write_whole(target or path, lambda stream: package.write(stream, different), replaced)
    return update


def _compared(
    package: Package, written: Mapping[str, KeptFigure], now: Mapping[str, str]
) -> tuple[Update, dict[str, str]]:
    """What to tell, and the new texts of figures, which go where the old ones still stand."""
    shown: dict[str, list[str]] = {}
    for name in _texts_of(package):
        for control in controls_of(package.parts[name]):
            if control.id in written:
                shown.setdefault(control.id, []).append(control.shown)
    if not shown:
        raise InputError(f"{package.name}：{_NOT_OURS}")
    changed, typed, gone = list[NumberChange](), list[NumberChange](), list[NumberChange]()
    texts: dict[str, str] = {}
    for id, seen in shown.items():
        was, new = written[id], now.get(id)
        by_hand = [text for text in dict.fromkeys(seen) if text not in (was.was, new)]
        typed += (NumberChange(was.key, text, new or "") for text in by_hand)
        if new is None:
            gone.append(NumberChange(was.key, was.was, ""))
            continue
        if was.was != new and was.was in seen:
            changed.append(NumberChange(was.key, was.was, new))
        if was.was in seen or new in seen:
            texts[id] = new
    return Update(tuple(changed), tuple(typed), tuple(gone)), texts


def _texts_of(package: Package) -> list[str]:
    return [name for name in package.parts if _TEXT_PART.fullmatch(name)]


def _may_be_ours(name: str, content: bytes) -> bool:
    return name.lower().startswith("customxml/item") and is_figures_part(content)


def _package(path: Path) -> Package:
    if path.suffix.lower() != ".docx":
        raise InputError(f"{path.name}：--update 只用于 .docx 报告")
    content = read_bytes(path)
    check_document(content, path.name)
    with opened(content) as archive:
        parts = {part: archive.read(part) for part in archive.entries}
        return Package(path.name, parts, archive.entries)
