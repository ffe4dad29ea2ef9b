"""The indicator table of a bureau's own file: where its rows, columns, subtotals, total and grade stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from udfs.records import dataclass
from workbooks.files.package import WORKBOOK, Package
from workbooks.files.sheet_xml import Place, SheetXml, address
from workbooks.files.sheets import SheetCells
from workbooks.files.visible import visible
from workbooks.official import official_workbook
from workbooks.official.headings import Header, header_at
from workbooks.official.labels import is_grade, is_total, subtotal_of
from workbooks.official.official_table import IndicatorTable, Row
from workbooks.official.sheet_rows import SheetRow, sheet_rows
from workbooks.problems import InputError
from workbooks.standards.carried import CARRIED_SHEET
from workbooks.standards.library import STANDARD_NAME


@dataclass(frozen=True)
class BureauForm:
    """A table of indicators with points in a file that somebody else made."""

    table: IndicatorTable
    header: Header
    lines: tuple[SheetRow, ...]
    xml: SheetXml

    @property
    def sheet(self) -> str:
        return self.table.sheet

    @property
    def header_rows(self) -> tuple[int, int]:
        """The first and the last row of the headings."""
        rows = [line.number for line in self.lines[self.header.first : self.header.end]]
        return rows[0], rows[-1]

    def heading(self, column: int) -> str:
        """The lowest text over a column."""
        texts = [
            line.cells[column].value
            for line in self.lines[self.header.first : self.header.end]
            if column in line.cells
        ]
        return "".join(str(texts[-1]).split()) if texts else ""

    def printed(self, place: Place) -> str:
        """The text of a cell as printed; of a cell within merged ones, that of their first."""
        row, column = self.xml.area_at(place)[:2]
        line = self._by_row.get(row)
        cell = line.cells.get(column) if line else None
        return str(cell.value) if cell is not None and cell.value is not None else ""

    @property
    def _by_row(self) -> Mapping[int, SheetRow]:
        return {line.number: line for line in self.lines}

    def as_printed(self, text: str) -> str:
        """A text read above the table as it is printed there, × and full-width signs included."""
        for line in self.lines[: self.header.first]:
            for cell in line.cells.values():
                raw, at = str(cell.value).strip(), cell.text.find(text)
                if text and at >= 0 and len(raw) == len(cell.text):
                    return raw[at : at + len(text)]
        return text

    def sharing(self, row: Row, field: str) -> list[Row]:
        """The indicators whose cell of a field is one and the same merged cell, this one among them."""
        column = self.table.columns[field]
        top, _, bottom, _ = self.xml.area_at((row.number, column))
        return [other for other in self.table.rows if top <= other.number <= bottom]

    def score_place(self, row: Row) -> Place | None:
        """The cell of a score; None where several indicators share one."""
        if len(self.sharing(row, "score")) > 1:
            return None
        return self.xml.area_at((row.number, self.table.columns["score"]))[:2]

    def result_cells(self) -> tuple[str, str, str, str]:
        """Cell and label of the total, then of the grade; "" for what the form has no place for."""
        body = [line for line in self.lines if line.number > self.header_rows[1]]
        above = [line for line in self.lines if line.number < self.header_rows[0]]
        found: list[str] = []
        for is_label in (is_total, is_grade):
            cell, label = next(self._beside(is_label, [*reversed(body), *above]), ("", ""))
            found += [cell, label]
        return found[0], found[1], found[2], found[3]

    def _beside(self, is_label: object, lines: Sequence[SheetRow]) -> Iterator[tuple[str, str]]:
        """Where the figure of a labelled line belongs: the column of scores, else behind the label."""
        scored = {row.number for row in self.table.rows}
        column = self.table.columns["score"]
        for line in lines:
            for cell in line.cells.values():
                if not callable(is_label) or not is_label(cell.text) or line.number in scored:
                    continue
                right = self.xml.area_at((line.number, cell.column))[3]
                below = line.number > self.header_rows[1]
                place = (line.number, column if below and column > right else right + 1)
                place = self.xml.area_at(place)[:2]
                if place[1] > right and self.is_free(place):
                    yield address(place), str(cell.value)

    @staticmethod
    def address(place: Place) -> str:
        """The address of a place on the sheet."""
        return address(place)

    def is_free(self, place: Place) -> bool:
        """Whether a cell is blank, holds a number, or a formula."""
        line = self._by_row.get(place[0])
        cell = line.cells.get(place[1]) if line else None
        return cell is None or cell.number is not None or place in self.xml.formulas

    def subtotals(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        """The cells that add up the scores of a level, and the rows they add up."""
        column, scored = self.table.columns["score"], {row.number for row in self.table.rows}
        seen: set[str] = set()
        for level in self.table.levels:
            rows = tuple(row for row in level.rows if row in scored)
            places = [(level.heading.row, column)] if level.heading.row not in scored else []
            own = self.header.columns.get(f"level{level.depth}_score")
            places += [(level.heading.row, own)] if own else []
            for place in places:
                cell = address(self.xml.area_at(place)[:2])
                if rows and self.is_free(place) and cell not in seen:
                    seen.add(cell)
                    yield cell, rows
        for line in self.lines:
            rows = self._above(line)
            if rows and address((line.number, column)) not in seen and self.is_free((line.number, column)):
                yield address((line.number, column)), rows

    def _above(self, line: SheetRow) -> tuple[int, ...]:
        """The rows that a line of 小计 adds up: those of the level it names, else of the one above it."""
        label = next((cell for cell in line.cells.values() if subtotal_of(cell.text) is not None), None)
        before = [row for row in self.table.rows if row.number < line.number]
        if label is None or not before or line.number in {row.number for row in self.table.rows}:
            return ()
        named, last = subtotal_of(label.text), before[-1]
        deep = label.column >= self.table.columns["name"] and bool(last.level2)
        for depth in (2, 1):
            for level in self.table.levels:
                if level.depth == depth and named and level.name == named:
                    return level.rows
        return tuple(
            row.number
            for row in before
            if row.level1 == last.level1 and (not deep or row.level2 == last.level2)
        )


def forms_in(package: Package, sheets: Sequence[SheetCells]) -> list[BureauForm]:
    """The tables of indicators with points in a file."""
    parts, found = package.sheets(), list[BureauForm]()
    for sheet in sheets:
        if sheet.name not in parts:
            continue
        lines = sheet_rows(sheet)
        tables = [table for table in official_workbook(package.name, [sheet]).tables if table.depth == 3]
        if not tables:
            continue
        xml = SheetXml(package.parts[parts[sheet.name]])
        for table in tables:
            first = next(n for n, line in enumerate(lines) if line.number == table.header_row)
            header = header_at(lines, first)
            if header is not None and table.rows:
                found.append(BureauForm(table, header, lines, xml))
    return found


def form_in(package: Package, sheets: Sequence[SheetCells], wanted: str | None = None) -> BureauForm:
    """The one table of a file (of its sheet `wanted`) that can be made live.

    Raises `InputError` where there is none, or several.
    """
    titles = [sheet.name for sheet in sheets]
    if wanted is not None and wanted not in titles:
        raise InputError(f"{package.name} 里没有名为“{wanted}”的工作表")
    if CARRIED_SHEET in titles:
        how = "改规则请点“按规则更新”（jixiao rules apply），要重认请用原来的官方表"
        raise InputError(f"{package.name} 已经认过；{how}")
    names = package.xml(WORKBOOK).iter("{*}definedName")
    if any(name.get("name") == STANDARD_NAME for name in names):
        raise InputError(f"{package.name} 是本工具生成的附表，得分已经是公式，不用认；认表请给财政局发的空表")
    forms = forms_in(package, [sheet for sheet in sheets if wanted in (None, sheet.name)])
    if not forms:
        raise InputError(
            f"{package.name} 里没有找到指标表：表头应有 三级指标（或指标名称）、分值、评分标准、得分 等，"
            "请核对文件"
        )
    usable = [form for form in forms if form.table.has("score")]
    if not usable:
        raise InputError(
            f"{package.name}“{forms[0].sheet}”的指标表没有“得分”一栏，公式没有地方放；请加一栏“得分”再认"
        )
    if len(usable) > 1:
        listed = "、".join(f"“{form.sheet}”第 {form.table.header_row} 行" for form in usable)
        apart = len({form.sheet for form in usable}) == len(usable)
        how = "请用 --sheet 表名 选一张" if apart else "请把同一张工作表上的其余各表移到另一个文件再认"
        raise InputError(f"{package.name} 里有 {len(usable)} 张指标表（{listed}），一次只认一张；{how}")
    (form,) = usable
    if "\n" in form.sheet or form.sheet != visible(form.sheet):
        raise InputError(f"{package.name}：工作表“{form.sheet}”的表名里有换行或看不见的字符，请改了表名再认")
    return form
