"""The words that targets (目标值) and actual values (完成值) are written with."""

from __future__ import annotations

BLANKS = ("", "-", "--", "—", "——", "/")
NOT_APPLICABLE = ("不适用", "无")
ATTAINED, PARTLY_ATTAINED, NOT_ATTAINED = "达成", "部分达成", "未达成"
LEVELS = (ATTAINED, PARTLY_ATTAINED, NOT_ATTAINED)

# Full-width signs as plain ones; then what stands for other signs, and no blanks.
DIGITS = (
    *zip("０１２３４５６７８９％．，", "0123456789%.,", strict=True),
    *(("／", "/"), ("•", "·")),
)
SIGNS = (
    *zip("＜＞＝（）～－＋−", "<>=()~-+-", strict=True),
    *(("≤", "<="), ("≥", ">="), ("≦", "<="), ("≧", ">="), ("　", ""), (" ", "")),
)
COMPARING = (
    *((word, ">=") for word in ("大于等于", "大于或等于", "不少于", "不低于", "不小于", "至少", "=>")),
    *((word, "<=") for word in ("小于等于", "小于或等于", "不超过", "不高于", "不大于", "不多于")),
    *((word, "<=") for word in ("至多", "最多", "=<")),
    *((word, ">") for word in ("大于", "超过", "高于", "多于")),
    *((word, "<") for word in ("小于", "低于", "少于")),
    ("等于", "="),
)
# In official Chinese 以上, 以下 and 以内 include the number itself.
ENDINGS = ("(含)以上", "(含)以下", "及以上", "及以下", "以上", "以下", "以内", "之内", "内")
DASHES = tuple((dash, "~") for dash in ("——", "—", "–", "--", "-", "至", "到", "~~"))

# Words that make of a number something vague (100余人), a date (12月底前) or a phrase (20个完成).
NOT_IN_UNITS = (
    "余多来约几近超左右半前后底初末以内外的完成达到至增减提降第一二三四五六七八九十两含"
    "0123456789.,<>=~+-*#@&!?;:，。、；：！？“”_[]{}|^%‰"
)
FRACTIONS = (("%", 100), ("‰", 1000))
MULTIPLES = (("亿", 8), ("万", 4), ("千", 3))
"""What stands before a unit and how many zeros it is: 5万份 is 50000份."""

# What may stand around 达成, and how the official wording of a level goes on.
FILLERS = ("年度", "预期", "绩效", "指标", "目标", "全部", "已")
MANNERS = (",", "并具有一定效果", "且效果较差")
LEVEL_WORDS = (PARTLY_ATTAINED, NOT_ATTAINED, ATTAINED, "、", ";", "；")
GRADES = "优良中低差"
GRADE_SIGNS = (*GRADES, "、", "/", ",")
# How people say that something goes well without saying how well.
STATEMENTS = (
    *(
        "按时",
        "按期",
        "按计划",
        "及时",
        "如期",
        "逐步",
        "稳步",
        "持续",
        "不断",
        "有效",
        "有所",
        "明显",
        "显著",
    ),
    *("进一步", "良好", "优秀", "较好", "满意", "合格", "达标", "到位"),
    *("完成", "提升", "提高", "改善", "增强", "优化", "加强", "保障", "推进", "规范", "落实"),
)

# A day as people write it: words that add nothing, then what separates its parts.
DAY_WORDS = (
    *(("T00:00:00", ""), ("00:00:00", ""), ("不晚于", ""), ("不迟于", ""), ("截至", ""), ("完成", "")),
    *(("之前", "前"), ("以前", "前"), ("年内", "年底"), ("月内", "月底"), ("末", "底")),
)
DAY_SIGNS = (("/", "-"), (".", "-"), ("年", "-"), ("月", "-"), ("日", ""), ("前", ""), ("底", ""))
FIRST_YEAR, LAST_YEAR = 1990, 2099
