"""`python dev.py bundle [--out FOLDER]`: make the zip and look whether it is complete."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path

from bundle.archive import ROOT, contents, write
from bundle.wheels import PYTHONS, BundleError, fetch, unmet

_SOURCES = ("udfs", "workbooks", "addin")
_EPOCH_1980 = "315532800"


def main() -> int:
    parser = argparse.ArgumentParser(prog="bundle", description="生成 Windows 安装包")
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="放安装包的文件夹，默认 dist")
    folder: Path = parser.parse_args().out
    try:
        path = make(folder)
    except BundleError as problem:
        print(f"错误：{problem}", file=sys.stderr)
        return 1
    print(f"已生成：{path}（{path.stat().st_size / 1e6:.0f} MB）")
    return 0


def make(folder: Path) -> Path:
    """Make the zip in a folder and return it. Raises `BundleError` when it would not be complete."""
    version = metadata.version("jixiao")
    with tempfile.TemporaryDirectory() as place:
        wheels, work = Path(place, "wheels"), Path(place, "work")
        wheels.mkdir()
        own = own_wheel(work)
        for python in PYTHONS:
            print(f"正在取 Python {python} 的依赖……", file=sys.stderr, flush=True)
            fetch(own, python, wheels)
        for python in PYTHONS:
            if missing := unmet(f"jixiao=={version}", wheels.glob("*.whl"), python):
                raise BundleError(f"Python {python} 还缺：{'、'.join(missing)}")
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"jixiao-{version}-windows.zip"
        write(contents(version, wheels), path)
    return path


def own_wheel(work: Path) -> Path:
    """Build our wheel from a clean copy: what an earlier build left in the checkout does not get in."""
    copy = work / "source"
    for name in _SOURCES:
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    done = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(work), str(copy)],
        env={**os.environ, "SOURCE_DATE_EPOCH": _EPOCH_1980},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BundleError(f"生成 jixiao 的 wheel 没有成功：{done.stderr.strip().splitlines()[-1:]}")
    return next(work.glob("*.whl"))


if __name__ == "__main__":
    sys.exit(main())
