"""What is taken without pydantic is what pydantic would have made of it; of everything else it is asked."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from addin.demo import EXAMPLES
from workbooks.filing import data_file
from workbooks.stages import stage_forms
from workbooks.standards.plain_content import DoubtError, maker
from workbooks.standards.strict import ContentError, _looked_at

ODD = (
    *(None, "", "文字", "12", "-1.50", "1e3", " 7", "inf", 0, 3, -1, 2.5, float("nan"), True, False),
    *([], {}, ["文字"], [1, 2], {"甲": "乙"}, {1: 2}, date(2024, 1, 2), Decimal("1.0")),
)


def contents() -> list[Any]:
    """Every data file of the examples, every form of targets: the class and what the file says."""
    forms = yaml.safe_load(Path(stage_forms.__file__).with_name("stage_forms.yaml").read_text("utf-8"))
    return [
        *(
            pytest.param(data_file._File, yaml.safe_load(path.read_text("utf-8")), id=path.stem)
            for path in sorted(EXAMPLES.glob("*.yaml"))
        ),
        *(pytest.param(stage_forms.StageForm, {"id": name, **form}, id=name) for name, form in forms.items()),
    ]


def made(cls: type[Any], content: Any) -> Any:
    """What was made, with the kinds of its numbers; None where there was a doubt."""
    try:
        return maker(cls)(content)
    except (DoubtError, ValueError):
        return None


@pytest.mark.parametrize(("cls", "content"), contents())
def test_a_sound_file_is_taken(cls, content):
    taken = made(cls, content)
    assert taken is not None
    assert repr(taken) == repr(_looked_at(cls, content))


def places(content: Any) -> Iterator[tuple[Any, ...]]:
    """The way to every part, two of each list."""
    steps = content if isinstance(content, dict) else range(min(2, len(content)))
    for step in steps:
        yield (step,)
        if isinstance(content[step], dict | list):
            yield from ((step, *way) for way in places(content[step]))


@pytest.mark.parametrize(("cls", "content"), contents())
def test_nothing_is_taken_that_pydantic_would_not_make_the_same_of(cls, content):
    taken = 0
    for way in places(content):
        changed = copy.deepcopy(content)
        part = changed
        for step in way[:-1]:
            part = part[step]
        for odd in ODD:
            part[way[-1]] = odd
            found = made(cls, changed)
            if found is not None:
                taken += 1
                assert repr(found) == repr(_looked_at(cls, changed)), (way, odd)
        del part[way[-1]]
        found = made(cls, changed)
        assert found is None or repr(found) == repr(_looked_at(cls, changed)), way
    assert taken


def test_a_key_that_is_not_known_is_left_to_pydantic():
    content = {"standard": "shenzhen-2021", "unti": "甲"}
    assert made(data_file._File, content) is None
    with pytest.raises(ContentError):
        _looked_at(data_file._File, content)
