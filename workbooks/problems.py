"""What goes wrong with the files of a user: one clear Chinese line, never a traceback."""

from __future__ import annotations


class InputError(ValueError):
    """An input that cannot be used; the message is one Chinese line saying what to do."""


class StandardError(InputError):
    """A mistake in a standard; the message names the file, the place and what to write instead."""
