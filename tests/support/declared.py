"""A declaration of targets (绩效目标申报表) of own wording, as data and filled."""

from __future__ import annotations

from pathlib import Path

import yaml

from addin.staging import fill_stage_form
from tests.support.cases import load
from workbooks.stages.stage_forms import stage_forms


def declared_data(path: Path) -> Path:
    content = load("declaration.yaml")["declare-project"]
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return path


def declared_workbook(path: Path) -> Path:
    fill_stage_form(stage_forms()["declare-project"], declared_data(path.with_suffix(".yaml")), path)
    return path
