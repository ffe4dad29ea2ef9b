"""A reading said again in one Chinese sentence, out of its expression and not out of the text that was read.

Who confirms a rule compares this sentence with the printed one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from udfs.deductions import COMPLETED, PRO_RATA
from udfs.errors import RuleTextError
from udfs.expression import Arithmetic, Call, Constant, Given, Item, Judged, Node, When, parse
from udfs.numbers import half_width, rule_numbers
from udfs.tiers import OTHERWISE, parse_tiers
from workbooks.sentences.pieces.outcome import Need, Reading

_SIGNS = {"*": "×", "/": "÷"}
_COMPARED = {"<=": "≤", ">=": "≥", "<": "＜", ">": "＞"}
_STEPPED = {COMPLETED: "不满一步的不算", PRO_RATA: "不满一步的按比例算"}

Speaker = Callable[["_Voice", Sequence[Node]], str]


def spoken(reading: Reading, expression: str | None = None) -> str:
    """What a reading says, in one sentence; of the default choices where no `expression` is given.

    A sentence that was not read says so with the words that are left.
    """
    text = expression or reading.expression
    if text is None:
        if reading.status == "judged":
            return "由评分人填写得分。"
        left = f"：“{reading.unread}”" if reading.unread else ""
        return f"没读懂，{reading.reason}{left}。"
    needs = {need.key: need for need in reading.needs}
    try:
        return f"{_Voice(needs).say(parse(text, needs).root)}。"
    except RuleTextError:
        return f"按规则计算：{text}。"


class _Voice:
    """Says the parts of an expression, data items by their labels."""

    def __init__(self, needs: Mapping[str, Need]) -> None:
        self._needs = needs

    def say(self, node: Node) -> str:
        """Points: what gives them, as clauses."""
        if isinstance(node, Call) and node.function.key in _POINTS:
            return _POINTS[node.function.key](self, node.arguments)
        if isinstance(node, Judged):
            most = self.value(node.most)
            return f"填了“{self.label(node.judgement)}”的按所填得分（0～{most}分），否则{self.say(node.rule)}"
        if isinstance(node, Given):
            return f"填了“{self.label(node.condition)}”的{self._points(node.yes)}；否则{self.say(node.no)}"
        if isinstance(node, When):
            return f"“{self.label(node.condition)}”的{self._points(node.yes)}；否则{self.say(node.no)}"
        if isinstance(node, Arithmetic):
            return self._combined(node)
        return self._points(node)

    def _combined(self, node: Arithmetic) -> str:
        cut = node.left
        if node.operator == "*" and isinstance(cut, Call) and _is_cut(cut):
            return f"{self.say(node.right)}；{self._nothing(cut)}"
        if node.operator == "*" and _of_one_point(cut) and isinstance(cut, Call):
            own = self.value(node.right)
            return f"得分＝{_factor(self, cut.arguments[0])}×{own}，最多为{own}，最少0分"
        if node.operator in "+-":
            more = "再加上" if node.operator == "+" else "再减去"
            return f"{self.say(node.left)}；{more}：{self.say(node.right)}"
        return f"得{self.value(node)}分"

    def _points(self, node: Node) -> str:
        return f"得{node.content}分" if isinstance(node, Constant) else self._else(node)

    def _else(self, node: Node) -> str:
        if isinstance(node, Call) and node.function.key not in _POINTS:
            return f"按“{node.function.summary.partition('：')[0]}”计分"
        return f"得“{self.label(node)}”的分" if isinstance(node, Item) else self.say(node)

    def _nothing(self, cut: Call) -> str:
        """`执行率＜80%的不得分`, of tiers that are 0 on one side and 1 on the other."""
        text = str(_content(cut.arguments[1]))
        condition = next(one for one, outcome in _pairs(text) if outcome == "0")
        return f"{self.value(cut.arguments[0])}{_compared(condition)}的不得分"

    def value(self, node: Node) -> str:
        """A figure: a data item, a number or what is worked out of them."""
        if isinstance(node, Item):
            return self.label(node)
        if isinstance(node, Constant):
            return str(node.content)
        if isinstance(node, Arithmetic):
            left, right = self.value(node.left), self.value(node.right)
            if node.operator in "*/" and isinstance(node.left, Arithmetic) and node.left.operator in "+-":
                left = f"（{left}）"
            if isinstance(node.right, Arithmetic) and node.operator != "+":
                right = f"（{right}）"
            return f"{left}{_SIGNS.get(node.operator, node.operator)}{right}"
        if isinstance(node, Call) and node.function.key == "ratio":
            part, whole, nothing = map(self.value, node.arguments)
            return f"{part}÷{whole}（两数都是0时按{nothing}）"
        if isinstance(node, Call) and node.function.key == "target_share":
            target, actual = map(self.value, node.arguments)
            return f"{actual}÷{target}"
        return f"（{self.say(node)}）"

    def label(self, node: Node) -> str:
        key = node.key if isinstance(node, Item) else str(_content(node))
        return (self._needs[key].label if key in self._needs else key).replace(",", "，")

    def counted(self, node: Node) -> str:
        """`“错填的项数”每项`: what is counted, and one of it; a fact (yes or no) is counted once."""
        if unmet := _not_met(self, node):
            return f"“{'”“'.join(unmet)}”每有一项没有做到的"
        need = self._needs.get(node.key) if isinstance(node, Item) else None
        if need is not None and need.kind == "yesno":
            return f"“{self.label(node)}”的"
        return f"“{self.label(node)}”每{need.unit if need and need.unit else '个'}"


def _content(node: Node) -> Decimal | str:
    return node.content if isinstance(node, Constant) else ""


def _texts(nodes: Sequence[Node]) -> list[str]:
    return [str(_content(node)) for node in nodes]


def _pairs(text: str) -> list[tuple[str, str]]:
    """Conditions and outcomes of a tier text, as written."""
    found = (part.rpartition(":") for part in half_width(text).split(";") if part.strip())
    return [(condition.strip(), outcome.strip()) for condition, _, outcome in found]


def _compared(condition: str) -> str:
    """`>=95%` as people write it; an interval stays."""
    sign = next((sign for sign in _COMPARED if condition.startswith(sign)), "")
    if sign:
        return f"{_COMPARED[sign]}{condition.removeprefix(sign).strip()}"
    return "其余的" if condition == OTHERWISE else f"在{condition}内"


def _outcome(text: str, measure: str = "值") -> str:
    """What a tier gives: points, a share of the value (值×3), or a straight line (0~2)."""
    plain = text.replace(" ", "").replace("*", "×")
    if plain.startswith("值"):
        return f"得{measure}{plain.removeprefix('值')}分"
    if "~" in plain:
        return f"从{plain.replace('~', '分到')}分按直线得分"
    return "不得分" if plain == "0" else f"得{plain}分"


def _tiers(voice: _Voice, arguments: Sequence[Node]) -> str:
    text = str(_content(arguments[1]))
    parse_tiers(text)
    measure = voice.value(arguments[0])
    factor = _factor(voice, arguments[0])
    said = [f"{_compared(condition)}{_outcome(outcome, factor)}" for condition, outcome in _pairs(text)]
    return f"{measure}：{'，'.join(said)}"


def _factor(voice: _Voice, node: Node) -> str:
    said = voice.value(node)
    return f"（{said}）" if isinstance(node, Arithmetic) else said


def _of_one_point(node: Node) -> bool:
    """Whether a proportion is of 1 point, which something outside multiplies."""
    if not isinstance(node, Call) or node.function.key != "proportion" or len(node.arguments) > 2:
        return False
    return _content(node.arguments[1]) == 1


def _is_cut(node: Node) -> bool:
    """Whether tiers only say where nothing is scored: `<80%: 0; >=80%: 1`."""
    if not isinstance(node, Call) or node.function.key != "tiers":
        return False
    return sorted(outcome for _, outcome in _pairs(str(_content(node.arguments[1])))) == ["0", "1"]


def _proportion(voice: _Voice, arguments: Sequence[Node]) -> str:
    cap = voice.value(arguments[2]) if len(arguments) > 2 else voice.value(arguments[1])
    rate = _factor(voice, arguments[0])
    return f"得分＝{rate}×{voice.value(arguments[1])}分，最多{cap}分，最少0分"


def _beyond(threshold: str) -> str:
    sign = "低于" if threshold.startswith("<") else "高于"
    return f"{sign}{threshold.lstrip('<>= ')}"


def _deduct_per_point(voice: _Voice, arguments: Sequence[Node]) -> str:
    threshold, step, each, full, how = _texts(arguments[1:])
    return (
        f"{voice.value(arguments[0])}{_beyond(threshold)}的，每{step}扣{each}分"
        f"（{_STEPPED.get(how, '不满一步的按一步算')}），从{full}分扣到0分为止"
    )


def _per_step(voice: _Voice, arguments: Sequence[Node]) -> str:
    threshold, step, each, how, *cap = _texts(arguments[1:])
    most = f"，最多{cap[0]}分" if cap else ""
    return (
        f"{voice.value(arguments[0])}{_beyond(threshold)}的，每{step}计{each}分"
        f"（{_STEPPED.get(how, '不满一步的按一步算')}）{most}"
    )


def _each(voice: _Voice, numbers: Node, counts: Sequence[Node], verb: str) -> str:
    points = rule_numbers(_content(numbers), "每项得分")
    return "，".join(
        f"{voice.counted(count)}{verb}{one}分" for one, count in zip(points, counts, strict=False)
    )


def _deduct_per_count(voice: _Voice, arguments: Sequence[Node]) -> str:
    each = _each(voice, arguments[1], arguments[2:], "扣")
    if not isinstance(arguments[0], Constant):
        return f"{voice.say(arguments[0])}；从合计中再扣：{each}，扣到0分为止"
    return f"{each}，从{voice.value(arguments[0])}分扣到0分为止"


def _deduct_capped(voice: _Voice, arguments: Sequence[Node]) -> str:
    full, most = voice.value(arguments[0]), voice.value(arguments[2])
    each = "、".join(str(one) for one in rule_numbers(_content(arguments[1]), "每处扣分"))
    names = "、".join(f"“{voice.label(count)}”" for count in arguments[3:])
    return f"{names}依程度每处扣{each}分，每类最多扣{most}分，从{full}分扣到0分为止"


def _points_per_count(voice: _Voice, arguments: Sequence[Node]) -> str:
    return _each(voice, arguments[0], arguments[1:], "计")


def _checklist(voice: _Voice, arguments: Sequence[Node]) -> str:
    points = rule_numbers(_content(arguments[0]), "各条分值")
    each = [f"{voice.label(met)}，得{one}分" for one, met in zip(points, arguments[1:], strict=False)]
    return f"{'；'.join(each)}；没有做到的不得{'该条' if len(each) > 1 else ''}分"


def _typed(voice: _Voice, arguments: Sequence[Node]) -> str:
    points = rule_numbers(_content(arguments[0]), "评分上限")
    each = [
        f"{voice.label(given)}由评分人填写，0～{one}分"
        for one, given in zip(points, arguments[1:], strict=False)
    ]
    return "；".join(each)


def _levels(voice: _Voice, arguments: Sequence[Node]) -> str:
    allowed = "、".join(str(one) for one in rule_numbers(_content(arguments[0]), "可评分档"))
    names = "、".join(f"“{voice.label(given)}”" for given in arguments[1:])
    return f"{names}由评分人评分，每项只能是{allowed}分"


def _veto(voice: _Voice, arguments: Sequence[Node]) -> str:
    told = _not_met(voice, arguments[0])
    if told:
        return f"{voice.say(arguments[1])}；没有做到“{'”“'.join(told)}”的，得0分"
    found = voice.label(arguments[0]).removesuffix("的")
    return f"{voice.say(arguments[1])}；有“{found}”情形的，得0分"


def _not_met(voice: _Voice, node: Node) -> list[str]:
    """The facts of `2 - 甲 - 乙`, which is how many of them are not so."""
    facts: list[str] = []
    while isinstance(node, Arithmetic) and node.operator == "-":
        if not isinstance(node.right, Item):
            return []
        facts.insert(0, voice.label(node.right))
        node = node.left
    return facts if isinstance(node, Constant) else []


def _one_of(words: str) -> Speaker:
    def say(voice: _Voice, arguments: Sequence[Node]) -> str:
        if words == "最低" and len(arguments) == 2 and isinstance(arguments[0], Constant):
            return f"{voice.say(arguments[1])}，最多{arguments[0].content}分"
        each = [f"（{place}）{_amount(voice, node)}" for place, node in enumerate(arguments, 1)]
        return f"取{words}的一个：{'；'.join(each)}"

    return say


def _amount(voice: _Voice, node: Node) -> str:
    if isinstance(node, Constant):
        return f"{node.content}分"
    return f"“{voice.label(node)}”" if isinstance(node, Item) else voice.say(node)


def _graded(voice: _Voice, arguments: Sequence[Node]) -> str:
    each = [f"{name}{_outcome(outcome)}" for name, outcome in _pairs(str(_content(arguments[1])))]
    return f"“{voice.label(arguments[0])}”：{'，'.join(each)}"


def _span(text: str) -> str:
    return f"{text.replace('~', '～')}分"


def _grade_range(voice: _Voice, arguments: Sequence[Node]) -> str:
    each = [f"{name}{_span(outcome)}" for name, outcome in _pairs(str(_content(arguments[2])))]
    return f"先定“{voice.label(arguments[0])}”，再由评分人在该等范围内评分：{'，'.join(each)}"


def _tier_range(voice: _Voice, arguments: Sequence[Node]) -> str:
    pairs = _pairs(str(_content(arguments[2])))
    if isinstance(arguments[0], Constant):
        return f"{voice.label(arguments[1])}由评分人填写，{_span(pairs[0][1])}"
    each = [f"{_compared(condition)}的{_span(outcome)}" for condition, outcome in pairs]
    return f"{voice.value(arguments[0])}落在哪一档，由评分人在该档范围内评分：{'，'.join(each)}"


_POINTS: dict[str, Speaker] = {
    "tiers": _tiers,
    "proportion": _proportion,
    "deduct_per_point": _deduct_per_point,
    "per_step": _per_step,
    "deduct_per_count": _deduct_per_count,
    "deduct_capped": _deduct_capped,
    "points_per_count": _points_per_count,
    "checklist": _checklist,
    "points": _typed,
    "levels": _levels,
    "veto": _veto,
    "highest": _one_of("最高"),
    "lowest": _one_of("最低"),
    "grade_points": _graded,
    "grade_range": _grade_range,
    "tier_range": _tier_range,
}
"""How the functions that a reading uses are said; any other is shown as it is written."""
