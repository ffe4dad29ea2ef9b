"""The page for the clerk: every button of the ribbon, every error value, every picture."""

from __future__ import annotations

import re

from addin.excel.buttons import groups
from tests.support.places import DOCS
from udfs import errors

PAGE = (DOCS / "clerk.md").read_text(encoding="utf-8")
LARGEST_PICTURE = 200_000


def test_every_button_is_explained_and_no_other() -> None:
    section = re.search(r"^## 每个按钮做什么\n(.*?)^## ", PAGE, re.MULTILINE | re.DOTALL)[1]
    explained = re.findall(r"^\| (?!按钮)([^|-]+?) \|", section, re.MULTILINE)
    labels = [
        button.label for group in groups() for button in ([group.menu] if group.menu else group.buttons)
    ]
    assert explained == labels


def test_every_error_value_is_explained() -> None:
    for code in (errors.MISSING, errors.BAD_VALUE, errors.DIVISION_BY_ZERO, "#NAME?"):
        assert f"| `{code}` |" in PAGE


def test_pictures_are_there_and_small() -> None:
    pictures = [DOCS / name for name in re.findall(r"!\[[^]]+\]\(([^)]+)\)", PAGE)]
    assert pictures
    assert all(0 < picture.stat().st_size < LARGEST_PICTURE for picture in pictures)
