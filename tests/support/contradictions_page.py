"""The page in the docs of what the four published reports contradict, from the catalogue of the tests."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from tests.support.published import load

_NAMES = {
    "shenzhen-2021": "深圳市乡村振兴和协作交流局 2021",
    "heping-2024": "天津市和平区劝业场街道 2024",
    "wuxi-2021": "无锡市外办 2021（附表）",
    "fengtai-2023": "北京市丰台区外办 2023",
}
_HEAD = """# 四份公开报告里对不上的地方

由 `make docs` 从 `tests/data/published/reports.yaml` 生成，请勿手改。都是逐段读文件、用手算出来的；
测试用公开报告的文字临时做成 .docx，单独和连同附表各复核一遍：下面“查出”的都要查出，其余的文字不许有一条错误。
"""


def page() -> str:
    lines = [_HEAD]
    counts: Counter[str] = Counter()
    for name, document in load("reports.yaml").items():
        lines += [
            f"## {_NAMES[name]}",
            "",
            "| | 在 | 编号 | 写的 | 怎样算 |",
            "| --- | --- | --- | --- | --- |",
        ]
        for each in document["found"]:
            where = "正文" if each["at"] == "正文" else "表"
            counts[where] += 1
            said = "、".join(map(str, each["says"]))
            lines.append(f"| 查出 | {where} | {each['code']} {each['level']} | {said} | {each['how']} |")
        for each in document["undecidable"]:
            counts["undecidable"] += 1
            lines.append(f"| 由人看 | | | {each['says']} | {each['why']} |")
        lines.append("")
    lines[0] += (
        f"\n正文里查出 {counts['正文']} 处，报告的表里查出 {counts['表']} 处；"
        f"程序无从公平判断、由审核人员看的 {counts['undecidable']} 处。\n"
    )
    return "\n".join(lines)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
