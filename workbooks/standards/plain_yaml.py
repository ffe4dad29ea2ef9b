"""YAML of plain values: read with numbers as typed and a key only once, written without aliases."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import yaml

from udfs.regex import regex

_WHOLE = regex(r"[-+]?(?:0|[1-9][0-9]{0,4000})")


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


class _Dumper(yaml.SafeDumper):
    """Numbers as they are read; no aliases, which are not read."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _number(dumper: yaml.SafeDumper, value: Decimal) -> yaml.Node:
    whole = value == value.to_integral_value()
    kind = "int" if whole else "float"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{kind}", f"{value.normalize():f}")


_Dumper.add_representer(Decimal, _number)


def written(content: Any) -> str:
    """The text that says a content."""
    return str(yaml.dump(content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000))


def parsed(text: str) -> tuple[yaml.Node | None, Any]:
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
