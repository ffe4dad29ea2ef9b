"""The published tables word for word, adopted: the scores of our hand-written standards, on random figures.

The tables are made of the shared material at run time; where that is missing the test is skipped, and
`test_adopting` shows the same on a table of our own wording.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from decimal import Decimal

import pytest
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from addin.adopting import adopt
from addin.renewing import apply_rules
from tests.support.adopted import edited, places_of
from tests.support.cases import load as load_cases
from tests.support.examples import example
from tests.support.places import SHARED
from tests.support.random_figures import SEED
from udfs.expression import CellError
from workbooks.forms.layout.rule_places import QUESTIONS, RULE_SHEET, row_at
from workbooks.forms.returned.read_back import read_workbook
from workbooks.review.recognition import name_key
from workbooks.sentences.asking import BY_HAND, OWN_RULE
from workbooks.standards.expression import parse
from workbooks.standards.loading import load
from workbooks.standards.notes_in_force import with_notes

FACTS = SHARED / "seeds" / "facts.json"
CASES = load_cases("adoption/published.yaml")
DOCUMENTS = {"shenzhen-2021": "SZ", "heping-2024": "TJ", "wuxi-2021": "WX"}
OFFICE_SEED = 1
SETS = 200
pytestmark = pytest.mark.skipif(not FACTS.is_file(), reason="没有 ../shared/seeds，不能对照公开的表")


def plain_table(name, path):
    """The indicator table of a document as a bureau would send it out."""
    documents = json.loads(FACTS.read_text(encoding="utf-8"))["documents"]
    document = next(one for one in documents if one["id"] == DOCUMENTS[name])
    sheet = Workbook().active
    sheet.append(["部门整体支出绩效评价指标表"])
    sheet.append(["一级指标", "二级指标", "三级指标", "分值", "指标说明", "评分标准", "得分"])
    for row in document["indicators"]:
        if not row.get("standard"):
            continue
        names = (row["l1"], row["l2"], row["l3"]) if "l3" in row else (row["part"], row["l1"], row["l2"])
        sheet.append([*names, float(row["weight"]), row.get("explanation"), row["standard"], None])
    sheet.append(["合计"])
    for note in document["footnotes"]:
        sheet.append([note])
    sheet.parent.save(path)
    return path


@pytest.fixture(scope="module", params=DOCUMENTS)
def table(request, tmp_path_factory):
    """The name of a standard, the standard, and the table made live with the answers that it gives."""
    folder = tmp_path_factory.mktemp(request.param)
    made = adopt(plain_table(request.param, folder / "空表.xlsx"), folder / "附表.xlsx")
    answers = {}
    rows = [one for _, _, one in made.standard.rows]
    for row, wanted in wished(request.param, rows):
        asked = [question.label for question in rows[row].interpretation.questions]
        for part, choice in wanted.items():
            number = next(at for at, label in enumerate(asked) if part in label)
            answers[(RULE_SHEET, f"{get_column_letter(QUESTIONS + 2 * number + 1)}{row_at(row)}")] = choice
    asked = edited(made.path, folder / "已选.xlsx", answers)
    done = apply_rules(asked, folder / "更新.xlsx")
    return request.param, load(request.param), done.path, read_workbook(done.path)[0]


def wished(name, rows):
    """The rows of which a question is answered as our standard reads them, with the answers."""
    for row, wanted in CASES[name].get("choose", {}).items():
        yield next(at for at, one in enumerate(rows) if name_key(one.name) == name_key(row)), wanted
    for row in goal_rows(name, rows):
        goals = CASES[name]["goals"]
        yield rows.index(row), {goals["asked"]: goals["choice"]}


def goal_rows(name, rows):
    """The unit's own goals whose sentence is asked about."""
    part = CASES[name].get("goals", {}).get("asked", "no such question")
    return [row for row in rows if any(part in one.label for one in row.interpretation.questions)]


def pairs(name, standard, adopted):
    """Each compared row: its name, our rule, theirs, and how their figures follow from ours."""
    ours = {name_key(one.name): one for _, _, one in standard.rows}
    theirs = {name_key(one.name): one for _, _, one in adopted.rows}
    for row in CASES[name]["same"]:
        mine, other = ours[name_key(row)], theirs[name_key(row)]
        items = adopted.items
        given = CASES[name].get("figures", {}).get(row, {})
        keys = other.expression.keys
        if given:
            parts = {key: f"{key}{items[key].label}" for key in keys}
            sources = {
                key: next(text for part, text in given.items() if part in said) for key, said in parts.items()
            }
        else:
            assert len(keys) == len(mine.expression.keys), (row, keys, mine.expression.keys)
            sources = dict(zip(keys, mine.expression.keys, strict=True))
        yield row, mine.expression, other, {key: (parse(text), items[key]) for key, text in sources.items()}
    yield from goals(name, standard, adopted)


def goals(name, standard, adopted):
    """Each goal of the unit's own: the rule of our standard for its weight."""
    spec = CASES[name].get("goals")
    for other in goal_rows(name, [one for _, _, one in adopted.rows]) if spec else ():
        rule = standard.row_rules[spec["rule"]].score
        mine = parse(rule.replace("权重", f"{other.weight.normalize():f}"))
        own = ("目标值", "完成值", "认定得分")
        sources = {
            key: next(one for one in own if adopted.items[key].label.endswith(one))
            for key in other.expression.keys
        }
        yield other.name, mine, other, {key: (parse(one), adopted.items[key]) for key, one in sources.items()}


def figure(chance, item):
    """A figure as the form allows it, often at a bound."""
    if item.kind in ("points", "level"):
        return chance.choice(item.options or (Decimal(0), item.max))
    if item.kind == "rate":
        tenths = [Decimal(number) / 100 for number in (0, 5, 60, 75, 80, 85, 90, 95, 100, 105, 120)]
        return chance.choice([*tenths, Decimal(chance.randrange(15000)).scaleb(-4)])
    if item.kind == "count":
        return Decimal(chance.choice([0, 0, 1, 2, 3, 10, chance.randrange(200)]))
    return Decimal(chance.choice([80, 90, 95, 100, 105, 200, chance.randrange(1, 10**6)]))


def translated(expression, item, data, source):
    """Their figure for ours: a yes for full points, a grade for a level of the same place."""
    if len(expression.keys) == 1 and expression.root == parse(expression.keys[0]).root:
        value = data.get(expression.keys[0])
        if isinstance(value, str) or (value is None and item.kind == "points"):
            return value
    value = expression.root.value(data)
    if item.kind == "yesno":
        return Decimal(int(value > 0))
    if item.kind == "grade":
        return item.choices[source.options.index(value)]
    return value


def shown(expression, data):
    try:
        return expression.score(data)
    except CellError as error:
        return error.code


def sets(name, standard, adopted, seed=SEED):
    """The published figures and random ones of ours, each as theirs, and the scores both should show."""
    chance, by_chance = random.Random(seed), random.Random(seed)
    rows = list(pairs(name, standard, adopted))
    asked, given = CASES[name].get("asked", {}), CASES[name].get("given", {})
    by_hand = {one.judgement.key for _, mine, _, _ in rows for one in mine.judgements}
    yield of_theirs(rows, standard, {**example(name).data, **given}, asked)
    for published in [one for each in example(name).rows.values() for one in each]:
        yield of_theirs(rows, standard, {**example(name).data, **given, **goal_of(published)}, asked)
    for _ in range(SETS):
        data = {key: figure(chance, item) for key, item in standard.items.items()}
        data |= {key: by_chance.choice((None, None, data[key])) for key in by_hand & data.keys()}
        yield of_theirs(rows, standard, {**data, **any_goal(by_chance), **given}, asked)


def any_goal(chance):
    """A target and what came of it, as numbers, quantities or words."""
    target = chance.choice([0, Decimal("0.5"), 1, 3, 20, 21, 100, 101, 10000, 10001, chance.randrange(30000)])
    tenths = (0, 5, 9, 10, 11, 12, 13, 15, 20, 24, 25, 28, 30, 31)
    share = Decimal(chance.choice(tenths)) / 10
    actual, unit = target * share if target else chance.choice([0, 2]), chance.choice(["", "个", "人次"])
    texts = (f"{target}{unit}", f"{actual}{unit}") if unit else (Decimal(target), Decimal(actual))
    if chance.random() < 0.1:
        texts = (texts[0], "已经完成")
    return {
        "目标值": texts[0],
        "完成值": texts[1],
        "认定得分": chance.choice((None, None, None, Decimal(1))),
        "指标方向": "按符号",
    }


def goal_of(row):
    """A goal as it was published."""
    known = {key: row.figures.get(key) for key in ("目标值", "完成值", "认定得分")}
    return {**known, "指标方向": "按符号"}


def of_theirs(rows, standard, data, asked):
    """Figures of ours as theirs, and for each row their rule with the score of ours.

    Where ours refuses a figure and the sheet asks about it (`asked`), there is nothing to compare.
    """
    theirs, wanted = {}, {}
    for row, mine, other, sources in rows:
        try:
            figures = {
                key: translated(text, item, data, standard.items.get(text.keys[0] if text.keys else ""))
                for key, (text, item) in sources.items()
            }
        except CellError:
            continue
        named = {text.keys[0] for text, _ in sources.values() if text.keys}
        judged = {one.judgement.key: None for one in mine.judgements if one.judgement.key not in named}
        score = shown(mine, {**data, **judged})
        theirs |= figures
        refused = score == "#VALUE!" and row in asked
        if not refused:
            wanted[row] = (other, score)
    return theirs, wanted


def test_every_row_scores_as_our_standard(table):
    name, standard, _, adopted = table
    compared, differing = Counter(), set()
    for figures, wanted in sets(name, standard, adopted):
        for row, (other, right) in wanted.items():
            compared[row] += 1
            if shown(other.expression, figures) != right:
                differing.add((row, str(right), str(shown(other.expression, figures))))
    assert not differing, (SEED, sorted(differing)[:6])
    assert min(compared[row] for row in CASES[name]["same"]) > SETS // 4


def test_what_ours_refuses_is_asked(table):
    name, _, _, adopted = table
    rules = {name_key(one.name): one.interpretation for _, _, one in adopted.rows}
    for row, question in CASES[name].get("asked", {}).items():
        assert question in [one.label for one in rules[name_key(row)].questions]


def test_the_note_on_the_total_scales_it_as_our_standard(table):
    """Asked on the sheet; once it applies, the total and the row are those of our standard both ways."""
    name, standard, _, adopted = table
    note = CASES[name].get("note_on_total")
    assert [one.lacking for one in adopted.total_notes] == ([note["lacking"]] if note else [])
    if not note:
        return
    assert adopted.total == "合计"
    live = with_notes(
        adopted.changed(total_notes=tuple(one.changed(answer="按这条算") for one in adopted.total_notes))
    )
    (key,) = live.items_for_total
    (row,) = [one for _, _, one in live.rows if name_key(one.name) == name_key(note["row"])]
    (mine,) = [one for _, _, one in standard.rows if name_key(one.name) == name_key(note["row"])]
    for has in (0, 1):
        ours, theirs = {note["ours"]: Decimal(has)}, {key: Decimal(1 - has)}
        for cents in (0, 1, 5000, 9304, 9700, 11000):
            of_all = {"合计": Decimal(cents) / 100}
            mine_shown = standard.total_expression.score({**ours, **of_all})
            assert live.total_expression.score({**theirs, **of_all}) == mine_shown
        if not has:
            assert row.expression.score(theirs) == mine.expression.score(ours) == 0


def test_what_is_not_compared_is_typed(table):
    """Every indicator of ours that the adopted form scores by a rule is compared; the rest a person types."""
    name, standard, _, adopted = table
    compared = {name_key(row) for row in CASES[name]["same"]}
    ours = {name_key(one.name) for _, _, one in standard.rows}
    left = [
        one.name
        for _, _, one in adopted.rows
        if name_key(one.name) in ours - compared and one.interpretation.outcome in ("read", "choose")
    ]
    assert not left


def test_what_stays_typed_is_asked(table):
    """A row that nothing reads asks for its points, or for a rule of one's own."""
    name, _, _, adopted = table
    rules = {one.name: one.interpretation for _, _, one in adopted.rows}
    unread = [row for row, rule in rules.items() if rule.outcome == "refused"]
    typed = CASES[name].get("typed", {})
    assert len(unread) == len(typed)
    for row in unread:
        assert any(part in row for part in typed)
        assert [one.choices for one in rules[row].questions] == [(BY_HAND, OWN_RULE)]


def test_until_it_is_answered_the_points_are_typed(table):
    """Of the rows without a reading of their own; the default never applies a rule."""
    name, _, _, adopted = table
    goals = CASES[name].get("goals", {}).get("number", 0)
    rows = [one for _, _, one in adopted.rows if one.interpretation.outcome == "choose"]
    ways = [one for one in rows if any(BY_HAND in asked.choices for asked in one.interpretation.questions)]
    assert len(ways) == len(CASES[name]["unread"]) + goals
    for one in ways:
        defaults = {question.key: question.default for question in one.interpretation.questions}
        assert one.interpretation.score_for(defaults).startswith(f'points("{one.weight.normalize():f}", ')
        assert one.score != one.interpretation.score_for(defaults)


def test_libreoffice_recalculates_the_same(bare_libreoffice, table):
    """The published figures and 200 random sets in one session: the figures of a set are typed at once."""
    name, standard, path, adopted = table
    form = adopted.placed
    sheet, column = "数据", ""
    rows = {}
    for key, (at, cell) in places_of(path, adopted.items).items():
        column = cell.rstrip("0123456789")
        assert at == sheet
        rows[int(cell.removeprefix(column))] = key
    first, last = min(rows), max(rows)
    differing = []
    with bare_libreoffice.open(path, recalc=True) as document:
        end = max(place.row for place in form.rows.values())
        for figures, wanted in sets(name, standard, adopted, OFFICE_SEED):
            typed = {row: figures.get(key, "") for row, key in rows.items()}
            values = ["" if typed.get(row) is None else typed[row] for row in range(first, last + 1)]
            area = f"{column}{first}:{column}{last}"
            document.write_down(sheet, area, [one if isinstance(one, str) else float(one) for one in values])
            cells = [row[0] for row in document.read(form.sheet, f"G1:G{end}")]
            for row, (other, right) in wanted.items():
                found = cells[form.rows[other.name].row - 1]
                same = found == right if isinstance(right, str) else found == pytest.approx(float(right))
                if not same:
                    differing.append((row, right, found))
    assert not differing, differing[:6]
