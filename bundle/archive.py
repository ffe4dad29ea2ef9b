"""What is in the bundle, and the zip of it: the same bytes for the same content."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from markdown_it import MarkdownIt

from addin.excel.build import workbook_bytes
from addin.libreoffice.build import build_extension
from workbooks.standards.loading import every

ROOT = Path(__file__).resolve().parent.parent
DESK = Path(__file__).with_name("desk")
WHEELS = "wheels"
INSTALL, UNINSTALL, READ_ME = "安装.bat", "卸载.bat", "读我.txt"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_REGULAR_FILE = 0o100644 << 16
_PAGE = """\
<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>
body {{ max-width: 46em; margin: 2em auto; padding: 0 1em; line-height: 1.7; }}
body {{ font-family: "Microsoft YaHei", sans-serif; }}
table {{ border-collapse: collapse; }}
th, td {{ border: 1px solid #bbb; padding: .3em .6em; text-align: left; }}
img {{ max-width: 100%; border: 1px solid #ddd; }}
</style>
</head>
<body>
{body}
</body>
</html>
"""


_PAGES = {"clerk": "填表人员", "targets": "申报、监控、自评", "bureau": "财政部门"}
"""The pages of the docs that travel with the bundle; links between them follow."""
_LINK = re.compile(r'<a href="[^"]{1,200}\.md[^"]{0,200}">([^<]{0,200})</a>')


def contents(version: str, wheels: Path) -> dict[str, bytes]:
    """Every file of the bundle by its name in it."""
    files = {
        INSTALL: batch("install"),
        UNINSTALL: batch("uninstall"),
        READ_ME: _for_notepad((DESK / "readme.txt").read_text(encoding="utf-8").format(version=version)),
        "jixiao-setup.py": (DESK / "setup.py").read_bytes(),
        "LibreOffice/jixiao.oxt": _extension(wheels),
    }
    for standard in every():
        files[f"空白附表/{standard.title}（{standard.region}{standard.year}）.xlsm"] = workbook_bytes(
            standard
        )
    for page, name in _PAGES.items():
        files[f"说明/{name}.html"] = _page(ROOT / "docs" / f"{page}.md")
    for image in sorted((ROOT / "docs" / "images").glob("*.png")):
        files[f"说明/images/{image.name}"] = image.read_bytes()
    for wheel in wheels.glob("*.whl"):
        files[f"{WHEELS}/{wheel.name}"] = wheel.read_bytes()
    return files


def write(files: Mapping[str, bytes], path: Path) -> None:
    """Write the zip, everything in one folder named as the zip: sorted, fixed times, not compressed again."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in sorted(files.items()):
            member = zipfile.ZipInfo(f"{path.stem}/{name}", _EPOCH)
            member.create_system, member.external_attr = 3, _REGULAR_FILE
            archive.writestr(member, content)


def batch(command: str) -> bytes:
    """A batch file that runs a command of setup.py; cmd.exe wants CR LF."""
    text = (DESK / "run.bat").read_text(encoding="utf-8").replace("@COMMAND", command)
    return text.replace("\n", "\r\n").encode()


def _for_notepad(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode("utf-8-sig")


def _page(path: Path) -> bytes:
    """A page of the docs as a browser shows it."""
    text = path.read_text(encoding="utf-8")
    body = MarkdownIt().enable("table").render(text)
    for page, name in _PAGES.items():
        body = body.replace(f'href="{page}.md', f'href="{quote(name)}.html')
    # A page that does not travel is named, without a link to nowhere.
    body = _LINK.sub(r"\1", body)
    return _PAGE.format(title=text.splitlines()[0].lstrip("# "), body=body).encode()


def _extension(folder: Path) -> bytes:
    return build_extension(folder / "jixiao.oxt").read_bytes()
