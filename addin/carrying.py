"""结转: targets of an 申报表 carried into the 监控表 or the 自评表 of the same projects."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from addin.editions import Save, check_form_target, edition_for
from addin.filling import fill
from workbooks.files.saving import check_target
from workbooks.files.xlsx import save
from workbooks.stages.monitoring_form import monitoring_workbook
from workbooks.stages.self_evaluation import as_filing
from workbooks.stages.stage_reading import read_targets
from workbooks.standards.model import Standard

Stage = Literal["监控", "自评"]


@dataclass(frozen=True)
class Carried:
    """What was carried: the file, its projects, how many indicators, and what found no place."""

    path: Path
    projects: tuple[str, ...]
    indicators: int
    left: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        return {
            "file": str(self.path),
            "projects": list(self.projects),
            "indicators": self.indicators,
            "left": list(self.left),
        }


def carry(
    source: Path, stage: Stage, path: Path, standard: Standard, save_form: Save, force: bool = False
) -> Carried:
    """Carry the targets of every project of a file into a new form. Raises `InputError`.

    `standard` is that of the 自评表; a 监控表 has none.
    """
    left: list[str] = []
    if stage == "监控":
        check_target(path, force)
        targets = read_targets(source)
        save(*monitoring_workbook(targets), path, force)
    else:
        check_form_target(path, force)
        targets = read_targets(source)
        filing, left = as_filing(standard, targets)
        fill(standard, filing, path, force=force, edition=edition_for(path), save=save_form)
    count = sum(len(one.indicators) for one in targets)
    return Carried(path, tuple(one.project for one in targets), count, tuple(left))
