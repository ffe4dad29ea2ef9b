"""A figure that cannot be is told in the same words by fill, score, check, collect and the macro."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from addin.cli import cli
from addin.filling import fill
from addin.headless import open_book
from addin.macros import review as review_macro
from tests.support.cases import load as load_cases
from tests.support.examples import example
from workbooks.collect.jobs import Candidate
from workbooks.collect.one_file import collect_file
from workbooks.review.reviewing import review_file
from workbooks.standards.loading import load

CASES = [case for case in load_cases("figures.yaml") if case.get("code") in ("D02", "D03", "D04")][::4]


def told(findings, key):
    return {
        (each["code"], each["level"], each["message"])
        for each in findings
        if f"数据项“{key}”" in each["message"] and each["code"].startswith("D")
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['key']}={case['typed']}")
def test_every_door(tmp_path, case):
    path, key = tmp_path / "附表.xlsx", case["key"]
    filing = example(case["standard"], {**case.get("set", {}), key: case["typed"]})
    filled = [each.as_json() for each in fill(load(case["standard"]), filing, path).findings]
    scored = json.loads(CliRunner().invoke(cli, ["score", str(path), "--json"]).stdout)["findings"]
    candidate = Candidate(str(path), size=path.stat().st_size)
    doors = {
        "fill": filled,
        "score": scored,
        "check": [each.as_json() for each in review_file(path).findings],
        "collect": [each.as_json() for each in collect_file(candidate).findings],
        "macro": [each.as_json() for each in review_macro(open_book(path)).findings],
    }
    words = {door: told(findings, key) for door, findings in doors.items()}
    codes = {door: {code for code, _, _ in found} for door, found in words.items()}
    assert all(found == {case["code"]} for found in codes.values()), codes
    live = [found for door, found in words.items() if door != "fill"]
    assert all(found == live[0] for found in live)
