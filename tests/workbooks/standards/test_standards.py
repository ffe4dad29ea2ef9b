"""Loading standards: the one that ships is sound, and every mistake is named with its place."""

from __future__ import annotations

import re

import pytest
import yaml

from workbooks.problems import StandardError
from workbooks.standards.library import FOLDER, OWN_FOLDER, available
from workbooks.standards.loading import broken, every, load

SHENZHEN = (FOLDER / "shenzhen-2021.yaml").read_text(encoding="utf-8")


@pytest.fixture
def changed(tmp_path):
    """Load the Shenzhen standard with one piece of its text replaced; return what is said."""

    def change(old, new):
        assert SHENZHEN.count(old) >= 1, old
        path = tmp_path / "shenzhen-2021.yaml"
        path.write_text(SHENZHEN.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(StandardError) as caught:
            load(path)
        message = str(caught.value)
        assert re.match("shenzhen-2021.yaml (第|有 .* 处要改：\n  第)", message)
        return message

    return change


@pytest.mark.parametrize("standard_id", available())
def test_shipped_standards_load(standard_id):
    standard = load(standard_id)
    assert standard.id == standard_id
    firsts = sum(first.weight for first in standard.indicators)
    assert firsts == standard.full_mark + standard.bonus_mark
    for _, _, indicator in standard.rows:
        assert len(indicator.expression.formula()) < 8192


def test_shenzhen_has_its_21_indicators_in_order():
    standard = load("shenzhen-2021")
    assert len(standard.rows) == 21
    assert [first.name for first in standard.indicators] == ["部门决策", "部门管理", "部门绩效"]
    assert standard.rows[0][2].name == "预算编制合理性"
    assert standard.rows[-1][2].name == "公众或服务对象满意度"


def test_unknown_standard_names_the_ones_there_are():
    with pytest.raises(StandardError, match=r"没有编号为“shanghai-2021”的评分标准；可用：.*shenzhen-2021"):
        load("shanghai-2021")
    with pytest.raises(StandardError, match="没有编号为"):
        load("../examples/shenzhen-2021")


def test_missing_key(changed):
    assert "full_mark：缺少这一项" in changed("full_mark: 100\n", "")


def test_unknown_key(changed):
    message = changed("full_mark: 100", "fullmark: 100\nfull_mark: 100")
    assert "第11行 fullmark：不认识这一项" in message


def test_weight_that_is_no_number(changed):
    message = changed(
        "weight: 5\n            explanation: 预算是否符合",
        "weight: 五\n            explanation: 预算是否符合",
    )
    assert "部门决策 → 预算编制 → 预算编制合理性 → weight：应为数字" in message


def test_weights_that_do_not_add_up(changed):
    message = changed("  - name: 部门管理\n    weight: 20", "  - name: 部门管理\n    weight: 25")
    assert "full_mark：写的是 100，下级分值之和是 105" in message


def test_second_level_that_does_not_add_up(changed):
    message = changed(
        "- name: 预算编制规范性\n            weight: 5", "- name: 预算编制规范性\n            weight: 4"
    )
    assert "部门决策 → 预算编制 → weight：写的是 10，下级分值之和是 9" in message


def test_tier_text_with_a_gap(changed):
    message = changed('">=90%: 1; >=75%: 0.7; >=60%: 0.4; <60%: 0"', '">=90%: 1; >=75%: 0.7; <60%: 0"')
    assert "固定资产利用率 → score" in message
    assert "空档" in message


def test_unknown_data_item_in_a_score(changed):
    message = changed("tiers(人员_在编 / 人员_核定编制", "tiers(人员_在编 / 人员_编制")
    assert "财政供养人员控制率 → score：第1行第15列“人员_编制”：没有叫“人员_编制”的数据项" in message


def test_unused_data_item(changed):
    item = "              三公经费_支出: {label: “三公”经费实际支出数, kind: money, unit: 万元}\n"
    message = changed(item, item + "              多余: {label: 多余, kind: count, unit: 个}\n")
    assert "数据项“多余”没有任何指标用到" in message


def test_data_item_twice(changed):
    item = "              日常公用经费_支出: {label: 日常公用经费决算数"
    assert "写了两次" in changed(item, item.replace("日常公用经费_支出", "三公经费_支出"))


@pytest.mark.parametrize("key", ["A1", "三公 经费", "if", "2021支出"])
def test_data_item_that_cannot_be_a_name(changed, key):
    assert "不能作名称" in changed("人员_编外: {label", f"{key}: {{label")


def test_indicator_twice(changed):
    message = changed("- name: 预算编制规范性", "- name: 预算编制合理性")
    assert "指标“预算编制合理性”出现了两次" in message


def test_points_without_a_maximum(changed):
    message = changed(
        "编制合理_符合职责: {label: 第1条：符合职责和政策要求, kind: points, max: 1}",
        "编制合理_符合职责: {label: 第1条, kind: points}",
    )
    assert "points 类数据项要写 max" in message


def test_column_twice(changed):
    message = changed("{field: weight, header", "{field: name, header")
    assert "columns 里 name 或 title 应正好有一列" in message


def test_quarterly_table_without_its_indicator(changed):
    assert "没有名为“执行率”" in changed("indicator: 预算执行率", "indicator: 执行率")


def test_grades_with_a_gap(changed):
    assert "grades → bands" in changed("[80,90): 良", "[80,89): 良")


def test_broken_yaml(changed):
    assert "YAML 写法有误" in changed("indicators:\n", "indicators: [\n")


def test_aliases_are_refused(tmp_path):
    path = tmp_path / "bomb.yaml"
    path.write_text("a: &a [1, 2]\nb: *a\n", encoding="utf-8")
    with pytest.raises(StandardError, match="不支持 YAML 别名"):
        load(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "是空的"), (b"- 1\n", "不是“键: 值”的样子"), ("标准: 深圳".encode("gb18030"), "不是 UTF-8")],
)
def test_files_that_are_no_standard(tmp_path, content, said):
    path = tmp_path / "x.yaml"
    path.write_bytes(content)
    with pytest.raises(StandardError, match=said):
        load(path)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(StandardError, match="找不到这个文件"):
        load(tmp_path / "没有.yaml")


def test_id_is_the_file_name(tmp_path):
    path = tmp_path / "shenzhen-2022.yaml"
    path.write_text(SHENZHEN, encoding="utf-8")
    with pytest.raises(StandardError, match="应与文件名“shenzhen-2022”相同"):
        load(path)


def test_no_python_knows_a_city():
    """Names of cities live in the YAML only."""
    places = {name.split("-")[0] for name in available()} - {"project"}
    names = places | {"深圳", "和平区", "无锡", "丰台"}
    sources = [
        path for floor in ("workbooks", "addin") for path in (FOLDER.parent.parent / floor).rglob("*.py")
    ]
    assert len(sources) > 10
    for path in sources:
        text = path.read_text(encoding="utf-8")
        assert not [name for name in names if name in text], path


def test_a_changed_file_is_loaded_again(tmp_path):
    path = tmp_path / "shenzhen-2021.yaml"
    path.write_text(SHENZHEN, encoding="utf-8")
    first = load(path)
    content = yaml.safe_load(SHENZHEN)
    path.write_text(SHENZHEN.replace("region: 广东省深圳市", "region: 深圳市龙岗区"), encoding="utf-8")
    assert content["region"] == first.region
    assert load(path).region == "深圳市龙岗区"


def test_every_expression_that_cannot_be_read_is_told(tmp_path):
    path = tmp_path / "shenzhen-2021.yaml"
    path.write_text(SHENZHEN.replace("tiers(", "tires("), encoding="utf-8")
    with pytest.raises(StandardError) as caught:
        load(path)
    first, *others = str(caught.value).splitlines()
    assert first == f"shenzhen-2021.yaml 有 {len(others)} 处要改："
    scores = [line for line in SHENZHEN.splitlines() if "score: " in line and "tiers(" in line]
    assert len(others) >= len(scores) > 1
    assert all("tires" in line and "第" in line for line in others)


SLIPS = [
    ("score: a: b: c\n", "单引号括起来"),
    ("a:\n\tb: 1\n", "制表符"),
    ('a: "没有配对\n', "配对"),
    ("a: %x\n", "引号"),
    ("a:\n  - b\n - c\n", "缩进"),
]


@pytest.mark.parametrize(("text", "remedy"), SLIPS)
def test_the_commonest_slips_of_yaml_are_told_in_chinese(tmp_path, text, remedy):
    path = tmp_path / "x.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(StandardError) as caught:
        load(path)
    message = str(caught.value)
    assert remedy in message
    assert not re.search("[A-Za-z]{4,} [a-z]{2,}", message.replace("score: 'tiers", ""))


def test_a_broken_standard_of_ones_own_costs_only_itself(tmp_path, monkeypatch):
    (tmp_path / "good-2025.yaml").write_text(
        SHENZHEN.replace("id: shenzhen-2021", "id: good-2025"), encoding="utf-8"
    )
    (tmp_path / "broken-2025.yaml").write_text("id: broken-2025\nscore: a: b\n", encoding="utf-8")
    monkeypatch.setenv(OWN_FOLDER, str(tmp_path))
    loaded = [standard.id for standard in every()]
    assert "good-2025" in loaded
    assert "shenzhen-2021" in loaded
    assert "broken-2025" not in loaded
    (error,) = broken()
    assert "broken-2025.yaml" in str(error)


@pytest.mark.parametrize("name", available())
def test_no_text_is_cut_off_where_yaml_takes_a_hash_for_a_comment(name):
    """显示 #DIV/0! without quotation marks loses all behind 显示."""
    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    lines = (line.strip() for line in text.splitlines())
    assert not [line for line in lines if " #" in line and not line.startswith("#") and '"' not in line]
