Option Explicit
Option Private Module

Private absent As Boolean, told As Boolean

' The result of a function, computed by the add-in: all workbooks share its one Python, and none names a version.
Public Function JxServe(ByVal name As String, ByVal values As Variant) As Variant
    Dim addin As Workbook
    On Error GoTo failed
    ' Only the add-in that is open: Run would open a file of that name in the current folder.
    Set addin = Workbooks("@ADDIN")
    JxServe = Application.Run("'" & addin.Name & "'!JxServe", name, values)
    Exit Function
failed:
    absent = True
    JxServe = CVErr(xlErrValue)
End Function

' After calculating, say once why there is no score.
Public Sub JxTell()
    Dim text As String
    If told Or Not absent Or Not Application.Visible Then Exit Sub
    told = True
'@TEXT
    MsgBox text, vbExclamation
End Sub
