"""What can keep Excel from getting scores out of Python, and what the clerk is told, once, to do about it."""

from __future__ import annotations

from udfs.records import dataclass

_AGAIN = (
    "在此之前，要重新计算的得分显示 #VALUE!，填的数和存好的文件不受影响。"
    "处理好以后，在“绩效评价”选项卡点任一按钮再试一次。"
)
_STATUS = "还不行的，运行 jixiao addin status，看“怎么办”一列。"


@dataclass(frozen=True)
class Trouble:
    """A trouble by the name VBA knows it by: what it is, what usually causes it, and what to do."""

    name: str
    cause: str
    remedy: str
    numbered: bool = False

    @property
    def text(self) -> str:
        """What the clerk is told; a number that Windows gave is put after it."""
        number = "\n下面的数是 Windows 给的原因：" if self.numbered else ""
        return f"{self.cause}。\n{self.remedy}。\n\n{_AGAIN}{_STATUS}{number}"


_TRUST = "在杀毒软件里信任绩效附表的文件夹（%LOCALAPPDATA%\\jixiao）"

TROUBLES = (
    Trouble(
        "JX_NOT_INSTALLED",
        "没有找到绩效附表所用的 Python",
        "请重新双击安装包里的“安装.bat”（或运行 jixiao addin install），再重新打开 Excel",
    ),
    Trouble(
        "JX_STORE_OFFICE",
        "这个 Excel 来自微软应用商店，它连不上绩效附表所用的 Python",
        "请卸载后改装 office.com 的 Office（单位的请找信息技术人员）",
    ),
    Trouble(
        "JX_NO_BRIDGE",
        "没有找到 xlwings 的 DLL，或者它不能加载，多半是被杀毒软件隔离了",
        f"请在杀毒软件里恢复它，并{_TRUST}，再重新双击“安装.bat”",
    ),
    Trouble(
        "JX_REFUSED",
        "Windows 不让 Excel 启动 Python，多半是杀毒软件（如 Defender、360）或单位的安全策略拦住了",
        f"请{_TRUST}；单位统一设置的请找信息技术人员",
        numbered=True,
    ),
    Trouble(
        "JX_BROKEN",
        "Python 启动后立即退出，多半是安装时用的 Python 已经卸载、升级或挪动了",
        "请装好 python.org 的 Python 3.10—3.13（64 位；应用商店里的不行），再重新双击“安装.bat”",
        numbered=True,
    ),
    Trouble(
        "JX_SLOW",
        "Python 15 秒还没有启动完，已经停止等待，多半是杀毒软件正在检查它",
        f"请过一会儿再试；总是这样的，请{_TRUST}",
    ),
    Trouble(
        "JX_UNREACHED",
        "Python 能启动，但是 Excel 连不上它，多半是安装不完整，或被杀毒软件、单位的安全策略拦住了",
        f"请重新双击“安装.bat”；再不行，{_TRUST}",
    ),
    Trouble(
        "JX_STOPPED",
        "没有做完：Python 中途停了，附表可能只写了一部分",
        "请从留底恢复后再试（见“帮助”）",
        numbered=True,
    ),
)
"""In the order of the rows of the add-in's sheet of texts, from row 1."""

NO_ADDIN = (
    "没有找到“绩效附表”加载项，或者它被停用了，所以得分显示 #VALUE!。填的数和存好的文件不受影响。\n"
    "要在这台电脑上计算：双击安装包里的“安装.bat”，再重新打开 Excel；装过的，运行 jixiao addin status。\n"
    "只看不改：不保存就关闭，再打开时显示的是存好的得分。"
)
"""What a workbook tells, once, when its functions do not find the add-in."""
