"""What is filled in a workbook, for another one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from workbooks.filing.data_file import Filing
from workbooks.findings import NOTICE, Finding
from workbooks.forms.layout.kinds import SCENARIO_SHEET
from workbooks.forms.returned.damage import CODE, damage_findings
from workbooks.forms.returned.own_book import OwnWorkbook
from workbooks.forms.returned.typed_scenarios import TypedScenarios, typed_scenarios

_MOST_NAMED = 6


def carried_over(own: OwnWorkbook) -> Filing:
    """What is filled in a workbook, for another one: what is gone of it is blank there as well."""
    projects = tuple(
        replace(project, gone=frozenset(), rows_gone=False, columns_gone=False)
        for project in own.filing.projects
    )
    scenarios = typed_scenarios(own)
    told = (*damage_findings(own, carried=True), *_of_scenarios(scenarios))
    kept = tuple(scenarios.kept)
    carried = replace(
        own.filing, gone=frozenset(), rows_gone=False, columns_gone=False, projects=projects, told=told
    )
    return replace(carried, scenarios=kept)


def _of_scenarios(found: TypedScenarios) -> Iterator[Finding]:
    """That the scenarios went along, and which of their figures did not."""
    if found.kept:
        names = "”“".join(dict.fromkeys(one.name for one in found.kept))
        message = f"“{SCENARIO_SHEET}”里填的数带过来了（“{names}”）；“当前情景”请重选"
        yield Finding(CODE, NOTICE, SCENARIO_SHEET, "", message)
    if found.left:
        more = f"等 {len(found.left)} 处" if len(found.left) > _MOST_NAMED else ""
        message = f"“{SCENARIO_SHEET}”里{'、'.join(found.left[:_MOST_NAMED])}{more}没有带过来，请重填"
        yield Finding(CODE, NOTICE, SCENARIO_SHEET, "", message)


def why_anew(own: OwnWorkbook) -> str:
    """Why a workbook that is not as built has to be built anew."""
    spots = [own.spots, *(form.spots for form in own.forms)]
    moved = own.renamed or any(each.misled or each.lost or each.repeated for each in spots)
    moved = moved or any(not (form.is_there and form.drift.in_order) for form in own.forms)
    causes = {
        "的行列或工作表动过": bool(moved),
        "的名称不见了": any(each.unnamed for each in spots),
        "是较早的版本生成的，没有后来加的数据项": any(each.absent for each in spots),
    }
    return "，".join(cause for cause, applies in causes.items() if applies)
