"""How a score comes about, in words, and what other readings of its rule would give."""

from __future__ import annotations

from decimal import Decimal

from udfs.catalogue import BY_KEY
from udfs.deductions import READINGS
from udfs.errors import ScoreError
from udfs.expression import Call, CellError, Constant, Expression
from udfs.numbers import half_width, round_score, rule_number, snap
from udfs.regex import regex
from udfs.targets import Target, parse_target
from workbooks.filing.lines import Line
from workbooks.filing.scoring import ItemScore, ScoredTable, as_points
from workbooks.review.reading.point_sums import shown
from workbooks.standards.expression import parse
from workbooks.standards.items import DataItem

LESS_IS_BETTER = regex(
    "控制|成本|费|支出|金额|节约|节支|降|减|下降|投诉|事故|案件|违规|违纪|缺|误|差|超|逾期|偏离|变动|调整|结转|结余"
    "|负债|债务|时限|时间|时长|天数|周期|死亡|伤亡|发病|流失|空置|闲置|拖欠|返工|返贫|能耗|排放|不|未|零|无"
)
"""Names of indicators of which less is better, whatever sign stands before the target."""

_NUMBER = regex(r"\d+(?:\.\d+)?")
_RATE = regex(r"(?:率|比例|比重|占比|满意度)$")


def may_be_per_cents(target: Target, name: str) -> bool:
    """Whether a number beside the name of a rate may be a percentage whose sign only the format shows."""
    return not target.unit and target.number is not None and target.number <= 1 and bool(_RATE.search(name))


def other_readings(table: ScoredTable, item: ItemScore) -> dict[str, Decimal]:
    """The scores of the readings that the standard did not choose, where they differ from its score."""
    line, found = item.line, dict[str, Decimal]()
    for words, expression in _variants(line):
        try:
            points = expression.score(line.scope(table.data))
        except CellError:
            continue
        if points != item.score:
            found[words] = points
    inverse = _as_inverse(table, line)
    if inverse is not None and inverse != item.score:
        found["“反向指标（越低越好）”"] = inverse
    return found


def units_differ(table: ScoredTable, line: Line) -> bool:
    """Whether a row of the unit's own has a percentage beside a target that is a plain number above 1.

    Below that the target may be a percentage as well, of which the cell does not show the sign.
    """
    data, rule = line.scope(table.data), line.rule
    if rule is None:
        return False
    target, actual = (half_width(str(data.get(rule.key_at(place) or ""))) for place in ("target", "actual"))
    number = _NUMBER.search(target)
    return "%" in actual and "%" not in target and number is not None and Decimal(number[0]) > 1


def _as_inverse(table: ScoredTable, line: Line) -> Decimal | None:
    """The score of a row of the unit's own of which less is better, though its target has no sign."""
    data, key = line.scope(table.data), line.rule.key_at("target") if line.rule else None
    if not LESS_IS_BETTER.search(line.name):
        return None
    try:
        target = parse_target(data.get(key) or "") if key else None
        if key is None or target is None or target.operator != "=" or target.upper is not None:
            return None
        return line.expression.score({**data, key: f"≤{data[key]}"})
    except (CellError, ScoreError):
        return None


def working(table: ScoredTable, item: ItemScore) -> str:
    """The figures that were scored, and the steps of a deduction with the reading used."""
    line = item.line
    data = line.scope(table.data)
    calls = line.expression.calls("deduct_per_point")
    if len(calls) == 1 and line.expression.root is calls[0]:
        return _deduction(calls[0], item, calls[0].arguments[0].value(data))
    actual = line.indicator.actual_expression if line.indicator else None
    if actual is not None:
        return f"数值 {_brief(Decimal(actual.root.value(data)) * 100)}%"
    items = line.rule.items if line.rule else table.standard.items
    used = set(line.expression.keys)
    typed = [(item, data.get(key)) for key, item in items.items() if key in used and item.kind != "choice"]
    return "、".join(_figure(item, figure) for item, figure in typed if figure is not None)


def _figure(item: DataItem, figure: Decimal | str) -> str:
    label = item.label.split("（")[0]
    if isinstance(figure, str):
        return f"{label} {figure}"
    return f"{label} {_brief(figure * 100)}%" if item.kind == "rate" else f"{label} {shown(figure)}"


def _deduction(call: Call, item: ItemScore, value: Decimal | str) -> str:
    """数值 90.6%，低于 95% 4.4 个百分点，按“满一点”扣 2 分."""
    threshold, step, _, full, reading = (str(_content(part)) for part in call.arguments[1:])
    bound, percent = threshold.lstrip("<>= "), step.endswith("%")
    scale = 100 if percent else 1
    measured = snap(Decimal(value))
    measure = f"数值 {_brief(measured * scale)}{'%' if percent else ''}"
    side, beyond = "高于", measured - rule_number(bound)
    if threshold.startswith("<"):
        side, beyond = "低于", -beyond
    if beyond <= 0:
        return f"{measure}，没有{side} {bound}，不扣分"
    lost = Decimal(full) - (item.score or Decimal(0))
    points = f"{_brief(beyond * scale)}{' 个百分点' if percent else ''}"
    return f"{measure}，{side} {bound} {points}，按“{reading}”扣 {shown(lost)} 分"


def _brief(value: Decimal) -> str:
    return shown(round_score(value))


def _content(part: object) -> Decimal | str:
    return part.content if isinstance(part, Constant) else ""


def _variants(line: Line) -> list[tuple[str, Expression]]:
    """The expression of a line under each other reading, with its words.

    The national form does not say how a missed target is scored; many regions divide.
    """
    text = line.indicator.score if line.indicator else line.rule.score if line.rule else ""
    known, found = line.expression.keys, []
    for call in line.expression.calls("deduct_per_point"):
        used = str(_content(call.arguments[-1]))
        for other in READINGS:
            if other != used:
                found.append((f"“{other}”", parse(text.replace(f'"{used}"', f'"{other}"'), known)))
    for call in line.expression.calls("target"):
        found.append(("“目标值与完成值相除”", Expression(Call(BY_KEY["target_ratio"], call.arguments[:3]))))
    return found


def in_words(readings: dict[str, Decimal]) -> str:
    """“按比例”为 0.80 分、“不足一点按一点”为 0.50 分."""
    return "、".join(f"{words}为 {as_points(points)} 分" for words, points in readings.items())
