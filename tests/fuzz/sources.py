"""The sound files that are damaged: every kind we write, published and odd forms, older formats."""

from __future__ import annotations

import shutil
from pathlib import Path

from addin.blank_forms import new
from addin.excel.live import save_form
from addin.filling import fill
from addin.staging import new_stage_form
from tests.support.blank_forms import blank_form
from tests.support.examples import example
from tests.support.places import ROOT
from workbooks.forms.page.writer import NATIVE, UDF
from workbooks.stages.stage_forms import stage_forms
from workbooks.standards.library import available
from workbooks.standards.loading import load

_TAKEN = ("broken", "real-forms", "own-form", "older")


def sources(folder: Path) -> list[Path]:
    """Write them into a folder that is made."""
    folder.mkdir()
    for name in available():
        standard, filing = load(name), example(name)
        fill(standard, filing, folder / f"{name}.xlsm", edition=UDF, save=save_form)
        fill(standard, filing, folder / f"{name}.xlsx", edition=NATIVE)
        new(standard, folder / f"blank-{name}.xlsx", edition=NATIVE)
        blank_form(standard, filing, folder / f"theirs-{name}.xlsx")
    for name, form in stage_forms().items():
        new_stage_form(form, folder / f"{name}.xlsx")
    data = ROOT / "tests" / "data"
    for number, path in enumerate(sorted(path for name in _TAKEN for path in (data / name).rglob("*.xls*"))):
        if path.stat().st_size < 300_000:
            shutil.copy(path, folder / f"{number}-{path.name}")
    shutil.copy(data / "older" / "表.ods", folder / "old.ods")
    return sorted(folder.iterdir())
