"""Data files: what people type is read exactly, what cannot be meant is named with its line."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support.examples import EXAMPLES
from workbooks.filing.data_file import read_filing, unknown_item
from workbooks.filing.figures import problems, typed_figure
from workbooks.forms.returned.given_data import read_data
from workbooks.problems import InputError
from workbooks.standards.items import DataItem
from workbooks.standards.loading import load

STANDARD = load("shenzhen-2021")
PUBLISHED = (EXAMPLES / "shenzhen-2021.yaml").read_text(encoding="utf-8")
MONEY = DataItem(label="支出", kind="money", unit="万元")
RATE = DataItem(label="比率", kind="rate")


@pytest.mark.parametrize(
    ("typed", "figure"),
    [
        ("6.16", "6.16"),
        (6.16, "6.16"),
        (0.1, "0.1"),
        (8, "8"),
        ("2,077.35", "2077.35"),
        ("２，０７７．３５", "2077.35"),
        ("-5.2", "-5.2"),
        (" 3 ", "3"),
    ],
)
def test_numbers(typed, figure):
    assert typed_figure(typed, MONEY) == Decimal(figure)


@pytest.mark.parametrize("typed", [None, "", "  ", "-", "—", "——", "/", "无", "－"])
def test_blanks(typed):
    assert typed_figure(typed, MONEY) is None


@pytest.mark.parametrize("typed", ["6.16万元", "约6", "1,23", "6.1.6", "97.90%", True, "=1+1", "1e5", "一百"])
def test_what_is_no_number_stays_text(typed):
    assert isinstance(typed_figure(typed, MONEY), str)


def test_a_percent_sign_is_read_for_rates_only():
    assert typed_figure("97.90%", RATE) == Decimal("0.979")
    assert typed_figure("97.90 ％", RATE) == Decimal("0.979")


def test_the_published_file_holds_every_figure():
    filing = read_filing(EXAMPLES / "shenzhen-2021.yaml", STANDARD)
    assert filing.unit == "深圳市乡村振兴和协作交流局"
    assert filing.data["资金调整_累计金额"] == Decimal("295405.45")
    assert filing.reported.total == Decimal("91.30")
    optional = {"满意度_调查结果", "固定资产_在用", "固定资产_总额"}
    assert set(STANDARD.items) - set(filing.data) == optional
    assert list(problems(STANDARD, filing.data)) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "  三公经费_支出: 6.16",
            "  三公经费支出: 6.16",
            "没有叫“三公经费支出”的数据项，是不是“三公经费_支出”？",
        ),
        ("standard: shenzhen-2021", "standard: wuxi-2021", "第3行 standard：这份数据是按“wuxi-2021”填的"),
        ("total: 91.30", "total: 九十一", "reported → total：应为数字"),
        ("    预算编制合理性: 5", "    预算合理性: 5", "没有叫“预算合理性”的指标"),
        ("  人员_在编: 27", "  人员_在编: 27\n  人员_在编: 28", "“人员_在编”写了两次"),
        ("year: 2021", "year: 二〇二一", "year：应为整数"),
        ("unit: 深圳", "unti: 深圳", "unti：不认识这一项"),
    ],
)
def test_mistakes_in_a_data_file(tmp_path, old, new, said):
    assert old in PUBLISHED
    path = tmp_path / "数据.yaml"
    path.write_text(PUBLISHED.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_filing(path, STANDARD)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["数据.docx", "数据.csv", "数据"])
def test_other_files_are_refused(tmp_path, name):
    (tmp_path / name).write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match="不是数据文件"):
        read_data(tmp_path / name, STANDARD)


@pytest.mark.parametrize(
    ("changes", "key", "said"),
    [
        (
            {"三公经费_支出": "6.16万元"},
            "三公经费_支出",
            "填的是“6.16万元”，应为数字（单位：万元），请改为 6.16",
        ),
        ({"三公经费_支出": "2021-03-01"}, "三公经费_支出", "应为数字（单位：万元），请改为数字"),
        ({"三公经费_支出": "61600元"}, "三公经费_支出", "请改为 6.16"),
        ({"三公经费_支出": "1.5亿元"}, "三公经费_支出", "请改为 15000"),
        ({"三公经费_支出": "6.16万"}, "三公经费_支出", "请改为 6.16"),
        ({"三公经费_支出": "5%"}, "三公经费_支出", "请改为数字"),
        ({"三公经费_支出": "6-7"}, "三公经费_支出", "请改为数字"),
        ({"人员_在编": "8人"}, "人员_在编", "请改为 8"),
        ({"人员_在编": "27.5人"}, "人员_在编", "请改为数字"),
        ({"人员_在编": "1万人"}, "人员_在编", "请改为数字"),
        ({"三公经费_支出": "六万"}, "三公经费_支出", "应为数字（单位：万元），请改为数字"),
        ({"三公经费_支出": Decimal("-1")}, "三公经费_支出", "是 -1，不能小于 0"),
        ({"人员_在编": Decimal("27.5")}, "人员_在编", "应为整数"),
        ({"固定资产_利用率": Decimal("97.9")}, "固定资产_利用率", "最大只能是 100%"),
        ({"制度健全_有效执行": Decimal(2)}, "制度健全_有效执行", "最大只能是 1.5"),
        ({"信息公开_预算": Decimal("1.2")}, "信息公开_预算", "只能填 1.5 / 1 / 0"),
        ({"项目_按时完成数": Decimal(15)}, "项目_按时完成数", "大于“项目_计划完成数”的 14"),
        ({"三公经费_支出": None}, "三公经费_支出", "没有填写（“三公”经费实际支出数，单位：万元）"),
        ({"满意度_认定得分": None}, "满意度_调查结果", "没有填写"),
    ],
)
def test_figures_that_the_rule_does_not_allow_are_named(changes, key, said):
    filing = read_filing(EXAMPLES / "shenzhen-2021.yaml", STANDARD)
    found = list(problems(STANDARD, {**filing.data, **changes}))
    assert [finding.cell for finding in found] == [key]
    assert said in found[0].message


def test_what_is_missing_says_which_scores_wait_for_it():
    filing = read_filing(EXAMPLES / "shenzhen-2021.yaml", STANDARD)
    changes = dict.fromkeys(("三公经费_支出", "部门预算_总额"))
    found = {one.cell: one.basis for one in problems(STANDARD, {**filing.data, **changes})}
    assert found == {
        "三公经费_支出": "用于“公用经费控制率”",
        "部门预算_总额": "用于“财务合规性”、“预算执行率”",
    }


@pytest.mark.parametrize(
    ("figure", "code", "said"),
    [
        (Decimal("90.60"), "D04", "请核对是 90.60 还是 90.60%"),
        (Decimal("97.90"), "D04", "即 9790%"),
        (Decimal("3.01"), "D04", "还是 3.01%"),
        (Decimal(3), None, ""),
        (Decimal("1.1724"), None, ""),
        (Decimal("-0.9"), "D03", "不能小于 0"),
        ("90.60", "D02", "填的是文本格式的“90.60”，不是数"),
        ("９０．６", "D02", "重新键入 90.6"),
    ],
)
def test_a_rate_without_a_maximum_is_asked_about(figure, code, said):
    standard = load("wuxi-2021")
    filing = read_filing(EXAMPLES / "wuxi-2021.yaml", standard)
    found = list(problems(standard, {**filing.data, "预算执行率": figure}))
    assert [(finding.code, finding.cell) for finding in found] == ([(code, "预算执行率")] if code else [])
    assert all(said in finding.message for finding in found)
    assert all(finding.level == ("提示" if code == "D04" else "错误") for finding in found)


@pytest.mark.parametrize(
    ("figure", "said"), [("-3", "不能小于 0"), ("1000000", "最大只能是 100"), ("100", ""), ("0", "")]
)
def test_satisfaction_has_bounds(figure, said):
    standard = load("wuxi-2021")
    filing = read_filing(EXAMPLES / "wuxi-2021.yaml", standard)
    found = list(problems(standard, {**filing.data, "公众满意度_得分": Decimal(figure)}))
    assert [said in finding.message for finding in found] == ([True] if said else [])


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("三公经费", "，是不是“三公经费_支出”“三公经费_预算”？"),
        ("三公经费_支岀", "，是不是“三公经费_支出”？"),
        ("天气", "没有叫“天气”的数据项，用 jixiao items"),
    ],
)
def test_an_unknown_item_is_only_taken_for_one_like_it(key, said):
    assert said in unknown_item(key, STANDARD)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("12:30", "12:30"),
        ("1:00", "1:00"),
        ("012", Decimal(12)),
        ("0x1F", "0x1F"),
        ("0b11", "0b11"),
        ("1_000", "1_000"),
        ("1,000", Decimal(1000)),
        ("-3", Decimal(-3)),
        ("+3", Decimal(3)),
        ("0", Decimal(0)),
        ("1234567890123456789", Decimal("1234567890123456789")),
    ],
)
def test_a_number_is_what_is_written_not_what_yaml_makes_of_it(typed, read, tmp_path):
    """YAML takes 12:30 for 750, 012 for 10 and 0x1F for 31."""
    path = tmp_path / "数据.yaml"
    path.write_text(f"standard: shenzhen-2021\ndata:\n  三公经费_支出: {typed}\n", encoding="utf-8")
    assert read_filing(path, load("shenzhen-2021")).data == {"三公经费_支出": read}


def test_blank_keys_are_not_there_and_rows_may_be_written_in_chinese(tmp_path):
    path = tmp_path / "数.yaml"
    path.write_text(
        "standard: wuxi-2021\nunit:\nyear:\ndata:\nnotes: {预算执行率:}\nrows:\n  市政府目标:\n"
        "    - {名称: 甲, 编码: 211, 目标值: 2, 完成值: 3, 备注: 依据, 扣分原因: 无}\n",
        encoding="utf-8",
    )
    filing = read_filing(path, load("wuxi-2021"))
    (row,) = filing.rows["市政府目标"]
    assert (filing.unit, filing.year, filing.data) == ("", None, {})
    assert (row.name, row.code, row.texts) == ("甲", "211", {"remark": "依据", "reason": "无"})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("-", "没有的请清空这一格，确实是零的填 0"),
        (" ", "没有的请清空这一格，确实是零的填 0"),
        ("6,16", "请改为数字"),
        ("1,616万元", "请改为 1616"),
    ],
)
def test_what_to_type_in_place_of_a_text(text, told):
    (finding,) = (
        one
        for one in problems(STANDARD, {"三公经费_支出": text}, "数据")
        if one.about.name == "三公经费_支出"
    )
    assert finding.message.endswith(told)
