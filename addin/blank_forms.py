"""The empty workbook of a standard; made once, and dated anew for everybody who asks for it after that."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

from addin.editions import Save, check_form_target
from workbooks.files.package import Package, dated
from workbooks.files.saving import write_whole
from workbooks.files.xlsx import save
from workbooks.filing.data_file import Filing
from workbooks.forms.page.writer import UDF, Edition
from workbooks.kept import PACKAGES, keep, recall
from workbooks.problems import InputError
from workbooks.standards.loading import state_of
from workbooks.standards.model import Standard

_MADE_BY = (*PACKAGES, "addin")


def new(
    standard: Standard, path: Path, force: bool = False, edition: Edition = UDF, save: Save = save
) -> None:
    """Save the empty workbook of a standard: every score is #N/A until its figures are typed.

    Raises `InputError` when the file exists and `force` is not given, or cannot be written.
    """
    check_form_target(path, force)
    name = _name(standard, edition, path.suffix.lower(), save)
    form = _recalled(name, path) if name else None
    if form is not None:
        changed = dated(form, datetime.now(timezone.utc))
        write_whole(path, lambda stream: form.write(stream, changed), force)
        return
    _build(standard, path, force, edition, save)
    if name:
        keep(name, path.read_bytes(), _MADE_BY)


def _recalled(name: str, path: Path) -> Package | None:
    """The form as it was made before; none where it was not, or what is kept is broken."""
    try:
        before = recall(name, _MADE_BY)
        return Package.read(before, path.name) if before else None
    except InputError:
        return None


def _name(standard: Standard, edition: Edition, suffix: str, save: Save) -> str | None:
    """What the form is kept under; none for a standard that is not that of a file."""
    state, saved = state_of(standard), f"{save.__module__}.{save.__qualname__}"
    return repr(("new", state, edition, suffix, saved)) if state else None


def _build(standard: Standard, path: Path, force: bool, edition: Edition, save: Save) -> None:
    from addin.filling import calculated
    from workbooks.forms.build import build

    built = build(standard, Filing(), edition=edition)
    _, values = calculated(built)
    save(built.workbook, values, path, force)
