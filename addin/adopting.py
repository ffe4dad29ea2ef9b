"""认表: a bureau's own file becomes live, its rules read from its own sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from addin import headless, macros
from addin.editions import check_form_target, edition_for
from addin.live_review import with_review
from udfs.records import dataclass
from workbooks.adoption.blank_form import BureauForm, form_in
from workbooks.adoption.known_form import known_form_in, known_standard_in
from workbooks.adoption.proposal import propose
from workbooks.adoption.putting import MadeLive, put_in
from workbooks.adoption.rule_file import rule_texts
from workbooks.files.container import read_bytes
from workbooks.files.editable import told_by_name
from workbooks.files.older_formats import OLDER, as_xlsx
from workbooks.files.package import WORKBOOK, Package
from workbooks.files.saving import write_whole
from workbooks.files.sheets import read_sheets
from workbooks.filing.data_file import Filing, Reported
from workbooks.filing.figures import DATA_SHEET
from workbooks.filing.scoring import ScoredTable
from workbooks.forms.build import build
from workbooks.forms.layout.rule_places import RULE_SHEET
from workbooks.forms.page.writer import UDF, Edition
from workbooks.problems import InputError
from workbooks.standards.carried import from_text, text_of
from workbooks.standards.interpretation import OUTCOME_LABELS, Outcome
from workbooks.standards.model import Indicator, Standard

SaveLive = Callable[[MadeLive, Path, Edition, bool], None]
"""Saves a file that was made live; the doors know how it gets the functions."""
_READABLE = (".xlsx", ".xlsm")


@dataclass(frozen=True)
class Adopted:
    """A form that was made live."""

    path: Path
    standard: Standard
    tables: list[ScoredTable]
    notes: tuple[str, ...]

    @property
    def unread(self) -> list[Indicator]:
        """The indicators whose sentence was not read: their points are typed."""
        return [one for one in self._indicators if _outcome(one) == "refused"]

    @property
    def _indicators(self) -> list[Indicator]:
        return [indicator for _, _, indicator in self.standard.rows]

    def lines(self) -> list[list[str]]:
        """A line for each indicator: name, points, how it was read, the rule in one sentence."""
        return [
            [one.name, f"{one.weight.normalize():f}", OUTCOME_LABELS[_outcome(one)], _spoken(one)]
            for one in self._indicators
        ]

    def told(self) -> list[str]:
        """What to know and what to do next."""
        counts = Counter(OUTCOME_LABELS[_outcome(one)] for one in self._indicators)
        listed = "，".join(f"{label} {counts[label]}" for label in OUTCOME_LABELS.values() if counts[label])
        lines = [f"共 {len(self._indicators)} 个指标：{listed}"]
        for one in self._indicators:
            for question in one.interpretation.questions if one.interpretation else ():
                choices = "／".join(question.choices)
                lines.append(f"要选　{one.name}：{question.label}：{choices}，先按“{question.default}”")
        for note in self.standard.total_notes:
            choices = "／".join(note.question.choices)
            lines.append(f"要选　表里的说明：{note.question.label}：{choices}，先按“{note.chosen}”")
        lines.append(
            f"已认表：{self.path}；请打开“{RULE_SHEET}”逐行核对、选定口径、确认，数据填在“{DATA_SHEET}”"
        )
        return lines

    def as_json(self) -> dict[str, Any]:
        """The JSON of the command-line contract."""
        return {
            "file": str(self.path),
            "standard": self.standard.id,
            "title": self.standard.title,
            "full_mark": float(self.standard.full_mark),
            "indicators": [
                {
                    "name": one.name,
                    "weight": float(one.weight),
                    "status": _outcome(one),
                    "expression": one.score,
                    "spoken": one.interpretation.spoken if one.interpretation else "",
                    "reason": one.interpretation.reason if one.interpretation else "",
                    "unread": one.interpretation.unread if one.interpretation else "",
                    "questions": [
                        {"key": q.key, "label": q.label, "choices": list(q.choices), "default": q.default}
                        for q in (one.interpretation.questions if one.interpretation else ())
                    ],
                    "items": list(one.expression.keys),
                }
                for one in self._indicators
            ],
            "items": [
                {"key": key, "label": item.label, "kind": item.kind, "unit": item.unit_label}
                for key, item in self.standard.items.items()
            ],
            "notes_on_total": [
                {
                    "text": note.text,
                    "lacking": note.lacking,
                    "rows": list(note.rows),
                    "divisor": None if note.divisor is None else float(note.divisor),
                    "choices": list(note.question.choices),
                    "default": note.question.default,
                }
                for note in self.standard.total_notes
            ],
            "notes": list(self.notes),
        }


def _outcome(indicator: Indicator) -> Outcome:
    return indicator.interpretation.outcome if indicator.interpretation else "typed"


def _spoken(indicator: Indicator) -> str:
    read = indicator.interpretation
    if read is None:
        return indicator.score
    return f"{read.spoken}（{read.reason}）" if read.reason else read.spoken


def adopt(
    source: Path,
    target: Path,
    force: bool = False,
    edition: Edition | None = None,
    save: SaveLive | None = None,
    rules: Path | None = None,
    sheet: str | None = None,
) -> Adopted:
    """Read the table of a file and its sentences (those of `rules` first), and save it live.

    Raises `InputError` before anything is written.
    """
    check_form_target(target, force)
    with _opened(source, target) as (path, told):
        package = Package.read(read_bytes(path), path.name)
        with told_by_name(source.name):
            form = form_in(package, read_sheets(path), sheet)
            proposal = propose(form, _names(package), rule_texts(rules) if rules else {})
        filing = _filing(form, proposal.standard)
        made, tables = made_live(package, proposal.standard, filing, edition_for(target, edition))
        (save or save_plain)(made, target, edition_for(target, edition), force)
    return Adopted(target, proposal.standard, tables, (*told, *proposal.notes))


def new_in_form(
    standard: Standard,
    source: Path,
    target: Path,
    force: bool = False,
    edition: Edition | None = None,
    save: SaveLive | None = None,
    sheet: str | None = None,
) -> Adopted:
    """Put the rules of a known standard into its official file.

    Raises `InputError` before anything is written.
    """
    check_form_target(target, force)
    with _opened(source, target) as (path, notes):
        package = Package.read(read_bytes(path), path.name)
        with told_by_name(source.name):
            form = known_form_in(package, read_sheets(path), standard, sheet)
            known = known_standard_in(form, standard, package.sheets(), source.name, force)
        checked = from_text(text_of(known), f"{standard.id}.yaml")
        filing = _filing(form.form, checked)
        made, tables = made_live(package, checked, filing, edition_for(target, edition))
        (save or save_plain)(made, target, edition_for(target, edition), force)
    return Adopted(target, checked, tables, notes)


@contextmanager
def _opened(source: Path, target: Path) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """A bureau's file, an older format as .xlsx, and what was done to it. Raises `InputError`."""
    if target.exists() and source.exists() and target.samefile(source):
        raise InputError(f"{target.name} 就是要认的文件本身，请换一个文件名")
    suffix = source.suffix.lower()
    if source.is_dir():
        raise InputError(f"{source.name}：这是文件夹，请选择文件")
    if suffix not in (*_READABLE, *OLDER):
        raise InputError(
            f"{source.name}：认表要改动文件本身，只能用 .xlsx、.xlsm（.xls、.ods、.et 先转成 .xlsx）；"
            "请用 Excel 或 WPS 打开后另存为 .xlsx 再认"
        )
    if suffix in _READABLE:
        yield source, ()
        return
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        made = as_xlsx(source, Path(folder))
        note = f"{source.name} 先转成了 .xlsx 再认，字体、行高、图片请与原表核对"
        yield made, (note,)


def made_live(
    package: Package, standard: Standard, filing: Filing, edition: Edition
) -> tuple[MadeLive, list[ScoredTable]]:
    """A bureau's file with the formulas and sheets of a standard, and the scores they show."""
    built = build(standard, filing, edition=edition)
    tables = built.scored()
    values = built.values(tables)
    for sheet, cells in macros.fill_summary(headless.wrap(built.workbook, values)).items():
        values.setdefault(sheet, {}).update(cells)
    return with_review(put_in(package, built, values), package.name), tables


def save_plain(made: MadeLive, path: Path, edition: Edition, force: bool) -> None:
    """Save a file without macros."""
    if edition == UDF:
        raise InputError(f"{path.name} 要带评分函数，只有命令行和加载项能存")
    write_whole(path, lambda stream: made.package.write(stream, made.changed, made.gone), force)


def _names(package: Package) -> list[str]:
    """The defined names that a file uses already."""
    return [str(name.get("name")) for name in package.xml(WORKBOOK).iter("{*}definedName")]


def _filing(form: BureauForm, standard: Standard) -> Filing:
    """What a form that somebody filled in says already: its unit and year, and the scores as reported."""
    table, placed = form.table, standard.placed
    rows = {row.number: row for row in table.rows}
    items: dict[str, Decimal] = {}
    for name, place in (placed.rows if placed else {}).items():
        score = rows[place.row].score if place.row in rows else None
        if score is not None and not score.percent:
            items[name] = score.value
    total = (table.total or {}).get("score")
    printed = total.number.value if total is not None and total.number is not None else None
    return Filing(
        unit=form.as_printed(table.unit),
        year=table.year,
        reported=Reported(items, printed if items else None),
    )
