"""What stands between a clerk and a working add-in on this machine: one check each, with what to do.

Reads files and the registry, has Excel call one function, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import metadata
from pathlib import Path

from addin.excel.build import addin_bytes
from addin.excel.install import STORE_PYTHON, read_installed, settings_text
from addin.excel.trial import ARGUMENTS, EXPECTED, FUNCTION
from addin.excel.troubles import TROUBLES
from addin.excel.windows import Machine
from udfs.records import dataclass
from workbooks.problems import InputError

FINE, CARE, MISSING = "正常", "注意", "缺少"

_OFFICE = r"Software\Microsoft\Office"
_POLICIES = r"Software\Policies\Microsoft\Office"
_CLICK_TO_RUN = rf"HKLM\{_OFFICE}\ClickToRun\Configuration"
_EXCEL_SERVER = r"HKCR\CLSID\{00024500-0000-0000-C000-000000000046}\LocalServer32"
_WPS = r"Software\Kingsoft\Office\6.0\Common"
_REINSTALL = "重新双击“安装.bat”（或运行 jixiao addin install）"
_MACROS = {
    1: (CARE, "所有宏都不经询问就运行", "建议改为“禁用 VBA 宏，并发出通知”"),
    2: (FINE, "打开附表时询问", "打开附表后点黄条上的“启用内容”"),
    3: (CARE, "只运行有数字签名的宏", "把放附表的文件夹加入受信任位置"),
    4: (CARE, "禁用所有宏，不询问", "把放附表的文件夹加入受信任位置，或改为“禁用 VBA 宏，并发出通知”"),
}
_ASK_IT = "；请找信息技术人员"
# Excel's own setting where nobody chose one.
_ASKS = 2


@dataclass(frozen=True)
class MachineCheck:
    """One thing looked at: its state, what was found, and what to do about it."""

    name: str
    state: str
    found: str
    remedy: str = ""


def checks(machine: Machine) -> list[MachineCheck]:
    """Look at everything, in the order in which things have to be put right."""
    return [check(machine) for check in CHECKS]


def _excel(machine: Machine) -> MachineCheck:
    name, version, bits = "Excel", _excel_version(machine), _excel_bits(machine)
    if version is None:
        return MachineCheck(
            name, MISSING, "没有找到 Excel", "加载项要在 Windows 的 Excel 2016 或更新版本里用"
        )
    server = str(machine.registry.values(_EXCEL_SERVER).get("", ""))
    if "\\windowsapps\\" in server.lower():
        return MachineCheck(
            name, MISSING, "来自微软应用商店，连不上 Python", "卸载后改装 office.com 的 Office"
        )
    if _runs(server, "et.exe", "wps.exe"):
        remedy = "在 WPS 的“配置工具 → 兼容设置”里取消与 Excel 兼容，再修复一次 Office"
        return MachineCheck(name, CARE, "Excel 的登记指向了 WPS", remedy)
    return MachineCheck(name, FINE, f"版本 {version}，{f'{bits} 位' if bits else '位数不明'}")


def _python(machine: Machine) -> MachineCheck:
    """Excel and Python may differ in bits: Python runs as a process of its own."""
    name, found = "Python", f"{machine.bits} 位，{machine.interpreter}"
    if "WindowsApps" in machine.base_prefix.parts:
        return MachineCheck(name, MISSING, found, STORE_PYTHON)
    user = machine.folder("USERPROFILE")
    if not machine.readable(f"{user}{machine.prefix}"):
        remedy = "Windows 的“非 Unicode 程序的语言”要设为简体中文（须管理员），或换一个英文名的用户"
        return MachineCheck(name, CARE, f"Excel 读不出这个路径里的字：{user}", remedy)
    return MachineCheck(name, FINE, found)


def _bridge(machine: Machine) -> MachineCheck:
    """The DLL that Excel's VBA loads, of Excel's bits and of the version its VBA names."""
    name, version = "xlwings", metadata.version("xlwings")
    wanted = [_excel_bits(machine)] if _excel_bits(machine) else [32, 64]
    files = [f"xlwings{bits}-{version}.dll" for bits in wanted]
    folders = (machine.interpreter.parent, machine.interpreter.parent.parent)
    missing = [file for file in files if not any((folder / file).exists() for folder in folders)]
    if missing:
        return MachineCheck(name, MISSING, f"没有 {'、'.join(missing)}", "重新运行安装包里的“安装.bat”")
    return MachineCheck(name, FINE, f"{version}，{'、'.join(files)}")


def _addin(machine: Machine) -> MachineCheck:
    name, installed = "加载项", read_installed(machine)
    if installed is None or not machine.addin.exists():
        return MachineCheck(name, MISSING, "没有安装", _REINSTALL)
    content = machine.addin.read_bytes()
    if not installed.file(machine.addin).is_ours(content):
        return MachineCheck(name, CARE, f"安装后被改动过：{machine.addin}", f"把它移走，{_REINSTALL}")
    version = metadata.version("jixiao")
    if installed.version != version:
        return MachineCheck(
            name, CARE, f"装的是 {installed.version}，现在是 {version}", f"关闭 Excel，{_REINSTALL}"
        )
    if content != addin_bytes():
        found = "不是为现在的 xlwings 和评分标准生成的"
        return MachineCheck(name, CARE, found, f"关闭 Excel，{_REINSTALL}")
    return MachineCheck(name, FINE, f"{version}，{machine.addin}")


def _settings(machine: Machine) -> MachineCheck:
    name, path = "配置", machine.settings
    if not path.exists():
        return MachineCheck(name, MISSING, "没有写明用哪个 Python", _REINSTALL)
    try:
        wanted = settings_text(machine).encode(machine.code_page)
    except InputError as problem:
        return MachineCheck(name, MISSING, str(problem), "")
    if path.read_bytes() != wanted:
        return MachineCheck(name, CARE, f"指向另一个 Python，或被改动过：{path}", _REINSTALL)
    return MachineCheck(name, FINE, str(path))


def _blocked(machine: Machine) -> MachineCheck:
    """Excel keeps an add-in from loading: as a file from the internet, or after a crash."""
    name, mark = "加载项被拦", Path(f"{machine.addin}:Zone.Identifier")
    if mark.exists():
        remedy = "在文件上点右键 → 属性 → 勾选“解除锁定”"
        return MachineCheck(name, CARE, "文件带有“来自 Internet”的标记", remedy)
    key = rf"HKCU\{_OFFICE}\{_excel_version(machine)}\Excel\Resiliency\DisabledItems"
    path = str(machine.addin).lower()
    for value in machine.registry.values(key).values():
        if isinstance(value, bytes) and path in value.decode("utf-16-le", "replace").lower():
            remedy = "Excel 选项 → 加载项 → 管理“禁用项目” → 转到，选中后启用"
            return MachineCheck(name, CARE, "Excel 上次出错后停用了它", remedy)
    return MachineCheck(name, FINE, "没有")


def _macros(machine: Machine) -> MachineCheck:
    chosen, by = _security(machine, "", "VBAWarnings", _ASKS)
    state, found, remedy = _MACROS.get(chosen, (CARE, f"设置值 {chosen}，含义不明", "看 Excel 的信任中心"))
    return MachineCheck("宏设置", state, f"{found}{by}", f"{remedy}{_ASK_IT if by and state != FINE else ''}")


def _trusted(machine: Machine) -> MachineCheck:
    off, by = _security(machine, r"\Trusted Locations", "AllLocationsDisabled", 0)
    if off:
        remedy = "Excel 选项 → 信任中心 → 受信任位置 → 取消“禁用所有受信任位置”"
        return MachineCheck("受信任位置", CARE, f"全部停用{by}", f"{remedy}{_ASK_IT if by else ''}")
    return MachineCheck("受信任位置", FINE, f"可用{by}；加载项在其中，会直接运行")


def _wps(machine: Machine) -> MachineCheck:
    found = machine.registry.values(rf"HKCU\{_WPS}") or machine.registry.values(rf"HKLM\{_WPS}")
    if "InstallRoot" not in found:
        return MachineCheck("WPS", FINE, "没有安装")
    version = found.get("Version", "版本不明")
    remedy = "附表请用 Excel 打开。WPS 里看到的是存好的得分；改数据后不能重算，也没有“绩效评价”选项卡"
    return MachineCheck("WPS", CARE, f"已安装，{version}；是否带 VBA 请看 WPS 的“工具 → 开发工具”", remedy)


def _trial(machine: Machine) -> MachineCheck:
    """One call as Excel makes it. What stands in its way was said above; then there is nothing to try."""
    name = "算一次"
    if any(check(machine).state == MISSING for check in (_excel, _python, _bridge, _addin, _settings)):
        return MachineCheck(name, CARE, "没有试：先补上缺少的", "补上以后再运行一次")
    done = machine.try_excel()
    if done.trouble:
        text = TROUBLES[done.trouble - 1].cause + (f"（{done.code}）" if done.code else "")
        return MachineCheck(name, MISSING, text, TROUBLES[done.trouble - 1].remedy)
    if done.failure or not done.seconds:
        remedy = "先打开一次 Excel，回答它的提示，再全部关闭后重试；还不行的，把这一行发给技术支持"
        return MachineCheck(name, MISSING, f"Excel 没有算出来：{done.failure}", remedy)
    first, *later = done.seconds
    again = f"，再一次 {min(later) * 1000:.0f} 毫秒" if later else ""
    asked = f"{FUNCTION}({'，'.join(f'{number:g}' for number in ARGUMENTS)})＝{EXPECTED:g}"
    return MachineCheck(name, FINE, f"在 Excel 里算了 {asked}：第一次 {first:.1f} 秒（含启动 Python）{again}")


def _excel_version(machine: Machine) -> str | None:
    """Excel's version as the registry's keys have it, such as 16.0."""
    current = str(machine.registry.values(r"HKCR\Excel.Application\CurVer").get("", ""))
    number = current.rpartition(".")[2]
    return f"{number}.0" if number.isdigit() else None


def _excel_bits(machine: Machine) -> int | None:
    """32 or 64, from either kind of Office setup; None when neither says."""
    outlook = rf"HKLM\{_OFFICE}\{_excel_version(machine)}\Outlook"
    for key, name in ((_CLICK_TO_RUN, "Platform"), (outlook, "Bitness")):
        told = {"x64": 64, "x86": 32}.get(str(machine.registry.values(key).get(name)))
        if told:
            return told
    return None


def _security(machine: Machine, below: str, name: str, default: int) -> tuple[int, str]:
    """A setting of the Trust Center, and who made it: a policy wins over the user's own."""
    excel = rf"{_excel_version(machine)}\Excel\Security{below}"
    places = (
        (rf"HKCU\{_POLICIES}\{excel}", "（由单位统一设置）"),
        (rf"HKCU\{_OFFICE}\{excel}", ""),
    )
    for key, by in places:
        value = machine.registry.values(key).get(name)
        if isinstance(value, int):
            return value, by
    return default, ""


def _runs(command: str, *programs: str) -> bool:
    return any(f"\\{program}" in command.lower() for program in programs)


CHECKS: tuple[Callable[[Machine], MachineCheck], ...] = (
    _excel,
    _python,
    _bridge,
    _addin,
    _settings,
    _blocked,
    _macros,
    _trusted,
    _wps,
    _trial,
)
