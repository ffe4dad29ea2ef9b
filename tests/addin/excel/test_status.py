"""What `addin status` says of a machine: each state, found by making the machine so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import xlwings

from addin.excel import status
from addin.excel.install import install
from addin.excel.status import CARE, FINE, MISSING, MachineCheck, checks
from addin.excel.trial import Trial
from addin.excel.troubles import TROUBLES
from tests.support.windows import POLICY, SECURITY, FakeRegistry, windows


def look(machine, name: str) -> MachineCheck:
    return next(check for check in checks(machine) if check.name == name)


@pytest.fixture
def machine(tmp_path: Path):
    made = windows(tmp_path)
    list(install(made))
    return made


def test_good_machine(machine) -> None:
    assert {check.state for check in checks(machine)} == {FINE}
    assert look(machine, "Excel").found == "版本 16.0，64 位"


def test_a_function_is_called_and_timed(machine) -> None:
    assert look(machine, "算一次").found == (
        "在 Excel 里算了 JX_SCORE_RATE(9，10)＝0.9：第一次 1.8 秒（含启动 Python），再一次 4 毫秒"
    )


@pytest.mark.parametrize("row", range(1, len(TROUBLES) + 1))
def test_what_keeps_the_function_from_answering_is_said_with_what_to_do(machine, row: int) -> None:
    found = look(replace(machine, trial=Trial(trouble=row, code=5)), "算一次")
    assert (found.state, found.remedy) == (MISSING, TROUBLES[row - 1].remedy)
    assert found.found == f"{TROUBLES[row - 1].cause}（5）"


def test_an_excel_that_does_not_answer(machine) -> None:
    found = look(replace(machine, trial=Trial(failure="90 秒没有做完")), "算一次")
    assert (found.state, found.found) == (MISSING, "Excel 没有算出来：90 秒没有做完")
    assert found.remedy


def test_nothing_is_tried_while_something_is_missing(machine) -> None:
    machine.addin.unlink()
    untried = replace(machine, trial=None)
    assert look(untried, "算一次").state == CARE


def test_an_excel_of_the_store(machine) -> None:
    server = r"HKCR\CLSID\{00024500-0000-0000-C000-000000000046}\LocalServer32"
    machine.registry.keys[server] = {"": r"C:\Program Files\WindowsApps\Microsoft.Office.Desktop\EXCEL.EXE"}
    assert look(machine, "Excel").state == MISSING


def test_nothing_installed(tmp_path: Path) -> None:
    bare = windows(tmp_path)
    assert [check.name for check in checks(bare) if check.state == MISSING] == ["加载项", "配置"]
    assert all(check.remedy for check in checks(bare) if check.state != FINE)


def test_no_excel(machine) -> None:
    machine.registry.keys.clear()
    assert look(machine, "Excel").state == MISSING
    assert look(machine, "xlwings").state == FINE, "without Excel's bits both DLLs are looked for"


def test_wps_in_the_place_of_excel(machine) -> None:
    server = r"hkcr\clsid\{00024500-0000-0000-c000-000000000046}\localserver32"
    machine.registry.keys[server] = {"": r"C:\WPS Office\office6\et.exe /automation"}
    assert look(machine, "Excel").state == CARE
    machine.registry.keys[server] = {"": r"C:\Office16\EXCEL.EXE /automation"}
    assert look(machine, "Excel").state == FINE


def test_dll_of_excels_bits_and_not_of_pythons(machine) -> None:
    dlls = {bits: machine.prefix / f"xlwings{bits}-{xlwings.__version__}.dll" for bits in (32, 64)}
    dlls[64].unlink()
    assert look(machine, "xlwings").state == MISSING
    assert dlls[64].name in look(machine, "xlwings").found
    machine.registry.keys[r"HKLM\Software\Microsoft\Office\ClickToRun\Configuration"] = {"Platform": "x86"}
    assert look(machine, "xlwings").state == FINE
    assert look(machine, "Excel").found == "版本 16.0，32 位"


def test_bits_of_an_office_that_is_not_click_to_run(machine) -> None:
    del machine.registry.keys[r"HKLM\Software\Microsoft\Office\ClickToRun\Configuration"]
    assert look(machine, "Excel").found == "版本 16.0，位数不明"
    machine.registry.keys[r"HKLM\Software\Microsoft\Office\16.0\Outlook"] = {"Bitness": "x86"}
    assert look(machine, "Excel").found == "版本 16.0，32 位"


def test_addin_and_settings_that_are_not_as_installed(machine) -> None:
    machine.addin.write_bytes(b"changed")
    machine.settings.write_bytes(b'"INTERPRETER_WIN","C:\\Python27\\python.exe"\r\n')
    assert look(machine, "加载项").state == CARE
    assert look(machine, "配置").state == CARE
    machine.addin.unlink()
    machine.settings.unlink()
    assert look(machine, "加载项").state == MISSING
    assert look(machine, "配置").state == MISSING


def test_older_addin(machine) -> None:
    path = machine.state / "installed.json"
    text = path.read_text(encoding="utf-8")
    version = look(machine, "加载项").found.partition("，")[0]
    path.write_text(text.replace(f'"version": "{version}"', '"version": "0.0.9"'), encoding="utf-8")
    assert look(machine, "加载项").found == f"装的是 0.0.9，现在是 {version}"


def test_addin_for_another_xlwings(machine, monkeypatch) -> None:
    """After an update of xlwings by itself the add-in names a DLL that is gone."""
    monkeypatch.setattr(status, "addin_bytes", lambda: b"with the DLL of today")
    found = look(machine, "加载项")
    assert (found.state, found.found) == (CARE, "不是为现在的 xlwings 和评分标准生成的")


def test_mark_of_the_web(machine) -> None:
    Path(f"{machine.addin}:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=3\n")
    assert look(machine, "加载项被拦").state == CARE
    assert "解除锁定" in look(machine, "加载项被拦").remedy


def test_disabled_by_excel_after_a_crash(machine) -> None:
    key = r"HKCU\Software\Microsoft\Office\16.0\Excel\Resiliency\DisabledItems"
    other = "C:\\其他.xlam\0".encode("utf-16-le")
    machine.registry.keys[key] = {"1A2B": b"\x03\0\0\0" + other}
    assert look(machine, "加载项被拦").state == FINE
    ours = str(machine.addin).upper().encode("utf-16-le")
    machine.registry.keys[key] = {"1A2B": b"\x03\0\0\0" + ours}
    assert look(machine, "加载项被拦").state == CARE
    assert "禁用项目" in look(machine, "加载项被拦").remedy


@pytest.mark.parametrize(("value", "state"), [(1, CARE), (2, FINE), (3, CARE), (4, CARE), (9, CARE)])
def test_macro_setting(machine, value: int, state: str) -> None:
    machine.registry.keys[rf"HKCU\{SECURITY}"] = {"VBAWarnings": value}
    assert look(machine, "宏设置").state == state
    assert look(machine, "宏设置").remedy


def test_policy_wins_over_the_users_own_setting(machine) -> None:
    machine.registry.keys[rf"HKCU\{SECURITY}"] = {"VBAWarnings": 2}
    machine.registry.keys[POLICY] = {"VBAWarnings": 4}
    found = look(machine, "宏设置")
    assert (found.state, found.found) == (CARE, "禁用所有宏，不询问（由单位统一设置）")
    assert found.remedy.endswith("请找信息技术人员")


def test_trusted_locations_switched_off(machine) -> None:
    machine.registry.keys[rf"{POLICY}\Trusted Locations"] = {"AllLocationsDisabled": 1}
    assert look(machine, "受信任位置").state == CARE
    machine.registry.keys[rf"{POLICY}\Trusted Locations"] = {"AllLocationsDisabled": 0}
    assert look(machine, "受信任位置").state == FINE


@pytest.mark.parametrize("hive", ["HKCU", "HKLM"])
def test_wps(machine, hive: str) -> None:
    machine.registry.keys[rf"{hive}\Software\Kingsoft\Office\6.0\Common"] = {
        "InstallRoot": r"C:\WPS Office\12.1",
        "Version": "12.1.0.16120",
    }
    assert look(machine, "WPS").state == CARE
    assert "12.1.0.16120" in look(machine, "WPS").found


def test_user_whose_name_vba_cannot_read(tmp_path: Path) -> None:
    made = windows(tmp_path, code_page="cp1252")
    list(install(made))
    assert look(made, "配置").state == FINE, "the settings name the folder by its variable"
    assert look(made, "Python").state == CARE
    store = replace(made, base_prefix=tmp_path / "WindowsApps")
    assert look(store, "Python").state == MISSING


def test_fake_registry_is_like_windows() -> None:
    registry = FakeRegistry({r"HKCU\Software\A": {"Name": 1}})
    assert registry.values(r"hkcu\software\a") == {"Name": 1}
    assert registry.values(r"HKCU\Software\B") == {}
