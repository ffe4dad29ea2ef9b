"""Cell notes (批注)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openpyxl.comments import Comment
from xlwings import base_classes

from addin.headless.unsupported import implements

if TYPE_CHECKING:
    from addin.headless.range_cells import Range


@implements(base_classes.Note)
class Note:
    """The note of one cell."""

    __slots__ = ("location",)

    def __init__(self, location: Range) -> None:
        self.location = location

    @classmethod
    def write(cls, location: Range, text: str, author: str = "") -> Note:
        """Attach a note to the first cell of a merged area, elsewhere to the cell itself."""
        home = location.merge_area
        note = cls(location if home is location else home(1, 1))
        cell: Any = note.location.grid.cell(note.location.row, note.location.column)
        old = cell.comment
        size = {} if old is None else {"height": old.height, "width": old.width}
        cell.comment = Comment(text, author, **size)
        return note

    @property
    def _stored(self) -> Comment:
        cell: Any = self.location.grid.cells[self.location.row, self.location.column]
        comment: Comment = cell.comment
        return comment

    @property
    def text(self) -> str:
        return str(self._stored.text)

    @text.setter
    def text(self, value: str) -> None:
        Note.write(self.location, value, self.author)

    @property
    def author(self) -> str:
        return self._stored.author or ""

    def delete(self) -> None:
        cell: Any = self.location.grid.cells[self.location.row, self.location.column]
        cell.comment = None
