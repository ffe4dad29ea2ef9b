"""`jixiao whatif`: tables, lost points, goals and plans, for people and as JSON."""

from __future__ import annotations

import json
import re
from functools import cache

import pytest

from tests.support.cases import load as load_cases
from tests.support.examples import EXAMPLES
from tests.support.filled import published_workbook
from tests.support.tampered import tampered, typed

CASES = load_cases("figures.yaml")
GROUPS = (
    "--set",
    "部门目标/222/目标值=20个",
    "--set",
    "部门目标/222/完成值=45个",
    "--set",
    "部门目标/222/认定得分=",
)
FUND = ("--set", "有专项资金=1", "--set", "专项资金_通报次数=1", "--set", "专项资金_十二月占比=11%")


@pytest.fixture(scope="module")
def workbook(tmp_path_factory):
    """The filled workbook of a published form, made once for all tests."""

    @cache
    def build(standard_id):
        target = tmp_path_factory.mktemp("whatif") / f"{standard_id}.xlsx"
        return published_workbook(standard_id, target).path

    return build


def test_a_scenario_beside_the_base(jixiao, workbook):
    code, out, error = jixiao("whatif", workbook("shenzhen-2021"), "--set", "四季度_累计支出=400000")
    assert (code, error) == (0, "")
    rows = {line.split()[0]: line.split()[1:] for line in out.splitlines() if line.strip()}
    assert rows["预算执行率"] == ["6", "3.84", "3.55", "-0.29"]
    assert rows["公用经费控制率"] == ["6", "6.00", "6.00"]
    assert rows["总分"] == ["100", "91.26", "90.97", "-0.29"]
    assert rows["等级"] == ["优", "优"]


def test_json(jixiao, workbook):
    path = workbook("wuxi-2021")
    before = path.read_bytes()
    code, out, _ = jixiao(
        "whatif", path, "--set", "公用经费_控制率=103%", *GROUPS, *FUND, "--goal", "90", "--lost", "--json"
    )
    found = json.loads(out)
    assert code == 0
    assert found["base"] == {"total": 93.68, "grade": "优"}
    assert found["scenario"] == {"total": 89.7, "grade": "良"}
    changed = {
        item["name"]: (item["base"], item["score"])
        for item in found["items"]
        if item["base"] != item["score"]
    }
    assert changed["公用经费控制率(%)"] == (2, 0.8)
    assert [one["name"] for one in found["goal"]["singles"]][:3] == [
        "预算执行率",
        "公众满意度_得分",
        "公用经费_控制率",
    ]
    assert found["goal"]["singles"][3]["typed"] == "42个"
    assert [loss["lost"] for loss in found["lost"]][:3] == [3, 2, 2]
    assert path.read_bytes() == before


def test_the_answer_typed_in_gives_the_promise(jixiao, workbook):
    path = workbook("wuxi-2021")
    scenario = ("--set", "公用经费_控制率=103%", *GROUPS, *FUND)
    _, out, _ = jixiao("whatif", path, *scenario, "--goal", "90", "--json")
    for single in json.loads(out)["goal"]["singles"]:
        _, out, _ = jixiao(
            "whatif", path, *scenario, "--set", f"{single['name']}={single['typed']}", "--json"
        )
        assert json.loads(out)["scenario"] == {"total": single["after"], "grade": "优"}


def test_lost_points(jixiao, workbook):
    code, out, _ = jixiao("whatif", workbook("shenzhen-2021"), "--set", "三公经费_支出=7.70", "--lost")
    assert code == 0
    assert "公用经费控制率：得 5，失 1" in out
    assert "三公经费_支出再减 0.12 万元（到 7.58 万元），得分 5 → 6，总分 91.26" in out
    assert "认定：政府采购_政策落实" in out


def test_goals(jixiao, workbook):
    path = workbook("shenzhen-2021")
    code, out, _ = jixiao("whatif", path, "--goal", "92")
    assert code == 0
    assert "资金调整_累计金额再减 229737.38 万元（到 65668.07 万元），总分 91.26 → 92.06" in out
    assert "以下是认定得分，由人评定，不是可以改的数" in out
    code, out, _ = jixiao("whatif", path, "--goal", "92", "--by", "三季度_累计支出")
    assert (code, out) == (1, "只改“三季度_累计支出”到不了 92 分，最多 91.9 分\n")
    fixed = ("--keep", "资金调整_累计金额", "--after", "3")
    code, out, _ = jixiao("whatif", path, "--goal", "92", *fixed)
    assert code == 0
    assert "  人员_编外再减 7 人（到 1 人），总分 91.26 → 92.26\n" in out
    assert not {"资金调整", "一季度", "二季度", "三季度"} & set(re.findall(r"\w+?(?=_)", out))
    code, out, _ = jixiao("whatif", path, "--goal", "98")
    assert code == 1
    assert "只改一个数都到不了" in out
    assert jixiao("whatif", path, "--goal", "91") == (0, "现在总分 91.26，已经到 91\n", "")


def test_plans(jixiao, workbook):
    path = workbook("shenzhen-2021")
    code, out, _ = jixiao("whatif", path, "--plan", "95%", "--after", "2")
    assert code == 0
    assert "还要支出 256,352.42 万元，每月 42,725.40 万元；全年执行率 95.00%" in out
    assert "预算执行率得分 4.17（满分 6），总分 91.59，等级 优" in out
    code, out, _ = jixiao("whatif", path, "--plan", "5分", "--after", "2", "--json")
    plan = json.loads(out)["plan"]
    assert code == 1
    assert (plan["reached"], plan["score"], plan["rate"]) == (False, 4.29, 1)
    code, out, _ = jixiao("whatif", path, "--plan", "32548.73,239619.92", "--after", "2", "--json")
    assert (code, json.loads(out)["plan"]["score"]) == (0, 3.84)


def test_projects(jixiao, refused, workbook):
    path = workbook("project-2020")
    error = refused("whatif", path)
    assert "有 2 个项目，请用 --project 写明算哪一个；文件里有：公共图书馆免费开放补助（构造）" in error
    code, out, _ = jixiao(
        "whatif",
        path,
        "--project",
        "公共图书馆免费开放补助（构造）",
        "--plan",
        "9.9分",
        "--months",
        "2",
        "--json",
    )
    found = json.loads(out)
    assert code == 0
    assert found["project"] == "公共图书馆免费开放补助（构造）"
    assert (found["plan"]["further"], found["plan"]["per_month"]) == (2.54, 1.27)


def test_a_data_file(jixiao, refused, tmp_path):
    path = EXAMPLES / "shenzhen-2021.yaml"
    # The file says its standard itself.
    for said in ((), ("--standard", "shenzhen-2021")):
        code, out, _ = jixiao("whatif", path, *said, "--set", "政府采购_实际=700", "--json")
        assert (code, json.loads(out)["scenario"]["total"]) == (0, 90.91)
    silent = tmp_path / "数据.yaml"
    silent.write_text("unit: 甲\n", encoding="utf-8")
    assert "没有 standard 一行，请补上，或用 --standard" in refused("whatif", silent)


def test_a_workbook_has_its_own_standard(jixiao, workbook):
    path = workbook("shenzhen-2021")
    plain = jixiao("whatif", path, "--set", "政府采购_实际=700", "--json")
    code, out, error = jixiao(
        "whatif", path, "--standard", "heping-2024", "--set", "政府采购_实际=700", "--json"
    )
    assert (code, out) == plain[:2]
    assert error == f"提示：{path.name} 自己带着评分标准（shenzhen-2021），--standard 没有用上\n"
    assert plain[2] == ""


def test_a_scenario_without_a_total(jixiao, workbook):
    path = workbook("shenzhen-2021")
    code, out, _ = jixiao("whatif", path, "--set", "三公经费_支出=", "--json")
    found = json.loads(out)
    assert (code, found["scenario"]["total"]) == (1, None)
    assert [finding["cell"] for finding in found["findings"]] == ["三公经费_支出"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--set", "三公经费支出=1"), "没有叫“三公经费支出”的数据项，是不是“三公经费_支出”？"),
        (("--set", "三公经费_支出"), "--set 后面应写 数据项=值"),
        (("--goal", "优"), "--goal 后面应写一个数"),
        (("--goal", "NaN"), "--goal 后面应写一个数"),
        (("--by", "三公经费_支出"), "--by、--keep 要和 --goal 一起用"),
        (("--months", "2"), "--months 要和 --plan 一起用"),
        (("--keep", "三公经费_支出"), "--by、--keep 要和 --goal 一起用"),
        (("--after", "2"), "--after 要和 --plan 或 --goal 一起用"),
        (("--goal", "92", "--after", "5"), "--after 只能是 0—4"),
        (("--goal", "92", "--keep", "三公经费支出"), "是不是“三公经费_支出”？"),
        (("--goal", "92", "--by", "三公经费_支出", "--keep", "三公经费_支出"), "不和 --keep 一起用"),
        (("--goal", "92", "--by", "满意度_认定得分"), "不是可以改的数"),
        (("--plan", "一半", "--after", "2"), "--plan 后面应写一个数"),
        (("--plan", "95%"), "用 --after 写明已过几个季度"),
        (("--project", "甲"), "没有叫“甲”的项目"),
    ],
)
def test_wrong_use_is_one_line(refused, workbook, arguments, message):
    assert message in refused("whatif", workbook("shenzhen-2021"), *arguments)


def test_a_goal_without_a_total_is_one_line(refused, workbook):
    error = refused("whatif", workbook("shenzhen-2021"), "--set", "三公经费_支出=", "--goal", "92")
    assert "先把数据填全：公用经费控制率没有得分" in error


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['key']}={case['typed']}")
def test_a_figure_that_cannot_be_is_named(jixiao, workbook, case):
    settings = {**case.get("set", {}), case["key"]: case["typed"]}
    asked = [part for key, value in settings.items() for part in ("--set", f"{key}={value}")]
    code, out, _ = jixiao("whatif", workbook(case["standard"]), *asked)
    named = [line for line in out.splitlines() if f"数据项“{case['key']}”" in line]
    if "code" in case:
        assert code == 1
        assert [line.split()[1] for line in named] == [case["code"]]
        assert case["says"] in named[0]
    else:
        assert named == []


@pytest.mark.parametrize(
    ("name", "goal", "most", "item"),
    [
        ("shenzhen-2021", "100.01", "100", "四季度_累计支出"),
        # 108 points, the bonus with them, by 0.95: a department without special funds.
        ("wuxi-2021", "113.69", "113.68", "公用经费_控制率"),
    ],
)
def test_a_goal_above_full_marks(refused, jixiao, workbook, name, goal, most, item):
    path = workbook(name)
    for extra in ((), ("--by", item)):
        assert f"总分是 {most} 分" in refused("whatif", path, "--goal", goal, *extra)
    assert "各指标得分之和还差" in jixiao("whatif", path, "--goal", most)[1]


def test_a_score_typed_over_is_told_beside_the_scenario(jixiao, workbook, tmp_path):
    """附表 shows 6 for 预算执行率, whose data give 3.84: the base is that of the data, and that is said."""
    path = tampered(workbook("shenzhen-2021"), tmp_path / "改.xlsx", {"附表": [typed("I14", 6)]})
    code, out, _ = jixiao("whatif", path, "--set", "四季度_累计支出=400000")
    assert code == 1
    assert "格里是 6.00（手工改写），按数据应为" in out
    found = json.loads(jixiao("whatif", path, "--set", "四季度_累计支出=400000", "--json")[1])
    assert [one["code"] for one in found["findings"]] == ["S06"]
