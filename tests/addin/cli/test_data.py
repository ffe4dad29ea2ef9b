"""`jixiao data`: an empty data file that can be filled in, and is not taken for zeros."""

from __future__ import annotations

import json

import pytest
import yaml

from workbooks.standards.library import available
from workbooks.standards.loading import load


@pytest.mark.parametrize("standard", available())
def test_an_empty_data_file_fills_an_empty_form(jixiao, tmp_path, standard):
    path, form = tmp_path / "空 数据.yaml", tmp_path / "附表.xlsx"
    assert jixiao("data", standard, "-o", path)[0] == 0
    code, out, error = jixiao("fill", standard, "--data", path, "-o", form, "--json")
    assert (code, error) == (1, "")
    content = json.loads(out)
    assert all(table["total"] is None or not standard.startswith("shenzhen") for table in tables(content))
    typed = yaml.safe_load(path.read_text(encoding="utf-8"))
    keys = [*typed.get("data", {}), *(key for one in typed.get("projects", ()) for key in one["data"])]
    assert sorted(keys) == sorted(load(standard).items)


def tables(content):
    return content.get("projects", [content])


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("shenzhen-2021", "编制合理_符合职责:  # 第1条：符合职责和政策要求；0 至 1 分"),
        ("shenzhen-2021", "信息公开_预算:  # "),
        ("heping-2024", "满意度_有效人数:  # 调查人数（有效收回）；人，不小于 0 的整数"),
    ],
)
def test_each_line_says_what_may_be_typed(jixiao, tmp_path, name, line):
    jixiao("data", name, "-o", tmp_path / "数据.yaml")
    assert line in (tmp_path / "数据.yaml").read_text(encoding="utf-8")


def test_as_a_workbook(jixiao, tmp_path):
    path, form = tmp_path / "数据.xlsx", tmp_path / "附表.xlsx"
    assert jixiao("data", "heping-2024", "-o", path)[0] == 0
    assert jixiao("fill", "heping-2024", "--data", path, "-o", form)[0] == 1


def test_a_file_that_is_there_stays(refused, tmp_path):
    path = tmp_path / "数据.yaml"
    path.write_text("我的数据", encoding="utf-8")
    assert "--force" in refused("data", "heping-2024", "-o", path)
    assert path.read_text(encoding="utf-8") == "我的数据"


@pytest.mark.parametrize("name", ["数据.txt", "数据"])
def test_another_kind_of_file(refused, tmp_path, name):
    assert ".yaml" in refused("data", "heping-2024", "-o", tmp_path / name)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("data:\n  资金总额_年初预算: 1\n", "要写在各个项目（projects）的 data里"),
        ("projects:\n  - name: 甲\n    data:\n      部门_全年_预算金额: 1\n", "要写在最上面的 data"),
    ],
)
def test_a_figure_in_the_wrong_part_of_a_data_file(refused, tmp_path, content, said):
    path = tmp_path / "数据.yaml"
    path.write_text(f"standard: fengtai-2023\n{content}", encoding="utf-8")
    assert said in refused("fill", "fengtai-2023", "--data", path, "-o", tmp_path / "附表.xlsx")
