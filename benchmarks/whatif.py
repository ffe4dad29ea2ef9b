"""Scenarios of a whole Shenzhen table, beside LibreOffice recalculating the same workbook over UNO."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from addin.demo import EXAMPLES
from addin.filling import fill
from tests.support.libreoffice import LibreOffice, unavailable_reason
from workbooks.filing.data_file import read_filing
from workbooks.forms.layout.form_layout import FormLayout
from workbooks.standards.form import FORM_SHEET
from workbooks.standards.loading import load
from workbooks.whatif.scenarios import Base, base_of
from workbooks.whatif.variables import Slot, Values

SCENARIOS, BY_LIBREOFFICE = 1000, 100
MOST_CHANGES = 3


def main() -> None:
    standard = load("shenzhen-2021")
    filing = read_filing(EXAMPLES / "shenzhen-2021.yaml", standard)
    base = base_of(standard, filing)
    scenarios = _random(base)
    start = time.perf_counter()
    totals = [base.apply(scenario).total_shown for scenario in scenarios]
    ours = (time.perf_counter() - start) / len(scenarios)
    print(f"\n整张深圳附表的情景，每个改 1—{MOST_CHANGES} 个数，读总分")
    print(f"  本工具：{len(scenarios)} 个情景，一个进程内{ours * 1000:27.3f} 毫秒")
    if reason := unavailable_reason():
        print(f"  {reason}")
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shenzhen.xlsx"
        fill(standard, filing, path, force=True)
        theirs = _by_libreoffice(base, path, scenarios[:BY_LIBREOFFICE], totals)
    print(f"  LibreOffice：{BY_LIBREOFFICE} 个情景，经 UNO 写入、读总分{theirs * 1000:18.3f} 毫秒")
    print(f"  LibreOffice 的用时是本工具的 {theirs / ours:.0f} 倍")


def _random(base: Base) -> list[dict[Slot, Decimal]]:
    """Changes of figures by up to a half up or down, the same in every run."""
    dice = random.Random(7)
    chosen = [dice.sample(base.changeable, dice.randint(1, MOST_CHANGES)) for _ in range(SCENARIOS)]
    return [{figure.slot: _moved(figure.values, dice.randint(50, 150)) for figure in one} for one in chosen]


def _moved(values: Values, percent: int) -> Decimal:
    return (values.present * percent / 100).quantize(values.step)


def _by_libreoffice(
    base: Base, path: Path, scenarios: Sequence[dict[Slot, Decimal]], totals: Sequence[Decimal | str]
) -> float:
    """Seconds for one scenario; putting the figures back afterwards is not counted."""
    layout = FormLayout(base.standard, {})
    cell = layout.cell(layout.total_row, "score")
    taken = 0.0
    with LibreOffice() as office, office.open(path) as document:
        for scenario, total in zip(scenarios, totals, strict=False):
            start = time.perf_counter()
            for slot, figure in scenario.items():
                document.write_name(slot.key, float(figure))
            shown = document.value(FORM_SHEET, cell)
            taken += time.perf_counter() - start
            if shown != (total if isinstance(total, str) else float(total)):
                raise RuntimeError(f"LibreOffice 算出的总分是 {shown}，应为 {total}")
            for slot in scenario:
                present = base.figure(slot)
                document.write_name(slot.key, float(present) if isinstance(present, Decimal) else present)
    return taken / len(scenarios)
