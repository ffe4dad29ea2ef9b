Option Explicit
Option Private Module

' What a cell shows of a function: a number, a text, an array or an error value. An error value among the
' arguments is the result, as with Excel's own functions; a failure is #VALUE!, never a text that SUM would skip.
Public Function JxAnswer(ByVal name As String, ByVal given As Variant, Optional ByVal rest As Variant) As Variant
    Dim values As Variant
    On Error GoTo failed
    values = PlainValues(given, rest)
    JxAnswer = FirstError(values)
    If IsError(JxAnswer) Then Exit Function
    JxAnswer = CellValue(JxServe(name, values))
    Exit Function
failed:
    JxAnswer = CVErr(xlErrValue)
End Function

' The arguments, with the rest of their list, as values.
Private Function PlainValues(ByVal given As Variant, Optional ByVal rest As Variant) As Variant
    Dim values() As Variant, count As Long, i As Long
    count = UBound(given) + 1
    ReDim values(0 To count - 1)
    For i = 0 To count - 1
        If Not LeftOut(given(i)) Then values(i) = PlainValue(given(i))
    Next i
    If Not IsMissing(rest) Then
        For i = LBound(rest) To UBound(rest)
            ReDim Preserve values(0 To count)
            values(count) = PlainValue(rest(i))
            count = count + 1
        Next i
    End If
    PlainValues = values
End Function

' An argument left out counts as an error value; it stays Empty.
Private Function LeftOut(Optional ByVal argument As Variant) As Boolean
    LeftOut = IsMissing(argument)
End Function

' An argument as a value: what cells hold.
Private Function PlainValue(ByVal argument As Variant) As Variant
    If Not IsObject(argument) Then
        PlainValue = argument
    ElseIf argument.Areas.count = 1 Then
        PlainValue = Exact(argument.Value, argument.Value2)
    Else
        PlainValue = CVErr(xlErrValue)
    End If
End Function

' The values of cells. Those in a money format come rounded to 4 decimals unless asked for as Value2, which
' in turn would give a date as a number.
Private Function Exact(ByVal values As Variant, ByVal unrounded As Variant) As Variant
    Dim i As Long, j As Long
    If Not IsArray(values) Then
        If VarType(values) = vbCurrency Then Exact = unrounded Else Exact = values
        Exit Function
    End If
    For i = LBound(values, 1) To UBound(values, 1)
        For j = LBound(values, 2) To UBound(values, 2)
            If VarType(values(i, j)) = vbCurrency Then values(i, j) = unrounded(i, j)
        Next j
    Next i
    Exact = values
End Function

' The first error value among the arguments, Empty when there is none.
Private Function FirstError(ByVal values As Variant) As Variant
    Dim i As Long
    For i = LBound(values) To UBound(values)
        FirstError = ErrorIn(values(i))
        If IsError(FirstError) Then Exit Function
    Next i
End Function

Private Function ErrorIn(ByVal value As Variant) As Variant
    Dim element As Variant
    If IsArray(value) Then
        For Each element In value
            If IsError(element) Then
                ErrorIn = element
                Exit Function
            End If
        Next element
    ElseIf IsError(value) Then
        ErrorIn = value
    End If
End Function

' The text of an error becomes the error value itself, in each cell of an array formula.
Private Function CellValue(ByVal result As Variant) As Variant
    Dim i As Long, j As Long
    If Not IsArray(result) Then
        CellValue = ShownAs(result)
        Exit Function
    End If
    For i = LBound(result, 1) To UBound(result, 1)
        For j = LBound(result, 2) To UBound(result, 2)
            result(i, j) = ShownAs(result(i, j))
        Next j
    Next i
    CellValue = result
End Function

Private Function ShownAs(ByVal value As Variant) As Variant
    ShownAs = value
    If VarType(value) <> vbString Then Exit Function
    Select Case value
'@ERRORS
    End Select
End Function
