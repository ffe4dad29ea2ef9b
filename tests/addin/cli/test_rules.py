"""`jixiao rules read` and `rules eval`: the contract for machines, and what people see."""

from __future__ import annotations

import json

import pytest

RULES = [
    {"id": "a", "name": "执行率", "weight": 10, "text": "执行率≥95%得满分，每低1个百分点扣0.5分，扣完为止。"},
    {"id": 2, "name": "满意度", "weight": "5", "text": "满意度≥90%得5分，否则不得分"},
    {"id": None, "name": "效益", "weight": 5, "text": "根据实际效果酌情评分", "explanation": None},
    {"id": "d", "name": "支持改革", "weight": 8, "text": "积极支持改革工作（8分）"},
]
STEP = 'deduct_per_point(执行率, "<95%", "1%", 0.5, 10, "满一点")'


@pytest.fixture
def file(tmp_path):
    """Write a JSON file."""

    def write(content):
        path = tmp_path / "句子.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return path

    return write


def test_rules_are_read_in_order(jixiao, file):
    code, out, error = jixiao("rules", "read", file({"rules": RULES}), "--json")
    rules = json.loads(out)["rules"]
    assert (code, error) == (1, "")
    assert [rule["id"] for rule in rules] == ["a", 2, None, "d"]
    assert [rule["status"] for rule in rules] == ["choose", "read", "judged", "refused"]
    first = rules[0]
    assert first["expression"] == STEP
    assert first["items"][0] | {"low": None, "high": None, "choices": []} == first["items"][0]
    assert {key: first["items"][0][key] for key in ("key", "label", "kind", "unit")} == {
        "key": "执行率", "label": "执行率", "kind": "rate", "unit": "%",
    }  # fmt: skip
    question = first["questions"][0]
    assert (question["key"], question["default"]) == ("step_rounding", "满一点")
    assert question["choices"] == ["满一点", "不足一点按一点", "按比例"]
    assert [one["choices"]["step_rounding"] for one in first["expressions"]] == question["choices"]
    assert (rules[3]["expression"], rules[3]["unread"]) == (None, "积极支持改革工作")


def test_what_is_read_can_be_evaluated(jixiao, file):
    read = json.loads(jixiao("rules", "read", file({"rules": RULES[:1]}), "--json")[1])["rules"][0]
    key = read["items"][0]["key"]
    cases = [{"expression": read["expression"], "weight": 10, "in": {key: 0.93}}]
    code, out, _ = jixiao("rules", "eval", file({"cases": cases}), "--json")
    assert code == 0
    assert json.loads(out) == {"results": [{"score": 9.0, "error": None}]}


def test_errors_are_error_values(jixiao, file):
    cases = [
        {"expression": "甲 / 乙 * 10", "weight": 5, "in": {"甲": 1, "乙": 3}},
        {"expression": "甲 / 乙 * 10", "weight": 5, "in": {"甲": 3, "乙": 3}},
        {"expression": "甲 / 乙", "weight": 5, "in": {"甲": 3}},
        {"expression": "甲 / 乙", "weight": 5, "in": {"甲": "", "乙": 1}},
        {"expression": "甲 / 乙", "weight": 5, "in": {"甲": "多", "乙": 1}},
        {"expression": "甲 / 乙", "weight": 5, "in": {"甲": 1, "乙": 0}},
        {"expression": "open('x')", "weight": 5, "in": {}},
        {"expression": 'checklist("2", 甲)', "weight": 5, "in": {"甲": True}},
        {"expression": "甲", "weight": 5, "in": {"甲": 1.005}},
    ]
    code, out, _ = jixiao("rules", "eval", file({"cases": cases}), "--json")
    results = json.loads(out)["results"]
    assert code == 1
    assert [(one["score"], one["error"]) for one in results] == [
        (3.33, None),
        (5.0, None),
        (None, "#N/A"),
        (None, "#N/A"),
        (None, "#VALUE!"),
        (None, "#DIV/0!"),
        (None, "#VALUE!"),
        (2.0, None),
        (1.01, None),
    ]


def test_people_see_what_was_read(jixiao, file):
    code, out, _ = jixiao("rules", "read", file({"rules": RULES}))
    assert code == 1
    assert "执行率　要选" in out
    assert "要填：满意度，%" in out
    assert "支持改革　没读懂" in out
    assert "先按“满一点”" in out


@pytest.mark.parametrize(
    ("command", "content", "said"),
    [
        ("read", "{", "第1行"),
        ("read", "[]", '{"rules": [ … ]}'),
        ("read", {"rules": [1]}, "第1条"),
        ("read", {"rules": [{"text": 5}]}, "text 应为文字"),
        ("read", {"rules": [{"name": "甲"}]}, "没有 text"),
        ("read", {"rules": [{"text": "甲", "weight": -1}]}, "应大于 0"),
        ("read", {"rules": [{"text": "甲", "weight": [1]}]}, "weight 应为数"),
        ("eval", {"cases": [{}]}, "没有 expression"),
        ("eval", {"cases": [{"expression": "甲", "in": [1]}]}, "in 应为"),
        ("eval", '{"cases": [{"expression": "甲", "in": {"甲": NaN}}]}', "读不了的数"),
    ],
)
def test_bad_input_is_one_line(refused, file, command, content, said):
    assert said in refused("rules", command, file(content))


def test_a_file_that_is_not_there(refused, tmp_path):
    assert "找不到这个文件" in refused("rules", "read", tmp_path / "没有.json")
