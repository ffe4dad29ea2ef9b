"""What a blank form asks for above its table: the unit, the year, and the texts of a project form."""

from __future__ import annotations

from udfs.regex import regex
from workbooks.files.sheet_xml import Place
from workbooks.filing.data_file import Filing
from workbooks.official.headings import bare
from workbooks.review.recognition import name_key
from workbooks.standards.model import Standard
from workbooks.submission.template.blank_sheet import BlankSheet, Shown, is_unfilled

_STAMP = r"(?:[（(](?:盖章|公章|章)[）)])?"
_LINE = r"[\s_＿　]*"
_UNIT = regex(
    rf"(?P<label>(?:(?:预算|填报|被评价|评价|自评|申报)(?:部门|单位)|部门|单位|部门[（(]单位[）)]|单位[（(]部门[）)])"
    rf"(?P<named>(?:[（(](?:单位|部门)[）)])?名称)?{_STAMP}){_LINE}(?P<colon>[:：]?){_LINE}"
)
_YEAR = regex(
    r"(?P<before>.*[（(]|(?=[^：:]*年度)[^：:]*?|)\s*(?:20)?(?:[\s_＿×xX]{2,}|(?<=[（(])\s)(?P<after>年度?.*)"
)
_YEAR_LABEL = regex(r"(?:评价|预算|填报|自评)?年度[:：]?")
_TITLE_LINES = 6
_LONGEST = 200
_BARE = ("部门", "单位")


def fill_captions(sheet: BlankSheet, standard: Standard, filing: Filing, year: int, end: int) -> None:
    """Fill the labelled places on the rows before `end` (of the sheet of an indicator table)."""
    if not fill_year(sheet, year, end) and not any(str(year) in text for _, text in _cells(sheet, end)):
        sheet.leave("年度", Shown(str(year)), "空表里没有写年度的地方")
    if standard.form.head is None:
        _fill_unit(sheet, filing.unit, end)
    else:
        texts = {standard.project_name: filing.name, **filing.head}
        for label in standard.form.head.texts:
            place = _label_place(sheet, label, end)
            shown = Shown(texts.get(label, ""))
            if place is None:
                sheet.leave(f"“{label}”", shown, "空表里没有这一栏")
            elif label in standard.form.head.goals:
                sheet.put(sheet.below(place), f"“{label}”", shown)
            else:
                _put_behind(sheet, place, label, shown)


def _cells(sheet: BlankSheet, end: int) -> list[tuple[Place, str]]:
    return [
        ((line.number, column), cell.text)
        for line in sheet.lines
        if line.number < end
        for column, cell in line.cells.items()
    ]


def _label_place(sheet: BlankSheet, label: str, end: int) -> Place | None:
    wanted = name_key(label)
    return next((at for at, text in _cells(sheet, end) if name_key(bare(text)) == wanted), None)


def _put_behind(sheet: BlankSheet, label: Place, what: str, shown: Shown) -> None:
    """In the cell behind a label; behind its colon where the label itself has the room."""
    text, behind = str(sheet.value(label)).rstrip(" 　_＿"), sheet.right_of(label)
    has_room = sheet.area(label)[3] > label[1] or not is_unfilled(sheet.text(behind))
    is_open, is_last = text.endswith((":", "：")), behind[1] > sheet.last_column
    if ((is_open and has_room) or is_last) and not shown.is_blank:
        sheet.put_within(label, f"“{what}”", f"{text}{'' if is_open else '：'}{shown.text}")
    else:
        sheet.put(behind, f"“{what}”", shown)


def _fill_unit(sheet: BlankSheet, unit: str, end: int) -> None:
    if not unit:
        return
    for place, text in _cells(sheet, end):
        found = _UNIT.fullmatch(text[:_LONGEST])
        if found and (found["label"] not in _BARE or found["named"]):
            _put_behind(sheet, place, found["label"], Shown(unit))
            return
    if any(unit in text for _, text in _cells(sheet, end)):
        return
    sheet.leave("单位名称", Shown(unit), "空表里没有写单位名称的地方")


def fill_year(sheet: BlankSheet, year: int, end: int = _TITLE_LINES) -> bool:
    """Fill the year in front of 年度 or behind its label, where the form leaves room for it."""
    for place, text in _cells(sheet, end):
        raw = str(sheet.value(place))
        if found := _YEAR.fullmatch(raw) if len(raw) <= _LONGEST else None:
            sheet.put_within(place, "年度", f"{found['before'].rstrip()}{year}{found['after']}")
            return True
        if _YEAR_LABEL.fullmatch(text) and is_unfilled(sheet.text(sheet.right_of(place))):
            sheet.put(sheet.right_of(place), "年度", Shown(str(year)))
            return True
    return False
