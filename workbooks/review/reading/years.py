"""Telling a year in a text from a count: 2022年, 2022-03 and 2022重大活动 are years, 2089人 are people."""

from __future__ import annotations

_MONTH = r"(?:0?[1-9]|1[0-2])"
# What counts things, by its first character.
_MEASURES = (
    "人名户次个件项家台套份元万亿千百余多亩吨米平立公里场只头株篇条处辆张本册批期页字天日周月时小课学座段组卷包盒袋瓶斤克升"
    "度分秒轮班节届所间栋幢幅部对副根块片枚粒艘架门户位股支首章餐床具"
)
YEAR = (
    rf"(?<!\d)((?:19|20)\d\d)(?=\s*年|[-/]{_MONTH}(?!\d)|\.{_MONTH}(?:[.-]\d|[前底初末月]|$)"
    rf"|(?![{_MEASURES}])[\u4e00-\u9fff]{{2}})"
)
"""Matches a year that says so, has its month behind it, or stands before the name of what took place."""
