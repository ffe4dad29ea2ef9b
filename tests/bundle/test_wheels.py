"""Which wheels a Windows machine needs: conditions hold for that machine, not for the one that bundles."""

from __future__ import annotations

from pathlib import Path

import pytest

from bundle.wheels import BundleError, fetch, needs, unmet
from tests.support.wheels import wheel

CONDITIONS = (
    "always>=1",
    'onwindows; sys_platform == "win32"',
    'onlinux; sys_platform == "linux"',
    'bridge==2.0; python_version >= "3.11"',
    'bridge==1.0; python_version < "3.11"',
    'papers; extra == "reports"',
)


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """Wheels to choose from, as an index has them."""
    folder = tmp_path / "index"
    wheel(folder, "always", "1.5", needs=["deeper; os_name == 'nt'"])
    wheel(folder, "deeper", tag="cp312-cp312-win_amd64")
    wheel(folder, "deeper", tag="cp310-cp310-win_amd64")
    wheel(folder, "deeper", tag="cp312-cp312-manylinux2014_x86_64")
    wheel(folder, "onwindows")
    wheel(folder, "bridge", "1.0")
    wheel(folder, "bridge", "2.0", python=">=3.11")
    return folder


def fetched(tmp_path: Path, index: Path, python: str) -> list[str]:
    target = tmp_path / "bundle wheels"
    target.mkdir(exist_ok=True)
    own = wheel(tmp_path, "own", needs=CONDITIONS)
    fetch(own, python, target, ["--no-index", "--find-links", str(index)])
    return sorted(path.name for path in target.iterdir())


def test_needs_are_those_of_the_target(tmp_path: Path) -> None:
    own = wheel(tmp_path, "own", needs=CONDITIONS)
    assert needs(own, "3.12") == {"always>=1", "onwindows", "bridge==2.0"}
    assert needs(own, "3.10") == {"always>=1", "onwindows", "bridge==1.0"}


def test_everything_is_fetched_for_the_target(tmp_path: Path, index: Path) -> None:
    assert fetched(tmp_path, index, "3.12") == [
        "always-1.5-py3-none-any.whl",
        "bridge-2.0-py3-none-any.whl",
        "deeper-1.0-cp312-cp312-win_amd64.whl",
        "onwindows-1.0-py3-none-any.whl",
        "own-1.0-py3-none-any.whl",
    ]


def test_several_versions_share_a_folder_and_each_is_complete(tmp_path: Path, index: Path) -> None:
    fetched(tmp_path, index, "3.10")
    names = fetched(tmp_path, index, "3.12")
    folder = tmp_path / "bundle wheels"
    assert len(names) == 7
    assert unmet("own==1.0", folder.iterdir(), "3.10") == []
    assert unmet("own==1.0", folder.iterdir(), "3.12") == []
    # There is no cp311 wheel of deeper, which always needs.
    assert unmet("own==1.0", folder.iterdir(), "3.11") == ["deeper"]


@pytest.mark.parametrize(
    ("lost", "missing"), [("onwindows-*", "onwindows"), ("bridge-2*", "bridge==2.0"), ("deeper-*", "deeper")]
)
def test_lost_wheel_is_named(tmp_path: Path, index: Path, lost: str, missing: str) -> None:
    fetched(tmp_path, index, "3.12")
    for path in (tmp_path / "bundle wheels").glob(lost):
        path.unlink()
    assert unmet("own==1.0", (tmp_path / "bundle wheels").iterdir(), "3.12") == [missing]


def test_wheel_that_nobody_has_is_one_line(tmp_path: Path, index: Path) -> None:
    with pytest.raises(BundleError, match=r"没有取到 Python 3\.11 的依赖") as refused:
        fetched(tmp_path, index, "3.11")
    assert "\n" not in str(refused.value)
    assert "deeper" in str(refused.value)


def test_extras_of_a_dependency_are_refused_rather_than_forgotten(tmp_path: Path) -> None:
    own = wheel(tmp_path, "own", needs=["always[fast]"])
    with pytest.raises(BundleError, match=r"always\[fast\]"):
        needs(own, "3.12")


def test_wheel_of_another_version_does_not_meet(tmp_path: Path) -> None:
    own = wheel(tmp_path, "own", needs=["always>=2"])
    other = wheel(tmp_path, "always", "1.5")
    assert unmet("own==1.0", [own, other], "3.12") == ["always>=2"]
