Option Explicit
' What xlwings' module gives on Windows: XLPy, the object that reaches Python.

Private one As PythonInCalc

Public Function XLPy() As Object
    If one Is Nothing Then Set one = New PythonInCalc
    Set XLPy = one
End Function
