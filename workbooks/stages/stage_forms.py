"""The forms of targets without scores (申报表, 监控表), as data: stage_forms.yaml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

from udfs.records import dataclass
from workbooks.files.written_with import DefinedName, Workbook
from workbooks.standards.library import STAGE_NAME
from workbooks.standards.strict import Strict, checked

_FILE = Path(__file__).with_suffix(".yaml")

ColumnField = Literal[
    "side",
    "level1",
    "level2",
    "name",
    "relation",
    "target",
    "measure",
    "weight",
    "remark",
    "term_level2",
    "term_name",
    "term_target",
]


@dataclass(frozen=True, kw_only=True)
class StageColumn(Strict):
    """A column of the indicators, its width in characters; the same field twice is one merged cell."""

    field: ColumnField
    width: float
    heading: str = ""


@dataclass(frozen=True, kw_only=True)
class StageForm(Strict):
    """A form; `left` and `right` are the sheet columns of what is typed in the two halves of its head.

    `name` is what the project (or department) is called in it, `levels` the second levels of each first.
    """

    id: str
    title: str
    stage: Literal["申报表", "监控表"]
    source: str
    name: str
    of: Literal["project", "department"] = "project"
    levels: Mapping[str, tuple[str, ...]]
    head: tuple[tuple[str, ...], ...] = ()
    money: Literal["terms", "year", "tasks", ""] = ""
    goals: tuple[str, ...] = ()
    left: tuple[int, int] = (0, 0)
    right: tuple[int, int] = (0, 0)
    columns: tuple[StageColumn, ...] = ()

    def __post_init__(self) -> None:
        if self.columns and not (2 < self.left[0] <= self.left[1] < self.right[0] - 1):
            raise ValueError("left and right leave no room for their labels")
        if self.columns and self.right[1] != len(self.columns):
            raise ValueError("the right half ends with the last column")

    @property
    def is_of_department(self) -> bool:
        return self.of == "department"

    def has(self, field: str) -> bool:
        return any(column.field == field for column in self.columns)

    def column(self, field: str) -> int:
        """The (first) sheet column of a field. Raises `StopIteration` where there is none."""
        return next(number for number, column in enumerate(self.columns, 1) if column.field == field)

    def level1_of(self, level2: str) -> str | None:
        """The first level that a second level stands under."""
        return next((first for first, seconds in self.levels.items() if level2 in seconds), None)

    def groups(self) -> Iterator[tuple[str, str]]:
        """Each second level with its first, in the order of the form."""
        return ((first, second) for first, seconds in self.levels.items() for second in seconds)


@lru_cache(maxsize=1)
def stage_forms() -> Mapping[str, StageForm]:
    """All forms by id."""
    import yaml

    content = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {name: checked(StageForm, {"id": name, **form}) for name, form in content.items()}


def stage_form(name: str) -> StageForm | None:
    """The form with an id or a title; None where it is something else (a scoring standard)."""
    forms = stage_forms()
    return forms.get(name) or next((form for form in forms.values() if form.title == name), None)


def monitoring_form_of(is_of_department: bool) -> StageForm:
    """The 监控表 of projects, or of a department."""
    found = (form for form in stage_forms().values() if form.stage == "监控表")
    return next(form for form in found if form.is_of_department == is_of_department)


def mark(workbook: Workbook, form: str) -> None:
    """Let a workbook say which form it holds, for whoever opens it."""
    workbook.defined_names[STAGE_NAME] = DefinedName(STAGE_NAME, attr_text=f'"{form}"')
