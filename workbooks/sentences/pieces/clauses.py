"""What stands between the clauses that score: numbering, definitions of a ratio, notes on how to count.

None of it gives points; a clause that says how points come about is never taken away here.
"""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import zip_longest

from udfs.regex import regex
from workbooks.sentences.pieces.ratios import Ratio, ratio_of

_SPACED_NUMBER = regex(r"(?:^|(?<=[\s;；。:：)）%]))\s*(\d{1,2})[.．、]\s+(?=[\d<>≤≥＜＞])")
_NUMBERED_WORDS = regex(r"(?<=[\s%)）])(\d{1,2})[.．、]\s*(?=[\u4e00-\u9fff“\"(（<>≤≥＜＞])")
_SCORES = regex(
    r"\d分|[得扣加减计]\d|得分|计分|扣分|加分|评分|打分|赋分|给分|满分|不得|不计|不予|按比例|酌情|否则|每|除外|[≥≤<>±⊕⊖]|\d%"
)
_NOTES = regex(
    r"(?:注|备注|说明|注意)[:,]?.{2,120}"
    r"|.{2,40}(?:是指|系指|指的是|包括但不限于).{2,120}"
    r"|(?:如果?|若)?.{0,60}(?:可以?(?:参考|参照)|需对照).{2,160}"
    r"|(?:现场)?(?:查|查看|查阅|查验|核查|抽查)(?:现场|资料|台账|记录|文件|档案|凭证|看)[^\d]{0,16}|是否[^\d;]{4,160}"
    r"|(?:指标|考核|评价)?(?:数据|资料|得分)?来源(?:于|为|:).{2,60}"
    r"|(?:计算)?不分.{1,30}统计|.{0,20}以.{2,30}为准"
)
_MEAN_DEFINED = regex(r"(?:其中[:,]?)?[^\d,;=]{2,20}率=Σ[^;分得扣]{2,120}")
"""`全年平均执行率=Σ(每个季度的执行率)÷4`: how a rate is found that is typed."""
_CONSULTED = regex(r"可以?(?:参考|参照)|需对照")
_SCORED_BY_IT = regex(r"(?:等)?(?:,根据实际情况)?(?:进行)?(?:分档)?(?:计分|评分|打分)$")
_COUNT_NOTE = regex(
    r"(?:^|[,;])(?:(?:对)?(?:同一|同1)[^;,\d]{1,20},?[^;,\d]{0,20}"
    r"(?:按1[次项个件]|只计1[次项]|按最高(?:级别|等次|分)?|不重复|不累计|取最高)[^;,\d]{0,8}"
    r"|不(?:得)?重复(?:计分|加分|扣分|得分|计算|计|记)(?:分)?|不累计(?:加分|扣分|计分))(?=[,;]|$)"
)
"""How a person counts what happened twice."""
_OWN_WEIGHT = regex(r"[^,;\d]{0,20}(?:权重|分值|满分)(?:为|占|是)?(?P<w>\d+(?:\.\d+)?)(?:%|分)?")
_DEFINED_BEHIND = regex(r",(?=[^\d,;=()×÷/]{2,16}率=[^\d,;=]{2,40}[/÷])")
"""The comma in front of `偏离率=甲/乙`, behind the clause that uses it."""
_DEFINED_INSIDE = regex(
    r"(?:(?<=^)|(?<=;))([\u4e00-\u9fff]{2,16}率)\((?:即|=)?([\u4e00-\u9fff]{2,30}[/÷][\u4e00-\u9fff]{2,30})\)(?=[≥≤<>=达在为不低高超\d])"
)
"""`验收率(已验收数/应验收数)≥95%`: a ratio defined beside its name."""
_LETTER = regex(
    r"(?:^|[;,(]|(?<=[;,(]))(?:(?:其中|注|式中)[:,]?)?(?:设)?(?P<l>[A-Z])(?:为|表示|代表|指|是指|即)(?P<n>[\u4e00-\u9fff]{2,20})(?:\)|(?=[;,]|$))"
)
_SAME_AGAIN = regex(
    r"(?P<s>[^\d,;:≥≤<>=()]{2,24}?)(?P<p>\(\d+(?:\.\d+)?分\)):?(?:的)?(?:分档|计分|评分)?(?:标准|办法)?(?:同上|同档|同前|相同|同)"
    r"|(?P<t>[^\d,;:≥≤<>=()]{2,24}?)(?:的)?(?:分档|计分|评分)?(?:标准|办法)?(?:同上|同档|同前)"
)
"""`日常经费控制率同档`: all that was said of the thing before, of another."""
_ITS_SUBJECT = regex(r"[^\d,;:≥≤<>=()]{2,24}?(?=\(|:|[≥≤<>=]|\d|达|高于|低于|不)")
_CONSEQUENCE = regex(
    r",?并(?:予以|给予|按规定|依法)?(?:撤销|取消|通报|追究|追责|约谈|问责|责令|限期|暂停|收回)[^;,\d分]{0,20}(?=;|$)"
)
"""What else follows (取消评优资格): no points hang on it."""
_LOOKED = r"(?:查阅|查看|实地|现场|问卷|座谈)[\u4e00-\u9fff]{0,8}"
_WHERE_SEEN = regex(rf"\({_LOOKED}(?:[,、]{_LOOKED})*\)(?=[;,]|$)")
"""`(查阅资料,实地查看)`: where a person looks."""
_SAMPLED = regex(
    r"(?:(?<=^)|(?<=;))(?:随机|现场)*抽(?:查|取|样)\d+(?:份|户|人|家|个|名|件|处)[^\d,;得扣]{0,12},(?=每|发现)"
)
"""`抽查10份档案,每1份不真实扣3分`: how many are looked at."""
LEFT_OUT = regex(
    r"(?:^|(?<=;))(?:若|如)?(?:除|剔除|扣除)(?:不可抗力|政策性?|客观|上级|突发|国家政策|自然灾害|新增政策|疫情)[^,;\d]{0,12}(?:外|后|以外|之外|影响),"
)
"""What a person leaves out who finds the figure."""
_LEADS_IN = regex(
    r"(?:^|(?<=;))(?:共|按|划)?分为?\d(?:个)?(?:档次|等级|档|等|级)(?:计分|评分)?[,:]"
    r"|[,:]?(?:具体)?(?:按照?|分别按)(?:以下|下列|如下)(?:标准|规定|档次|情形|方法|办法)?(?:分档|分别|进行|予以)*"
    r"(?:计分|评分|打分|得分|赋分)?[:,]?(?=;|$)"
)
"""`按以下标准分档计分:`, in front of what it speaks of."""
_GRADED_BY = regex(
    r"(?:^|(?<=;))(?:由[^,;\d]{1,20}(?:评定|评价|评分|打分)(?:等次)?|(?:按照?|根据|依据)[^,;:\d]{2,20}(?:结果|等次|等级|档次)(?:分别)?(?:计分|评分|得分|赋分))"
    r"[,:](?=(?:优秀?|好|[Aa一]级|第一等次|第一档|一等)(?:的|等次|等)?[得计]?\d+(?:\.\d+)?分[,;、])"
)
"""`由主管部门评价,优秀6分,良好4分`: who grades, in front of what each grade gives."""
_SURVEYED = regex(
    r"(?:^|(?<=;))(?:通过|采取|采用|以)?(?:抽样|问卷|随机|电话|现场|网络|入户)+(?:调查|抽查|访谈|回访|测评)(?:问卷)?[^\d,;得扣]{0,16},"
    r"(?=[^\d,;]{0,12}(?:率|度))"
)
"""`抽样调查群众满意度,满意度90%以上`: how a figure is found, in front of it."""
_TITLED_RATE = regex(
    r"(?:(?<=^)|(?<=;))(?P<t>[\u4e00-\u9fff]{2,12}):(?P<r>[\u4e00-\u9fff]{2,8}率)(?=[≥≤<>=]|在|达|为|高|低|不)"
)
"""`半年进度:进度率≥45%得2分;…;前三季度进度:进度率≥75%得3分;…`: one rate under each title."""
_EACH_OF_THESE = regex(
    r"(?:符合|满足|具备|达到|做到|完成)?(?:以下|下列|如下)(?:\d)?(?:项|个|条|各项)?(?:要求|条件|内容|情形|要素|标准)?(?:的)?,?"
    r"(?:每符合1项|每具备1项|每满足1项|每项|每条|各|均)(?:得|计)(?P<p>\d+(?:\.\d+)?)分[:;](?P<list>[^\d≥≤<>]+)"
)
_TERM_DEFINED = regex(r"(?P<t>[\u4e00-\u9fff]{2,20})[:是为]+[^\d;]{4,160}")
_OWN_POINTS = regex(
    r"^(?:(?:该项|本项|此项|该指标|本指标|指标)?(?:总)?(?:分值|权重|满分|计)(?:为|:)?)(?P<w>\d+(?:\.\d+)?)分[,:;]?(?=.)"
)
_DEFINED = regex(r"(?P<d>[^;:,=]{2,40}=[^;:,=≥≤<>]{3,120}?)(?:[:,](?P<r>.+))?")
_NO_RATIO = regex(r"(?:得分|计分|分值|评分|分数)$|\d分|分值|权重|满分")
_BARE = regex(r"^(?:在|为|达到)?(?:[≥≤<>\[(]|\d+(?:\.\d+)?%?(?:[⊕⊖~,得]|以上|以下|以内))")


def unnumbered(text: str) -> str:
    """Numbers before the parts of a list (`1. `, `2.`) as semicolons; never one that is a figure.

    `2. 75%` is the second part; so is `;2.75%` where a part 1 stands in front and no other is the second.
    """
    text = _SPACED_NUMBER.sub(";", text)
    text = _NUMBERED_WORDS.sub(";", text)
    if re.match(r"\s*1[.．、]", text):
        for number in range(2, 13):
            if re.search(rf"(?:^|[\s;；。]){number}[.．、](?!\d)", text):
                continue
            glued = re.compile(rf"(?<=[;；。\n])\s*{number}[.．](?=\d)")
            if len(glued.findall(text)) != 1:
                break
            text = glued.sub(";", text)
    return text


def scoring_clauses(text: str, weight: Decimal | None) -> tuple[str, list[Ratio]]:
    """A normalised sentence without definitions, notes and its own weight, and the ratios it defines."""
    ratios: list[Ratio] = []
    kept: list[str] = []
    defined = ""
    text = _DEFINED_INSIDE.sub(r"\1=\2;\1", _SAMPLED.sub("", _WHERE_SEEN.sub("", text)))
    text = _COUNT_NOTE.sub("", _LEADS_IN.sub("", _CONSEQUENCE.sub("", LEFT_OUT.sub("", text))))
    text = ";".join(_spelled_out(_named_in_full(_DEFINED_BEHIND.sub(";", text)).split(";")))
    text = _each_listed(_GRADED_BY.sub("", _SURVEYED.sub("", text)), weight)
    text = _titled_apart(text)
    own = _OWN_POINTS.match(text)
    if own is not None and Decimal(own["w"]) == weight:
        text = text[own.end() :]
    for piece in text.split(";"):
        ratio, rest = _definition(piece)
        if ratio is not None:
            ratios.append(ratio)
            defined = ratio.name
        if not rest or _is_note(rest) or _defines_a_term(rest, ratios):
            continue
        stated = _OWN_WEIGHT.fullmatch(rest)
        if stated is not None and Decimal(stated["w"]) == weight and ";" in text:
            continue
        kept.append(f"{defined}{rest}" if defined and _BARE.match(rest) else rest)
        defined = ""
    return ";".join(kept), ratios


def _each_listed(text: str, weight: Decimal | None) -> str:
    """`符合以下要求的各得1分:甲;乙;丙`, with the list in front of what each of it gives."""
    match = _EACH_OF_THESE.fullmatch(text)
    things = [thing for thing in re.split(";", match["list"]) if thing] if match is not None else []
    if match is None or len(things) < 2 or Decimal(match["p"]) * len(things) != weight:
        return text
    return ";".join((*things, f"每符合1项得{match['p']}分"))


def _titled_apart(text: str) -> str:
    """The rate that stands under several titles by a name of its own under each."""
    heads = list(_TITLED_RATE.finditer(text))
    titles = {head["t"] for head in heads}
    if len(heads) < 2 or len(titles) < len(heads) or len({head["r"] for head in heads}) > 1:
        return text
    rate, pieces = heads[0]["r"], [text[: heads[0].start()]]
    for head, after in zip_longest(heads, heads[1:]):
        title = head["t"].removesuffix(rate.removesuffix("率"))
        own = text[head.end("t") + 1 : after.start() if after is not None else len(text)]
        pieces.append(own.replace(rate, f"{title}{rate}"))
    return "".join(pieces)


def _named_in_full(text: str) -> str:
    """The sentence with the letters of `A≥95%得6分(A为任务完成率)` as the names that they stand for."""
    for match in reversed(list(_LETTER.finditer(text))):
        rest = text[: match.start()] + text[match.end() :]
        alone = regex(rf"(?<![A-Za-z]){match['l']}(?![A-Za-z])")
        if alone.search(rest):
            text = alone.sub(match["n"], rest)
    return text.strip(";,")


def _spelled_out(pieces: list[str]) -> list[str]:
    """The clauses with `乙同上` replaced by what was said of the thing before, where both are of one kind."""
    said: list[str] = []
    for piece in pieces:
        match = _SAME_AGAIN.fullmatch(piece)
        copied = _of_another(said, match["s"] or match["t"], match["p"] or "") if match else None
        said += copied if copied is not None else [piece]
    return said


def _of_another(said: list[str], subject: str, points: str) -> list[str] | None:
    for start in range(len(said) - 1, -1, -1):
        match = _ITS_SUBJECT.match(said[start])
        if match is None or match[0][-2:] != subject[-2:] or match[0] == subject:
            continue
        rest = said[start][match.end() :]
        if points and not rest.startswith(points):
            return None
        return [f"{subject}{rest}", *said[start + 1 :]]
    return None


def _definition(piece: str) -> tuple[Ratio | None, str]:
    """The ratio that a clause defines, and what the clause goes on to say."""
    match = _DEFINED.fullmatch(re.sub(r"^其中[:,]?", "", piece))
    if match is None or _NO_RATIO.search(match["d"].partition("=")[0]) or _NO_RATIO.search(match["d"]):
        return None, piece
    ratio = ratio_of(match["d"])
    if ratio is None or not ratio.name:
        return None, piece
    return ratio, match["r"] or ""


def _defines_a_term(piece: str, ratios: list[Ratio]) -> bool:
    """`全年预算数:经批复和调整后的预算总数`, of an amount that one of the ratios names."""
    match = _TERM_DEFINED.fullmatch(piece)
    if match is None or _SCORES.search(piece):
        return False
    return any(match["t"] in token for ratio in ratios for token in ratio.tokens)


def _is_note(piece: str) -> bool:
    if not piece or _MEAN_DEFINED.fullmatch(piece):
        return True
    if _CONSULTED.search(piece):
        piece = _SCORED_BY_IT.sub("", piece)
    return not _SCORES.search(piece) and _NOTES.fullmatch(piece) is not None
