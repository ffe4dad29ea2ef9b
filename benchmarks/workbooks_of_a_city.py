"""The workbooks that the departments of a city hand in, the same for the same seed, with known defects.

`python -m benchmarks.workbooks_of_a_city FOLDER --files 2000` writes them, and truth.json beside the folder.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import tempfile
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.city.defects import Defect, defects, varied
from benchmarks.city.documents import Document, documents
from benchmarks.city.grids import Grid, in_another_layout, written
from benchmarks.city.own import own_templates

MEMBER = "!"
"""Between the path of an archive and the name of a workbook in it, in truth.json."""

_DISTRICTS = tuple("东西南北中前后左右甲乙丙丁戊己庚")
_OFFICES = ("财政", "教育", "科技", "民政", "司法", "交通", "水务", "农业", "商务", "审计", "统计", "档案")
_OWN, _CLEAN, _ARCHIVED, _BAD, _CONVERTED = 0.4, 0.25, 0.1, 0.01, 0.02
_MOST_CONVERTED = 40


@dataclass(frozen=True)
class Handed:
    """A file as handed in: its name, content, and what is true of it."""

    name: str
    content: bytes
    truth: dict[str, Any]


def make(folder: Path, files: int, seed: int = 2024, office: str | None = None) -> Path:
    """Write so many workbooks into the folder; return the path of their truth.json, beside it.

    With `office`, the path of LibreOffice, some are .xls and .ods.
    """
    chance = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    truth: dict[str, Any] = {}
    archives: dict[Path, zipfile.ZipFile] = {}
    with tempfile.TemporaryDirectory() as work:
        workbooks = _converted(_workbooks(files, chance), files, Path(work), office)
        for number, handed in enumerate(workbooks):
            district = _DISTRICTS[number % len(_DISTRICTS)] + "城区"
            if chance.random() < _ARCHIVED:
                path = folder / district / f"{district}交来.zip"
                path.parent.mkdir(exist_ok=True)
                if path not in archives:
                    archives[path] = zipfile.ZipFile(path, "w")
                about = zipfile.ZipInfo(handed.name, (2024, 1, 1, 0, 0, 0))
                archives[path].writestr(about, handed.content)
                truth[f"{district}/{path.name}{MEMBER}{handed.name}"] = handed.truth
            else:
                path = folder / district / handed.name
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(handed.content)
                truth[f"{district}/{handed.name}"] = handed.truth
    for archive in archives.values():
        archive.close()
    told = folder.with_name(f"{folder.name}-truth.json")
    told.write_text(json.dumps(truth, ensure_ascii=False, indent=0), encoding="utf-8")
    return told


def _workbooks(files: int, chance: random.Random) -> Iterator[Handed]:
    ours, plain = own_templates(), documents(chance)
    for number in range(files):
        office = _OFFICES[number % len(_OFFICES)]
        unit = f"{_DISTRICTS[number % len(_DISTRICTS)]}城区{office}局第{number:05d}中心"
        if chance.random() < _BAD:
            yield _bad(unit, chance)
        elif chance.random() < _OWN:
            template = chance.choice(ours)
            unit = f"北京市丰台区{unit}" if template.standard == "fengtai-2023" else unit
            name = f"{unit}{chance.choice(('绩效附表', '自评表（最终）', ' 2 '))}.xlsx"
            yield Handed(name, template.of(unit), _truth("own", template.standard, unit, template.defect))
        else:
            yield _plain(varied(chance.choice(plain)(), chance), unit, chance)


def _plain(document: Document, unit: str, chance: random.Random) -> Handed:
    unit = f"北京市丰台区{unit}" if document.standard == "fengtai-2023" else unit
    defect = None if chance.random() < _CLEAN else chance.choice(defects(document, chance))
    moved = {grid.name: in_another_layout(grid, chance) for grid in document.grids}
    changed = document.changed(defect.changes) if defect else document
    grids = [
        _of_unit(replace(moved[grid.name], grid=grid).written(), document.unit, unit)
        for grid in changed.grids
    ]
    if defect:
        cells = tuple((sheet, moved[sheet].cell(cell)) for sheet, cell in defect.cells)
        defect = replace(defect, cells=cells)
    name = f"{chance.choice(('', '附件3 ', '（新）'))}{unit}.xlsx"
    return Handed(name, written(grids, {}), _truth("plain", document.standard, unit, defect))


def _of_unit(grid: Grid, old: str, unit: str) -> Grid:
    def named(row: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(value.replace(old, unit) if isinstance(value, str) else value for value in row)

    return replace(grid, rows=tuple(map(named, grid.rows)))


def _bad(unit: str, chance: random.Random) -> Handed:
    """A file that cannot be read."""
    whole = written([Grid("Sheet1", (("一级指标", "得分"),))], {})
    name, content = chance.choice(
        (
            (f"{unit}.xlsx", whole[: len(whole) // 2]),
            (f"{unit}.xlsx", b""),
            (f"{unit}.xls", "<html><body>绩效自评表</body></html>".encode()),
            (f"{unit}.xlsx", b"%PDF-1.7 \n"),
            (f"{unit}.xlsx", written([Grid("Sheet1", (("通讯录",), ("张三",)))], {})),
        )
    )
    return Handed(name, content, {"kind": "bad", "standard": None, "unit": unit, "defect": None})


def _truth(kind: str, standard: str, unit: str, defect: Defect | None) -> dict[str, Any]:
    told = None
    if defect:
        told = {
            "name": defect.name,
            "level": defect.level,
            "codes": defect.codes,
            "cells": [f"{sheet}!{cell}" for sheet, cell in defect.cells],
            "also": defect.also,
        }
    return {"kind": kind, "standard": standard, "unit": unit, "defect": told}


def _converted(handed: Iterator[Handed], files: int, work: Path, office: str | None) -> Iterator[Handed]:
    """Some of the plain tables as .xls and .ods, converted by LibreOffice all at once, where it is given."""
    wanted = min(int(files * _CONVERTED), _MOST_CONVERTED) if office else 0
    taken: list[Handed] = []
    for one in handed:
        if len(taken) < wanted and one.truth["kind"] == "plain":
            taken.append(one)
        else:
            yield one
    for suffix, some in ((".xls", taken[::2]), (".ods", taken[1::2])):
        if some and office:
            yield from _by_libreoffice(some, suffix, work, office)


def _by_libreoffice(handed: list[Handed], suffix: str, work: Path, office: str) -> Iterator[Handed]:
    source, target = work / f"for{suffix}", work / f"as{suffix}"
    source.mkdir()
    for number, one in enumerate(handed):
        (source / f"{number}.xlsx").write_bytes(one.content)
    profile = f"-env:UserInstallation={(work / 'profile').as_uri()}"
    convert = [office, profile, "--headless", "--convert-to", suffix[1:], "--outdir", str(target)]
    names = [str(source / f"{number}.xlsx") for number in range(len(handed))]
    done = subprocess.run([*convert, *names], capture_output=True, check=False)
    if done.returncode == 81:  # A new profile asks to be started again.
        subprocess.run([*convert, *names], capture_output=True, check=True)
    for number, one in enumerate(handed):
        content = (target / f"{number}{suffix}").read_bytes()
        yield replace(one, name=str(Path(one.name).with_suffix(suffix)), content=content)


def main() -> None:
    parser = argparse.ArgumentParser(description="生成一个城市交来的附表，带有已知的错误")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=2024)
    options = parser.parse_args()
    start = time.perf_counter()
    truth = make(options.folder, options.files, options.seed, shutil.which("soffice"))
    print(f"{options.files} 份附表，{time.perf_counter() - start:.1f} 秒；错误写在 {truth}")


if __name__ == "__main__":
    main()
