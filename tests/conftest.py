"""Fixtures of every test room."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings

from tests.support import gnumeric as gnumeric_program
from tests.support.libreoffice import (
    LibreOffice,
    find_soffice,
    unavailable_reason,
    writer_unavailable_reason,
)
from workbooks.kept import FOLDER_VARIABLE


def pytest_configure(config: pytest.Config) -> None:
    """Looking for circles among large workbooks takes half of their time, as on the command line.

    Twice as seldom as there: with what the tests keep, each look takes longer.

    What the product keeps between runs goes into a folder of this run, not into the user's.
    """
    gc.set_threshold(2_000_000)
    # A busy machine is no fault; with JIXIAO_SEED all that is made up is made up the same again.
    settings.register_profile("jixiao", deadline=None, derandomize="JIXIAO_SEED" in os.environ)
    settings.load_profile("jixiao")
    if FOLDER_VARIABLE not in os.environ:
        folder = TemporaryDirectory(prefix="jixiao-kept-", ignore_cleanup_errors=True)
        os.environ[FOLDER_VARIABLE] = folder.name
        config.add_cleanup(folder.cleanup)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that uses another program, so that `-m "not libreoffice"` leaves them out."""
    for item in items:
        if "gnumeric" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.gnumeric)
        if {"libreoffice", "bare_libreoffice", "writer"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.libreoffice)


def pytest_collection_finish() -> None:
    """What is there from now on to the end need not be looked through for circles again and again."""
    gc.freeze()


@pytest.fixture(scope="session")
def libreoffice() -> Iterator[LibreOffice]:
    """Give the one LibreOffice of this test session that has our extension."""
    yield from _running(extension=True)


@pytest.fixture(scope="session")
def bare_libreoffice() -> Iterator[LibreOffice]:
    """Give the one LibreOffice of this test session without our extension, as on a colleague's machine."""
    yield from _running(extension=False)


@pytest.fixture(scope="session")
def writer() -> str:
    """Give the program of a LibreOffice that opens reports."""
    _require(writer_unavailable_reason())
    return find_soffice() or ""


@pytest.fixture(scope="session")
def pdf_tools() -> None:
    """Skip where the programs that look into a printed page are missing, unless the others are required."""
    missing = [program for program in ("pdftotext", "pdfinfo") if shutil.which(program) is None]
    _require(f"没有 {'、'.join(missing)}；Debian：apt-get install poppler-utils" if missing else None)


@pytest.fixture(scope="session")
def gnumeric() -> None:
    """Skip where Gnumeric is missing, unless the other programs are required."""
    _require(gnumeric_program.unavailable_reason())


def _require(reason: str | None) -> None:
    """Skip the tests that need a program which is not here, or fail where none may be missing."""
    if reason and os.environ.get("JIXIAO_REQUIRE_LIBREOFFICE"):
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)


def _running(extension: bool) -> Iterator[LibreOffice]:
    """Start it; skip where there is none, unless it is required."""
    _require(unavailable_reason())
    with LibreOffice(extension) as office:
        yield office
