"""A sentence in one spelling: half-width signs, one kind of dash, digits for counted things, marked bounds.

`⊕` behind a number says that the bound is included (含), `⊖` that it is not; parts that were numbered or
stand on lines of their own are separated by `;`.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from udfs.regex import regex
from workbooks.sentences.pieces.clauses import unnumbered

LONGEST = 1500
"""Longer texts are no scoring sentence; the patterns below never see them."""

_SIGNS = str.maketrans(
    {
        **{chr(0xFF01 + place): chr(0x21 + place) for place in range(94)},
        **dict.fromkeys("—–－―~～﹣−─", "~"),
        **dict.fromkeys("“”\"'‘’「」『』《》〈〉【】 \u3000\t\xa0\u200b★▲△", ""),
        **dict.fromkeys("\r\n\v\f", ";"),
        "。": ";",
        "；": ";",
        "≧": "≥",
        "≦": "≤",
        "⩽": "≤",
        "⩾": "≥",
        "﹤": "<",
        "﹥": ">",
        "＊": "×",
        "X": "X",
        "╱": "/",
        "∕": "/",
        "﹪": "%",
        "〔": "(",
        "〕": ")",
    }
)
_DIGITS = {sign: str(value) for value, sign in enumerate("零一二三四五六七八九")} | {"两": "2", "十": "10"}
COUNTERS = (
    "部分|分钟|小时|项|处|次|例|个|名|人|天|日|周|季度|年|月|户|家|篇|条|件|起|份|类|档|台|套|种|宗|笔|批|级|期|场"
    "|所|辆|座|村|盏|只|株|栋|幢|分"
)
_COUNTED = regex(
    r"(?<!(?<!以)上)(?<![第任某之同统唯十百一二三四五六七八九])([一二两三四五六七八九十])"
    rf"(?=(?:{COUNTERS}))(?!次性|次(?:验收|通过|合格|交验|办好|办结)|年度|季度|年(?:来?(?:的)?平均|义务|行动|规划|一贯|禁渔)|级指标|档|类指标)"
)
_NUMBER = r"\d+(?:\.\d+)?"
_ENUMERATOR = regex(
    r"[①②③④⑤⑥⑦⑧⑨⑩]|(?:(?<=^)|(?<=;)|(?<=:))"
    r"(?:\(\d{1,2}\)|\d{1,2}[.、)](?!\d)|[一二三四五六]是(?=[^\d])|[一二三四五六七八九十]{1,2}、)"
    r"|\((?:\d{1,2}|[一二三四五六七八九十])\)(?!分)"
)
_PERCENT_WORDS = regex(r"百分之([一二两三四五六七八九十]|\d+(?:\.\d+)?)(?!点)")
_MEMBER = regex(
    rf"(?<!\d)({_NUMBER}(?:%|‰|分|个月|个工作日|[个名人次项元]|万元)?)([^,;]{{0,12}}?)\((不?含)(?:本数|等于)?({_NUMBER}(?:%|分)?)?\)"
)


_POINTS_TOGETHER = regex(rf"(?<=分别)[得计给扣加](?:{_NUMBER}[、和及]){{1,6}}{_NUMBER}(?=\s*分)")
"""`分别得1、1、2分`."""
_MONTHS_TOGETHER = regex(
    r"(?<![\d.])(?:\d{1,2}[、和及]){1,5}\d{1,2}(?=月(?:底|末|份)?[^\d,，;；。]{0,16}分别)"
)
"""`6、9、11月分别达到`."""
_CHINESE_DIGITS = "〇一二三四五六七八九"
_LISTED = regex(
    rf"(?P<s>[^\d,;]{{0,40}}?)(?P<c>超过|高于|大于|不低于|达到|达|≥|>|低于|小于|不超过|≤|<)?(?P<n>{_NUMBER}%(?:⊕?以上|⊕?以下)?(?:[、和及]{_NUMBER}%(?:⊕?以上|⊕?以下)?){{1,6}})的?(?P<f>且[^\d,;]{{2,12}})?,?"
    rf"分别(?:得|计|给)(?P<p>{_NUMBER}分(?:[、和及]{_NUMBER}分){{1,6}})"
)


_LEVEL = "国家级?|中央|省部级|省级?|厅级|市级?|区级?|县级?|乡镇级?|特别重大|特大|重大|较大|一般"
_BY_LEVEL = regex(
    rf"(?P<b>[^\d,;、]{{0,10}}?)(?P<n>(?:{_LEVEL})(?:[、和及](?:{_LEVEL})){{1,4}})(?P<t>[^\d,;、]{{2,30}}?)(?:的)?,?"
    rf"每(?P<c>起|次|项|篇|个|例|件|人|家)分别(?P<v>扣|加|得)(?P<p>{_NUMBER}分(?:[、和及]{_NUMBER}分){{1,4}})"
)
"""`被中央、省级部门通报批评的,每起分别扣10分、5分`."""
_BY_NAME = regex(
    rf"(?:(?<=^)|(?<=;))(?P<b>)(?P<n>[^\d,;、()]{{4,30}}(?:、[^\d,;、()]{{4,30}}){{1,3}})(?P<t>)(?:的)?,?"
    rf"每(?P<c>起|次|项|篇|个|例|件|人|家)分别(?P<v>扣|加|得)(?P<p>{_NUMBER}分(?:[、和及]{_NUMBER}分){{1,3}})"
)
"""`甲案件、乙案件,每起分别加5分、2分`."""
_TIME = r"(?:[〇一二三四五六七八九]{1,2}月(?:底|末|份)?|第?[一二三四]季度末?|上半年|前三季度|年底|年末|全年)"
_AT_TIMES = regex(
    rf"(?P<y>(?:当年|截至|截止|本年)?|(?:(?<=^)|(?<=;))[^\d,;]{{4,20}}(?:进度|率))(?P<n>{_TIME}(?:[、和及]{_TIME}){{1,3}})(?P<m>[^\d,;、]{{0,16}}?)分别(?P<c>达到|达|不低于|≥|完成)"
    rf"(?P<b>{_NUMBER}%(?:[、和及]{_NUMBER}%){{1,3}})(?:⊕?以上)?的?,?(?:(?:分别|依次)(?:得|计|给)(?P<p>{_NUMBER}分(?:[、和及]{_NUMBER}分){{1,3}})"
    rf"|(?:各|每项|均)(?:得|计|给)?(?P<e>{_NUMBER}分))"
)
"""`六月底、九月底支出进度分别达到50%、75%,分别得1分、2分`: one measure at several times."""
_ONE_RATE = regex(
    r"^(?P<s>(?!.*(?:每|其中|如|若))[\u4e00-\u9fff]{4,16}(?:率|满意度))[,:](?=[\u4e00-\u9fff]{2,6}(?:达到|达|不低于|≥)\d)"
    rf"(?P<each>[\u4e00-\u9fff]{{2,6}}(?:达到|达|不低于|≥){_NUMBER}%(?:⊕?以上)?的?[得计]{_NUMBER}分"
    rf"(?:[,;、][\u4e00-\u9fff]{{2,6}}(?:达到|达|不低于|≥){_NUMBER}%(?:⊕?以上)?的?[得计]{_NUMBER}分)+)"
)
"""`垃圾分类覆盖率,城区达到95%得3分,乡镇达到80%得2分`: one rate of several places."""
_PLACE = regex(r"(?:(?<=^)|(?<=[,;、]))[\u4e00-\u9fff]{2,6}?(?=达|不低于|≥)")
_SO_MUCH_DONE = regex(
    r"^(?P<s>[\u4e00-\u9fff]{2,16}\d{1,6}[\u4e00-\u9fff]{1,3}),(?:全部)?完成(?=的?,?得\d+(?:\.\d+)?分[,;]完成\d+(?:\.\d+)?%)"
)
"""`采购图书5000册,完成得4分,完成80%以上得3分`: all of it, and shares of it."""
_STEP_WITHOUT_EACH = regex(
    r"((?:超出|超过|高于|大于|低于|小于|不足)\d+(?:\.\d+)?%的?(?:部分)?,)((?:超出|超过|高于|大于|低于|小于|降低)1个百分点,?扣)"
)
"""`超出10%的,超出1个百分点扣0.1分`: a step, after the bound itself."""


_AT_LEAST_ONE = regex(
    r"(?<=有)1(?=(?:座|个|处|名|台|项|支|家)⊕?以上[\u4e00-\u9fff]{2,})"
    r"|(?<![\d.~])\d{1,2}(?=小时⊕?(?:以上)?(?:保洁|值班|值守|服务|巡查|供水|开放|在线))"
)
"""`有1座以上中转站`, `24小时值班`: what there is or is not, no figure."""
_FRACTION_OF = regex(r"(?<=[数值额量]的)\d/\d(?=[,的得以]|$)")
"""`不低于平均数的1/2`: whoever answers compares it."""
_LESS_SHARE = regex(r"(?:(?<=^)|(?<=[;,=]))(?:得分=)?(\d+(?:\.\d+)?)-([\u4e00-\u9fff]{2,20}率)×\1(?![\d.%])")
"""`10-漂移率×10`: all the points less a share of them."""
_COUNTED_THING = regex(
    r"(?<![\d.~])\d{1,5}(?P<u>分钟|小时|个?工作日|天|日|个月|万?元|人)(?P<t>以上|以内|以下|及以上|内)?(?!的?,?[得扣计])"
    r"(?P<w>[^\d,;得扣计分每]{0,14})(?:的)?,?每(?:发现|出现|发生|有)?1?(?P<c>起|次|处|例|户|件|笔|项|个|人次|人|家|宗)"
)
"""`30分钟内未到场的,每起`, `超过24小时的每次`: the figure says which things are counted."""
_SO_LONG = regex(
    r"(?<![\d.~])\d(?=(?:年|个月)⊕?(?:以上|以下|以内)(?!的?[得扣计不记加减完办报提到拨支整上验交归竣者])的?[\u4e00-\u9fff])"
)
"""`3年以上未清理的`: which things are counted, no figure."""
_SQUARE = regex(r"\[([^\[\]\d]{2,120})\]")
"""`[(甲-乙)/乙]`: square brackets of a formula, not of an interval."""
_SAID_AGAIN = regex(
    r"按照?[^,;()\d]{0,8}比例(?:得分|计分|计算|给分)?,?\((?:即|公式为)?[:,]?(?:得分=)?"
    r"([^()]{3,40}×[^()]{1,8}|\([^()]{3,40}\)×[^()]{1,8}|[^()×]{1,8}×\([^()]{3,40}\))\)"
)
"""`按比例得分(知晓率/80%×5)`: the formula is what the proportion says."""
_GLUED = regex(
    r"(?<=×100%)(?=[如若当][\u4e00-\u9fff])|(?<=\d分)(?=[\u4e00-\u9fff]{2,16}(?<!得分)(?<!计分)=\([\u4e00-\u9fff])"
)
"""`×1分执行率=(甲/乙)×100%如甲大于乙`: clauses of cells whose line breaks were lost."""
_NAMED_LIMIT = regex(
    r"(?<=[在到于过达≥≤<>])(?:国家|规定|年度|本年|行业|地方|省定|市定)?(?:警戒线|红线|目标值?|标准值?|标准|上限|下限|控制线|指标值|限值|比例|份额|比率|要求)"
    r"\((?:[≥≤]|不低于|不高于|不超过)?(\d+(?:\.\d+)?%?)\)(?=以内|之内|以上|以下|的|得|,|\d+(?:\.\d+)?个百分点)"
)
"""`控制在警戒线(100%)以内`: a limit and its number."""
_TO_ONE = regex(r"(?<=比[≤≥<>]\d):1(?![\d.:%])|(?<=比[≤≥<>]\d\d):1(?![\d.:%])")
"""`生师比≤18:1`: so many to one."""
_EITHER_WAY = regex(
    r"每(?:超过|超出|高于|增加|超|高|多|提高|上升)(?:[(或/、]或?)(?:降低|低于|减少|不足|低|少|下降|未达)\)?(?=\d)"
    r"|每(?:降低|低于|减少|不足|低|少|下降)(?:[(或/、]或?)(?:超过|超出|高于|增加|超|高|多|提高|上升)\)?(?=\d)"
)
"""`每超过(降低)5%`: a step to either side."""


_PART_BEYOND = regex(r"(超出|超过|低于|高于|不足)(?:的)?(?:部分)(?:的)?,?每(?=\d)")
"""`超出部分,每1个百分点`: a step of what lies beyond."""
_PRODUCT_IN_WORDS = regex(
    r"按(?:照)?([^,;:\d与和]{2,20})(?:与|和|乘以?)(分值|该项分值|本项分值|权重分?|\d+(?:\.\d+)?分)的?乘积"
    r"(?:计算|计分|得分|计算得分)?"
)
"""`按覆盖率与分值的乘积计分`."""
_POINTS_FIRST = regex(
    r"按(?:照)?(\d+(?:\.\d+)?分|分值|该项分值|本项分值|权重分?)×([\u4e00-\u9fff]{2,14}率)(?:计算|计分|得分)+"
)
"""`按8分×完成率计分`."""
_ON_A_BASE = regex(r"^([^;()]{4,60}分)\((以\d+(?:\.\d+)?%为(?:标准|目标|基准|基数))\)")
"""`每降低5%扣1分(以90%为基准)`."""
_FORMULA = regex(r"=[^;,=≥≤<>]{4,120}[/÷][^;,=≥≤<>]{2,60}")
_MINUS = regex(
    r"(?<=[\u4e00-\u9fff)|])~(?=[\u4e00-\u9fff(|])|(?<=1)~(?=[(|\u4e00-\u9fff])|(?<=100%)~(?=[(|])"
)
"""A dash inside a formula is a minus."""
_MONTHS = regex(r"(?<![\d.])\d{1,2}~\d{1,2}(?=月(?!度))")


@lru_cache(maxsize=4096)
def normalise(text: str) -> str:
    """The sentence in one spelling."""
    text = _POINTS_TOGETHER.sub(
        lambda match: re.sub(r"(?<=\d)(?=[、和及])", "分", match[0]), text[: 4 * LONGEST]
    )
    text = _MONTHS_TOGETHER.sub(lambda match: re.sub(r"(?<=\d)(?=[、和及])", "月", match[0]), text)
    plain = unnumbered(text).translate(_SIGNS)
    plain = (
        plain.replace("--", "~").replace(">=", "≥").replace("<=", "≤").replace("=>", "≥").replace("=<", "≤")
    )
    plain = re.sub(r"(?<=[\u4e00-\u9fff%])\.(?=$|[;\u4e00-\u9fff])", ";", plain)
    plain = _PART_OF_A_NAME.sub(lambda match: match[0].translate(_SUBSCRIPTS), plain)
    plain = _PERCENT_WORDS.sub(lambda match: f"{_DIGITS.get(match[1], match[1])}%", plain)
    plain = re.sub("(?<=[缺少漏])一(?=类)", "1", plain)
    plain = _COUNTED.sub(lambda match: _DIGITS[match[1]], plain)
    plain = re.sub("(?:低于|小于|少于)(?:或|或者|和|及)等于", "≤", plain)
    plain = re.sub("(?:高于|大于|多于)(?:或|或者|和|及)等于", "≥", plain)
    plain = plain.replace("零分", "0分").replace("1百分点", "1个百分点")
    plain = re.sub(r"(?<=\d)(?=个?百分点)个?", "个", plain)
    plain = re.sub(
        r"(?<=\d)[*xX](?=\d|[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff)%])[*xX](?=[\d\u4e00-\u9fff])", "×", plain
    )
    plain = re.sub(r"×(?=[,;:)]|$)", "", plain.replace("*", "×"))
    plain = re.sub(r"(?<=\d)个点(?!位)", "个百分点", plain)
    plain = _SQUARE.sub(r"(\1)", plain)
    plain = _GLUED.sub(";", plain).replace("×100%", "")
    plain = _marked(plain)
    plain = re.sub(
        r"(?<=[\d%‰分⊕⊖])(?:-+|至|到)(?=[±\d])|(?<=\d[个条次人户件元吨亩册天日名项家篇])至(?=\d)", "~", plain
    )
    plain = re.sub(
        r"(\d{4})(?=年)|(?<!每)(?<!每[超低高少多增])(?<![平均年龄标准]{2})(\d{1,2})(?=周?岁|月\d{1,2}日|月底|月份|月当月|月末|月[、和及]|月分别|日前)|(?<=月)(\d{1,2})(?=日)",
        _in_words,
        plain,
    )
    plain = re.sub(r"(?<=前)\d(?=季度|个月)|(?:(?<=^)|(?<=[;,、:]))[1-4](?=季度)", _in_words, plain)
    plain = re.sub(
        r"((?:^|;)[^\d;:,()=]{2,20}):(?!\d{1,2}[.、)](?!\d)|\d+(?:\.\d+)?分(?:[;,]|$))(?=(?:达到|达|不低于|低于|高于|不高于|超过|不超过)?(?:\d|[≥≤<>]))",
        r"\1",
        plain,
    )
    plain = _SO_LONG.sub(_in_words, plain)
    plain = _AT_LEAST_ONE.sub(lambda match: match[0].translate(_SUBSCRIPTS), plain)
    plain = _COUNTED_THING.sub(_small, plain)
    plain = _FRACTION_OF.sub(lambda match: match[0].translate(_SUBSCRIPTS), plain)
    plain = _LESS_SHARE.sub(r"得分=(1-\2)×\1", plain)
    plain = _BY_NAME.sub(_by_level, plain)
    plain = re.sub(r"(?<=岁)⊕(?=以下|以上)", "及", plain)
    plain = re.sub(r"(?<=连续)(\d)(?=次|年|个?月|个?季度|天)", _in_words, plain)
    plain = re.sub(rf"({_NUMBER})↑({_NUMBER})", r"\1以上得\2分", plain)
    plain = re.sub(rf"扣({_NUMBER})分/((?:{COUNTERS}))", r"每1\2扣\1分", plain)
    plain = re.sub(r"(?<=[率数值比例重])乘以(?=\d|分值|权重|该|本|指标)", "×", plain).replace("除以", "÷")
    for unit in _IN_TENS_OF_THOUSANDS:
        if re.search(rf"\d{unit}", plain):
            plain = re.sub(rf"(\d+(?:\.\d+)?)万(?={unit})", lambda match: _times_10000(match[1]), plain)
    plain = _LISTED.sub(_listed, _AT_TIMES.sub(_at_times, _BY_LEVEL.sub(_by_level, plain)))
    plain = _ONE_RATE.sub(_of_each_part, plain)
    plain = _SO_MUCH_DONE.sub(lambda match: f"{match['s'].translate(_SUBSCRIPTS)}完成率达到100%", plain)
    plain = _STEP_WITHOUT_EACH.sub(r"\1每\2", plain)
    plain = plain.replace("每超额完成", "每超过").replace("每多完成", "每多").replace("每少完成", "每少")
    plain = _EITHER_WAY.sub("每偏离", plain)
    plain = _PART_BEYOND.sub(r"\1,每\1", plain)
    plain = _PRODUCT_IN_WORDS.sub(r"按\1×\2计分", plain)
    plain = _POINTS_FIRST.sub(r"按\2×\1计分", plain)
    plain = _ON_A_BASE.sub(r"\2;\1", plain)
    plain = _FORMULA.sub(lambda match: _MINUS.sub("-", match[0]), plain)
    plain = _MONTHS.sub(lambda match: _in_words(match, "至"), plain)
    plain = re.sub(r"(?<=分)其中(?=[:,])", ";其中", plain)
    plain = _SAID_AGAIN.sub(r"得分=\1", plain)
    plain = _NAMED_LIMIT.sub(r"\1", plain)
    plain = _TO_ONE.sub("", plain)
    plain = _ENUMERATOR.sub(";", plain)
    return re.sub(r";+", ";", plain).strip(";,")


_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_PART_OF_A_NAME = regex(
    r"(?<=[A-Za-z])(?<![/\d]m)\d+(?:\.\d+)?(?![\d%])|(?<![\d.≥≤<>~])\d{3,5}(?=[\u4e00-\u9fff]{0,6}热线)"
    r"|(?<![\d.≥≤<>~])\d{1,3}(?=(?:小时|天|日|分钟|个工作日)(?:以?内)?[^\d,;≥≤<>得扣]{2,8}率)"
    r"|(?<![\d.])\d(?=[AGD](?:级|网络|基站|景区|以上景区))"
)
"""`PM2.5`, `12345热线`, `5A级景区`: digits of a name, written small until the item is labelled."""
_IN_TENS_OF_THOUSANDS = ("人次", "人", "户", "亩", "册次", "册", "元", "条", "件", "株", "吨", "平方米")
"""Units that a sentence may write both ways: `≥1万人得5分,≥5000人得3分`."""


def _marked(text: str) -> str:
    """Bounds that are said to be included or not, marked behind their number."""
    text = re.sub(
        rf"({_NUMBER}(?:%|分|个月|个工作日|[个名人次项元天日年]|万元)?)\((不?)含(?:本数)?\)",
        lambda m: m[1] + ("⊖" if m[2] else "⊕"),
        text,
    )
    text = re.sub(r"(以上|以下|以内|之间)\((不?)含(?:本数)?\)", lambda m: ("⊖" if m[2] else "⊕") + m[1], text)
    text = re.sub(
        r"\(含\)(?=以上|以下|以内)|(?<=[\d%分个名人次项元篇天日月年岁场件起家户条份台])及(?=以上|以下|以内)|(?<=\d级)及(?=以上|以下|以内)|(?<=百分点)及(?=以上|以下|以内)|含(?=以上|以下|以内)|\((?:包)?含本数\)(?=以上|以下)",
        "⊕",
        text,
    )
    for _ in range(6):
        changed = _MEMBER.sub(_member, text, count=1)
        if changed == text:
            break
        text = changed
    return text.replace("⊕⊕", "⊕")


def _member(match: re.Match[str]) -> str:
    """`200%~300%(含200%)`: the mark goes behind the number that is named, else behind the last."""
    sign = "⊖" if match[3] == "不含" else "⊕"
    body, named = match[1] + match[2], match[4]
    if named is None or named == match[1]:
        return match[1] + sign + match[2]
    place = body.find(named, len(match[1]))
    if place < 0:
        return body + "?" + match[3]
    end = place + len(named)
    return body[:end] + sign + body[end:]


def _in_words(match: re.Match[str], dash: str = "~") -> str:
    """A year, an age or a date: a number that names something and is never compared."""
    return "".join(dash if sign == "~" else _CHINESE_DIGITS[int(sign)] for sign in match[0])


def _small(match: re.Match[str]) -> str:
    """The digits of a name, unless the steps are of the very thing that is compared (`超过5人的,每人`)."""
    if match["c"].startswith(match["u"]) or match["u"].endswith(match["c"]):
        return match[0]
    end = match.start("u") - match.start()
    return match[0][:end].translate(_SUBSCRIPTS) + match[0][end:]


def _of_each_part(match: re.Match[str]) -> str:
    """Each place with the rate that stands once in front of all of them."""
    return _PLACE.sub(lambda place: f"{place[0]}{match['s']}", match["each"])


def _times_10000(number: str) -> str:
    return f"{(Decimal(number) * 10000).normalize():f}"


def _at_times(match: re.Match[str]) -> str:
    """One measure at several times, spelled out time by time."""
    times, bounds = (re.split("[、和及]", match[name]) for name in ("n", "b"))
    points = re.split("[、和及]", match["p"]) if match["p"] else [match["e"]] * len(times)
    if not len(times) == len(bounds) == len(points):
        return match[0]
    each = zip(times, bounds, points, strict=True)
    of = match["m"] or match["y"]
    return ";".join(f"{time}{of}达到{bound}得{given}" for time, bound, given in each)


def _by_level(match: re.Match[str]) -> str:
    """`被中央、省级通报批评的,每起分别扣10分、5分`, spelled out level by level."""
    levels = re.split("[、和及]", match["n"]) if match["t"] else match["n"].split("、")
    points = re.split("[、和及]", match["p"])
    if len(levels) != len(points):
        return match[0]
    each = [
        f"{match['b']}{level}{match['t']},每{match['c']}{match['v']}{given}"
        for level, given in zip(levels, points, strict=True)
    ]
    return ";".join(each)


def _listed(match: re.Match[str]) -> str:
    """`超过80%、70%和60%,分别得6分、4分和2分`, spelled out."""
    bounds, points = (re.split("[、和及]", match[name]) for name in ("n", "p"))
    if len(bounds) != len(points):
        return match[0]
    subject, sign = match["s"], match["c"] or ""
    fact = match["f"] or ""
    spelled = [f"{sign}{bound}{fact}得{given}" for bound, given in zip(bounds, points, strict=True)]
    return subject + ",".join(spelled)
