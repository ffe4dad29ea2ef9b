"""The workbooks that are shown: new and filled forms of every kind, made as the commands make them."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from addin.adopting import adopt
from addin.blank_forms import new
from addin.filling import fill
from addin.staging import new_stage_form
from tests.support.adopted import DATA, figures_of, sentence_cases
from tests.support.examples import example, first_form
from workbooks.files.cells import read_cells
from workbooks.files.xlsx import save
from workbooks.forms.build import build
from workbooks.forms.page.writer import NATIVE
from workbooks.forms.returned.read_back import carried_in
from workbooks.forms.sheets.scenario_sheet import Scenario
from workbooks.stages.stage_forms import stage_forms
from workbooks.standards.loading import load
from workbooks.whatif.scenarios import base_of

ADOPTED = "认表"
"""The name of the workbook of a bureau's own form."""


def blank(name: str, path: Path) -> Path:
    """A new form of a standard."""
    new(load(name), path, edition=NATIVE)
    return path


def filled(name: str, path: Path, without: tuple[str, ...] = (), typed: dict[str, Any] | None = None) -> Path:
    """A form with the published figures, some left out or typed otherwise."""
    filing = example(name, typed)
    kept = {key: value for key, value in filing.data.items() if key not in without}
    ledgers = [filing.ledger] if filing.ledger else []
    fill(load(name), replace(filing, data=kept), path, ledgers, edition=NATIVE)
    return path


def what_if(name: str, path: Path, **changes: str) -> Path:
    """A filled form with a scenario begun."""
    standard, filing = load(name), example(name)
    base = base_of(standard, first_form(standard, filing))
    built = build(standard, filing, edition=NATIVE, scenarios=[Scenario("情景1", base.typed(changes))])
    save(built.workbook, built.values(built.scored()), path, force=False)
    return path


def stage(name: str, path: Path) -> Path:
    """A new form without scores."""
    new_stage_form(stage_forms()[name], path)
    return path


def adopted(path: Path) -> Path:
    """A bureau's own form, made live."""
    adopt(DATA / "filled.xlsx", path, edition=NATIVE)
    return path


def adopted_filled(path: Path) -> Path:
    """The same, filled with figures of the first case of each sentence."""
    live = adopted(path.with_name(f"认表-{path.name}"))
    standard = carried_in(read_cells(live))
    assert standard is not None
    figures = dict[str, Any]()
    for case in sentence_cases():
        figures = figures_of(standard, case) | figures
    data = path.with_suffix(".yaml")
    content = {"standard": standard.id, "unit": "某市××区文化馆", "year": standard.year, "data": figures}
    data.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    command = [sys.executable, "-m", "addin", "fill", live, "--data", data, "-o", path]
    # 1 says that figures are missing or that there are findings.
    if subprocess.run(command, check=False, capture_output=True).returncode > 1:
        raise SystemExit(f"没有填好 {live.name}")
    return path
