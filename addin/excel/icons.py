"""Names of Office's built-in icons (`imageMso`) that exist; Excel shows nothing for any other name.

An icon of a command is called as the command: the names are those of Microsoft's published lists of control
identifiers for Excel (OfficeDev/office-fluent-ui-command-identifiers), compared with published galleries that
show the pictures and with add-ins that use them. Not looked at in a running Excel: see the Windows list.
"""

from __future__ import annotations

ICONS = frozenset(
    {
        "AutoSum",
        "CalculateNow",
        "Calculator",
        "FileMarkAsFinal",
        "FileNew",
        "FilePrint",
        "FileSave",
        "Folder",
        "GetExternalDataFromText",
        "HappyFace",
        "Help",
        "Info",
        "Lock",
        "RefreshAll",
        "ReviewAcceptChange",
        "TableInsert",
        "WhatIfAnalysisMenu",
    }
)
