"""The command line as a contract: JSON, exit codes, one clear Chinese line for bad input."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.support.examples import EXAMPLES
from tests.support.places import ROOT
from workbooks.standards.library import OWN_FOLDER

PUBLISHED = EXAMPLES / "shenzhen-2021.yaml"
LEDGER = EXAMPLES / "shenzhen-2021-ledger.csv"


def fill(jixiao, tmp_path, *arguments, data=PUBLISHED):
    target = tmp_path / "附 表.xlsx"
    code, out, error = jixiao("fill", "shenzhen-2021", "--data", data, "-o", target, *arguments)
    assert error == ""
    return code, out, target


def changed(tmp_path, old, new):
    text = PUBLISHED.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "改.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_demo_json(jixiao, tmp_path):
    code, out, _ = jixiao("demo", "--out", tmp_path / "演示", "--json")
    assert code == 0
    table, plain = (one for one in json.loads(out) if one["standard"] == "shenzhen-2021")
    assert [Path(one["file"]).suffix for one in (table, plain)] == [".xlsm", ".xlsx"]
    assert table | {"file": plain["file"]} == plain
    assert (table["standard"], table["total"], table["grade"]) == ("shenzhen-2021", 91.26, "优")
    assert table["full_mark"] == 100
    assert table["reported"] == {"total": 91.3, "grade": "优"}
    assert len(table["items"]) == 21
    assert table["items"][15] == {
        "name": "预算执行率",
        "weight": 6,
        "score": 3.84,
        "reported": 3.84,
        "status": "scored",
    }
    assert table["items"][20]["status"] == "judged"
    assert all(item["score"] == item["reported"] for item in table["items"])
    assert [finding["code"] for finding in table["findings"]] == ["S03"]
    assert Path(table["file"]).exists()


def test_demo_for_people(jixiao, tmp_path, monkeypatch):
    # What is written of the other standards, the test above reads.
    monkeypatch.setattr("addin.demo.names", lambda: ["shenzhen-2021"])
    (tmp_path / "shenzhen-2021.xlsx").write_bytes(b"of an earlier demonstration")
    code, out, _ = jixiao("demo", "--out", tmp_path)
    assert code == 0
    assert len(load_workbook(tmp_path / "shenzhen-2021.xlsx").sheetnames) > 1
    assert "91.26" in out
    assert "综合评分报的是 91.30，各指标得分相加应为 91.26" in out


def test_standards_and_items(jixiao):
    code, out, _ = jixiao("standards", "--json")
    found = {one["id"]: one for one in json.loads(out)}
    assert code == 0
    assert found["shenzhen-2021"]["indicators"] == 21
    assert found["shenzhen-2021"]["full_mark"] == 100
    assert set(found["shenzhen-2021"]) == {"id", "title", "region", "year", "indicators", "full_mark"}
    code, out, _ = jixiao("items", "shenzhen-2021", "--json")
    items = {one["key"]: one for one in json.loads(out)}
    assert items["三公经费_支出"] == {
        "key": "三公经费_支出",
        "label": "“三公”经费实际支出数",
        "unit": "万元",
        "kind": "money",
        "indicator": "公用经费控制率",
        "required": True,
    }
    assert "深圳" in jixiao("standards")[1]
    assert "三公经费_支出" in jixiao("items", "shenzhen-2021")[1]


def test_new_gives_an_empty_form(jixiao, tmp_path):
    code, _, _ = jixiao("new", "shenzhen-2021", "-o", tmp_path / "空.xlsx")
    assert code == 0
    assert load_workbook(tmp_path / "空.xlsx", data_only=True)["附表"]["I28"].value == "#N/A"
    code, out, _ = jixiao("score", tmp_path / "空.xlsx", "--json")
    table = json.loads(out)
    assert code == 1
    assert table["total"] is None
    assert table["grade"] is None
    assert all(item["score"] is None and item["status"] == "missing" for item in table["items"])


def test_fill_with_ledger_then_score(jixiao, tmp_path):
    code, out, target = fill(jixiao, tmp_path, "--ledger", LEDGER, "--json")
    assert code == 1  # 报告印的 91.30 与 91.26 不一致
    filled = json.loads(out)
    assert filled["total"] == 91.26
    values = load_workbook(target, data_only=True)
    assert values["季度执行"]["B8"].value == 495698.32
    assert values["执行明细"]["A3"].value
    assert values["汇总"]["C16"].value == 91.26
    code, out, _ = jixiao("score", target, "--json")
    assert code == 1
    again = json.loads(out)
    assert again["items"] == filled["items"]
    assert again["findings"] == filled["findings"]
    assert [told["cell"] for told in filled["findings"]] == ["K28"]


def test_a_table_that_agrees_exits_with_0(jixiao, tmp_path):
    code, out, _ = fill(jixiao, tmp_path, data=changed(tmp_path, "total: 91.30", "total: 91.26"))
    assert code == 0
    assert "不一致" not in out


def test_fill_from_a_filled_workbook(jixiao, tmp_path):
    _, _, first = fill(jixiao, tmp_path)
    workbook = load_workbook(first)
    workbook["季度执行"]["B8"] = 400_000
    workbook.save(first)
    second = tmp_path / "二.xlsx"
    code, out, _ = jixiao("fill", "shenzhen-2021", "--data", first, "-o", second, "--json")
    assert code == 1
    assert json.loads(out)["total"] == 90.97
    assert load_workbook(second, data_only=True)["附表"]["I28"].value == 90.97


def test_missing_and_wrong_figures_are_said(jixiao, tmp_path):
    code, out, target = fill(
        jixiao, tmp_path, data=changed(tmp_path, "三公经费_支出: 6.16", "三公经费_支出: 6.16万元")
    )
    assert code == 1
    assert "数据项“三公经费_支出”填的是“6.16万元”，应为数字（单位：万元），请改为 6.16" in out
    values = load_workbook(target, data_only=True)
    assert values["附表"]["I21"].value == "#VALUE!"
    assert values["附表"]["I28"].value == "#VALUE!"


def test_the_ledger_says_where_it_differs_from_the_data(jixiao, tmp_path):
    data = changed(tmp_path, "一季度_累计支出: 2077.35", "一季度_累计支出: 2000")
    _, out, _ = fill(jixiao, tmp_path, "--ledger", LEDGER, "--json", data=data)
    found = [finding for finding in json.loads(out)["findings"] if finding["code"] == "L06"]
    assert [finding["message"] for finding in found] == [
        "“一季度_累计支出”数据文件填的是 2000，执行明细汇总为 2077.35，已按执行明细填写"
    ]


def test_rows_of_the_ledger_that_do_not_count_are_findings(jixiao, tmp_path):
    ledger = tmp_path / "明细.csv"
    ledger.write_text(
        "支付日期,支付金额（元）\n2021-12-30,100\n2020-01-01,5\n2021-02-30,7\n", encoding="gb18030"
    )
    code, out, _ = fill(jixiao, tmp_path, "--ledger", ledger, "--json")
    assert code == 1
    found = {finding["code"]: finding for finding in json.loads(out)["findings"]}
    assert found["L01"]["cell"] == "A5"
    assert found["L01"]["level"] == "提示"
    assert found["L04"]["level"] == "错误"


def test_an_existing_file_needs_force(jixiao, refused, tmp_path):
    _, _, target = fill(jixiao, tmp_path)
    before = target.read_bytes()
    said = refused("fill", "shenzhen-2021", "--data", PUBLISHED, "-o", target)
    assert "已经存在；要覆盖请加 --force" in said
    assert target.read_bytes() == before
    assert jixiao("fill", "shenzhen-2021", "--data", PUBLISHED, "-o", target, "--force")[0] == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["items", "shanghai-2021"], "没有编号为“shanghai-2021”的评分标准；可用："),
        (["score", "没有.xlsx"], "找不到这个文件"),
        (["score", str(PUBLISHED)], "不支持扩展名“.yaml”"),
        (["fill", "shenzhen-2021", "--data", str(LEDGER), "-o", "a.xlsx"], "不是数据文件"),
        (["fill", "shenzhen-2021", "--data", "没有.yaml", "-o", "a.xlsx"], "找不到这个文件"),
        (["fill", "shenzhen-2021", "--data", str(PUBLISHED), "-o", "没有/a.xlsx"], "不存在，请先建好"),
        (["fill", "shenzhen-2021", "--data", str(PUBLISHED), "-o", "a.pdf"], "应以 .xlsx 或 .xlsm 结尾"),
        (
            ["fill", "shenzhen-2021", "--data", str(PUBLISHED), "--ledger", str(PUBLISHED), "-o", "a.xlsx"],
            "不支持扩展名",
        ),
        (["fill", "shenzhen-2021", "-o", "a.xlsx"], "缺少 --data"),
        (["fill", "shenzhen-2021", "--data"], "--data 后面要写值"),
        (["fill"], "缺少"),
        (["new", "shenzhen-2021"], "缺少 -o"),
        (["score", "--jsn", "a.xlsx"], "没有 --jsn 这个选项，是不是 --json？"),
        (["socre"], "没有这个命令"),
        (["standards", "多余"], "没有这个命令：多余"),
        (["score", "a.xlsx", "多余"], "多写了参数“多余”"),
        (["check"], "缺少 附表或报告"),
        (["check", "没有.xlsx"], "没有.xlsx：找不到这个文件"),
        (["check", "a.xlsx", "--standard", "没有"], "没有编号为“没有”的评分标准"),
        (["check", "a.xlsx", "b.xlsx", "-o", "c.xlsx"], "-o 一次只能用于一个文件"),
        (["check", "a.xlsx", "--html", "a.pdf"], "应以 .html 结尾"),
        (["check", "a.xlsx", "-o", "没有/c.xlsx"], "不存在，请先建好"),
    ],
)
def test_bad_calls(refused, monkeypatch, tmp_path, arguments, said):
    monkeypatch.chdir(tmp_path)
    assert said in refused(*arguments)
    assert list(tmp_path.iterdir()) == []


def test_a_ledger_without_an_amount_column(refused, tmp_path):
    ledger = tmp_path / "明细.csv"
    ledger.write_text("支付日期,项目名称\n2021-01-01,甲\n", encoding="utf-8")
    target = tmp_path / "a.xlsx"
    said = refused("fill", "shenzhen-2021", "--data", PUBLISHED, "--ledger", ledger, "-o", target)
    assert "支付金额" in said
    assert not target.exists()


def test_the_data_of_another_standard(refused, tmp_path):
    data = changed(tmp_path, "standard: shenzhen-2021", "standard: wuxi-2021")
    assert "这份数据是按“wuxi-2021”填的" in refused(
        "fill", "shenzhen-2021", "--data", data, "-o", tmp_path / "a.xlsx"
    )


def test_json_is_utf8_whatever_the_console_says(tmp_path):
    environment = {"PYTHONIOENCODING": "ascii", "PATH": "", "LC_ALL": "C", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "addin", "standards", "--json"]
    done = subprocess.run(command, capture_output=True, env=environment, cwd=ROOT, check=True)
    assert json.loads(done.stdout.decode("utf-8"))[0]["region"]


@pytest.mark.parametrize(
    "arguments", [["--help"], ["fill", "--help"], ["addin", "--help"], ["addin", "build", "--help"]]
)
def test_help_is_chinese(jixiao, arguments):
    code, out, _ = jixiao(*arguments)
    assert code == 0
    assert out.startswith(f"用法：{' '.join(['jixiao', *arguments[:-1]])} [选项]")
    assert not {"Usage", "Options", "Commands", "Show"} & set(out.replace(":", " ").split())


def test_addin_build_writes_the_extension(jixiao, tmp_path):
    code, out, _ = jixiao("addin", "build", "--out", tmp_path / "加载 项")
    assert code == 0
    assert "jixiao.oxt" in out
    assert zipfile.is_zipfile(tmp_path / "加载 项" / "jixiao.oxt")


def test_help_imports_nothing_heavy():
    code = (
        "import sys; sys.argv=['jixiao','--help']\n"
        "from addin.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "heavy = {'pandas','openpyxl','xlwings','lxml','pydantic','yaml','rich','numpy'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT, check=True)
    assert "用法：jixiao" in done.stdout.decode("utf-8")
    assert "fill" in done.stdout.decode("utf-8")


def test_commands_on_one_form_import_nothing_they_can_do_without(tmp_path):
    runs = [
        ("fill", "shenzhen-2021", "--data", PUBLISHED, "--ledger", LEDGER, "-o", "a.xlsm"),
        ("check", "a.xlsm", "-o", "b.xlsm"),
        ("convert", "a.xlsm", "-o", "c.xlsx"),
        ("finalize", "a.xlsm", "--force-final"),
        ("score", "c.xlsx"),
        ("whatif", "c.xlsx", "--lost"),
    ]
    code = (
        "import sys\nfrom addin.cli import main\n"
        f"for run in {[list(map(str, run)) for run in runs]}:\n"
        "    sys.argv = ['jixiao', *run]\n"
        "    try: main()\n    except SystemExit as end: assert end.code < 2, run\n"
        "heavy = {'pandas', 'numpy', 'matplotlib', 'duckdb', 'PIL'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=tmp_path, check=True)
    assert b"Exception ignored" not in done.stderr


def test_what_only_reads_does_not_pay_for_what_writes(tmp_path):
    assert not imported_by(tmp_path, ("new", "wuxi-2021", "-o", "a.xlsm")) & {"pandas", "numpy"}
    imported_by(tmp_path, ("score", "a.xlsm"))
    # From the second time on the blank form, and what its formulas should be, are there already.
    for command in (
        ("score", "a.xlsm"),
        ("check", "a.xlsm"),
        ("whatif", "a.xlsm", "--lost"),
        ("data", "wuxi-2021", "-o", "a.yaml"),
        ("new", "wuxi-2021", "-o", "b.xlsm"),
    ):
        assert "openpyxl" not in imported_by(tmp_path, command), command


def imported_by(folder, command):
    """The modules that a process has at the end of a command."""
    code = (
        f"import sys; sys.argv = {['jixiao', *command]}\n"
        "from addin.cli import main\n"
        "try: main()\nexcept SystemExit as end: assert end.code < 2, end.code\n"
        "print(*sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=folder, check=True)
    return set(done.stderr.decode().split())


def formulas_of(path):
    return [
        cell.value for sheet in load_workbook(path) for row in sheet for cell in row if cell.data_type == "f"
    ]


def test_the_native_edition_calls_nothing_that_would_have_to_be_installed(jixiao, tmp_path):
    code, out, target = fill(jixiao, tmp_path, "--json")
    assert (code, json.loads(out)["total"]) == (1, 91.26)
    assert not any("JX_" in formula for formula in formulas_of(target))
    code, out, _ = jixiao("score", target, "--json")
    assert (code, json.loads(out)["total"]) == (1, 91.26)


def calls_functions(path):
    """Whether the scores call our functions, and whether the file carries them."""
    with zipfile.ZipFile(path) as archive:
        carried = "xl/vbaProject.bin" in archive.namelist()
        types = archive.read("[Content_Types].xml").decode()
    assert carried == ("macroEnabled" in types)
    return any("JX_" in str(formula) for formula in formulas_of(path)), carried


@pytest.mark.parametrize(
    ("name", "asked", "functions", "carried", "told"),
    [
        # 扩展名决定版本；--edition 说了算，后果说一句。
        ("空.xlsx", (), False, False, ""),
        ("空.xlsm", (), True, True, ""),
        ("空.XLSM", (), True, True, ""),
        ("空.xlsx", ("--edition", "native"), False, False, ""),
        ("空.xlsm", ("--edition", "udf"), True, True, ""),
        ("空.xlsx", ("--edition", "udf"), True, False, "没有装加载项的电脑只显示存好的得分"),
        ("空.xlsm", ("--edition", "native"), False, True, "用不到 .xlsm 里的函数"),
    ],
)
def test_the_extension_decides_the_edition(jixiao, tmp_path, name, asked, functions, carried, told):
    code, _, error = jixiao("new", "project-2020", "-o", tmp_path / name, *asked)
    assert code == 0
    assert calls_functions(tmp_path / name) == (functions, carried)
    assert error.count("\n") == (1 if told else 0)
    assert told in error


@pytest.mark.parametrize("name", ["空.xls", "空", "空.csv"])
def test_a_form_has_one_of_two_extensions(refused, tmp_path, name):
    assert "应以 .xlsx 或 .xlsm 结尾" in refused("new", "wuxi-2021", "-o", tmp_path / name)


def test_a_filled_workbook_in_the_other_edition(jixiao, refused, tmp_path):
    """From ordinary formulas to functions and back: what was typed stays, the extension decides."""
    _, _, source = fill(jixiao, tmp_path)
    live, plain = tmp_path / "自用.xlsm", tmp_path / "发出.xlsx"
    for one, other, kind in ((source, live, (True, True)), (live, plain, (False, False))):
        code, out, error = jixiao("convert", one, "-o", other, "--json")
        assert (code, json.loads(out)["total"], error) == (1, 91.26, "")
        assert calls_functions(other) == kind
    assert "换一个文件名" in refused("convert", plain, "--edition", "udf", "-o", plain, "--force")


def test_a_live_workbook_is_scored_reviewed_and_made_final(jixiao, tmp_path):
    """The copy with the sheet 复核 keeps the functions; the final copy has none."""
    live, copy, final = (tmp_path / name for name in ("附表.xlsm", "复核.xlsm", "定稿.xlsx"))
    data = EXAMPLES / "heping-2024.yaml"
    assert jixiao("fill", "heping-2024", "--data", data, "-o", live)[0] == 0
    assert json.loads(jixiao("score", live, "--json")[1])["total"] == 99.2
    jixiao("check", live, "-o", copy)
    assert calls_functions(copy) == (True, True)
    assert load_workbook(copy).sheetnames[-1] == "复核"
    assert jixiao("finalize", live, "-o", final)[0] == 0
    assert calls_functions(final) == (False, False)


def test_an_edition_that_there_is_not(refused, tmp_path):
    error = refused("new", "wuxi-2021", "-o", tmp_path / "a.xlsx", "--edition", "python")
    assert "--edition" in error
    assert "native" in error


def test_a_broken_standard_of_ones_own_is_named_and_every_command_goes_on(jixiao, tmp_path, monkeypatch):
    (tmp_path / "broken-2025.yaml").write_text("id: broken-2025\nscore: a: b\n", encoding="utf-8")
    monkeypatch.setenv(OWN_FOLDER, str(tmp_path))
    for command in (
        ("standards",),
        ("items", "shenzhen-2021"),
        ("new", "wuxi-2021", "-o", tmp_path / "a.xlsx"),
    ):
        code, out, error = jixiao(*command)
        assert code == 0
        assert out
        assert error.count("broken-2025.yaml") == 1
        assert error.count("\n") == 1
    code, out, error = jixiao("items", "broken-2025")
    assert code == 2
    assert "单引号" in error
