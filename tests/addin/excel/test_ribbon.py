"""The ribbon: valid, and nothing in it points at what is not there; each check fails on a broken copy.

`faults` is the whole check, by the schema that Microsoft published with [MS-CUSTOMUI2].
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator

import pytest
from lxml import etree

from addin import macros
from addin.excel import actions, ribbon
from addin.excel.buttons import buttons, groups
from addin.excel.host import action_of
from addin.excel.icons import ICONS
from addin.excel.modules import addin_modules
from addin.excel.ribbon import NAMESPACE, ribbon_xml
from addin.excel.server import USED_BY_BUTTONS
from tests.support.macros import macro_names
from tests.support.published_schema import published_schema
from tests.support.vba import subs
from workbooks.problems import InputError
from workbooks.stages.stage_forms import stage_form, stage_forms
from workbooks.standards.library import FOLDER, OWN_FOLDER, STANDARD_NAME, available
from workbooks.standards.loading import load

PUBLISHED = "schemas_microsoft_com_office_2009_07_customui.json"
CALLS = {"onLoad", "onAction", "getEnabled"}


@pytest.fixture(scope="module")
def schema():
    return published_schema(PUBLISHED, "customUI")


@pytest.fixture(scope="module")
def vba():
    """The text of all modules of the add-in."""
    return "\n".join(module.source for module in addin_modules(["Sheet1", "Sheet2"]))


def faults(xml: str, vba: str, schema: etree.XMLSchema) -> Iterator[str]:
    """What is wrong with a ribbon and the VBA behind it."""
    root = etree.fromstring(xml.encode())
    schema.validate(root)
    yield from (error.message for error in schema.error_log)
    for element in root.iter():
        called = {value for name, value in element.attrib.items() if name in CALLS}
        yield from (f"no Sub {name}" for name in called - subs(vba))
        icon = element.get("imageMso")
        if icon is not None and icon not in ICONS:
            yield f"no icon {icon}"
        if element.tag == f"{{{NAMESPACE}}}button" and not element.get("onAction"):
            yield f"nothing behind {element.get('id')}"
        if element.get("onAction") == "JxNewTable" and element.get("tag") not in (
            *available(),
            *stage_forms(),
        ):
            yield f"no standard {element.get('tag')}"
    for action in re.findall(r'RunAction "(\w+)"', vba):
        try:
            action_of(action)
        except KeyError:
            yield f"no macro {action}"


def test_the_ribbon_is_in_order(vba, schema):
    assert list(faults(ribbon_xml(), vba, schema)) == []


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('size="large"', 'size="huge"', "huge"),
        ('id="jxTab"', 'id="1Tab"', "1Tab"),
        ('id="jxShowHelp"', 'id="jxAbout"', "jxAbout"),
        ("onAction=", "onaction=", "onaction"),
        ('keytip="JX"', 'keytip="JXPJ"', "JXPJ"),
        ('label="绩效评价"', f'label="{"长" * 1025}"', "1024"),
        ('label="绩效评价"', 'label=""', "length"),
        ("</group>", "<tab/></group>", "tab"),
        ("<group ", "<button/><group ", "button"),
        ('imageMso="AutoSum"', 'imageMso="AutoSumm"', "no icon AutoSumm"),
        ('onAction="JxFillSummary"', 'onAction="JxFillSumary"', "no Sub JxFillSumary"),
        ('getEnabled="JxEnabled"', 'getEnabled="JxEnable"', "no Sub JxEnable"),
        ('onLoad="JxRibbonLoaded"', 'onLoad="JxLoaded"', "no Sub JxLoaded"),
        (' onAction="JxAbout"', "", "nothing behind jxAbout"),
        ('tag="shenzhen-2021"', 'tag="shenzhen-2012"', "no standard shenzhen-2012"),
    ],
)
def test_a_broken_ribbon_is_found_out(vba, schema, before, after, said):
    assert before in ribbon_xml()
    found = list(faults(ribbon_xml().replace(before, after, 1), vba, schema))
    assert any(said in fault for fault in found), found


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("Public Sub JxFillSummary(", "Public Sub JxFill(", "no Sub JxFillSummary"),
        ("Public Sub JxEnabled(", "Private Sub JxEnabled(", "no Sub JxEnabled"),
        ('RunAction "fill_summary"', 'RunAction "make_final"', "no macro make_final"),
    ],
)
def test_vba_that_does_not_answer_the_ribbon_is_found_out(vba, schema, before, after, said):
    assert before in vba
    assert said in list(faults(ribbon_xml(), vba.replace(before, after), schema))


def actions_there_are() -> dict[str, set[str]]:
    """The public functions of each module of actions, found by listing the folder."""
    found = {}
    for place in pkgutil.iter_modules(actions.__path__):
        module = importlib.import_module(f"{actions.__name__}.{place.name}")
        found[place.name] = {
            name
            for name, value in vars(module).items()
            if inspect.isfunction(value) and value.__module__ == module.__name__ and not name.startswith("_")
        }
    return found


def test_an_entry_is_all_there_is_to_a_button():
    """Its function, its Sub, its XML and its line in the page for the clerk follow from the one entry."""
    registered = {group.room: {button.action for button in group.buttons} for group in groups()}
    assert registered == actions_there_are()
    ids = [button.id for button in buttons()]
    assert len(ids) == len(set(ids)) > 10
    for button in buttons():
        assert callable(action_of(button.action))
        assert all((button.label, button.icon, button.keytip, button.title, button.help)), button.action


def test_what_no_button_runs_cannot_be_asked_for():
    """The name comes from VBA: nothing but an action is found by it."""
    for name in ("quiet", "overwriting", "macros", "__name__", "import_module"):
        with pytest.raises(KeyError):
            action_of(name)


def test_the_server_imports_the_macros_before_a_button_asks():
    modules = {getattr(macros, name).__module__ for name in macro_names()}
    assert modules <= set(USED_BY_BUTTONS)


def test_every_macro_has_its_button():
    assert macro_names() <= {button.action for button in buttons()}
    assert len(macro_names()) > 5


def test_the_groups_follow_the_work():
    labels = [
        [group.menu.label] if group.menu else [button.label for button in group.buttons] for group in groups()
    ]
    assert labels == [
        ["新建附表"],
        ["认表", "按规则更新", "导出标准"],
        ["结转"],
        ["导入执行明细", "填季度执行"],
        ["填汇总"],
        ["情景测算"],
        ["复核"],
        ["定稿", "写报告", "普通公式版", "函数版"],
        ["帮助", "版本"],
    ]


def test_the_menu_has_one_entry_for_each_standard_and_form_by_its_title():
    entries = {button.argument: button.label for button in groups()[0].buttons}
    assert list(entries) == [*available(), *stage_forms()]
    for name, label in entries.items():
        assert (stage_form(name) or load(name)).title in label
    assert len(set(entries.values())) == len(entries)


def test_a_standard_of_ones_own_is_in_the_menu_unless_its_name_would_not_pass(tmp_path, monkeypatch):
    content = (FOLDER / "wuxi-2021.yaml").read_text(encoding="utf-8")
    monkeypatch.setenv(OWN_FOLDER, str(tmp_path))
    own = content.replace("wuxi-2021", "own-2025")
    (tmp_path / "own-2025.yaml").write_text(own, encoding="utf-8")
    assert "own-2025" in {button.argument for button in buttons()}
    (tmp_path / "it's.yaml").write_text(own.replace("own-2025", "it's"), encoding="utf-8")
    with pytest.raises(InputError, match="只能用英文字母"):
        ribbon_xml()


def test_every_control_says_what_it_does_and_has_a_key_of_its_own():
    top = [button for group in groups() for button in ((group.menu,) if group.menu else group.buttons)]
    menus = [group.buttons for group in groups() if group.menu]
    for controls in (top, *menus):
        keys = [control.keytip for control in controls]
        assert all(re.fullmatch(r"[A-Z0-9]{1,3}", key) for key in keys)
        # A key that begins another one would hide it.
        assert not any(one != two and two.startswith(one) for one in keys for two in keys)
        assert len(set(keys)) == len(keys)
        assert all(control.title and control.help for control in controls)


def test_only_what_needs_a_workbook_of_ours_is_grey_without_one():
    root = etree.fromstring(ribbon_xml().encode())
    grey = {element.get("label") for element in root.iter() if element.get("getEnabled") == ribbon.ENABLED}
    scenarios = {"新增情景", "复制情景", "套用情景", "撤销套用", "清空情景"}
    files = {"定稿", "写报告", "普通公式版", "函数版"}
    assert grey == {"按规则更新", "导出标准", "导入执行明细", "填季度执行", "填汇总"} | scenarios | files


def test_vba_knows_our_workbooks_by_the_name_they_have(vba):
    built = re.search(r"book\.Names\((.*?)\)\.RefersTo", vba)[1]
    assert "".join(chr(int(code)) for code in re.findall(r"ChrW\((\d+)\)", built)) == STANDARD_NAME


def test_what_vba_puts_into_python_is_harmless():
    for button in buttons():
        assert re.fullmatch(r"[a-z_]+", button.action)
        assert re.fullmatch(r"[A-Za-z0-9.-]*", button.argument)
