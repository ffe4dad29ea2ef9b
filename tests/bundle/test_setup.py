"""The script behind the .bat files, really run: a real environment from a tiny jixiao wheel."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bundle.archive import DESK
from tests.support.wheels import wheel

# A jixiao that notes how it is called, and fails when told to.
JIXIAO = """\
import os, pathlib, sys

def main():
    home = pathlib.Path(os.environ["LOCALAPPDATA"]).parent
    with open(home / "calls", "a") as calls:
        calls.write(f"{VERSION} {' '.join(sys.argv[1:])}\\n")
    return 1 if (home / "refuse").exists() else 0
"""


class Desk:
    """An unpacked bundle and a user's folders."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.local = root / "本地 数据"
        self.local.mkdir()
        self.bundle = root / "安装 包"
        self.bundle.mkdir()
        shutil.copy(DESK / "setup.py", self.bundle / "jixiao-setup.py")
        self.deliver("1.0")

    def deliver(self, version: str) -> None:
        shutil.rmtree(self.bundle / "wheels", ignore_errors=True)
        files = {
            "tiny_jixiao.py": f"VERSION = {version!r}\n{JIXIAO}",
            "{info}/entry_points.txt": "[console_scripts]\njixiao = tiny_jixiao:main\n",
        }
        wheel(self.bundle / "wheels", "jixiao", version, files=files)

    def run(self, work: str, typed: str = "") -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, str(self.bundle / "jixiao-setup.py"), work],
            env={**os.environ, "LOCALAPPDATA": str(self.local), "PYTHONUTF8": "1"},
            input=typed,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert "Traceback" not in done.stderr
        return done.returncode, done.stderr

    def calls(self) -> list[str]:
        return (self.root / "calls").read_text().splitlines()

    def left(self) -> list[str]:
        home = self.local / "jixiao"
        return sorted(path.name for path in home.iterdir()) if home.exists() else []


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_install_upgrade_uninstall(desk: Desk) -> None:
    assert desk.run("install")[0] == 0
    desk.deliver("2.0")
    (desk.root / "refuse").touch()
    code, said = desk.run("install")
    assert (code, said) == (1, "错误：加载项没有装上，原因见上面几行\n")
    assert desk.left() == ["python"]

    (desk.root / "refuse").unlink()
    assert desk.run("uninstall")[0] == 0
    # The upgrade that failed is gone: what uninstalls is the version from before.
    assert desk.calls() == ["1.0 addin install", "2.0 addin install", "1.0 addin uninstall"]
    assert not (desk.local / "jixiao").exists()
    assert desk.run("uninstall") == (1, "错误：没有安装过，不需要卸载\n")


def test_copies_are_asked_about(desk: Desk) -> None:
    assert desk.run("install")[0] == 0
    (desk.local / "jixiao" / "undo").mkdir()
    assert desk.run("uninstall", "Y\n")[0] == 0
    assert desk.calls()[-1] == "1.0 addin uninstall --copies"
    assert desk.left() == ["undo"], "the copies are for jixiao to delete, not for this script"


def test_incomplete_bundle_changes_nothing(desk: Desk) -> None:
    shutil.rmtree(desk.bundle / "wheels")
    code, said = desk.run("install")
    assert code == 1
    assert said.endswith("错误：安装没有成功；请重新完整解压安装包再试，原因见上面几行\n")
    assert desk.left() == []


def test_probe_accepts_this_python(desk: Desk) -> None:
    fits = (3, 10) <= sys.version_info[:2] <= (3, 13) and sys.maxsize > 2**32
    assert desk.run("probe")[0] == (0 if fits else 1)
