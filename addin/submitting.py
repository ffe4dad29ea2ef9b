"""What is handed in: a final copy of a filled workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from addin.filling import fill
from workbooks.files.saving import check_target
from workbooks.filing.data_file import Filing
from workbooks.ledger.findings import LEDGER_CODES
from workbooks.standards.model import Standard
from workbooks.submission.final_copy import FinalCopy, save_final_copy


def fill_final(
    standard: Standard,
    filing: Filing,
    path: Path,
    ledgers: Sequence[Path] = (),
    force: bool = False,
    *,
    with_data: bool = False,
    unfinished: bool = False,
) -> FinalCopy:
    """Fill a workbook and save only its final copy; what is to be told of the ledgers is among its findings.

    Raises `InputError` when it is not fit to be final.
    """
    check_target(path, force)
    with TemporaryDirectory() as folder:
        live = Path(folder) / path.name
        filled = fill(standard, filing, live, ledgers)
        final = save_final_copy(live, path, with_data=with_data, unfinished=unfinished, force=force)
    told = {(finding.code, finding.message) for finding in final.findings}
    of_inputs = (each for each in filled.findings if each.code in LEDGER_CODES or each in filing.told)
    more = (finding for finding in of_inputs if (finding.code, finding.message) not in told)
    return replace(final, findings=(*final.findings, *more))
