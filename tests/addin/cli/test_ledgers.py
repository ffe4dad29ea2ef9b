"""`fill --ledger` on files as they come: what is counted, and what is said of the rest."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.support.places import DATA, EXAMPLES

PAYMENTS = "支付日期,支付金额\n2021-01-05,10000\n2021-12-05,20000\n"


Found = list[dict[str, Any]]


def fill(jixiao: Any, folder: Path, *ledgers: Path, edition: str = "udf") -> tuple[int, Found, Path]:
    out = folder / "附表.xlsx"
    options = [part for ledger in ledgers for part in ("--ledger", str(ledger))]
    data = str(EXAMPLES / "shenzhen-2021.yaml")
    force = ["--edition", edition, "--force-final"] if edition == "values" else []
    options += ["-o", str(out), "--json", *force]
    code, stdout, _ = jixiao("fill", "shenzhen-2021", "--data", data, *options)
    found = [one for one in json.loads(stdout)["findings"] if one["code"].startswith("L")]
    return code, found, out


def quarters(path: Path) -> list[Any]:
    sheet = load_workbook(path)["季度执行"]
    return [sheet[f"B{row}"].value for row in range(5, 9)]


@pytest.mark.parametrize(
    ("name", "spends", "told"),
    [
        ("17-ledger-paid-amount", [10, 30, 65, 115], ["L07 提示 A6"]),
        ("19-ledger-cancelled", [0.1, 0.1, 0.1, 0.3], ["L07 提示 A5", "L07 提示 A6"]),
    ],
)
def test_real_ledgers(jixiao: Any, tmp_path: Path, name: str, spends: list[float], told: list[str]) -> None:
    code, found, out = fill(jixiao, tmp_path, DATA / "real-forms" / f"{name}.xlsx")
    assert code == 1
    assert quarters(out) == spends
    rows = [f"{one['code']} {one['level']} {one['cell']}" for one in found if one["code"] != "L06"]
    assert rows == told


def test_several_ledgers_are_added_up_and_a_copy_is_told(jixiao: Any, tmp_path: Path) -> None:
    first, second, copy = (tmp_path / name for name in ("甲.csv", "乙.csv", "丙.csv"))
    first.write_text(PAYMENTS, encoding="utf-8")
    second.write_text(PAYMENTS.replace("-05,", "-06,"), encoding="utf-8")
    shutil.copy(first, copy)
    code, found, out = fill(jixiao, tmp_path, first, second, copy)
    assert code == 1
    assert quarters(out) == [2, 2, 2, 6]
    told = [one["message"] for one in found if one["code"] == "L10"]
    assert told == ["丙.csv：支付记录在甲.csv里都有，没有重复计入"]


def test_the_final_copy_tells_it_too(jixiao: Any, tmp_path: Path) -> None:
    first, copy = tmp_path / "甲.csv", tmp_path / "乙.csv"
    first.write_text(PAYMENTS, encoding="utf-8")
    shutil.copy(first, copy)
    _, found, _ = fill(jixiao, tmp_path, first, copy, edition="values")
    assert "L10" in [one["code"] for one in found]


def test_a_quarter_that_the_ledger_does_not_reach_is_kept_and_told(jixiao: Any, tmp_path: Path) -> None:
    ledger = tmp_path / "甲.csv"
    ledger.write_text("支付日期,支付金额\n2021-01-05,10000\n", encoding="utf-8")
    _, found, out = fill(jixiao, tmp_path, ledger)
    assert quarters(out) == [1, 223529.67, 256078.4, 495698.32]
    kept = [one["message"] for one in found if one["code"] == "L06" and "已保留" in one["message"]]
    assert len(kept) == 3
