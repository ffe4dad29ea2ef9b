"""Official column headings and their usual variants, over one to three heading rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from udfs.records import dataclass
from udfs.regex import regex
from workbooks.official.labels import plain
from workbooks.official.sheet_rows import SheetRow

# What a column holds, by its heading without blanks, year, unit and brackets; the first match counts.
_FIELDS = {
    "reason": (
        "(?:自评)?(?:扣分|失分|减分|偏差|偏离|差异|未完成|未达标|未达成)(?:的|主要)*(?:原因|理由|说明|情况|因素)(?:AND?(?:分析|说明|依据))?(?:MEASURES)?",
        "原因(?:AND?(?:分析|说明))?(?:MEASURES)?",
    ),
    "weight": (
        "(?!.*(?:自评|实际|得分|自我))WHOSE{0,8}(?:分值|权重|权数|基准分)(?:值|分|数|系数)?(?:AND?(?:分值|权重))?",
        "标准分值?|满分值?|权重分|应得分",
    ),
    "assigned": ("(?:指标)?赋[分值]值?",),
    "relation": (
        "(?:指标|目标|目标值|指标值)?(?:性质|方向|符号|关系符号?)|(?:计算|比较|运算|逻辑|判断|关系)(?:符号?|关系)",
    ),
    "measure": ("(?:度量|计量|计算|指标|指标值|目标值)?单位",),
    "target": (
        "(?:年初|年度|全年|本年|当年|预期|计划|绩效|设定|预算|指标)*(?:目标|指标|计划|预期|设定)(?:目标|指标|完成|任务|设定)*(?:值|数)",
        "(?:年度|年初|全年|绩效|预期|设定)*目标|(?:年度|预期)指标|(?:目标|计划)任务(?:数|量)?|任务目标",
    ),
    "actual": (
        "(?:年度|全年|本年|当年|年末|年终|年底|期末|指标|目标|绩效|任务|自评|业绩)*(?:实际|完成|实现|达成)(?:完成|实现|达成|达到|指标|目标)*(?:值|数|情况|结果|水平)?",
        "(?:实际|完成)?业绩值",
    ),
    "rate": ("(?:目标|指标|任务)?(?:完成|得分|实现)(?:率|比例|程度)",),
    "explanation": ("(?:三级|评价|绩效)?(?:指标)?(?:解释|释义|内涵|定义|说明)(?:AND(?:说明|解释))?",),
    "criterion": (
        "(?:参考|指标|具体)*(?:评分|打分|计分|评价|考核|扣分|赋分|得分)(?:标准|规则|细则|办法|方法|要点|口径)(?:AND(?:说明|标准|方法|办法|要点|依据))?",
    ),
    "analysis": (
        "(?:指标|评价|得分|评分|绩效|结果|完成情况)*(?:分析|评析)(?:结果|情况|说明)?",
        "(?:评价|评分|得分)(?:情况|结论|依据|理由|说明)",
    ),
    "marks": ("(?:百分制)(?:得分|评分|打分)",),
    "score": (
        "(?!.*(?:应得|标准|满分|计划|扣|加分|减分|上年|平均|要点))WHOSE{0,6}(?:得分|评分|打分)(?:值|数)?",
        "(?:单位|部门)?自评(?:分数?|分值)|评价分|实得分|分数|WHOSE{0,4}评定分数?",
    ),
    "remark": ("备注(?:说明)?", "(?:备注|依据)?(?:AND|[/,])?计算过程"),
    # Of a 监控表: the state so far, the forecast, the three likelihoods, the causes to tick.
    "progress": (
        r"\d{1,2}[-—~至]\d{1,2}月份?(?:实际)?(?:执行|完成)(?:情况|值)",
        "(?:目前|当前)(?:完成|执行)情况",
    ),
    "forecast": ("(?:全年预计|预计全年)(?:完成|执行|实现)?(?:情况|值)", "预计完成情况"),
    "likelihood": ("(?:目标|全年)*完成(?:年度|全年|绩效)*(?:目标)?(?:的)?可能性",),
    "certain": ("确定能(?:完成)?",),
    "possible": ("有可能(?:完成)?",),
    "impossible": ("(?:完全)?不可能(?:完成)?",),
    "cause_funds": ("经费保障",),
    "cause_rules": ("制度保障",),
    "cause_staff": ("人员保障",),
    "cause_equipment": ("硬件条件?保障",),
    # 其他 alone is a heading of many tables: only below 偏差原因分析.
    "cause_other": ("其他偏差原因(?:分析)?",),
    "code": ("(?:指标)?(?:编码|代码|编号)",),
    "name": (
        "(?:绩效|评价|具体|考核)?指标(?:名称|内容)",
        "具体指标|(?:考核|考评|评价|评分|评审)(?:内容|事项)|(?:考核|考评)指标",
    ),
    "level1": ("(?:考核|考评|评价|评分|评审)(?:项目|类别|维度|大项)",),
    # Runs down the side of a project form; elsewhere it is the name.
    "side": ("绩效指标",),
}
_PARTS = {
    "MEASURES": "AND?(?:拟采取的|下一步)?(?:(?:改进|整改|纠偏)?(?:措施|建议|意见)|改进|整改)",
    "AND": "[及和与、]",
    "WHOSE": r"[\u4e00-\u9fff]",
}


def _pattern(variants: Sequence[str]) -> re.Pattern[str]:
    text = "|".join(variants)
    for name, part in _PARTS.items():
        text = text.replace(name, part)
    return regex(text)


_PATTERNS = {field: _pattern(variants) for field, variants in _FIELDS.items()}
_LEVEL = regex(r"([一二三四1234])级(?:绩效|评价)?(?:指标)?(?:名称|内容)?(.*)")
_LEVEL_FIELDS = {
    "一": "level1",
    "1": "level1",
    "二": "level2",
    "2": "level2",
    "三": "name",
    "3": "name",
    "四": "level4",
    "4": "level4",
}
_GROUP = frozenset({"名称", "指标", "内容", "评价指标", "绩效指标", "指标体系", "评价指标体系", "指标名称"})
_WEIGHTED = regex(r"(?:加权|折算|权重)后?(?:得分|分值|评分)")
_YEAR = regex(r"(?:19|20)\d\d年?度?")
_BRACKETED = regex(r"\([^()]*\)|\[[^\]]*\]|【[^】]*】")
_FIGURES = ("weight", "score", "rate")
_OF_A_ROW = ("target", "actual", "analysis", "reason", "remark")
# Beside our own forms, and beside those that a bureau has checked: not what the table itself says.
_ELSEWHERE = regex(r"(?:原报|核对|认定)|差异$")

_MAX_HEADING = 40
MAX_COLUMNS = 200
_MAX_ROWS = 3
LEVELS = ("level1", "level2", "name")


@dataclass(frozen=True)
class Header:
    """The heading rows of an indicator table, as places in the list of lines: `first` up to before `end`.

    `columns` also has the scores and rates of levels (level1_score), which no `Field` names;
    `headings` are what is printed over each column.
    """

    first: int
    end: int
    sheet: str
    row: int
    columns: Mapping[str, int]
    headings: Mapping[int, str]
    unknown: tuple[int, ...] = ()
    """The columns whose heading says nothing that is known."""

    def heading(self, column: int) -> str:
        """What is printed over a column; the codes under a heading's left half have none."""
        return self.headings.get(column) or self.headings.get(column - 1, "")


@lru_cache(maxsize=1 << 13)
def bare(text: str) -> str:
    """A heading without blanks, brackets and year: 2021年 目标值（%） → 目标值."""
    return _YEAR.sub("", _BRACKETED.sub("", plain(text))).strip(":*%")


@lru_cache(maxsize=1 << 13)
def field_of(text: str) -> str:
    """The field that one heading names, "" for none; levels with a figure as level1_weight."""
    name = bare(text) if len(text) <= _MAX_HEADING else ""
    if not name or _ELSEWHERE.match(name):
        return ""
    if found := _LEVEL.fullmatch(name):
        level, rest = _LEVEL_FIELDS[found[1]], found[2]
        return _of_level(level, field_of(rest)) if rest else level
    return next((field for field, pattern in _PATTERNS.items() if pattern.fullmatch(name)), "")


def _of_level(level: str, field: str) -> str:
    if level in ("name", "level4") or not field:
        return field
    return f"{level}_{field}" if field in _FIGURES else ""


@lru_cache(maxsize=1 << 13)
def is_heading(text: str) -> bool:
    return bool(field_of(text)) or bare(text) in _GROUP


def is_heading_line(line: SheetRow) -> bool:
    """Whether a row consists of headings: at least three that are known, or two and nothing much else."""
    if not 2 <= len(line.cells) <= MAX_COLUMNS or line.has_number:
        return False
    texts = [cell.text for cell in line.cells.values()]
    known = sum(map(is_heading, texts))
    return known >= 3 or (known == 2 and len(texts) <= 3)


def header_at(lines: Sequence[SheetRow], first: int) -> Header | None:
    """The header of an indicator table that begins at a line, None where there is none."""
    end = first
    while end < min(len(lines), first + _MAX_ROWS) and _continues(lines, first, end):
        end += 1
    if end == first:
        return None
    fields, headings = _fields(lines[first:end])
    columns = _columns(fields)
    _take_group_for_name(columns, headings)
    _take_weighted(columns, fields, headings)
    _take_for_remark(columns, headings)
    if not _enough(columns):
        return None
    unknown = tuple(
        column
        for column, field in fields.items()
        if not field and bare(headings[column]) not in _GROUP and not _ELSEWHERE.match(bare(headings[column]))
    )
    return Header(first, end, lines[first].first.sheet, lines[first].number, columns, headings, unknown)


def _continues(lines: Sequence[SheetRow], first: int, place: int) -> bool:
    line = lines[place]
    if place == first:
        return is_heading_line(line)
    if line.number != lines[place - 1].number + 1 or line.has_number:
        return False
    known = all(is_heading(cell.text) or not bare(cell.text) for cell in line.cells.values())
    return (known or is_heading_line(line)) and not _same(line, lines[first])


def _same(line: SheetRow, other: SheetRow) -> bool:
    return [plain(cell.text) for cell in line.cells.values()] == [
        plain(cell.text) for cell in other.cells.values()
    ]


def _enough(columns: Mapping[str, int]) -> bool:
    """Levels with points; or, in a table of goals without points, the levels with their targets."""
    levels = [field for field in LEVELS if field in columns]
    if not ("weight" in columns or "score" in columns):
        fewest = 2 if "actual" in columns else len(LEVELS)
        return len(levels) >= fewest and "target" in columns
    return bool(levels) and (levels != ["name"] or len(columns) >= 3)


def _fields(rows: Sequence[SheetRow]) -> tuple[dict[int, str], dict[int, str]]:
    """The field of each column and its heading, upper headings standing over the columns to their right."""
    fields: dict[int, str] = {}
    headings: dict[int, str] = {}
    for column in sorted({column for row in rows for column in row.cells}):
        parts = stacked(rows, column)
        fields[column] = _field(parts)
        headings[column] = "".join(parts[-1].split())
    return fields, headings


def stacked(rows: Sequence[SheetRow], column: int) -> list[str]:
    """What stands over a column, from above; above its lowest heading a merged cell's text counts too."""
    lowest = max(index for index, row in enumerate(rows) if column in row.cells)
    parts: list[str] = []
    for row in rows[:lowest]:
        left = [other for other in row.cells if other <= column]
        if left:
            parts.append(row.cells[left[-1]].text)
    return [*parts, rows[lowest].cells[column].text]


def _field(parts: Sequence[str]) -> str:
    """The field of a column from its headings: the lowest, seen together with those above it."""
    *above, leaf = parts
    if not above:
        return field_of(leaf)
    over = _field(above)
    if bare(leaf) in _GROUP or not bare(leaf):
        return over
    own = field_of(leaf)
    if own in LEVELS:
        return _of_level(own, over) if over in _FIGURES else own
    if own in _FIGURES and over in LEVELS:
        return _of_level(over, own)
    return own or field_of(leaf + above[-1]) or field_of(above[-1] + leaf)


def _columns(fields: Mapping[int, str]) -> dict[str, int]:
    """The column of each field; of several figures those behind a level belong to that level."""
    columns: dict[str, int] = {}
    first = min((column for column, field in fields.items() if field in LEVELS), default=0)
    left = [field for column, field in fields.items() if column < first and field not in ("", "side")]
    for column, field in fields.items():
        # 年度绩效指标完成情况 alone left of the levels is what the whole form is called there.
        names_the_form = column < first and len(left) == 1 and field in _OF_A_ROW
        if field and field not in _FIGURES and not names_the_form:
            columns.setdefault(field, column)
    _take_right_half(columns, fields)
    if "level4" in columns:
        _leave_first_level(columns)
    side = columns.pop("side", 0)
    if side > max(columns.get(level, 0) for level in ("level1", "level2")):
        columns.setdefault("name", side)
    for figure in _FIGURES:
        places = [column for column, field in fields.items() if field == figure]
        if len(places) > 1:
            places = _assign(places, figure, columns)
        if places:
            columns[figure] = places[0]
    if assigned := columns.pop("assigned", 0):
        # Beside weights 赋分 are the points given, else it is the weight.
        columns.setdefault("score" if "weight" in columns else "weight", assigned)
    return columns


def _take_right_half(columns: dict[str, int], fields: Mapping[int, str]) -> None:
    """Of goals for years and for the year beside each other (三级 | 指标值 twice) the year's count."""
    halves = {field: [at for at, name in fields.items() if name == field] for field in ("name", "target")}
    (name, *names), (target, *targets) = halves["name"] or [0], halves["target"] or [0]
    if len(names) != 1 or len(targets) != 1 or not name < target < names[0] < targets[0]:
        return
    columns |= {"term_name": name, "term_target": target, "name": names[0], "target": targets[0]}
    if level2 := next((at for at, field in fields.items() if field == "level2" and at > target), 0):
        columns["level2"] = level2


def _take_for_remark(columns: dict[str, int], headings: Mapping[int, str]) -> None:
    """说明 right of the scores explains what was done; 指标解释 explains the indicator wherever it stands."""
    column = columns.get("explanation", 0)
    if column > columns.get("score", MAX_COLUMNS) and bare(headings[column]) == "说明":
        columns.setdefault("remark", columns.pop("explanation"))


def _take_group_for_name(columns: dict[str, int], headings: Mapping[int, str]) -> None:
    """指标 alone, left of weights and scores, heads the names of a table without levels."""
    if not {"weight", "score"} <= columns.keys() or not columns.keys().isdisjoint(LEVELS):
        return
    if columns.keys().isdisjoint(("criterion", "explanation", "analysis", "target", "actual")):
        return  # 指标 also stands over the sources of a money block.
    named = [column for column, text in headings.items() if bare(text) in _GROUP]
    if named and named[0] < min(columns["weight"], columns["score"]):
        columns["name"] = named[0]


def _take_weighted(columns: dict[str, int], fields: Mapping[int, str], headings: Mapping[int, str]) -> None:
    """Of marks out of a hundred and 加权得分 beside them the weighted ones are the scores of the weights."""
    scores = [column for column, field in fields.items() if field == "score"]
    weighted = [column for column in scores if _WEIGHTED.match(bare(headings[column]))]
    marks = [column for column, field in fields.items() if field == "marks"]
    marks += [column for column in scores if column not in weighted]
    if len(weighted) == len(marks) == 1:
        columns |= {"score": weighted[0], "marks": marks[0]}


def _leave_first_level(columns: dict[str, int]) -> None:
    """Of four levels the lower three are read: the indicator, and the two it stands under."""
    lower = [columns.pop(level) for level in LEVELS if level in columns]
    columns.update(zip(LEVELS, [*lower[-2:], columns.pop("level4")], strict=False))


def _assign(places: Sequence[int], figure: str, columns: dict[str, int]) -> list[int]:
    """Give each level the figure between it and the next level; return the columns left for the rows."""
    levels = sorted((columns[level], level) for level in LEVELS if level in columns)
    left = []
    for place in places:
        before = [level for column, level in levels if column < place]
        owner = before[-1] if before else levels[-1][1] if levels else ""
        coarse = owner in ("level1", "level2") and owner != levels[-1][1]
        if coarse and f"{owner}_{figure}" not in columns:
            columns[f"{owner}_{figure}"] = place
        elif not coarse:
            left.append(place)
    return left
