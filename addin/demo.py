"""The demonstration: the published tables, built, scored and compared with what was printed."""

from __future__ import annotations

from pathlib import Path

from addin.filling import Filled, fill
from workbooks.files.saving import make_folder
from workbooks.filing.data_file import read_filing
from workbooks.standards.library import available
from workbooks.standards.loading import load

EXAMPLES = Path(__file__).parent.parent / "workbooks" / "examples"


def run(folder: Path) -> list[Filled]:
    """Fill one workbook for each published table; earlier demonstrations in the folder are replaced."""
    make_folder(folder)
    return [_fill(name, folder) for name in available() if (EXAMPLES / f"{name}.yaml").exists()]


def _fill(name: str, folder: Path) -> Filled:
    standard = load(name)
    filing = read_filing(EXAMPLES / f"{name}.yaml", standard)
    return fill(
        standard, filing, folder / f"{name}.xlsx", [filing.ledger] if filing.ledger else (), force=True
    )
