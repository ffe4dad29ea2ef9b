"""Plain forms saved as .ods and .xls, and put into a .docx: what is found stays the same."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.support.cases import load
from tests.support.libreoffice import LibreOffice, find_soffice
from tests.support.reports import write_report
from tests.workbooks.official.typed import type_workbook
from workbooks.review.of_documents import review_any

FILES = ("provinces", "regions", "ministries", "accounts")
FORMS = [form for name in FILES for form in load(f"review/{name}.yaml")["forms"]]
# One process opens each file of an older format, so some stand for all: those with merged cells above all.
MERGED = [form for form in FORMS if form.get("merge")]
WITHOUT_FORMULAS = [form for form in FORMS if form.get("rows") and not form.get("merge")]


def typed(path: Path, form: Mapping[str, Any]) -> Path:
    return type_workbook(path, {"附表": form["rows"]}, {"附表": form.get("merge", ())})


@pytest.mark.parametrize("suffix", [".ods", ".xls"])
def test_merged_cells_of_older_formats(tmp_path: Path, libreoffice: LibreOffice, suffix: str) -> None:
    paths = [typed(tmp_path / f"{number}.xlsx", form) for number, form in enumerate(MERGED)]
    profile = (libreoffice.folder / "convert").as_uri()
    program = [find_soffice() or "", f"-env:UserInstallation={profile}", "--headless"]
    command = [*program, "--convert-to", suffix[1:], "--outdir", str(tmp_path / "另存"), *map(str, paths)]
    subprocess.run(command, check=True, timeout=600)
    for path, form in zip(paths, MERGED, strict=True):
        review = review_any(tmp_path / "另存" / f"{path.stem}{suffix}")
        found = sorted((each.code, each.level, each.cell) for each in review.findings)
        assert found == sorted(map(tuple, form.get("finds", []))), form["name"]


@pytest.mark.parametrize("form", WITHOUT_FORMULAS[::3], ids=lambda form: form["name"])
def test_the_same_form_in_a_report(tmp_path: Path, form: Mapping[str, Any]) -> None:
    width = max(map(len, form["rows"]))
    title, *rows = [[*("" if cell is None else cell for cell in row)] for row in form["rows"]]
    table = [[*row, *[""] * (width - len(row))] for row in rows]
    review = review_any(write_report(tmp_path / "报告.docx", [str(title[0]), table]))
    found = Counter((each.code, each.level) for each in review.findings)
    assert found == Counter((code, level) for code, level, _ in form.get("finds", ()))
