"""The VBA projects: xlwings' module as it was shipped but for what is stated, and what VBA must not do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import xlwings

from addin.excel import modules
from addin.excel.modules import PROJECT, addin_project, workbook_project, xlwings_module


@pytest.mark.parametrize(("addin", "file"), [(False, "xlwings.bas"), (True, "xlwings_custom_addin.bas")])
def test_the_xlwings_module_is_the_installed_one_with_three_changes(addin, file):
    shipped = Path(xlwings.__file__).with_name(file).read_text(encoding="ascii").splitlines()
    ours = xlwings_module(addin).source.splitlines()
    changed = [(old, new) for old, new in zip(shipped, ours, strict=True) if old != new]
    assert len(changed) == 4
    new = " ".join(line for _, line in changed)
    assert f'PROJECT_NAME As String = "{PROJECT}"' in new
    assert 'source As String = "user"' in new
    assert new.count('GetConfig("ADD_WORKBOOK_TO_PYTHONPATH", "false")') == 2
    assert f'XLWINGS_VERSION As String = "{xlwings.__version__}"' in "\n".join(ours)


def test_settings_come_from_the_users_own_folder_only():
    # A sheet or a folder somebody sent could otherwise name the program that a click starts.
    source = xlwings_module(addin=True).source
    readings = re.findall(
        r'GetConfig\((?!configKey)"[^"]*"(?:, [^,()]*(?:\([^()]*\))?)?(, [^()]*)?\)', source
    )
    assert len(readings) > 10
    assert not any(readings)


def test_an_xlwings_that_changed_is_noticed_when_building(monkeypatch):
    monkeypatch.setattr(modules, "_EDITS", {"no such line": ("", 1)})
    with pytest.raises(ValueError, match="no such line"):
        xlwings_module()


@pytest.mark.parametrize("project", [addin_project, workbook_project])
def test_our_modules_are_explicit_short_and_shut_nothing_off(project):
    _, found = project(["Sheet1"])
    for module in found:
        if module.name == "xlwings":
            continue
        code = module.source
        assert "Option Explicit\n" in code, module.name
        assert len(code.splitlines()) <= 450, module.name
        # Nothing but xlwings' own module may touch files, the registry or other programs.
        for word in ("Shell", "CreateObject", "Kill ", "SaveSetting", "Declare ", "DisplayAlerts"):
            assert word not in code, (module.name, word)


def test_only_the_addin_has_a_ribbon_and_events():
    names = {module.name for module in workbook_project(["Sheet1"])[1]}
    assert names == {"ThisWorkbook", "Sheet1", "xlwings", "xlwings_udfs", "JxErrors"}
    added = {module.name for module in addin_project(["Sheet1"])[1]} - names
    assert added == {"JxRibbon", "JxBooks", "JxHelp"}
