"""The published tables word for word, adopted: the scores of our hand-written standards, on random figures.

The tables are made of the shared material at run time; where that is missing the test is skipped, and
`test_adopting` shows the same on a table of our own wording.
"""

from __future__ import annotations

import json
import os
import random
from decimal import Decimal

import pytest
import yaml
from openpyxl import Workbook

from addin.adopting import adopt
from tests.support.adopted import place_of
from tests.support.places import ROOT, SHARED
from tests.support.random_figures import SEED
from udfs.expression import CellError
from workbooks.review.recognition import name_key
from workbooks.standards.expression import parse
from workbooks.standards.loading import load

FACTS = SHARED / "seeds" / "facts.json"
CASES = yaml.safe_load((ROOT / "tests/cases/adoption/published.yaml").read_text(encoding="utf-8"))
DOCUMENTS = {"shenzhen-2021": "SZ", "heping-2024": "TJ", "wuxi-2021": "WX"}
OFFICE_SEED = 1
SETS, OFFICE_SETS = 200, int(os.environ.get("JIXIAO_OFFICE_SETS") or 8)
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
    sheet.parent.save(path)
    return path


@pytest.fixture(scope="module", params=DOCUMENTS)
def table(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    live = adopt(plain_table(request.param, folder / "空表.xlsx"), folder / "附表.xlsx")
    return request.param, load(request.param), live


def pairs(name, standard, live):
    """Each compared row: its name, our rule, theirs, and how their figures follow from ours."""
    ours = {name_key(one.name): one for _, _, one in standard.rows}
    theirs = {name_key(one.name): one for _, _, one in live.standard.rows}
    for row in CASES[name]["same"]:
        mine, other = ours[name_key(row)], theirs[name_key(row)]
        items = live.standard.items
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
        yield row, mine, other, {key: (parse(text), items[key]) for key, text in sources.items()}


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


def sets(name, standard, live, count, seed=SEED):
    """Random figures of ours, each with theirs, and the score that both should show for every row."""
    chance = random.Random(seed)
    rows = list(pairs(name, standard, live))
    for _ in range(count):
        data = {key: figure(chance, item) for key, item in standard.items.items()}
        theirs, wanted = {}, {}
        for row, mine, other, sources in rows:
            try:
                figures = {
                    key: translated(text, item, data, standard.items.get(text.keys[0] if text.keys else ""))
                    for key, (text, item) in sources.items()
                }
            except CellError:
                continue
            judged = {one.judgement.key: None for one in mine.expression.judgements}
            theirs |= figures
            wanted[row] = (other, shown(mine.expression, {**data, **judged}))
        yield theirs, wanted


def test_every_row_scores_as_our_standard(table):
    name, standard, live = table
    differing = {
        (row, str(right), str(shown(other.expression, figures)))
        for figures, wanted in sets(name, standard, live, SETS)
        for row, (other, right) in wanted.items()
        if shown(other.expression, figures) != right
    }
    assert not differing, (SEED, sorted(differing)[:6])


def test_libreoffice_recalculates_the_same(bare_libreoffice, table):
    name, standard, live = table
    form = live.standard.placed
    places = {key: place_of(live.path, key) for key in live.standard.items}
    with bare_libreoffice.open(live.path, recalc=True) as document:
        for figures, wanted in sets(name, standard, live, OFFICE_SETS, OFFICE_SEED):
            for key, value in figures.items():
                document.write(*places[key], value if isinstance(value, str) else float(value))
            document.recalculate()
            last = max(place.row for place in form.rows.values())
            cells = [row[0] for row in document.read(form.sheet, f"G1:G{last}")]
            for row, (other, right) in wanted.items():
                found = cells[form.rows[other.name].row - 1]
                same = found == right if isinstance(right, str) else found == pytest.approx(float(right))
                assert same, (row, right, found)
