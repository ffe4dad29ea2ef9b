"""The buttons of the ribbon tab 绩效评价: one table, from which its XML and its VBA come.

A button runs one action of `addin.excel.host`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workbooks.problems import InputError
from workbooks.standards.library import available
from workbooks.standards.loading import load

_PLAIN = re.compile(r"[A-Za-z0-9.-]+")


@dataclass(frozen=True)
class Button:
    """A button; it runs `action` of the host and is grey without a workbook of ours where `ours` is set.

    A button of a menu takes the icon and the Sub of its menu and hands its own `argument` to the action.
    """

    id: str
    label: str
    action: str
    icon: str
    keytip: str
    screentip: str
    supertip: str
    ours: bool = True
    argument: str = ""

    @property
    def sub(self) -> str:
        """The name of its VBA Sub: fill_quarterly → JxFillQuarterly."""
        return "Jx" + "".join(word.capitalize() for word in self.action.split("_"))


@dataclass(frozen=True)
class Group:
    """A group of the tab; `menu` is the button that opens a menu of the others, where there is one."""

    id: str
    label: str
    buttons: tuple[Button, ...]
    menu: Button | None = None


def _new_tables() -> tuple[Button, ...]:
    """A button for each standard; its id goes through VBA into Python, so it must be plain."""
    for name in available():
        if not _PLAIN.fullmatch(name):
            raise InputError(f"评分标准的文件名“{name}”只能用英文字母、数字、点和连字符")
    standards = [load(name) for name in available()]
    return tuple(
        Button(
            id=f"jxNew{number}",
            label=f"{standard.region}{standard.year}年：{standard.title}",
            action="new_table",
            icon="TableInsert",
            keytip=f"{number:02}",
            screentip=standard.title,
            supertip=f"{len(standard.rows)} 个指标，满分 {standard.full_mark.normalize():f} 分。",
            ours=False,
            argument=standard.id,
        )
        for number, standard in enumerate(standards, 1)
    )


_NEW_MENU = Button(
    "jxNew",
    "新建附表",
    "new_table",
    "FileNew",
    "N",
    "新建附表",
    "选择评分标准，再选择保存的位置。",
    ours=False,
)
_LEDGER = (
    Button(
        "jxImportLedger",
        "导入执行明细",
        "import_ledger",
        "GetExternalDataFromText",
        "M",
        "导入国库集中支付明细",
        "选择 .xlsx、.xls、.ods 或 .csv 文件，替换“执行明细”表的内容，并汇总到季度执行。改动前自动留底。",
    ),
    Button(
        "jxFillQuarterly",
        "填季度执行",
        "fill_quarterly",
        "CalculateNow",
        "J",
        "填季度执行",
        "按“执行明细”表汇总各季度累计执行数。没有计入或需要核对的行，原因写在“核对”列。",
    ),
)
_SUMMARY = (
    Button(
        "jxFillSummary",
        "填汇总",
        "fill_summary",
        "AutoSum",
        "H",
        "填汇总",
        "按附表现有得分填写“汇总”表：各级得分和得分率；项目自评表每个项目一行。",
    ),
)
_SCENARIO_MENU = Button(
    "jxScenario",
    "情景测算",
    "add_scenario",
    "WhatIfAnalysisMenu",
    "Q",
    "情景测算",
    "在“情景”表里只填要改的数，看各项得分、总分和等级怎么变；套用后可以撤销。",
)
_SCENARIOS = (
    Button(
        "jxAddScenario",
        "新增情景",
        "add_scenario",
        "TableInsert",
        "1",
        "新增一个情景",
        "在“情景”表最右边加一列，还没有改任何数。",
    ),
    Button(
        "jxDuplicateScenario",
        "复制情景",
        "duplicate_scenario",
        "Copy",
        "2",
        "复制当前情景",
        "把“当前情景”连同已填的数复制成新的一列。",
    ),
    Button(
        "jxApplyScenario",
        "套用情景",
        "apply_scenario",
        "ReviewAcceptChange",
        "3",
        "套用当前情景",
        "把“当前情景”里改的数写进“数据”等表。原来的数先记下，可以撤销；改动前另外自动留底。",
    ),
    Button(
        "jxUndoScenario",
        "撤销套用",
        "undo_scenario",
        "Undo",
        "4",
        "撤销套用",
        "把套用过的数全部恢复成第一次套用之前的样子。",
    ),
    Button(
        "jxClearScenario",
        "清空情景",
        "clear_scenario",
        "FileNew",
        "5",
        "清空当前情景",
        "清除“当前情景”里填的数，各项回到基准。",
    ),
)
_REVIEW = (
    Button(
        "jxReview",
        "复核",
        "review",
        "ReviewAcceptChange",
        "F",
        "复核",
        "逐项核对本工作簿里的官方附表，把不符的数、应有的数和依据列在“复核”表。别人填的附表也可以复核。",
        ours=False,
    ),
)
_FINAL = (
    Button(
        "jxFinalize",
        "定稿",
        "finalize",
        "FileMarkAsFinal",
        "D",
        "定稿",
        "在附表旁边另存一份只有数值的副本，供报送。还没有填齐或有错误时，说明差什么。",
    ),
    Button(
        "jxToNative",
        "普通公式版",
        "to_native",
        "FileSave",
        "P",
        "另存普通公式版",
        "在附表旁边另存一份不用本工具也能重算的副本，发给没有装加载项的人。另存的是上次保存的内容。",
    ),
    Button(
        "jxToUdf",
        "函数版",
        "to_udf",
        "Calculator",
        "U",
        "另存函数版",
        "把普通公式版换回调用评分函数的附表，填的内容都在。另存的是上次保存的内容。",
    ),
)
_HELP = (
    Button(
        "jxHelp",
        "帮助",
        "show_help",
        "Help",
        "B",
        "使用帮助",
        "各按钮的用途，#N/A、#VALUE! 的含义，日志和留底文件在哪里。",
        ours=False,
    ),
    Button("jxAbout", "版本", "about", "Info", "V", "版本信息", "显示本工具和 Python 的版本。", ours=False),
)


def groups() -> tuple[Group, ...]:
    """The groups of the tab, as the work goes."""
    return (
        Group("jxGroupNew", "新建", _new_tables(), _NEW_MENU),
        Group("jxGroupLedger", "预算执行", _LEDGER),
        Group("jxGroupSummary", "汇总", _SUMMARY),
        Group("jxGroupScenario", "情景", _SCENARIOS, _SCENARIO_MENU),
        Group("jxGroupReview", "复核", _REVIEW),
        Group("jxGroupFinal", "报送", _FINAL),
        Group("jxGroupHelp", "帮助", _HELP),
    )


def buttons() -> Iterator[Button]:
    """Every button that runs an action."""
    for group in groups():
        yield from group.buttons
