"""`jixiao collect`: exit codes, JSON, the second run, Ctrl-C, and what is refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import duckdb
import pytest
from openpyxl import load_workbook

from tests.support.collected import unit_folder, unit_workbook
from tests.support.places import ROOT
from tests.support.reviewed import SCORED, plain_workbook


@pytest.fixture
def folder(tmp_path):
    return unit_folder(tmp_path, 3)


@pytest.fixture
def out(tmp_path):
    return tmp_path / "汇总.xlsx"


def test_all_well_exits_with_0(jixiao, folder, out):
    code, told, error = jixiao("collect", folder, "-o", out, "--jobs", 1)
    assert (code, error) == (0, "")
    assert "找到文件 3 个：这次读 3 个，没有变化 0 个，未能读取 0 个" in told
    assert "评分表 3 张；没有发现问题" in told
    assert load_workbook(out).sheetnames[0] == "单位排名"
    assert out.with_suffix(".duckdb").is_file()


def test_reports_in_the_folder_are_told(jixiao, folder, out):
    (folder / "说明").mkdir()
    for name in ("乙局报告.docx", "说明/甲局报告.pdf", "说明/~$甲局报告.docx", "说明/照片.png"):
        (folder / name).write_bytes(b"1")
    _, told, _ = jixiao("collect", folder, "-o", out, "--jobs", 1)
    assert "找到文件 3 个" in told
    assert "另有报告（.docx、.pdf）2份，没有汇总；与附表核对请用jixiaocheck" in "".join(told.split())
    _, told, _ = jixiao("collect", folder, "-o", out, "--jobs", 1, "--force", "--json")
    assert [path.rpartition("/")[2] for path in json.loads(told)["reports"]] == [
        "乙局报告.docx",
        "甲局报告.pdf",
    ]


def test_the_second_run_is_told_and_the_output_in_the_folder_is_left_out(jixiao, folder):
    out = folder / "汇总.xlsx"
    jixiao("collect", folder, "-o", out, "--jobs", 1)
    code, told, _ = jixiao("collect", folder, "-o", out, "--force")
    assert code == 0
    assert "找到文件 3 个：这次读 0 个，没有变化 3 个" in told


def test_a_second_run_over_the_same_files_imports_and_starts_nothing(jixiao, folder, out):
    (folder / "空.xlsx").write_bytes(b"")
    (folder / "表.et").write_bytes(b"1")
    jixiao("collect", folder, "-o", out, "--jobs", 1)
    code = (
        "import subprocess, sys\n"
        f"sys.argv = ['jixiao', 'collect', {str(folder)!r}, '-o', {str(out)!r}, '--force']\n"
        "def started(*args, **kwargs): raise AssertionError(args)\n"
        "subprocess.Popen = started\n"
        "from addin.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "heavy = {'pandas', 'numpy', 'openpyxl', 'lxml', 'pydantic', 'yaml', 'python_calamine', "
        "'xlsxwriter', 'distributed', 'fsspec'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT, check=True)
    told = done.stdout.decode("utf-8")
    assert "找到文件 5 个：这次读 0 个，没有变化 5 个，未能读取 2 个" in told
    assert f"汇总没有变化，没有重写：{out}" in told


def test_a_summary_that_is_gone_is_written_again(jixiao, folder, out):
    jixiao("collect", folder, "-o", out, "--jobs", 1)
    out.unlink()
    assert f"汇总已写出：{out}" in jixiao("collect", folder, "-o", out)[1]
    assert out.is_file()


def test_findings_and_bad_files_exit_with_1(jixiao, folder, out):
    unit_workbook(folder / "错.xlsx", "错局", total=20)
    (folder / "空.xlsx").write_bytes(b"")
    code, told, error = jixiao("collect", folder, "-o", out, "--json", "--jobs", 2)
    assert (code, error) == (1, "")
    content = json.loads(told)
    assert content["files"] == {"found": 5, "read": 5, "unchanged": 0, "unreadable": 1, "removed": 0}
    assert content["tables"] == {"all": 4, "duplicates": 0}
    assert content["findings"] == {"错误": 1}
    assert content["unreadable"] == [
        {"file": str(folder / "空.xlsx"), "member": "", "error": "文件是空的（0 字节），请重新导出"}
    ]
    assert (content["out"], content["db"]) == (str(out), str(out.with_suffix(".duckdb")))


def test_places_that_overlap_are_read_once(jixiao, folder, out):
    code, told, error = jixiao("collect", folder, folder / "0.xlsx", folder, "-o", out, "--jobs", 1)
    assert (code, error) == (0, "")
    assert "找到文件 3 个：这次读 3 个" in told
    code, told, _ = jixiao("collect", folder / "0.xlsx", folder, "-o", out, "--jobs", 1, "--force")
    assert code == 0
    assert "找到文件 3 个：这次读 0 个，没有变化 3 个" in told


def test_names_that_are_no_text_are_told_and_kept_apart(jixiao, folder, out):
    odd = [folder / os.fsdecode(name) for name in (b"\xb1\xed.xlsx", b"\xb2\xed.xlsx")]
    for path in odd:
        path.write_bytes((folder / "0.xlsx").read_bytes())
    for more in ((), ("--force",)):
        code, told, error = jixiao("collect", folder, odd[0], "-o", out, "--jobs", 1, *more)
        assert (code, error) == (1, "")
        assert "未能读取 2 个" in told and "请改名再交" in "".join(told.split())
    with duckdb.connect(str(out.with_suffix(".duckdb")), read_only=True) as ledger:
        paths = ledger.execute("SELECT path FROM files WHERE state = 'unreadable'").fetchall()
    assert sorted(path.rpartition("/")[2] for (path,) in paths) == [
        r"\udcb1\udced.xlsx",
        r"\udcb2\udced.xlsx",
    ]


def test_what_was_not_read_is_told_first(jixiao, folder, out):
    plain_workbook(folder / "说明.xlsx", {"说明": [["本单位本年没有项目支出。"]]})
    rows = [["科室", "考核得分", "备注"], ["甲科", 90, "良"], ["乙科", 80, "良"], ["丙科", 70, "中"]]
    plain_workbook(folder / "两张.xlsx", {"附表": SCORED, "考核": rows})
    code, told, _ = jixiao("collect", folder, "-o", out, "--jobs", 1)
    assert code == 1
    assert told.startswith("没有读懂，未核对：1 个文件，1 处像表的内容\n")
    code, told, _ = jixiao("collect", folder, "-o", out, "--jobs", 1, "--force", "--json")
    told = json.loads(told)
    assert (code, told["status"]) == (1, "partly")
    assert [one["sheet"] for one in told["unread_tables"]] == ["考核"]
    assert sorted({one["status"] for one in told["statuses"]}) == ["partly", "read", "unread"]
    partly = next(one for one in told["statuses"] if one["status"] == "partly")
    assert {"sheet": "考核", "status": "unread"} in partly["sheets"]
    assert ["没有读懂，未核对" in one["error"] for one in told["unreadable"]] == [True]


def test_nothing_usable_exits_with_2(jixiao, folder, out):
    for path in folder.iterdir():
        path.write_bytes(b"")
    code, told, error = jixiao("collect", folder, "-o", out, "--jobs", 1)
    assert code == 2
    assert told.count("文件是空的") == 3
    assert error.startswith("错误：没有一个文件里有能汇总的附表")
    assert load_workbook(out)["未能读取"].max_row == 6


def test_an_empty_folder(refused, tmp_path, out):
    (tmp_path / "空").mkdir()
    assert "没有找到工作簿" in refused("collect", tmp_path / "空", "-o", out)
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["没有"], "找不到"),
        (["单位", "--standard", "没有"], "没有编号为“没有”的评分标准"),
        (["单位", "--db", "没有/a.duckdb"], "不能建立台账"),
        (["单位", "--jobs", "0"], "--jobs 的值不对"),
        ([], "缺少"),
    ],
)
def test_refused(refused, monkeypatch, folder, out, arguments, reason):
    monkeypatch.chdir(folder.parent)
    assert reason in refused("collect", *arguments, "-o", out)


def test_an_output_that_exists_needs_force(refused, folder, out):
    out.write_bytes(b"1")
    assert "已经存在" in refused("collect", folder, "-o", out)
    assert out.read_bytes() == b"1"


def test_parquet(jixiao, folder, out, tmp_path):
    jixiao("collect", folder, "-o", out, "--parquet", tmp_path / "出", "--jobs", 1)
    query = f"SELECT count(*) FROM '{tmp_path / '出' / 'items.parquet'}'"
    assert duckdb.sql(query).fetchall() == [(12,)]


# Ctrl-C at a known point: when the fifth file was read. A shell that runs tests in the background has told
# them and their children to ignore it.
INTERRUPTED = """
import os, signal
from itertools import count
from addin.cli import main
from workbooks.collect.child import CollectChild

signal.signal(signal.SIGINT, signal.default_int_handler)
reads, read = count(1), CollectChild.__call__

def read_and_interrupt(child, candidate, work):
    result = read(child, candidate, work)
    if next(reads) == 5:
        os.killpg(0, signal.SIGINT)
    return result

CollectChild.__call__ = read_and_interrupt
main()
"""


def test_ctrl_c_leaves_a_ledger_that_the_next_run_goes_on_with(folder, out):
    for number in range(600):
        os.link(folder / "0.xlsx", folder / f"同{number:04}.xlsx")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", INTERRUPTED, "collect", str(folder), "-o", str(out), "--jobs", "1"]
    run = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, start_new_session=True)
    error = run.communicate()[1].decode()
    assert run.returncode == 2
    assert error == "错误：已中断，没有写出汇总；读过的已记在台账 汇总.duckdb，再次运行会接着读\n"
    assert not out.exists()
    with duckdb.connect(str(out.with_suffix(".duckdb")), read_only=True) as ledger:
        states = dict(ledger.execute("SELECT state, count(*) FROM files GROUP BY state").fetchall())
        tables = ledger.execute("SELECT count(*) FROM tables").fetchall()[0][0]
        assert ledger.execute("SELECT finished FROM runs").fetchall() == [(None,)]
    assert sum(states.values()) == 603
    assert states["pending"] > 0
    assert states.get("read", 0) == tables
    assert set(states) <= {"pending", "read"}
