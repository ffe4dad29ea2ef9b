"""Files with a URL: what a store tells of them, and the second run over them."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any, ClassVar

import fsspec
import pytest
from fsspec.spec import AbstractFileSystem

from tests.support.collected import unit_workbook
from workbooks.collect.collecting import collect
from workbooks.collect.register import Register
from workbooks.collect.remote import walk
from workbooks.collect.task import Task


class Store(AbstractFileSystem):
    """A store that tells of its only file what it is given."""

    protocol = "store"
    about: ClassVar[dict[str, Any]] = {}

    def ls(self, path: str, detail: bool = True, **_: Any) -> list[Any]:
        listed = {"name": "in/a.xlsx", "type": "file", "size": 5, **self.about}
        return [listed] if detail else [listed["name"]]


fsspec.register_implementation("store", Store)
AT = datetime(2024, 3, 1, tzinfo=timezone.utc)
SECONDS = 1_709_251_200


@pytest.mark.parametrize(
    ("about", "size", "modified", "tag"),
    [
        # Object stores, hadoop, a mounted disk, one that tells nothing.
        ({"ETag": '"a1"', "LastModified": AT}, 5, SECONDS * 10**9, "a1"),
        ({"etag": "a1", "updated": AT.replace(tzinfo=None)}, 5, SECONDS * 10**9, "a1"),
        ({"modificationTime": SECONDS * 1000}, 5, SECONDS * 10**9, ""),
        ({"mtime": SECONDS + 0.5}, 5, SECONDS * 10**9 + 5 * 10**8, ""),
        ({"size": None}, -1, 0, ""),
    ],
)
def test_what_a_store_tells(monkeypatch, about, size, modified, tag):
    monkeypatch.setattr(Store, "about", about)
    assert list(walk("store://in")) == [("store://in/a.xlsx", size, modified, tag)]


def test_the_second_run_over_an_object_store(tmp_path):
    store = fsspec.filesystem("memory")
    content = {
        name: unit_workbook(tmp_path / f"{name}.xlsx", f"{name}局").read_bytes() for name in ("甲", "乙")
    }
    for folder in ("2024", "2024年"):
        for name in content:
            store.pipe(f"/in/{folder}/{name}.xlsx", content[name])

    def run(ledger, place):
        counts = collect(ledger, [place], lambda files, work: map(work, files), Task())
        return counts.found, counts.read, counts.unchanged, counts.removed

    try:
        with Register(tmp_path / "a.duckdb") as ledger:
            assert run(ledger, "memory://in") == (4, 4, 0, 0)
            assert run(ledger, "memory://in/2024") == (2, 0, 2, 0)
            store.pipe("/in/2024/甲.xlsx", content["乙"])
            store.pipe("/in/2024/乙.xlsx", content["乙"])
            assert run(ledger, "memory://in/2024/") == (2, 1, 1, 0)
            store.rm("/in/2024/甲.xlsx")
            assert run(ledger, "memory://in/2024/") == (1, 0, 1, 1)
            gone = ledger.query("SELECT path FROM files WHERE removed_run IS NOT NULL")
            assert gone == [("memory://in/2024/甲.xlsx",)]
    finally:
        store.rm("/in", recursive=True)
