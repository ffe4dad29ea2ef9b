"""Run by the .bat files: install jixiao for this user from the wheels beside, or take it away.

Runs in the user's own Python, before anything is installed: standard library only.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
PYTHONS = ((3, 10), (3, 13))


class SetupError(Exception):
    """What the user can put right, in one Chinese line."""


def fits() -> bool:
    """Whether this Python will do: version, 64 bits, not from the store, whose files Excel cannot see."""
    version = PYTHONS[0] <= sys.version_info[:2] <= PYTHONS[1]
    return version and sys.maxsize > 2**32 and "WindowsApps" not in Path(sys.base_prefix).parts


def home() -> Path:
    """The folder for everything of ours."""
    local = os.environ.get("LOCALAPPDATA")
    if not local:
        raise SetupError("环境变量 LOCALAPPDATA 没有设置；请注销后重新登录 Windows 再试")
    return Path(local) / "jixiao"


def program(environment: Path, name: str) -> Path:
    """A program of the environment."""
    windows = os.name == "nt"
    return environment / ("Scripts" if windows else "bin") / (name + ".exe" if windows else name)


def install() -> None:
    """Make an environment from the wheels and install the add-in; on failure all is as before."""
    environment = home() / "python"
    before = environment.with_name("python.old")
    print("正在安装，约需一两分钟……", flush=True)
    set_aside(environment, before)
    try:
        environment.parent.mkdir(parents=True, exist_ok=True)
        run([sys.executable, "-m", "venv", environment], "建立 Python 环境没有成功")
        pip: list[str | Path] = [
            program(environment, "python"),
            "-m",
            "pip",
            "--isolated",
            "--disable-pip-version-check",
        ]
        wheels: list[str | Path] = ["--no-index", "--find-links", HERE / "wheels"]
        run([*pip, "install", "--quiet", *wheels, "jixiao"], "安装没有成功；请重新完整解压安装包再试")
        run([program(environment, "jixiao"), "addin", "install"], "加载项没有装上")
    except BaseException:
        shutil.rmtree(environment, ignore_errors=True)
        if before.exists():
            before.rename(environment)
        raise
    shutil.rmtree(before, ignore_errors=True)


def uninstall() -> None:
    """Take away the add-in, then the environment."""
    environment = home() / "python"
    jixiao = program(environment, "jixiao")
    if not jixiao.exists():
        raise SetupError("没有安装过，不需要卸载")
    copies = []
    if (home() / "undo").exists():
        answer = input("同时删除改动前的留底吗？输入 y 删除，直接按回车保留：")
        copies = ["--copies"] if answer.strip().lower() == "y" else []
    run([jixiao, "addin", "uninstall", *copies], "卸载没有完成")
    set_aside(environment, environment.with_name("python.old"))
    shutil.rmtree(environment.with_name("python.old"), ignore_errors=True)
    if home().exists() and not any(home().iterdir()):
        home().rmdir()
    print("已卸载。")


def set_aside(environment: Path, before: Path) -> None:
    """Rename the environment: Windows refuses that while Excel uses a file in it, so nothing is half done."""
    shutil.rmtree(before, ignore_errors=True)
    try:
        if environment.exists():
            environment.rename(before)
    except OSError:
        raise SetupError("Python 环境正在使用；请关闭所有 Excel 窗口（包括后台的）再试一次") from None


def run(command: Sequence[str | Path], problem: str) -> None:
    """Run a program in sight of the user."""
    settings = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    if subprocess.run([str(word) for word in command], env=settings, check=False).returncode:
        raise SetupError(problem + "，原因见上面几行")


def main(command: str) -> int:
    if command == "probe":
        return 0 if fits() else 1
    try:
        {"install": install, "uninstall": uninstall}[command]()
    except SetupError as reason:
        print("错误：" + str(reason), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1]))
