Option Explicit
Option Private Module

' All that reaches outside of Excel: the setting, the bridge of xlwings, a program tried with a time limit, the server.
Private Type StartupInfo
    size As Long
    reserved As LongPtr
    desktop As LongPtr
    title As LongPtr
    x As Long
    y As Long
    width As Long
    height As Long
    columns As Long
    rows As Long
    fill As Long
    flags As Long
    show As Integer
    reservedSize As Integer
    reservedData As LongPtr
    standardInput As LongPtr
    standardOutput As LongPtr
    standardError As LongPtr
End Type

Private Type ProcessInformation
    process As LongPtr
    thread As LongPtr
    processId As Long
    threadId As Long
End Type

#If Win64 Then
Private Const BRIDGE As String = "xlwings64-@VERSION.dll"
Private Declare PtrSafe Function Activate Lib "xlwings64-@VERSION.dll" Alias "XLPyDLLActivateAuto" ( _
    ByRef result As Variant, ByVal command As String, ByVal mode As Long) As Long
#Else
Private Const BRIDGE As String = "xlwings32-@VERSION.dll"
Private Declare PtrSafe Function Activate Lib "xlwings32-@VERSION.dll" Alias "XLPyDLLActivateAuto" ( _
    ByRef result As Variant, ByVal command As String, ByVal mode As Long) As Long
#End If
Private Declare PtrSafe Function LoadLibrary Lib "kernel32" Alias "LoadLibraryW" (ByVal path As LongPtr) As LongPtr
Private Declare PtrSafe Function CreateProcess Lib "kernel32" Alias "CreateProcessW" ( _
    ByVal program As LongPtr, ByVal command As LongPtr, ByVal processAttributes As LongPtr, _
    ByVal threadAttributes As LongPtr, ByVal inherit As Long, ByVal flags As Long, _
    ByVal environment As LongPtr, ByVal folder As LongPtr, _
    ByRef startup As StartupInfo, ByRef started As ProcessInformation) As Long
Private Declare PtrSafe Function WaitForSingleObject Lib "kernel32" ( _
    ByVal handle As LongPtr, ByVal milliseconds As Long) As Long
Private Declare PtrSafe Function GetExitCodeProcess Lib "kernel32" (ByVal process As LongPtr, ByRef code As Long) As Long
Private Declare PtrSafe Function TerminateProcess Lib "kernel32" (ByVal process As LongPtr, ByVal code As Long) As Long
Private Declare PtrSafe Function MessageBox Lib "user32" Alias "MessageBoxW" ( _
    ByVal window As LongPtr, ByVal text As LongPtr, ByVal title As LongPtr, ByVal style As Long) As Long
Private Declare PtrSafe Function CloseHandle Lib "kernel32" (ByVal handle As LongPtr) As Long

Private Const NO_WINDOW As Long = &H8000000
Private Const LIMIT_MILLISECONDS As Long = 15000
' The bridge keeps a command in so many bytes and ends Excel when there are more.
Private Const LONGEST_COMMAND As Long = 1900

' The interpreter that the installation named; "" when it named none, or there is none.
Public Function JxInterpreter() As String
    Dim file As Integer, key As String, setting As String, path As String, mark As Long
    On Error GoTo missing
    file = FreeFile
    Open Environ("USERPROFILE") & "\.@PROJECT\@PROJECT.conf" For Input As #file
    Do Until EOF(file)
        Input #file, key, setting
        If key = "INTERPRETER_WIN" Then path = setting
    Loop
    ' %LOCALAPPDATA%\...: the folder of the user is not written out.
    mark = InStr(2, path, "%")
    If Left(path, 1) = "%" And mark > 0 Then path = Environ(Mid(path, 2, mark - 2)) & Mid(path, mark + 1)
    If (GetAttr(path) And vbDirectory) = 0 Then JxInterpreter = path
missing:
    On Error Resume Next
    Close #file
End Function

' Whether this Excel is Microsoft Store's, which sees no server outside of its box.
Public Function JxFromStore() As Boolean
    JxFromStore = InStr(1, Application.path, "\WindowsApps\", vbTextCompare) > 0
End Function

' Whether the bridge could be loaded: it lies in the environment of the interpreter, whose folder may be below.
Public Function JxLoaded(ByVal program As String) As Boolean
    Dim path As String, level As Long
    For level = 1 To 2
        If InStr(program, "\") = 0 Then Exit Function
        program = Left(program, InStrRev(program, "\") - 1)
        path = program & "\" & BRIDGE
        If LoadLibrary(StrPtr(path)) <> 0 Then
            JxLoaded = True
            Exit Function
        End If
    Next level
End Function

' Run a program that should end at once: 0 when it did well, else what kept it; `code` is Windows' or its own number.
Public Function JxTried(ByVal command As String, ByRef code As Long) As Long
    Dim startup As StartupInfo, started As ProcessInformation
    startup.size = LenB(startup)
    If CreateProcess(0, StrPtr(command), 0, 0, 0, NO_WINDOW, 0, 0, startup, started) = 0 Then
        code = Err.LastDllError
        JxTried = JX_REFUSED
        Exit Function
    End If
    If WaitForSingleObject(started.process, LIMIT_MILLISECONDS) <> 0 Then
        TerminateProcess started.process, 1
        JxTried = JX_SLOW
    Else
        GetExitCodeProcess started.process, code
        If code <> 0 Then JxTried = JX_BROKEN
    End If
    CloseHandle started.thread
    CloseHandle started.process
End Function

' The server that a command starts, or that it started before; Nothing when it cannot be reached.
Public Function JxActivated(ByVal command As String) As Object
    Dim found As Variant
    If LenB(StrConv(command, vbFromUnicode)) > LONGEST_COMMAND Then Exit Function
    If Activate(found, command, 1) = 0 Then Set JxActivated = found
End Function

' Say something in any script, which MsgBox cannot.
Public Sub JxSay(ByVal text As String)
    Dim title As String
    title = @TITLE
    MessageBox Application.Hwnd, StrPtr(text), StrPtr(title), vbOKOnly
End Sub
