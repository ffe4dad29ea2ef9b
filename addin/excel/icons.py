"""Names of Office's built-in icons (`imageMso`) that exist; Excel shows nothing for any other name.

Each was found in a published gallery with its picture, or as the icon of buttons in published add-ins
(`OfficeImageId`, `imageMso`); GetExternalDataFromText also in Microsoft's own documentation. Microsoft's full
list (OfficeDev/office-fluent-ui-command-identifiers) and a running Excel were not at hand.
"""

from __future__ import annotations

ICONS = frozenset(
    {
        "AutoSum",
        "CalculateNow",
        "Calculator",
        "Copy",
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
        "ReviewAcceptChange",
        "TableInsert",
        "Undo",
        "WhatIfAnalysisMenu",
    }
)
