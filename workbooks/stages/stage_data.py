"""A data file of targets: what is typed in an 申报表 or 监控表, in the words of its columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from decimal import Decimal, InvalidOperation
from functools import partial
from pathlib import Path
from typing import IO, Annotated, Any, ClassVar

from udfs.records import dataclass
from workbooks.files.saving import check_target, write_whole
from workbooks.filing.by_hand import NAME_WORDS, ByHand, in_words_of_file
from workbooks.official.head_amounts import TOTAL
from workbooks.problems import InputError
from workbooks.stages.declaration_form import TEXT_OF
from workbooks.stages.stage_forms import StageForm
from workbooks.stages.stage_reading import latest, read_targets
from workbooks.stages.targets_set import CARRIED_OVER, FISCAL, OTHER, SetIndicator, SetTargets, SetTask
from workbooks.standards import yamlfile
from workbooks.standards.strict import Strict, not_empty

_LIKELIHOODS = {"确定能": "certain", "有可能": "possible", "完全不可能": "impossible"}
_CAUSES = {
    "经费保障": "cause_funds",
    "制度保障": "cause_rules",
    "人员保障": "cause_staff",
    "硬件条件保障": "cause_equipment",
    "其他原因": "cause_other",
}
_TICK = "√"
_STATE = {"执行情况": "progress", "全年预计": "forecast", "原因说明": "reason"}
_MONITORED = ("年初预算", "执行", "全年预计")
_DECLARED = {"terms": ("年度", "中期"), "year": ("年度",), "tasks": ()}
_THIS_YEAR = "年度"


@dataclass(frozen=True, kw_only=True)
class _Named(Strict):
    """What has a name, and other keys that depend on the form."""

    own: ClassVar[tuple[str, ...]]

    others: dict[str, Any]

    @classmethod
    def as_written(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        value = in_words_of_file(value, NAME_WORDS)
        own = {key: one for key, one in value.items() if key in cls.own and one is not None}
        return {**own, "others": {key: one for key, one in value.items() if key not in own}}


@dataclass(frozen=True, kw_only=True)
class _Row(_Named):
    own: ClassVar[tuple[str, ...]] = ("name",)

    name: str = ""


@dataclass(frozen=True, kw_only=True)
class _Task(_Named):
    own: ClassVar[tuple[str, ...]] = ("name", "content")

    name: str
    content: str = ""


@dataclass(frozen=True, kw_only=True)
class _Project(ByHand):
    name: str
    head: dict[str, str | None] = field(default_factory=dict)
    data: dict[str, Any] | None = None
    tasks: list[_Task] = field(default_factory=list)
    rows: dict[str, list[_Row]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class _File(ByHand):
    form: str
    unit: str = ""
    year: int | None = None
    period: str = ""
    measure: str = ""
    projects: Annotated[list[_Project], not_empty]


def amounts_of(form: StageForm) -> tuple[str, ...]:
    """The keys of the amounts of a project, as in 资金总额_年度."""
    columns = _MONITORED if form.stage == "监控表" else _DECLARED[form.money or "tasks"]
    sources = (TOTAL, FISCAL, CARRIED_OVER, OTHER) if form.stage == "监控表" else (TOTAL, FISCAL, OTHER)
    return tuple(f"{source}_{column}" for column in columns for source in sources)


def fields_of(form: StageForm) -> tuple[str, ...]:
    """What may be written of an indicator beside its name."""
    if form.stage == "监控表":
        return ("指标值", *_STATE, "可能性", *_CAUSES, "备注")
    terms = ("中期指标", "中期指标值") if form.has("term_name") else ()
    weight = ("权重",) if form.has("weight") else ()
    return ("指标值", *terms, *weight, *(("备注",) if form.has("remark") else ()))


def heads_of(form: StageForm) -> tuple[str, ...]:
    """The labels of the head that are texts, without the project's name."""
    labels = [label for line in form.head for label in line if label != form.name]
    return (*labels, *form.goals)


def read_data(path: Path, form: StageForm) -> tuple[SetTargets, ...]:
    """What a data file (.yaml) or a filled workbook says. Raises `InputError` with place and remedy."""
    if path.suffix.lower() not in (".yaml", ".yml"):
        found = read_targets(path)
        same = [one for one in found if bool(one.period) == (form.stage == "监控表")]
        return latest(same or found)
    document = yamlfile.read(path)
    content = document.validate(_File)
    if content.form not in (form.id, form.title):
        raise document.error(("form",), f"这份数据是按“{content.form}”填的，不是“{form.id}”")
    reader = _Reader(form, content, document)
    return tuple(reader.project(project, ("projects", n)) for n, project in enumerate(content.projects))


class _Reader:
    """A data file being read: every place that is not understood is an error with its line."""

    def __init__(self, form: StageForm, content: _File, document: yamlfile.Document) -> None:
        self.form = form
        self.content = content
        self.document = document

    def project(self, project: _Project, place: yamlfile.Place) -> SetTargets:
        head = self._head(project, place)
        amounts = self._amounts(project.data or {}, amounts_of(self.form), (*place, "data"))
        tasks = tuple(self._task(task, (*place, "tasks", n)) for n, task in enumerate(project.tasks))

        def column(name: str) -> Mapping[str, Decimal]:
            found = {
                key.partition("_")[0]: value for key, value in amounts.items() if key.endswith(f"_{name}")
            }
            return {source: value for source, value in found.items() if value is not None}

        monitored = self.form.stage == "监控表"
        return SetTargets(
            project.name,
            self.content.year,
            "",
            self.content.unit,
            head,
            column("年初预算" if monitored else _THIS_YEAR),
            tuple(self._rows(project, place)),
            column("中期"),
            column("执行"),
            column("全年预计"),
            self.content.measure,
            tasks=tasks,
            is_of_department=self.form.is_of_department,
            period=self.content.period,
        )

    def _head(self, project: _Project, place: yamlfile.Place) -> dict[str, str]:
        known = heads_of(self.form)
        for label in project.head:
            if label not in known:
                text = f"表头里没有“{label}”一栏；可写：{'、'.join(known)}"
                raise self.document.error((*place, "head", label), text)
        return {TEXT_OF.get(label, label): text for label, text in project.head.items() if text}

    def _amounts(
        self, data: Mapping[str, Any], known: tuple[str, ...], place: yamlfile.Place
    ) -> dict[str, Decimal | None]:
        found: dict[str, Decimal | None] = {}
        for key, value in data.items():
            if key not in known:
                allowed = "、".join(known) or "没有；部门的预算写在 tasks 里"
                raise self.document.error((*place, key), f"不认识“{key}”；可写：{allowed}")
            found[key] = self._amount(value, (*place, key))
        return found

    def _amount(self, value: object, place: yamlfile.Place) -> Decimal | None:
        if value is None or value == "":
            return None
        try:
            amount = Decimal(str(value).replace(",", ""))
        except InvalidOperation:
            raise self.document.error(place, f"填的是“{value}”，应为数字，如 120") from None
        if not amount.is_finite() or amount < 0:
            raise self.document.error(place, f"填的是“{value}”，应为不小于 0 的数字")
        return amount

    def _task(self, task: _Task, place: yamlfile.Place) -> SetTask:
        known = (TOTAL, FISCAL, OTHER)
        if self.form.money != "tasks":
            raise self.document.error(place, f"“{self.form.title}”没有年度主要任务，请去掉 tasks")
        money = self._amounts(task.others, known, place)
        return SetTask(
            task.name, task.content, {key: value for key, value in money.items() if value is not None}
        )

    def _rows(self, project: _Project, place: yamlfile.Place) -> Iterator[SetIndicator]:
        allowed = fields_of(self.form)
        for level, rows in project.rows.items():
            level1, level2 = self._levels(level, (*place, "rows", level))
            for number, row in enumerate(rows):
                here = (*place, "rows", level, number)
                values = row.others
                if unknown := sorted(set(values) - set(allowed)):
                    text = f"不认识“{unknown[0]}”；可写：{'、'.join(('name', *allowed))}"
                    raise self.document.error((*here, unknown[0]), text)
                texts = {key: "" if value is None else str(value).strip() for key, value in values.items()}
                yield SetIndicator(
                    level1,
                    level2,
                    row.name,
                    texts.get("指标值", ""),
                    self._amount(values.get("权重"), (*here, "权重")),
                    texts.get("中期指标", "") or (row.name if texts.get("中期指标值") else ""),
                    texts.get("中期指标值", ""),
                    texts.get("备注", ""),
                    self._state(texts, here),
                )

    def _levels(self, level: str, place: yamlfile.Place) -> tuple[str, str]:
        first, _, second = level.partition("/")
        if second:
            return first, second
        level1 = self.form.level1_of(level)
        if level1 is None:
            known = "、".join(second for _, second in self.form.groups())
            text = f"没有叫“{level}”的二级指标；可用：{known}；别的级别写成 一级指标/二级指标"
            raise self.document.error(place, text)
        return level1, level

    def _state(self, texts: Mapping[str, str], place: yamlfile.Place) -> dict[str, str]:
        state = {field: texts[key] for key, field in _STATE.items() if texts.get(key)}
        if likelihood := texts.get("可能性"):
            if likelihood not in _LIKELIHOODS:
                text = f"填的是“{likelihood}”，应为 {'、'.join(_LIKELIHOODS)} 之一"
                raise self.document.error((*place, "可能性"), text)
            state[_LIKELIHOODS[likelihood]] = _TICK
        return state | {field: _TICK for key, field in _CAUSES.items() if texts.get(key)}


def save_blank_stage_data(form: StageForm, path: Path, force: bool = False) -> None:
    """Write an empty data file of a form. Raises `InputError` where the target cannot be written."""
    check_target(path, force, ".yaml", ".yml", ".xlsx")
    write_whole(path, partial(_write, ("\n".join(_lines(form)) + "\n").encode()), force)


def _write(content: bytes, stream: IO[bytes]) -> None:
    stream.write(content)


def _lines(form: StageForm) -> Iterator[str]:
    yield f"# {form.title}：空的数据文件"
    yield "# 冒号（后面空一格）后填；没有的留空，不要填 0。"
    yield f"# 填好后：jixiao fill {form.id} --data 数据.yaml -o 填好.xlsx"
    yield f"form: {form.id}"
    yield 'unit: ""'
    yield "year:"
    if form.stage == "监控表":
        yield "period: 1-7月"
    yield "# 每个项目一段：再有项目，照第一段抄在下面。"
    yield "projects:"
    yield f'  - name: ""  # {form.name}'
    if heads := heads_of(form):
        yield "    head:"
        yield from (f'      {label}: ""' for label in heads)
    if amounts := amounts_of(form):
        yield "    data:  # 万元"
        yield from (f"      {key}:" for key in amounts)
    if form.money == "tasks":
        yield "    tasks: []"
        yield "      # - {名称: , 主要内容: , 资金总额: , 财政拨款: , 其他资金: }"
    yield "    # 去掉 [] ，每个三级指标写成下面注释的样子。"
    yield "    rows:"
    fields = ", ".join(f"{field}: " for field in ("名称", *fields_of(form))).rstrip()
    for _, level2 in form.groups():
        yield f"      {level2}: []"
    yield f"        # - {{{fields}}}"


def check_readable(form: StageForm, targets: tuple[SetTargets, ...], path: Path) -> None:
    """Refuse a workbook of a department for a form of projects, and the other way round."""
    if wrong := next((one for one in targets if one.is_of_department != form.is_of_department), None):
        kind = "部门整体" if wrong.is_of_department else "项目"
        raise InputError(f"{path.name} 的“{wrong.sheet}”是{kind}的表，不能填进“{form.title}”")
