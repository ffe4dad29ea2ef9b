"""«达到目标值得满分，未达到的按比例扣分»: the share that was done, out of the form's own 目标值 and 完成值.

By hand, of 10 points: 180 of 200人 is 90 %, 9 points; 85.5 % of ≥90 % is 95 %, 9.5 points; 4 of ≥5万元, 8.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from addin.adopting import adopt
from addin.excel.bureau_file import save_live
from addin.exporting import export_standard
from tests.support.adopted import edited, places_of
from workbooks.files.cells import read_cells
from workbooks.filing.data_file import Filing
from workbooks.filing.scoring import score
from workbooks.forms.layout.rule_places import SHOWN
from workbooks.forms.returned.read_back import read_workbook
from workbooks.forms.sheets.data_sheet import EMPTY, FILLED, OPTIONAL, status
from workbooks.forms.standard_files import load_standard
from workbooks.whatif.scenarios import Base

TEXT = "达到目标值得满分，未达到的按比例扣分。"
BY_COLUMNS = [
    # 目标值 as printed, as typed (None: as printed), 完成值, the share typed; the points shown.
    ("200人", None, 180, None, 9),
    ("200人", None, "180人", None, 9),
    ("200人", None, 250, None, 10),
    ("200人", None, 0, None, 0),
    ("200人", None, 180, "0.5", 5),
    ("≥200人", None, 180, None, 9),
    ("≥90%", None, "85.5%", None, "9.5"),
    ("≥90%", None, "92%", None, 10),
    (200, None, 150, None, "7.5"),
    ("≥5万元", None, "40000元", None, 8),
    ("2024年12月底前", None, "2024年11月20日", None, 10),
    (None, "200人", 180, None, 9),
    ("200人", None, None, None, "#N/A"),
    (None, None, 180, None, "#N/A"),
    ("200人", None, "180户", None, "#VALUE!"),
    ("200人", None, "已完成", None, "#VALUE!"),
    ("200人", None, "已完成", "0.8", 8),
    ("200人", "≤200人", 180, None, "#VALUE!"),
    ("200人", "180-200人", 180, None, "#VALUE!"),
    ("200人", "0人", 0, None, "#VALUE!"),
    ("200人", "显著提升", 180, None, "#VALUE!"),
    ("2024年12月底前", None, "2025年1月5日", None, "#VALUE!"),
]


def blank(path, rows, columns=("目标值", "完成值")):
    sheet = Workbook().active
    sheet.append(["一级指标", "二级指标", "三级指标", "分值", *columns, "评分标准", "得分"])
    for name, target, text in rows:
        sheet.append(["产出", "数量", name, 10, *[target, None][: len(columns)], text, None])
    sheet.append(["合计"])
    sheet.parent.save(path)
    return path


def adopted(folder, *rows, suffix=".xlsx", **more):
    return adopt(blank(folder / "空表.xlsx", rows, **more), folder / f"附表{suffix}", save=save_live)


def figure(value):
    return value if value is None or isinstance(value, str) else Decimal(str(value))


def typed_at(row):
    """The keys of a row by what they are."""
    keys = {item.place or "share": key for key, item in row.items.items()}
    return keys["target"], keys["actual"], keys["share"]


@pytest.fixture(scope="module", params=[".xlsx", ".xlsm"])
def live(request, tmp_path_factory):
    """A row for each case."""
    rows = [(f"事项{n}", case[0], TEXT) for n, case in enumerate(BY_COLUMNS)]
    return adopted(tmp_path_factory.mktemp("shares"), *rows, suffix=request.param)


def data_of(live):
    """Every case typed into its row, and what its score shows."""
    data, wanted = {}, []
    for (_, _, row), (printed, target, actual, share, points) in zip(
        live.standard.rows, BY_COLUMNS, strict=True
    ):
        for key, value in zip(typed_at(row), (target or printed, actual, share), strict=True):
            data[key] = figure(Decimal(share) if value is share and share else value)
        wanted.append(points if str(points).startswith("#") else Decimal(str(points)))
    return data, wanted


def test_in_python(live):
    data, wanted = data_of(live)
    table = score(live.standard, Filing(data=data))
    assert [item.shown for item in table.items] == wanted


def test_in_libreoffice(request, live, tmp_path):
    data, wanted = data_of(live)
    places = places_of(live.path, data)
    cells = {places[key]: float(one) if isinstance(one, Decimal) else one for key, one in data.items()}
    path = edited(live.path, tmp_path / f"填好{live.path.suffix}", cells)
    office = request.getfixturevalue("libreoffice" if path.suffix == ".xlsm" else "bare_libreoffice")
    with office.open(path, recalc=True) as document:
        last = 1 + len(wanted)
        shown = [row[0] for row in document.read(live.standard.placed.sheet, f"H2:H{last}")]
    assert shown == [one if isinstance(one, str) else pytest.approx(float(one)) for one in wanted]
    # And what the review reads back is the same.
    standard, filing = read_workbook(path)[:2]
    assert [item.shown for item in score(standard, filing).items] == wanted


def test_what_cannot_be_divided_says_what_to_type(live):
    data, _ = data_of(live)
    table = score(live.standard, Filing(data=data))
    told = [finding.message for finding in table.findings() if finding.code == "S01"]
    refused = [case for case in BY_COLUMNS if case[4] == "#VALUE!"]
    assert len(told) == len(refused)
    assert all("算不出比例的在“数据”表填“" in text for text in told)
    assert not [one for one in table.findings() if one.code == "D02"]


@pytest.mark.parametrize(
    ("name", "target", "text"),
    [
        # Less may be better, or what is printed is no one number: the share is typed.
        ("项目成本", "200万元", TEXT),
        ("投诉率", "≤5%", TEXT),
        ("投诉率", "5%", TEXT),
        ("办结时间", "30天", TEXT),
        ("培训人数", "≤200人", TEXT),
        ("培训人数", "180-200人", TEXT),
        ("培训人数", "0人", TEXT),
        ("宣传效果", "显著提升", TEXT),
        ("宣传人数", "不适用", TEXT),
    ],
)
def test_otherwise_the_share_is_typed(tmp_path, name, target, text):
    ((_, _, row),) = adopted(tmp_path, (name, target, text)).standard.rows
    ((key, item),) = row.items.items()
    assert (item.kind, item.place) == ("rate", None)
    assert item.label == f"{name}完成率"
    assert row.score == f"proportion({key}, 10)"


@pytest.mark.parametrize(
    ("name", "target", "text", "columns", "place"),
    [
        # The rate itself: its sentence speaks of no target, or the form has no column of targets.
        ("招商指标完成率", "100%", "完成率≥95%得满分，＜95%不得分", ("目标值", "完成值"), "actual"),
        ("培训覆盖率", "90%", "≥90%得满分，＜90%不得分", ("目标值", "完成值"), "actual"),
        ("满意度", None, TEXT, ("完成值",), "actual"),
        ("培训人数", None, TEXT, ("完成值",), None),
    ],
)
def test_a_rate_that_is_meant_itself_stays(tmp_path, name, target, text, columns, place):
    ((_, _, row),) = adopted(tmp_path, (name, target, text), columns=columns).standard.rows
    assert [(item.kind, item.place) for item in row.items.values()] == [("rate", place)]
    assert "target_share" not in row.score


def test_more_than_the_target_is_seen_by_a_rule_that_asks(tmp_path):
    text = "完成率≥120%得8分，≥100%且＜120%得10分，＜100%不得分"
    ((_, _, row),) = adopted(tmp_path, ("培训人数", "200人", text)).standard.rows
    target, actual, share = typed_at(row)
    for done, points in ((199, 0), (200, 10), (239, 10), (240, 8)):
        data = {target: "200人", actual: Decimal(done), share: None}
        assert row.expression.score(data) == points


def test_it_travels(live, tmp_path):
    for suffix in (".yaml", ".xlsx"):
        exported = export_standard(str(live.path), tmp_path / f"标准{suffix}")
        assert load_standard(exported) == live.standard


def test_the_trials_stand_in_the_columns(live):
    cells = read_cells(live.path)
    texts = [str(cells.value("评分规则", 5, column) or "") for column in range(13, 40)]
    assert "事项0完成率 没有填，目标值 100，完成值 80" in texts
    (share,) = [key for key, item in live.standard.rows[0][2].items.items() if item.place is None]
    assert live.standard.items[share].hint in str(cells.value("数据", 6, 3))


def test_a_scenario_of_the_quantity(live):
    data, _ = data_of(live)
    first = live.standard.rows[0][2]
    base = Base(score(live.standard, Filing(data=data)))
    done = base.with_typed({typed_at(first)[1]: "190"})
    assert done.by_indicator[first.name].score == Decimal("9.5")


def test_a_printed_target_is_no_beginning(live):
    """#N/A looks blank until the unit types something of its own, though 目标值 is printed."""
    first = live.standard.rows[0][2]
    target, actual, share = typed_at(first)
    book = load_workbook(live.path)
    for sheet, cell in ((live.standard.placed.sheet, "H2"), ("评分规则", f"{get_column_letter(SHOWN)}5")):
        (formula,) = [
            rule.formula[0]
            for area in book[sheet].conditional_formatting
            for rule in area.rules
            if str(area.sqref) == cell
        ]
        assert actual in formula
        assert share in formula
        assert target not in formula


def test_a_target_with_its_unit_is_no_mistake(live):
    """On 数据 a text that the rule reads is filled, and nothing is wrong."""
    data, _ = data_of(live)
    target, actual, share = typed_at(live.standard.rows[0][2])
    table = score(live.standard, Filing(data=data))
    assert [status(table, key) for key in (target, actual, share)] == [FILLED, FILLED, OPTIONAL]
    states = load_workbook(live.path)["数据"]
    formulas = {row[1].value: str(row[6].value) for row in states.iter_rows(min_row=6)}
    assert (
        formulas[target]
        == f'=IF(ISBLANK({target}),IF(NOT(ISBLANK({share})),"{OPTIONAL}","{EMPTY}"),"{FILLED}")'
    )
