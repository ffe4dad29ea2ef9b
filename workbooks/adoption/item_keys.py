"""Data items of many rules as those of one form: the same item once, and no two of one name."""

from __future__ import annotations

from collections.abc import Collection

from udfs.regex import regex
from workbooks.sentences import Need
from workbooks.standards.items import DataItem

_PIECE = regex(r'"[^"]*"|[^\W\d]\w*')
_CELL_LIKE = regex(r"[A-Za-z]{1,3}\d+|[RrCc]\d*|[RrCc]\d+[RrCc]\d+")
_MONEY = ("万元", "元", "亿元", "千元")


class ItemKeys:
    """Gives each data item of a form its name; `taken` are names of the workbook that mean something else."""

    def __init__(self, taken: Collection[str], money_unit: str = "") -> None:
        self._taken = {name.casefold() for name in taken}
        self._known: dict[str, DataItem] = {}
        self._money_unit = money_unit

    def item_of(self, need: Need) -> DataItem:
        """What a person types for a need of a sentence."""
        unit = need.unit
        if need.kind == "money":
            unit = self._money_unit if self._money_unit and unit in ("", *_MONEY) else unit or "万元"
        elif need.kind == "count":
            unit = unit or "个"
        elif need.kind in ("rate", "yesno", "points", "choice"):
            unit = ""
        kind = "grade" if need.kind == "choice" else need.kind
        most = need.high if need.kind == "points" else None
        return DataItem(label=need.label, kind=kind, unit=unit, max=most, choices=need.choices)

    def named(self, needs: Collection[Need]) -> dict[str, tuple[str, DataItem]]:
        """For each need by its key: the name it has in the form, and the item."""
        named: dict[str, tuple[str, DataItem]] = {}
        for need in needs:
            item = self.item_of(need)
            key, number = need.key, 1
            while not self._is_free(key, item):
                number += 1
                key = f"{need.key}_{number}"
            self._known[key] = item
            named[need.key] = key, item
        return named

    def own(self, key: str, item: DataItem) -> str:
        """A name for an item that no other rule means."""
        base, number = key, 1
        while key in self._known or not self._is_free(key, item):
            number += 1
            key = f"{base}_{number}"
        self._known[key] = item
        return key

    def _is_free(self, key: str, item: DataItem) -> bool:
        if key in self._known:
            return self._known[key] == item
        return key.casefold() not in self._taken and not _CELL_LIKE.fullmatch(key)


def renamed(expression: str, names: dict[str, str]) -> str:
    """An expression with other names for its data items; texts in it stay."""
    return _PIECE.sub(lambda piece: names.get(piece[0], piece[0]), expression)
