"""What became of the sheets and data cells of a workbook of our own: lost, renamed, sorted, found again.

Each cause is told once, with what it means for the figures and what to do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from udfs.records import dataclass
from workbooks.findings import ERROR, NOTICE, Finding
from workbooks.forms.layout.kinds import PROJECT_SUMMARY_SHEET
from workbooks.forms.returned.anchors import groups_of
from workbooks.forms.returned.homes import Homes, homes_of, money_homes
from workbooks.forms.returned.labelled import LabelledTable
from workbooks.forms.returned.lost_projects import lost_projects
from workbooks.forms.returned.own_book import OwnForm, OwnWorkbook
from workbooks.forms.returned.whereabouts import Whereabouts
from workbooks.forms.sheets import quarterly_sheet
from workbooks.forms.sheets.own_rows import area_name
from workbooks.problems import in_a_command
from workbooks.standards.form import undated
from workbooks.standards.model import Standard

CODE = "S07"
_BASIS = "评分标准的数据项和各表的行列"
_MOST_NAMED = 4


def damage_findings(own: OwnWorkbook, carried: bool = False) -> Iterator[Finding]:
    """What was lost, renamed or moved in a workbook, and what is read in its place.

    `carried`: the figures go into a new workbook, so that there is nothing to mend in this one.
    """
    damage = _Damage(own, carried)
    for sheet, now in own.renamed.items():
        advice = f"请改回“{sheet}”"
        yield damage.told(NOTICE, now, f"“{sheet}”表改名为“{now}”，已按表里的标题找到", advice, sheet, now)
    if not own.standard.projects and not own.forms[0].is_there:
        sheet = own.forms[0].sheet
        message = f"“{sheet}”表不见了，表里写的文字、自填行和原报得分都没有了"
        yield damage.told(ERROR, "", message, f"请恢复这张表，或{damage.remedy}", sheet)
    areas = [] if own.standard.projects else list(map(area_name, own.forms[0].drift.regrouped))
    yield from damage.of_figures(own.spots, homes_of(own.standard), areas)
    yield from damage.of_results()
    if own.standard.projects:
        yield from damage.of_projects()
        for form in own.forms:
            homes = money_homes(own.standard, form.sheet)
            yield from damage.of_figures(form.spots, homes, list(map(area_name, form.drift.regrouped)))
    for form in own.forms:
        yield from damage.of_rows(form)


@dataclass(frozen=True)
class _Damage:
    own: OwnWorkbook
    carried: bool

    @property
    def remedy(self) -> str:
        standard, name = self.own.standard.id, self.own.cells.name
        return f"用 jixiao fill {standard} --data {in_a_command(name)} -o 新文件.xlsx 补出一份再填"

    def of_projects(self) -> Iterator[Finding]:
        """The forms of projects that are gone, and the sheet that lists them."""
        if not self.own.cells.has_sheet(PROJECT_SUMMARY_SHEET):
            message = (
                f"“{PROJECT_SUMMARY_SHEET}”表不见了，{self.own.standard.form.unit_label}和评价年度没有了"
            )
            advice = f"请恢复这张表，或{self.remedy}"
            yield self.told(ERROR, "", message, advice, PROJECT_SUMMARY_SHEET)
        if lost := lost_projects(self.own):
            message = (
                f"{_listed(lost)}没有自评表了（“{PROJECT_SUMMARY_SHEET}”或“情景”里还有），这个项目没有核对"
            )
            advice = f"请恢复那张自评表；不再要的，请删掉它的“情景”“图表”并重新填“{PROJECT_SUMMARY_SHEET}”"
            yield self.told(ERROR, "", message, advice, lost[0])

    def of_rows(self, form: OwnForm) -> Iterator[Finding]:
        """What became of the rows of the unit's own on a form, and of the texts above its table."""
        now, drift = self.own.title(form.sheet), form.drift
        unlabelled = {anchor.row for anchor in drift.lost}
        groups = groups_of(form.layout)
        short = [key for key in drift.short if groups[key][0] not in unlabelled]
        if short:
            message = (
                f"“{now}”表里{_listed(short)}的自填行比原来少，少了的行没有读到，分值合计、总分和等级没有核对"
            )
            yield self.told(ERROR, now, message, "请撤销删除，或补填后重新生成")
        if drift.grown and not drift.regrouped:
            message = f"“{now}”表里{_listed(drift.grown)}的自填行下面加了行，照样读入"
            yield self.told(NOTICE, now, message, "请核对附表的合计和得分公式是否算到了这些行")
        if form.lost_money_heading:
            message = f"“{now}”表里项目资金的表头一行不见了，各列金额按原来的位置读"
            yield self.told(ERROR, now, message, "请恢复")
        if form.above.lost:
            message = f"“{now}”表上方{_listed(form.above.lost)}一行不见了，那里的文字没有读到"
            yield self.told(ERROR, now, message, "请恢复")

    def of_figures(self, spots: Whereabouts, homes: Homes, areas: Sequence[str] = ()) -> Iterator[Finding]:
        """What became of the figures of one place, sheet by sheet; `areas` are names of rows that mislead."""
        forms = [self.own.forms[0].sheet] if areas and not self.own.standard.projects else []
        for sheet in dict.fromkeys([*forms, *(home.sheet for home in homes.values())]):
            here = [key for key, home in homes.items() if home.sheet == sheet]
            lost = [key for key in here if key in spots.lost]
            repeated = [key for key in here if key in spots.repeated]
            if self.own.cells.has_sheet(sheet):
                now, is_form = self.own.title(sheet), sheet in {form.sheet for form in self.own.forms}
                # What stood in a row of the form is told with that row.
                known = lost if self.own.standard.projects or not is_form else ()
                yield from self._rows_lost(now, known, repeated, homes)
                yield from self._found_otherwise(now, here, spots, areas if is_form else ())
            else:
                yield from self._sheet_lost(sheet, lost, repeated)

    def of_results(self) -> Iterator[Finding]:
        """The rows and columns of results that are gone from sheets that are there."""
        for title, rows, columns in _results(self.own.standard):
            sheet = self.own.cells.sheet(title)
            table = LabelledTable(sheet, columns) if sheet else None
            if table is None or not table.header_row:
                continue
            now, first = self.own.title(title), table.column(columns[0])
            gone = [label for label in rows if first and not table.rows(label, columns[0], first)]
            gone_columns = [heading for heading in columns if not table.column(heading)]
            for what, labels in (("行", gone), ("列", gone_columns)):
                if labels:
                    message = f"“{now}”表的{_listed(labels)}{what}不见了，那里的结果没有核对"
                    yield self.told(ERROR, now, message, "请恢复")

    def _rows_lost(
        self, now: str, lost: Sequence[str], repeated: Sequence[str], homes: Homes
    ) -> Iterator[Finding]:
        advice = f"请恢复，或{self.remedy}"
        for place, keys in _together(lost, homes).items():
            alone = len(keys) == 1
            what, figures = (f"“{keys[0]}”一行（列）", "这个数") if alone else (place, _listed(keys))
            yield self.told(ERROR, now, f"“{now}”表里{what}不见了，{figures}按没有填", advice, keys[0])
        if repeated:
            message = f"“{now}”表里{_listed(repeated)}不见了，已取“数据”表里显示的数"
            yield self.told(ERROR, now, message, advice)

    def _sheet_lost(self, sheet: str, lost: Sequence[str], repeated: Sequence[str]) -> Iterator[Finding]:
        advice = f"请恢复这张表，或{self.remedy}"
        if lost:
            yield self.told(ERROR, "", f"“{sheet}”表不见了，{_listed(lost)}按没有填", advice, sheet)
        if repeated:
            message = f"“{sheet}”表不见了，{_listed(repeated)}已取“数据”表里显示的数"
            yield self.told(ERROR, "", message, advice, sheet)

    def _misled(self, now: str, keys: Sequence[str], areas: Sequence[str]) -> Finding:
        names = [*keys, *areas]
        message = (
            f"“{now}”表的行列动过（像是排过序，或增删过行列），名称{_listed(names)}指着别的格；"
            "这里按行名和表头取数" + ("，自填行按上面的指标归组" if areas else "")
        )
        advice = f"附表的公式取的是别的格，请撤销，或{self.remedy}"
        return self.told(NOTICE if self.carried else ERROR, now, message, advice)

    def _found_otherwise(
        self, now: str, here: Sequence[str], spots: Whereabouts, areas: Sequence[str]
    ) -> Iterator[Finding]:
        level = NOTICE if self.carried else ERROR
        if unnamed := [key for key in here if key in spots.unnamed]:
            message = f"名称{_listed(unnamed)}不见了，已按“{now}”表的行名和表头找到这些数"
            yield self.told(level, now, message, f"附表的公式取不到它们，请{self.remedy}")
        if (misled := [key for key in here if key in spots.misled]) or areas:
            yield self._misled(now, misled, areas)
        for key in (
            here if self.own.standard.projects or now != self.own.title(self.own.forms[0].sheet) else ()
        ):
            if (says := spots.relabelled.get(key)) is not None:
                became = f"改成了“{says}”" if says else "没有了"
                message = f"“{now}”表里“{key}”一行的名称{became}，这一行的数照样采用"
                yield self.told(NOTICE, now, message, f"请改回“{key}”", key, says)

    def told(
        self, level: str, sheet: str, message: str, advice: str, right: str = "", shows: str = ""
    ) -> Finding:
        said = message if self.carried else f"{message}；{advice}"
        return Finding(CODE, level, sheet, "", said, right or None, shows or None, _BASIS)


def _results(standard: Standard) -> Iterator[tuple[str, Sequence[str], Sequence[str]]]:
    """The sheets with results beside their figures: title, labels of rows of results, headings of columns."""
    if standard.quarters is not None:
        yield standard.quarters.sheet, quarterly_sheet.TOTALS, quarterly_sheet.HEADINGS
    for table in standard.tables:
        computed = [column.label for key, column in table.columns.items() if key not in table.typed]
        yield table.sheet, (), [table.label, *computed]


def _together(lost: Sequence[str], homes: Homes) -> dict[str, list[str]]:
    """The lost figures by the row or the column that is gone with all of its figures."""
    found: dict[str, list[str]] = {}
    for key in lost:
        home = homes[key]
        row = [other for other, place in homes.items() if place.labels == home.labels]
        column = [other for other, place in homes.items() if place.heading == home.heading]
        what = key
        if set(row) <= set(lost) and len(row) > 1:
            what = f"“{home.labels[-1][1]}”一行"
        elif set(column) <= set(lost) and len(column) > 1:
            what = f"“{undated(home.heading)}”一列"
        found.setdefault(what, []).append(key)
    return found


def _listed(keys: Sequence[str]) -> str:
    names = "”“".join(keys[:_MOST_NAMED])
    return f"“{names}”" + (f"等 {len(keys)} 项" if len(keys) > _MOST_NAMED else "")
