"""Why a file is not read, said without its name, which only who opened it knows."""

from __future__ import annotations


class DamagedFileError(ValueError):
    """A file that is cut short or contradicts itself."""


class RefusedFileError(ValueError):
    """A file that is not safe to read, or would be read only in part; the message says why, in Chinese."""
