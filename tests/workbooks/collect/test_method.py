"""What makes every file be read again: another standard, other rules, other code; not another summary."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from tests.support.places import ROOT
from workbooks.collect.method import method
from workbooks.standards import library


def test_another_standard_asked_for():
    assert method(None) == method(None)
    assert len({method(None), method("heping-2024"), method("wuxi-2021")}) == 3


def test_a_rule_of_a_standard(tmp_path, monkeypatch):
    own = tmp_path / "own-2024.yaml"
    own.write_bytes(library.source("heping-2024").read_bytes())
    before = method(None)
    monkeypatch.setenv(library.OWN_FOLDER, str(tmp_path))
    added = method(None)
    own.write_bytes(own.read_bytes().replace(b"heping", b"hepinG"))
    assert len({before, added, method(None)}) == 3


@pytest.mark.parametrize(
    ("path", "changes"),
    [
        ("udfs/tiers.py", True),
        ("workbooks/review/reading/point_sums.py", True),
        ("workbooks/collect/one_file.py", True),
        ("workbooks/standards/heping-2024.yaml", True),
        ("workbooks/collect/summary/ranking.py", False),
        ("workbooks/collect/cluster.py", False),
    ],
)
def test_the_code_that_scores_and_reviews(tmp_path, path, changes):
    for package in ("udfs", "workbooks"):
        shutil.copytree(ROOT / package, tmp_path / package)

    def told() -> str:
        code = "from workbooks.collect.method import method; print(method(None))"
        done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=True)
        return done.stdout.decode()

    before = told()
    with (tmp_path / path).open("a", encoding="utf-8") as file:
        file.write("\n# Another line.\n")
    assert (told() != before) is changes
