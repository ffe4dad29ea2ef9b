"""The buttons of the ribbon tab 绩效评价: one entry a button, from which everything else of it comes.

Its XML and its VBA come from it (`ribbon`), and what it runs: the function named as its action, in the module
of `addin.excel.actions` that is named as its group. So a new button is an entry here and a function there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from udfs.records import dataclass
from udfs.regex import regex
from workbooks.problems import InputError
from workbooks.stages.progress_warnings import every as every_warning
from workbooks.stages.stage_forms import stage_forms
from workbooks.standards.library import available
from workbooks.standards.loading import every
from workbooks.standards.model import Standard

_PLAIN = regex(r"[A-Za-z0-9.-]+")
NEW, NEW_TABLE = "new", "new_table"


@dataclass(frozen=True)
class Button:
    """A button: what it runs, its label, icon, key, and what is said of it while the mouse is over it.

    It is grey without a workbook of ours, unless it is for `any_book`. One of several that run the same
    action has a `number` and hands its own `argument` over.
    """

    action: str
    label: str
    icon: str
    keytip: str
    title: str
    help: str
    any_book: bool = False
    argument: str = ""
    number: str = ""

    @property
    def id(self) -> str:
        """Its name in the XML: fill_quarterly → jxFillQuarterly."""
        return f"jx{_camel(self.action)}{self.number}"

    @property
    def sub(self) -> str:
        """The name of its VBA Sub: fill_quarterly → JxFillQuarterly."""
        return f"Jx{_camel(self.action)}"


@dataclass(frozen=True)
class Menu:
    """A button that opens the buttons of its group, which runs nothing itself."""

    label: str
    icon: str
    keytip: str
    title: str
    help: str


@dataclass(frozen=True)
class Group:
    """A group of the tab; `room` is the module of the actions of its buttons."""

    room: str
    label: str
    buttons: tuple[Button, ...]
    menu: Menu | None = None

    @property
    def id(self) -> str:
        return f"jxGroup{_camel(self.room)}"

    @property
    def menu_id(self) -> str:
        return f"jxMenu{_camel(self.room)}"


def _camel(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


def _new_tables() -> tuple[Button, ...]:
    """A button for each standard and each form without scores.

    Its id goes through VBA into Python, so it must be plain.
    """
    for name in available():
        if not _PLAIN.fullmatch(name):
            raise InputError(f"评分标准的文件名“{name}”只能用英文字母、数字、点和连字符")
    standards = list(every())
    forms = tuple(
        Button(
            action=NEW_TABLE,
            label=form.title,
            icon="TableInsert",
            keytip=f"{number:02}",
            title=form.title,
            help="没有得分，只填指标和情况。",
            any_book=True,
            argument=form.id,
            number=str(number),
        )
        for number, form in enumerate(stage_forms().values(), len(standards) + 1)
    )
    return _of_standards(standards) + forms


def _of_standards(standards: Sequence[Standard]) -> tuple[Button, ...]:
    """A button for the form of each standard."""
    return tuple(
        Button(
            action=NEW_TABLE,
            label=f"{standard.region}{standard.year}年：{standard.title}",
            icon="TableInsert",
            keytip=f"{number:02}",
            title=standard.title,
            help=f"{len(standard.rows)} 个指标，满分 {standard.full_mark.normalize():f} 分。",
            any_book=True,
            argument=standard.id,
            number=str(number),
        )
        for number, standard in enumerate(standards, 1)
    )


_NEW_MENU = Menu(
    "新建附表",
    "FileNew",
    "N",
    "新建附表",
    "选择评分标准，再选择保存的位置。",
)
_ADOPTION = (
    Button(
        "adopt",
        "认表",
        "TableInsert",
        "R",
        "认表：让财政局发的表自动算分",
        "读正在打开的官方表，把评分标准逐句读成规则，公式放进旁边另存的一份；原来的内容一点不动，规则由您确认。",
        any_book=True,
    ),
    Button(
        "apply_rules",
        "按规则更新",
        "ReviewAcceptChange",
        "G",
        "按“评分规则”表更新",
        "在“评分规则”改了口径、规则式或确认以后，另存一份按新规则算分的附表，填的数都在。",
    ),
    Button(
        "export_standard",
        "导出标准",
        "FileSave",
        "S",
        "导出标准",
        "把这份附表的评分标准（评分规则、口径、数据项）另存成一份给人改的 .xlsx，收附表的时候用它作准。",
    ),
)
_CARRY_MENU = Menu(
    "结转",
    "Copy",
    "Z",
    "结转：一套目标用一年",
    "把打开的申报表（或监控表）的指标、目标值、预算放进旁边的监控表、自评表，每个项目一张。",
)


def _carry_buttons() -> tuple[Button, ...]:
    """A button for each form that targets go into, and each set of warnings."""
    kinds = [
        ("monitor", "结转到监控表", "目标值、年初预算填好，只填情况和全年预计。"),
        ("monitor-link", "结转到监控表（随申报表变）", "申报表放进同一个文件，改了申报表，监控表跟着变。"),
        *(
            (f"monitor-{name}", f"结转到监控表（预警：{rules.title}）", "另有“预警”表，按这套规则显示颜色。")
            for name, rules in every_warning().items()
        ),
        ("evaluate", "结转到自评表", "全国项目支出绩效自评表，目标值、预算填好。"),
        ("evaluate-link", "结转到自评表（随申报表变）", "申报表放进同一个文件，改了申报表，自评表跟着变。"),
    ]
    return tuple(
        Button(
            "carry",
            label,
            "Copy",
            str(number),
            label,
            f"{told}不改动打开的文件。",
            any_book=True,
            argument=argument,
            number=str(number),
        )
        for number, (argument, label, told) in enumerate(kinds, 1)
    )


_LEDGER = (
    Button(
        "import_ledger",
        "导入执行明细",
        "GetExternalDataFromText",
        "M",
        "导入国库集中支付明细",
        "选择 .xlsx、.xls、.ods 或 .csv 文件，替换“执行明细”表的内容，并汇总到季度执行。改动前自动留底。",
    ),
    Button(
        "fill_quarterly",
        "填季度执行",
        "CalculateNow",
        "J",
        "填季度执行",
        "按“执行明细”表汇总各季度累计执行数。没有计入或需要核对的行，原因写在“核对”列。",
    ),
)
_SUMMARY = (
    Button(
        "fill_summary",
        "填汇总",
        "AutoSum",
        "H",
        "填汇总",
        "按附表现有得分填写“汇总”表：各级得分和得分率；项目自评表每个项目一行。",
    ),
)
_SCENARIO_MENU = Menu(
    "情景测算",
    "WhatIfAnalysisMenu",
    "Q",
    "情景测算",
    "在“情景”表里只填要改的数，看各项得分、总分和等级怎么变；套用后可以撤销。",
)
_SCENARIOS = (
    Button(
        "add_scenario",
        "新增情景",
        "TableInsert",
        "1",
        "新增一个情景",
        "在“情景”表最右边加一列，还没有改任何数。",
    ),
    Button(
        "duplicate_scenario",
        "复制情景",
        "Copy",
        "2",
        "复制当前情景",
        "把“当前情景”连同已填的数复制成新的一列。",
    ),
    Button(
        "apply_scenario",
        "套用情景",
        "ReviewAcceptChange",
        "3",
        "套用当前情景",
        "把“当前情景”里改的数写进“数据”等表。原来的数先记下，可以撤销；改动前另外自动留底。",
    ),
    Button(
        "undo_scenario",
        "撤销套用",
        "Undo",
        "4",
        "撤销套用",
        "把套用过的数全部恢复成第一次套用之前的样子。",
    ),
    Button(
        "clear_scenario",
        "清空情景",
        "FileNew",
        "5",
        "清空当前情景",
        "清除“当前情景”里填的数，各项回到基准。",
    ),
)
_REVIEW = (
    Button(
        "review",
        "复核",
        "ReviewAcceptChange",
        "F",
        "复核",
        "逐项核对本工作簿里的官方附表，把不符的数、应有的数和依据列在“复核”表。别人填的附表也可以复核。",
        any_book=True,
    ),
)
_FINAL = (
    Button(
        "finalize",
        "定稿",
        "FileMarkAsFinal",
        "D",
        "定稿",
        "在附表旁边另存一份只有数值的副本，供报送。还没有填齐或有错误时，说明差什么。",
    ),
    Button(
        "write_report",
        "写报告",
        "FileNew",
        "W",
        "写评价报告",
        "在附表旁边写一份 Word 报告，数都与附表相连；已有这份报告的，只把变了的数写进去，改过的文字不动。",
    ),
    Button(
        "to_native",
        "普通公式版",
        "FileSave",
        "P",
        "另存普通公式版",
        "在附表旁边另存一份不用本工具也能重算的副本，发给没有装加载项的人。另存的是上次保存的内容。",
    ),
    Button(
        "to_udf",
        "函数版",
        "Calculator",
        "U",
        "另存函数版",
        "把普通公式版换回调用评分函数的附表，填的内容都在。另存的是上次保存的内容。",
    ),
)
_HELP = (
    Button(
        "show_help",
        "帮助",
        "Help",
        "B",
        "使用帮助",
        "各按钮的用途，#N/A、#VALUE! 的含义，日志和留底文件在哪里。",
        any_book=True,
    ),
    Button("about", "版本", "Info", "V", "版本信息", "显示本工具和 Python 的版本。", any_book=True),
)


_GROUPS = (
    Group("adoption", "认表", _ADOPTION),
    Group("carrying_over", "结转", _carry_buttons(), _CARRY_MENU),
    Group("ledger", "预算执行", _LEDGER),
    Group("summary", "汇总", _SUMMARY),
    Group("scenario", "情景", _SCENARIOS, _SCENARIO_MENU),
    Group("review", "复核", _REVIEW),
    Group("final", "报送", _FINAL),
    Group("help", "帮助", _HELP),
)


def groups() -> tuple[Group, ...]:
    """The groups of the tab, as the work goes."""
    return (Group(NEW, "新建", _new_tables(), _NEW_MENU), *_GROUPS)


def buttons() -> Iterator[Button]:
    """Every button that runs an action."""
    for group in groups():
        yield from group.buttons


def room_of(action: str) -> str:
    """The module in which the function of an action is. Raises `KeyError` when no button runs it."""
    rooms = {button.action: group.room for group in _GROUPS for button in group.buttons}
    return {NEW_TABLE: NEW, **rooms}[action]
