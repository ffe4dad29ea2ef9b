"""What is handed in: a final copy of a filled workbook."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from addin.filling import fill
from workbooks.files.saving import check_target
from workbooks.filing.data_file import Filing
from workbooks.standards.model import Standard
from workbooks.submission.final_copy import FinalCopy, save_final_copy


def fill_final(
    standard: Standard,
    filing: Filing,
    path: Path,
    ledger: Path | None = None,
    force: bool = False,
    *,
    with_data: bool = False,
    unfinished: bool = False,
) -> FinalCopy:
    """Fill a workbook and save only its final copy. Raises `InputError` when it is not fit to be final."""
    check_target(path, force)
    with TemporaryDirectory() as folder:
        live = Path(folder) / path.name
        fill(standard, filing, live, ledger)
        return save_final_copy(live, path, with_data=with_data, unfinished=unfinished, force=force)
