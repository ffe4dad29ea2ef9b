"""A standard by its id, from a YAML file, or from a workbook: of rules, or a form that carries its own."""

from __future__ import annotations

from pathlib import Path

from workbooks.problems import InputError
from workbooks.standards.loading import load
from workbooks.standards.model import Standard

_NO_STANDARDS = (".xls", ".ods", ".et", ".csv", ".docx", ".pdf", ".json", ".zip")


def load_standard(standard: str | Path) -> Standard:
    """Load a standard. Raises `InputError`; of a workbook with every mistake by its cell."""
    path = Path(standard)
    if path.suffix.lower() in _NO_STANDARDS:
        raise InputError(
            f"{path.name}：评分标准只从 .yaml、.xlsx、.xlsm 读，{path.suffix} 读不到标准；"
            "请用 Excel 或 WPS 打开后另存为 .xlsx，或直接写评分标准的编号"
        )
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        return load(standard)
    # Which takes far more than a standard that was loaded before.
    from workbooks.files.cells import read_cells
    from workbooks.forms.edited_standard import edited
    from workbooks.forms.returned.read_back import carried_in
    from workbooks.forms.standard_book import FACTS_SHEET

    cells = read_cells(path)
    carried = carried_in(cells)
    if carried is None and cells.standard_id:
        named = cells.standard_id
        raise InputError(f"{path.name} 是“{named}”的附表，没有带着标准；请直接写编号 {named}")
    if carried is None:
        raise InputError(f"{path.name} 里没有评分标准；请给 jixiao standards export 写出的标准，或认过的附表")
    return edited(cells, carried) if cells.has_sheet(FACTS_SHEET) else carried
