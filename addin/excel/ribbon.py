"""The ribbon tab 绩效评价: its XML and its VBA, both from one table, so that they cannot disagree."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from addin.excel.buttons import Button, Group, Menu, buttons, groups
from addin.excel.project import Module, standard_module
from addin.excel.vba import chinese
from workbooks.standards.library import STAGE_NAME, STANDARD_NAME

NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
TAB_LABEL = "绩效评价"
LOADED, ENABLED, REFRESH = "JxRibbonLoaded", "JxEnabled", "JxRefresh"
RIBBON_MODULE, BOOKS_MODULE = "JxRibbon", "JxBooks"


def ribbon_xml() -> str:
    """The customUI part, of the kind Excel 2010 and later read."""
    content = "\n".join(map(_group, groups()))
    return f"""\
<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<customUI xmlns="{NAMESPACE}" onLoad="{LOADED}">
  <ribbon>
    <tabs>
      <tab id="jxTab" label="{TAB_LABEL}" keytip="JX" insertAfterMso="TabHome">
{content}
      </tab>
    </tabs>
  </ribbon>
</customUI>
"""


def _group(group: Group) -> str:
    if group.menu is None:
        inner = "\n".join(_button(button, size="large") for button in group.buttons)
    else:
        items = "\n".join(_button(button) for button in group.buttons)
        head = _attributes(group.menu_id, group.menu, size="large", itemSize="normal")
        inner = f"          <menu {head}>\n{items}\n          </menu>"
    return f'        <group id="{group.id}" label={quoteattr(group.label)}>\n{inner}\n        </group>'


def _button(button: Button, **more: str) -> str:
    if button.argument:
        more["tag"] = button.argument
    if not button.any_book:
        more["getEnabled"] = ENABLED
    return f"          <button {_attributes(button.id, button, onAction=button.sub, **more)}/>"


def _attributes(identity: str, shown: Button | Menu, **more: str) -> str:
    values = {
        "id": identity,
        "label": shown.label,
        "imageMso": shown.icon,
        "keytip": shown.keytip,
        "screentip": shown.title,
        "supertip": shown.help,
        **more,
    }
    return " ".join(f"{name}={quoteattr(value)}" for name, value in values.items())


_RIBBON = """\
Option Explicit

Private loadedRibbon As IRibbonUI

Public Sub {loaded}(ribbon As IRibbonUI)
    Set loadedRibbon = ribbon
End Sub

Public Sub {refresh}()
    If Not loadedRibbon Is Nothing Then loadedRibbon.Invalidate
End Sub

Public Sub {enabled}(control As IRibbonControl, ByRef result)
    result = JxIsOurs(ActiveWorkbook)
End Sub

{subs}
Private Sub RunAction(ByVal action As String, ByVal argument As String)
    ' Python is called for a workbook, so there must be one.
    If ActiveWorkbook Is Nothing Then Workbooks.Add
    JxRun action, argument
    {refresh}
End Sub
"""
_SUB = """\
Public Sub {name}(control As IRibbonControl)
    RunAction "{action}", control.Tag
End Sub
"""
_BOOKS = """\
Option Explicit
Option Private Module

' Whether a workbook has one of the defined names that ours have: of its standard, or of its form.
Public Function JxIsOurs(ByVal book As Workbook) As Boolean
    If book Is Nothing Then Exit Function
    On Error Resume Next
    JxIsOurs = Len(book.Names({standard}).RefersTo) > 0
    If Not JxIsOurs Then JxIsOurs = Len(book.Names({form}).RefersTo) > 0
End Function
"""


def ribbon_modules() -> list[Module]:
    """The VBA behind the ribbon."""
    actions = dict.fromkeys((button.sub, button.action) for button in buttons())
    subs = "\n".join(_SUB.format(name=name, action=action) for name, action in actions)
    ribbon = _RIBBON.format(loaded=LOADED, refresh=REFRESH, enabled=ENABLED, subs=subs)
    books = _BOOKS.format(standard=chinese(STANDARD_NAME), form=chinese(STAGE_NAME))
    return [standard_module(RIBBON_MODULE, ribbon), standard_module(BOOKS_MODULE, books)]
