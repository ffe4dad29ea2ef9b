"""Ratios that a sentence or its 指标说明 defines: `执行率=支出÷预算×100%`, `甲占乙的比例`, `甲与乙的比率`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from udfs.records import dataclass
from udfs.regex import regex
from workbooks.sentences.pieces.needs import Namer
from workbooks.sentences.pieces.outcome import Need

_HUNDRED = regex(r"[×*]100%?$")
_ASIDE = regex(r"\((?:%|不?含[^()]{1,20}|包括[^()]{1,20}|单位:[^()]{1,6}|[万亿]?元)\)")
_RATIO_WORD = regex(r"(?<=[^占与和])的(?:比值|比例|比率|比)$")
_APART = regex(r"\|(?P<a>[\u4e00-\u9fffA-Za-z]{2,40})-(?P<b>[\u4e00-\u9fffA-Za-z]{2,40})\|")
_AS_TIME_RUNS = regex(r"(?<=[/÷(])(?:序时|目标)进度(?=\d)")
_IN_WORDS = regex(r"\(([^()]{4,90})\)(?:的)?绝对值")
_TOKEN = regex(r"\|[^|]{1,90}\||[()+×÷/]|-|[^()+×÷/=-]+")
_SHARE = regex(
    r"(?P<a>[^占与和,;()\d]{2,30}?)占(?P<b>[^占,;()\d]{2,30}?)(?:的)?(?:比例|比率|比重|百分比|比值|总数的比例)?"
)
_BETWEEN = regex(
    r"(?P<a>[^与和,;()\d]{2,30}?)(?:与|和)(?P<b>[^与和,;()\d]{2,30}?)(?:的|之)(?:比例|比率|比值|比|比重)(?:情况)?"
)
_OPERATORS = ("+", "-", "×", "÷", "/")
_TERM = regex(r"[\u4e00-\u9fffA-Za-z]{2,40}")
_FIXED = regex(r"(?P<n>\d{1,7}(?:\.\d+)?)(?P<p>%?)")
_LEAD = regex(r"^(?:即|指|是指|反映|用以反映|其中|计算公式(?:为)?|公式)[:,]?")


@dataclass(frozen=True)
class Ratio:
    """A defined ratio: its name (may be empty) and its formula, `(甲-乙)/乙`, as tokens."""

    name: str
    tokens: tuple[str, ...]

    def written(self, namer: Namer) -> tuple[str, tuple[Need, ...]]:
        """The expression and the amounts it names."""
        needs: dict[str, Need] = {}
        pieces = []
        for token in self.tokens:
            if _TERM.fullmatch(token):
                need = namer.amount(token, self.name)
                needs[need.key] = need
                pieces.append(need.key)
            elif match := _APART.fullmatch(token):
                one, other = (namer.amount(match[name], self.name) for name in "ab")
                needs |= {one.key: one, other.key: other}
                pieces.append(f"highest({one.key} - {other.key}, {other.key} - {one.key})")
            elif match := _FIXED.fullmatch(token):
                number = Decimal(match["n"]) / (100 if match["p"] else 1)
                pieces.append(f"{number.normalize():f}")
            else:
                pieces.append({"×": "*", "÷": "/"}.get(token, token))
        return "".join(pieces), tuple(needs.values())

    @property
    def plain(self) -> bool:
        """Whether it is one amount over another."""
        return len(self.tokens) == 3 and all(map(_TERM.fullmatch, (self.tokens[0], self.tokens[2])))


def ratio_of(text: str) -> Ratio | None:
    """The ratio that a piece of text defines, wholly."""
    text = _LEAD.sub("", text)
    name, equals, body = text.partition("=")
    if not equals:
        name, body = "", text
    if "=" in body or len(body) > 120:
        return None
    body = _HUNDRED.sub("", _ASIDE.sub("", body))
    body = _AS_TIME_RUNS.sub("", body)
    body = _IN_WORDS.sub(r"|\1|", body)
    if body.startswith("(") and body.endswith(")") and _encloses(body):
        body = body[1:-1]
    for pattern in (_SHARE, _BETWEEN):
        if match := pattern.fullmatch(body):
            return Ratio(name, (match["a"].removesuffix("数额"), "/", match["b"]))
    body = _RATIO_WORD.sub("", body)
    tokens = tuple(_TOKEN.findall(body))
    if "".join(tokens) != body or not any(token in ("÷", "/") for token in tokens):
        return None
    known = sum(bool(_TERM.fullmatch(token) or _APART.fullmatch(token)) for token in tokens)
    return Ratio(name, tokens) if known and _balanced(tokens) else None


def ratios_in(text: str) -> list[Ratio]:
    """Every ratio among the pieces of a text."""
    found: Iterable[str] = re.split(r"[;,:]", text)
    return [ratio for piece in found if (ratio := ratio_of(piece)) is not None]


def _encloses(body: str) -> bool:
    depth = 0
    for place, sign in enumerate(body):
        depth += (sign == "(") - (sign == ")")
        if depth == 0 and place < len(body) - 1:
            return False
    return True


def _balanced(tokens: tuple[str, ...]) -> bool:
    """Terms and operators in turn, brackets closed."""
    depth, wants_term = 0, True
    for token in tokens:
        if wants_term:
            if token in ("(",):
                depth += 1
            elif _TERM.fullmatch(token) or _APART.fullmatch(token) or _FIXED.fullmatch(token):
                wants_term = False
            else:
                return False
        elif token in (")",):
            depth -= 1
            if depth < 0:
                return False
        elif token in _OPERATORS:
            wants_term = True
        else:
            return False
    return depth == 0 and not wants_term
