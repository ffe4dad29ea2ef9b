"""The data a command is given to fill a form with, in whichever file."""

from __future__ import annotations

from pathlib import Path

from workbooks.filing.data_file import Filing, read_filing
from workbooks.problems import InputError
from workbooks.standards.model import Standard


def read_data(path: Path, standard: Standard) -> Filing:
    """Read a data file: YAML, or a workbook whose data cells were filled; what is gone of it is blank."""
    if path.suffix.lower() in (".yaml", ".yml"):
        return read_filing(path, standard)
    if path.is_dir():
        raise InputError(f"{path.name or path}：这是文件夹，请写明里面的数据文件（.yaml、.xlsx）")
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        raise InputError(f"{path.name} 不是数据文件：请给 .yaml 数据文件，或填好“数据”表的 .xlsx 附表")
    # A YAML file needs nothing of how workbooks are read back.
    from workbooks.files.cells import read_cells
    from workbooks.forms.returned.carried_data import carried_over
    from workbooks.forms.returned.read_back import own_workbook

    own = own_workbook(read_cells(path))
    if own.standard.id != standard.id:
        raise InputError(
            f"{path.name} 是“{own.standard.id}”的附表，不是“{standard.id}”的，请换一份，或把编号改成前一个"
        )
    return carried_over(own)
