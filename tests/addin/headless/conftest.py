from __future__ import annotations

from collections.abc import Iterator

import pytest
import xlwings as xw

from addin.headless import activate


@pytest.fixture(autouse=True)
def no_books_left_open() -> Iterator[None]:
    """Every test starts and ends with nothing open in the shared engine."""
    activate()
    yield
    for app in list(xw.apps):
        app.quit()
