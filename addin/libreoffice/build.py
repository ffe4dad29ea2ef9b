"""Build jixiao.oxt, the LibreOffice extension, from the catalogue of functions.

The file is the same byte for byte on every build: members in a fixed order, fixed times and rights.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from xml.sax.saxutils import escape

import udfs
from udfs.array_columns import OFFERED, ColumnFunction, Offered
from udfs.catalogue import Argument

IDENTIFIER = "org.jixiao.calc"
SERVICE = "org.jixiao.calc.Functions"
DISPLAY_NAME = "绩效附表评分函数"
# Older releases do not find an add-in function by the plain name an .xlsx file gives it.
MINIMUM_LIBREOFFICE = "25.2"
COMPONENT = "component.py"

# en-US is what LibreOffice shows in every language that has no text of its own.
_LANGUAGES = ("en-US", "zh-CN")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_REGULAR_FILE = 0o100644 << 16
_TYPES, _FUNCTIONS = "types/functions.idl", "CalcAddIns.xcu"
_UNO = "application/vnd.sun.star."
_MEDIA_TYPES = {
    _TYPES: f"{_UNO}uno-typelibrary;type=RDB",
    COMPONENT: f"{_UNO}uno-component;type=Python",
    _FUNCTIONS: f"{_UNO}configuration-data",
}
_MANIFEST = """\
<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">
{entries}
</manifest:manifest>
"""
_DESCRIPTION = """\
<?xml version="1.0" encoding="UTF-8"?>
<description xmlns="http://openoffice.org/extensions/description/2006"
             xmlns:d="http://openoffice.org/extensions/description/2006"
             xmlns:lo="http://libreoffice.org/extensions/description/2011">
  <identifier value="{identifier}"/>
  <version value="{version}"/>
  <display-name>
    <name lang="en">{name}</name>
    <name lang="zh-CN">{name}</name>
  </display-name>
  <dependencies>
    <lo:LibreOffice-minimal-version value="{minimum}" d:name="LibreOffice {minimum}"/>
  </dependencies>
</description>
"""
_INTERFACE = """\
module org {{ module jixiao {{ module calc {{
  interface XFunctions {{
{methods}
  }};
}}; }}; }};
"""
_FUNCTION_TEXTS = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:component-data xmlns:oor="http://openoffice.org/2001/registry"
                    oor:name="CalcAddIns" oor:package="org.openoffice.Office">
<node oor:name="AddInInfo">
<node oor:name="{service}" oor:op="replace">
<node oor:name="AddInFunctions">
{functions}
</node>
</node>
</node>
</oor:component-data>
"""


def build_extension(path: Path) -> Path:
    """Write the extension to `path` (an .oxt file) and return it; an existing file is replaced."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in sorted(extension_files().items()):
            member = zipfile.ZipInfo(name, _EPOCH)
            member.create_system, member.external_attr = 3, _REGULAR_FILE
            # Stored, not deflated: the compressed bytes would differ between zlib versions.
            archive.writestr(member, content)
    return path


def unpack_extension(folder: Path) -> Path:
    """Write the extension as a folder inside `folder` and return that.

    LibreOffice runs it without installing: `soffice -env:BUNDLED_EXTENSIONS=file://…folder`.
    """
    extension = folder / "jixiao"
    for name, content in extension_files().items():
        file = extension / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return extension


def extension_files() -> dict[str, bytes]:
    """Return the content of every file of the extension by its name in it."""
    texts = {
        "META-INF/manifest.xml": manifest(),
        "description.xml": description(metadata.version("jixiao")),
        _TYPES: interface(),
        _FUNCTIONS: function_texts(),
        COMPONENT: _source(Path(__file__).with_name(COMPONENT)),
    }
    package = Path(udfs.__file__).parent
    for module in package.rglob("*.py"):
        texts[f"pythonpath/jixiao_udfs/{module.relative_to(package).as_posix()}"] = _source(module)
    return {name: text.encode() for name, text in texts.items()}


def interface() -> str:
    """Return the UNO interface of the functions; everything is `any`, so that Calc converts nothing."""
    methods = (
        f"    {_result(function)} {function.name}({', '.join(map(_parameter, function.arguments))});"
        for function in OFFERED
    )
    return _INTERFACE.format(methods="\n".join(methods))


def _result(function: Offered) -> str:
    """The type of a result; Calc takes an array only where it is told beforehand."""
    return "sequence< sequence<any> >" if isinstance(function, ColumnFunction) else "any"


def _parameter(argument: Argument) -> str:
    kind = "sequence<any>" if argument.variadic else "any"
    return f"[in] {kind} {uno_name(argument)}"


def uno_name(argument: Argument) -> str:
    """Return an argument's name as UNO allows it: `mean_full` becomes `meanFull`."""
    return re.sub(r"_(.)", lambda match: match[1].upper(), argument.name)


def function_texts() -> str:
    """Return CalcAddIns.xcu: the names of the functions and the texts of the function wizard."""
    return _FUNCTION_TEXTS.format(service=SERVICE, functions="\n".join(map(_function, OFFERED)))


def _function(function: Offered) -> str:
    return _node(
        function.name,
        _property("DisplayName", function.name, "en-US"),
        _property("Description", f"{function.summary}。{function.errors}", *_LANGUAGES),
        _property("Category", "Add-In"),
        # The name in .xlsx files, read and written.
        _property("CompatibilityName", function.name, "en-US"),
        f'<node oor:name="Parameters">\n{_lines(map(_argument, function.arguments))}\n</node>',
    )


def _argument(argument: Argument) -> str:
    return _node(
        uno_name(argument),
        _property("DisplayName", argument.label, *_LANGUAGES),
        _property("Description", argument.help, *_LANGUAGES),
    )


def _node(name: str, *content: str) -> str:
    return f'<node oor:name="{name}" oor:op="replace">\n{_lines(content)}\n</node>'


def _property(name: str, text: str, *languages: str) -> str:
    attributes = [f' xml:lang="{language}"' for language in languages] or [""]
    values = (f"<value{attribute}>{escape(text)}</value>" for attribute in attributes)
    return f'<prop oor:name="{name}">{"".join(values)}</prop>'


def _lines(parts: Iterable[str]) -> str:
    return "\n".join(parts)


def description(version: str) -> str:
    """Return description.xml: what the extension manager shows."""
    return _DESCRIPTION.format(
        identifier=IDENTIFIER, version=version, name=DISPLAY_NAME, minimum=MINIMUM_LIBREOFFICE
    )


def manifest() -> str:
    """Return META-INF/manifest.xml: what LibreOffice registers, and as what."""
    entries = (
        f'  <manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>'
        for name, kind in _MEDIA_TYPES.items()
    )
    return _MANIFEST.format(entries=_lines(entries))


def _source(file: Path) -> str:
    return file.read_text(encoding="utf-8")
