"""What the command line says to a mistake: one whole Chinese line, whoever noticed it."""

from __future__ import annotations

import errno
import re
from pathlib import Path
from typing import Any

import pytest

from tests.support.cases import load
from tests.support.reviewed import our_workbook
from workbooks.problems import reason_of

CASES = load("messages.yaml")["cases"]
_ENGLISH = re.compile(r"[A-Za-z]+(?: [A-Za-z']+){2,}")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: dict[str, Any], refused: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, content in case.get("files", {}).items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    for name in case.get("folders", ()):
        (tmp_path / name).mkdir()
    for name, standard in case.get("books", {}).items():
        our_workbook(tmp_path / name, standard)
    told = refused(*case["arguments"])
    assert [words for words in case["says"] if words not in told] == [], told
    assert not _ENGLISH.search(told), told


@pytest.mark.parametrize(("number", "why"), [(errno.ENOSPC, "磁盘已满"), (errno.EROFS, "磁盘是只读的")])
def test_the_system_s_reasons_are_chinese(number: int, why: str) -> None:
    assert reason_of(OSError(number, "No space left on device")) == why


def test_an_unknown_reason_gives_its_number() -> None:
    assert reason_of(OSError(9999, "Something odd")) == "系统错误 9999"
