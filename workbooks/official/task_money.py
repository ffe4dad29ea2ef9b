"""年度主要任务 of a department's 申报表: its tasks with their money, the sum in the row 金额合计."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from udfs.regex import regex
from workbooks.official.amounts import unit_in, without_unit
from workbooks.official.headings import bare
from workbooks.official.labels import plain
from workbooks.official.money import MoneyReading, money_cells
from workbooks.official.official_table import MoneyBlock, TaskMoney
from workbooks.official.sheet_rows import SheetRow
from workbooks.official.words import is_blank

_NAME = regex(r"(?:主要)?任务(?:名称)?")
_CONTENT = regex(r"(?:主要|工作)?内容")
_TOTAL = regex(r"(?:金额|预算金额)合计|合计")
_SOURCES = {
    MoneyBlock.TOTAL: regex(r"总额|合计|小计|资金总额"),
    "当年财政拨款": regex(r"(?:其中:?)?(?:当年)?财政(?:拨款|性?资金)"),
    "其他资金": regex(r"(?:其中:?)?其他资金"),
}
_BUDGET = "全年预算数"
_MOST_TASKS = 60


def read_tasks(lines: Sequence[SheetRow], first: int) -> MoneyReading | None:
    """The tasks whose headings stand in a line (the sources of money below it); None where there are none."""
    if lines[first].has_number:
        return None
    names = [column for column, cell in lines[first].cells.items() if _NAME.fullmatch(bare(cell.text))]
    if not names:
        return None
    contents = [column for column, cell in lines[first].cells.items() if _CONTENT.fullmatch(bare(cell.text))]
    found = next(
        (
            (end, sources)
            for end in (first, first + 1)
            if end < len(lines) and (sources := _sources(lines[end]))
        ),
        None,
    )
    if found is None:
        return None
    end, sources = found
    unit = next(
        filter(None, (unit_in(cell.text) for line in lines[first : end + 1] for cell in line.cells.values())),
        "",
    )
    tasks = list[TaskMoney]()
    for place in range(end + 1, min(len(lines), end + 1 + _MOST_TASKS)):
        line = lines[place]
        cells = {
            source: without_unit(line.cells[at], unit) for at, source in sources.items() if at in line.cells
        }
        labels = [plain(cell.text).strip(":") for at, cell in line.cells.items() if at < min(sources)]
        if any(map(_TOTAL.fullmatch, labels)):
            total = {(source, _BUDGET): cell for source, cell in cells.items() if not is_blank(cell.text)}
            reading = money_cells(total, place + 1 - first)
            return reading._replace(block=MoneyBlock(reading.block.cells, tasks=tuple(tasks)))
        named = line.cells.get(names[-1])
        if named is not None and not is_blank(named.text):
            tasks.append(TaskMoney(named, cells, line.cells.get(contents[0]) if contents else None))
    return None


def _sources(line: SheetRow) -> Mapping[int, str]:
    """The column of each source of money, the total among them; none where it is no such line."""
    found = {
        column: next(
            (source for source, pattern in _SOURCES.items() if pattern.fullmatch(bare(cell.text))), ""
        )
        for column, cell in line.cells.items()
    }
    sources = {column: source for column, source in found.items() if source}
    # What was spent beside the budget is a table of its own.
    once = len(sources) == len(set(sources.values())) > 1
    return sources if once and MoneyBlock.TOTAL in sources.values() else {}
