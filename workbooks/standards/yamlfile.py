"""YAML files with located errors: which file, which line, which key, and what to write instead."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from workbooks.problems import StandardError

Place = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)

LARGEST = 5_000_000
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
    "dict_type": "应为“键: 值”的样子",
    "model_type": "应为“键: 值”的样子",
    "model_attributes_type": "应为“键: 值”的样子",
    "tuple_type": "应为列表",
    "too_short": "至少要有一项",
    "greater_than": "应大于 0",
}


class _Loader(yaml.SafeLoader):
    """Numbers stay as typed and a key may stand only once."""


def _as_typed(loader: _Loader, node: yaml.ScalarNode) -> str:
    return str(loader.construct_scalar(node))


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node)
        if key in seen:
            raise yaml.MarkedYAMLError(problem=f"“{key}”写了两次", problem_mark=key_node.start_mark)
        seen.add(key)
    return loader.construct_mapping(node, deep=True)


_Loader.add_constructor("tag:yaml.org,2002:float", _as_typed)
_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


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
        """Check the content against a model; raise the first located error, and how many more there are."""
        try:
            return model.model_validate(self.content)
        except ValidationError as error:
            problems = error.errors()
            first = problems[0]
            reason = _MESSAGES.get(first["type"]) or first["msg"].removeprefix("Value error, ")
            more = f"（另有 {len(problems) - 1} 处）" if len(problems) > 1 else ""
            raise self.error(self._place(first["loc"]), reason + more) from None

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


def read(path: Path) -> Document:
    """Read a YAML file safely. Raises `StandardError` when it cannot be read."""
    try:
        if path.stat().st_size > LARGEST:
            raise StandardError(f"{path.name} 超过 {LARGEST // 1_000_000} MB，不是评分标准或数据文件")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise StandardError(f"读不到文件 {path}：{error.strerror or error}") from None
    except UnicodeDecodeError:
        raise StandardError(f"{path.name} 不是 UTF-8 编码的文字，请用 UTF-8 另存") from None
    if "\n*" in text or "&" in text:
        _refuse_anchors(path, text)
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        content = loader.construct_document(root) if root is not None else None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise StandardError(f"{path.name} 第{line}行：YAML 写法有误（{error.problem}）") from None
    except (yaml.YAMLError, RecursionError) as error:
        raise StandardError(f"{path.name}：YAML 写法有误（{error}）") from None
    finally:
        loader.dispose()
    if root is None or not isinstance(content, dict):
        raise StandardError(f"{path.name} 是空的，或不是“键: 值”的样子")
    return Document(path, content, root)


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
