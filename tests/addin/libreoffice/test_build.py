"""The LibreOffice extension file: reproducible, complete and made of nothing but the catalogue."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from importlib import metadata

import pytest
from lxml import etree

from addin.libreoffice.build import build_extension, unpack_extension
from tests.support.builds import build_twice
from udfs.array_columns import COLUMN_FUNCTIONS, OFFERED
from udfs.catalogue import evaluate

OOR = "{http://openoffice.org/2001/registry}"
MANIFEST = "{http://openoffice.org/2001/manifest}"
DESCRIPTION = "{http://openoffice.org/extensions/description/2006}"
XLANG = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture(scope="module")
def extension(tmp_path_factory):
    path = build_extension(tmp_path_factory.mktemp("oxt") / "new" / "jixiao.oxt")
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def texts(node, prop):
    """Return a property of a registry node by language."""
    values = node.findall(f"prop[@{OOR}name='{prop}']/value")
    return {value.get(XLANG): value.text for value in values}


def test_two_builds_are_the_same_bytes_whenever_and_by_whomever(tmp_path):
    one, two = tmp_path / "one.oxt", tmp_path / "two.oxt"
    build_twice("addin.libreoffice.build", "build_extension", (one, two))
    assert one.read_bytes() == two.read_bytes()


def test_an_existing_file_is_replaced(tmp_path):
    path = tmp_path / "jixiao.oxt"
    path.write_bytes(b"old")
    assert build_extension(path) == path
    assert zipfile.is_zipfile(path)


def test_unpacked_is_what_is_packed(tmp_path, extension):
    folder = unpack_extension(tmp_path)
    unpacked = {
        str(p.relative_to(folder).as_posix()): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }
    assert unpacked == extension


def test_the_manifest_names_the_types_the_component_and_the_texts(extension):
    entries = etree.fromstring(extension["META-INF/manifest.xml"])
    kinds = {entry.get(f"{MANIFEST}full-path"): entry.get(f"{MANIFEST}media-type") for entry in entries}
    assert kinds == {
        "types/functions.idl": "application/vnd.sun.star.uno-typelibrary;type=RDB",
        "component.py": "application/vnd.sun.star.uno-component;type=Python",
        "CalcAddIns.xcu": "application/vnd.sun.star.configuration-data",
    }
    assert kinds.keys() < extension.keys()


def test_the_description_has_our_name_version_and_the_oldest_libreoffice(extension):
    root = etree.fromstring(extension["description.xml"])
    assert root.find(f"{DESCRIPTION}identifier").get("value") == "org.jixiao.calc"
    assert root.find(f"{DESCRIPTION}version").get("value") == metadata.version("jixiao")
    assert {name.text for name in root.iter(f"{DESCRIPTION}name")} == {"绩效附表评分函数"}
    assert [minimum.get("value") for minimum in root.find(f"{DESCRIPTION}dependencies")] == ["25.2"]


def test_the_interface_has_exactly_the_functions_of_the_catalogue(extension):
    text = extension["types/functions.idl"].decode("ascii")
    methods = re.findall(r"(any|sequence< sequence<any> >) (\w+)\((.*)\);", text)
    assert [name for _, name, _ in methods] == [function.name for function in OFFERED]
    arrays = [name for result, name, _ in methods if result != "any"]
    assert arrays == [function.name for function in COLUMN_FUNCTIONS]
    for function, (_, _, parameters) in zip(OFFERED, methods, strict=True):
        kinds = re.findall(r"\[in\] (any|sequence<any>) [a-zA-Z]+", parameters)
        expected = ["sequence<any>" if a.variadic else "any" for a in function.arguments]
        assert kinds == expected, function.name


def test_the_texts_are_exactly_those_of_the_catalogue(extension):
    root = etree.fromstring(extension["CalcAddIns.xcu"])
    nodes = root.findall(f".//node[@{OOR}name='AddInFunctions']/node")
    assert [node.get(f"{OOR}name") for node in nodes] == [function.name for function in OFFERED]
    for function, node in zip(OFFERED, nodes, strict=True):
        assert texts(node, "DisplayName") == {"en-US": function.name}
        assert texts(node, "CompatibilityName") == {"en-US": function.name}
        assert texts(node, "Category") == {None: "Add-In"}
        summary = f"{function.summary}。{function.errors}"
        assert texts(node, "Description") == {"en-US": summary, "zh-CN": summary}
        arguments = node.findall(f"node[@{OOR}name='Parameters']/node")
        for argument, shown in zip(function.arguments, arguments, strict=True):
            assert texts(shown, "DisplayName") == {"en-US": argument.label, "zh-CN": argument.label}
            assert texts(shown, "Description") == {"en-US": argument.help, "zh-CN": argument.help}


def test_the_packed_functions_score_alone_under_their_own_package_name(tmp_path):
    folder = unpack_extension(tmp_path)
    rules = [["proportion(完成率, 10)", "", ""], ["合计", "", ""]]
    column = ["JX_SCENARIO", [rules, [["完成率"]], [[0.9]], "[0,10]: 优"]]
    call = (
        "from jixiao_udfs.catalogue import evaluate; print(evaluate('JX_PROPORTION', [0.9, 10]));"
        f"from jixiao_udfs.array_columns import evaluate_column; print(evaluate_column(*{column}))"
    )
    path = str(folder / "pythonpath")
    # Isolated: neither this checkout nor installed packages can be imported.
    code = f"import sys; sys.path.append({path!r}); {call}"
    command = [sys.executable, "-I", "-S", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    score, scenario = done.stdout.splitlines()
    assert float(score) == evaluate("JX_PROPORTION", [0.9, 10])
    assert scenario == "[9.0, 9.0, '优']"


def test_the_component_imports_only_modules_that_are_packed(extension):
    imported = re.findall(
        r"^from jixiao_udfs\.(\w+) import", extension["component.py"].decode(), re.MULTILINE
    )
    assert len(imported) > 2
    assert {f"pythonpath/jixiao_udfs/{name}.py" for name in imported} <= set(extension)
