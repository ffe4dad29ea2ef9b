"""What a person at the terminal sees while a command works."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

_BACK_TO_AN_EMPTY_LINE = "\r\x1b[K"


@contextmanager
def working(text: str) -> Iterator[None]:
    """Say what takes its time, and take the line away again; nothing where nobody watches."""
    if not sys.stderr.isatty():
        yield
        return
    click.echo(f"{text}……", err=True, nl=False)
    try:
        yield
    finally:
        click.echo(_BACK_TO_AN_EMPTY_LINE, err=True, nl=False)
