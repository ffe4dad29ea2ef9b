"""The figures of 汇总.xlsx beside the same counted from the ledger's tables, without its views."""

from __future__ import annotations

import duckdb
import pandas as pd
import pytest
from openpyxl import load_workbook

from benchmarks.workbooks_of_a_city import make
from tests.support.published import write_published
from workbooks.collect.collecting import collect
from workbooks.collect.register import Register
from workbooks.collect.summary import write_summary
from workbooks.collect.task import Task
from workbooks.review.reading.point_sums import BONUS
from workbooks.standards.library import available
from workbooks.standards.loading import load

NAMES = {name: f"{load(name).region}{load(name).title}" for name in available()} | {"": "未识别标准"}
OWN_ROWS = [name for name in available() if load(name).own_rows]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = tmp_path_factory.mktemp("figures")
    make(place / "city", 40)
    # The same unit twice: the one written last counts.
    write_published("wuxi-2021", place / "city").rename(place / "city" / "旧.xlsx")
    write_published("wuxi-2021", place / "city", corrected=True).rename(place / "city" / "新.xlsx")
    with Register(place / "a.duckdb") as ledger:
        collect(ledger, [str(place / "city")], lambda files, work: map(work, files), Task())
        write_summary(ledger, place / "汇总.xlsx", force=False)
    return place


@pytest.fixture(scope="module")
def sheets(place):
    def table(sheet):
        lines = list(sheet.iter_rows(values_only=True))
        header = next(number for number, line in enumerate(lines) if sum(map(bool, line)) > 2)
        return pd.DataFrame(lines[header + 1 :], columns=lines[header])

    return {
        sheet.title: table(sheet) for sheet in load_workbook(place / "汇总.xlsx") if sheet.title != "图表"
    }


@pytest.fixture(scope="module")
def ledger(place):
    with duckdb.connect(str(place / "a.duckdb"), read_only=True) as database:
        found = {}
        for name in ("files", "tables", "items", "findings"):
            frame = database.table(name).df()
            points = [
                column
                for column in frame
                if column in ("weight", "reported", "recomputed", "reported_total", "recomputed_total")
            ]
            found[name] = frame.astype(dict.fromkeys(points, float))
        return found


@pytest.fixture(scope="module")
def counted(ledger):
    """The tables that count: of a unit's several for one standard and year the one changed last."""
    tables = ledger["tables"].merge(ledger["files"][["file", "path", "member", "modified"]], on="file")
    latest = tables.sort_values("modified", ascending=False)
    again = latest.duplicated(["standard", "unit", "year", "project"])
    return latest[~again | (latest["unit"] == "") | (latest["standard"] == "")].assign(
        name=lambda frame: frame["standard"].map(NAMES)
    )


@pytest.fixture(scope="module")
def items(ledger, counted):
    known = counted[counted["standard"] != ""]
    joined = ledger["items"].rename(columns={"name": "indicator"}).merge(
        known[["file", "part", "standard", "name", "year", "unit"]], on=["file", "part"]
    )  # fmt: skip
    bonus = (joined["level1"] + " " + joined["level2"]).str.contains(BONUS.pattern)
    return joined[~bonus]


def test_ranking(sheets, ledger, counted):
    listed = sheets["单位排名"]
    assert len(listed) == len(ledger["tables"])
    assert (listed["排名"] == "重复").sum() == len(ledger["tables"]) - len(counted) == 1
    places = listed[listed["排名"].map(lambda place: isinstance(place, int))]
    totals = places.groupby(["评分标准", "年度"])["重算总分"]
    assert (places["排名"] == totals.rank(method="min", ascending=False)).all()
    assert len(places) == counted["recomputed_total"].notna().sum()
    assert places["重算总分"].sum() == pytest.approx(counted["recomputed_total"].sum())
    difference = listed["原报总分"].astype(float) - listed["重算总分"].astype(float)
    assert (difference.round(2).fillna(0) == listed["差异"].astype(float).round(2).fillna(0)).all()


def test_findings_of_each_file(sheets, ledger):
    listed, found = sheets["问题清单"], ledger["findings"]
    assert listed["级别"].value_counts().to_dict() == found["level"].value_counts().to_dict()
    assert sorted(listed["代码"]) == sorted(found["code"])
    # A file with one table has all its findings in its line.
    tables = ledger["tables"].merge(ledger["files"], on="file")
    single = tables[~tables["file"].duplicated(keep=False)]
    for level in ("错误", "缺失", "提示"):
        counts = found[found["level"] == level].groupby("file").size()
        expected = counts.reindex(single["file"], fill_value=0).sum()
        names = [path.rpartition("/")[2] + f"（{member}）" * bool(member) for path, member in
                 zip(single["path"], single["member"], strict=True)]  # fmt: skip
        assert sheets["单位排名"].set_index("文件").loc[names, level].sum() == expected


def test_unread(sheets, ledger):
    unread = ledger["files"][ledger["files"]["state"] == "unreadable"]
    assert sorted(sheets["未能读取"]["原因和办法"].dropna()) == sorted(unread["reason"])


def test_comparison(sheets, items, counted):
    scores = [name for name in sheets if name.startswith("指标对比")]
    assert len(scores) == counted.groupby(["standard", "year"]).ngroups - (counted["standard"] == "").any()
    totals = 0.0
    for name in scores:
        frame = sheets[name]
        totals += frame.iloc[-1, frame.columns.get_loc("分值") + 1 :].astype(float).sum()
    assert totals == pytest.approx(counted.loc[counted["standard"] != "", "recomputed_total"].sum())


@pytest.mark.parametrize("levels", [["level1"], ["level1", "level2"]])
def test_rates(sheets, items, levels):
    def whole(scores):
        return scores.sum(skipna=False)

    grouped = items.groupby(["name", "year", "file", "part", *levels], dropna=False)
    each = grouped.agg(weight=("weight", "sum"), score=("recomputed", whole)).reset_index()
    each = each[(each["weight"] > 0) & each["score"].notna()]
    each["rate"] = each["score"] / each["weight"]
    expected = each.groupby(["name", "year", *levels]).agg(
        count=("rate", "size"), weight=("weight", "mean"), score=("score", "mean"),
        rate=("rate", "mean"), low=("rate", "min"), high=("rate", "max"),
    )  # fmt: skip
    listed = sheets["得分率"]
    listed = listed[listed["二级指标"].isna()] if levels == ["level1"] else listed[listed["二级指标"].notna()]
    keys = ["评分标准", "年度", "一级指标", *(["二级指标"] if len(levels) == 2 else [])]
    figures = ["评分表数", "平均分值", "平均得分", "平均得分率", "最低", "最高"]
    told = listed.set_index(keys)[figures].astype(float).sort_index()
    assert list(told.index) == list(expected.sort_index().index)
    assert told.to_numpy() == pytest.approx(expected.sort_index().astype(float).to_numpy())


def test_grades(sheets, counted):
    whole = sheets["等级分布"].query("评分标准 == '全部'").set_index("等级")
    for column, heading in (("reported_grade", "原报评分表数"), ("recomputed_grade", "重算评分表数")):
        expected = counted[column].replace("", "未评").value_counts()
        assert whole[heading][whole[heading] > 0].to_dict() == expected.to_dict()


def test_losses(sheets, items):
    known = items[(items["weight"] > 0) & items["recomputed"].notna()].copy()
    known.loc[known["standard"].isin(OWN_ROWS), "indicator"] = ""
    keys = ["name", "year", "level1", "level2", "indicator"]
    each = known.groupby([*keys, "file", "part"])[["weight", "recomputed"]].sum()
    each["lost"] = each["weight"] - each["recomputed"]
    lost = each.groupby(keys)["lost"].mean()
    expected = sorted(round(value, 6) for value in lost if value > 1e-9)[::-1][:100]
    assert sheets["失分"]["平均失分"].astype(float).round(6).tolist() == pytest.approx(expected)
