"""YAML files with located errors: which file, which line, which key, and what to write instead."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from udfs.records import dataclass
from workbooks.problems import StandardError, not_found, reason_of
from workbooks.standards.strict import ContentError, Part, checked
from workbooks.standards.strict import Place as Place

if TYPE_CHECKING:
    import yaml

LARGEST = 5_000_000


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

    def validate(self, part: type[Part]) -> Part:
        """The content as a part. Raises `StandardError` with all that is wrong, each located."""
        try:
            return checked(part, self.content)
        except ContentError as error:
            found = [self.error(place, reason) for place, reason in error.faults]
            raise StandardError.of(self.path.name, found) from None

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
    return read_text(text_in(path), path)


def text_in(path: Path) -> str:
    """The text of a YAML file. Raises `StandardError` when it cannot be read."""
    try:
        if path.stat().st_size > LARGEST:
            raise StandardError(f"{path.name} 超过 {LARGEST // 1_000_000} MB，不是评分标准或数据文件")
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise StandardError(not_found(path)) from None
    except OSError as error:
        raise StandardError(f"读不到文件 {path}：{reason_of(error)}") from None
    except UnicodeDecodeError:
        raise StandardError(f"{path.name} 不是 UTF-8 编码的文字，请用 UTF-8 另存") from None


def read_text(text: str, path: Path) -> Document:
    """Read the text of a YAML file that is called `path`; as `read`."""
    import yaml

    from workbooks.standards.plain_yaml import parsed

    if "\n*" in text or "&" in text:
        _refuse_anchors(path, text)
    try:
        root, content = parsed(text)
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


def _told(error: yaml.MarkedYAMLError) -> str:
    """What is wrong with the YAML, in Chinese, with the remedy for the commonest slips."""
    problem = str(error.problem or "")
    if re.search("[\u4e00-\u9fff]", problem):
        return problem
    return next((told for start, told in _SLIPS if problem.startswith(start)), _UNCLEAR)


def _refuse_anchors(path: Path, text: str) -> None:
    """Aliases can blow a small file up without bound; none of our files needs them."""
    import yaml

    for token in yaml.scan(text, Loader=yaml.SafeLoader):
        if isinstance(token, yaml.AliasToken):
            raise StandardError(f"{path.name} 第{token.start_mark.line + 1}行：不支持 YAML 别名（*）")


def _child(node: yaml.Node, step: str | int) -> tuple[yaml.Node, int] | None:
    import yaml

    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return value, key.start_mark.line
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step].start_mark.line
    return None
