"""dev.py: the environment that is made once, the backports source, and the commands.

The environments are real ones, for a project so small that nothing is fetched from a network.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import dev

PYPROJECT = """\
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "tiny"
version = "{version}"
optional-dependencies = {{ dev = [] }}
"""

# A build backend that counts its builds and can be made to fail.
BACKEND = """\
import pathlib, zipfile

def build_editable(directory, config_settings=None, metadata_directory=None):
    with open("builds", "a") as builds:
        builds.write("x")
    if pathlib.Path("broken").exists():
        raise RuntimeError("disk is full")
    name, tag = "tiny-1-py3-none-any.whl", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
    with zipfile.ZipFile(pathlib.Path(directory, name), "w") as wheel:
        wheel.writestr("tiny.py", "answer = 42\\n")
        wheel.writestr("tiny-1.dist-info/METADATA", "Metadata-Version: 2.1\\nName: tiny\\nVersion: 1\\n"
                       "Provides-Extra: dev\\n")
        wheel.writestr("tiny-1.dist-info/WHEEL", tag)
        wheel.writestr("tiny-1.dist-info/RECORD", "")
    return name
"""


class TinyCheckout:
    """A checkout of a project without dependencies, with what a test wants to know of its environment."""

    def __init__(self, root: Path) -> None:
        root.mkdir()
        (root / "pyproject.toml").write_text(PYPROJECT.format(version="1"))
        (root / "backend.py").write_text(BACKEND)
        self.root = root

    @property
    def environment(self) -> dev.Environment:
        return dev.Environment(self.root)

    @property
    def keepsake(self) -> Path:
        """A file in the environment, gone when the environment has been remade."""
        return self.environment.folder / "keepsake"

    def builds(self) -> int:
        return len((self.root / "builds").read_text())

    def runs(self) -> bool:
        question = [self.environment.program("python"), "-c", "import tiny; print(tiny.answer)"]
        return dev.ask(question).stdout.split() == ["42"]


@pytest.fixture
def checkout(tmp_path: Path) -> TinyCheckout:
    return TinyCheckout(tmp_path / "检出")


def test_environment_is_made_once_and_updated_when_something_is_missing(checkout: TinyCheckout) -> None:
    environment = checkout.environment
    environment.prepare()
    assert checkout.runs()
    checkout.keepsake.touch()

    environment.prepare()
    assert checkout.builds() == 1, "nothing changed, yet it was installed again"
    environment.prepare("dev")
    assert checkout.builds() == 2, "the extra was not installed"
    environment.prepare()
    assert checkout.builds() == 2, "less was asked for than is there, yet it was installed again"

    (checkout.root / "pyproject.toml").write_text(PYPROJECT.format(version="2"))
    environment.prepare()
    environment.prepare("dev")
    assert checkout.builds() == 3, "an update must follow pyproject.toml and keep the extras"
    assert checkout.keepsake.exists(), "an update must not remake the environment"

    checkout.root = checkout.root.rename(checkout.root.with_name("搬走"))
    checkout.environment.prepare()
    assert not checkout.keepsake.exists(), "programs of a moved environment point to the old place"
    assert checkout.runs()


def test_unfinished_setup_starts_over(checkout: TinyCheckout, capsys: pytest.CaptureFixture[str]) -> None:
    subprocess.run([sys.executable, "-m", "venv", checkout.environment.folder], check=True)
    checkout.keepsake.touch()
    (checkout.root / "broken").touch()
    with pytest.raises(dev.DevError, match="安装依赖没有成功"):
        checkout.environment.prepare()
    assert "disk is full" in capsys.readouterr().err, "pip's own reason must be shown"
    assert checkout.keepsake.exists(), "an environment somebody made is completed, not deleted"

    (checkout.root / "broken").unlink()
    checkout.environment.prepare()
    assert not checkout.keepsake.exists(), "what an unfinished setup left behind must not count"
    assert checkout.runs()


def test_unusable_environment_of_somebody_is_left_alone(checkout: TinyCheckout) -> None:
    checkout.environment.folder.mkdir()
    checkout.keepsake.touch()
    with pytest.raises(dev.DevError, match="不是本项目建的"):
        checkout.environment.prepare()
    assert checkout.keepsake.exists()


DEB822 = """\
# Modified by a provider
Types: deb deb-src
# http://snapshot.example/debian
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 mQINBF
 -----END PGP PUBLIC KEY BLOCK-----

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main
"""

LINES = """\
# deb http://old.example/debian bookworm main
deb cdrom:[Debian GNU/Linux 12.0.0 _Bookworm_ - Official amd64 NETINST]/ bookworm main
deb-src http://mirror.example/debian bookworm main
deb http://third.example/linux bookworm stable
  deb [ arch=amd64 signed-by=/usr/share/d.gpg ] http://mirror.example/debian bookworm main contrib # it
deb http://mirror.example/debian-security bookworm-security main
"""

BACKPORTS_822 = (
    "Types: deb\nURIs: http://mirror.example/debian\nSuites: bookworm-backports\nComponents: main\n"
)


def apt_folder(folder: Path, **files: str) -> Path:
    """Lay out an /etc/apt; `list` is sources.list, any other name a file of sources.list.d."""
    (folder / "sources.list.d").mkdir(parents=True)
    for name, text in files.items():
        path = folder / "sources.list" if name == "list" else folder / "sources.list.d" / f"{name}.sources"
        path.write_text(text)
    return folder


def test_backports_from_deb822_keep_everything_but_the_suite(tmp_path: Path) -> None:
    written = dev.add_backports(apt_folder(tmp_path / "apt", debian=DEB822), "bookworm")
    assert written is not None
    assert written.name == "jixiao-backports.sources"
    assert written.read_text() == (
        "Types: deb deb-src\nURIs: http://mirror.example/debian\nSuites: bookworm-backports\n"
        "Components: main contrib\nSigned-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mQINBF\n"
        " -----END PGP PUBLIC KEY BLOCK-----\n"
    )


def test_backports_from_lines_take_debians_own_main(tmp_path: Path) -> None:
    written = dev.add_backports(apt_folder(tmp_path / "apt", list=LINES), "bookworm")
    assert written is not None
    assert written.name == "jixiao-backports.list"
    assert written.read_text().strip() == (
        "deb [ arch=amd64 signed-by=/usr/share/d.gpg ] "
        "http://mirror.example/debian bookworm-backports main contrib"
    )


@pytest.mark.parametrize(
    "files",
    [
        {"debian": DEB822, "backports": BACKPORTS_822},
        {"debian": DEB822.replace("bookworm-updates", "bookworm-updates\n bookworm-backports")},
        {"debian": DEB822, "backports": BACKPORTS_822.lower()},
        {"list": LINES + "deb http://mirror.example/debian bookworm-backports main\n"},
    ],
    ids=["own file", "folded suites", "lower case", "line"],
)
def test_backports_that_are_there_are_used(tmp_path: Path, files: dict[str, str]) -> None:
    assert dev.add_backports(apt_folder(tmp_path / "apt", **files), "bookworm") is None


@pytest.mark.parametrize(
    "files",
    [
        {"debian": DEB822, "backports": BACKPORTS_822 + "Enabled: no\n"},
        {"debian": DEB822, "backports": BACKPORTS_822.replace("Types: deb", "Types: deb-src")},
        {"debian": DEB822, "backports": re.sub("^", "# ", BACKPORTS_822, flags=re.MULTILINE)},
        {"list": LINES + "# deb http://mirror.example/debian bookworm-backports main\n"},
    ],
    ids=["disabled", "sources only", "commented out", "commented line"],
)
def test_backports_that_do_not_count_are_added(tmp_path: Path, files: dict[str, str]) -> None:
    apt = apt_folder(tmp_path / "apt", **files)
    assert dev.add_backports(apt, "bookworm") is not None
    assert dev.add_backports(apt, "bookworm") is None, "what was written must be recognised the next time"


@pytest.mark.parametrize(
    "files",
    [{}, {"debian": DEB822.replace("bookworm", "trixie"), "list": LINES.replace("bookworm", "trixie")}],
    ids=["no source", "another release"],
)
def test_no_backports_without_the_distributions_own_source(tmp_path: Path, files: dict[str, str]) -> None:
    with pytest.raises(dev.DevError, match="bookworm-backports"):
        dev.add_backports(apt_folder(tmp_path / "apt", **files), "bookworm")


def test_versions_are_read_as_numbers() -> None:
    told = "LibreOffice 25.10.3.2 520(Build:2)"
    assert dev.version_of([sys.executable, "-c", f"print('{told}')"]) == (25, 10)
    assert dev.version_of([sys.executable, "-c", "raise SystemExit('25.2')"]) is None
    assert dev.version_of(["no-such-program-of-ours", "--version"]) is None


def test_a_libreoffice_without_writer_is_told_from_one_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "office" / "program" / "soffice"
    program.parent.mkdir(parents=True)
    program.touch(0o755)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "soffice").symlink_to(program)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert not dev.has_writer()
    writer = tmp_path / "office" / dev.WRITER_FILE
    writer.parent.mkdir(parents=True)
    writer.touch()
    assert dev.has_writer()
    program.unlink()
    assert not dev.has_writer()


def test_writer_that_is_added_later_comes_from_where_the_rest_did(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[list[str], str | None]] = []
    monkeypatch.setattr(dev, "missing_packages", lambda: [dev.WRITER_PACKAGE])
    monkeypatch.setattr(dev, "debian_codename", lambda: "bookworm")
    monkeypatch.setattr(dev, "add_backports", lambda apt, codename: None)
    monkeypatch.setattr(dev, "office_is_ready", lambda: True)
    monkeypatch.setattr(dev, "apt_install", lambda packages, suite: asked.append((packages, suite)))
    dev.install_office()
    assert asked == [(["libreoffice-writer"], "bookworm-backports")]


NPM = """\
#!/bin/sh
echo "$@" >> "$(dirname "$0")/asked"
for word in "$@"; do folder="$before"; before="$word"; done
mkdir -p "$folder/node_modules/@xarsh"
exit {status}
"""


@pytest.fixture
def only_npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of programs that stands before all others, with nothing of Debian's to install."""
    programs = tmp_path / "programs"
    programs.mkdir()
    monkeypatch.setattr(dev, "can_apt_install", lambda: False)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}/usr/bin{os.pathsep}/bin")
    return programs


def write_npm(programs: Path, status: int = 0) -> None:
    npm = programs / "npm"
    npm.write_text(NPM.format(status=status))
    npm.chmod(0o755)


@pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")
def test_microsofts_validator_is_installed_once(only_npm: Path, tmp_path: Path) -> None:
    write_npm(only_npm)
    dev.offer_sdk(tmp_path)
    dev.offer_sdk(tmp_path)
    folder = tmp_path / dev.SDK_FOLDER
    assert (only_npm / "asked").read_text().splitlines() == [
        f"install --no-audit --no-fund --no-save --prefix {folder} {dev.SDK}"
    ]


@pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")
def test_without_microsofts_validator_the_other_one_is_named(
    only_npm: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_npm(only_npm, status=1)
    dev.offer_sdk(tmp_path)
    assert "改由 openxml-audit 检查：npm 没有装上" in capsys.readouterr().err
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    dev.offer_sdk(tmp_path / "elsewhere")
    assert capsys.readouterr().err == (
        "没有微软的 Open XML SDK，写出的文件改由 openxml-audit 检查：没有 npm。\n"
    )


def run_dev(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(dev.ROOT / "dev.py"), *arguments],
        check=False,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
    )


def test_help_lists_every_command_of_the_makefile() -> None:
    makefile = (dev.ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.search(r"^COMMANDS := (.*)$", makefile, re.MULTILINE)
    assert targets is not None
    assert targets[1].split() == list(dev.COMMANDS)
    answer = run_dev()
    assert answer.returncode == 0
    assert [line.split()[0] for line in answer.stdout.splitlines()[2:]] == list(dev.COMMANDS)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["tset"], "没有命令 tset"), (["lint", "--fix"], "命令 lint 不带参数：--fix")],
)
def test_wrong_command_line_is_one_line(arguments: list[str], message: str) -> None:
    answer = run_dev(*arguments)
    assert answer.returncode == 2
    assert answer.stdout == ""
    assert answer.stderr.startswith(message)
    assert answer.stderr.count("\n") == 1
