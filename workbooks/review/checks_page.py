"""The page in the docs that lists every check, written from the checks themselves."""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

from workbooks.review.linked_forms import LINKED_CODES
from workbooks.review.registry import checks

_FAMILIES = {
    "B": "按评分标准重算",
    "C": "前后一致",
    "E": "等级",
    "G": "绩效目标申报表",
    "M": "绩效运行监控表",
    "H": "填写",
    "Q": "季度执行",
    "R": "比率",
    "T": "合计",
    "U": "读取",
}
OWN_CODES = {
    "D01": ("缺失", "数据项没有填"),
    "D02": ("错误", "数据项不是数字"),
    "D03": ("错误", "负数、超过上限、不是整数、不是规定的档、部分大于整体"),
    "D04": (
        "提示",
        "比率超过规则最高界限的 3 倍或不到最低界限的 1/50，百分制的得分不大于 1：90.60 还是 90.60%",
    ),
    "D06": ("提示", "比率和它的两个金额都填了，四舍五入后对不上；得分按金额算"),
    "D07": ("缺失", "单位名称、评价年度没有填"),
    "D05": ("提示", "填的是全角数字，按半角读；定稿前要重新键入"),
    "L01": ("提示", "支付明细中不在评价年度的行，没有计入"),
    "L02": ("提示", "支付明细中重复的行"),
    "L03": ("提示", "支付明细中疑似重复的行"),
    "L04": ("错误", "支付明细中读不出的行，没有计入；整张明细不能用时为提示"),
    "L05": ("错误", "支付明细的合计行与各行之和不一致"),
    "L06": ("提示", "填写的累计支出与支付明细汇总不同"),
    "L07": ("提示", "支付明细中没有支付的行（作废、退回、失败、没有实际支付），没有计入"),
    "L08": ("提示", "支付明细中不是支付的行（期初余额、过次页、小计、说明），没有计入"),
    "L09": ("提示", "支付明细中计入而需核对的行（状态说不清、退款、隐藏的行）、监控表里对不上的项目"),
    "L10": ("提示", "没有读入的工作表、重复的文件"),
    "S01": ("错误", "数据都在，但算不出分（如分母为 0）"),
    "S02": ("错误", "报出的指标得分与重算不同"),
    "S03": ("错误", "报出的总分不等于各指标得分之和"),
    "S04": ("错误", "报出的等级与总分不符"),
    "S05": ("错误", "各指标分值合计不是满分，不能评等级（项目自评表）"),
    "S06": ("错误", "得分、总分、等级或其他算出的格与重算不同；数对而公式没有了、改成别的公式为提示"),
    "S07": ("错误", "附表改动过：指标改名、分值改动、删行删列、排序；多出的行和列为提示"),
    "S08": ("提示", "公式没有算过，或这台电脑没有加载项，印出的数没有核对；不能定稿"),
    "S09": ("提示", "隐藏的行或表里有数；评价年度与评分标准的年度不同"),
    "S10": ("提示", "认来的附表里还没有人确认的评分规则"),
    "S11": ("提示", "“评分规则”表改过而没有更新，得分还是按原来的规则算的"),
    "S12": ("提示", "改了规则以后用不到、没有带过来的数"),
    "S13": ("提示", "附表带着的评分规则与复核、汇总所用的标准不同，已按所用的标准重算"),
    "U02": ("提示", "本工具生成的附表读不出数据（缺工作表、名称或评分标准），只按印出的内容复核"),
}
"""Findings of workbooks of our own, which no check of a plain table makes."""

_HEAD = """# 复核检查目录

由 `make docs` 从检查的说明生成，请勿手改。

级别：**错误** 是前后对不上，**缺失** 是缺数或缺说明，**提示** 是取舍习惯或有两种理解的地方。
"""


def page() -> str:
    """The catalogue in Markdown."""
    parts = [_HEAD]
    for family, found in groupby(checks(), key=lambda check: check.code[0]):
        parts.append(f"## {_FAMILIES[family]}（{family}）\n")
        for check in found:
            parts.append(f"### {check.code} {check.title}\n\n{_flowing(check.explanation)}\n")
    rows = "\n".join(f"| {code} | {level} | {what} |" for code, (level, what) in OWN_CODES.items())
    parts.append(f"## 本工具生成的附表\n\n| 代码 | 级别 | 说什么 |\n|---|---|---|\n{rows}\n")
    rows = "\n".join(f"| {code} | {level} | {what} |" for code, (level, what) in LINKED_CODES.items())
    parts.append(
        "## 申报表、监控表、自评表一起给出\n\n"
        "`jixiao check 申报.xlsx 监控.xlsx 自评.xlsx`（或在同一个工作簿里）："
        "同一项目、同一年度的三张表逐个指标比。\n\n"
        f"| 代码 | 级别 | 说什么 |\n|---|---|---|\n{rows}\n"
    )
    return "\n".join(parts)


def _flowing(text: str) -> str:
    """Paragraphs on one line each: Markdown would show a line's end as a blank."""
    return "\n\n".join("".join(paragraph.split("\n")) for paragraph in text.split("\n\n"))


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
