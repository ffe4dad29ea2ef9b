Option Explicit

' What keeps Python from answering: the row in which the add-in's sheet says what to do, 0 for nothing.
'@TROUBLES
Private tried As Boolean, told As Boolean, trouble As Long, code As Long

' The result of a function. An error value as long as Python does not answer.
Public Function JxServe(ByVal name As String, ByVal values As Variant) As Variant
    Dim server As Object
    JxServe = CVErr(xlErrValue)
    On Error Resume Next
    Set server = Python()
    If server Is Nothing Then Exit Function
    JxServe = server.CallUDF("@FUNCTIONS", name, values)
End Function

' Run a button on the active workbook. A click tries again what failed before.
Public Sub JxRun(ByVal action As String, ByVal argument As String)
    Dim server As Object, failedBefore As Boolean, said As String
    failedBefore = trouble <> 0
    If failedBefore Then tried = False
    told = False
    On Error GoTo failed
    Set server = Python()
    If Not server Is Nothing Then
        server.SetAttr server.Module("xlwings._xlwindows"), "BOOK_CALLER", ActiveWorkbook
        said = server.Str(server.Call(server.Module("@HOST"), "run", server.Tuple(action, argument)))
        If failedBefore Then Application.CalculateFull
    End If
    JxTell
    ' Not said by Python: Excel, waiting for it meanwhile, would complain.
    If said <> "" Then JxSay said
    Exit Sub
failed:
    trouble = JX_STOPPED
    code = Err.Number
    JxTell
    ' The next cell may try: the bridge starts a server that has ended again.
    trouble = 0
End Sub

' What keeps Python from answering, and the number given with it; for jixiao addin status.
Public Function JxTrouble() As Variant
    JxTrouble = Array(trouble, code)
End Function

' After calculating, say once what is wrong and what to do.
Public Sub JxTell()
    Dim text As String
    If told Or trouble = 0 Or Not Application.Visible Then Exit Sub
    told = True
    text = ThisWorkbook.Worksheets("@TEXTS").Cells(trouble, 1).Value
    If code <> 0 Then text = text & vbLf & "(" & code & ")"
    JxSay text
End Sub

' Python, one process for all workbooks; Nothing when it cannot be had. One failed start is remembered, so that
' the next cells return at once.
Private Function Python() As Object
    If Not tried Then
        tried = True
        trouble = Obstacle()
    End If
    If trouble <> 0 Then Exit Function
    Set Python = JxActivated(Starting(JxInterpreter()))
    If Python Is Nothing Then trouble = JX_UNREACHED
End Function

' Look at what a start needs, then try the interpreter with nothing to do.
Private Function Obstacle() As Long
    Dim program As String
    program = JxInterpreter()
    code = 0
    If program = "" Then
        Obstacle = JX_NOT_INSTALLED
    ElseIf JxFromStore() Then
        Obstacle = JX_STORE_OFFICE
    ElseIf Not JxLoaded(program) Then
        Obstacle = JX_NO_BRIDGE
    Else
        Obstacle = JxTried(Chr(34) & program & Chr(34) & " -I -S -c pass", code)
    End If
End Function

' How the server starts. Without a shell: the bridge sees at once when it ends. -I: no code from the folder Excel
' is in, nor from the environment. The same for every workbook: servers are kept by this text.
Private Function Starting(ByVal program As String) As String
    Starting = Chr(34) & program & Chr(34) & " -I -B -m @SERVER $(CLSID)"
End Function
