"""From the grid of another system into a form of ours, and back, by a row/column map."""

from __future__ import annotations

from pathlib import Path

from addin.editions import Save, check_form_target, edition_for
from addin.filling import Filled, fill
from udfs.records import dataclass
from workbooks.exchange.from_system import read_system
from workbooks.exchange.system_map import read_map
from workbooks.exchange.to_system import export_to_system
from workbooks.files import editable
from workbooks.files.cells import read_cells
from workbooks.files.saving import check_target
from workbooks.files.xlsx import save
from workbooks.filing.scoring import score_forms
from workbooks.forms.returned.read_back import own_workbook
from workbooks.forms.standard_files import load_standard
from workbooks.problems import InputError
from workbooks.review.reviewing import WORKED_OUT


@dataclass(frozen=True)
class Sent:
    """The workbook for the system: its file, projects, and what has no value yet."""

    path: Path
    projects: tuple[str, ...]
    lacking: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        return {"file": str(self.path), "projects": list(self.projects), "lacking": list(self.lacking)}


def take_in(source: Path, map_path: Path, path: Path, save_form: Save, force: bool = False) -> Filled:
    """A form of ours with the projects of a system's workbook. Raises `InputError`."""
    check_form_target(path, force)
    mapped = read_map(map_path)
    standard = load_standard(mapped.standard)
    filing = read_system(source, mapped, standard, map_path.name)
    return fill(standard, filing, path, force=force, edition=edition_for(path), save=save_form)


def send_out(
    source: Path, map_path: Path, path: Path, template: Path | None = None, force: bool = False
) -> Sent:
    """A workbook for the system with the projects of a form of ours. Raises `InputError`."""
    check_target(path, force)
    mapped = read_map(map_path)
    own = own_workbook(read_cells(source, WORKED_OUT))
    if own.standard.id != load_standard(mapped.standard).id:
        raise InputError(
            f"{source.name} 是“{own.standard.id}”的附表，{map_path.name} 是给“{mapped.standard}”的，"
            "请换一份对应表"
        )
    tables = score_forms(own.standard, own.filing)
    blank = editable.load(template) if template else None
    name = template.name if template else path.name
    exported = export_to_system(own.standard, own.filing, tables, mapped, map_path.name, blank, name)
    save(exported.workbook, {}, path, force)
    return Sent(path, exported.projects, exported.lacking)
