"""The VBA projects: what is in them, what they must not do, and that they hold together uncompiled."""

from __future__ import annotations

import importlib
import re
from importlib import metadata

import pytest

from addin.excel import modules, vba
from addin.excel import workbook_modules as own_project
from addin.excel.modules import FUNCTIONS, HOST, SERVER, addin_modules
from addin.excel.troubles import NO_ADDIN, TROUBLES
from addin.excel.workbook_modules import ADDIN_FILE, workbook_modules
from workbooks import kept

PROJECTS = [addin_modules, workbook_modules]
# What reaches outside of Excel, and the one module that may.
REACHES = {
    "Declare ": "JxWindows",
    "Open Environ": "JxWindows",
    "Shell": None,
    "CreateObject": None,
    "Kill ": None,
    "SaveSetting": None,
    "DisplayAlerts": None,
    "cmd.exe": None,
}


def sources(project) -> dict[str, str]:
    return {module.name: module.source for module in project(["Sheet1"])}


def without_comments(code: str) -> str:
    return re.sub(r"^ *'.*$", "", code, flags=re.M)


@pytest.mark.parametrize("project", PROJECTS)
def test_our_modules_are_explicit_short_and_shut_nothing_off(project):
    for name, code in sources(project).items():
        assert "Option Explicit\n" in code, name
        assert len(code.splitlines()) <= 450, name
        for word, only in REACHES.items():
            assert word not in code or name == only, (name, word)


def test_a_workbook_reaches_for_nothing_but_the_addin():
    """What is sent about holds no call of Windows, no program and no version."""
    code = "\n".join(map(without_comments, sources(workbook_modules).values()))
    assert not re.search(r"\bDeclare\b|\.dll|Environ|\bOpen\b|python", code, re.I)
    assert metadata.version("xlwings") not in code
    assert code.count(f'Workbooks("{ADDIN_FILE}")') == 1


def test_the_modules_of_each_project():
    names = set(sources(workbook_modules))
    assert names == {"ThisWorkbook", "Sheet1", "JxFunctions", "JxAnswer", "JxBridge"}
    shared = {"ThisWorkbook", "Sheet1", "JxFunctions", "JxAnswer"}
    added = set(sources(addin_modules)) - shared
    assert added == {"JxPython", "JxWindows", "JxRibbon", "JxBooks", "JxHelp"}
    assert sources(addin_modules)["JxFunctions"] == sources(workbook_modules)["JxFunctions"]


@pytest.mark.parametrize("project", PROJECTS)
def test_whatever_is_called_or_named_is_there(project):
    """VBA is compiled by Excel only: every name of ours that a module uses is declared in the project."""
    code = "\n".join(sources(project).values())
    text = re.sub(r'"[^"\n]*"', '""', without_comments(code))
    declared = re.findall(r"(?:Sub|Function|Const) (\w+)", text)
    assert len(set(declared)) > 10
    used = set(re.findall(r"\bJx\w+|\bJX_\w+", text))
    assert used <= {*declared, *sources(project)}
    assert used


@pytest.mark.parametrize("project", PROJECTS)
def test_blocks_are_closed(project):
    for name, code in sources(project).items():
        plain = re.sub(r" _\n\s*", " ", without_comments(code))
        for word in ("Sub", "Function", "Type", "Select"):
            opened = re.findall(rf"^\s*(?:Public |Private )?{word} \w+", plain, re.M)
            assert len(opened) == len(re.findall(rf"^\s*End {word}\b", plain, re.M)), (name, word)
        assert len(re.findall(r"^\s*If .* Then$", plain, re.M)) == len(
            re.findall(r"^\s*End If$", plain, re.M)
        ), name
        assert len(re.findall(r"^\s*For ", plain, re.M)) == len(re.findall(r"^\s*Next\b", plain, re.M)), name
        assert len(re.findall(r"^\s*Do ", plain, re.M)) == len(re.findall(r"^\s*Loop\b", plain, re.M)), name


def test_the_python_that_vba_names_is_there():
    code = sources(addin_modules)["JxPython"]
    assert f"-I -B -m {SERVER} $(CLSID)" in code
    assert f'CallUDF("{FUNCTIONS}", name, values)' in code
    assert f'server.Module("{HOST}"), "run", server.Tuple(action, argument)' in code
    for name in (FUNCTIONS, SERVER, HOST):
        assert importlib.util.find_spec(name) is not None
    assert hasattr(importlib.import_module(HOST), "run")


def test_one_server_for_all_workbooks():
    """The bridge keeps a server for each command, so no command may name a workbook."""
    code = sources(addin_modules)["JxPython"]
    start = code[code.index("Private Function Starting") :]
    start = start[: start.index("End Function")]
    assert "program" in start
    assert not re.search(r"Workbook|FullName|Path", start)


def test_the_bridge_is_the_installed_one():
    version = metadata.version("xlwings")
    code = sources(addin_modules)["JxWindows"]
    assert set(re.findall(r"xlwings(?:32|64)-([\d.]+)\.dll", code)) == {version}
    assert code.count(f"xlwings64-{version}.dll") == code.count(f"xlwings32-{version}.dll") == 2


def test_every_trouble_has_its_row_and_its_place():
    code = sources(addin_modules)["JxPython"]
    rows = dict(re.findall(r"Public Const (JX_\w+) As Long = (\d+)", code))
    assert rows == {trouble.name: str(row) for row, trouble in enumerate(TROUBLES, 1)}
    everywhere = "\n".join(sources(addin_modules).values())
    for trouble in TROUBLES:
        assert len(re.findall(rf"= {trouble.name}\b", everywhere)) == 1, trouble.name


@pytest.mark.parametrize("text", [*(trouble.text for trouble in TROUBLES), NO_ADDIN])
def test_a_trouble_says_what_is_wrong_what_to_do_and_fits_a_message_box(text):
    assert len(text) < 1000
    assert re.search("请|双击", text)
    assert "#VALUE!" in text


@pytest.mark.parametrize(
    "cause", ["卸载", "Excel 来自微软应用商店", "应用商店里的不行", "杀毒软件", "安全策略"]
)
def test_the_usual_causes_are_named(cause):
    assert any(cause in trouble.text for trouble in TROUBLES)


def test_chinese_in_vba_is_the_text_again():
    code = sources(workbook_modules)["JxBridge"]
    lines = [line for line in code.splitlines() if line.strip().startswith("text = text &")]
    assert "".join(chr(int(one)) for one in re.findall(r"ChrW\((\d+)\)", "".join(lines))) == NO_ADDIN


def test_a_text_that_a_module_does_not_ask_for_is_noticed_and_one_that_is_missing():
    with pytest.raises(ValueError, match="JxBridge"):
        vba.code("JxBridge", ADDIN="a.xlam")
    with pytest.raises(ValueError, match="NOTHING"):
        vba.code("JxBridge", ADDIN="a.xlam", TEXT="", NOTHING="")


def test_settings_come_from_the_users_own_folder_only():
    # A sheet or a folder somebody sent could otherwise name the program that a click starts.
    code = "\n".join(sources(addin_modules).values())
    assert re.findall(r"\bOpen (.*) For Input", code) == ['Environ("USERPROFILE") & "\\.jixiao\\jixiao.conf"']
    assert not re.search(r"ThisWorkbook\.Path|ActiveWorkbook\.Path|CurDir|ChDir", code)


def test_no_version_but_the_installed_one_is_built(monkeypatch):
    monkeypatch.setattr(modules.metadata, "version", lambda _name: "9.9.9")
    assert "xlwings64-9.9.9.dll" in sources(addin_modules)["JxWindows"]
    assert "9.9.9" not in "\n".join(sources(workbook_modules).values())


def test_the_project_of_a_workbook_is_made_once(tmp_path, monkeypatch):
    monkeypatch.setenv(kept.FOLDER_VARIABLE, str(tmp_path))
    made = own_project.workbook_project(["Sheet1"])
    other = own_project.workbook_project(["Sheet1", "Sheet2"])
    monkeypatch.setattr(own_project, "vba_project", None)
    assert own_project.workbook_project(["Sheet1"]) == made != other
