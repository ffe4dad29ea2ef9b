"""Every kind of file we write, before Excel sees it: the published schemas, and what Excel takes besides."""

from __future__ import annotations

import re

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula

from addin.blank_forms import new
from addin.checking import save_copy
from addin.converting import convert
from addin.excel.build import build_addin
from addin.excel.live import save_form
from addin.monitored_files import summarise
from addin.staging import Monitored, monitoring_file, new_stage_form
from tests.support.blank_forms import blank_form
from tests.support.declared import declared_data
from tests.support.examples import example
from tests.support.excel_limits import limit_faults
from tests.support.filled import published_workbook
from tests.support.office_sdk import office_faults, sdk_faults, validator
from tests.support.parts import parts, write_parts
from tests.support.published_schema import schema_faults
from workbooks.collect.collecting import collect
from workbooks.collect.register import Register
from workbooks.collect.summary import write_summary
from workbooks.collect.task import Task
from workbooks.forms.page.writer import NATIVE, UDF
from workbooks.review.reviewing import review_file
from workbooks.stages.progress_warnings import rules_called
from workbooks.stages.stage_data import read_data
from workbooks.stages.stage_forms import stage_forms
from workbooks.standards.library import available
from workbooks.standards.loading import load
from workbooks.submission.final_copy import save_final_copy
from workbooks.submission.template import fill_template

SHEET = "xl/worksheets/sheet1.xml"
IN_EVERY_WAY = ("project-2020", "shenzhen-2021")
"""Standards with rows of the unit's own and without: theirs are written in every way, others in some."""
THEIRS, SUMMARY = "填好的空表", "汇总"


@pytest.fixture(scope="session")
def written(tmp_path_factory):
    """The files by what they are; those of `THEIRS` are forms of somebody else that we filled."""
    folder = tmp_path_factory.mktemp("写出 的")
    files = {path.name: path for path in build_addin(folder)}
    filled = folder / "报送"
    filled.mkdir()
    for number, name in enumerate(available()):
        standard, filing = load(name), example(name)
        here = {
            kind: filled / f"{name}-{kind}"
            for kind in (
                "空白.xlsx", "填好.xlsm", "填好.xlsx", "换成.xlsm", "换成.xlsx",
                "定稿.xlsx", f"{THEIRS}.xlsx",
            )
        }  # fmt: skip
        for suffix, edition in ((".xlsm", UDF), (".xlsx", NATIVE)):
            published_workbook(name, here[f"填好{suffix}"], edition)
        save_final_copy(here["填好.xlsm"], here["定稿.xlsx"], unfinished=True)
        if name not in IN_EVERY_WAY:
            files |= {path.name: path for path in here.values() if path.exists()}
            continue
        # Every blank .xlsm is there already.
        new(standard, here["空白.xlsx"], edition=NATIVE)
        convert(here["填好.xlsx"], UDF, here["换成.xlsm"], save=save_form)
        convert(here["填好.xlsm"], NATIVE, here["换成.xlsx"])
        source = here[f"填好{('.xlsm', '.xlsx')[number % 2]}"]
        here["复核"] = filled / f"{name}-复核{source.suffix}"
        save_copy(source, review_file(source), here["复核"], force=False)
        blank = folder / "空表.xlsx"
        blank_form(standard, filing, blank)
        fill_template(standard, filing, blank, here[f"{THEIRS}.xlsx"])
        files |= {path.name: path for path in here.values()}
    with Register(folder / "汇总.duckdb") as register:
        collect(register, [str(filled)], lambda some, work: (work(one) for one in some), Task())
        write_summary(register, folder / f"{SUMMARY}.xlsx", force=False)
    return files | {f"{SUMMARY}.xlsx": folder / f"{SUMMARY}.xlsx"} | forms_of_targets(folder)


def forms_of_targets(folder):
    """Each form without scores, empty, and a 监控表 with everything that it may have."""
    found = {f"{name}.xlsx": folder / f"{name}.xlsx" for name in stage_forms()}
    for name, form in stage_forms().items():
        new_stage_form(form, found[f"{name}.xlsx"])
    data, monitored = declared_data(folder / "数据.yaml"), folder / "监控表.xlsx"
    targets = read_data(data, stage_forms()["declare-project"])
    monitoring_file(targets, monitored, False, Monitored(rules=rules_called("common"), linked=True))
    decided, summed = folder / "监控表（处理）.xlsx", folder / "监控汇总.xlsx"
    monitoring_file(targets, decided, False, Monitored(rules=rules_called("sichuan")))
    summarise([monitored], summed, rules_called("common"))
    return found | {path.name: path for path in (monitored, decided, summed)}


def faults_of(files, faults):
    return {name: found[:5] for name, path in files.items() if (found := faults(name, path))}


def beyond_excel(name, path):
    final = "定稿" in name
    return limit_faults(
        path, calculated=THEIRS not in name and not final, charts=not name.startswith(SUMMARY)
    )


def test_every_kind_of_file_is_sound_to_the_schemas_and_to_excel(written):
    """The Open XML SDK itself where it is installed; else openxml-audit, which has its data."""
    thorough, others = len(IN_EVERY_WAY), len(available()) - len(IN_EVERY_WAY)
    assert len(written) == 2 + (1 + 8) * thorough + (1 + 3) * others + len(stage_forms()) + 3
    assert faults_of(written, lambda _, path: office_faults(path)) == {}
    assert faults_of(written, beyond_excel) == {}


@pytest.mark.parametrize("examine", [sdk_faults, lambda _program, path: schema_faults(path)])
def test_a_cell_with_two_values_is_a_fault(tmp_path, examine):
    """What made Excel offer to repair our forms: the text in the cell itself, and its result besides."""
    program = validator()
    if examine is sdk_faults and program is None:
        pytest.skip("没有 Open XML SDK，原因 make test 开头说过")
    path = tmp_path / "错.xlsx"
    book = Workbook()
    book.worksheets[0]["A1"] = "优"
    book.save(path)
    assert examine(program, path) == []
    found = parts(path)
    two = b'<c r="A1" t="inlineStr"><is><t>A</t></is><v>A</v></c>'
    found[SHEET] = re.sub(b'<c r="A1".*?</c>', two, found[SHEET])
    assert examine(program, write_parts(found, path)) != []


def deep(levels):
    return "=" + "ABS(" * levels + "1" + ")" * levels


def wrong(kind):
    """A workbook with one thing that Excel does not take."""
    book = Workbook()
    sheet = book.worksheets[0]
    cells = {
        "8193 characters": "=" + "1+" * 4096 + "1",
        "text of 258": f'="{"长" * 256}"',
        "65 deep": deep(65),
        "without its result": "=1",
    }
    if kind in cells:
        sheet["A1"] = cells[kind]
    elif kind == "array formula in merged":
        sheet["A1"] = ArrayFormula("A1:A2", "=B1:B2")
        sheet.merged_cells.add("A2:B2")
    elif kind == "number format":
        sheet["A1"].number_format = "#,##0.####"
    elif kind == "promptTitle":
        sheet.add_data_validation(DataValidation("whole", sqref="A1", promptTitle="题" * 33))
    elif kind == "formula of 256":
        sheet.add_data_validation(DataValidation("list", sqref="A1", formula1=f'"{"甲," * 127}"'))
    elif kind == "oddFooter":
        sheet.oddFooter.center.text = "页" * 256
    return book


@pytest.mark.parametrize(
    "kind",
    [
        "8193 characters",
        "text of 258",
        "65 deep",
        "without its result",
        "array formula in merged",
        "number format",
        "promptTitle",
        "formula of 256",
        "oddFooter",
    ],
)
def test_what_excel_does_not_take_is_found(tmp_path, kind):
    path = tmp_path / "错.xlsx"
    wrong(kind).save(path)
    faults = limit_faults(path)
    assert any("calcId" in fault for fault in faults)
    assert any(kind in fault for fault in faults), faults
