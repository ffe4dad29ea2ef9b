"""YAML files with located errors: which file, which line, which key, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ValidationError, model_validator
from pydantic_core import ErrorDetails

from workbooks.problems import StandardError, not_found, reason_of

Text = Annotated[str, BeforeValidator(lambda value: "" if value is None else value)]
"""A text of a file that is filled in by hand: nothing behind the colon is an empty one."""
Place = tuple[str | int, ...]
OUR_WORDS = {
    "名称": "name",
    "编码": "code",
    "备注": "remark",
    "原因": "reason",
    "扣分原因": "reason",
    "偏差原因": "reason",
    "原报得分": "reported",
}
"""What a row of a data file may be written with in place of the words of the file."""
Model = TypeVar("Model", bound=BaseModel)

LARGEST = 5_000_000
_WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,4000})")
_PAIRS = "应为“键: 值”的样子（冒号是半角的，后面空一格；下面各行缩进两格）"
_MESSAGES = {
    "missing": "缺少这一项",
    "extra_forbidden": "不认识这一项，请核对拼写或删去",
    "string_type": "应为文字",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "decimal_type": "应为数字",
    "decimal_parsing": "应为数字",
    "float_type": "应为数字",
    "float_parsing": "应为数字",
    "dict_type": _PAIRS,
    "model_type": _PAIRS,
    "model_attributes_type": _PAIRS,
    "tuple_type": "应为列表",
    "too_short": "至少要有一项",
    "greater_than": "应大于 0",
}


_SLIPS = (
    (
        "mapping values are not allowed",
        "这一行比上一行多缩进了，请对齐；或冒号后面的文字里又有冒号和空格，请把冒号后面整段用单引号括起来，"
        "如 score: 'tiers(满意度, \"<90%: 3; >=90%: 5\")'",
    ),
    ("found character '\\t'", "用了制表符（Tab）缩进，请改用空格"),
    ("could not find expected ':'", "少了冒号（键和值之间写英文冒号加一个空格），或引号没有配对"),
    ("found unexpected end of stream", "引号或括号没有配对"),
    ("expected <block end>", "缩进没有对齐，或少了开头的“- ”"),
    ("expected the node content", "冒号或“- ”后面缺了内容"),
    ("found character", "这里的字符要用引号括起来（如 % @ ` 开头的文字）"),
    ("while scanning a simple key", "少了冒号，或引号没有配对"),
    ("expected ',' or", "括号没有配对，或少了逗号"),
    ("could not determine a constructor", "不支持 YAML 标签（! 开头的文字要用引号括起来）"),
)


_UNCLEAR = "这里或上一行不符合 YAML 的写法，请核对冒号、括号、引号和缩进"


class Written(BaseModel):
    """A part of a file that is filled in by hand: a key with nothing behind it is none."""

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, content: Any) -> Any:
        if not isinstance(content, dict):
            return content
        return {key: value for key, value in content.items() if value is not None}


class _Loader(yaml.SafeLoader):
    """Numbers stay as typed and a key may stand only once."""


class _FastLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The same by libyaml, where PyYAML has it: a tenth of the time."""


def _as_typed(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> str:
    return str(loader.construct_scalar(node))


def _whole(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> int | str:
    """A whole number; 12:30, 012, 0x1F and 1_000, which YAML takes for other numbers, stay texts."""
    text = str(loader.construct_scalar(node))
    return int(text) if _WHOLE.fullmatch(text) else text


def _mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node)
        if key in seen:
            raise yaml.MarkedYAMLError(problem=f"“{key}”写了两次", problem_mark=key_node.start_mark)
        seen.add(key)
    return loader.construct_mapping(node, deep=True)


for _known in (_Loader, _FastLoader):
    _known.add_constructor("tag:yaml.org,2002:float", _as_typed)
    _known.add_constructor("tag:yaml.org,2002:int", _whole)
    _known.add_constructor("tag:yaml.org,2002:map", _mapping)


def in_our_words(row: dict[str, Any], known: Collection[str] = ()) -> dict[str, Any]:
    """A row written in Chinese words with those of the file; a word that is `known` as a column stays."""
    return {key if key in known else OUR_WORDS.get(key, key): value for key, value in row.items()}


@dataclass(frozen=True)
class Document:
    """A YAML file: its content, and where each part of it stands."""

    path: Path
    content: Any
    root: yaml.Node

    def line(self, place: Place) -> int:
        """The line (from 1) of the part nearest to a place."""
        node, line = self.root, self.root.start_mark.line
        for step in place:
            child = _child(node, step)
            if child is None:
                break
            node, line = child
        return int(line) + 1

    def error(self, place: Place, reason: str) -> StandardError:
        """A located error: file, line, the names on the way, the reason."""
        return StandardError(f"{self.path.name} 第{self.line(place)}行 {self._describe(place)}：{reason}")

    def validate(self, model: type[Model]) -> Model:
        """Check the content against a model. Raises `StandardError` with all that is wrong, each located."""
        try:
            return model.model_validate(self.content)
        except ValidationError as error:
            found = [self.error(self._place(one["loc"]), _reason(one)) for one in error.errors()]
            raise StandardError.of(self.path.name, found) from None

    def _place(self, location: Place) -> Place:
        """A place in the file: pydantic's location without the names it gives to the members of a union."""
        content, place = self.content, list[str | int]()
        for number, step in enumerate(location):
            try:
                content = content[step]
            except (KeyError, IndexError, TypeError):
                if number < len(location) - 1:
                    continue
            place.append(step)
        return tuple(place)

    def _describe(self, place: Place) -> str:
        """The place in words: a list entry by its `name` or `key` where it has one."""
        words: list[str] = []
        content = self.content
        for step in place:
            try:
                content = content[step]
            except (KeyError, IndexError, TypeError):
                content = None
            if not isinstance(step, int):
                if step != "children":
                    words.append(str(step))
            elif isinstance(content, dict):
                words.append(str(content.get("name") or content.get("key") or f"第{step + 1}项"))
            else:
                words.append(f"第{step + 1}项")
        return " → ".join(words)


def _reason(error: ErrorDetails) -> str:
    return _MESSAGES.get(error["type"]) or error["msg"].removeprefix("Value error, ")


def read(path: Path) -> Document:
    """Read a YAML file safely. Raises `StandardError` when it cannot be read."""
    try:
        if path.stat().st_size > LARGEST:
            raise StandardError(f"{path.name} 超过 {LARGEST // 1_000_000} MB，不是评分标准或数据文件")
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise StandardError(not_found(path)) from None
    except OSError as error:
        raise StandardError(f"读不到文件 {path}：{reason_of(error)}") from None
    except UnicodeDecodeError:
        raise StandardError(f"{path.name} 不是 UTF-8 编码的文字，请用 UTF-8 另存") from None
    return read_text(text, path)


def read_text(text: str, path: Path) -> Document:
    """Read the text of a YAML file that is called `path`; as `read`."""
    if "\n*" in text or "&" in text:
        _refuse_anchors(path, text)
    try:
        root, content = _parsed(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise StandardError(f"{path.name} 第{line}行：YAML 写法有误（{_told(error)}）") from None
    except RecursionError:
        raise StandardError(f"{path.name}：一层套一层太多，不是评分标准或数据文件") from None
    except yaml.YAMLError:
        raise StandardError(
            f"{path.name}：里面有 YAML 不允许的字符，请用文本编辑器另存为 UTF-8 再试"
        ) from None
    if root is None or not isinstance(content, dict):
        raise StandardError(f"{path.name} 是空的，或不是“键: 值”的样子")
    return Document(path, content, root)


def _parsed(text: str) -> tuple[yaml.Node | None, Any]:
    """The nodes of a text and its content; what is wrong is told by PyYAML itself, in words that we know."""
    try:
        return _parsed_by(_FastLoader, text)
    except yaml.YAMLError:
        return _parsed_by(_Loader, text)


def _parsed_by(kind: type[yaml.SafeLoader], text: str) -> tuple[yaml.Node | None, Any]:
    loader = kind(text)
    try:
        root = loader.get_single_node()
        return root, None if root is None else loader.construct_document(root)
    finally:
        loader.dispose()


def _told(error: yaml.MarkedYAMLError) -> str:
    """What is wrong with the YAML, in Chinese, with the remedy for the commonest slips."""
    problem = str(error.problem or "")
    if re.search("[\u4e00-\u9fff]", problem):
        return problem
    return next((told for start, told in _SLIPS if problem.startswith(start)), _UNCLEAR)


def _refuse_anchors(path: Path, text: str) -> None:
    """Aliases can blow a small file up without bound; none of our files needs them."""
    for token in yaml.scan(text, Loader=yaml.SafeLoader):
        if isinstance(token, yaml.AliasToken):
            raise StandardError(f"{path.name} 第{token.start_mark.line + 1}行：不支持 YAML 别名（*）")


def _child(node: yaml.Node, step: str | int) -> tuple[yaml.Node, int] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return value, key.start_mark.line
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step].start_mark.line
    return None
