"""The fixed words of official tables: numbering, placeholders, totals, grades, notes."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from udfs.records import dataclass
from udfs.regex import regex
from workbooks.official.words import is_blank

_BLANK_BESIDE_CHINESE = regex(r"(?<=[^\x21-\x7e])\s+|\s+(?=[^\x21-\x7e])")
_WEIGHT = regex(r"\(\s*(?:权重|分值|满分)?[:]?(\d+(?:\.\d+)?)\s*(分|%)?\s*\)$")
_CODE = regex(r"[A-Z]?\d+(?:[.\-]\d+)*\.?|[A-Z]")
_NUMBERED = regex(
    r"""(?: (?P<code>[A-Z]?\d+(?:\.\d+)*) (?: [.、]\s* | \s+ )
          | (?P<letters>[A-Z]\d+) (?=[\u4e00-\u9fff])
          | [一二三四五六七八九十]+ 、\s*
          | \( [一二三四五六七八九十\d]+ \) \s*
        ) (?=[^\d\s])""",
    re.VERBOSE,
)
_PLACEHOLDER_PREFIX = regex(r"指\s*标\s*\d+\s*[:,、.]?\s*")
_ELLIPSIS = regex(r"[….。·]+")
_TOTAL = regex(
    r"(?:自评|评价|绩效|综合|最终|指标|项目|得分|合计)*(?:总分|总得分|总评分|综合评分|合计|总计|综合得分)(?:值|数)?|(?:项目|绩效|单位)?自评(?:得分|评分|分数)"
)
_TOTAL_FIELDS = {
    "weight": regex(r"(?:总|合计)?(?:分值|满分)(?:合计)?"),
    "score": regex(r"(?:自评|评价|最终|综合|项目)*(?:总|合计)?得分(?:合计)?|(?:自评|评价)总分"),
}
_SUBTOTAL = regex(r"(.*)小计")
_GRADE = regex(r"(?:自评|评分|评价|绩效|综合|评定|结果|最终)*(?:等级|等次|评级|档次)")
GRADES = ("优秀", "优", "良好", "良", "中等", "中", "较差", "差", "不合格", "合格")
_GRADE_WITHIN = regex(
    rf"(?:.*[,;。])?\(?(?:自评|评分|评价|绩效|综合|评定|结果|最终)+(?:等级|等次)\)?:?(?:为)?({'|'.join(GRADES)})。?"
)
_NOTE = regex(
    r"说明:|说明$|注[:\d]|注释|备注:|※|\*|填[表报](?:人|单位|日期|时间|说明|注意|须知|要求)|"
    r"审核人|制表|单位负责人|联系(?:人|电话)|评价人|日期:"
)
_GOAL = regex(
    r"(?:年度|年初|项目|全年|预期|总体|设定|绩效|实际|部门|履职)*(?:总体|绩效|预期|设定)*(?:目标|指标)(?:完成)?(?:情况)?|"
    r"(?:全年|目标|年度)*实际完成(?:目标)?情况|[一二三]级指标.{0,2}"
)


@dataclass(frozen=True)
class Title:
    """A level or indicator title in its parts: 11. 预算编制情况 (14分)."""

    name: str
    code: str = ""
    weight: str = ""


@lru_cache(maxsize=2048)
def plain(text: str) -> str:
    """A text in half-width without any white space, to be compared with the fixed words."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def joined(text: str) -> str:
    """A text whose lines were broken, and whose words were spaced, within Chinese: 经济效益\\n指标."""
    return _BLANK_BESIDE_CHINESE.sub("", text.strip())


def is_code(text: str) -> bool:
    """Whether a cell is a number in the numbering of indicators: 111, 1.1.2, A12."""
    return bool(_CODE.fullmatch(text))


@lru_cache(maxsize=2048)
def title_of(text: str) -> Title:
    """Take a title apart; an ordinal of one digit (1.) is no code, several indicators have it."""
    weight = ""
    if found := _WEIGHT.search(text):
        weight, text = found[1] + (found[2] or ""), text[: found.start()]
    code = ""
    if found := _NUMBERED.match(text):
        code, text = found["code"] or found["letters"] or "", text[found.end() :]
    return Title(joined(text), code if len(code) > 1 else "", weight)


@lru_cache(maxsize=2048)
def without_placeholder(text: str) -> str:
    """What is filled in for an indicator; "" for 指标1：, …… and 无."""
    found = _PLACEHOLDER_PREFIX.match(text)
    rest = text[found.end() :] if found else text
    return "" if is_blank(rest) or _ELLIPSIS.fullmatch(rest) else rest


@lru_cache(maxsize=2048)
def is_total(text: str) -> bool:
    label = label_of(text)
    return ("总" in label or "合" in label or "自评" in label) and bool(_TOTAL.fullmatch(label))


@lru_cache(maxsize=2048)
def total_field(text: str) -> str:
    """Whether a label in the row of the total is of its weight or its score; "" for another."""
    label = label_of(text)
    return next((name for name, pattern in _TOTAL_FIELDS.items() if pattern.fullmatch(label)), "")


@lru_cache(maxsize=2048)
def subtotal_of(text: str) -> str | None:
    """The level that a 小计 is of, "" where it does not say; None for another text."""
    found = _SUBTOTAL.fullmatch(label_of(text)) if "计" in text else None
    return found[1] if found else None


@lru_cache(maxsize=2048)
def is_grade(text: str) -> bool:
    return bool(_GRADE.fullmatch(label_of(text)))


@lru_cache(maxsize=2048)
def grade_within(text: str) -> str:
    """The grade in a cell that also says what it is: 评价等级：优."""
    found = _GRADE_WITHIN.fullmatch(plain(text))
    return found[1] if found else ""


@lru_cache(maxsize=2048)
def is_note(text: str) -> bool:
    """Whether a line begins the notes and signatures below a table."""
    return bool(_NOTE.match(plain(text)))


@lru_cache(maxsize=2048)
def is_goal(text: str) -> bool:
    """Whether a label begins the goals or the indicators of a form: 年度总体目标, 绩效指标（90分）."""
    return ("标" in text or "情况" in text) and bool(_GOAL.fullmatch(label_of(text)))


def label_of(text: str) -> str:
    """A label without its remark and colon: 总分（100分）： → 总分."""
    return re.sub(r"\([^()]*\)", "", plain(text)).strip(":")
