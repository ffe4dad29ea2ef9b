"""结转: targets of an 申报表 carried into the 监控表 or the 自评表 of the same projects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from pathlib import Path
from typing import Literal

from addin.editions import Save, check_form_target, edition_for
from addin.filling import calculated, fill
from addin.staging import Monitored, monitoring_file
from udfs.records import dataclass
from workbooks.files.saving import check_target
from workbooks.filing.data_file import Filing
from workbooks.forms.build import build
from workbooks.stages.declaration_form import Cells
from workbooks.stages.monitoring_form import cleared
from workbooks.stages.self_evaluation import as_filing, link_forms
from workbooks.stages.stage_reading import in_measure, latest, read_targets
from workbooks.stages.targets_set import SetTargets
from workbooks.stages.way_changes import changed_since
from workbooks.standards.model import Standard

Stage = Literal["监控", "自评"]
_MEASURE = "万元"


@dataclass(frozen=True)
class Carried:
    """What was carried: the file, its projects, how many indicators.

    `left` are those that found no place, `changed` what was converted, and what differs from earlier forms.
    """

    path: Path
    projects: tuple[str, ...]
    indicators: int
    left: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        return {
            "file": str(self.path),
            "projects": list(self.projects),
            "indicators": self.indicators,
            "left": list(self.left),
            "changed": list(self.changed),
        }


@dataclass(frozen=True)
class CarryingTo:
    """What is carried into: the form, the standard of a 自评表, the months and warnings of a 监控表.

    `linked`, the 申报表 stand in the same workbook and targets and budgets follow them; `against` are earlier
    forms, what differs from them is listed.
    """

    stage: Stage
    standard: Standard
    save: Save
    monitored: Monitored = field(default_factory=Monitored)
    against: tuple[Path, ...] = ()

    @property
    def linked(self) -> bool:
        return self.monitored.linked


def carry(source: Path, path: Path, to: CarryingTo, force: bool = False) -> Carried:
    """Carry the targets of every project of a file into a new form. Raises `InputError`."""
    if to.stage == "监控":
        check_target(path, force)
    else:
        check_form_target(path, force)
    told: list[str] = []
    targets = [in_measure(one, _MEASURE, told) for one in latest(read_targets(source))]
    told += changed_since(to.against, source)
    left: list[str] = []
    if to.stage == "监控":
        monitoring_file([cleared(one) for one in targets], path, force, to.monitored)
    else:
        filing, left = as_filing(to.standard, targets)
        _evaluation(to, targets, filing, path, force)
    count = sum(len(one.indicators) for one in targets)
    return Carried(path, tuple(one.project for one in targets), count, tuple(left), tuple(told))


def _evaluation(
    to: CarryingTo, targets: Sequence[SetTargets], filing: Filing, path: Path, force: bool
) -> None:
    """Save the 自评表, with live links where they are asked for."""
    edition = edition_for(path)
    if not to.linked:
        fill(to.standard, filing, path, force=force, edition=edition, save=to.save)
        return
    built = build(to.standard, filing, edition=edition)
    values: Cells = {sheet: dict(cells) for sheet, cells in calculated(built)[1].items()}
    for sheet, linked in link_forms(built, targets).items():
        values.setdefault(sheet, {}).update(linked)
    to.save(built.workbook, values, path, force)
